package oracle

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

// selects lists the pairs of channels that somebody waits for at once, by class.
// Functions are called with objects of one type, if with different ones, so that
// it is enough to look at any of them.
func selects(p *program.Program) [][2]string {
	var list [][2]string
	for i := range p.Funcs {
		f := &p.Funcs[i]
		for s := range f.Stmts() {
			if s.Selects() {
				list = append(list, [2]string{class(p, f, s.Lock), class(p, f, s.Quit)})
			}
		}
	}
	return list
}

// class is that of a lock which a function names: of a parameter, that of any
// object of its type.
func class(p *program.Program, f *program.Func, l program.Lock) string {
	if l.Param {
		t := p.TypeOf(f, l.Ref)
		l.Ref = program.Ref{Index: slices.IndexFunc(p.Objects, func(o program.Object) bool { return o.Type == t })}
	}
	return render.Class(p, l)
}

// instead are the defects that who reads of d knows of, too: who waits in a select
// waits for both of its channels, and a report may tell of either.
func (d Defect) instead(selects [][2]string) []Defect {
	var list []Defect
	for _, pair := range selects {
		for i := range pair {
			if k := slices.Index(d.Locks, pair[i]); k >= 0 {
				locks := slices.Clone(d.Locks)
				locks[k] = pair[1-i]
				list = append(list, newDefect(d.Rule, locks))
			}
		}
	}
	return list
}
