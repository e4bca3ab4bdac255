package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The bounds of issue 5. Times and memory are multiples of the floor's.
const (
	maxStdCPU     = 1.25
	maxRepoCPU    = 1.35
	maxProcess    = 1.15
	maxFactsBytes = 64 << 10
	maxRerun      = 3 * time.Second // of rerunPackages, unchanged
	maxEdit       = 1.5
)

// rerunPackages is how many packages the bound of an unchanged run is for,
// counting what is imported: all of them are in its result.
const rerunPackages = 500

func floorMain(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("floor", flag.ExitOnError)
	toolPath := flags.String("tool", "", "lockorder to measure (default: built from this repository)")
	repo := flags.String("repo", "rclone", "the large repository, `module@version` or the name of one of modules.txt; empty for none")
	again := flags.String("rerun", "hugo", "the `module` to run again unchanged, with at least 500 packages; empty for none")
	noStd := flags.Bool("nostd", false, "leave out the standard library")
	n := flags.Int("n", 3, "measure each `count` times, and take the least")
	require := flags.Bool("require", false, "fail if a bound is exceeded")
	_ = flags.Parse(args) // exits on error
	if *n < 1 || flags.NArg() > 0 {
		return fmt.Errorf("floor: want -n of at least 1, and no arguments, not %q", flags.Args())
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "lockorder-floor-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	g, err := newGauge(ctx, *toolPath, temp)
	if err != nil {
		return err
	}
	f := &floorRun{gauge: g, n: *n, cache: filepath.Join(cache, "lockorder-bench"), out: os.Stdout}
	if err := f.run(ctx, !*noStd, *repo, *again); err != nil {
		return err
	}
	if *require && len(f.exceeded) > 0 {
		return fmt.Errorf("bounds exceeded: %s", strings.Join(f.exceeded, "; "))
	}
	return nil
}

// A floorRun is one run of the benchmark.
type floorRun struct {
	*gauge
	n        int    // times that each is measured
	cache    string // of modules
	out      io.Writer
	exceeded []string // names of bounds
}

// run measures the standard library, the repository, and an unchanged run;
// without a name neither of the last two.
func (f *floorRun) run(ctx context.Context, onStd bool, repo, again string) error {
	if onStd {
		if err := f.std(ctx); err != nil {
			return fmt.Errorf("%s: %w", std, err)
		}
	}
	if repo != "" {
		if err := f.repository(ctx, repo); err != nil {
			return fmt.Errorf("%s: %w", repo, err)
		}
	}
	if again != "" {
		if err := f.rerun(ctx, again); err != nil {
			return fmt.Errorf("%s: %w", again, err)
		}
	}
	return nil
}

func (f *floorRun) std(ctx context.Context) error {
	t, err := newTarget(ctx, module{path: std}, f.cache)
	if err != nil {
		return err
	}
	p, err := f.compare(ctx, t, f.n)
	if err != nil {
		return err
	}
	f.printComparison(t, p, maxStdCPU)
	return nil
}

// repository measures a copy of the module that is this benchmark's own: it
// edits it.
func (f *floorRun) repository(ctx context.Context, name string) error {
	m, err := floorModule(name)
	if err != nil {
		return err
	}
	t, err := newTarget(ctx, m, filepath.Join(f.cache, "floor"))
	if err != nil {
		return err
	}
	p, err := f.compare(ctx, t, f.n)
	if err != nil {
		return err
	}
	f.printComparison(t, p, maxRepoCPU)
	s, err := findSite(ctx, t)
	if err != nil {
		return err
	}
	fmt.Fprintf(f.out, "edits in %s, which %d of %d packages depend on\n", s.ImportPath, s.dependents, len(t.packages))
	for _, e := range []edit{{"appended function", appendFunc}, {"inserted function", insertFunc}} {
		edited, err := f.edits(ctx, t, s, e, p, f.n)
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
		f.printRatio(e.name+": CPU", edited, sample.seconds, "s", maxEdit)
		fmt.Fprintf(f.out, "  analysed again: %d packages by the floor, %d by lockorder\n", len(edited[0].units), len(edited[1].units))
	}
	return nil
}

// floorModule is a module of modules.txt, or any module@version.
func floorModule(name string) (module, error) {
	if path, version, ok := strings.Cut(name, "@"); ok {
		for _, m := range parseModules(modulesText) {
			if m.path == path && m.version == version {
				return m, nil
			}
		}
		return module{path: path, version: version}, nil
	}
	selected, err := selectModules(parseModules(modulesText), []string{name})
	if err != nil {
		return module{}, err
	}
	return selected[0], nil
}

// rerun measures the command on what has not changed.
func (f *floorRun) rerun(ctx context.Context, name string) error {
	m, err := floorModule(name)
	if err != nil {
		return err
	}
	t, err := newTarget(ctx, m, f.cache)
	if err != nil {
		return err
	}
	packages, err := t.countAnalysed(ctx)
	if err != nil {
		return err
	}
	clock, cpu, err := f.runAgain(ctx, t, f.n)
	if err != nil {
		return err
	}
	fmt.Fprintf(f.out, "%s: %d packages and %d that they import\n", m, len(t.packages), packages-len(t.packages))
	// On a machine that does nothing else it takes no longer than the processor
	// time of all its processes.
	f.printBound("unchanged run of lockorder ./...", fmt.Sprintf("%.2f s, CPU %.2f s", clock.Seconds(), cpu.Seconds()),
		fmt.Sprintf("%v by one of them", maxRerun), min(clock, cpu) < maxRerun)
	if packages < rerunPackages {
		fmt.Fprintf(f.out, "  fewer than the %d packages that the bound is for\n", rerunPackages)
	}
	return nil
}
