package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"slices"

	"github.com/cockroachdb/pebble/v2"
)

// ErrGap is returned by Replay for a record that does not follow the last one,
// ErrDamaged for one that is not as it was written.
var (
	ErrGap     = errors.New("storage: a write is missing before this one")
	ErrDamaged = errors.New("storage: a record is damaged")
)

// Checkpoint makes a copy of the database in a new directory, which the caller
// removes. The copy shares its files with the database where it can.
func (s *Store) Checkpoint() (dir string, err error) {
	db := s.db
	if db == nil {
		return "", ErrClosed
	}
	parent, err := os.MkdirTemp(s.dir, "checkpoint-")
	if err != nil {
		return "", fmt.Errorf("storage: %w", err)
	}
	// pebble wants to make the directory itself; it gets the unique name.
	if err := os.Remove(parent); err != nil {
		return "", fmt.Errorf("storage: %w", err)
	}
	if err := db.Checkpoint(parent, pebble.WithFlushedWAL()); err != nil {
		return "", errors.Join(fmt.Errorf("storage: copying the database: %w", err), os.RemoveAll(parent))
	}
	return parent, nil
}

// FetchDir makes an empty directory that a checkpoint can be put in for
// Restore.
func (s *Store) FetchDir() (string, error) {
	dir, err := os.MkdirTemp(s.dir, "fetch-")
	if err != nil {
		return "", fmt.Errorf("storage: %w", err)
	}
	return dir, nil
}

// Restore replaces the database by the checkpoint in the directory, which must
// be of FetchDir. If it fails, the database is the old one, if that can be
// opened. What is killed during a Restore has the old database or the new one.
func (s *Store) Restore(dir string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.close(); err != nil {
		return err
	}
	err := s.replace(dir)
	if err == nil {
		if err = s.open(); err == nil {
			return s.remove(dirReplaced)
		}
	}
	if back := s.putBack(); back != nil {
		return errors.Join(err, back)
	}
	return errors.Join(err, s.open())
}

func (s *Store) replace(dir string) error {
	if err := os.Rename(s.path(dirDB), s.path(dirReplaced)); err != nil {
		return fmt.Errorf("storage: restoring: %w", err)
	}
	if err := os.Rename(dir, s.path(dirDB)); err != nil {
		return fmt.Errorf("storage: restoring: %w", err)
	}
	return nil
}

// putBack makes the replaced database the database, if there is one.
func (s *Store) putBack() error {
	if _, err := os.Stat(s.path(dirReplaced)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := s.remove(dirDB); err != nil {
		return err
	}
	if err := os.Rename(s.path(dirReplaced), s.path(dirDB)); err != nil {
		return fmt.Errorf("storage: putting the old database back: %w", err)
	}
	return nil
}

// finishRestore tidies up what a killed process left.
func (s *Store) finishRestore() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	hasDB := false
	for _, entry := range entries {
		hasDB = hasDB || entry.Name() == dirDB
	}
	if !hasDB {
		if err := s.putBack(); err != nil {
			return err
		}
	}
	for _, entry := range entries {
		if isTemporary(entry.Name()) {
			if err := s.remove(entry.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) remove(name string) error {
	if err := os.RemoveAll(s.path(name)); err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	return nil
}

// Replay stores a record of a followed history. It is on disk only after Sync.
func (s *Store) Replay(record []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return ErrClosed
	}
	repr, err := unseal(record)
	if err != nil {
		return err
	}
	b := s.db.NewBatch()
	defer b.Close()
	if err := b.SetRepr(repr); err != nil {
		return fmt.Errorf("storage: replaying: %w", err)
	}
	seq, err := recordSeq(b)
	if err != nil {
		return err
	}
	if seq != s.Position().Seq+1 {
		return fmt.Errorf("%w: %d after %d", ErrGap, seq, s.Position().Seq)
	}
	return s.apply(b, seq)
}

// seal makes a record of a batch: pebble's bytes after a checksum, since pebble
// takes it for a programmer's mistake, and panics, if they are damaged.
func seal(b *pebble.Batch) []byte {
	repr := b.Repr()
	sum := crc32.Checksum(repr, crc32.MakeTable(crc32.Castagnoli))
	return append(binary.BigEndian.AppendUint32(nil, sum), repr...)
}

// unseal returns pebble's bytes, which are the caller's.
func unseal(record []byte) (repr []byte, err error) {
	const head = 4
	if len(record) < head {
		return nil, ErrDamaged
	}
	repr = slices.Clone(record[head:])
	if crc32.Checksum(repr, crc32.MakeTable(crc32.Castagnoli)) != binary.BigEndian.Uint32(record) {
		return nil, ErrDamaged
	}
	return repr, nil
}

// recordSeq is the number of the write in the batch of a record.
func recordSeq(b *pebble.Batch) (seq uint64, err error) {
	r := b.Reader()
	for {
		kind, key, value, ok, err := r.Next()
		if err != nil {
			return 0, fmt.Errorf("storage: a damaged record: %w", err)
		}
		if !ok {
			return seq, nil
		}
		if kind == pebble.InternalKeyKindSet && string(key) == keySeq {
			if seq, err = decodeSeq(value); err != nil {
				return 0, err
			}
		}
	}
}
