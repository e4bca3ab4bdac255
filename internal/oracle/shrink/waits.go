package shrink

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// plain are the operations of a channel that have one case, for those that have
// two.
var plain = map[program.Op]program.Op{
	program.SelectSend: program.Send, program.SelectReceive: program.Receive,
	program.TrySend: program.Send, program.TryReceive: program.Receive,
}

// plainSelect makes the first case of a select all there is.
func plainSelect(p *program.Program, n int) bool {
	return replace(p, n,
		func(s *program.Stmt) bool { return plain[s.Op] != 0 },
		func(s program.Stmt) program.Block {
			return append(program.Block{{Op: plain[s.Op], Lock: s.Lock}}, s.Then...)
		})
}

// dropTaken makes a function take nothing.
func dropTaken(p *program.Program, n int) bool {
	f := nth(pointers(p.Funcs), n, func(f *program.Func) bool { return f.Takes })
	if f == nil {
		return false
	}
	f.Takes = false
	for b := range f.Blocks() {
		*b = slices.DeleteFunc(*b, func(s program.Stmt) bool { return s.Op == program.Taken })
	}
	for c := range p.Calls {
		if &p.Funcs[c.Func] == f {
			c.Passed = nil
		}
	}
	return true
}

// plainRoom takes from a channel the room for a signal.
func plainRoom(p *program.Program, n int) bool {
	for t := range p.Types {
		for k := range p.Types[t].Locks {
			kind := &p.Types[t].Locks[k]
			if kind.Room() <= 0 {
				continue
			}
			if n == 0 {
				*kind--
				return true
			}
			n--
		}
	}
	return false
}
