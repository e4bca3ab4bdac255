package storage

import (
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"
)

// ErrReadOnly is returned by a Tx of a View that is asked to write.
var ErrReadOnly = errors.New("storage: a read-only transaction was asked to write")

// Tx is a transaction. It must not be used after the function that it was
// given to.
type Tx struct {
	r   pebble.Reader
	b   *pebble.Batch // nil in a View
	now int64         // one time for the whole transaction
}

// View runs fn on the keys as they are now.
func (s *Store) View(fn func(*Tx) error) (err error) {
	db := s.db
	if db == nil {
		return ErrClosed
	}
	snapshot := db.NewSnapshot()
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	return fn(&Tx{r: snapshot, now: time.Now().UnixMilli()})
}

// Update runs fn, which may write, and stores what it wrote, as a whole; if fn
// fails, nothing. Updates run one after the other: fn must not call the store.
// After Update the writes survive whatever ends the process.
func (s *Store) Update(fn func(*Tx) error) error {
	wrote, err := s.update(fn)
	if err != nil || !wrote {
		return err
	}
	// Without mu, so that one sync serves all who wait for one.
	return s.Sync()
}

func (s *Store) update(fn func(*Tx) error) (wrote bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return false, ErrClosed
	}
	b := s.db.NewIndexedBatch()
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := fn(&Tx{r: b, b: b, now: time.Now().UnixMilli()}); err != nil {
		return false, err
	}
	if b.Empty() {
		return false, nil
	}
	seq := s.Position().Seq + 1
	if err := b.Set([]byte(keySeq), encodeSeq(seq), nil); err != nil {
		return false, fmt.Errorf("storage: writing: %w", err)
	}
	return true, s.apply(b, seq)
}

// apply stores the batch and tells the followers. It needs mu.
func (s *Store) apply(b *pebble.Batch, seq uint64) error {
	record := seal(b)
	if err := s.db.Apply(b, pebble.NoSync); err != nil {
		return fmt.Errorf("storage: writing: %w", err)
	}
	s.pos.Store(&Position{History: s.Position().History, Seq: seq})
	s.backlog.Load().append(record)
	return nil
}

// Sync returns when all that was written before it is on disk.
func (s *Store) Sync() error {
	db := s.db
	if db == nil {
		return ErrClosed
	}
	if err := db.LogData(nil, pebble.Sync); err != nil {
		return fmt.Errorf("storage: syncing: %w", err)
	}
	return nil
}

// Now is the transaction's time, in milliseconds.
func (t *Tx) Now() int64 { return t.now }

// Get returns the key's value, if it has one that has not expired.
func (t *Tx) Get(key []byte) (Value, bool, error) {
	v, ok, err := t.stored(key)
	if err != nil || !ok || v.ExpireAt != 0 && v.ExpireAt <= t.now {
		return Value{}, false, err
	}
	return v, true, nil
}

// stored is Get for a value that may have expired.
func (t *Tx) stored(key []byte) (Value, bool, error) {
	stored, err := get(t.r, dataKey(key))
	if err != nil || stored == nil {
		return Value{}, false, err
	}
	v, err := decodeValue(stored)
	return v, err == nil, err
}

// Put gives the key a value.
func (t *Tx) Put(key []byte, v Value) error {
	if t.b == nil {
		return ErrReadOnly
	}
	err := t.b.Set(dataKey(key), v.encode(), nil)
	if err == nil && v.ExpireAt != 0 {
		// An entry for an earlier time of the key stays: the sweep removes it.
		err = t.b.Set(expiryKey(v.ExpireAt, key), nil, nil)
	}
	if err != nil {
		return fmt.Errorf("storage: writing: %w", err)
	}
	return nil
}

// Delete removes the key and says whether it had a value.
func (t *Tx) Delete(key []byte) (bool, error) {
	if t.b == nil {
		return false, ErrReadOnly
	}
	_, had, err := t.Get(key)
	if err != nil || !had {
		return false, err
	}
	if err := t.b.Delete(dataKey(key), nil); err != nil {
		return false, fmt.Errorf("storage: deleting: %w", err)
	}
	return true, nil
}

// Clear removes all keys.
func (t *Tx) Clear() error {
	if t.b == nil {
		return ErrReadOnly
	}
	if err := t.b.DeleteRange([]byte{prefixData}, []byte{keyspaceEnd}, nil); err != nil {
		return fmt.Errorf("storage: deleting all keys: %w", err)
	}
	return nil
}
