// Package storage keeps the server's keys in a pebble database and remembers
// its newest writes for the servers that follow this one.
//
// Each transaction that writes is one batch and has one sequence number, which
// is stored by the same batch: a copy of the database always knows which
// write was its last. The numbers belong to a history, a random name that is
// changed whenever the database goes a way of its own.
package storage

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
)

// ErrClosed is returned where the database is closed, or was lost by a Restore
// that could not open any database.
var ErrClosed = errors.New("storage is closed")

// Names below the store's directory.
const (
	dirDB       = "db"
	dirReplaced = "db.old" // what a Restore replaces, until it is done
)

// Options of a Store.
type Options struct {
	Log *slog.Logger // nil: nothing is logged
	// BacklogBytes bounds the writes that are remembered for followers.
	// 0 means 16 MiB.
	BacklogBytes int
}

// Position is a place in a history of writes.
type Position struct {
	History string
	Seq     uint64 // the number of the last write
}

// Store is a database of keys. Its methods may be called by many goroutines,
// but View, Update, Sweep and Checkpoint must not run during Restore and Close:
// the server's works guard sees to that, so that reading costs no lock here.
type Store struct {
	dir  string
	opts Options

	// mu makes transactions that write run one after the other, so that what
	// they read stays as it is until they have written.
	mu sync.Mutex
	db *pebble.DB // nil if closed

	// pos and backlog can be read without mu: they are wanted for INFO, too,
	// which may run within a transaction.
	pos     atomic.Pointer[Position]
	backlog atomic.Pointer[Backlog]
}

// Open opens or creates the store in the directory.
func Open(dir string, opts Options) (*Store, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.BacklogBytes == 0 {
		opts.BacklogBytes = 16 << 20
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	s := &Store{dir: dir, opts: opts}
	if err := s.finishRestore(); err != nil {
		return nil, err
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	return s, nil
}

// open opens the database and reads its position.
func (s *Store) open() error {
	db, err := pebble.Open(s.path(dirDB), &pebble.Options{
		FormatMajorVersion: pebble.FormatNewest,
		Logger:             logger{s.opts.Log},
	})
	if err != nil {
		return fmt.Errorf("storage: opening the database: %w", err)
	}
	pos, err := readPosition(db)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	s.db = db
	s.pos.Store(&pos)
	s.backlog.Store(newBacklog(pos.Seq, s.opts.BacklogBytes))
	if pos.History == "" {
		return s.changeHistory()
	}
	return nil
}

// Close closes the database.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.close()
}

// close needs mu.
func (s *Store) close() error {
	if s.db == nil {
		return nil
	}
	s.backlog.Load().close()
	err := s.db.Close()
	s.db = nil
	if err != nil {
		return fmt.Errorf("storage: closing the database: %w", err)
	}
	return nil
}

// Position is where the store is now.
func (s *Store) Position() Position { return *s.pos.Load() }

// Backlog is what the store remembers of its newest writes. It changes with
// Restore and NewHistory, which end the one before.
func (s *Store) Backlog() *Backlog { return s.backlog.Load() }

// NewHistory gives the store a history of its own from here on: nobody who
// followed the old one can go on with this one by accident.
func (s *Store) NewHistory() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return ErrClosed
	}
	return s.changeHistory()
}

// changeHistory needs mu.
func (s *Store) changeHistory() error {
	pos := Position{History: newHistoryName(), Seq: s.Position().Seq}
	if err := s.db.Set([]byte(keyHistory), []byte(pos.History), pebble.Sync); err != nil {
		return fmt.Errorf("storage: beginning a history: %w", err)
	}
	s.backlog.Load().close()
	s.backlog.Store(newBacklog(pos.Seq, s.opts.BacklogBytes))
	s.pos.Store(&pos)
	return nil
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name) }

// logger passes on what pebble says. Its messages of level info are of no use
// to a user of the server.
type logger struct{ log *slog.Logger }

func (l logger) Infof(string, ...any) {}

func (l logger) Errorf(format string, args ...any) {
	l.log.Error("pebble: " + fmt.Sprintf(format, args...))
}

// Fatalf ends the program, as pebble expects: the write-ahead log cannot be
// written, and to go on would lose what was promised to be stored.
func (l logger) Fatalf(format string, args ...any) {
	l.log.Error("pebble: " + fmt.Sprintf(format, args...))
	os.Exit(1)
}
