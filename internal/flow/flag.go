package flow

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A send is *flagged* if the function comes to it only by the value of a field that
// it also sets: who sends says that there is a message, and nobody sends another
// until the flag is taken back, mostly by who has received. One message fits into
// any buffer. Errs to misses: the flag may be another's affair.

// flagged reports whether the way to an instruction leads over a test of a field
// that its function stores to.
func (f *function) flagged(instr ssa.Instruction) bool {
	for b := instr.Block(); b.Idom() != nil; b = b.Idom() {
		above := b.Idom()
		test, ok := above.Instrs[len(above.Instrs)-1].(*ssa.If)
		if ok && len(b.Preds) == 1 && f.tests(test.Cond, 0) {
			return true
		}
	}
	return false
}

// maxTest bounds the operands of a condition that are looked at.
const maxTest = 4

// tests reports whether a condition speaks of a field that the function stores to.
func (f *function) tests(cond ssa.Value, depth int) bool {
	if depth > maxTest {
		return false
	}
	switch v := cond.(type) {
	case *ssa.BinOp:
		return f.tests(v.X, depth+1) || f.tests(v.Y, depth+1)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return f.sets(fieldAt(v.X))
		}
		return f.tests(v.X, depth+1)
	case *ssa.Call:
		return isAtomic(v.Common()) && f.sets(fieldAt(v.Call.Args[0]))
	}
	return false
}

// fieldAt is the field at an address, or nil.
func fieldAt(addr ssa.Value) *types.Var {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return fa.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct).Field(fa.Field)
}

// sets reports whether the function stores to a field.
func (f *function) sets(field *types.Var) bool {
	if f.fields == nil {
		f.fields = make(map[*types.Var]bool)
		for _, b := range f.r.Fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Store:
					f.fields[fieldAt(instr.Addr)] = true
				case *ssa.Call:
					if call := instr.Common(); isAtomic(call) && call.StaticCallee().Name() != "Load" {
						f.fields[fieldAt(call.Args[0])] = true
					}
				}
			}
		}
		delete(f.fields, nil)
	}
	return f.fields[field]
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
