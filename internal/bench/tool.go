package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const modulePath = "github.com/lockorder/lockorder"

// A tool is a vettool and the flags it gets.
type tool struct {
	path string
	args []string
}

// newTool returns the tool at path, or one built into dir if path is empty.
func newTool(ctx context.Context, path, confidence, dir string) (tool, error) {
	var t tool
	if confidence != "" {
		t.args = append(t.args, "-confidence="+confidence)
	}
	if path != "" {
		abs, err := filepath.Abs(path)
		if err != nil {
			return t, err
		}
		t.path = abs
		_, err = os.Stat(abs)
		return t, err
	}
	root, err := repositoryRoot()
	if err != nil {
		return t, err
	}
	t.path = filepath.Join(dir, "lockorder")
	_, err = goCommand(ctx, root, "build", "-o", t.path, modulePath+"/cmd/lockorder")
	return t, err
}

// repositoryRoot walks up from the working directory to the main module.
func repositoryRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if first, _, _ := strings.Cut(string(data), "\n"); err == nil && strings.TrimSpace(first) == "module "+modulePath {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod of " + modulePath + " above the working directory; use -tool")
		}
		dir = parent
	}
}

// goCommand runs the go command in dir and returns its standard output, even
// if it fails; the error then carries the end of its standard error.
func goCommand(ctx context.Context, dir string, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+dir)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("go %s: %w\n%s", args[0], err, lastLines(stderr.String(), 10))
	}
	return stdout.Bytes(), err
}

func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// A finding is one diagnostic of the tool.
type finding struct {
	Package  string // import path, without the test variant
	Analyzer string
	Posn     string // relative to the directory vetted
	Message  string
}

var rulePattern = regexp.MustCompile(`\[(\w+)\]$`)

// firstLine is the first line of the message, which names rule and locks.
func (f finding) firstLine() string {
	line, _, _ := strings.Cut(f.Message, "\n")
	return strings.TrimSpace(line)
}

// rule is the name in brackets that ends the first line, or else the name of
// the analyzer.
func (f finding) rule() string {
	if m := rulePattern.FindStringSubmatch(f.firstLine()); m != nil {
		return m[1]
	}
	return f.Analyzer
}

func (f finding) String() string { return f.Posn + ": " + f.Message }

// vet runs the tool over packages in dir. The error says what went wrong
// with some of them; the findings in the others are returned all the same.
func (t tool) vet(ctx context.Context, dir string, packages ...string) ([]finding, error) {
	args := append([]string{"vet", "-vettool=" + t.path, "-json"}, t.args...)
	out, err := goCommand(ctx, dir, append(args, packages...)...)
	found, decodeErr := decodeFindings(bytes.NewReader(out), dir)
	return found, errors.Join(err, decodeErr)
}

// decodeFindings reads what go vet -json prints: a JSON object per package,
// between comments that start with #. Findings come back sorted, once each.
func decodeFindings(r io.Reader, dir string) ([]finding, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	text = regexp.MustCompile(`(?m)^#.*$`).ReplaceAll(text, nil)
	var found []finding
	var errs []error
	for dec := json.NewDecoder(bytes.NewReader(text)); ; {
		var unit map[string]map[string]json.RawMessage
		if err := dec.Decode(&unit); err == io.EOF {
			break
		} else if err != nil {
			errs = append(errs, fmt.Errorf("output of go vet -json: %w", err))
			break
		}
		for pkg, analyzers := range unit {
			for name, raw := range analyzers {
				diagnostics, err := decodeDiagnostics(raw)
				if err != nil {
					errs = append(errs, fmt.Errorf("%s: %s: %w", pkg, name, err))
				}
				for _, d := range diagnostics {
					d.Package, _, _ = strings.Cut(pkg, " ")
					d.Analyzer = name
					d.Posn = strings.TrimPrefix(d.Posn, dir+string(filepath.Separator))
					found = append(found, d)
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Posn, b.Posn), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(found, func(a, b finding) bool {
		return a.Posn == b.Posn && a.Message == b.Message
	}), errors.Join(errs...)
}

// decodeDiagnostics reads an analyzer's diagnostics or its error.
func decodeDiagnostics(raw json.RawMessage) ([]finding, error) {
	var diagnostics []finding
	if err := json.Unmarshal(raw, &diagnostics); err == nil {
		return diagnostics, nil
	}
	var failure struct {
		Err string `json:"error"`
	}
	if err := json.Unmarshal(raw, &failure); err != nil {
		return nil, err
	}
	return nil, errors.New(failure.Err)
}
