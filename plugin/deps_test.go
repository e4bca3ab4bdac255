package plugin_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ends are the calls that end a program, which is not a linter's to do.
var ends = map[string]bool{
	"panic": true, "os.Exit": true,
	"log.Fatal": true, "log.Fatalf": true, "log.Fatalln": true,
	"log.Panic": true, "log.Panicf": true, "log.Panicln": true,
}

// TestNothingEndsGolangci looks through all packages of this module that the
// plugin brings along: none runs code on import but the plugin, which registers
// itself, and none ends the program.
func TestNothingEndsGolangci(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages, inits := 0, 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath, Dir string
			GoFiles         []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(p.ImportPath, "github.com/lockorder/lockorder/") {
			continue
		}
		packages++
		for _, name := range p.GoFiles {
			inits += check(t, filepath.Join(p.Dir, name))
		}
	}
	if packages < 10 || inits != 1 {
		t.Errorf("%d init functions in %d packages", inits, packages)
	}
}

// check reports the calls in a file that end the program, and counts its init
// functions.
func check(t *testing.T, file string) (inits int) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				inits++
			}
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				if x, ok := f.X.(*ast.Ident); ok {
					name = x.Name + "." + f.Sel.Name
				}
			}
			if ends[name] {
				t.Errorf("%s calls %s", fset.Position(n.Pos()), name)
			}
		}
		return true
	})
	return inits
}
