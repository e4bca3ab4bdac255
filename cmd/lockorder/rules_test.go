package main_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/docs/rules"
	"github.com/lockorder/lockorder/internal/graph"
)

var update = flag.Bool("update", false, "write the reports on the pages of the rules anew")

// TestPages runs the command on the code that the rules' pages show: it says
// what the page says it does.
func TestPages(t *testing.T) {
	for _, name := range graph.Rules {
		rule := rules.Of(name)
		wrong, right := 0, 0
		for _, code := range rule.Codes() {
			clause, _, _ := strings.Cut(strings.TrimPrefix(code.Go, "package "), "\n")
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "go.mod"), "module example.org/"+clause+"\n\ngo 1.26.0\n")
			writeFile(t, filepath.Join(dir, clause+".go"), code.Go)
			got := run(t, dir, lockorder)
			if got.stderr != "" {
				t.Errorf("%s: %s on:\n%s", name, got.stderr, code.Go)
			}
			if *update {
				updatePage(t, name, code, got.stdout)
				continue
			}
			if code.Report == "" {
				right++
				got.check(t, 0, "")
			} else {
				wrong++
				got.check(t, 1, code.Report)
				contains(t, code.Report, "["+name+"]")
			}
		}
		if !*update && (wrong == 0 || right == 0) {
			t.Errorf("%s: %d wrong and %d right", name, wrong, right)
		}
	}
}

// updatePage replaces the report that follows the code on the page.
func updatePage(t *testing.T, name string, code rules.Code, report string) {
	t.Helper()
	file := filepath.Join("../../docs/rules", name+".md")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(data), code.Go+"```\n\n```text\n")
	_, rest, found := strings.Cut(after, "```")
	if found && code.Report != "" {
		writeFile(t, file, before+code.Go+"```\n\n```text\n"+report+"```"+rest)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
