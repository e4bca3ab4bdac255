package server

import (
	"github.com/tidwall/redcon"

	"github.com/lockorder/lockorder/sample/storage"
)

// client is what the server knows of a connection. redcon reads a connection
// in one goroutine, its worker, which alone uses it.
type client struct {
	conn  redcon.Conn
	multi *transaction // nil outside of MULTI
}

// handle is called by redcon for each request, in the connection's goroutine.
func (s *Server) handle(conn redcon.Conn, request redcon.Command) {
	c, ok := conn.Context().(*client)
	if !ok {
		c = &client{conn: conn}
		conn.SetContext(c)
	}
	if r := s.answer(c, request.Args); r != nil {
		conn.WriteRaw(r)
	}
}

// answer checks a request and runs or queues it.
func (s *Server) answer(c *client, args [][]byte) reply {
	cmd := s.lookup(args[0])
	if cmd == nil {
		c.multi.spoil()
		return unknownCommand(args)
	}
	if !cmd.accepts(args) {
		c.multi.spoil()
		return wrongArity(cmd.name)
	}
	if c.multi == nil || cmd.flags.has(instant) {
		return s.run(c, cmd, args)
	}
	why := s.refusal(cmd.flags)
	if cmd.flags.has(noMulti) {
		why = errInMulti
	}
	if why != "" {
		c.multi.spoil()
		return fail("%s", why)
	}
	c.multi.add(cmd, args)
	return simple("QUEUED")
}

// run runs a command under the guard that it needs. What the guard keeps away
// is asked only when it is held.
func (s *Server) run(c *client, cmd *command, args [][]byte) reply {
	if impl, ok := cmd.impl.(exclusiveCommand); ok {
		release := s.workExclusive()
		defer release()
		if why := s.refusal(cmd.flags); why != "" {
			return fail("%s", why)
		}
		return impl.serveExclusive(s, c, args)
	}

	release := s.workShared()
	defer release()
	if why := s.refusal(cmd.flags); why != "" {
		return fail("%s", why)
	}
	switch impl := cmd.impl.(type) {
	case dataCommand:
		return s.runData(cmd, impl, args)
	case statusCommand:
		return impl.status(s, args)
	case connCommand:
		return impl.serve(s, c, args)
	}
	return fail("ERR '%s' is not implemented", cmd.name)
}

// runData runs a command in a transaction of its own.
func (s *Server) runData(cmd *command, impl dataCommand, args [][]byte) reply {
	within := s.store.View
	if cmd.flags.has(writes) {
		within = s.store.Update
	}
	var r reply
	err := within(func(tx *storage.Tx) (err error) {
		r, err = impl.execute(tx, args)
		return err
	})
	if err != nil {
		return failure(err)
	}
	return r
}

// refusal says why a command with those flags cannot run now, if it cannot.
func (s *Server) refusal(f flags) string {
	if s.loading.Load() && !f.has(loadingOK) {
		return errLoading
	}
	if f.has(writes) && s.following.Load() != nil {
		return errReadOnly
	}
	return ""
}
