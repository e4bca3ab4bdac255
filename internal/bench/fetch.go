package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// dir returns a directory to run in: a writable copy of the module in cache,
// made on first use, or that of the standard library.
func (m module) dir(ctx context.Context, cache string) (string, error) {
	if m.path == std {
		goroot, err := goCommand(ctx, ".", "env", "GOROOT")
		return filepath.Join(strings.TrimSpace(string(goroot)), "src"), err
	}
	dir := filepath.Join(cache, filepath.FromSlash(m.String()))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return "", err
	}
	src, err := m.download(ctx, filepath.Dir(dir))
	if err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), ".copy-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	if err := os.CopyFS(temp, os.DirFS(src)); err != nil {
		return "", err
	}
	if err := dropReplacements(ctx, temp); err != nil {
		return "", err
	}
	if m.noTest {
		if err := removeTests(temp); err != nil {
			return "", err
		}
	}
	return dir, os.Rename(temp, dir)
}

// download returns the module's directory in the module cache.
func (m module) download(ctx context.Context, dir string) (string, error) {
	out, runErr := goCommand(ctx, dir, "mod", "download", "-json", m.String())
	var reply struct{ Dir, Error string }
	if err := json.Unmarshal(out, &reply); err != nil {
		return "", errors.Join(runErr, err)
	}
	if reply.Error != "" {
		return "", fmt.Errorf("go mod download: %s", reply.Error)
	}
	return reply.Dir, runErr
}

// dropReplacements removes from dir's go.mod each replacement by a directory
// that does not exist: a nested module is not published with its parent.
func dropReplacements(ctx context.Context, dir string) error {
	out, err := goCommand(ctx, dir, "mod", "edit", "-json")
	if err != nil {
		return err
	}
	type version struct{ Path, Version string }
	var mod struct{ Replace []struct{ Old, New version } }
	if err := json.Unmarshal(out, &mod); err != nil {
		return err
	}
	for _, r := range mod.Replace {
		if r.New.Version != "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, r.New.Path)); err == nil {
			continue
		}
		old := strings.TrimSuffix(r.Old.Path+"@"+r.Old.Version, "@")
		if _, err := goCommand(ctx, dir, "mod", "edit", "-dropreplace="+old); err != nil {
			return err
		}
	}
	return nil
}

func removeTests(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		return os.Remove(path)
	})
}

// A packageList is what a pattern matches.
type packageList struct {
	complete, incomplete []string
	reason               string // why the first is incomplete
}

// listPackages downloads what the packages need, tests included, and tells
// those apart that do not load: go vet would stop at them.
func listPackages(ctx context.Context, dir, pattern string) (packageList, error) {
	args := []string{"list", "-e", "-test", "-json=ImportPath,ForTest,Incomplete,Error,DepsErrors"}
	if pattern != std {
		args = append(args, "-mod=mod") // go.sum lacks what dropReplacements brought in
	}
	out, err := goCommand(ctx, dir, append(args, pattern)...)
	if err != nil {
		return packageList{}, err
	}
	return decodePackages(bytes.NewReader(out))
}

func decodePackages(r io.Reader) (packageList, error) {
	type loadError struct{ Err string }
	var list packageList
	loads := make(map[string]bool)
	for dec := json.NewDecoder(r); ; {
		var p struct {
			ImportPath, ForTest string
			Incomplete          bool
			Error               *loadError
			DepsErrors          []*loadError
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return list, fmt.Errorf("output of go list: %w", err)
		}
		name := p.ImportPath
		if p.ForTest != "" {
			name = p.ForTest
		} else if strings.HasSuffix(name, ".test") {
			continue // a generated main
		}
		if before, seen := loads[name]; !seen || before {
			loads[name] = !p.Incomplete
		}
		if p.Error != nil {
			p.DepsErrors = append(p.DepsErrors, p.Error)
		}
		if p.Incomplete && list.reason == "" && len(p.DepsErrors) > 0 {
			list.reason = p.DepsErrors[0].Err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(loads)) {
		if loads[name] {
			list.complete = append(list.complete, name)
		} else {
			list.incomplete = append(list.incomplete, name)
		}
	}
	return list, nil
}
