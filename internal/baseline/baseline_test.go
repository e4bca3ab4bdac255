package baseline

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/wire/wiretest"
)

func entry(digit, pkg string) Entry {
	return Entry{Fingerprint: strings.Repeat(digit, fingerprintLength), Rule: "inversion", Package: pkg, Text: "a <b> & c [inversion]"}
}

var some = []Entry{entry("b", "m/b"), entry("a", "m/a"), entry("a", "m/a")}

func encode(t *testing.T, entries []Entry) string {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, entries); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, entries := range [][]Entry{nil, some} {
		text := encode(t, entries)
		got, err := Decode(strings.NewReader(text))
		if err != nil || len(got) != len(entries) {
			t.Fatalf("%d of %d entries, %v", len(got), len(entries), err)
		}
		if diff := cmp.Diff(text, encode(t, got)); diff != "" {
			t.Errorf("when written again:\n%s", diff)
		}
		slices.Reverse(got)
		if diff := cmp.Diff(text, encode(t, got)); diff != "" {
			t.Errorf("in another order:\n%s", diff)
		}
	}
}

// foreign are texts that are no baselines.
func foreign(t *testing.T) map[string]string {
	good := encode(t, some)
	return map[string]string{
		"empty":            "",
		"cut":              good[:len(good)/2],
		"more":             good + "{}",
		"an array":         "[]",
		"null":             "null",
		"another's":        `{"version": "2.1.0", "runs": []}`,
		"without version":  `{"findings": []}`,
		"a later one":      strings.Replace(good, `"lockorderBaseline": 1`, `"lockorderBaseline": 2`, 1),
		"fingerprint":      strings.Replace(good, "aaaa", "zzzz", 1),
		"short print":      strings.Replace(good, "aaaa", "aa", 1),
		"go":               "package p\n",
		"unknown field":    strings.Replace(good, `"rule"`, `"ruler"`, 1),
		"findings, a text": `{"lockorderBaseline": 1, "findings": "none"}`,
	}
}

func TestForeignFilesAreErrors(t *testing.T) {
	for name, text := range foreign(t) {
		if got, err := Decode(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error, and %d entries", name, len(got))
		}
	}
}

func TestForeignFilesAreNotOverwritten(t *testing.T) {
	for name, text := range foreign(t) {
		file := filepath.Join(t.TempDir(), "baseline.json")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := Write(file, some); err == nil {
			t.Errorf("%s: no error", name)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != text {
			t.Errorf("%s: the file is now %q, %v", name, got, err)
		}
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "baseline.json")
	for _, entries := range [][]Entry{some, nil} { // anew, and over another
		if err := Write(file, entries); err != nil {
			t.Fatal(err)
		}
		got, err := Read(file)
		if err != nil || len(got) != len(entries) {
			t.Errorf("%d of %d entries, %v", len(got), len(entries), err)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("files %v, %v", files, err)
	}
	for _, name := range []string{dir, filepath.Join(dir, "none", "baseline.json")} {
		if err := Write(name, some); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Read(filepath.Join(dir, "none")); err == nil {
		t.Error("a file that is not there: no error")
	}
}

func TestKnown(t *testing.T) {
	k := NewKnown(some)
	a, b, c := some[1].Fingerprint, some[0].Fingerprint, entry("c", "m/c").Fingerprint
	for i, tt := range []struct {
		fingerprint string
		want        bool
	}{{a, true}, {c, false}, {a, true}, {a, false}} {
		if got := k.Has(tt.fingerprint); got != tt.want {
			t.Errorf("%d: %v", i, got)
		}
	}
	if rest := k.Rest(); len(rest) != 1 || rest[0].Fingerprint != b {
		t.Errorf("rest %v", rest)
	}
}

func TestHostileFileTakesLittleMemory(t *testing.T) {
	const n = 100_000
	for name, text := range map[string]string{
		"empty findings": `{"lockorderBaseline":1,"findings":[{}` + strings.Repeat(`,{}`, n) + `]}`,
		"no findings":    `{"lockorderBaseline":1,"findings":[null` + strings.Repeat(`,null`, n) + `]}`,
		"again":          `{"lockorderBaseline":1` + strings.Repeat(`,"findings":[{}]`, n) + `}`,
		"nested":         strings.Repeat(`{"findings":[`, n),
		"spaces":         strings.Repeat(` `, n),
	} {
		t.Run(name, func(t *testing.T) {
			wiretest.Bounded(t, len(text), func() {
				if _, err := Decode(strings.NewReader(text)); err == nil {
					t.Error("it is taken")
				}
			})
		})
	}
}

func FuzzDecode(f *testing.F) {
	var b bytes.Buffer
	if err := Encode(&b, some); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("{}"))
	f.Add([]byte(`{"lockorderBaseline":1,"findings":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var entries []Entry
		var err error
		wiretest.Bounded(t, len(data), func() { entries, err = Decode(bytes.NewReader(data)) })
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Encode(&b, entries); err != nil {
			t.Fatal(err)
		}
		if again, err := Decode(&b); err != nil || len(again) != len(entries) {
			t.Errorf("what was read is not read again: %v", err)
		}
	})
}
