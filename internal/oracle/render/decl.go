package render

import (
	"fmt"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// types writes the structs. They have a field that is no lock, as structs do:
// one that has none and can be locked would be a lock itself to the analysis.
func (f *file) types() {
	for i := range f.p.Types {
		t := &f.p.Types[i]
		if t.Library != f.library || t.Bare {
			continue
		}
		f.line("type %s struct {", typeName(i))
		for k, kind := range t.Locks {
			if t.Embedded && k == 0 {
				f.line("%s", f.kind(kind))
			} else {
				f.line("%s %s", fieldName(t, k), f.kind(kind))
			}
		}
		f.line("%s int\n}\n", export("n", t.Library))
		if isMade(t) {
			f.maker(i)
		}
	}
}

// maker writes the function that makes the objects of a type.
func (f *file) maker(i int) {
	t := &f.p.Types[i]
	f.line("func %s() *%s {\nx := new(%s)", maker(t, i), typeName(i), typeName(i))
	for k, kind := range t.Locks {
		switch name := fieldName(t, k); {
		case kind.Room() >= 0:
			f.line("x.%s = %s", name, makes(kind))
		case kind == program.CondVar:
			f.line("x.%s = sync.NewCond(&x.%s)", name, fieldName(t, t.Locker()))
		}
	}
	f.line("return x\n}\n")
}

func (f *file) objects() {
	for i, o := range f.p.Objects {
		if !o.Captured && f.p.Types[o.Type].Library == f.library {
			f.line("var %s", f.variable(i))
		}
	}
	f.line("")
}

// variable declares an object.
func (f *file) variable(i int) string {
	o := f.p.Objects[i]
	t, name := &f.p.Types[o.Type], objectName(f.p, i)
	switch {
	case isChannel(t):
		return fmt.Sprintf("%s = %s", name, makes(t.Locks[0]))
	case isMade(t):
		return fmt.Sprintf("%s = %s()", name, f.qualified(maker(t, o.Type), t.Library))
	}
	typ := f.typ(o.Type)
	if f.o.Pointers {
		return fmt.Sprintf("%s = new(%s)", name, typ)
	}
	return name + " " + typ
}

// paramName is that of an object that a function takes.
func paramName(i int) string { return string(rune('a' + i)) }

// takenName is that of a function that another one takes.
const takenName = "do"

// params lists the parameters of a function from the given one on.
func (f *file) params(fn *program.Func, from int) string {
	var list []string
	for k, t := range fn.Params[from:] {
		star := "*"
		if isChannel(&f.p.Types[t]) {
			star = ""
		}
		list = append(list, fmt.Sprintf("%s %s%s", paramName(from+k), star, f.typ(t)))
	}
	for k := range fn.Flags {
		list = append(list, flagName(k)+" bool")
	}
	if fn.Takes {
		list = append(list, takenName+" func()")
	}
	return strings.Join(list, ", ")
}

// result is what a function returns, as a type.
func result(fn *program.Func) string {
	switch {
	case fn.Reports:
		return "bool"
	case fn.Release != nil:
		return "func()"
	}
	return ""
}

// signature is a function's from its parameters on.
func (f *file) signature(fn *program.Func) string {
	return "(" + f.params(fn, 0) + ") " + result(fn)
}

// function declares a function that is not local to main.
func (f *file) function(i int) {
	fn, name := &f.p.Funcs[i], f.funcName(i)
	switch fn.Style {
	case program.Function:
		f.line("func %s%s {", name, f.signature(fn))
	case program.Method:
		f.line("func (a *%s) %s(%s) %s {", f.typ(fn.Params[0]), name, f.params(fn, 1), result(fn))
	case program.Literal:
		if f.late[i] {
			f.line("var %s func%s\n", name, f.signature(fn))
			return
		}
		f.line("var %s = func%s {", name, f.signature(fn))
	case program.Field:
		f.line("func %sImpl%s {", name, f.signature(fn))
	case program.Interface:
		f.line("type %s interface { %s%s }\n", export(implemented(i), f.exported[i] && fn.Library), name, f.signature(fn))
		f.line("type impl%d struct{}\n", i)
		f.line("var %s %s = impl%d{}\n", f.holder(i), export(implemented(i), f.exported[i] && fn.Library), i)
		f.line("func (impl%d) %s%s {", i, name, f.signature(fn))
	case program.Generic:
		f.line("%s {", f.generic(i))
	}
	f.body(i)
	f.line("}\n")
}

// implemented names the interface of a function.
func implemented(i int) string { return fmt.Sprintf("doer%d", i) }

// holder is the variable through which a function is called: of interface type.
func (w *writer) holder(i int) string {
	return export(fmt.Sprintf("d%d", i), w.p.Funcs[i].Library && w.exported[i])
}

// generic declares a function with a type parameter, or, for every second one,
// a method of a type that has one.
func (f *file) generic(i int) string {
	fn, name := &f.p.Funcs[i], f.funcName(i)
	if genericOwner(i) {
		owner := export(fmt.Sprintf("g%d", i), fn.Library && f.exported[i])
		f.line("type %s[P any] struct{}\n", owner)
		return fmt.Sprintf("func (%s[P]) %s%s", owner, name, f.signature(fn))
	}
	params := f.params(fn, 0)
	if params != "" {
		params += ", "
	}
	return fmt.Sprintf("func %s[P any](%s_ P) %s", name, params, result(fn))
}

func genericOwner(i int) bool { return i%2 == 1 }

// hooks declares the variable whose fields hold functions.
func (f *file) hooks() {
	var fields, values []string
	exported := false
	for i := range f.p.Funcs {
		fn := &f.p.Funcs[i]
		if fn.Style != program.Field || fn.Library != f.library {
			continue
		}
		exported = exported || f.exported[i] && f.library
		fields = append(fields, fmt.Sprintf("%s func%s", f.funcName(i), f.signature(fn)))
		if !f.late[i] {
			values = append(values, fmt.Sprintf("%s: %sImpl", f.funcName(i), f.funcName(i)))
		}
	}
	if len(fields) > 0 {
		f.line("type hooks struct {\n%s\n}\n", strings.Join(fields, "\n"))
		f.line("var %s = hooks{%s}\n", export("h", f.library), strings.Join(values, ", "))
	}
}

// initLate sets those variables of the library that lead back to themselves.
func (f *file) initLate() {
	sub := &file{writer: f.writer, library: f.library, imports: f.imports}
	sub.setLate()
	f.run, f.goes = f.run || sub.run, f.goes || sub.goes
	f.keeper = f.keeper || sub.keeper
	if sub.text.Len() > 0 {
		f.line("func init() {\n%s}\n", sub.text.String())
	}
}

// setLate sets the variables of this package that lead back to themselves.
func (f *file) setLate() {
	for i := range f.p.Funcs {
		fn := &f.p.Funcs[i]
		if fn.Library != f.library || !f.late[i] || f.closure[i] {
			continue
		}
		if fn.Style == program.Field {
			f.line("%s.%s = %sImpl", export("h", f.library), f.funcName(i), f.funcName(i))
			continue
		}
		f.line("%s = func%s {", f.funcName(i), f.signature(fn))
		f.body(i)
		f.line("}")
	}
}
