package rules_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/docs/rules"
	"github.com/lockorder/lockorder/internal/graph"
)

var update = flag.Bool("update", false, "write the package comments of the rules anew")

// TestPageOfEachRule holds the pages against the table of the rules.
func TestPageOfEachRule(t *testing.T) {
	pages, err := filepath.Glob("*.md")
	if err != nil || len(pages) != len(graph.Rules) {
		t.Errorf("%d pages for %d rules (%v)", len(pages), len(graph.Rules), err)
	}
	for _, name := range graph.Rules {
		rule := rules.Of(name)
		if !strings.HasPrefix(rule.Title, "report ") || rule.Text == "" {
			t.Errorf("%s.md begins with %q, %q", name, rule.Title, rule.Text)
		}
		// GitHub shows no more of SARIF's fullDescription.
		if len(rule.Doc()) > 1024 {
			t.Errorf("%s.md: %d bytes before the first heading", name, len(rule.Doc()))
		}
	}
	if got := rules.Of("none"); got.Page != "" || got.Codes() != nil {
		t.Errorf("a rule that there is not: %+v", got)
	}
}

// TestPackageComments holds what Go's documentation shows of a rule against its
// page.
func TestPackageComments(t *testing.T) {
	for _, name := range graph.Rules {
		file := filepath.Join("../../passes", name, "doc.go")
		want := comment(rules.Of(name))
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s is not what the page says (-want +got); -update writes it:\n%s", file, diff)
		}
	}
}

// comment is the file doc.go of a rule: its text, and its first piece of code.
func comment(r rules.Rule) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(strings.TrimRight("// "+s, " ") + "\n") }
	block := func(text string) {
		line("")
		for s := range strings.Lines(text) {
			b.WriteString(strings.TrimRight("//\t"+s, "\t\n") + "\n")
		}
		line("")
	}
	line("Package " + r.Name + " defines the Analyzer of the rule " + r.Name + ".")
	line("")
	line("# Analyzer " + r.Name)
	line("")
	for _, paragraph := range strings.Split(r.Name+": "+r.Doc(), "\n\n") {
		for _, s := range wrap(paragraph, 77) {
			line(s)
		}
		line("")
	}
	code := r.Codes()[0]
	line("Wrong:")
	block(code.Go)
	line("lockorder says:")
	block(code.Report)
	line("More on " + r.URL())
	b.WriteString("package " + r.Name + "\n")
	return b.String()
}

func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}
