package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A golden is a folder with the findings of modules, a file each, so that every
// change of the tool shows what it adds and what it takes away.
type golden struct {
	dir    string
	update bool
}

// check holds the findings of a module, a line each, against its file, or
// writes them there. It returns what differs: lines that start with + are new,
// with - are gone.
func (g golden) check(r moduleRun) ([]string, error) {
	if r.err != nil {
		return nil, nil // said already; nothing to compare
	}
	var got []string
	for _, f := range r.found {
		got = append(got, f.Posn+": "+f.firstLine())
	}
	slices.Sort(got)
	file := filepath.Join(g.dir, r.short()+".txt")
	if g.update {
		text := strings.Join(append([]string{"# " + r.String()}, got...), "\n") + "\n"
		return nil, os.WriteFile(file, []byte(text), 0o666)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the findings of %s: %w", r.module, err)
	}
	var want []string
	for line := range bytes.Lines(data) {
		if text := strings.TrimSpace(string(line)); text != "" && text[0] != '#' {
			want = append(want, text)
		}
	}
	return difference(want, got), nil
}

func difference(want, got []string) []string {
	var out []string
	for _, line := range want {
		if !slices.Contains(got, line) {
			out = append(out, "- "+line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			out = append(out, "+ "+line)
		}
	}
	return out
}
