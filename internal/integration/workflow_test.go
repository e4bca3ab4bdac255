package integration_test

import (
	"os"
	"path/filepath"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestWorkflow runs the commands of the workflow that people are to copy, with a
// release of this module on a proxy. What GitHub does with their output is not
// tested.
func TestWorkflow(t *testing.T) {
	t.Parallel()
	var workflow struct {
		Jobs struct {
			Lockorder struct {
				Steps []struct{ Name, Run string }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "../../docs/github/lockorder.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	dir, bin := extract(t, "app"), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o777); err != nil {
		t.Fatal(err)
	}
	env := append(release(t, "v0.1.0"), "GOBIN="+bin, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	outputs := make(map[string]output)
	for _, step := range workflow.Jobs.Lockorder.Steps {
		if step.Run != "" {
			outputs[step.Name] = run(t, dir, env, "bash", "-e", "-c", step.Run)
		}
	}
	if got := outputs["install"]; got.status != 0 {
		t.Errorf("install: %+v", got)
	}
	got := outputs["lockorder"]
	if got.status != 1 {
		t.Errorf("lockorder: %+v", got)
	}
	contains(t, got.stdout, "::error file=user/user.go,line=12,col=14,title=lockorder: reacquire::"+inApp[1]+"%0A\t1. ./user/user.go:10:11: ")
	contains(t, read(t, filepath.Join(dir, "lockorder.sarif")), `"uri": "user/user.go"`)
}
