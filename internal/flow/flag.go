package flow

import (
	"go/token"
	"go/types"
	"slices"
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
	if f.fields == nil {
		f.fields = Sets(f.r.Fn)
	}
	return slices.ContainsFunc(tests(instr), func(field *types.Var) bool { return f.fields[field] })
}

// tests are the fields that are tested on every way to an instruction.
func tests(instr ssa.Instruction) []*types.Var {
	var out []*types.Var
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

// speaksOf adds the fields that a condition speaks of.
func speaksOf(out []*types.Var, cond ssa.Value, depth int) []*types.Var {
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
	if field := fieldAt(addr); field != nil {
		out = append(out, field)
	}
	return out
}

// fieldAt is the field at an address, or nil.
func fieldAt(addr ssa.Value) *types.Var {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return fa.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct).Field(fa.Field)
}

// Sets are the fields that a function stores to.
func Sets(fn *ssa.Function) map[*types.Var]bool {
	out := make(map[*types.Var]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				out[fieldAt(instr.Addr)] = true
			case *ssa.Call:
				if call := instr.Common(); isAtomic(call) && call.StaticCallee().Name() != "Load" {
					out[fieldAt(call.Args[0])] = true
				}
			}
		}
	}
	delete(out, nil)
	return out
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
