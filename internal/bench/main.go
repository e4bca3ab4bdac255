// Bench measures lockorder on labeled deadlocks and on public modules.
//
// Usage, from the repository root:
//
//	go -C internal/bench run . goker [-tool PATH] [-confidence LEVEL] [-require LIST] [-v] [-keep]
//	go -C internal/bench run . modules [-tool PATH] [-confidence LEVEL] [-out DIR] [-n N] [-seed S] [-golden DIR [-update]] [name...]
//
// Both run "go vet -vettool=PATH -json". Without -tool they first build
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
		return fmt.Errorf("usage: bench goker|modules [flags]")
	}
	switch args[0] {
	case "goker":
		return gokerMain(ctx, args[1:])
	case "modules":
		return modulesMain(ctx, args[1:])
	}
	return fmt.Errorf("unknown command %q; want goker or modules", args[0])
}
