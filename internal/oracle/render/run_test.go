package render_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/generate"
)

// TestRun runs programs for real: one that cannot deadlock comes to its end, one
// that can is at most told by the runtime that all goroutines are asleep.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	const programs, runs = 24, 8
	dir := module(t, programs, true)
	stuck := 0
	for seed := range uint64(programs) {
		truth := explore.Explore(generate.Generate(seed, generate.Default()), explore.Limits{})
		binary := filepath.Join(dir, fmt.Sprintf("run%d", seed))
		build := exec.Command("go", "build", "-o", binary, fmt.Sprintf("./p%d", seed))
		build.Dir = dir
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, out)
		}
		for run := range runs {
			asleep, err := runOnce(binary, run)
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

// runOnce reports whether a program ends in a deadlock.
func runOnce(binary string, seed int) (asleep bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = append(os.Environ(), fmt.Sprintf("YIELD_SEED=%d", seed))
	out, err := cmd.CombinedOutput()
	if exit := new(exec.ExitError); errors.As(err, &exit) && strings.Contains(string(out), "all goroutines are asleep") {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("%w: %s", err, out)
	}
	return false, nil
}
