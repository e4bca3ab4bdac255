package reference

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A corpus is a module to analyse.
type corpus struct {
	name  string
	slow  bool
	write func(t *testing.T) (dir string)
}

var corpora = []corpus{
	{"reacquire", true, topic("reacquire")},
	{"inversion", false, topic("inversion")},
	{"heldwait", true, topic("heldwait")},
	{"opencalls", false, topic("opencalls")},
	{"lockleak", false, topic("lockleak")},
	{"goker", false, goker},
	{"raft", true, pinned("github.com/hashicorp/raft")},
	{"nsq", true, pinned("github.com/nsqio/nsq")},
	{"go-redis", true, pinned("github.com/redis/go-redis/v9")},
}

// topic is a topic of the corpus of sources, as a module.
func topic(name string) func(*testing.T) string {
	return func(t *testing.T) string {
		dir := t.TempDir()
		src := filepath.Join("..", "..", "testdata", "src")
		copyPackages(t, filepath.Join(src, name), dir)
		copyPackages(t, filepath.Join(src, "golang.org", "x", "sync"), filepath.Join(dir, "sync"))
		write(t, filepath.Join(dir, "go.mod"), "module "+name+"\n\ngo 1.26.0\n\nrequire golang.org/x/sync v0.0.0\n\nreplace golang.org/x/sync => ./sync\n")
		write(t, filepath.Join(dir, "sync", "go.mod"), "module golang.org/x/sync\n\ngo 1.26.0\n")
		return dir
	}
}

// goker is a module with a package for every kernel of the Go tree.
func goker(t *testing.T) string {
	src := filepath.Join(goroot(t), "src", "runtime", "testdata", "testgoroutineleakprofile", "goker")
	files, err := filepath.Glob(filepath.Join(src, "*.go"))
	if err != nil || len(files) == 0 {
		t.Skipf("this Go tree is without its tests: %s, %v", src, err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module goker\n\ngo 1.26.0\n")
	main := read(t, filepath.Join(src, "main.go"))
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".go"); name != "main" {
			write(t, filepath.Join(dir, name, "kernel.go"), read(t, file))
			write(t, filepath.Join(dir, name, "main.go"), main)
		}
	}
	return dir
}

// pinned is a module of the version that internal/bench runs on.
func pinned(path string) func(*testing.T) string {
	return func(t *testing.T) string {
		list := read(t, filepath.Join("..", "bench", "modules.txt"))
		_, rest, ok := strings.Cut(list, "\n"+path+"@")
		if !ok {
			t.Fatalf("no module %s in internal/bench/modules.txt", path)
		}
		version := strings.Fields(rest)[0]
		cmd := exec.Command("go", "mod", "download", "-json", path+"@"+version)
		cmd.Dir = t.TempDir()
		out, err := cmd.Output()
		var reply struct{ Dir, Error string }
		if jsonErr := json.Unmarshal(out, &reply); jsonErr != nil || reply.Error != "" {
			t.Fatalf("downloading %s: %v, %v, %s", path, err, jsonErr, reply.Error)
		}
		dir := t.TempDir()
		copyPackages(t, reply.Dir, dir)
		return dir
	}
}

// copyPackages copies a directory without its tests: with them go vet analyses
// variants of packages, but a program has one of each.
func copyPackages(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(to, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		return os.Remove(path)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func goroot(t *testing.T) string {
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
