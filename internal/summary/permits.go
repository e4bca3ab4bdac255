package summary

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// OnePermit reports whether a semaphore is a mutex: all that the package keeps at the
// place that names the class have one permit, and others do not name that place. Two
// goroutines cannot both have it then.
func (p *Package) OnePermit(class identity.Class) bool {
	if p.permits == nil {
		p.permits = p.findPermits()
	}
	return p.permits[class] && !lockableOutside(class)
}

// findPermits are the classes of which semaphores are kept: whether all have one permit.
func (p *Package) findPermits() map[identity.Class]bool {
	out := make(map[identity.Class]bool)
	weighted := p.semaphoreType()
	if weighted == nil {
		return out
	}
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				ptr, ok := st.Val.Type().Underlying().(*types.Pointer)
				if !ok || !types.Identical(ptr.Elem().Underlying(), weighted) {
					continue
				}
				r := p.resolver(fn)
				class := r.ClassOf(r.Val(st.Addr).Path.Load())
				before, known := out[class]
				out[class] = onePermit(st.Val, 0) && (before || !known)
			}
		}
	}
	return out
}

// semaphoreType is the struct of a weighted semaphore, if the program knows it.
func (p *Package) semaphoreType() types.Type {
	pkg := p.prog.ImportedPackage("golang.org/x/sync/semaphore")
	if pkg == nil || pkg.Type("Weighted") == nil {
		return nil
	}
	return pkg.Type("Weighted").Type().Underlying()
}

// maxMaker bounds the functions between where a semaphore is made and where it is
// kept. Errs to reports.
const maxMaker = 3

// onePermit reports whether v is a semaphore that is made with one permit, here or by
// a function of the package that returns it.
func onePermit(v ssa.Value, depth int) bool {
	if conv, ok := v.(*ssa.ChangeType); ok {
		return onePermit(conv.X, depth)
	}
	call, ok := v.(*ssa.Call)
	if !ok || depth > maxMaker {
		return false
	}
	fn := call.Call.StaticCallee()
	if fn == nil {
		return false
	}
	if obj, ok := fn.Object().(*types.Func); ok && obj.FullName() == "golang.org/x/sync/semaphore.NewWeighted" {
		n, ok := call.Call.Args[0].(*ssa.Const)
		return ok && constant.Compare(n.Value, token.EQL, constant.MakeInt64(1))
	}
	returns := 0
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			if len(ret.Results) != 1 || !onePermit(ret.Results[0], depth+1) {
				return false
			}
			returns++
		}
	}
	return returns > 0
}
