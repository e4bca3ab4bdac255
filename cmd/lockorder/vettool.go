package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
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

// firstGC is the memory, in bytes, that a process may use before its garbage is
// collected for the first time: most units need less, and end before.
const firstGC = 64 << 20

// deferGC puts off the first garbage collection. From then on all is as usual.
func deferGC() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	percent, limit := debug.SetGCPercent(-1), debug.SetMemoryLimit(firstGC)
	sentinel := &struct{ self *byte }{new(byte)}
	runtime.AddCleanup(sentinel, func(int) {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
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
