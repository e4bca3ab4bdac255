package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// vet runs the program over the packages. What emit says but that it is not
// empty means nothing; the cache of the go command keeps results apart by it.
func (o Options) vet(ctx context.Context, emit string, patterns []string) (*units, error) {
	args := slices.Concat([]string{"vet", "-vettool=" + o.Tool, "-json", "-emit=" + emit}, o.analysis(), o.BuildFlags, []string{"--"}, patterns)
	cmd := o.goCommand(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("running go vet: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("running go vet: %w", err)
	}
	u, decodeErr := decodeUnits(stdout, o.seen)
	if decodeErr != nil {
		_, _ = io.Copy(io.Discard, stdout) // or go vet would block
	}
	err = cmd.Wait()
	switch exit := (*exec.ExitError)(nil); {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case decodeErr != nil:
		return nil, explainExit("reading the output of go vet", decodeErr, &stderr)
	case errors.As(err, &exit):
		u.failed = true
	case err != nil:
		return nil, explainExit("running go vet", err, &stderr)
	}
	u.log = stderr.String()
	return u, nil
}

// analysis are the flags that change what the analysis finds.
func (o Options) analysis() []string {
	if o.Locks == "" {
		return nil
	}
	return []string{"-lock=" + o.Locks}
}

// sortSections sorts what the go command printed about packages, each under a
// line "# package"; it prints them as they come.
func sortSections(log string) string {
	var sections []string
	for line := range strings.Lines(log) {
		if len(sections) == 0 || strings.HasPrefix(line, "# ") {
			sections = append(sections, "")
		}
		sections[len(sections)-1] += line
	}
	return strings.Join(unique(sections), "")
}
