package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSARIF writes a file beside the text, with names relative to the root of the
// repository that the module is in.
func TestSARIF(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, ".git"), 0o777); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "mod")
	if err := os.CopyFS(dir, os.DirFS(writeModule(t, "findings"))); err != nil {
		t.Fatal(err)
	}
	read := func() string {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(dir, "out.sarif"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	run(t, t.TempDir(), lockorder, "-C", dir, "-sarif=out.sarif", "./user").check(t, 1, inUser)
	first := read()
	contains(t, first, `"uri": "mod/user/user.go"`, `"uri": "mod/dep/dep.go"`, `"id": "inversion"`, `"precision": "high"`)
	run(t, dir, lockorder, "-sarif", filepath.Join(dir, "out.sarif"), "./user").check(t, 1, inUser)
	if second := read(); second != first {
		t.Errorf("another time:\n%s\nfirst:\n%s", second, first)
	}
	run(t, dir, lockorder, "-sarif=out.sarif", "-json", "-reacquire", "-confidence=high", "./dep").check(t, 0, "{}\n")
	if clean := read(); strings.Contains(clean, `"id": "inversion"`) || strings.Contains(clean, `"ruleId"`) || !strings.Contains(clean, `"precision": "very-high"`) {
		t.Errorf("without findings:\n%s", clean)
	}
	got := run(t, dir, lockorder, "-sarif=absent/out.sarif", "./user")
	got.check(t, 3, "")
	contains(t, got.stderr, "lockorder: writing findings: ", "absent/out.sarif")
}

// TestSARIFNamesProblems has packages that cannot be analysed.
func TestSARIFNamesProblems(t *testing.T) {
	dir := writeModule(t, "broken")
	if got := run(t, dir, lockorder, "-sarif=out.sarif", "./fine", "./types"); got.status != 3 {
		t.Errorf("status %d", got.status)
	}
	data, err := os.ReadFile(filepath.Join(dir, "out.sarif"))
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Runs []struct {
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []any
			}
			Results []any
		}
	}
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if i := run.Invocations[0]; i.ExecutionSuccessful || len(i.ToolExecutionNotifications) == 0 || len(run.Results) != 1 {
		t.Errorf("%d results, invocation %+v", len(run.Results), i)
	}
}

func TestGitHub(t *testing.T) {
	dir := writeModule(t, "findings")
	_, text, _ := strings.Cut(strings.TrimSuffix(inUser, "\n"), ": ")
	run(t, dir, lockorder, "-github", "./user").check(t, 1, "::error file=user/user.go,line=8,col=12,title=lockorder: reacquire::"+
		strings.ReplaceAll(text, "\n", "%0A")+"\n")
}

// TestVSCodeMatcher holds the task that people are to copy against real output:
// it matches the first line of each finding, and no step.
func TestVSCodeMatcher(t *testing.T) {
	data, err := os.ReadFile("../../docs/vscode/tasks.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tasks []struct {
			ProblemMatcher struct{ Pattern struct{ Regexp string } }
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	matcher := regexp.MustCompile(file.Tasks[0].ProblemMatcher.Pattern.Regexp)
	var got []string
	for _, line := range strings.Split(run(t, writeModule(t, "findings"), lockorder, "-test=false").stdout, "\n") {
		if m := matcher.FindStringSubmatch(line); m != nil {
			got = append(got, strings.Join(m[1:4], " "))
		}
	}
	if diff := cmp.Diff([]string{"./double/double.go 12 13", "./user/user.go 8 12"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
