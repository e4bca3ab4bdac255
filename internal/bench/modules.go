package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed modules.txt
var modulesText string

// std stands for the standard library among the modules.
const std = "std"

func modulesMain(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("modules", flag.ExitOnError)
	toolPath := flags.String("tool", "", "vettool to run (default: built from this repository)")
	confidence := flags.String("confidence", "", "passed on to the tool")
	out := flags.String("out", "", "write all findings into `dir`, a file per module")
	n := flags.Int("n", 0, "print `count` findings drawn at random")
	seed := flags.Uint64("seed", 1, "seed of the draw")
	goldenDir := flags.String("golden", "", "fail if findings differ from those in `dir`, a file per module")
	update := flags.Bool("update", false, "with -golden, write them instead")
	_ = flags.Parse(args) // exits on error
	modules, err := selectModules(parseModules(modulesText), flags.Args())
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	cache = filepath.Join(cache, "lockorder-bench")
	temp, err := os.MkdirTemp("", "lockorder-modules-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	tool, err := newTool(ctx, *toolPath, *confidence, temp)
	if err != nil {
		return err
	}
	if *out != "" {
		if err := os.MkdirAll(*out, 0o777); err != nil {
			return err
		}
	}
	var all []finding
	differ := 0
	for _, m := range modules {
		r := m.run(ctx, tool, cache)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.print(os.Stdout)
		if *goldenDir != "" {
			lines, err := golden{*goldenDir, *update}.check(r)
			if err != nil {
				return err
			}
			differ += len(lines)
			for _, line := range lines {
				fmt.Println(line)
			}
		}
		if *out != "" {
			if err := r.write(*out); err != nil {
				return err
			}
		}
		for _, f := range r.found {
			f.Posn = m.short() + ": " + f.Posn
			all = append(all, f)
		}
	}
	printSample(os.Stdout, all, *n, *seed)
	if differ > 0 {
		return fmt.Errorf("%d findings differ from those in %s", differ, *goldenDir)
	}
	return nil
}

// A module is one of modules.txt, or std.
type module struct {
	path, version string
	noTest        bool // run without its tests
}

func (m module) String() string { return strings.TrimSuffix(m.path+"@"+m.version, "@") }

var majorSuffix = regexp.MustCompile(`/v[0-9]+$`)

// short is the last element of the path that is not a major version.
func (m module) short() string { return path.Base(majorSuffix.ReplaceAllString(m.path, "")) }

// parseModules parses lines of the form path@version or path@version notest.
func parseModules(text string) []module {
	var modules []module
	for line := range strings.Lines(text) {
		line, option, _ := strings.Cut(strings.TrimSpace(line), " ")
		if p, version, ok := strings.Cut(line, "@"); ok {
			modules = append(modules, module{p, version, option == "notest"})
		}
	}
	return modules
}

// selectModules returns the named modules, or all if none is named.
func selectModules(modules []module, names []string) ([]module, error) {
	if len(names) == 0 {
		return modules, nil
	}
	var selected []module
	for _, name := range names {
		if name == std {
			selected = append(selected, module{path: std})
			continue
		}
		i := slices.IndexFunc(modules, func(m module) bool { return m.path == name || m.short() == name })
		if i < 0 {
			return nil, fmt.Errorf("no module %s in modules.txt", name)
		}
		selected = append(selected, modules[i])
	}
	return selected, nil
}

// A moduleRun is what the tool said about a module.
type moduleRun struct {
	module
	packages int
	leftOut  []string // packages that do not load
	reason   string   // why, of the first of them
	found    []finding
	seconds  float64
	err      error
}

func (m module) run(ctx context.Context, t tool, cache string) moduleRun {
	r := moduleRun{module: m}
	var loaded packageList
	dir, err := m.dir(ctx, cache)
	if err == nil {
		loaded, err = listPackages(ctx, dir, m.pattern())
	}
	if err != nil {
		r.err = err
		return r
	}
	r.packages, r.leftOut, r.reason = len(loaded.complete), loaded.incomplete, loaded.reason
	patterns := []string{m.pattern()}
	if len(r.leftOut) > 0 {
		patterns = loaded.complete
	}
	start := time.Now()
	r.found, r.err = t.vet(ctx, dir, patterns...)
	r.seconds = time.Since(start).Seconds()
	return r
}

// pattern is what to run on in the module's directory.
func (m module) pattern() string {
	if m.path == std {
		return std
	}
	return "./..."
}

func (r moduleRun) print(w io.Writer) {
	counts := make(map[string]int)
	for _, f := range r.found {
		counts[f.rule()]++
	}
	fmt.Fprintf(w, "%s: %d packages, %d findings", r.module, r.packages, len(r.found))
	for _, rule := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(w, ", %s %d", rule, counts[rule])
	}
	fmt.Fprintf(w, ", %.1f s\n", r.seconds)
	if len(r.leftOut) > 0 {
		fmt.Fprintf(w, "  left out %s: %s\n", strings.Join(r.leftOut, ", "), strings.Join(strings.Fields(r.reason), " "))
	}
	if r.err != nil {
		fmt.Fprintf(w, "  failed: %s\n", strings.ReplaceAll(r.err.Error(), "\n", "\n  "))
	}
}

// write writes all findings to a file in dir.
func (r moduleRun) write(dir string) error {
	var b strings.Builder
	for _, f := range r.found {
		fmt.Fprintf(&b, "%s\n\n", f)
	}
	name := strings.ReplaceAll(r.String(), "/", "_") + ".txt"
	return os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o666)
}

// printSample prints n of the findings, the same for the same seed.
func printSample(w io.Writer, all []finding, n int, seed uint64) {
	order := rand.New(rand.NewPCG(seed, 0)).Perm(len(all))
	for i, k := range order[:max(0, min(n, len(order)))] {
		fmt.Fprintf(w, "\n%d. %s\n", i+1, all[k])
	}
}
