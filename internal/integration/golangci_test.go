package integration_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// runGolangci runs golangci-lint with a configuration, without what earlier runs
// have left in its cache.
func runGolangci(t *testing.T, dir, config string, args ...string) output {
	t.Helper()
	file := filepath.Join(t.TempDir(), ".golangci.yml")
	write(t, file, config)
	env := []string{"GOLANGCI_LINT_CACHE=" + t.TempDir()}
	must(t, dir, env, golangci, "config", "verify", "-c", file)
	return run(t, dir, env, golangci, append([]string{"run", "--allow-parallel-runners", "-c", file}, args...)...)
}

// golangciConfig is one with nothing but lockorder, and these settings.
func golangciConfig(settings string) string {
	return `version: "2"
linters:
  default: none
  enable: [lockorder]
  settings:
    custom:
      lockorder:
        type: module
        settings: {` + settings + `}
issues: {max-issues-per-linter: 0, max-same-issues: 0, uniq-by-line: false}
`
}

// In app, what golangci-lint says in the default.
var inApp = []string{
	"two locks nodes.Node.mu are taken in no fixed order: (*Node).Both takes one under another, and two goroutines can do so the other way round [inversion]",
	"dep.Cache.Mu is locked again by the goroutine that already holds it: Use calls (*dep.Cache).Get, which locks it [reacquire]",
	"user.mu and dep.Cache.Mu are taken in opposite orders: Locks takes dep.Cache.Mu under user.mu, Again takes user.mu under dep.Cache.Mu [inversion]",
}

// TestGolangci has findings that take facts about a dependency, and one that a
// comment silences.
func TestGolangci(t *testing.T) {
	t.Parallel()
	dir := extract(t, "app")
	for _, tt := range []struct {
		name, settings string
		want           []string
	}{
		{"default", "", inApp},
		{"confidence", "confidence: high", inApp[1:]},
		{"rules", "rules: [reacquire]", inApp[1:2]},
		{"both", "rules: [inversion], confidence: high", inApp[2:]},
	} {
		got := byGolangci(t, dir, golangciConfig(tt.settings), "./...")
		if diff := cmp.Diff(tt.want, sentences(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	silenced := read(t, filepath.Join(dir, "user", "user.go"))
	write(t, filepath.Join(dir, "user", "user.go"), strings.Replace(silenced, "//nolint:lockorder", "// lockorder", 1))
	got := byGolangci(t, dir, golangciConfig(""), "./...")
	if len(got) != len(inApp)+1 {
		t.Errorf("without the comment that silences one:\n%q", got)
	}
}

// TestGolangciSettings has settings that there are not. golangci-lint exits with
// 3 for what keeps it from running.
func TestGolangciSettings(t *testing.T) {
	dir := extract(t, "app")
	for settings, want := range map[string]string{
		"confidence: sure": `plugin(lockorder): newPlugin reading settings: confidence is low, medium or high, not "sure"`,
		"confidense: high": `plugin(lockorder): newPlugin reading settings: decoding settings: json: unknown field "confidense"`,
		"rules: [order]":   `plugin(lockorder): newPlugin reading settings: no rule "order", there are `,
	} {
		got := runGolangci(t, dir, golangciConfig(settings))
		if got.status != 3 {
			t.Errorf("%s: status %d", settings, got.status)
		}
		contains(t, got.stderr, want)
	}
}

// TestGolangciFilesToCopy builds golangci-lint as people are to build it, by its
// own command from .custom-gcl.yml, and runs it with .golangci.yml. Where the
// command clones golangci-lint, it gets the source in the module cache, and of
// lockorder a release on a proxy.
func TestGolangciFilesToCopy(t *testing.T) {
	if testing.Short() {
		t.Skip("builds golangci-lint anew")
	}
	t.Parallel()
	dir := extract(t, "app")
	for _, name := range []string{".custom-gcl.yml", ".golangci.yml"} {
		write(t, filepath.Join(dir, name), read(t, filepath.Join("../../plugin", name)))
	}
	env := append(release(t, "v0.1.0"), gitEnv(t)...)
	env = append(env, "GOMODCACHE="+t.TempDir(), "GOLANGCI_LINT_CACHE="+t.TempDir(),
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=url.file://"+golangciRepository(t)+".insteadOf",
		"GIT_CONFIG_VALUE_0=https://github.com/golangci/golangci-lint.git")
	must(t, dir, env, golangci, "custom")
	got := run(t, dir, env, "./custom-gcl", "run", "--allow-parallel-runners", "./user")
	if got.status != 1 {
		t.Errorf("status %d: %s", got.status, got.stderr)
	}
	contains(t, got.stdout, inApp[1], inApp[2], "* lockorder: 2\n")
}

// golangciRepository is a repository of git with the version of golangci-lint
// that this module requires, tagged.
func golangciRepository(t *testing.T) string {
	t.Helper()
	module := strings.Fields(must(t, ".", nil, "go", "list", "-m", "-f", "{{.Dir}} {{.Version}}", "github.com/golangci/golangci-lint/v2"))
	dir, env := t.TempDir(), gitEnv(t)
	copyFiles(t, dir, module[0])
	must(t, dir, env, "git", "init", "-q")
	must(t, dir, env, "git", "add", "--force", ".")
	must(t, dir, env, "git", "commit", "-qm", "golangci-lint")
	must(t, dir, env, "git", "tag", module[1])
	return filepath.ToSlash(dir)
}
