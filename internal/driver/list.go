package driver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/model"
)

// A listed is a package as go list describes it.
type listed struct {
	ImportPath   string
	Name         string
	Dir          string
	Imports      []string
	ImportMap    map[string]string // imports whose paths are not as written: vendored ones
	GoFiles      []string
	CgoFiles     []string
	TestGoFiles  []string
	XTestGoFiles []string
	Module       *struct {
		Path string
		Dir  string
		Main bool
	}
	// Of tests, too, if these are listed.
	ForTest string
	Deps    []string

	Error      *listError
	DepsErrors []*listError
}

const listFields = "-json=ImportPath,Name,Dir,Imports,ImportMap,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Module,Error,DepsErrors"

// A listError is why a package cannot be loaded.
type listError struct {
	ImportStack []string
	Pos         string
	Err         string
}

func (e *listError) String() string {
	switch {
	case e.Pos != "":
		return e.Pos + ": " + e.Err
	case len(e.ImportStack) > 1:
		return strings.Join(e.ImportStack, " imports ") + ": " + e.Err
	}
	return e.Err
}

// list asks the go command which packages the patterns match.
func (o Options) list(ctx context.Context) ([]listed, error) {
	fields := listFields
	if o.Locks != "" {
		fields += ",Deps" // for strangers
	}
	args := slices.Concat([]string{"list", "-e", fields}, o.BuildFlags, []string{"--"}, o.Patterns)
	stdout, stderr, err := o.goOutput(ctx, "listing packages: go list", args...)
	if err != nil {
		return nil, err
	}
	// Downloads and patterns that match nothing.
	if _, err := o.Stderr.Write(stderr.Bytes()); err != nil {
		return nil, err
	}
	return decodeList(stdout)
}

// strangers says which packages of lock types that the user names are none of these,
// nor imported by one.
func (o Options) strangers(packages []listed) ([]string, error) {
	locks, err := model.ParseLocks(o.Locks)
	if err != nil {
		return nil, fmt.Errorf("-lock: %w", err)
	}
	var out []string
	for _, path := range locks.Packages() {
		if !slices.ContainsFunc(packages, func(p listed) bool { return p.ImportPath == path || slices.Contains(p.Deps, path) }) {
			out = append(out, "-lock: no package imports "+path)
		}
	}
	return out, nil
}

func decodeList(r io.Reader) ([]listed, error) {
	var packages []listed
	for dec := json.NewDecoder(r); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the output of go list: %w", err)
		}
		packages = append(packages, p)
	}
}

// maxFailures bounds what is said of one package: a go command without a disk
// to write to names each package of the standard library.
const maxFailures = 5

// failures says why the package cannot be loaded; there are none if it can.
func (p listed) failures() []string {
	errs := p.DepsErrors
	if p.Error != nil {
		errs = []*listError{p.Error}
	}
	var lines []string
	for _, e := range errs {
		lines = append(lines, p.ImportPath+": cannot load: "+e.String())
	}
	lines = unique(lines)
	if more := len(lines) - maxFailures; more > 0 {
		lines = append(lines[:maxFailures], fmt.Sprintf("%s: cannot load: %d more errors", p.ImportPath, more))
	}
	return lines
}

// A variant is a package as go vet analyses it.
type variant struct {
	path  string
	tests bool // with its test files
}

func (v variant) String() string {
	if v.tests {
		return v.path + " with its tests"
	}
	return v.path
}

// variants lists what go vet analyses for the package: itself with its tests,
// and its external tests.
func (p listed) variants() []variant {
	var out []variant
	if p.ImportPath != "unsafe" && len(p.GoFiles)+len(p.CgoFiles)+len(p.TestGoFiles) > 0 {
		out = append(out, variant{p.ImportPath, len(p.TestGoFiles) > 0})
	}
	if len(p.XTestGoFiles) > 0 {
		out = append(out, variant{p.ImportPath + "_test", true})
	}
	return out
}
