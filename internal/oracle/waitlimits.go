package oracle

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/program"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

// Waiting are limits that are a supposition, too, and for which it takes more than one look
// at a program: it is explored with one wait free at a time, or with one thing changed, up
// to a number of states, or as many as ever if that is zero.
var Waiting = []struct {
	Name     string
	Supposed func(p *program.Program, states int) []Defect
}{
	{"unordered", unordered},
	{"instances", asOneObject},
}

// fewStates bounds what is looked at each time where it is asked of many programs what a
// limit would excuse.
const fewStates = 1 << 12

// unordered are the defects that there would be if a wait ordered nothing: what comes after
// it ran beside what comes before that which ends it, also if nothing ever does. It is not
// among what the defect is about.
func unordered(p *program.Program, states int) (out []Defect) {
	for l, kind := range p.EachLock {
		if !kind.Waits() {
			continue
		}
		free := explore.Loose{Free: map[program.Lock]bool{l: true}}
		for _, d := range defects(p, explore.Explore(p, explore.Limits{States: states, Loose: free}).May) {
			if !d.has(render.Class(p, l)) {
				out = append(out, d)
			}
		}
	}
	return out
}

// asOneObject are the defects that there would be if an object that literals capture were
// another one of its type.
func asOneObject(p *program.Program, states int) (out []Defect) {
	for i, o := range p.Objects {
		for j, other := range p.Objects {
			if i == j || o.Type != other.Type || !o.Captured || p.Types[o.Type].Bare {
				continue
			}
			q := p.Clone()
			for r := range q.Refs {
				if !r.Param && r.Index == i {
					r.Index = j
				}
			}
			out = append(out, defects(p, explore.Explore(q, explore.Limits{States: states}).May)...)
		}
	}
	return out
}

// unserved holds if somebody waits in a select for what the defect is about, and nobody in the
// program ever serves its other case, or only who cannot come to do so.
func unserved(p *program.Program, d Defect) bool {
	selects := false
	never := anyOp(p, func(f *program.Func, s *program.Stmt) bool {
		first, second := s.Selects() && d.about(p, f, s.Lock), s.Selects() && d.about(p, f, s.Quit)
		selects = selects || first || second
		return first && !servesSome(p, class(p, f, s.Quit), true) ||
			second && !servesSome(p, class(p, f, s.Lock), s.Op == program.SelectReceive)
	})
	return never || selects && behindAnother(p, d)
}

// behindAnother holds if the defect is there only because of another wait, which is not over
// either: if nobody had to wait there, it would not be.
func behindAnother(p *program.Program, d Defect) bool {
	for l, kind := range p.EachLock {
		if !kind.Waits() || d.has(render.Class(p, l)) {
			continue
		}
		free := explore.Loose{Free: map[program.Lock]bool{l: true}}
		truth := explore.Explore(p, explore.Limits{Loose: free})
		if !truth.Cut && !slices.ContainsFunc(defects(p, truth.May), d.is) {
			return true
		}
	}
	return false
}

// servesSome reports whether some function lets one go on who receives from a channel, or
// sends.
func servesSome(p *program.Program, channel string, receives bool) bool {
	return anyOp(p, func(f *program.Func, s *program.Stmt) bool {
		return serves(p, f, s, Defect{Locks: []string{channel}}, receives)
	})
}

// besideOthers holds if two functions serve who waits for what the defect is about, of which
// one does more than is in the defect: that may keep it from serving.
func besideOthers(p *program.Program, d Defect) bool {
	for i := range d.Locks {
		for _, receives := range []bool{true, false} {
			servers, busy := 0, false
			for k := range p.Funcs {
				f := &p.Funcs[k]
				for s := range f.Stmts() {
					if serves(p, f, s, newDefect(d.Rule, d.Locks[i:i+1:i+1]), receives) {
						servers++
						busy = busy || doesMore(p, f, d)
						break
					}
				}
			}
			if servers > 1 && busy {
				return true
			}
		}
	}
	return false
}

// doesMore reports whether a function takes, or waits for, what a defect is not about.
func doesMore(p *program.Program, f *program.Func, d Defect) bool {
	for s := range f.Stmts() {
		for l := range s.Names {
			if !d.about(p, f, *l) {
				return true
			}
		}
	}
	return false
}

