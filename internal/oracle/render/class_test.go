package render_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle"
	"github.com/lockorder/lockorder/internal/oracle/program"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

// TestClass holds that Class is what the analysis calls a lock, wherever it is.
func TestClass(t *testing.T) {
	a := oracle.NewAnalysis()
	two := []program.Kind{program.Mutex, program.RWMutex}
	for _, typ := range []program.Type{
		{Locks: two[:1]},
		{Locks: two},
		{Locks: two, Embedded: true},
		{Locks: two[:1], Bare: true},
		{Locks: two[:1], Library: true},
		{Locks: two, Embedded: true, Library: true},
		{Locks: two[1:], Bare: true, Library: true},
	} {
		for _, captured := range []bool{false, true} {
			for _, pointers := range []bool{false, true} {
				t.Run(fmt.Sprintf("%+v/%t/%t", typ, captured, pointers), func(t *testing.T) {
					p := crossing(program.Object{Captured: captured}, typ)
					files, err := render.Render(p, render.Options{Path: oracle.Module, Pointers: pointers})
					if err != nil {
						t.Fatal(err)
					}
					checkClasses(t, a, p, files)
				})
			}
		}
	}
}

// checkClasses expects one inversion, of the two first locks.
func checkClasses(t *testing.T, a *oracle.Analysis, p *program.Program, files render.Files) {
	found, err := a.Findings(files)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		render.Class(p, program.Lock{Ref: program.Ref{Index: 0}}),
		render.Class(p, program.Lock{Ref: program.Ref{Index: 1}}),
	}
	slices.Sort(want)
	if len(found) != 1 || !slices.Equal(found[0].Locks, want) {
		t.Errorf("found %v, want locks %v\n%s", found, want, source(files))
	}
}

// crossing is a program in which two goroutines take the first lock of an object
// of the type and that of another one in both orders.
func crossing(o program.Object, typ program.Type) *program.Program {
	p := &program.Program{
		Types:   []program.Type{typ, {Locks: []program.Kind{program.Mutex}, Bare: true}},
		Objects: []program.Object{o, {Type: 1}},
	}
	for i := range 2 {
		first, second := program.Lock{Ref: program.Ref{Index: i}}, program.Lock{Ref: program.Ref{Index: 1 - i}}
		p.Funcs = append(p.Funcs, program.Func{Style: program.Literal, Body: program.Block{
			{Op: program.Acquire, Lock: first},
			{Op: program.Acquire, Lock: second},
			{Op: program.Unlock, Lock: second},
			{Op: program.Unlock, Lock: first},
		}})
		p.Roots = append(p.Roots, program.Root{Call: program.Call{Func: i}})
	}
	return p
}
