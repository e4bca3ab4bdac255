package value

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// maxSupplies bounds what a function is known to supply. Errs to misses.
const maxSupplies = 64

// Supplies are the functions, and the objects with methods, that this function
// puts where others may call them: in a field, a package variable, a map; itself,
// through its callees, or through the function literals that it makes, which
// are taken to run. What is put there is in this function's terms. By class, as
// in a field-based call graph: may report falsely.
func (r *Resolver) Supplies() []model.Supply {
	s := supplies{r: r}
	for _, b := range r.Fn.Blocks {
		for _, instr := range b.Instrs {
			s.instr(instr)
		}
	}
	return s.out
}

type supplies struct {
	r   *Resolver
	out []model.Supply
}

func (s *supplies) instr(instr ssa.Instruction) {
	r := s.r
	switch instr := instr.(type) {
	case *ssa.Store:
		s.store(instr)
	case *ssa.MapUpdate:
		s.add(instr, r.Subject(instr.Map).Elem(""), instr.Value)
	case ssa.CallInstruction:
		if o := r.world.Outline(instr, r); o != nil {
			s.from(instr, o)
		}
	case *ssa.MakeClosure:
		if o := r.world.Literal(instr, r); o != nil {
			s.from(instr, o)
		}
	}
}

func (s *supplies) store(st *ssa.Store) {
	call, ok := st.Val.(*ssa.Call)
	if ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" && len(call.Call.Args) > 1 {
			for _, v := range Elements(call.Call.Args[1]) {
				s.add(st, s.r.Val(st.Addr).Path.Load().Elem(""), v)
			}
			return
		}
	}
	s.add(st, s.r.Val(st.Addr).Path, st.Val)
}

// from are the supplies of a callee, or of a literal, in our terms.
func (s *supplies) from(instr ssa.Instruction, o *Outline) {
	for _, x := range o.Supplies {
		x.At = instr.Pos()
		x.What = s.r.Instance(x.What, o.Bind)
		s.keep(x)
	}
}

func (s *supplies) add(instr ssa.Instruction, to identity.Path, v ssa.Value) {
	if !isCallable(v.Type()) {
		return
	}
	if class := identity.ClassOf(to); class != "" {
		s.keep(model.Supply{To: class, What: s.r.Val(v), At: instr.Pos()})
	}
}

func (s *supplies) keep(x model.Supply) {
	known := x.What.Funcs != nil || x.What.Type != nil || x.What.Path.Exportable() || identity.ClassOf(x.What.Path) != ""
	if known && len(s.out) < maxSupplies && identity.ClassOf(x.What.Path) != x.To {
		s.out = append(s.out, x)
	}
}

// isCallable holds for functions, and for interfaces with methods of their own.
func isCallable(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Signature:
		return true
	case *types.Interface:
		return u.NumMethods() > 0
	}
	return false
}

// ExportedSupplies are those that only a caller can say more of: a parameter, or
// what a literal has captured.
func ExportedSupplies(in []model.Supply) []model.Supply {
	var out []model.Supply
	for _, s := range in {
		p := s.What.Path
		if s.What.Funcs == nil && s.What.Type == nil && (p.Kind == identity.Param || p.Kind == identity.Free) && strings.Trim(p.Steps, "*") == "" {
			out = append(out, model.Supply{To: s.To, What: identity.Val{Path: p}})
		}
	}
	return out
}
