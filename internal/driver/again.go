package driver

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// missing are the units of which there is no result though there should be:
// those of the packages named, and what they import. With each comes a named
// package that needs it.
func (u *units) missing(loaded []listed) map[variant]string {
	have := make(map[variant]bool)
	imports := make(map[string][]string)
	for _, unit := range u.all {
		have[variant{unit.Package, false}] = true // or more
		have[variant{unit.Package, unit.Tests}] = true
		imports[unit.Package] = slices.AppendSeq(imports[unit.Package], maps.Keys(unit.Imports))
	}
	need := make(map[variant]string)
	seen := make(map[string]bool)
	var visit func(v variant, named string)
	visit = func(v variant, named string) {
		if !have[v] {
			need[v] = named
		}
		if seen[v.path] {
			return
		}
		seen[v.path] = true
		for _, i := range imports[v.path] {
			if i != "unsafe" && !seen[i] {
				visit(variant{i, false}, named)
			}
		}
	}
	for _, p := range loaded {
		for _, v := range p.variants() {
			visit(v, p.ImportPath)
		}
	}
	return need
}

// again runs go vet once more for what is missing, past its cache: what a unit
// printed can be gone from there while the rest of its result is not. What does
// not compile is not tried again.
func (o Options) again(ctx context.Context, u *units, loaded []listed) error {
	needing := func() []string { return unique(slices.Collect(maps.Values(u.missing(loaded)))) }
	packages := needing()
	if len(packages) > 0 && u.failed {
		hopeless, err := o.hopeless(ctx, u, packages)
		if err != nil {
			return err
		}
		packages = slices.DeleteFunc(packages, func(p string) bool { return hopeless[p] })
	}
	if len(packages) == 0 {
		return nil
	}
	if slices.Contains(packages, commandLineArguments) {
		packages = o.Patterns
	}
	second, err := o.vet(ctx, fmt.Sprintf("%d.%d", time.Now().UnixNano(), os.Getpid()), packages)
	if err != nil {
		return err
	}
	u.add(second)
	return nil
}

// commandLineArguments is the package that files on the command line make. It
// cannot be named.
const commandLineArguments = "command-line-arguments"

// add adds the results of a second run, which knows better than the first.
func (u *units) add(second *units) {
	for _, unit := range second.all {
		delete(u.errors, unit.Package)
	}
	maps.Copy(u.errors, second.errors)
	u.all = append(u.all, second.all...)
	u.noise = second.noise
	if second.log != "" {
		u.log += second.log
	}
	u.failed = u.failed || second.failed
}

// heading matches the line under which the go command says what is wrong with a
// package.
var heading = regexp.MustCompile(`(?m)^# \[?([^\s\]]+)`)

// hopeless are those of the packages which do not compile, or whose tests or
// imports do not, as the go command has said.
func (o Options) hopeless(ctx context.Context, u *units, packages []string) (map[string]bool, error) {
	broken := make(map[string]bool)
	for _, m := range heading.FindAllStringSubmatch(u.log, -1) {
		broken[m[1]] = true
	}
	args := slices.Concat([]string{"list", "-e", "-test", "-json=ImportPath,ForTest,Deps,Error,DepsErrors"}, o.BuildFlags, []string{"--"}, packages)
	stdout, _, err := o.goOutput(ctx, "listing tests: go list", args...)
	if err != nil {
		return nil, err
	}
	variants, err := decodeList(stdout)
	if err != nil {
		return nil, err
	}
	out := make(map[string]bool)
	for _, v := range variants {
		path, _, _ := strings.Cut(v.ImportPath, " ")
		of := path
		if v.ForTest != "" {
			of = v.ForTest
		}
		bad := func(dep string) bool {
			dep, _, _ = strings.Cut(dep, " ")
			return broken[dep]
		}
		if len(v.failures()) > 0 || bad(path) || slices.ContainsFunc(v.Deps, bad) {
			out[of] = true
		}
	}
	return out, nil
}
