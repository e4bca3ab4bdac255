package integration_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSARIFSchema holds what the command writes, and the golden file of its
// writer, against the schema of OASIS.
func TestSARIFSchema(t *testing.T) {
	schema := sarifSchema(t)
	for name, text := range sarifFiles(t) {
		log, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(log); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	wrong, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"version": "2.1.0", "runs": [{"results": []}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate(wrong) == nil {
		t.Error("the schema takes a run without a tool")
	}
}

// TestSARIFReads reads what the command writes as other programs do: each
// finding of the JSON is a result, each goroutine a thread flow, and each link in
// a message leads to a location.
func TestSARIFReads(t *testing.T) {
	log, err := sarif.FromString(sarifFiles(t)["app"])
	if err != nil {
		t.Fatal(err)
	}
	threads := make(map[string]int)
	for _, r := range log.Runs[0].Results {
		flows := r.CodeFlows[0].ThreadFlows
		threads[*r.RuleID] += len(flows)
		if len(r.PartialFingerprints) != 2 || len(r.Locations) != 1 {
			t.Errorf("%d fingerprints, %d locations", len(r.PartialFingerprints), len(r.Locations))
		}
		for i, l := range r.RelatedLocations {
			link := fmt.Sprintf("[%s](%d)", strings.NewReplacer("[", `\[`, "]", `\]`).Replace(*l.Message.Text), i+1)
			if l.ID != i+1 || !strings.Contains(*r.Message.Text, link) {
				t.Errorf("location %d %q is not linked from %q", l.ID, *l.Message.Text, *r.Message.Text)
			}
		}
	}
	// Twice a goroutine that waits for itself; three inversions of two.
	if threads["reacquire"] != 2 || threads["inversion"] != 6 {
		t.Errorf("thread flows: %v", threads)
	}
}

// sarifFiles are files by name: with findings, without, of what does not
// compile, and with all that the writer can write.
func sarifFiles(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"golden": read(t, "../report/testdata/report.sarif")}
	app := extract(t, "app")
	user := filepath.Join(app, "user", "user.go")
	write(t, user, strings.Replace(read(t, user), "//nolint:lockorder", "// lockorder", 1)) // it is for TestGolangci
	write(t, filepath.Join(app, "wrong", "wrong.go"), "package wrong\n\nfunc f() { g() }\n")
	for _, tt := range []struct {
		name, pattern string
		status        int
	}{
		{"app", "./...", 3},
		{"clean", "./locks", 0},
		{"wrong", "./wrong", 3},
	} {
		if got := run(t, app, nil, lockorder, "-sarif=out.sarif", tt.pattern); got.status != tt.status {
			t.Fatalf("%s: status %d: %s", tt.name, got.status, got.stderr)
		}
		out[tt.name] = read(t, filepath.Join(app, "out.sarif"))
	}
	return out
}

// sarifSchema is the schema as go-sarif has it, in a constant that it does not
// export. (Its Validate sees what its types keep only.)
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir := strings.TrimSpace(must(t, ".", nil, "go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"))
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	spec := file.Decls[0].(*ast.GenDecl).Specs[0].(*ast.ValueSpec)
	literal := spec.Values[0].(*ast.BasicLit)
	text := constant.StringVal(constant.MakeFromLiteral(literal.Value, literal.Kind, 0))
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
