package driver

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/lockorder/lockorder/internal/explain"
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

// position matches importpath/base.go:line:col.
var position = regexp.MustCompile(`[^\s:]+\.go:\d+:\d+`)

// finding is a finding as it is reported.
func (p places) finding(f anchored) report.Finding {
	message := explain.Message(&f.Finding)
	posn := p.absolute(f.pos)
	return report.Finding{
		Package:    f.pkg,
		Rule:       f.Rule,
		Confidence: f.Confidence.String(),
		Posn:       posn,
		Message:    message,
		Related:    p.steps(message),
		ShownPosn:  p.text(f.pos),
		ShownText:  p.text(message),
	}
}

// step matches a numbered line of a message, goroutine the one that says whose
// steps follow.
var (
	step      = regexp.MustCompile(`^\t\d+\. ([^\s:]+:\d+:\d+): (.*)$`)
	goroutine = regexp.MustCompile(`^\t(goroutine \d+) `)
)

// steps are those in a message: what people read there, programs get as it was
// written for them.
func (p places) steps(message string) []report.Related {
	var out []report.Related
	who := ""
	for _, line := range strings.Split(message, "\n")[1:] {
		if m := goroutine.FindStringSubmatch(line); m != nil {
			who = m[1] + ": "
		} else if m := step.FindStringSubmatch(line); m != nil {
			posn := p.absolute(m[1])
			out = append(out, report.Related{Posn: posn, End: posn, Message: who + m[2]})
		}
	}
	return out
}

// absolute is a position with the file's full name, if the package's directory
// is known.
func (p places) absolute(pos string) string {
	file, rest, _ := strings.Cut(pos, ":")
	if dir, ok := p.dir(path.Dir(file)); ok {
		return filepath.Join(dir, path.Base(file)) + ":" + rest
	}
	return pos
}

// text makes the positions in a message relative where the package's
// directory is known.
func (p places) text(message string) string {
	return position.ReplaceAllStringFunc(message, func(pos string) string {
		file, rest, _ := strings.Cut(pos, ":")
		dir, ok := p.dir(path.Dir(file))
		if !ok {
			return pos
		}
		return p.file(filepath.Join(dir, path.Base(file))) + ":" + rest
	})
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
