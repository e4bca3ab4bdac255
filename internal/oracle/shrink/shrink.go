// Package shrink makes a program smaller for as long as it keeps a property:
// what is left of a program on which the analysis errs is what it errs on.
package shrink

import (
	"iter"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// Shrink returns a smallest program that has the property, as far as single
// edits lead. Keeps is asked of well-formed programs only; p has the property.
func Shrink(p *program.Program, keeps func(*program.Program) bool) *program.Program {
	for {
		smaller := first(Smaller(p), keeps)
		if smaller == nil {
			return p
		}
		p = smaller
	}
}

func first(programs iter.Seq[*program.Program], keeps func(*program.Program) bool) *program.Program {
	for p := range programs {
		if keeps(p) {
			return p
		}
	}
	return nil
}

// Smaller lists the well-formed programs that are one edit less than p, those
// with the most taken away first. Each is a copy.
func Smaller(p *program.Program) iter.Seq[*program.Program] {
	return func(yield func(*program.Program) bool) {
		for _, edit := range edits {
			for n := 0; ; n++ {
				q := p.Clone()
				if !edit(q, n) {
					break
				}
				q.DropUnused()
				if q.Check() == nil && !yield(q) {
					return
				}
			}
		}
	}
}

// An edit takes away something at the nth place where it can, counted from 0.
// It reports false if there is no such place.
type edit func(p *program.Program, n int) bool

// edits are tried in this order: what removes most comes first. Each makes a
// program less, so that none can be done for ever.
var edits = []edit{
	dropRoot,
	dropStmt,
	unwrapThen,
	unwrapElse,
	dropRelease,
	dropTaken,
	dropLock,
	dropParam,
	dropFlag,
	plainRoot,
	plainStyle,
	plainVia,
	plainPackage,
	plainObject,
	plainType,
	plainKind,
	plainDefer,
	plainCond,
	plainSelect,
	plainRoom,
}

// nth finds the nth element for which ok holds.
func nth[T any](all iter.Seq[*T], n int, ok func(*T) bool) *T {
	for x := range all {
		if !ok(x) {
			continue
		}
		if n == 0 {
			return x
		}
		n--
	}
	return nil
}

func pointers[T any](list []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
}
