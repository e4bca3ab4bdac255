package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestDecodeFindings(t *testing.T) {
	const output = `# m/p
{"m/p": {"rules": [{"posn": "/d/p/b.go:1:2", "message": "first [reacquire]\n\tline"}]}}
# m/p
{"m/p [m/p.test]": {"rules": [
	{"posn": "/d/p/b.go:1:2", "message": "first [reacquire]\n\tline"},
	{"posn": "/d/p/a.go:1:2", "message": "no rule"}]}}
{}
{"m/q": {"rules": {"error": "broken"}}}
`
	found, err := decodeFindings(strings.NewReader(output), "/d")
	if err == nil || !strings.Contains(err.Error(), "m/q: rules: broken") {
		t.Errorf("error is %v, want that of m/q", err)
	}
	want := []finding{
		{Package: "m/p", Analyzer: "rules", Posn: "p/a.go:1:2", Message: "no rule"},
		{Package: "m/p", Analyzer: "rules", Posn: "p/b.go:1:2", Message: "first [reacquire]\n\tline"},
	}
	if !reflect.DeepEqual(found, want) {
		t.Fatalf("findings are %+v, want %+v", found, want)
	}
	if got := []string{found[0].rule(), found[1].rule()}; got[0] != "rules" || got[1] != "reacquire" {
		t.Errorf("rules are %q", got)
	}
}
