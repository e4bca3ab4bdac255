// Bench measures lockorder on labeled deadlocks and on public modules.
//
// Usage, from the repository root:
//
//	go -C internal/bench run . goker [-tool PATH] [-confidence LEVEL] [-require LIST] [-v] [-keep]
//	go -C internal/bench run . modules [-tool PATH] [-confidence LEVEL] [-out DIR] [-n N] [-seed S] [-golden DIR [-update]] [name...]
//	go -C internal/bench run . floor [-tool PATH] [-repo MODULE] [-rerun MODULE] [-nostd] [-n N] [-require]
//	go -C internal/bench run . calibrate [-all] [-rule RULE] [-pairs] [-from DIR]
//
// The first two run "go vet -vettool=PATH -json". Without -tool they first build
// cmd/lockorder of the repository that the working directory lies in. A
// relative path is relative to the working directory, which -C changes to
// internal/bench.
//
// # goker
//
// Goker runs the tool over the deadlock kernels of GoBench that ship with Go
// (runtime/testdata/testgoroutineleakprofile/goker), a package a kernel, and
// compares the findings with the labels in labels.tsv:
//
//   - A finding is expected if its rule is that of an expectation of its
//     kernel and its first line names one of the expectation's locks; for an
//     inversion the whole message must name all of them. A label's type or
//     variable stands also for its name with a suffix, as the kernels carry
//     (Store for Store_cockroach3710), and case is ignored. An embedded mutex may be named or not
//     (Store.mu.RWMutex, Store.mu). Functions are not compared.
//   - A kernel is found if it has an expected finding, else missed. A kernel
//     with alternatives (a leaked lock is also a double lock) needs only one.
//   - Every finding that is not expected is false: all in a negative kernel,
//     and those of another rule or lock in the others. One finding reported
//     at one position with one text counts once.
//   - Kernels that have a label but are not in this Go tree are absent, and
//     count nowhere.
//
// The kinds are double, rwr, abba and mixed as in GoBench, leak for kernels
// whose only bug is a lock left held, and negative. A missed kernel that the
// labels call a stretch is marked so.
//
// -require double=8,rwr=3,false=0 makes the command fail if fewer kernels of
// a kind are found or more findings are false.
//
// # modules
//
// Modules downloads the modules of modules.txt, or those named (by path or by
// the path's last element, raft; std is the standard library), and runs the
// tool in a writable copy of each. Packages that do not load are left out and
// counted. A replacement by a directory that the published module does not
// contain is dropped. A module marked notest runs without its tests. -out
// writes all findings to a file per module, -n prints that many, drawn at
// random, for triage. -golden compares the findings with those in a folder
// (golden holds them for the modules of modules.txt) and fails if they differ;
// with -update it writes them.
//
// # floor
//
// Floor compares go vet with lockorder to go vet with the floor, a tool that has
// the SSA form of each package built and does nothing with it
// (floor_vettool.go), on the standard library and on a large repository, -repo,
// a module of modules.txt by path@version or by name, or any module@version:
//
//   - CPU: user and system time of the go command and of all processes that it
//     starts, when nothing is cached but what is compiled.
//   - The largest process: the most memory that a process on one unit had, a
//     unit being a package or its variant with tests.
//   - Facts: what lockorder adds to the facts of a package, those of its imports
//     that it passes on included, in bytes as written; without types, and
//     without what the floor writes, too.
//   - Edits: CPU after a function is added to a file of a package in the middle
//     of the import graph, at the end or at the top, compilation excluded.
//   - The time of an unchanged run of the command on the module -rerun, by the
//     clock or of the processors, whichever is less.
//
// All is measured -n times, in turns, and of each unit the least counts: what
// else runs on the machine adds to times. Only ratios mean something elsewhere. To keep
// go vet's cache out, each run is one of another tool, for all that the go
// command knows (floor_recorder.go); what it writes to the build cache stays
// there until go trims that, a few hundred megabytes a run on a large
// repository. Edits are made in a copy of the module in the user's cache, and
// undone. -require makes the command fail if a bound is exceeded.
//
// # calibrate
//
// Calibrate counts, over the findings in verdicts.tsv, which somebody has read in
// the source of their modules, how many with a feature are true, credible (a caller
// or a timing is needed that the module permits) or false: what confidence should
// follow. Features are what the tool says of a finding under -debug=findings, as
// they were when the verdict was written down; -from takes them from the output of
//
//	go vet -vettool=lockorder -confidence=low -debug=findings ./... 2>DIR/NAME.txt
//
// and says what has changed its rank or is gone. Findings of low confidence count
// with -all only; -pairs counts conjunctions of two features.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("usage: bench goker|modules|floor|calibrate [flags]")
	}
	switch args[0] {
	case "goker":
		return gokerMain(ctx, args[1:])
	case "modules":
		return modulesMain(ctx, args[1:])
	case "floor":
		return floorMain(ctx, args[1:])
	case "calibrate":
		return calibrateMain(args[1:])
	}
	return fmt.Errorf("unknown command %q; want goker, modules, floor or calibrate", args[0])
}
