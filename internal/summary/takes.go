package summary

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// maxTakes bounds the places where one package takes locks, to be asked for who takes
// one. Beyond, anybody may: errs to reports.
const maxTakes = 200

// takings are where a package takes locks, as edges from none.
type takings struct {
	sites []*flow.Edge
	// loose says that a lock may be taken where it is not seen: a pointer to one, or
	// a method that takes one, goes where it is not followed.
	loose bool
	of    map[identity.Class][]taker // once asked for
}

// A taker is a way to where a lock is taken, and how it is.
type taker struct {
	Way
	mode identity.Mode
}

// takersOf are the ways to where a lock is taken; false if they are not known.
func (p *Package) takersOf(class identity.Class) ([]taker, bool) {
	t := p.takes
	if t.loose || len(t.sites) > maxTakes {
		return nil, false
	}
	if takers, ok := t.of[class]; ok {
		return takers, takers != nil
	}
	t.of[class] = nil
	out := []taker{}
	for _, e := range t.sites {
		of, named := p.takenClass(e.Func, e.To.Lock.Path)
		if of == "" && named {
			return nil, false
		}
		if of != "" && of != class {
			continue
		}
		ways, ok := p.waysOf(e, true)
		for _, w := range ways {
			if of == "" && w.To.Class == "" {
				return nil, false
			}
			if of != "" || w.To.Class == class {
				out = append(out, taker{w, e.To.Mode})
			}
		}
		if !ok {
			return nil, false
		}
	}
	t.of[class] = out
	return out, true
}

// findTakes finds all places where the package takes locks of sync.
func (p *Package) findTakes() *takings {
	t := &takings{of: make(map[identity.Class][]taker)}
	for _, e := range p.Writes {
		if e.To.Witness.Depth() <= 1 {
			t.sites = append(t.sites, e)
		}
	}
	seen := make(map[ssa.CallInstruction]bool) // calls whose callees are known
	for _, site := range p.toldAround {
		seen[site] = true
	}
	for _, calls := range p.incoming {
		for _, in := range calls {
			seen[in.Site] = true
		}
	}
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if e, ok := p.takeAt(fn, instr); ok {
					t.sites = append(t.sites, e)
				}
				t.loose = t.loose || loosens(instr, seen)
			}
		}
	}
	return t
}

// takeAt is a call that takes a lock, but for those that wait to write: of these flow
// tells more.
func (p *Package) takeAt(fn *ssa.Function, instr ssa.Instruction) (*flow.Edge, bool) {
	call, ok := instr.(ssa.CallInstruction)
	if !ok || p.never(instr) {
		return nil, false
	}
	mode, takes := takesLock(call.Common().StaticCallee())
	_, spawned := instr.(*ssa.Go)
	if !takes || mode == identity.Write && call.Common().StaticCallee().Name() == "Lock" && !spawned {
		return nil, false
	}
	r := p.resolver(fn)
	path := r.Val(call.Common().Args[0]).Path
	e := &flow.Edge{To: model.Acquire{Lock: identity.Lock{Path: path, Class: r.ClassOf(path)}, Mode: mode}, Func: fn, At: instr, Site: flow.Position(instr)}
	if spawned {
		e.Spawned = model.Spawned
	}
	return e, true
}

// takesLock reports whether fn is a method of sync that takes a lock, and how.
func takesLock(fn *ssa.Function) (identity.Mode, bool) {
	if fn == nil || len(fn.FreeVars) > 0 {
		return 0, false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return 0, false
	}
	s := model.Primitives[obj.FullName()]
	if s == nil || len(s.Exits) == 0 || len(s.Exits[0].Held) == 0 || s.Exits[0].Held[0].Kind != identity.Mutex {
		return 0, false
	}
	return s.Exits[0].Held[0].Mode, true
}

// loosens reports whether an instruction lets a pointer to a lock, or a method that takes
// one, go where it is not followed. A variable that is set once, and what functions that
// are known are passed, is followed.
func loosens(instr ssa.Instruction, seen map[ssa.CallInstruction]bool) bool {
	if made, ok := instr.(*ssa.MakeInterface); ok && canLock(made.X.Type()) {
		return true
	}
	var room [8]*ssa.Value
	for _, op := range instr.Operands(room[:0]) {
		if *op == nil {
			continue
		}
		if fn, ok := (*op).(*ssa.Function); ok && !isCallee(instr, fn) && strings.Contains(fn.Synthetic, "for func (*sync.") {
			return fn.Object() == nil || !strings.HasSuffix(fn.Object().Name(), "Unlock")
		}
		if !isLockPointer((*op).Type()) {
			continue
		}
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			callee := instr.Common().StaticCallee()
			if !seen[instr] && (callee == nil || !isSync(callee) && len(callee.Blocks) == 0) {
				return true
			}
		case *ssa.Store:
			to, ok := instr.Addr.(*ssa.Alloc)
			if instr.Val == *op && (!ok || storesTo(to) > 1) {
				return true
			}
		case *ssa.DebugRef, *ssa.FieldAddr, *ssa.BinOp, *ssa.MakeClosure, *ssa.UnOp:
		default:
			return true
		}
	}
	return false
}

// canLock reports whether a type has a method of sync that takes a lock.
func canLock(t types.Type) bool {
	methods := types.NewMethodSet(t)
	for m := range methods.Methods() {
		if fn, ok := m.Obj().(*types.Func); ok && fn.Pkg() != nil && fn.Pkg().Path() == "sync" && strings.HasSuffix(fn.Name(), "Lock") {
			return true
		}
	}
	return false
}

func isLockPointer(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok || !model.IsPrimitive(ptr) {
		return false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && (named.Obj().Name() == "Mutex" || named.Obj().Name() == "RWMutex")
}

func isSync(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.Pkg() != nil && obj.Pkg().Path() == "sync"
}

func storesTo(to *ssa.Alloc) int {
	n := 0
	for _, ref := range *to.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == to {
			n++
		}
	}
	return n
}
