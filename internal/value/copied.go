package value

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A copy of a list has the elements of the list: what calls those in a copy, made to call
// them without the lock of the list, calls what was put into the list. Errs to reports
// where the list has changed since, as an element that is loaded does.

// copyOf is the list of which an append to an empty one makes a copy; nil if it is none.
func copyOf(call *ssa.Call) ssa.Value {
	if Builtin(&call.Call) != "append" || len(call.Call.Args) != 2 || !isEmpty(call.Call.Args[0]) || len(elements(call.Call.Args[1])) > 0 {
		return nil
	}
	return call.Call.Args[1]
}

// isEmpty holds for a list without elements, as it is written: nil, []T{}, make([]T, 0, n)
// and s[:0].
func isEmpty(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.IsNil()
	case *ssa.MakeSlice:
		return isZero(v.Len)
	case *ssa.Slice:
		if ptr, ok := v.X.Type().Underlying().(*types.Pointer); ok {
			array, ok := ptr.Elem().Underlying().(*types.Array)
			return ok && array.Len() == 0 || isZero(v.High)
		}
		return isZero(v.High)
	}
	return false
}

func isZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Sign(c.Value) == 0
}
