package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerdictsAreReadable(t *testing.T) {
	verdicts, err := parseVerdicts(verdictsText)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, v := range verdicts {
		key := v.Module + " " + v.Features.key()
		if seen[key] {
			t.Errorf("twice: %s", key)
		}
		seen[key] = true
		if v.Is == "false" && v.Cause == "" {
			t.Errorf("false without a cause: %s", key)
		}
		for _, name := range []string{"rule", "site", "confidence"} {
			if v.Features[name] == "" {
				t.Errorf("no %s: %s", name, key)
			}
		}
	}
	if len(verdicts) == 0 {
		t.Error("no verdicts")
	}
	for _, bad := range []string{"true\tm\tc", "maybe\tm\tc\trule=inversion"} {
		if _, err := parseVerdicts(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}

func TestTableCountsVerdicts(t *testing.T) {
	line := func(is, f string) verdict { return verdict{Is: is, Features: parseFeatures(f)} }
	var b strings.Builder
	err := tabulate(&b, []verdict{
		line("true", "rule=heldwait many=0/2 reasons="),
		line("false", "rule=heldwait many=2/0 reasons=buffer:medium"),
		line("credible", "rule=heldwait many=0/2 reasons=buffer:medium,tests:medium"),
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all 1 1 1 0.33", "many=0/2 1 1 1 0.33"} {
		if got := strings.Join(strings.Fields(b.String()), " "); !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestFeaturesAreReadByFinding(t *testing.T) {
	dir := t.TempDir()
	text := "# p\nlockorder: p: finding rule=heldwait confidence=low site=p/a.go:3:4/p/b.go:5:6\np/a.go:3:4: text\n"
	if err := os.WriteFile(filepath.Join(dir, "p.txt"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	told, err := readFeatures(dir)
	if err != nil {
		t.Fatal(err)
	}
	if f := told["heldwait p/a.go:3/p/b.go:5"]; f["confidence"] != "low" {
		t.Errorf("read %v", told)
	}
	if _, err := readFeatures(t.TempDir()); err == nil {
		t.Error("no error for a folder without files")
	}
}
