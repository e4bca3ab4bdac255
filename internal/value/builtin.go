package value

import "golang.org/x/tools/go/ssa"

// Builtin is the name of the predeclared function that a call is of, append or close; empty
// if it is of none.
func Builtin(call *ssa.CallCommon) string {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		return b.Name()
	}
	return ""
}
