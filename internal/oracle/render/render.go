// Package render writes a program as Go.
//
// What it writes compiles, is formatted, and passes go vet. It is meant to look
// like what people write: a flag is declared where it is first set, a branch
// that leaves the function needs no else, a function is exported if package
// main calls it.
package render

import (
	"fmt"
	"go/format"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// Options say how a program is written. None of them changes what it does.
type Options struct {
	Path     string // import path of package main; that of the library is Path/lib
	Pointers bool   // objects are variables of pointer type
	Hook     bool   // a call of yield stands before each operation on a lock
}

// Files are the sources, by their paths from the root of the module.
type Files map[string][]byte

// Names of files.
const (
	Main    = "main.go"
	Library = "lib/lib.go"
)

// Render writes a program, or says what is wrong with it.
func Render(p *program.Program, o Options) (Files, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("no program: %w", err)
	}
	files := make(Files)
	w := &writer{p: p, o: o, plan: newPlan(p)}
	for _, name := range []string{Main, Library} {
		f := &file{writer: w, library: name == Library}
		if f.library && !w.plan.library {
			continue
		}
		source, err := format.Source([]byte(f.source()))
		if err != nil {
			return nil, fmt.Errorf("formatting %s: %w\n%s", name, err, f.source())
		}
		files[name] = source
		if o.Hook {
			hook, err := format.Source([]byte(hookSource(f.pkg())))
			if err != nil {
				return nil, fmt.Errorf("formatting the hook: %w", err)
			}
			files[strings.TrimSuffix(name, ".go")+"_yield.go"] = hook
		}
	}
	return files, nil
}

// A writer is what both packages share.
type writer struct {
	p *program.Program
	o Options
	*plan
}

// A file is one package.
type file struct {
	*writer
	library bool
	text    strings.Builder
	imports map[string]bool
	run     bool // run is called
	goes    bool // start is called
	keeper  bool // a keeper is used
}

// line writes one line. It is indented when all is formatted.
func (f *file) line(format string, args ...any) {
	fmt.Fprintf(&f.text, format, args...)
	f.text.WriteByte('\n')
}

func (f *file) pkg() string {
	if f.library {
		return "lib"
	}
	return "main"
}

// source is the package. What it imports and which helpers it needs is known
// once its functions are written.
func (f *file) source() string {
	f.text.Reset()
	f.imports = make(map[string]bool)
	f.types()
	f.objects()
	for i := range f.p.Funcs {
		if f.p.Funcs[i].Library == f.library && !f.closure[i] {
			f.function(i)
		}
	}
	f.hooks()
	if f.library {
		f.initLate()
	} else {
		f.main()
	}
	f.helpers()
	return fmt.Sprintf("package %s\n\n%s%s", f.pkg(), f.importDecl(), f.text.String())
}

// importDecl is what the file imports, std first.
func (f *file) importDecl() string {
	lib := f.o.Path + "/lib"
	var specs []string
	for _, path := range []string{"math/rand", "sync", "sync/atomic", lib} {
		switch {
		case !f.imports[path]:
		case path == lib && len(specs) > 0:
			specs = append(specs, fmt.Sprintf("\n%q", path))
		default:
			specs = append(specs, fmt.Sprintf("%q", path))
		}
	}
	switch len(specs) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("import %s\n\n", specs[0])
	}
	return fmt.Sprintf("import (\n%s\n)\n\n", strings.Join(specs, "\n"))
}

// helpers writes the functions that a program needs beside its own.
func (f *file) helpers() {
	if f.run {
		f.line("func run(f func()) { f() }\n")
	}
	if f.keeper {
		f.line("type keeper struct{ f func() }\n")
		f.line("func (k *keeper) call() { k.f() }\n")
	}
	if f.goes {
		f.line("func start(f func()) { go f() }\n")
	}
	if f.imports["math/rand"] {
		f.line("func coin() bool { return rand.Intn(2) == 0 }\n")
	}
}
