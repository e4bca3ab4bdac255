package integration_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// TestGoTool makes lockorder a tool of a module, from a module proxy, and runs
// it as such and under go vet.
func TestGoTool(t *testing.T) {
	t.Parallel()
	env := release(t, "v0.1.0")
	dir := extract(t, "app")
	must(t, dir, env, "go", "get", "-tool", "github.com/lockorder/lockorder/cmd/lockorder@latest")
	contains(t, read(t, filepath.Join(dir, "go.mod")), "\ntool github.com/lockorder/lockorder/cmd/lockorder\n", "github.com/lockorder/lockorder v0.1.0")
	got := run(t, dir, env, "go", "tool", "lockorder", "-json", "-sarif=out.sarif", "./...")
	if got.status != 1 {
		t.Errorf("status %d: %s", got.status, got.stderr)
	}
	if diff := cmp.Diff(byCommand(t, dir, "./..."), fromJSON(t, got.stdout)); diff != "" {
		t.Errorf("go tool (-want +got):\n%s", diff)
	}
	contains(t, read(t, filepath.Join(dir, "out.sarif")), `"version": "v0.1.0"`)
	tool := strings.TrimSpace(must(t, dir, env, "go", "tool", "-n", "lockorder"))
	vet := must(t, dir, env, "go", "vet", "-vettool="+tool, "-json", "./...")
	if diff := cmp.Diff(byVet(t, dir, "./..."), fromJSON(t, vet)); diff != "" {
		t.Errorf("go vet (-want +got):\n%s", diff)
	}
}

// release puts this module on a proxy, beside what is in the module cache; for
// the rest there is the usual one. It returns the environment in which the go
// command asks that proxy.
func release(t *testing.T, version string) (env []string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	proxy := t.TempDir()
	const path = "github.com/lockorder/lockorder"
	base := filepath.Join(proxy, path, "@v", version)
	write(t, filepath.Join(proxy, path, "@v", "list"), version+"\n")
	write(t, base+".info", `{"Version": "`+version+`"}`)
	write(t, base+".mod", read(t, filepath.Join(root, "go.mod")))
	file, err := os.Create(base + ".zip")
	if err != nil {
		t.Fatal(err)
	}
	if err := zip.CreateFromDir(file, module.Version{Path: path, Version: version}, root); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	cache := strings.TrimSpace(must(t, ".", nil, "go", "env", "GOMODCACHE"))
	return []string{
		"GOPROXY=file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(cache) + "/cache/download," +
			strings.TrimSpace(must(t, ".", nil, "go", "env", "GOPROXY")),
		"GOMODCACHE=" + t.TempDir(), // what is there stays there
		"GOFLAGS=-modcacherw",
		"GOSUMDB=off", // the sums of what is in the cache have been checked
	}
}
