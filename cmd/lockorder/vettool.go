package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockorder/lockorder/analyzer"
)

// isVettool says whether the go command calls: with -V=full, -flags, or the
// description of a package in a file.
func isVettool(args []string) bool {
	if len(args) == 0 {
		return false
	}
	last := args[len(args)-1]
	return strings.HasSuffix(last, ".cfg") || len(args) == 1 && (last == "-V=full" || last == "-flags")
}

// vettool analyses one package.
func vettool(args []string) {
	if args[0] == "-flags" {
		describeFlags()
		return
	}
	config := new(analyzer.Config)
	config.Flags(flag.CommandLine)
	emitFlag(flag.CommandLine, config)
	deferGC()
	unitchecker.Main(analyzer.New(config).All()...)
}

// enough is the heap, in bytes, that any process may use before its garbage is
// collected: most units need less, and end before. It is less than building SSA
// takes for the largest packages of the standard library.
const enough = 140 << 20

// minGC is by how much the heap grows until the next collection, in percent of
// what is alive, where that is more than enough.
const minGC = 100

// deferGC has garbage collected only when there is enough of it.
func deferGC() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	limit := debug.SetMemoryLimit(enough)
	afterGC(func() { debug.SetMemoryLimit(limit) })
}

// afterGC sets by what is alive when garbage is collected next, now and after
// each collection.
func afterGC(then func()) {
	sentinel := &struct{ self *byte }{new(byte)}
	runtime.AddCleanup(sentinel, func(int) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(max(minGC, int(enough*100/max(1, live[0].Value.Uint64()))-100))
		then()
		afterGC(func() {})
	}, 0)
}

// emitFlag declares the flag with which the command runs this program. Its value
// is there to make runs different for the cache of the go command.
func emitFlag(flags *flag.FlagSet, config *analyzer.Config) {
	flags.Func("emit", "report nothing, but print what the lockorder command links, which chooses the `value`", func(value string) error {
		config.Emit = value != ""
		return nil
	})
}

// describeFlags tells the go command which flags users may give to go vet. The
// description by unitchecker would leave -debug out.
func describeFlags() {
	type description struct {
		Name  string
		Bool  bool
		Usage string
	}
	config := new(analyzer.Config)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	config.Flags(flags)
	emitFlag(flags, config)
	flags.Bool("json", false, "emit JSON output")
	for _, rule := range analyzer.New(config).All() {
		flags.Bool(rule.Name, false, title(rule))
	}
	var descriptions []description
	flags.VisitAll(func(f *flag.Flag) {
		b, ok := f.Value.(interface{ IsBoolFlag() bool })
		descriptions = append(descriptions, description{f.Name, ok && b.IsBoolFlag(), f.Usage})
	})
	if err := json.NewEncoder(os.Stdout).Encode(descriptions); err != nil {
		fmt.Fprintf(os.Stderr, "lockorder: describing the flags: %v\n", err)
		os.Exit(1)
	}
}
