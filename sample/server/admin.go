package server

import (
	"net"
	"strconv"
	"strings"

	"github.com/lockorder/lockorder/sample/replication"
	"github.com/lockorder/lockorder/sample/storage"
)

type replicaof struct{}

func (replicaof) serveExclusive(s *Server, _ *client, args [][]byte) reply {
	host, port := string(args[1]), string(args[2])
	if strings.EqualFold(host, "no") && strings.EqualFold(port, "one") {
		if err := s.removeMaster(); err != nil {
			return failure(err)
		}
		return ok()
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return fail("ERR Invalid master port")
	}
	changed, err := s.addMaster(masterAddr{host: host, port: int(n)})
	if err != nil {
		return failure(err)
	}
	if !changed {
		return simple("OK Already connected to specified master")
	}
	return ok()
}

type shutdown struct{}

// serve asks for the end of the server. It cannot wait for it: that waits for
// the workers.
func (shutdown) serve(s *Server, c *client, args [][]byte) reply {
	for _, arg := range args[1:] {
		switch strings.ToLower(string(arg)) {
		case "save", "nosave", "now", "force": // all is on disk already
		case "abort":
			return fail("ERR No shutdown in progress.")
		default:
			return fail(errSyntax)
		}
	}
	select {
	case s.shutdown <- struct{}{}:
	default: // it has been asked for
	}
	c.conn.Close()
	return nil
}

type kvsync struct{}

// serve turns the connection into one that feeds a follower.
func (kvsync) serve(s *Server, c *client, args [][]byte) reply {
	seq, err := strconv.ParseUint(string(args[2]), 10, 64)
	if err != nil {
		return fail(errInteger)
	}
	port, err := strconv.ParseUint(string(args[3]), 10, 16)
	if err != nil {
		return fail("ERR Invalid port")
	}
	source, err := s.source(storage.Position{History: string(args[1]), Seq: seq})
	if err != nil {
		return failure(err)
	}
	detached := c.conn.Detach()
	if err := detached.Flush(); err != nil {
		s.cfg.Log.Info("a follower is gone", "reason", err)
	}
	s.feed(detached.NetConn(), int(port), source)
	return nil
}

// source is what a follower gets that has what is at that position.
func (s *Server) source(at storage.Position) (replication.Source, error) {
	// The backlog comes first: if the history changes after this, it ends.
	backlog := s.store.Backlog()
	if at.History == s.store.Position().History {
		if _, _, err := backlog.Since(at.Seq, 0); err == nil {
			return replication.Source{Backlog: backlog, Seq: at.Seq}, nil
		}
	}
	dir, err := s.store.Checkpoint()
	if err != nil {
		return replication.Source{}, err
	}
	return replication.Source{Checkpoint: dir}, nil
}

// feed starts a feeder, unless the server is ending.
func (s *Server) feed(conn net.Conn, port int, source replication.Source) {
	f := replication.NewFeeder(conn, port, source, s.cfg.Log)
	s.feedersMu.Lock()
	defer s.feedersMu.Unlock()
	if s.feeders == nil {
		conn.Close() // what is left of a checkpoint is removed at the next start
		return
	}
	s.feeders[f] = struct{}{}
	f.Start(func() { s.forgetFeeder(f) })
}

func (s *Server) forgetFeeder(f *replication.Feeder) {
	s.feedersMu.Lock()
	defer s.feedersMu.Unlock()
	delete(s.feeders, f)
}

func (s *Server) currentFeeders() []*replication.Feeder {
	s.feedersMu.Lock()
	defer s.feedersMu.Unlock()
	feeders := make([]*replication.Feeder, 0, len(s.feeders))
	for f := range s.feeders {
		feeders = append(feeders, f)
	}
	return feeders
}

// disconnectFeeders ends all feeders. It must not hold feedersMu while it
// waits: a feeder takes that to be forgotten.
func (s *Server) disconnectFeeders() {
	for _, f := range s.currentFeeders() {
		f.Stop()
	}
}

// endFeeders also keeps new ones from starting.
func (s *Server) endFeeders() {
	feeders := s.currentFeeders()
	s.feedersMu.Lock()
	s.feeders = nil
	s.feedersMu.Unlock()
	for _, f := range feeders {
		f.Stop()
	}
}
