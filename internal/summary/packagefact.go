package summary

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/wire"
)

// factVersion changes whenever the meaning of a fact does. A fact of another
// version is no fact.
const factVersion = 14

// A Fact is what a package tells its importers of its functions, and of the methods
// of all types that they come by with what it exports, also those of packages
// that they do not import: go vet shows them the package facts of their direct
// imports only.
type Fact struct {
	Version uint8
	Funcs   []byte // a bundle of the package's functions, and of those that its variables hold
	Methods []Methods
}

// Methods are those of the types of one package.
type Methods struct {
	Package string
	Data    []byte   // a bundle, by type and name; it may be empty
	Shows   []string // paths of packages whose types come with its own
	Makers  []string // functions and methods that never return nil; see objectMakers
}

// AFact marks a fact.
func (*Fact) AFact() {}

// Size is about what the fact takes, in bytes.
func (f *Fact) Size() int {
	n := len(f.Funcs)
	for i := range f.Methods {
		n += f.Methods[i].size()
	}
	return n
}

// String says what the functions take, for tests.
func (f *Fact) String() string {
	var out []string
	describe := func(prefix string, data []byte) {
		b, err := unpack(data, new(wire.Packer))
		if err != nil {
			out = append(out, prefix+err.Error())
		}
		for _, line := range b.describe() {
			out = append(out, prefix+line)
		}
	}
	describe("", f.Funcs)
	for _, m := range f.Methods {
		describe(m.Package+": ", m.Data)
	}
	return strings.Join(out, ", ")
}

// NewFact is the fact for summaries of functions of the package; nil if there is
// nothing to tell. Locks are left out as [Prune] does, and what it takes beyond so many
// bytes is cut, and counted (shown): types of other packages, those first that are
// farthest from the exported ones; then half of what each function does, and again. Errs
// to misses.
func (p *Package) NewFact(summaries map[*types.Func]*model.Summary, extensible map[identity.Class]bool, imports *Imports, room int, packer *wire.Packer) (*Fact, error) {
	funcs, methods := make(map[string]*model.Summary), make(map[string]*model.Summary)
	for fn, s := range summaries {
		if name, method := factName(fn); method {
			methods[name] = s
		} else {
			funcs[name] = s
		}
	}
	for name, fn := range p.heldByVariables() {
		if s := p.summaries[fn]; s != nil {
			if s = Prune(s, extensible); s.Matters() {
				funcs[name] = s
			}
		}
	}
	f := &Fact{Version: factVersion}
	own := Methods{Package: p.Path(), Shows: p.typesShown(), Makers: p.objectMakers()}
	for of := 1; of <= maxFactAcquires; of *= 2 {
		var err error
		if f.Funcs, err = p.pack(funcs, extensible, of, packer); err != nil {
			return nil, err
		}
		if own.Data, err = p.pack(methods, extensible, of, packer); err != nil {
			return nil, err
		}
		if len(f.Funcs)+own.size() <= room {
			break
		}
		p.cut("shown", 1)
	}
	var cut int
	f.Methods, cut = imports.reached(own, room-len(f.Funcs))
	p.cut("shown", cut)
	if f.Funcs == nil && f.Methods == nil {
		return nil, nil
	}
	return f, nil
}

// factName is the name of a function in a bundle.
func factName(fn *types.Func) (name string, method bool) {
	recv := fn.Signature().Recv()
	if recv == nil {
		return fn.Name(), false
	}
	t := types.Unalias(recv.Type())
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name() + "." + fn.Name(), true
	}
	return fn.Name(), true
}

// Imports are the facts of direct imports.
type Imports struct {
	funcs    map[string][]byte  // by package
	methods  map[string]Methods // by package
	unpacked map[*byte]*bundle  // by their first byte
	damaged  map[string]bool
	packer   *wire.Packer
}

// NewImports puts the facts of direct imports together.
func NewImports(packer *wire.Packer) *Imports {
	return &Imports{make(map[string][]byte), make(map[string]Methods), make(map[*byte]*bundle), make(map[string]bool), packer}
}

