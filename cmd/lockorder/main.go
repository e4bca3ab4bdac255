// Lockorder finds lock deadlocks in Go programs.
//
// Usage:
//
//	lockorder [flags] [packages]
//	go vet -vettool=$(which lockorder) [flags] [packages]
//	lockorder help [rule]
//
// Both analyse the packages (default ./...), their tests, and for what it does
// with locks everything that they import. The command prints findings to
// standard output, the surest first, each once; go vet prints them to standard error as
// they come.
//
// The command finds what go vet finds, in the same words, and more: go vet
// analyses one package at a time and knows what that imports; the command also
// looks at all packages together, and finds locks that are taken in one order by
// one package and in the other by a second, though no package imports both.
// What is wrong in dependencies alone neither reports.
//
// A finding is a sentence that ends in the rule, and the steps that lead to
// the deadlock:
//
//	./main.go:25:26: main.Store.mu is locked again by the goroutine that already holds it: (*Store).Add calls (*Store).Count, which locks it [reacquire]
//		1. ./main.go:23:11: (*Store).Add locks s.mu
//		2. ./main.go:25:26: (*Store).Add calls (*Store).Count
//		3. ./main.go:30:11: (*Store).Count locks s.mu again, and waits for itself
//
// # Flags
//
// Both take these flags:
//
//	-confidence low|medium|high
//		report findings of at least this confidence (default medium);
//		what is low may well be harmless
//	-reacquire, -inversion, -heldwait, -lockleak
//		run only this rule, or with -reacquire=false all others
//	-json
//		print JSON, see below
//	-explain
//		say under each finding why its confidence is what it is
//	-lock importpath.Type:Lock,Unlock[,RLock,RUnlock,TryLock]
//		a lock type whose code does not show that it is one, and its names of
//		these methods; for several types the flag is repeated or, as under
//		go vet, they are separated by semicolons. Types that wrap the locks
//		of sync need none
//	-debug graph|filters
//		say more on standard error: the edges of the lock graph, or what
//		each filter dropped, and which limits cut the analysis short; go
//		vet says it package by package, dependencies too, and only when
//		it does not use its cache
//
// The command also takes these:
//
//	-C dir
//		run as if started in dir
//	-tags list
//		build tags
//	-test=false
//		leave out what is in test files
//	-github
//		print findings as workflow commands, with which GitHub Actions
//		annotates the code, one error each
//	-sarif file
//		write findings to the file, too, as SARIF 2.1.0: a result a finding,
//		with a thread flow for each goroutine, and a fingerprint that lasts
//		while rule, locks and functions do; files are named relative to the
//		root of the repository
//	-write-baseline file
//		write what is found to file, as the baseline of later runs; what is
//		there and is no baseline is not overwritten
//	-baseline file
//		report only what is not in the baseline, and list on standard error
//		what is no longer there. A finding is known by its rule, its locks
//		and its functions, wherever in the package these are
//
// # Directives
//
// A comment keeps findings from being reported that lead through a line: where a
// lock is taken, where a function is called that takes one, or where one is left.
// Two forms are followed, that of golangci-lint and that of staticcheck, which names
// the rule and must give a reason:
//
//	t.mu.Lock() //nolint:lockorder // never at one time
//
//	//lint:ignore lockorder/inversion never at one time
//	t.mu.Lock()
//
// The comment is about its line, or, if it stands alone, about the next one; above
// a function, or on its first line, it is about all of the function. It holds for
// findings in other packages, too, as long as they lead there. Other ways to the same
// deadlock are still reported. A directive that cannot be followed is reported
// itself, and by the command, which sees all packages named, also one that matches
// nothing.
//
// # JSON
//
// With -json the command prints one object, from package to rule to findings, in
// the shape that go vet -json and other drivers of analyzers print:
//
//	{
//		"example.org/m/store": {
//			"reacquire": [
//				{
//					"category": "reacquire",
//					"posn": "/src/m/store/store.go:12:13",
//					"end": "/src/m/store/store.go:12:13",
//					"message": "store.Store.mu is locked again by ...",
//					"related": [
//						{
//							"posn": "/src/m/store/store.go:10:11",
//							"end": "/src/m/store/store.go:10:11",
//							"message": "(*Store).Add locks s.mu"
//						},
//						...
//					],
//					"confidence": "high"
//				}
//			]
//		}
//	}
//
// Without findings it is {}. The message is the same as that of go vet, its
// positions start with import paths. Related are its steps, for a cycle each with
// its goroutine; go vet prints neither these nor the confidence, and it prints
// one such object for each package.
//
// # Exit status
//
// The status of the command is
//
//	0	no findings
//	1	findings
//	2	wrong usage, or no packages match
//	3	something could not be analysed
//
// What could not be analysed, a package that does not compile for instance, is
// named on standard error; the rest is analysed and printed, and the status is 3
// even if there are findings. Limits that cut
// the analysis of a package short are named there, too, but leave the status
// as it is.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	if isVettool(os.Args[1:]) {
		vettool(os.Args[1:])
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	c := &command{stdout: os.Stdout, stderr: os.Stderr}
	status, err := c.run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "lockorder: %s\n", strings.TrimSpace(err.Error()))
	}
	os.Exit(status)
}
