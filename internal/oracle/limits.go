package oracle

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/program"
)

// Supposed are the limits that are a supposition: more can happen, as far as the
// analysis knows, than can. What is false is an instance of one if the program, explored
// with that, runs into it: which is asked of the program alone. The last is for what it
// takes several of them for.
var Supposed = []struct {
	Name  string
	Loose explore.Loose
}{
	{"try", explore.Loose{Try: true}},
	{"own", explore.Loose{Own: true}},
	{"once", explore.Loose{Once: true}},
	{"endless", explore.Loose{Endless: true}},
	{"several", explore.Loose{Try: true, Own: true, Once: true, Endless: true}},
}

// Unseen are the limits that hide a defect if its program has a shape around the locks of
// the defect: which is asked of the program and these locks alone.
var Unseen = []struct {
	Name  string
	Shape func(*program.Program, Defect) bool
}{
	{"left", leftOnSomePaths},
	{"bound", leftByMethodValue},
	{"dynamic", throughOnce},
	{"chain", throughChain},
	{"unserved", unserved},
	{"others", besideOthers},
}

// leftOnSomePaths holds if a function leaves one of the locks held on some of its paths
// only, and does not tell by what it returns.
func leftOnSomePaths(p *program.Program, d Defect) bool {
	for i := range p.Funcs {
		f := &p.Funcs[i]
		gives := make(map[program.Lock]bool)
		for s := range f.Stmts() {
			if s.Op == program.Unlock || s.Op == program.UnlockRead {
				gives[s.Lock] = true
			}
		}
		for s := range f.Stmts() {
			if s.Branches() && slices.ContainsFunc(taken(s), func(l program.Lock) bool { return !gives[l] && d.has(class(p, f, l)) }) {
				return true
			}
		}
	}
	return false
}

// taken are the locks that a branch takes, unless it returns then, and says so.
func taken(s *program.Stmt) (out []program.Lock) {
	tells := func(b program.Block) bool {
		return len(b) > 0 && b[len(b)-1].Op == program.Return && b[len(b)-1].Cond == program.Cond{Kind: program.Always}
	}
	if (s.Op == program.Try || s.Op == program.TryRead) && !tells(s.Then) {
		out = append(out, s.Lock)
	}
	for _, b := range []program.Block{s.Then, s.Else} {
		for i := range b {
			if (b[i].Op == program.Acquire || b[i].Op == program.AcquireRead) && !tells(b) {
				out = append(out, b[i].Lock)
			}
		}
	}
	return out
}

// leftByMethodValue holds if a method of an interface is called by a variable, and leaves
// one of the locks held.
func leftByMethodValue(p *program.Program, d Defect) bool {
	for s := range p.Stmts() {
		if !s.Calls() || s.Call.Via != program.Value {
			continue
		}
		f := &p.Funcs[s.Call.Func]
		if f.Style != program.Interface || !f.Unbalanced() {
			continue
		}
		for t := range f.Stmts() {
			if t.Locks() && d.has(class(p, f, t.Lock)) {
				return true
			}
		}
	}
	return false
}

// throughOnce holds if one of the locks is a Once, and two calls of the program or more,
// one of them of a field or of an interface, are dynamic.
func throughOnce(p *program.Program, d Defect) bool {
	dynamic, passed, once := 0, 0, false
	for i := range p.Funcs {
		f := &p.Funcs[i]
		if f.Style == program.Field || f.Style == program.Interface {
			dynamic++
		}
		for s := range f.Stmts() {
			if s.Calls() && s.Call.Via == program.Callback {
				passed++
			}
			once = once || s.Op == program.Do && d.has(class(p, f, s.Lock))
		}
	}
	return once && dynamic > 0 && dynamic+passed > 1
}

func (d Defect) has(class string) bool { return slices.Contains(d.Locks, class) }

// unseen are the limits whose shape a program has around the locks of a defect.
func unseen(p *program.Program, d Defect) (names []string) {
	for _, l := range Unseen {
		if l.Shape(p, d) {
			names = append(names, l.Name)
		}
	}
	return names
}

// explained are the false findings of a case by the limit that they are an instance of:
// the first that is enough.
func explained(c *Case) map[string][]Defect {
	out := make(map[string][]Defect)
	left := c.False()
	excuse := func(name string, supposed []Defect) {
		left = slices.DeleteFunc(left, func(f Finding) bool {
			is := slices.ContainsFunc(supposed, f.is)
			if is {
				out[name] = append(out[name], f.Defect)
			}
			return is
		})
	}
	for _, l := range Supposed {
		if len(left) == 0 {
			break
		}
		excuse(l.Name, supposedBy(c.Program, l.Loose))
	}
	for _, l := range Waiting {
		if len(left) > 0 {
			excuse(l.Name, l.Supposed(c.Program, 0))
		}
	}
	return out
}

func supposedBy(p *program.Program, loose explore.Loose) []Defect {
	return defects(p, explore.Explore(p, explore.Limits{Loose: loose}).May)
}

func (d Defect) is(e Defect) bool { return d.key() == e.key() }

// suppose finds all that there would be by each supposition, and is not.
func (c *Case) suppose() {
	c.supposed = make(map[string][]Defect)
	note := func(name string, supposed []Defect) {
		c.supposed[name] = slices.DeleteFunc(supposed, func(d Defect) bool {
			return slices.ContainsFunc(c.Truth, d.is) || slices.ContainsFunc(c.Possible, d.is)
		})
	}
	for _, l := range Supposed[:len(Supposed)-1] {
		note(l.Name, supposedBy(c.Program, l.Loose))
	}
	for _, l := range Waiting {
		note(l.Name, l.Supposed(c.Program, fewStates))
	}
}

// unnamed counts what is missed, and what is false, that is no instance of a limit.
func (c *Case) unnamed() (missed, spurious int) {
	for _, d := range c.Missed() {
		if len(unseen(c.Program, d)) == 0 {
			missed++
		}
	}
	spurious = len(c.False())
	for _, list := range c.Explained {
		spurious -= len(list)
	}
	return missed, spurious
}

// A Limit is a shape of programs in which the analysis is known to err, and why.
// Each has a section in docs/limits.md, and a program that shows it in the
// tests. It excuses differences in programs of its shape only, and only as many
// as its bound allows.
type Limit struct {
	Name string
	// Shape holds for programs in which the limit can matter.
	Shape func(*program.Program) bool
}

// Limits are the known ones.
var Limits = []Limit{
	{"callback", leavesFromCallback},
	{"library", hasLibrary},
}

// leavesFromCallback holds if a function that is passed to another leaves a lock
// held there, or gives one up.
func leavesFromCallback(p *program.Program) bool {
	for s := range p.Stmts() {
		if s.Calls() && s.Call.Via == program.Callback && p.Funcs[s.Call.Func].Unbalanced() {
			return true
		}
	}
	return false
}

func hasLibrary(p *program.Program) bool {
	return slices.ContainsFunc(p.Funcs, func(f program.Func) bool { return f.Library }) ||
		slices.ContainsFunc(p.Types, func(t program.Type) bool { return t.Library })
}

// limit is the name of the first limit whose shape a program has, or empty.
func limit(p *program.Program) string {
	for _, l := range Limits {
		if l.Shape(p) {
			return l.Name
		}
	}
	return ""
}
