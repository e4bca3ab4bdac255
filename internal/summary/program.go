package summary

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/model"
)

// A Program is many packages that are analysed as if they were one: the reference
// that the analysis by packages is held against. Functions of packages that are not
// built have no bodies, and are what the model says.
type Program struct {
	SSA       *ssa.Program
	Functions []*ssa.Function // where to begin; what these mention or call is analysed, too
	// Reachable are the functions that VTA looks at.
	Reachable []*ssa.Function
	// PackageAt is the package of a place.
	PackageAt func(token.Pos) *types.Package
}

// AnalyzeProgram computes the summaries of a whole program. No call of it is open.
func AnalyzeProgram(program *Program, locks *model.Locks) *Package {
	p := newPackage(program.SSA, modelled{}, locks)
	p.program = program
	p.analyze(program.Functions)
	return p
}

// modelled are the functions without a body in a whole program: the model knows them.
type modelled struct{}

func (modelled) Summary(*types.Func) *model.Summary         { return nil }
func (modelled) Held(*types.Package, string) *model.Summary { return nil }

func (modelled) Makes(*types.Func) bool { return false }

// home is the package that a function counts to.
func (p *Package) home(fn *ssa.Function) *types.Package {
	if p.program == nil {
		return p.pkg.Pkg
	}
	fn = origin(fn)
	if fn.Pkg != nil {
		return fn.Pkg.Pkg
	}
	if obj := fn.Object(); obj != nil {
		return obj.Pkg() // a wrapper
	}
	return nil
}

// PathOf is the import path of the package that a function counts to.
func (p *Package) PathOf(fn *ssa.Function) string {
	if home := p.home(fn); home != nil {
		return home.Path()
	}
	return ""
}

// inView reports whether all the code of a package is.
func (p *Package) inView(pkg *ssa.Package) bool {
	return pkg == p.pkg || p.program != nil
}

// isMain holds for a package that no other imports.
func isMain(pkg *types.Package) bool { return pkg != nil && pkg.Name() == "main" }

// mainHas reports whether a function is of such a package.
func (p *Package) mainHas(fn *ssa.Function) bool { return isMain(p.home(fn)) }
