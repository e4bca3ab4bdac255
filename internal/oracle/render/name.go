package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// export makes a name start with a capital if it is to be known elsewhere.
func export(name string, exported bool) string {
	if exported {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	return name
}

// qualified is a name of package lib, as it is written in this file.
func (f *file) qualified(name string, library bool) string {
	if library && !f.library {
		f.imports[f.o.Path+"/lib"] = true
		return "lib." + name
	}
	return name
}

var kinds = [...]struct{ name, typ string }{
	program.Mutex:   {"mu", "sync.Mutex"},
	program.RWMutex: {"rw", "sync.RWMutex"},
	program.Once:    {"once", "sync.Once"},

	program.WaitGroup:  {"wg", "sync.WaitGroup"},
	program.Chan:       {"ch", "chan struct{}"},
	program.Chan1:      {"ch", "chan struct{}"},
	program.Chan2:      {"ch", "chan struct{}"},
	program.CondVar:    {"cond", "*sync.Cond"},
	program.Bool:       {"is", "bool"},
	program.AtomicBool: {"on", "atomic.Bool"},
}

// kind is a kind of lock as a type.
func (f *file) kind(k program.Kind) string {
	switch typ := kinds[k].typ; {
	case strings.Contains(typ, "sync."):
		f.imports["sync"] = true
	case strings.HasPrefix(typ, "atomic."):
		f.imports["sync/atomic"] = true
	}
	return kinds[k].typ
}

// makes is the value that a channel begins with.
func makes(k program.Kind) string {
	if room := k.Room(); room > 0 {
		return fmt.Sprintf("make(chan struct{}, %d)", room)
	}
	return "make(chan struct{})"
}

// isChannel reports whether a type is a channel: it is passed as it is.
func isChannel(t *program.Type) bool { return t.Bare && t.Locks[0].Room() >= 0 }

// isMade reports whether a type has a function that makes its objects: they have
// fields that cannot be used as they are at first.
func isMade(t *program.Type) bool {
	return !t.Bare && slices.ContainsFunc(t.Locks, func(k program.Kind) bool { return k.Room() >= 0 || k == program.CondVar })
}

// maker is the name of that function.
func maker(t *program.Type, i int) string { return export("new"+typeName(i), t.Library) }

// typeName is how a type is declared: a bare one is not.
func typeName(i int) string { return fmt.Sprintf("T%d", i) }

// typ is a type as it is named in this file.
func (f *file) typ(i int) string {
	t := &f.p.Types[i]
	if t.Bare {
		return f.kind(t.Locks[0])
	}
	return f.qualified(typeName(i), t.Library)
}

// fieldName is that of a lock in its struct.
func fieldName(t *program.Type, i int) string {
	k := kinds[t.Locks[i]]
	switch {
	case t.Embedded && i == 0:
		return strings.TrimPrefix(k.typ, "sync.")
	case len(t.Locks) == 1:
		return export(k.name, t.Library)
	}
	return export(fmt.Sprintf("%s%d", k.name, i), t.Library)
}

// objectName is how an object is declared.
func objectName(p *program.Program, i int) string {
	o := p.Objects[i]
	t := &p.Types[o.Type]
	name := "x"
	if t.Bare {
		name = kinds[t.Locks[0]].name
	}
	return export(fmt.Sprintf("%s%d", name, i), t.Library && !o.Captured)
}

// object is an object as it is named in this file.
func (f *file) object(i int) string {
	o := f.p.Objects[i]
	return f.qualified(objectName(f.p, i), f.p.Types[o.Type].Library && !o.Captured)
}

// funcName is how a function is declared.
func (w *writer) funcName(i int) string {
	return export(fmt.Sprintf("f%d", i), w.p.Funcs[i].Library && w.exported[i])
}

// Class is the name by which the analysis calls a lock of an object.
func Class(p *program.Program, l program.Lock) string {
	o := p.Objects[l.Index]
	t := &p.Types[o.Type]
	pkg := "main"
	if t.Library {
		pkg = "lib"
	}
	switch {
	case !t.Bare:
		return fmt.Sprintf("%s.%s.%s", pkg, typeName(o.Type), fieldName(t, l.Field))
	case o.Captured:
		return "main.main." + objectName(p, l.Index)
	}
	return pkg + "." + objectName(p, l.Index)
}
