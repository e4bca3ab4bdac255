package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/golden"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/report"
)

// places are in a repository, beside it, and nobody knows where.
type places struct{ root string }

func (p places) at(pos, file string) report.Place {
	if file == "" {
		return report.Place{Pos: pos, Shown: pos}
	}
	_, rest, _ := strings.Cut(pos, ":")
	return report.Place{Pos: pos, File: filepath.Join(p.root, filepath.FromSlash(file)), Shown: "./" + file + ":" + rest}
}

func (p places) line(l explain.Line, file string) report.Line {
	return report.Line{Line: l, Place: p.at(l.Pos, file)}
}

// findings are one with two goroutines and a writer, and twice one where the
// second goroutine does as the first.
func (p places) findings() []report.Finding {
	const one, two = "goroutine 1", "goroutine 2"
	circle := report.Finding{
		Package: "m/a", Rule: "inversion", Confidence: "high", Fingerprint: "f1", Place: p.at("m/a/a.go:3:19", "a/a.go"),
		Lines: []report.Line{
			p.line(explain.Line{Kind: explain.Sentence, Text: "a.mu and b.s[].mu are taken in opposite orders [inversion]"}, ""),
			p.line(explain.Line{Kind: explain.Heading, Who: one, Text: "goroutine 1 holds a.mu and waits for b.s[].mu:"}, ""),
			p.line(explain.Line{Kind: explain.Step, Who: one, N: 1, Pos: "m/a/a.go:3:19", Text: "F locks mu"}, "a/a.go"),
			p.line(explain.Line{Kind: explain.Step, Who: one, N: 2, Depth: 1, Pos: "m/b/b c.go:1:2", Text: "G locks s[].mu, and waits for goroutine 2"}, "../b/b c.go"),
			p.line(explain.Line{Kind: explain.Heading, Who: two, Text: "goroutine 2 holds b.s[].mu and waits for a.mu:"}, ""),
			p.line(explain.Line{Kind: explain.Step, Who: two, N: 1, Pos: "other/o.go:9:9", Text: "H locks s[].mu"}, ""),
			p.line(explain.Line{Kind: explain.Writer, Pos: "m/a/a.go:4:2", Text: "needs a concurrent writer: W locks mu"}, "a/a.go"),
			p.line(explain.Line{Kind: explain.Note, Text: "(1 more way to the same lock)"}, ""),
		},
	}
	swapped := report.Finding{
		Package: "m/a", Rule: "inversion", Confidence: "medium", Fingerprint: "f2", Place: p.at("m/a/a.go:4:2", "a/a.go"),
		Lines: []report.Line{
			p.line(explain.Line{Kind: explain.Sentence, Text: "two locks T.mu are taken in no fixed order [inversion]"}, ""),
			p.line(explain.Line{Kind: explain.Step, Who: one, N: 1, Pos: "m/a/a.go:4:2", Text: "F locks t.mu"}, "a/a.go"),
			p.line(explain.Line{Kind: explain.Likewise, Who: two, Text: "goroutine 2 does the same"}, ""),
		},
	}
	return []report.Finding{circle, swapped, swapped}
}

// writeSource writes a file in which characters have one, two and four bytes.
func writeSource(t *testing.T, root string) {
	t.Helper()
	const source = "package a\n\n\tvar ä, 🔒 = mu.Lock()\r\n\tmu.Lock()\n"
	if err := os.MkdirAll(filepath.Join(root, "a"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "a", "a.go"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestSARIF holds the file against a golden one. In it the column 19 of line 3,
// which counts bytes, is 16: ä is one unit, the lock two.
func TestSARIF(t *testing.T) {
	p := places{filepath.Join(t.TempDir(), "root")}
	writeSource(t, p.root)
	var b strings.Builder
	err := report.SARIF(&b, report.Run{
		Version: "v1.2.3", Root: p.root, Rules: []string{"inversion"}, Confidence: graph.Medium,
		Findings: p.findings(), Problems: []string{"m/c: not analysed"},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(b.String(), "file://"+filepath.ToSlash(filepath.Dir(p.root)), "file:///DIR")
	golden.Check(t, filepath.Join("testdata", "report.sarif"), got)
}

// TestSARIFOfNothing tells that nothing was found from that nothing was looked
// for.
func TestSARIFOfNothing(t *testing.T) {
	var b strings.Builder
	if err := report.SARIF(&b, report.Run{Root: "/"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"results": []`) || !strings.Contains(b.String(), `"executionSuccessful": true`) {
		t.Errorf("%s", &b)
	}
}

func TestGitHub(t *testing.T) {
	p := places{t.TempDir()}
	odd := report.Finding{Rule: "reacquire", Place: p.at("m/x,y:z.go:1:2", "x,y:z.go"), Lines: []report.Line{says("100 % [reacquire]")}}
	var b strings.Builder
	if err := report.GitHub(&b, p.root, append(p.findings()[1:2], odd)); err != nil {
		t.Fatal(err)
	}
	const want = "::error file=a/a.go,line=4,col=2,title=lockorder: inversion::two locks T.mu are taken in no fixed order [inversion]%0A\t1. ./a/a.go:4:2: F locks t.mu%0A\tgoroutine 2 does the same\n" +
		"::error file=x%2Cy%3Az.go,line=1,col=2,title=lockorder: reacquire::100 %25 [reacquire]\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
