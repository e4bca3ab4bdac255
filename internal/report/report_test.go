package report_test

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/report"
)

func TestText(t *testing.T) {
	findings := []report.Finding{
		{ShownPosn: "./b.go:1:1", ShownText: "in b"},
		{ShownPosn: "./a.go:10:1", ShownText: "line 10"},
		{ShownPosn: "./a.go:9:2", ShownText: "line 9"},
		{ShownPosn: "./a.go:10:1", ShownText: "also line 10"},
	}
	report.Sort(findings)
	const want = "./a.go:9:2: line 9\n./a.go:10:1: also line 10\n./a.go:10:1: line 10\n./b.go:1:1: in b\n"
	var b strings.Builder
	if err := report.Text(&b, findings); err != nil || b.String() != want {
		t.Errorf("error %v, got\n%swant\n%s", err, &b, want)
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := report.JSON(&b, nil); err != nil || b.String() != "{}\n" {
		t.Errorf("error %v, got %q for no findings", err, &b)
	}
	b.Reset()
	err := report.JSON(&b, []report.Finding{
		{Package: "m/b", Rule: "inversion", Confidence: "low", Posn: "/b.go:1:2", Message: "b"},
		{Package: "m/a", Rule: "reacquire", Confidence: "high", Posn: "/a.go:1:2", Message: "a -> b\n\t1. m/a/a.go:1:2: F locks mu",
			Related: []report.Related{{Posn: "/a.go:1:2", End: "/a.go:1:2", Message: "F locks mu"}}},
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
						"message": "F locks mu"
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
				"posn": "/b.go:1:2",
				"end": "/b.go:1:2",
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
