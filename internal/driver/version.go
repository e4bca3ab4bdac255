package driver

import (
	"context"
	"fmt"
	"go/version"
	"regexp"
)

// leastGo is the first go command that copies what a vettool prints to standard
// output, and keeps it in its cache.
const leastGo = "go1.26"

// goVersion matches a version in what the go command prints. What it does not
// match is of a go command built from the tip: new enough.
var goVersion = regexp.MustCompile(`\bgo1\.\d+`)

// checkVersion reports a go command that is too old.
func (o Options) checkVersion(ctx context.Context) error {
	out, _, err := o.goOutput(ctx, "asking the go command for its version: go env", "env", "GOVERSION")
	if err != nil {
		return err
	}
	if v := goVersion.FindString(out.String()); v != "" && version.Compare(v, leastGo) < 0 {
		return fmt.Errorf("the go command is of %s: lockorder needs %s or later", v, leastGo)
	}
	return nil
}