// about reports whether a lock that a function names may be one of a defect: of a parameter,
// that of any object of its type.
func (d Defect) about(p *program.Program, f *program.Func, l program.Lock) bool {
	if !l.Param {
		return d.has(render.Class(p, l))
	}
	for i, o := range p.Objects {
		if o.Type == f.Params[l.Index] && d.has(render.Class(p, program.Lock{Ref: program.Ref{Index: i}, Field: l.Field})) {
			return true
		}
	}
	return false
}

// serves reports whether a statement lets one go on who receives from what is waited for, or
// sends.
func serves(p *program.Program, f *program.Func, s *program.Stmt, at Defect, receives bool) bool {
	is := s.Locks() && at.about(p, f, s.Lock)
	quits := s.Selects() && at.about(p, f, s.Quit)
	switch s.Op {
	case program.Send, program.TrySend, program.Close:
		return receives && is
	case program.SelectSend:
		return receives && is || !receives && quits
	case program.Receive, program.Range, program.TryReceive:
		return !receives && is
	case program.SelectReceive:
		return !receives && (is || quits)
	}
	return false
}

// throughChain holds if two dynamic calls or more lead a goroutine to where it takes a lock
// of the defect, or does something to what is waited for there, or one leads two of them, and
// one of these lies in an object of which there are several. A literal that another literal
// calls, by a variable, is called dynamically, too.
func throughChain(p *program.Program, d Defect) bool {
	if d.Rule != explore.HeldWait || !amongSeveral(p, d) {
		return false
	}
	w := chains{p, p.Closures(), d, 0}
	for i := range p.Roots {
		w.from(&p.Roots[i].Call)
	}
	for s := range p.Stmts() {
		if s.Starts() {
			w.from(&s.Call)
		}
	}
	return w.goroutines > 1
}

// amongSeveral holds if what a defect is about lies in objects of a type of which there are
// several.
func amongSeveral(p *program.Program, d Defect) bool {
	for i, o := range p.Objects {
		for field := range p.Types[o.Type].Locks {
			several := slices.ContainsFunc(p.Objects[i+1:], func(other program.Object) bool { return other.Type == o.Type })
			if several && d.has(render.Class(p, program.Lock{Ref: program.Ref{Index: i}, Field: field})) {
				return true
			}
		}
	}
	return false
}

// chains is how many goroutines come to a defect through a dynamic call; through two, one
// counts for two.
type chains struct {
	*program.Program
	closures   []bool
	of         Defect
	goroutines int
}

// A reached function is one that so many dynamic calls lead to, at most two.
type reached struct{ fn, calls int }

// from follows a goroutine: what counts is the fewest dynamic calls that lead to a function,
// and of those that are about the defect the one to which most do.
func (w *chains) from(start *program.Call) {
	fewest := make(map[int]int)
	for todo := w.called(nil, reached{-1, 0}, start); len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		if old, ok := fewest[at.fn]; ok && old <= at.calls {
			continue
		}
		fewest[at.fn] = at.calls
		for s := range w.Funcs[at.fn].Stmts() {
			if s.Calls() && !s.Starts() {
				todo = w.called(todo, at, &s.Call)
			}
		}
	}
	most := 0
	for fn, calls := range fewest {
		f := &w.Funcs[fn]
		for s := range f.Stmts() {
			if s.Locks() && w.of.about(w.Program, f, s.Lock) {
				most = max(most, calls)
			}
		}
	}
	w.goroutines += most
}

// called adds what a call leads to.
func (w *chains) called(todo []reached, from reached, c *program.Call) []reached {
	steps := func(fn int) int {
		style := w.Funcs[fn].Style
		if style == program.Field || style == program.Interface || (from.fn < 0 && len(c.Args) > 0 || from.fn >= 0 && w.closures[from.fn]) && w.closures[fn] {
			return 1
		}
		return 0
	}
	calls := from.calls + steps(c.Func)
	todo = append(todo, reached{c.Func, min(calls, 2)})
	if c.Passed != nil {
		todo = append(todo, reached{c.Passed.Func, min(calls+1+steps(c.Passed.Func), 2)})
	}
	return todo
}

func anyOp(p *program.Program, is func(*program.Func, *program.Stmt) bool) bool {
	for i := range p.Funcs {
		for s := range p.Funcs[i].Stmts() {
			if is(&p.Funcs[i], s) {
				return true
			}
		}
	}
	return false
}
