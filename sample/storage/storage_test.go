package storage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func open(t *testing.T, dir string, opts Options) *Store {
	t.Helper()
	s, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func put(t *testing.T, s *Store, key, value string) {
	t.Helper()
	err := s.Update(func(tx *Tx) error { return tx.Put([]byte(key), Value{Data: []byte(value)}) })
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s *Store, key string) (value string) {
	t.Helper()
	err := s.View(func(tx *Tx) error {
		v, _, err := tx.Get([]byte(key))
		value = string(v.Data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestUpdateIsAllOrNothing(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	put(t, s, "a", "1")
	at := s.Position()
	failure := errors.New("failure")
	err := s.Update(func(tx *Tx) error {
		if err := tx.Clear(); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) || read(t, s, "a") != "1" || s.Position() != at {
		t.Errorf("after a failed Update: %v, a=%q", err, read(t, s, "a"))
	}
	err = s.View(func(tx *Tx) error { return tx.Put([]byte("a"), Value{}) })
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing in a View: %v", err)
	}
}

func TestTxSeesItsWrites(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	put(t, s, "a", "1")
	err := s.Update(func(tx *Tx) error {
		if err := tx.Clear(); err != nil {
			return err
		}
		if _, found, err := tx.Get([]byte("a")); found || err != nil {
			return fmt.Errorf("a after Clear: %v, %v", found, err)
		}
		if err := tx.Put([]byte("a"), Value{Data: []byte("2"), ExpireAt: tx.Now()}); err != nil {
			return err
		}
		if had, err := tx.Delete([]byte("a")); had || err != nil {
			return fmt.Errorf("a has expired, but: %v, %v", had, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// replay copies what a follower lacks.
func replay(t *testing.T, from, to *Store) error {
	t.Helper()
	records, _, err := from.Backlog().Since(to.Position().Seq, 1<<20)
	for _, record := range records {
		if err = to.Replay(record); err != nil {
			break
		}
	}
	return err
}

func TestCheckpointAndReplay(t *testing.T) {
	a, b := open(t, t.TempDir(), Options{}), open(t, t.TempDir(), Options{})
	put(t, a, "k", "1")
	put(t, b, "old", "1")
	ended := b.Backlog()
	restore(t, a, b)
	if a.Position() != b.Position() || read(t, b, "k") != "1" || read(t, b, "old") != "" {
		t.Errorf("restored: %v, k=%q, old=%q", b.Position(), read(t, b, "k"), read(t, b, "old"))
	}
	if _, _, err := ended.Since(0, 1); !errors.Is(err, ErrBacklogEnded) {
		t.Errorf("the backlog of what was replaced: %v", err)
	}
	put(t, a, "k", "2")
	put(t, a, "l", "3")
	if err := replay(t, a, b); err != nil {
		t.Fatal(err)
	}
	if a.Position() != b.Position() || read(t, b, "k") != "2" || read(t, b, "l") != "3" {
		t.Errorf("replayed: %v, k=%q, l=%q", b.Position(), read(t, b, "k"), read(t, b, "l"))
	}
	// A follower of the follower.
	if records, _, err := b.Backlog().Since(b.Position().Seq-1, 1); err != nil || len(records) != 1 {
		t.Errorf("the follower's backlog: %d, %v", len(records), err)
	}
}

func restore(t *testing.T, from, to *Store) {
	t.Helper()
	checkpoint, err := from.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	if err := to.Restore(checkpoint); err != nil {
		t.Fatal(err)
	}
}

func TestReplayRefuses(t *testing.T) {
	a, b := open(t, t.TempDir(), Options{}), open(t, t.TempDir(), Options{})
	restore(t, a, b)
	put(t, a, "k", "1")
	put(t, a, "k", "2")
	records, _, err := a.Backlog().Since(0, 1<<20)
	if err != nil || len(records) != 2 {
		t.Fatal(len(records), err)
	}
	if err := b.Replay(records[1]); !errors.Is(err, ErrGap) {
		t.Errorf("the second write first: %v", err)
	}
	for n := range records[0] {
		if err := b.Replay(records[0][:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d of %d bytes of a record: %v", n, len(records[0]), err)
		}
		damaged := bytes.Clone(records[0])
		damaged[n] ^= 1
		if err := b.Replay(damaged); !errors.Is(err, ErrDamaged) {
			t.Errorf("byte %d of a record is wrong: %v", n, err)
		}
	}
	if err := b.Replay(records[0]); err != nil || read(t, b, "k") != "1" {
		t.Errorf("after all that: %v", err)
	}
}

func TestRestoreFails(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	put(t, s, "k", "1")
	dir, err := s.FetchDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "marker.manifest.000001.MANIFEST-000001"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Restore(dir); err == nil {
		t.Error("what is no database was restored")
	}
	if err := s.Restore(filepath.Join(t.TempDir(), "nosuch")); err == nil {
		t.Error("nothing was restored")
	}
	if got := read(t, s, "k"); got != "1" {
		t.Errorf("the old database is lost: k=%q", got)
	}
	put(t, s, "k", "2")
}

// TestKilledRestore opens what a process leaves that is killed during Restore.
func TestKilledRestore(t *testing.T) {
	for _, c := range []struct {
		name string
		kill func(dir string) error
		want string
	}{
		{"before the new one is in place", func(dir string) error {
			return os.Rename(filepath.Join(dir, dirDB), filepath.Join(dir, dirReplaced))
		}, "1"},
		{"after it", func(dir string) error {
			return os.Mkdir(filepath.Join(dir, dirReplaced), 0o755)
		}, "1"},
		{"while fetching", func(dir string) error {
			return os.Mkdir(filepath.Join(dir, "fetch-1"), 0o755)
		}, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := Open(dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			put(t, s, "k", "1")
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := c.kill(dir); err != nil {
				t.Fatal(err)
			}
			s = open(t, dir, Options{})
			if got := read(t, s, "k"); got != c.want {
				t.Errorf("k=%q", got)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
				t.Errorf("left in the directory: %v, %v", entries, err)
			}
		})
	}
}

func TestBacklog(t *testing.T) {
	l := newBacklog(10, 30)
	for range 5 {
		l.append(make([]byte, 10))
	}
	for _, c := range []struct {
		seq     uint64
		max     int
		records int
		err     error
	}{
		{11, 100, 0, ErrNotInBacklog},
		{12, 100, 3, nil},
		{12, 25, 2, nil},
		{12, 1, 1, nil},
		{15, 100, 0, nil},
		{16, 100, 0, ErrNotInBacklog},
	} {
		records, _, err := l.Since(c.seq, c.max)
		if len(records) != c.records || !errors.Is(err, c.err) {
			t.Errorf("Since(%d, %d): %d, %v", c.seq, c.max, len(records), err)
		}
	}
	_, grown, _ := l.Since(15, 1)
	l.append(make([]byte, 100))
	<-grown
	if records, _, err := l.Since(15, 1); len(records) != 1 || err != nil {
		t.Errorf("a record larger than the backlog: %d, %v", len(records), err)
	}
	_, grown, _ = l.Since(16, 1)
	l.close()
	<-grown
}

func TestClosed(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	noop := func(*Tx) error { return nil }
	_, checkpoint := s.Checkpoint()
	_, sweep := s.Sweep(1)
	for i, err := range []error{s.View(noop), s.Update(noop), s.Sync(), s.NewHistory(), s.Replay(nil), checkpoint, sweep} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%d: %v", i, err)
		}
	}
}
