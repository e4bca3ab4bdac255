// Package server is a Redis-compatible key-value server with the structure of
// Apache Kvrocks where its replication can deadlock: workers run commands under
// a guard, and a replication thread waits for that guard to replace the database.
// docs/kvrocks.md tells the story and names the build tags.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tidwall/redcon"

	"github.com/lockorder/lockorder/sample/protocol"
	"github.com/lockorder/lockorder/sample/replication"
	"github.com/lockorder/lockorder/sample/storage"
)

// Config is how a server is set up.
type Config struct {
	Addr string // where to listen, host:port; port 0 for a free one
	Dir  string // where the data is
	Log  *slog.Logger
	// SweepEvery is how often expired keys are removed; 0 means every 100 ms,
	// as Redis does. Nobody sees an expired key, removed or not.
	SweepEvery time.Duration
}

// Server is a running server. Locks are taken in this order: works, slaveofMu,
// feedersMu; those of the store come after works and slaveofMu.
type Server struct {
	cfg   Config
	store *storage.Store
	ln    net.Listener
	rs    *redcon.Server

	// works is the works guard. Workers hold it shared for a command, or
	// exclusively for a command that nothing may run beside. Who has had it
	// exclusively while loading was set knows that no worker uses the database.
	works   sync.RWMutex
	loading atomic.Bool // the database is being replaced

	// slaveofMu guards changes of whom the server follows. Commands that change
	// it also hold the guard exclusively, but the start and the end do not.
	slaveofMu sync.Mutex
	following atomic.Pointer[following] // nil for a master; can be read without the lock
	closed    bool                      // no thread may start any more

	feedersMu sync.Mutex
	feeders   map[*replication.Feeder]struct{} // nil when none may start any more

	commands map[string]*command

	clients  atomic.Int64
	shutdown chan struct{} // gets a value for SHUTDOWN
}

// Open opens the data and begins to listen. A server that followed a master
// when it ended follows it again. Serve must be called next: it also closes
// what Open has opened.
func Open(cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.SweepEvery == 0 {
		cfg.SweepEvery = 100 * time.Millisecond
	}
	store, err := storage.Open(cfg.Dir, storage.Options{Log: cfg.Log})
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg:      cfg,
		store:    store,
		feeders:  make(map[*replication.Feeder]struct{}),
		commands: commandTable(),
		shutdown: make(chan struct{}, 1),
	}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return s, nil
}

// start begins to listen, and to follow the master that was followed.
func (s *Server) start() error {
	ln, err := net.Listen("tcp", s.cfg.Addr)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	s.ln = ln
	s.rs = redcon.NewServer(s.cfg.Addr, s.handle, s.accept, s.gone)
	master, err := s.loadMaster()
	if err == nil && master != nil {
		s.slaveofMu.Lock()
		s.follow(*master)
		s.slaveofMu.Unlock()
	}
	if err == nil && master == nil {
		// What a follower has may be more than what came to disk here.
		err = s.store.NewHistory()
	}
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	return nil
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.ln.Addr() }

// port is where the server listens, for its master.
func (s *Server) port() int {
	if addr, ok := s.ln.Addr().(*net.TCPAddr); ok {
		return addr.Port
	}
	return 0
}

// Serve answers requests until the context ends or a client sends SHUTDOWN,
// and closes the server.
func (s *Server) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var background sync.WaitGroup
	background.Go(func() { s.sweepEvery(ctx, s.cfg.SweepEvery) })
	served := make(chan error, 1)
	go func() { served <- s.rs.Serve(protocol.Listen(s.ln)) }()

	var err error
	select {
	case <-ctx.Done():
		err = s.stopListening(served)
	case <-s.shutdown:
		err = s.stopListening(served)
	case err = <-served:
	}
	cancel()
	background.Wait()
	return errors.Join(err, s.close())
}

// stopListening also closes all connections.
func (s *Server) stopListening(served <-chan error) error {
	err := s.ln.Close()
	return errors.Join(err, <-served)
}

// close ends all that uses the store, and closes it.
func (s *Server) close() error {
	s.slaveofMu.Lock()
	s.closed = true
	last := s.following.Load()
	s.slaveofMu.Unlock()
	if last != nil {
		last.thread.Stop()
	}

	s.endFeeders()

	// A worker may still be running a command of a closed connection.
	release := s.workExclusive()
	defer release()
	return s.store.Close()
}

func (s *Server) accept(redcon.Conn) bool {
	s.clients.Add(1)
	return true
}

func (s *Server) gone(redcon.Conn, error) { s.clients.Add(-1) }
