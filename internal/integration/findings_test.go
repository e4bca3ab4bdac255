package integration_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A finding is what a driver said and where: the file's full name, line and
// column, and the whole message.
type finding string

func (f finding) place() string {
	place, _, _ := strings.Cut(string(f), ": ")
	return place
}

func (f finding) message() string {
	_, message, _ := strings.Cut(string(f), ": ")
	return message
}

// byCommand is what the command finds.
func byCommand(t *testing.T, dir string, args ...string) []finding {
	t.Helper()
	got := run(t, dir, nil, lockorder, append([]string{"-json"}, args...)...)
	if got.status > 1 || got.stderr != "" {
		t.Fatalf("lockorder: status %d: %s", got.status, got.stderr)
	}
	return fromJSON(t, got.stdout)
}

// byVet is what go vet finds, with the program as its tool.
func byVet(t *testing.T, dir string, args ...string) []finding {
	t.Helper()
	return fromJSON(t, must(t, dir, nil, "go", append([]string{"vet", "-vettool=" + lockorder, "-json"}, args...)...))
}

// byGolangci is what golangci-lint finds with a configuration.
func byGolangci(t *testing.T, dir, config string, args ...string) []finding {
	t.Helper()
	got := runGolangci(t, dir, config, append([]string{"--output.json.path=stdout", "--show-stats=false", "--path-mode=abs"}, args...)...)
	if got.status > 1 {
		t.Fatalf("golangci-lint: status %d: %s%s", got.status, got.stdout, got.stderr)
	}
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.NewDecoder(strings.NewReader(got.stdout)).Decode(&report); err != nil {
		t.Fatalf("%v in:\n%s", err, got.stdout)
	}
	var out []finding
	for _, i := range report.Issues {
		if i.FromLinter != "lockorder" {
			t.Errorf("%s: %s", i.FromLinter, i.Text)
		}
		_, message, _ := strings.Cut(i.Text, ": ") // it puts the analyzer's name before it
		out = append(out, finding(fmt.Sprintf("%s:%d:%d: %s", i.Pos.Filename, i.Pos.Line, i.Pos.Column, message)))
	}
	return unique(out)
}

// fromJSON reads what drivers of go/analysis print, of go vet an object a
// package.
func fromJSON(t *testing.T, text string) []finding {
	t.Helper()
	var out []finding
	for dec := json.NewDecoder(strings.NewReader(text)); dec.More(); {
		var tree map[string]map[string][]struct{ Posn, Message string }
		if err := dec.Decode(&tree); err != nil {
			t.Fatalf("%v in:\n%s", err, text)
		}
		for _, rules := range tree {
			for _, diagnostics := range rules {
				for _, d := range diagnostics {
					out = append(out, finding(d.Posn+": "+d.Message))
				}
			}
		}
	}
	return unique(out)
}

// unique sorts findings: go vet prints those of a package again for each variant
// of it, with its tests and without.
func unique(list []finding) []finding {
	slices.Sort(list)
	return slices.Compact(list)
}

// missing are the findings of one list that the other has not.
func missing(list, other []finding) []finding {
	return slices.DeleteFunc(slices.Clone(list), func(f finding) bool { return slices.Contains(other, f) })
}

// sentences are the first lines, without the place.
func sentences(list []finding) (out []string) {
	for _, f := range list {
		sentence, _, _ := strings.Cut(f.message(), "\n")
		out = append(out, sentence)
	}
	return out
}
