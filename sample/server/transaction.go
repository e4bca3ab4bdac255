package server

import (
	"github.com/lockorder/lockorder/sample/storage"
)

// transaction is what a connection has queued since MULTI.
type transaction struct {
	queue   []queued
	spoiled bool // a command could not be queued
	writes  bool
	data    bool // there is a dataCommand
	loading bool // there is a command that must not run while loading
}

type queued struct {
	cmd  *command
	args [][]byte
}

// spoil makes EXEC fail. It is called for a connection without MULTI, too.
func (t *transaction) spoil() {
	if t != nil {
		t.spoiled = true
	}
}

func (t *transaction) add(cmd *command, args [][]byte) {
	t.queue = append(t.queue, queued{cmd, args})
	_, data := cmd.impl.(dataCommand)
	t.data = t.data || data
	t.writes = t.writes || cmd.flags.has(writes)
	t.loading = t.loading || !cmd.flags.has(loadingOK)
}

// flags are those of all queued commands together.
func (t *transaction) flags() flags {
	var f flags
	if t.writes {
		f |= writes
	}
	if !t.loading {
		f |= loadingOK
	}
	return f
}

type multi struct{}

func (multi) serve(_ *Server, c *client, _ [][]byte) reply {
	if c.multi != nil {
		return fail("ERR MULTI calls can not be nested")
	}
	c.multi = &transaction{}
	return ok()
}

type discard struct{}

func (discard) serve(_ *Server, c *client, _ [][]byte) reply {
	if c.multi == nil {
		return fail("ERR DISCARD without MULTI")
	}
	c.multi = nil
	return ok()
}

type exec struct{}

func (exec) serveExclusive(s *Server, c *client, _ [][]byte) reply {
	t := c.multi
	if t == nil {
		return fail("ERR EXEC without MULTI")
	}
	c.multi = nil
	if t.spoiled {
		return fail("EXECABORT Transaction discarded because of previous errors.")
	}
	// What could be queued may be refused by now.
	if why := s.refusal(t.flags()); why != "" {
		return fail("EXECABORT Transaction discarded because of: %s", why)
	}
	if !t.data {
		return array(s.runQueue(t.queue, nil)...)
	}
	// One transaction of the store, so that a crash keeps all of it or nothing.
	var replies []reply
	err := s.store.Update(func(tx *storage.Tx) error {
		replies = s.runQueue(t.queue, tx)
		return nil
	})
	if err != nil {
		return failure(err)
	}
	return array(replies...)
}

// runQueue runs queued commands. One that fails does not undo the others.
func (s *Server) runQueue(queue []queued, tx *storage.Tx) []reply {
	replies := make([]reply, 0, len(queue))
	for _, q := range queue {
		replies = append(replies, s.runQueued(q, tx))
	}
	return replies
}

// runQueued runs one command without the guard, which EXEC has.
func (s *Server) runQueued(q queued, tx *storage.Tx) reply {
	switch impl := q.cmd.impl.(type) {
	case dataCommand:
		r, err := impl.execute(tx, q.args)
		if err != nil {
			return failure(err)
		}
		return r
	case statusCommand:
		return impl.status(s, q.args)
	}
	return fail(errInMulti)
}
