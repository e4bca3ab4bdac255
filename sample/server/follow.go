package server

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/lockorder/lockorder/sample/replication"
)

// masterAddr is where a master listens.
type masterAddr struct {
	host string
	port int
}

func (m masterAddr) String() string { return net.JoinHostPort(m.host, strconv.Itoa(m.port)) }

// following is a master and the thread that follows it.
type following struct {
	master masterAddr
	thread *replication.Thread
}

var errClosing = userError("ERR the server is ending")

// addMaster makes the server follow the master, instead of the one before. The
// caller holds the guard exclusively.
func (s *Server) addMaster(master masterAddr) (changed bool, err error) {
	s.slaveofMu.Lock()
	defer s.slaveofMu.Unlock()
	if s.closed {
		return false, errClosing
	}
	if f := s.following.Load(); f != nil && f.master == master {
		return false, nil
	}
	// First, so that nothing has changed if it fails.
	if err := s.saveMaster(&master); err != nil {
		return false, err
	}
	s.stopReplication()
	s.follow(master)
	return true, nil
}

// removeMaster makes the server a master. The caller holds the guard
// exclusively.
func (s *Server) removeMaster() error {
	s.slaveofMu.Lock()
	defer s.slaveofMu.Unlock()
	if s.following.Load() == nil {
		return nil
	}
	if err := s.saveMaster(nil); err != nil {
		return err
	}
	s.stopReplication()
	s.following.Store(nil)
	return s.store.NewHistory()
}

// follow starts a replication thread. It needs slaveofMu.
func (s *Server) follow(master masterAddr) {
	thread := replication.New(replication.Config{
		Master: master.String(),
		Port:   s.port(),
		Store:  s.store,
		Log:    s.cfg.Log,
	})
	s.following.Store(&following{master: master, thread: thread})
	thread.Start(
		func() bool { return s.prepareRestore(thread) },
		s.finishRestore,
	)
}

// prepareRestore is called by the replication thread before it replaces the
// database. When it returns true, nobody uses the database, or will before
// finishRestore.
func (s *Server) prepareRestore(thread *replication.Thread) bool {
	s.cfg.Log.Info("disconnecting followers")
	s.disconnectFeeders()
	s.cfg.Log.Info("waiting for workers to finish their commands")
	return s.stopWorkers(thread)
}

// finishRestore is called by the replication thread after it.
func (s *Server) finishRestore() { s.loading.Store(false) }

const masterFile = "master"

// saveMaster writes down whom the server follows, nil for nobody.
func (s *Server) saveMaster(master *masterAddr) error {
	name := filepath.Join(s.cfg.Dir, masterFile)
	if master == nil {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forgetting the master: %w", err)
		}
		return nil
	}
	line := master.host + " " + strconv.Itoa(master.port) + "\n"
	if err := writeFile(name+".new", line); err != nil {
		return fmt.Errorf("remembering the master: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("remembering the master: %w", err)
	}
	return nil
}

// writeFile returns when the content is on disk.
func writeFile(name, content string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// loadMaster returns nil if the server is a master.
func (s *Server) loadMaster() (*masterAddr, error) {
	name := filepath.Join(s.cfg.Dir, masterFile)
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	host, port, _ := strings.Cut(strings.TrimSuffix(string(content), "\n"), " ")
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("server: %s: %w", name, err)
	}
	return &masterAddr{host: host, port: int(n)}, nil
}
