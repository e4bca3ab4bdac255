package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A listed is a package as go list describes it.
type listed struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	CgoFiles     []string
	TestGoFiles  []string
	XTestGoFiles []string
	Module       *struct {
		Path string
		Dir  string
		Main bool
	}
	Error      *listError
	DepsErrors []*listError
}

const listFields = "-json=ImportPath,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Module,Error,DepsErrors"

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
	args := slices.Concat([]string{"list", "-e", listFields}, o.BuildFlags, []string{"--"}, o.Patterns)
	cmd := o.goCommand(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, explainExit("listing packages: go list", err, &stderr)
	}
	// Downloads and patterns that match nothing.
	if _, err := o.Stderr.Write(stderr.Bytes()); err != nil {
		return nil, err
	}
	return decodeList(&stdout)
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

// failure says why the package cannot be loaded; it is empty if it can.
func (p listed) failure() string {
	errs := p.DepsErrors
	if p.Error != nil {
		errs = []*listError{p.Error}
	}
	var lines []string
	for _, e := range errs {
		lines = append(lines, p.ImportPath+": cannot load: "+e.String())
	}
	return strings.Join(lines, "\n")
}

// units lists the import paths of the units that go vet analyses for the
// package: itself with its tests, and its external tests.
func (p listed) units() []string {
	var units []string
	if p.ImportPath != "unsafe" && len(p.GoFiles)+len(p.CgoFiles)+len(p.TestGoFiles) > 0 {
		units = append(units, p.ImportPath)
	}
	if len(p.XTestGoFiles) > 0 {
		units = append(units, p.ImportPath+"_test")
	}
	return units
}
