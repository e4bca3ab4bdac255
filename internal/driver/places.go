package driver

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/report"
)

// places knows where packages are, to show positions in them as one can click
// them.
type places struct {
	base string            // the working directory
	dirs map[string]string // of the packages named, by import path
	// modules are the main modules: a trace may lead through packages of
	// theirs that were not named.
	modules map[string]string // directory by module path
}

func newPlaces(base string, packages []listed) places {
	p := places{base, make(map[string]string), make(map[string]string)}
	for _, pkg := range packages {
		if pkg.Dir != "" {
			p.dirs[pkg.ImportPath] = pkg.Dir
		}
		if m := pkg.Module; m != nil && m.Main && m.Dir != "" {
			p.modules[m.Path] = m.Dir
		}
	}
	return p
}

// finding is a finding as it is reported, with the reasons for its confidence if
// they are asked for.
func (p places) finding(f anchored, why bool) report.Finding {
	out := report.Finding{
		Package:     f.pkg,
		Rule:        f.Rule,
		Confidence:  f.Confidence.String(),
		Fingerprint: f.Fingerprint(),
		Place:       p.place(f.pos),
	}
	lines := explain.Lines(&f.Finding)
	if why {
		lines = append(lines, explain.Why(&f.Finding)...)
	}
	for _, l := range lines {
		out.Lines = append(out.Lines, report.Line{Line: l, Place: p.place(l.Pos)})
	}
	return out
}

// notice is what is said of a directive, as it is reported.
func (p places) notice(pos, text string) report.Finding {
	file, _, _ := graph.CutPosition(pos)
	return report.Finding{
		Package:     path.Dir(file),
		Rule:        engine.Directive,
		Confidence:  graph.High.String(),
		Fingerprint: engine.Directive + " " + file,
		Place:       p.place(pos),
		Lines:       []report.Line{{Line: explain.Line{Kind: explain.Sentence, Text: text}}},
	}
}

// place is where importpath/base.go:line:col is.
func (p places) place(pos string) report.Place {
	file, rest, _ := strings.Cut(pos, ":")
	dir, ok := p.dir(path.Dir(file))
	if !ok {
		return report.Place{Pos: pos, Shown: pos}
	}
	name := filepath.Join(dir, path.Base(file))
	return report.Place{Pos: pos, File: name, Shown: p.file(name) + ":" + rest}
}

// dir is the directory of a package.
func (p places) dir(importPath string) (string, bool) {
	// The external tests of p are the package p_test.
	for _, path := range []string{importPath, strings.TrimSuffix(importPath, "_test")} {
		if dir, ok := p.dirs[path]; ok {
			return dir, true
		}
		for root, rest := path, ""; ; {
			if dir, ok := p.modules[root]; ok {
				dir = filepath.Join(dir, filepath.FromSlash(rest))
				if _, err := os.Stat(dir); err == nil {
					return dir, true
				}
			}
			i := strings.LastIndexByte(root, '/')
			if i < 0 {
				break
			}
			root, rest = root[:i], root[i+1:]+"/"+rest
		}
	}
	return "", false
}

// file is the name relative to the working directory, if it lies there or this
// is the shorter one. A relative name starts with a dot: GitHub's matcher for
// Go takes only the end of dir/file.go for the name.
func (p places) file(name string) string {
	rel, err := filepath.Rel(p.base, name)
	switch {
	case err != nil:
		return name
	case filepath.IsLocal(rel):
		return "." + string(filepath.Separator) + rel
	case len(rel) < len(name):
		return rel
	}
	return name
}
