package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/lockorder/lockorder/internal/driver"
	"github.com/lockorder/lockorder/internal/report"
)

// print writes findings to standard output and to the file of -sarif, everything
// else to standard error.
func (c *command) print(o driver.Options, result *driver.Result) error {
	if _, err := io.WriteString(c.stderr, result.Log); err != nil {
		return err
	}
	var fixed []string
	for _, e := range result.Fixed {
		fixed = append(fixed, "fixed since the baseline: "+e.Package+": "+e.Text)
	}
	for _, line := range slices.Concat(result.Problems, result.Notes, fixed) {
		if _, err := fmt.Fprintf(c.stderr, "lockorder: %s\n", line); err != nil {
			return err
		}
	}
	if err := c.printSARIF(o, result); err != nil {
		return err
	}
	switch {
	case c.json:
		return report.JSON(c.stdout, result.Findings)
	case c.github:
		return report.GitHub(c.stdout, repository(o.Dir), result.Findings)
	}
	return report.Text(c.stdout, result.Findings)
}

// printSARIF writes the file of -sarif.
func (c *command) printSARIF(o driver.Options, result *driver.Result) error {
	if c.sarif == "" {
		return nil
	}
	file := c.sarif
	if !filepath.IsAbs(file) {
		file = filepath.Join(o.Dir, file)
	}
	var b bytes.Buffer
	err := report.SARIF(&b, report.Run{
		Version:    version(),
		Root:       repository(o.Dir),
		Rules:      o.Rules,
		Confidence: o.Confidence,
		Findings:   result.Findings,
		Problems:   result.Problems,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o666)
}

// repository is the root of the repository that the directory is in, or itself.
func repository(dir string) string {
	for root := dir; ; {
		if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
			return root
		}
		parent := filepath.Dir(root)
		if parent == root {
			return dir
		}
		root = parent
	}
}

// version is that of this program.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
