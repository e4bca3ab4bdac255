package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// printComparison prints what was measured, and compares it with the bounds.
func (f *floorRun) printComparison(t target, p pair, maxCPU float64) {
	fmt.Fprintf(f.out, "%s: %d packages, %d with what they import and with their tests\n", t.module, len(t.packages), len(p[1].units))
	if t.leftOut > 0 {
		fmt.Fprintf(f.out, "  left out: %d packages that do not load\n", t.leftOut)
	}
	f.printRatio("CPU", p, sample.seconds, "s", maxCPU)
	added := cpuAdded(p)
	for _, u := range added[:min(shown, len(added))] {
		fmt.Fprintf(f.out, "  %8.2f s more than %.2f s: %s\n", (u.lockorder - u.floor).Seconds(), u.floor.Seconds(), u.id)
	}
	f.printRatio("largest process", p, sample.megabytes, "MB", maxProcess)
	fmt.Fprintf(f.out, "  these are %s and %s\n", p[0].largest().ID, p[1].largest().ID)
	f.printFacts(factsAdded(p))
}

// printRatio prints what one of the measures says of both.
func (f *floorRun) printRatio(name string, p pair, measure func(sample) float64, unit string, bound float64) {
	a, b := measure(p[0]), measure(p[1])
	f.printBound(name, fmt.Sprintf("floor %.1f %s, lockorder %.1f %s, %.2fx", a, unit, b, unit, b/a), fmt.Sprintf("%.2fx", bound), b <= bound*a)
}

// shown is how many packages are listed.
const shown = 10

func (f *floorRun) printFacts(added []packageFacts) {
	if len(added) == 0 {
		return
	}
	most := added[0]
	over := 0
	sum := int64(0)
	for _, p := range added {
		sum += p.bytes
		if p.bytes > maxFactsBytes {
			over++
		}
	}
	f.printBound("facts", fmt.Sprintf("%.1f KB, %s; %d packages over it; %.1f KB on average", kb(most.bytes), most.path, over, kb(sum)/float64(len(added))),
		fmt.Sprintf("%.0f KB", kb(maxFactsBytes)), most.bytes <= maxFactsBytes)
	for _, p := range added[:min(shown, len(added))] {
		fmt.Fprintf(f.out, "  %8.1f KB  %s\n", kb(p.bytes), p.path)
	}
}

func kb(n int64) float64 { return float64(n) / 1024 }

// printBound prints a measurement that has a bound, and keeps it in mind if
// that is exceeded.
func (f *floorRun) printBound(name, got, bound string, ok bool) {
	verdict := "ok"
	if !ok {
		verdict = "EXCEEDED"
		f.exceeded = append(f.exceeded, name+" "+got)
	}
	fmt.Fprintf(f.out, "  %s: %s (at most %s) %s\n", name, got, bound, verdict)
}

// packageFacts is how much of the facts that go with a package is lockorder's.
type packageFacts struct {
	path  string
	bytes int64
}

// factsAdded lists what lockorder adds to the facts of each package, or of the
// variant of it that has most; the most first. The floor's are those of the
// analyzers that both need.
func factsAdded(p pair) []packageFacts {
	most := make(map[string]int64)
	for id, u := range p[1].units {
		path, _, _ := strings.Cut(id, " ")
		most[path] = max(most[path], u.Facts-p[0].units[id].Facts)
	}
	var out []packageFacts
	for _, path := range slices.Sorted(maps.Keys(most)) {
		out = append(out, packageFacts{path, most[path]})
	}
	slices.SortStableFunc(out, func(a, b packageFacts) int { return cmp.Compare(b.bytes, a.bytes) })
	return out
}

// unitCPU is what both took on a unit.
type unitCPU struct {
	id               string
	floor, lockorder time.Duration
}

// cpuAdded lists the units, where lockorder takes most more than the floor first.
func cpuAdded(p pair) []unitCPU {
	var out []unitCPU
	for id, u := range p[1].units {
		out = append(out, unitCPU{id, p[0].units[id].CPU, u.CPU})
	}
	slices.SortFunc(out, func(a, b unitCPU) int {
		return cmp.Or(cmp.Compare(b.lockorder-b.floor, a.lockorder-a.floor), cmp.Compare(a.id, b.id))
	})
	return out
}