// Add adds the fact of an import. One of another version is none.
func (i *Imports) Add(path string, f *Fact) {
	if f.Version != factVersion {
		return
	}
	i.funcs[path] = f.Funcs
	for _, m := range f.Methods {
		if _, ok := i.methods[m.Package]; !ok || m.Package == path {
			i.methods[m.Package] = m
		}
	}
}

// Summary is the summary of a function of another package; nil if there is none.
func (i *Imports) Summary(fn *types.Func) *model.Summary {
	if fn.Pkg() == nil {
		return nil
	}
	name, method := factName(fn)
	data := i.funcs[fn.Pkg().Path()]
	if method {
		data = i.methods[fn.Pkg().Path()].Data
	}
	return i.in(data, fn.Pkg().Path(), name)
}

// Held is the summary of what a variable of another package holds, or a field or method of
// it; nil if nothing is known.
func (i *Imports) Held(pkg *types.Package, name string) *model.Summary {
	return i.in(i.funcs[pkg.Path()], pkg.Path(), name)
}

// in is the summary of that name in a bundle of a package.
func (i *Imports) in(data []byte, pkg, name string) *model.Summary {
	if len(data) == 0 {
		return nil
	}
	b := i.unpacked[&data[0]]
	var err error
	if b == nil {
		b, err = unpack(data, i.packer)
		i.unpacked[&data[0]] = b
	}
	if err == nil {
		var s *model.Summary
		if s, err = b.of(name); err == nil {
			return s
		}
	}
	i.damaged[fmt.Sprintf("%s: %v", pkg, err)] = true
	return nil
}

// Damaged says which summaries that were asked for could not be read, and why. They
// count as absent: errs to misses.
func (i *Imports) Damaged() []string { return slices.Sorted(maps.Keys(i.damaged)) }

// Makes reports whether a function of another package is one of its object makers.
func (i *Imports) Makes(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	name, _ := factName(fn)
	_, found := slices.BinarySearch(i.methods[fn.Pkg().Path()].Makers, name)
	return found
}

// reached are a package's own methods, and those of all types that come with its
// own, by package. Packages that lead to no methods are left out, and those for which
// there is no room; the nearest come first.
func (i *Imports) reached(own Methods, room int) (out []Methods, cut int) {
	useful := i.useful(own)
	seen := map[string]bool{own.Package: true}
	for near := []Methods{own}; len(near) > 0; {
		var far []Methods
		for _, m := range near {
			if m.Shows = slices.DeleteFunc(slices.Clone(m.Shows), func(path string) bool { return !useful[path] }); !useful[m.Package] {
				continue
			}
			if room -= m.size(); room < 0 && m.Package != own.Package {
				cut++
				continue
			}
			out = append(out, m)
			for _, path := range m.Shows {
				if !seen[path] {
					seen[path] = true
					far = append(far, i.methods[path])
				}
			}
		}
		near = far
	}
	slices.SortFunc(out, func(a, b Methods) int { return strings.Compare(a.Package, b.Package) })
	return out, cut
}

// useful are the packages that have methods to tell of, or lead to such, from one on.
func (i *Imports) useful(own Methods) map[string]bool {
	useful, seen := make(map[string]bool), make(map[string]bool)
	var visit func(m Methods) bool
	visit = func(m Methods) bool {
		if !seen[m.Package] {
			seen[m.Package] = true
			leads := len(m.Data)+len(m.Makers) > 0
			for _, path := range m.Shows {
				next, ok := i.methods[path]
				leads = ok && visit(next) || leads
			}
			useful[m.Package] = leads
		}
		return useful[m.Package]
	}
	visit(own)
	return useful
}

// size is about what the methods take in a fact, in bytes.
func (m *Methods) size() int {
	n := len(m.Package) + len(m.Data)
	for _, list := range [][]string{m.Shows, m.Makers} {
		for _, s := range list {
			n += len(s) + 1
		}
	}
	return n
}
