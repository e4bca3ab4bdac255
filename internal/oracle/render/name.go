package render

import (
	"fmt"
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
}

// typeName is how a type is declared: a bare one is not.
func typeName(i int) string { return fmt.Sprintf("T%d", i) }

// typ is a type as it is named in this file.
func (f *file) typ(i int) string {
	t := &f.p.Types[i]
	if t.Bare {
		f.imports["sync"] = true
		return kinds[t.Locks[0]].typ
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
