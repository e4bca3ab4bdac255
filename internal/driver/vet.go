package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/report"
)

// units is what the analysed packages said.
type units struct {
	findings []report.Finding // files are absolute
	limits   []string
	filters  []string
	problems []string
	analysed map[string]bool // import paths
	failed   bool            // go vet said so
}

// vet runs the program over the packages. It also returns what the go command
// printed to standard error, in an order that does not depend on the run.
func (o Options) vet(ctx context.Context, patterns []string) (*units, string, error) {
	args := slices.Concat([]string{"vet", "-vettool=" + o.Tool, "-json", "-emit"}, o.BuildFlags, []string{"--"}, patterns)
	cmd := o.goCommand(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", fmt.Errorf("running go vet: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, "", fmt.Errorf("running go vet: %w", err)
	}
	u, decodeErr := decodeUnits(stdout)
	if decodeErr != nil {
		_, _ = io.Copy(io.Discard, stdout) // or go vet would block
	}
	err = cmd.Wait()
	switch exit := (*exec.ExitError)(nil); {
	case ctx.Err() != nil:
		return nil, "", ctx.Err()
	case decodeErr != nil:
		return nil, "", explainExit("reading the output of go vet", decodeErr, &stderr)
	case errors.As(err, &exit):
		u.failed = true
	case err != nil:
		return nil, "", explainExit("running go vet", err, &stderr)
	}
	return u, sortSections(stderr.String()), nil
}

// A diagnostic is one in the output of go vet -json.
type diagnostic struct {
	Category string
	Posn     string
	Message  string
}

// decodeUnits reads what go vet -json prints: an object per package, from
// package to analyzer to its diagnostics or its error.
func decodeUnits(r io.Reader) (*units, error) {
	u := &units{analysed: make(map[string]bool)}
	for dec := json.NewDecoder(r); ; {
		var unit map[string]map[string]json.RawMessage
		if err := dec.Decode(&unit); errors.Is(err, io.EOF) {
			return u, nil
		} else if err != nil {
			return nil, err
		}
		for id, analyzers := range unit {
			path, _, _ := strings.Cut(id, " ") // "p [p.test]" is a test variant of p
			for name, raw := range analyzers {
				if err := u.add(path, name, raw); err != nil {
					return nil, fmt.Errorf("%s of %s: %w", name, path, err)
				}
			}
		}
	}
}

// add adds what one analyzer said about a package.
func (u *units) add(path, analyzer string, raw json.RawMessage) error {
	if !bytes.HasPrefix(raw, []byte("[")) {
		var failure struct{ Error string }
		if err := json.Unmarshal(raw, &failure); err != nil {
			return err
		}
		u.analysed[path] = true // in vain, but this says why
		u.problems = append(u.problems, fmt.Sprintf("%s: %s: %s", path, analyzer, failure.Error))
		return nil
	}
	var diagnostics []diagnostic
	if err := json.Unmarshal(raw, &diagnostics); err != nil {
		return err
	}
	for _, d := range diagnostics {
		switch d.Category {
		case engine.NoteAnalysed:
			u.analysed[path] = true
		case engine.NoteLimit:
			u.limits = append(u.limits, d.Message)
		case engine.NoteFilter:
			u.filters = append(u.filters, d.Message)
		case engine.NoteBroken:
			u.problems = append(u.problems, d.Message)
		default:
			f, err := d.finding(path, analyzer)
			if err != nil {
				return err
			}
			u.findings = append(u.findings, f)
		}
	}
	return nil
}

func (d diagnostic) finding(path, rule string) (report.Finding, error) {
	f := report.Finding{Rule: rule, Confidence: d.Category, Package: path, Message: d.Message}
	// A file name may contain colons. A //line directive may leave out the
	// column, and the file.
	rest, last, ok := cutLast(d.Posn)
	if !ok {
		return f, fmt.Errorf("position %q is not file:line:column", d.Posn)
	}
	if file, line, ok := cutLast(rest); ok {
		f.File, f.Line, f.Column = file, line, last
	} else {
		f.File, f.Line = rest, last
	}
	return f, nil
}

// cutLast cuts the number after the last colon off.
func cutLast(s string) (string, int, bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// sortSections sorts what the go command printed about packages, each under a
// line "# package"; it prints them as they come.
func sortSections(log string) string {
	var sections []string
	for line := range strings.Lines(log) {
		if len(sections) == 0 || strings.HasPrefix(line, "# ") {
			sections = append(sections, "")
		}
		sections[len(sections)-1] += line
	}
	return strings.Join(unique(sections), "")
}
