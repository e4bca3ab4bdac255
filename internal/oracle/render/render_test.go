package render_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/generate"
	"github.com/lockorder/lockorder/internal/oracle/program"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

// A typeChecker checks rendered programs. What they import of std is read once.
type typeChecker struct {
	fset *token.FileSet
	std  types.Importer
	lib  *types.Package
}

func newTypeChecker() *typeChecker {
	fset := token.NewFileSet()
	return &typeChecker{fset: fset, std: importer.ForCompiler(fset, "source", nil)}
}

func (c *typeChecker) Import(path string) (*types.Package, error) {
	if path == "prog/lib" && c.lib != nil {
		return c.lib, nil
	}
	return c.std.Import(path)
}

// check parses and type-checks the packages of a program, and looks whether
// they are formatted.
func (c *typeChecker) check(files render.Files) error {
	c.lib = nil
	packages := make(map[string][]*ast.File)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(c.fset, name, files[name], 0)
		if err != nil {
			return err
		}
		if formatted, err := format.Source(files[name]); err != nil || !bytes.Equal(formatted, files[name]) {
			return fmt.Errorf("%s is not formatted: %v", name, err)
		}
		packages[filepath.Dir(name)] = append(packages[filepath.Dir(name)], f)
	}
	config := types.Config{Importer: c}
	for _, dir := range []string{"lib", "."} {
		if packages[dir] == nil {
			continue
		}
		p, err := config.Check(filepath.Join("prog", dir), c.fset, packages[dir], nil)
		if err != nil {
			return err
		}
		if dir == "lib" {
			c.lib = p
		}
	}
	return nil
}

func source(files render.Files) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "-- %s --\n%s", name, files[name])
	}
	return b.String()
}

// variants are the options with which each program is tried in turn.
var variants = []render.Options{
	{Path: "prog"},
	{Path: "prog", Pointers: true},
	{Path: "prog", Hook: true},
	{Path: "prog", Pointers: true, Hook: true},
}

// TestGenerated holds that generated programs are valid Go.
func TestGenerated(t *testing.T) {
	n := uint64(2000)
	if testing.Short() {
		n = 300
	}
	c := newTypeChecker()
	for seed := range n {
		p := generate.Generate(seed, mix(seed))
		files, err := render.Render(p, variants[seed%4])
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := c.check(files); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, source(files))
		}
		again, err := render.Render(p, variants[seed%4])
		if err != nil || source(again) != source(files) {
			t.Fatalf("seed %d is written differently the second time: %v", seed, err)
		}
	}
}

// mix are programs that wait, every second four.
func mix(seed uint64) generate.Config {
	if seed%8 < 4 {
		return generate.Waits()
	}
	return generate.Default()
}

// TestWays holds that each way to write a function goes with each way to call
// it, and with each statement that makes a call.
func TestWays(t *testing.T) {
	c := newTypeChecker()
	for style := program.Function; style <= program.Generic; style++ {
		for _, library := range []bool{false, true} {
			for _, options := range variants {
				p := ways(style, library)
				files, err := render.Render(p, options)
				if err != nil {
					t.Fatalf("style %d: %v", style, err)
				}
				if err := c.check(files); err != nil {
					t.Fatalf("style %d: %v\n%s", style, err, source(files))
				}
			}
		}
	}
}

