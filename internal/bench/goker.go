package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const gokerDir = "src/runtime/testdata/testgoroutineleakprofile/goker"

func gokerMain(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("goker", flag.ExitOnError)
	toolPath := flags.String("tool", "", "vettool to run (default: built from this repository)")
	confidence := flags.String("confidence", "", "passed on to the tool")
	require := flags.String("require", "", "fail below `list`, as in double=8,rwr=3,false=0")
	verbose := flags.Bool("v", false, "print every finding in full")
	keep := flags.Bool("keep", false, "keep the folder with the kernels")
	_ = flags.Parse(args) // exits on error
	if flags.NArg() > 0 {
		return fmt.Errorf("goker takes no arguments, got %q", flags.Args())
	}
	required, err := parseRequire(*require)
	if err != nil {
		return err
	}
	labels, err := parseLabels(labelsText)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lockorder-goker-")
	if err != nil {
		return err
	}
	if *keep {
		fmt.Fprintln(os.Stderr, "kernels in", dir)
	} else {
		defer os.RemoveAll(dir)
	}
	tool, err := newTool(ctx, *toolPath, *confidence, dir)
	if err != nil {
		return err
	}
	present, err := writeKernels(ctx, dir)
	if err != nil {
		return err
	}
	found, vetErr := tool.vet(ctx, dir, "./...")
	if vetErr != nil && len(found) == 0 {
		return vetErr // the tool ran nowhere: no score
	}
	s := newScore(labels, present, found)
	if *verbose {
		s.printFindings(os.Stdout)
	}
	if err := s.printTable(os.Stdout); err != nil {
		return err
	}
	return errors.Join(vetErr, s.check(required))
}

// writeKernels makes dir a module with a package for every kernel of the Go
// tree and returns their names.
func writeKernels(ctx context.Context, dir string) (map[string]bool, error) {
	goroot, err := goCommand(ctx, dir, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	src := filepath.Join(strings.TrimSpace(string(goroot)), filepath.FromSlash(gokerDir))
	files, err := filepath.Glob(filepath.Join(src, "*.go"))
	if err != nil {
		return nil, err
	}
	common, err := os.ReadFile(filepath.Join(src, "main.go"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module goker\n\ngo 1.26.0\n"), 0o666); err != nil {
		return nil, err
	}
	present := make(map[string]bool)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		if name == "main" {
			continue
		}
		if err := writeKernel(filepath.Join(dir, name), file, common); err != nil {
			return nil, err
		}
		present[name] = true
	}
	return present, nil
}

// writeKernel writes the package of one kernel, with the declarations that
// all kernels share.
func writeKernel(dir, file string, common []byte) error {
	kernel, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, filepath.Base(file)), kernel, 0o666),
		os.WriteFile(filepath.Join(dir, "main.go"), common, 0o666),
	)
}
