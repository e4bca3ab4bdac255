// Golangci is golangci-lint with the plugin, as golangci-lint custom makes it
// from .custom-gcl.yml; that would need a release of lockorder.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/lockorder/lockorder/plugin"
)

func main() {
	// With this version it does not take what another build of it found from
	// its cache.
	info := commands.BuildInfo{GoVersion: runtime.Version(), Version: "(devel)", Commit: "unknown", Date: "unknown"}
	if err := commands.Execute(info); err != nil {
		fmt.Fprintf(os.Stderr, "golangci-lint: %v\n", err)
		os.Exit(exitcodes.Failure)
	}
}
