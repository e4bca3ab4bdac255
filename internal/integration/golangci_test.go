package integration_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// runGolangci runs golangci-lint with a configuration, without what earlier runs
// have left in its cache.
func runGolangci(t *testing.T, dir, config string, args ...string) output {
	t.Helper()
	file := filepath.Join(t.TempDir(), ".golangci.yml")
	write(t, file, config)
	env := []string{"GOLANGCI_LINT_CACHE=" + t.TempDir()}
	must(t, dir, env, golangci, "config", "verify", "-c", file)
	return run(t, dir, env, golangci, append([]string{"run", "-c", file}, args...)...)
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

// TestGolangciFilesToCopy uses the configuration that people are to copy, and
// looks whether that of the build is of the module that is tested here.
func TestGolangciFilesToCopy(t *testing.T) {
	dir := extract(t, "app")
	got := runGolangci(t, dir, read(t, "../../plugin/.golangci.yml"), "./user")
	if got.status != 1 {
		t.Errorf("status %d", got.status)
	}
	contains(t, got.stdout, inApp[1], inApp[2], "* lockorder: 2\n")
	var build struct {
		Version string
		Plugins []struct{ Module, Import, Version string }
	}
	if err := yaml.Unmarshal([]byte(read(t, "../../plugin/.custom-gcl.yml")), &build); err != nil {
		t.Fatal(err)
	}
	modules := must(t, ".", nil, "go", "list", "-m", "github.com/golangci/golangci-lint/v2", "github.com/lockorder/lockorder")
	contains(t, modules, "golangci-lint/v2 "+build.Version+"\n", build.Plugins[0].Module+" ")
	if name := must(t, ".", nil, "go", "list", "-f", "{{.Name}}", build.Plugins[0].Import); name != "plugin\n" {
		t.Errorf("the package to import is %s", name)
	}
}