// ways is a program that calls functions of a style in every way. The functions
// are there twice, since some are written differently by their number.
func ways(style program.Style, library bool) *program.Program {
	param := program.Lock{Ref: program.Ref{Param: true}}
	unlock := program.Block{{Op: program.Unlock, Lock: param}}
	p := &program.Program{
		Types: []program.Type{
			{Locks: []program.Kind{program.Mutex, program.Once}, Library: library},
			{Locks: []program.Kind{program.RWMutex}, Bare: true, Library: library},
		},
		Objects: []program.Object{{Type: 0}, {Type: 1}, {Type: 0, Captured: true}},
	}
	for range 2 {
		n := len(p.Funcs)
		again := program.Call{Func: n, Args: []program.Ref{{Param: true}}, Flags: []program.Cond{{Kind: program.Always}}}
		f := program.Func{Params: []int{0}, Style: style, Library: library}
		plain, asked, guard := f, f, f
		plain.Flags = 1
		plain.Body = program.Block{
			{Op: program.Acquire, Lock: param},
			{Op: program.Unlock, Lock: param, Defer: true},
			{Op: program.If, Cond: program.Cond{Kind: program.Flag}, Then: program.Block{{Op: program.Invoke, Call: again}}},
		}
		asked.Reports = true
		asked.Body = program.Block{{
			Op: program.Try, Lock: param,
			Then: program.Block{{Op: program.Return, Cond: program.Cond{Kind: program.Always}}},
		}}
		guard.Body = program.Block{{Op: program.Acquire, Lock: param}}
		guard.Release = unlock
		p.Funcs = append(p.Funcs, plain, asked, guard)
	}
	caller := program.Func{Params: []int{0}, Locals: 1}
	for fn := range p.Funcs {
		caller.Body = append(caller.Body, callsOf(p, fn)...)
	}
	p.Funcs = append(p.Funcs, caller)
	caller.Style = program.Literal // which knows the captured object
	caller.Body = append(slices.Clone(caller.Body), program.Stmt{Op: program.Acquire, Lock: program.Lock{Ref: program.Ref{Index: 2}}})
	p.Funcs = append(p.Funcs, caller)
	for i := range 2 {
		p.Roots = append(p.Roots, program.Root{Call: program.Call{Func: len(p.Funcs) - 2 + i, Args: []program.Ref{{Index: 2 * i}}}, Many: i == 1})
	}
	return p
}

// callsOf calls a function in every way.
func callsOf(p *program.Program, fn int) program.Block {
	var b program.Block
	once := program.Lock{Ref: program.Ref{Param: true}, Field: 1}
	for via := program.Direct; via <= program.Callback; via++ {
		c := program.Call{Func: fn, Args: []program.Ref{{Param: true}}, Via: via}
		for range p.Funcs[fn].Flags {
			c.Flags = append(c.Flags, program.Cond{})
		}
		b = append(b,
			program.Stmt{Op: program.Invoke, Call: c},
			program.Stmt{Op: program.Invoke, Call: c, Defer: true},
			program.Stmt{Op: program.Do, Lock: once, Call: c})
		if p.Funcs[fn].Reports {
			b = append(b,
				program.Stmt{Op: program.Ask, Call: c},
				program.Stmt{Op: program.If, Cond: program.Cond{Kind: program.Flag, Not: true}})
		}
		if p.Funcs[fn].Release != nil {
			guard := 4*fn + int(via)
			b = append(b,
				program.Stmt{Op: program.TakeGuard, Local: guard, Call: c},
				program.Stmt{Op: program.DropGuard, Local: guard, Defer: via == program.Value})
		}
	}
	return b
}

// module writes programs, each in a folder of its own, into one module.
func module(t *testing.T, programs int, c generate.Config, hook bool) string {
	dir := t.TempDir()
	write := func(name string, text []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "go.mod"), []byte("module many\n\ngo 1.26\n"))
	for seed := range uint64(programs) {
		path := fmt.Sprintf("p%d", seed)
		o := render.Options{Path: "many/" + path, Pointers: seed%3 == 0, Hook: hook}
		files, err := render.Render(generate.Generate(seed, c), o)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for name, text := range files {
			write(filepath.Join(dir, path, name), text)
		}
	}
	return dir
}

// TestBuild holds that the real tools have nothing to say about programs.
func TestBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds many programs")
	}
	for _, c := range []generate.Config{generate.Default(), generate.Waits()} {
		dir := module(t, 100, c, false)
		for _, args := range [][]string{{"vet", "./..."}, {"build", "./..."}} {
			cmd := exec.Command("go", args...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("go %v: %v\n%s", args, err, out)
			}
		}
	}
}
