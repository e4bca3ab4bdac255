package summary

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// Path is the import path of the package.
func (p *Package) Path() string { return p.pkg.Pkg.Path() }

// Holdable are the classes that an importer can hold when it calls on: locks
// that it can take itself, and those that exported functions leave held or call
// back under. An edge to any other class leads an importer nowhere.
func (p *Package) Holdable() map[identity.Class]bool {
	out := make(map[identity.Class]bool)
	note := func(l identity.Lock) {
		if lockableOutside(l.Class) {
			out[l.Class] = true
		}
	}
	for _, e := range p.Edges {
		note(e.From.Lock)
		note(e.To.Lock)
	}
	for fn, s := range p.summaries {
		for _, a := range s.Acquires {
			note(a.Lock)
		}
		if !callableOutside(fn) {
			continue
		}
		for _, e := range s.Exits {
			for _, h := range e.Held {
				out[h.Class] = true
			}
		}
		for _, o := range s.Opens {
			for _, h := range o.Held {
				out[h.Class] = true
			}
		}
	}
	return out
}

func callableOutside(fn *ssa.Function) bool {
	return fn.Object() != nil && fn.Object().Exported()
}

// lockableOutside reports whether another package can lock the class itself:
// the lock is an exported field or variable.
func lockableOutside(c identity.Class) bool {
	name := strings.TrimRight(string(c), "[]")
	return token.IsExported(name[strings.LastIndexByte(name, '.')+1:])
}
