package server

import (
	"strings"

	"github.com/lockorder/lockorder/sample/replication"
	"github.com/lockorder/lockorder/sample/storage"
)

// What a command implements says under what it runs. A transaction of EXEC can
// hold only the first two kinds, which take no lock of the server: EXEC has the
// guard, and whoever took it again would wait for itself.
type (
	// dataCommand reads or writes keys, by the transaction that it is given.
	dataCommand interface {
		execute(tx *storage.Tx, args [][]byte) (reply, error)
	}
	// statusCommand answers from what the server knows without a lock.
	statusCommand interface {
		status(s *Server, args [][]byte) reply
	}
	// connCommand is about the connection or about the whole server. It runs
	// with the guard shared.
	connCommand interface {
		serve(s *Server, c *client, args [][]byte) reply
	}
	// exclusiveCommand runs with the guard held exclusively.
	exclusiveCommand interface {
		serveExclusive(s *Server, c *client, args [][]byte) reply
	}
)

// flags of a command.
type flags uint8

const (
	writes    flags = 1 << iota // may change keys: not on a replica
	loadingOK                   // runs though the database is being replaced
	noMulti                     // not in a transaction
	instant                     // in a transaction it runs at once, and is not queued
)

func (f flags) has(one flags) bool { return f&one != 0 }

// command is an entry of the table.
type command struct {
	name  string
	arity int // with the name; -n means at least n
	flags flags
	impl  any // one of the four interfaces
}

// accepts says whether the command can have so many arguments.
func (c *command) accepts(args [][]byte) bool {
	if c.arity < 0 {
		return len(args) >= -c.arity
	}
	return len(args) == c.arity
}

// commandTable has all commands by their names in lower case.
func commandTable() map[string]*command {
	table := make(map[string]*command)
	for _, c := range []command{
		{"ping", -1, 0, ping{}},
		{"echo", 2, loadingOK, echo{}},
		{"info", -1, loadingOK, info{}},
		{"role", 1, loadingOK, role{}},

		{"get", 2, 0, get{}},
		{"mget", -2, 0, mget{}},
		{"exists", -2, 0, exists{}},
		{"type", 2, 0, typeOf{}},
		{"ttl", 2, 0, ttl{}},
		{"set", -3, writes, set{}},
		{"mset", -3, writes, mset{}},
		{"incr", 2, writes, incr{}},
		{"del", -2, writes, del{}},
		{"expire", -3, writes, expire{}},
		{"flushall", -1, writes, flushall{}},

		{"multi", 1, loadingOK | instant, multi{}},
		{"discard", 1, loadingOK | instant, discard{}},
		{"exec", 1, loadingOK | instant, exec{}},

		{"replicaof", 3, noMulti, replicaof{}},
		{"slaveof", 3, noMulti, replicaof{}},
		{"shutdown", -1, loadingOK | noMulti, shutdown{}},
		{strings.ToLower(replication.Command), 4, noMulti, kvsync{}},
	} {
		table[c.name] = &c
	}
	return table
}

// lookup returns nil for an unknown command.
func (s *Server) lookup(name []byte) *command {
	const longest = 32 // spares a long name its copy
	if len(name) > longest {
		return nil
	}
	return s.commands[strings.ToLower(string(name))]
}
