package summary

import (
	"go/types"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// IsVariable reports whether a class is that of a variable, of the program or of a
// function, not of a field, of which there are as many as objects. Only the package's
// own classes are known to be.
func (p *Package) IsVariable(c identity.Class) bool {
	if is, ok := p.variables[c]; ok {
		return is
	}
	is := false
	if pkg, names := p.declared(c); pkg != nil {
		typ, ok := pkg.Scope().Lookup(names[0]).(*types.TypeName)
		is = !ok
		if ok && len(names) > 2 { // a variable of a method
			obj, _, _ := types.LookupFieldOrMethod(typ.Type(), true, pkg, names[1])
			_, is = obj.(*types.Func)
		}
	}
	p.variables[c] = is
	return is
}

// declared is the package of a class, if it is under analysis, and the names in it.
func (p *Package) declared(c identity.Class) (*types.Package, []string) {
	at := strings.LastIndexByte(string(c), '/') + 1
	dot := strings.IndexByte(string(c[at:]), '.')
	if dot < 0 {
		return nil, nil
	}
	path, names := string(c[:at+dot]), strings.Split(string(c[at+dot+1:]), ".")
	if p.program == nil {
		if own := p.pkg.Pkg; identity.Package(own.Path(), own.Name()) == path {
			return own, names
		}
		return nil, nil
	}
	path, _, _ = strings.Cut(path, "!")
	if pkg := p.prog.ImportedPackage(path); pkg != nil {
		return pkg.Pkg, names
	}
	return nil, nil
}
