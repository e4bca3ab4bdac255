package reference

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/driver"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// lockorder is the program that go vet runs.
var lockorder string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "lockorder-reference-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		lockorder = filepath.Join(dir, "lockorder")
		if out, err := exec.Command("go", "build", "-o", lockorder, "../../cmd/lockorder").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building lockorder: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// TestDifferences holds what the command finds, package by package, against what
// the same rooms find over the whole program, as the command links it. Whatever only
// one of them reports by default is in the table, with its reason, and what is there
// still differs.
func TestDifferences(t *testing.T) {
	t.Setenv("GOWORK", "off")
	t.Setenv("GOFLAGS", "")
	known := readTable(t)
	for _, c := range corpora {
		t.Run(c.name, func(t *testing.T) {
			if c.slow && testing.Short() {
				t.Skip("analyses net/http from source")
			}
			dir := c.write(t)
			modular, whole := index(byPackages(t, dir)), index(byProgram(t, dir))
			got := differences(modular, whole)
			t.Logf("%d findings by packages, %d by the program, at any confidence; reported: %d, %d; %d differ", len(modular), len(whole), reported(modular), reported(whole), len(got))
			for _, line := range slices.Sorted(maps.Keys(got)) {
				if known[c.name][line] == "" {
					t.Errorf("not in %s, with a reason:\n%s\t%s", tableFile, c.name, line)
				}
			}
			for _, line := range slices.Sorted(maps.Keys(known[c.name])) {
				if !got[line] {
					t.Errorf("in %s, but it does not differ:\n%s\t%s", tableFile, c.name, line)
				}
			}
		})
	}
}

// byPackages is what the command finds.
func byPackages(t *testing.T, dir string) []graph.Finding {
	t.Helper()
	return run(t, driver.Options{Dir: dir})
}

// byProgram is what the command would find if the packages said what the analysis
// of the whole program says.
func byProgram(t *testing.T, dir string) []graph.Finding {
	t.Helper()
	p, err := load(dir, "./...")
	if err != nil {
		t.Fatal(err)
	}
	payloads, err := p.payloads()
	if err != nil {
		t.Fatal(err)
	}
	return run(t, driver.Options{Dir: dir, Payloads: payloads})
}

func run(t *testing.T, o driver.Options) []graph.Finding {
	t.Helper()
	o.Tool, o.Patterns, o.Stderr, o.Rules, o.Confidence = lockorder, []string{"./..."}, io.Discard, graph.Rules, graph.Low
	r, err := driver.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range r.Problems {
		t.Error(problem)
	}
	return r.Found
}

// index are the findings by name, with the most confidence that one has.
func index(found []graph.Finding) map[string]graph.Confidence {
	out := make(map[string]graph.Confidence)
	for i := range found {
		key := name(&found[i])
		out[key] = max(out[key], found[i].Confidence)
	}
	return out
}

// name is equal for findings that tell of one defect, though they may tell it
// otherwise: the rule and the classes of the locks; where no two findings are of the
// same goroutines, also the functions that take the lock.
func name(f *graph.Finding) string {
	var classes []string
	for i := range f.Cycle {
		classes = append(classes, string(f.Cycle[i].From.Class))
	}
	slices.Sort(classes)
	out := f.Rule + " " + strings.Join(classes, ", ")
	if f.Rule == graph.Reacquire || f.Rule == graph.LockLeak || f.SelfJoin() {
		e := &f.Cycle[0]
		out += " in " + actor(e.From.Witness.Last()) + ", " + actor(e.To.Witness.Last())
	}
	return out
}

// actor is the function that acts in a step.
func actor(s identity.Step) string { return path.Dir(s.Pos) + "." + s.Func }

// differences are the lines of the table, without the corpus and the reason, for
// what only one side reports.
func differences(modular, whole map[string]graph.Confidence) map[string]bool {
	out := make(map[string]bool)
	say := func(of map[string]graph.Confidence, key string) string {
		if c, ok := of[key]; ok {
			return c.String()
		}
		return "-"
	}
	for _, side := range []map[string]graph.Confidence{modular, whole} {
		for key := range side {
			if (modular[key] > graph.Low) != (whole[key] > graph.Low) {
				out[say(modular, key)+"\t"+say(whole, key)+"\t"+key] = true
			}
		}
	}
	return out
}

func reported(of map[string]graph.Confidence) (n int) {
	for _, c := range of {
		if c > graph.Low {
			n++
		}
	}
	return n
}

//go:embed differences.tsv
var table string

const tableFile = "differences.tsv"

// readTable reads the reasons for the differences that are known, by corpus and line.
func readTable(t *testing.T) map[string]map[string]string {
	t.Helper()
	out := make(map[string]map[string]string)
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 5 || fields[4] == "" {
			t.Fatalf("%s: not a corpus, two confidences, a finding and a reason: %q", tableFile, line)
		}
		of, key := fields[0], strings.Join(fields[1:4], "\t")
		if !slices.ContainsFunc(corpora, func(c corpus) bool { return c.name == of }) || out[of][key] != "" {
			t.Fatalf("%s: no such corpus, or a line twice: %q", tableFile, line)
		}
		if out[of] == nil {
			out[of] = make(map[string]string)
		}
		out[of][key] = fields[4]
	}
	return out
}
