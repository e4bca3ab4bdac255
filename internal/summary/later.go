package summary

import (
	"path"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// MadeLater are the function literals that capture the object in which a lock of the
// edge lies, if the function of the edge has made that object, and makes them only
// after it has passed the edge: nobody runs them as long as it is there. Those of an
// earlier call have captured another object. Source: the happens-before of Infer's
// RacerD for objects that are still owned. Errs to misses where a literal comes to the
// object on another way than by what it captures.
func (p *Package) MadeLater(e *flow.Edge, lock identity.Path) []string {
	if lock.Ref == nil || lock.IsStale() || !inObject(lock) || !p.makes(lock.Ref) {
		return nil
	}
	var out []string
	for _, b := range e.Func.Blocks {
		for _, instr := range b.Instrs {
			mc, ok := instr.(*ssa.MakeClosure)
			if ok && instr != e.At && !p.comesBefore(instr, e.At) && slices.ContainsFunc(mc.Bindings, func(v ssa.Value) bool { return holds(v, lock.Ref) }) {
				fn := mc.Fn.(*ssa.Function)
				out = append(out, Literal(p.Pos(fn.Pos()), value.FuncName(fn)))
			}
		}
	}
	return out
}

// Literal names a function by where something in it is, and its name.
func Literal(pos, name string) string { return path.Dir(pos) + "." + name }

// holds reports whether v is the object, or a variable in which nothing else is stored.
func holds(v, object ssa.Value) bool {
	variable, ok := v.(*ssa.Alloc)
	if v == object || !ok {
		return v == object
	}
	stores := 0
	for _, ref := range *variable.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == v {
			stores++
			if st.Val != object {
				return false
			}
		}
	}
	return stores > 0
}
