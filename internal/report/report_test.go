package report_test

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/report"
)

func TestText(t *testing.T) {
	findings := report.Sort([]report.Finding{
		{Package: "m", File: "./b.go", Line: 1, Column: 1, Message: "in b"},
		{Package: "m", File: "./a.go", Line: 10, Column: 1, Message: "line 10"},
		{Package: "m", File: "./a.go", Line: 9, Column: 2, Message: "line 9"},
		{Package: "m_test", File: "./a.go", Line: 10, Column: 1, Message: "line 10"},
	})
	const want = "./a.go:9:2: line 9\n./a.go:10:1: line 10\n./b.go:1:1: in b\n"
	var b strings.Builder
	if err := report.Text(&b, findings); err != nil || b.String() != want {
		t.Errorf("error %v, got\n%swant\n%s", err, &b, want)
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := report.JSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("error %v, got %q for no findings", err, &b)
	}
	b.Reset()
	if err := report.JSON(&b, []report.Finding{{Message: "a -> b"}}); err != nil || !strings.Contains(b.String(), `"a -> b"`) {
		t.Errorf("error %v, got %s", err, &b)
	}
}
