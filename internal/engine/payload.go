package engine

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/summary"
)

// A Payload is what the analysis of one package says to the command, which
// links the payloads of all packages. Under Emit it is printed to standard
// output: the go command copies that, of dependencies, too, and replays it from
// its cache.
type Payload struct {
	Package string
	Tests   bool // this is the package with its test files
	// Imports are the positions of the import declarations, by import path.
	Imports map[string]string
	Graph   []byte         // a packed graph.Part
	Dropped map[string]int // see Result
	// Incomplete says what was not analysed to the end; Broken why the package
	// could not be analysed at all, which is a bug.
	Incomplete []string
	Broken     []string
	Directives []BadDirective `json:",omitempty"`
}

// PayloadName stands for an analyzer's name in the output of go vet -json, which
// this way is one and the same JSON as a driver's.
const PayloadName = "lockorder-payload"

// newPayload is what the result says of the package.
func newPayload(pass *analysis.Pass, r *Result) (*Payload, error) {
	data, err := r.Part.Encode()
	if err != nil {
		return nil, err
	}
	p := &Payload{Package: pass.Pkg.Path(), Imports: make(map[string]string), Graph: data, Dropped: r.Dropped, Directives: r.bad}
	for _, f := range pass.Files {
		p.Tests = p.Tests || strings.HasSuffix(pass.Fset.File(f.FileStart).Name(), "_test.go")
	}
	for _, spec := range importSpecs(pass) {
		// The name knows the package itself: std writes imports of what it
		// vendors without vendor/.
		if name := pass.TypesInfo.PkgNameOf(spec); name != nil && p.Imports[name.Imported().Path()] == "" {
			p.Imports[name.Imported().Path()] = summary.Position(pass.Fset, pass.Pkg, spec.Pos())
		}
	}
	for _, why := range r.Incomplete {
		if strings.HasPrefix(why, internalError) {
			p.Broken = append(p.Broken, why)
			continue
		}
		why, _, _ = strings.Cut(why, "\n")
		p.Incomplete = append(p.Incomplete, why)
	}
	return p, nil
}

// write prints the payload as one line.
func (p *Payload) write(w io.Writer) error {
	line, err := json.Marshal(map[string]map[string]*Payload{p.Package: {PayloadName: p}})
	if err != nil {
		return fmt.Errorf("writing the lock graph of %s: %w", p.Package, err)
	}
	// One write: nothing comes between.
	if _, err := w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("writing the lock graph of %s: %w", p.Package, err)
	}
	return nil
}

// Part unpacks the graph.
func (p *Payload) Part() (*graph.Part, error) {
	part, err := graph.Decode(p.Graph)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Package, err)
	}
	return part, nil
}

// importSpecs are the import declarations, files in order of their names, those
// of tests last.
func importSpecs(pass *analysis.Pass) []*ast.ImportSpec {
	var out, tests []*ast.ImportSpec
	for _, f := range filesByName(pass) {
		if strings.HasSuffix(pass.Fset.File(f.FileStart).Name(), "_test.go") {
			tests = append(tests, f.Imports...)
		} else {
			out = append(out, f.Imports...)
		}
	}
	return append(out, tests...)
}
