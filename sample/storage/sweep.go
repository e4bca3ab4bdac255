package storage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cockroachdb/pebble/v2"
)

// Sweep removes keys that have expired, at most max of them, and returns how
// many entries it looked at. What has expired is not seen by a Tx in any case;
// without the sweep it would only take room.
func (s *Store) Sweep(max int) (int, error) {
	due, err := s.due(max)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	err = s.Update(func(tx *Tx) error {
		for _, entry := range due {
			if err := tx.expire(entry); err != nil {
				return err
			}
		}
		return nil
	})
	return len(due), err
}

// due returns the stored keys of the entries whose time has come.
func (s *Store) due(max int) (entries [][]byte, err error) {
	db := s.db
	if db == nil {
		return nil, ErrClosed
	}
	it, err := db.NewIter(&pebble.IterOptions{
		LowerBound: []byte{prefixExpiry},
		UpperBound: expiryKey(time.Now().UnixMilli()+1, nil),
	})
	if err != nil {
		return nil, fmt.Errorf("storage: sweeping: %w", err)
	}
	for it.First(); it.Valid() && len(entries) < max; it.Next() {
		entries = append(entries, slices.Clone(it.Key()))
	}
	if err := errors.Join(it.Error(), it.Close()); err != nil {
		return nil, fmt.Errorf("storage: sweeping: %w", err)
	}
	return entries, nil
}

// expire removes an entry of the index, and its key if that has expired: the
// entry may be of an earlier time of the key.
func (t *Tx) expire(entry []byte) error {
	if err := t.b.Delete(entry, nil); err != nil {
		return fmt.Errorf("storage: sweeping: %w", err)
	}
	_, key := splitExpiryKey(entry)
	v, ok, err := t.stored(key)
	if err != nil || !ok || v.ExpireAt == 0 || v.ExpireAt > t.now {
		return err
	}
	if err := t.b.Delete(dataKey(key), nil); err != nil {
		return fmt.Errorf("storage: sweeping: %w", err)
	}
	return nil
}

// isTemporary tells what can be removed when nobody has the store open.
func isTemporary(name string) bool {
	return name == dirReplaced || strings.HasPrefix(name, "checkpoint-") || strings.HasPrefix(name, "fetch-")
}
