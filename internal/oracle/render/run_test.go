package render_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/generate"
	"github.com/lockorder/lockorder/internal/oracle/program"
)

// TestRun runs programs for real: one that cannot deadlock comes to its end, one
// that can is at most told by the runtime that all goroutines are asleep.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	const programs, runs = 24, 8
	dir := module(t, programs, generate.Default(), true)
	stuck := 0
	for seed := range uint64(programs) {
		truth := explore.Explore(generate.Generate(seed, generate.Default()), explore.Limits{})
		binary := build(t, dir, seed)
		for run := range runs {
			out, err := runOnce(binary, run)
			asleep := out != ""
			if err != nil || asleep && len(truth.Must) == 0 {
				t.Errorf("seed %d, run %d: asleep %t, %v; known deadlocks: %v", seed, run, asleep, err, truth.Must)
			}
			if asleep {
				stuck++
			}
		}
	}
	t.Logf("%d of %d runs ended in a deadlock", stuck, programs*runs)
}

// build builds a program of a module.
func build(t *testing.T, dir string, seed uint64) (binary string) {
	binary = filepath.Join(dir, fmt.Sprintf("run%d", seed))
	build := exec.Command("go", "build", "-o", binary, fmt.Sprintf("./p%d", seed))
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("seed %d: %v\n%s", seed, err, out)
	}
	return binary
}

// runOnce is what the runtime says if a program ends in a deadlock, else empty.
func runOnce(binary string, seed int) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = append(os.Environ(), fmt.Sprintf("YIELD_SEED=%d", seed), "GOTRACEBACK=all")
	out, err := cmd.CombinedOutput()
	if exit := new(exec.ExitError); errors.As(err, &exit) && strings.Contains(string(out), "all goroutines are asleep") {
		return string(out), nil
	}
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return "", nil
}

// TestRunWaits runs programs that wait for real, until nothing goes on: what their
// goroutines are stuck at then is what is known of some run.
func TestRunWaits(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	const programs, runs = 40, 20
	dir := module(t, programs, generate.Waits(), true)
	seen, known := 0, 0
	for seed := range uint64(programs) {
		p := generate.Generate(seed, generate.Waits())
		truth := explore.Explore(p, explore.Limits{})
		if !p.Waits() || truth.Cut || truth.Spins || fewer(p, truth) {
			continue // how a run ends is not asked, or not known, or of fewer goroutines only
		}
		binary, met := build(t, dir, seed), make(map[string]bool)
		for run := range runs {
			out, err := runOnce(binary, run)
			at := stuckAt(out)
			if err != nil || out == "" || !truth.Stuck[at] {
				t.Errorf("seed %d, run %d: stuck at %q, %v; known: %v", seed, run, at, err, truth.Stuck)
			}
			met[at] = true
		}
		seen, known = seen+len(met), known+len(truth.Stuck)
	}
	t.Logf("runs came to rest in %d of %d ways", seen, known)
	if seen*3 < known {
		t.Error("two thirds of what is known are not met")
	}
}

// fewer reports whether fewer goroutines were looked at than run.
func fewer(p *program.Program, truth *explore.Truth) bool {
	n := 0
	for _, r := range p.Roots {
		if n++; r.Many {
			n += 2
		}
	}
	return len(truth.Threads) < n
}

var waitReason = regexp.MustCompile(`(?m)^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^],]+)`)

// stuckAt lists what the goroutines of a run wait for, but for main, where it waits
// for the end.
func stuckAt(out string) string {
	var at []string
	for _, m := range waitReason.FindAllStringSubmatch(out, -1) {
		if m[1] != "select (no cases)" {
			at = append(at, m[1])
		}
	}
	slices.Sort(at)
	return strings.Join(at, ", ")
}
