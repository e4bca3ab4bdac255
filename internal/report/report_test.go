package report_test

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/report"
)

func says(text string) report.Line {
	return report.Line{Line: explain.Line{Kind: explain.Sentence, Text: text}}
}

var inA = report.Place{Pos: "m/a/a.go:1:2", File: "/a.go", Shown: "./a.go:1:2"}

func TestText(t *testing.T) {
	at := func(shown, text string) report.Finding {
		return report.Finding{Place: report.Place{Shown: shown}, Lines: []report.Line{says(text)}}
	}
	findings := []report.Finding{
		at("./b.go:1:1", "in b"),
		at("./a.go:10:1", "line 10"),
		at("./a.go:9:2", "line 9"),
		at("./a.go:10:1", "also line 10"),
	}
	report.Sort(findings)
	const want = "./a.go:9:2: line 9\n./a.go:10:1: also line 10\n./a.go:10:1: line 10\n./b.go:1:1: in b\n"
	var b strings.Builder
	if err := report.Text(&b, findings); err != nil || b.String() != want {
		t.Errorf("error %v, got\n%swant\n%s", err, &b, want)
	}
}

func TestTheSurestComeFirst(t *testing.T) {
	findings := []report.Finding{
		{Confidence: "low", Lines: []report.Line{says("a")}}, {Confidence: "medium", Lines: []report.Line{says("b")}}, {Confidence: "high", Lines: []report.Line{says("c")}},
	}
	report.Sort(findings)
	for i, want := range []string{"high", "medium", "low"} {
		if got := findings[i].Confidence; got != want {
			t.Errorf("%d is %s, want %s", i, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := report.JSON(&b, nil); err != nil || b.String() != "{}\n" {
		t.Errorf("error %v, got %q for no findings", err, &b)
	}
	b.Reset()
	step := explain.Line{Kind: explain.Step, Who: "goroutine 1", N: 1, Pos: "m/a/a.go:1:2", Text: "F locks mu"}
	err := report.JSON(&b, []report.Finding{
		{Package: "m/b", Rule: "inversion", Confidence: "low", Place: report.Place{Pos: "m/b/b.go:1:2"}, Lines: []report.Line{says("b")}},
		{Package: "m/a", Rule: "reacquire", Confidence: "high", Place: inA, Lines: []report.Line{says("a -> b"), {Line: step, Place: inA}}},
	})
	const want = `{
	"m/a": {
		"reacquire": [
			{
				"category": "reacquire",
				"posn": "/a.go:1:2",
				"end": "/a.go:1:2",
				"message": "a -> b\n\t1. m/a/a.go:1:2: F locks mu",
				"related": [
					{
						"posn": "/a.go:1:2",
						"end": "/a.go:1:2",
						"message": "goroutine 1: F locks mu"
					}
				],
				"confidence": "high"
			}
		]
	},
	"m/b": {
		"inversion": [
			{
				"category": "inversion",
				"posn": "m/b/b.go:1:2",
				"end": "m/b/b.go:1:2",
				"message": "b",
				"confidence": "low"
			}
		]
	}
}
`
	if err != nil || b.String() != want {
		t.Errorf("error %v, got\n%swant\n%s", err, &b, want)
	}
}
