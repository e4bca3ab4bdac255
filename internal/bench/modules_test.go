package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestSelectModules(t *testing.T) {
	modules := parseModules("# a comment with m@v\nexample.com/one@v1.0.0 notest\nexample.com/two/v2@v2.1.0\n")
	if len(modules) != 2 {
		t.Fatalf("modules are %v, want two", modules)
	}
	if !modules[0].noTest || modules[1].noTest {
		t.Errorf("modules are %+v, want the first without tests", modules)
	}
	got, err := selectModules(modules, []string{"two", "std", "example.com/one"})
	want := []module{modules[1], {path: "std"}, modules[0]}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("selected %v, %v, want %v", got, err, want)
	}
	if _, err := selectModules(modules, []string{"v2"}); err == nil {
		t.Error("v2 names a module")
	}
}

func TestPinnedModules(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range parseModules(modulesText) {
		if m.version == "" || seen[m.short()] {
			t.Errorf("%s has no version or no short name of its own", m)
		}
		seen[m.short()] = true
	}
}

func TestDecodePackages(t *testing.T) {
	const output = `{"ImportPath": "m/a"}
{"ImportPath": "m/b"}
{"ImportPath": "m/b [m/b.test]", "ForTest": "m/b", "Incomplete": true, "DepsErrors": [{"Err": "no such module"}]}
{"ImportPath": "m/b.test", "Incomplete": true}
`
	got, err := decodePackages(strings.NewReader(output))
	want := packageList{complete: []string{"m/a"}, incomplete: []string{"m/b"}, reason: "no such module"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("packages are %+v, %v, want %+v", got, err, want)
	}
}

func TestPrintSample(t *testing.T) {
	all := []finding{{Message: "a"}, {Message: "b"}, {Message: "c"}}
	sample := func(n int, seed uint64) string {
		var b strings.Builder
		printSample(&b, all, n, seed)
		return b.String()
	}
	if first, second := sample(2, 1), sample(2, 1); first != second {
		t.Errorf("one seed draws %q and %q", first, second)
	}
	if got := strings.Count(sample(9, 1), "\n\n"); got != 2 {
		t.Errorf("a sample larger than all has %d separators, want 2", got)
	}
	if got := sample(0, 1); got != "" {
		t.Errorf("an empty sample prints %q", got)
	}
}
