package render

import (
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// main writes the function that starts all goroutines.
func (f *file) main() {
	f.line("func main() {")
	f.setLate()
	f.captured()
	f.closures()
	b := newBody(f, new(program.Func))
	wait := false
	for _, r := range f.p.Roots {
		wait = wait || !r.Main
	}
	if wait {
		f.imports["sync"] = true
		f.line("var wg sync.WaitGroup")
	}
	for i, r := range f.p.Roots {
		b.start(i, &r)
	}
	if wait && !(f.o.Hook && f.p.Waits()) {
		f.line("wg.Wait()")
	}
	if f.o.Hook && f.p.Waits() {
		f.line("select {}") // until the runtime tells who is stuck
	}
	f.line("}\n")
}

// start starts a goroutine, in one of the two ways there are to do so.
func (b *body) start(i int, r *program.Root) {
	if r.Main {
		b.call(&r.Call, "", false)
		return
	}
	if r.Many {
		b.line("for range 3 {")
	}
	target, args := b.target(&r.Call)
	switch {
	case i%2 == 1:
		b.line("wg.Add(1)\ngo func() {\ndefer wg.Done()")
		b.call(&r.Call, "", false)
		b.line("}()")
	case args == "" && r.Call.Via == program.Direct && result(&b.p.Funcs[r.Call.Func]) == "":
		b.line("wg.Go(%s)", target)
	default:
		b.line("wg.Go(func() {")
		b.call(&r.Call, "", false)
		b.line("})")
	}
	if r.Many {
		b.line("}")
	}
}

// captured declares those objects of main that something in main names.
func (f *file) captured() {
	used := make([]bool, len(f.p.Objects))
	use := func(r program.Ref) {
		if !r.Param {
			used[r.Index] = true
		}
	}
	for _, r := range f.p.Roots {
		for c := range r.Call.All {
			for _, a := range c.Args {
				use(a)
			}
		}
	}
	for i := range f.p.Funcs {
		if !f.closure[i] || !f.reached[i] {
			continue
		}
		for s := range f.p.Funcs[i].Stmts() {
			for l := range s.Names {
				use(l.Ref)
			}
			for c := range s.EachCall {
				for _, a := range c.Args {
					use(a)
				}
			}
		}
	}
	for i, o := range f.p.Objects {
		if o.Captured && used[i] {
			f.local(i)
		}
	}
}

// local declares an object of main.
func (f *file) local(i int) {
	if v := f.variable(i); strings.Contains(v, " = ") {
		f.line("%s", strings.Replace(v, "=", ":=", 1))
	} else {
		f.line("var %s", v)
	}
}

// closures writes the functions that are local to main, callees first, so that
// only those that lead back to themselves are declared before they are set.
func (f *file) closures() {
	written := make([]bool, len(f.p.Funcs))
	var write func(i int)
	write = func(i int) {
		if written[i] || !f.closure[i] {
			return
		}
		written[i] = true
		fn := &f.p.Funcs[i]
		if f.late[i] {
			f.line("var %s func%s", f.funcName(i), f.signature(fn))
		}
		for s := range fn.Stmts() {
			for c := range s.EachCall {
				write(c.Func)
			}
		}
		set := ":="
		if f.late[i] {
			set = "="
		}
		f.line("%s %s func%s {", f.funcName(i), set, f.signature(fn))
		f.body(i)
		f.line("}")
	}
	for i := range f.p.Funcs {
		if f.reached[i] {
			write(i)
		}
	}
}
