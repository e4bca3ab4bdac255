package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/model"
)

// A send is *flagged* if the function comes to it only by the value of a field, or a
// captured variable, that it also sets: who sends says that there is a message, and
// nobody sends another until the flag is taken back, mostly by who has received. One
// message fits into any buffer. Errs to misses: the flag may be another's affair.

// flagged reports whether the way to an instruction leads over a test of a flag
// that its function stores to.
func (f *function) flagged(instr ssa.Instruction) bool {
	if f.flags == nil {
		f.flags = Sets(f.r.Fn)
	}
	return slices.ContainsFunc(tests(instr), func(flag model.Flag) bool { return f.flags[flag] })
}

// tests are the flags that are tested on every way to an instruction.
func tests(instr ssa.Instruction) []model.Flag {
	var out []model.Flag
	for b := instr.Block(); b.Idom() != nil; b = b.Idom() {
		above := b.Idom()
		if test, ok := above.Instrs[len(above.Instrs)-1].(*ssa.If); ok && len(b.Preds) == 1 {
			out = speaksOf(out, test.Cond, 0)
		}
	}
	return out
}

// maxTest bounds the operands of a condition that are looked at.
const maxTest = 4

// speaksOf adds the flags that a condition speaks of.
func speaksOf(out []model.Flag, cond ssa.Value, depth int) []model.Flag {
	if depth > maxTest {
		return out
	}
	var addr ssa.Value
	switch v := cond.(type) {
	case *ssa.BinOp:
		return speaksOf(speaksOf(out, v.X, depth+1), v.Y, depth+1)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return speaksOf(out, v.X, depth+1)
		}
		addr = v.X
	case *ssa.Call:
		if isAtomic(v.Common()) {
			addr = v.Call.Args[0]
		}
	}
	if flag := flagAt(addr); flag != nil {
		out = append(out, flag)
	}
	return out
}

// flagAt is the field at an address, or the variable that literals capture, or nil.
func flagAt(addr ssa.Value) model.Flag {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		return addr.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct).Field(addr.Field)
	case *ssa.Alloc:
		if addr.Heap {
			return addr
		}
	case *ssa.FreeVar:
		if made := *addr.Parent().Referrers(); len(made) == 1 {
			if mc, ok := made[0].(*ssa.MakeClosure); ok {
				return flagAt(mc.Bindings[slices.Index(addr.Parent().FreeVars, addr)])
			}
		}
	}
	return nil
}

// Sets are the flags that a function stores to.
func Sets(fn *ssa.Function) map[model.Flag]bool {
	out := make(map[model.Flag]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				out[flagAt(instr.Addr)] = true
			case *ssa.Call:
				if call := instr.Common(); isAtomic(call) && call.StaticCallee().Name() != "Load" {
					out[flagAt(call.Args[0])] = true
				}
			}
		}
	}
	delete(out, nil)
	return out
}

// Marks are the flags that a function puts up, by a constant or something new, and
// those that it takes down again, to their zero.
func Marks(fn *ssa.Function) (up, down map[model.Flag]bool) {
	up, down = make(map[model.Flag]bool), make(map[model.Flag]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			switch v := store.Val.(type) {
			case *ssa.Const:
				if v.Value == nil || v.Value.Kind() == constant.Bool && !constant.BoolVal(v.Value) {
					down[flagAt(store.Addr)] = true
				} else if v.Value.Kind() == constant.Bool {
					up[flagAt(store.Addr)] = true
				}
			case *ssa.MakeChan, *ssa.Alloc:
				up[flagAt(store.Addr)] = true
			}
		}
	}
	delete(up, nil)
	delete(down, nil)
	return up, down
}

// isAtomic holds for calls of the methods of sync/atomic's types.
func isAtomic(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && strings.HasPrefix(obj.FullName(), "(*sync/atomic.")
}
