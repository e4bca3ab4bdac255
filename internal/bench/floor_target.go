package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A target is what is measured: the packages of a module that load.
type target struct {
	module
	dir      string
	packages []string
	leftOut  int // packages that do not load
}

func newTarget(ctx context.Context, m module, cache string) (target, error) {
	dir, err := m.dir(ctx, cache)
	if err != nil {
		return target{}, err
	}
	list, err := listPackages(ctx, dir, m.pattern())
	if err != nil {
		return target{}, err
	}
	if len(list.complete) == 0 {
		return target{}, fmt.Errorf("no package loads: %s", list.reason)
	}
	return target{m, dir, list.complete, len(list.incomplete)}, nil
}

// countAnalysed counts the packages and what they import, without tests.
func (t target) countAnalysed(ctx context.Context) (int, error) {
	out, err := goCommand(ctx, t.dir, append([]string{"list", "-deps"}, t.packages...)...)
	return len(strings.Fields(string(out))), err
}

// A site is a package to edit.
type site struct {
	ImportPath, Dir, Name string
	GoFiles, Deps         []string
	dependents            int // packages of the target that depend on it
}

// findSite finds the package in the middle of the import graph: that on which
// closest to half of the packages depend.
func findSite(ctx context.Context, t target) (site, error) {
	args := append([]string{"list", "-json=ImportPath,Dir,Name,GoFiles,Deps"}, t.packages...)
	out, err := goCommand(ctx, t.dir, args...)
	if err != nil {
		return site{}, err
	}
	return middle(bytes.NewReader(out))
}

// middle reads what go list says of the packages.
func middle(r io.Reader) (site, error) {
	var all []site
	dependents := make(map[string]int)
	for dec := json.NewDecoder(r); ; {
		var s site
		if err := dec.Decode(&s); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return site{}, fmt.Errorf("output of go list: %w", err)
		}
		all = append(all, s)
		for _, d := range s.Deps {
			dependents[d]++
		}
	}
	best, least := site{}, math.MaxInt
	for _, s := range all {
		s.dependents = dependents[s.ImportPath]
		off := max(2*s.dependents-len(all), len(all)-2*s.dependents)
		if len(s.GoFiles) > 0 && s.dependents > 0 && off < least {
			best, least = s, off
		}
	}
	if best.ImportPath == "" {
		return best, errors.New("no package imports another one")
	}
	return best, nil
}

// An edit changes a file: the text gets the declaration of a function.
type edit struct {
	name string
	make func(text []byte, decl string) ([]byte, error)
}

// appendFunc adds the function at the end: everything else stays in its place.
func appendFunc(text []byte, decl string) ([]byte, error) {
	return slices.Concat(text, []byte("\n"+decl)), nil
}

// insertFunc adds the function after the imports: everything else moves.
func insertFunc(text []byte, decl string) ([]byte, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	end := f.Name.End()
	for _, d := range f.Decls {
		end = max(end, d.End())
	}
	at := fset.Position(end).Offset
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		at += i + 1
	} else {
		text, at = append(slices.Clip(text), '\n'), len(text)+1
	}
	return slices.Concat(text[:at], []byte("\n"+decl+"\n"), text[at:]), nil
}

// edits measures both after an edit, n times, always another function. The last
// results before are those of the pair. It returns the least.
func (g *gauge) edits(ctx context.Context, t target, s site, e edit, before pair, n int) (all pair, err error) {
	name, original, err := s.largestFile()
	if err != nil {
		return pair{}, err
	}
	defer func() { err = errors.Join(err, os.WriteFile(name, original, 0o666)) }()
	for round := range n {
		decl := fmt.Sprintf("func LockorderBench%s() {}\n", strings.ReplaceAll(g.salt(), "-", "_"))
		text, err := e.make(original, decl)
		if err != nil {
			return pair{}, err
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			return pair{}, err
		}
		if _, err := g.vet(ctx, "", before[0].salt+"-compiled", t); err != nil {
			return pair{}, fmt.Errorf("compiling: %w", err)
		}
		p, err := g.both(ctx, t, round, [2]string{before[0].salt, before[1].salt})
		if err != nil {
			return pair{}, err
		}
		all = all.least(p, round == 0)
	}
	return all, nil
}

// largestFile is the package's largest file: where most is below an edit.
func (s site) largestFile() (name string, text []byte, err error) {
	for _, f := range s.GoFiles {
		path := filepath.Join(s.Dir, f)
		data, err := os.ReadFile(path)
		if err != nil {
			return "", nil, err
		}
		if len(data) > len(text) || name == "" {
			name, text = path, data
		}
	}
	return name, text, nil
}
