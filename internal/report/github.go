package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
)

// GitHub writes each finding as a command that makes GitHub Actions annotate the
// line, in a file named relative to the root of the repository.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func GitHub(w io.Writer, root string, findings []Finding) error {
	for i := range findings {
		f := &findings[i]
		name, line, col := graph.CutPosition(f.Place.Pos)
		if rel, err := filepath.Rel(root, f.Place.File); f.Place.File != "" && err == nil {
			name = filepath.ToSlash(rel)
		}
		_, err := fmt.Fprintf(w, "::error file=%s,line=%d,col=%d,title=lockorder: %s::%s\n",
			properties.Replace(name), line, col, f.Rule, data.Replace(f.shown()))
		if err != nil {
			return err
		}
	}
	return nil
}

// How a command is escaped: what is said, and what comes before.
var (
	data       = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	properties = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
