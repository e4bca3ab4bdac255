package value

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// LockExpr is the lock that a call locks, as the source writes it. SSA no
// longer knows what a variable was called that holds the answer of a call; then
// the syntax is asked.
func LockExpr(call ssa.CallInstruction) string {
	common := call.Common()
	lock := common.Value
	if !common.IsInvoke() {
		lock = common.Args[0]
	}
	text := Expr(lock)
	if text != "" && !strings.Contains(text, "(") {
		return text
	}
	written := receiver(call)
	if written == "" {
		return text
	}
	for _, field := range embedded(lock) {
		if !strings.HasSuffix(written, "."+field) {
			written += "." + field
		}
	}
	return written
}

// receiver is what a method is called on, as the source writes it.
func receiver(call ssa.CallInstruction) string {
	syntax := call.Parent().Syntax()
	if syntax == nil {
		return ""
	}
	text := ""
	ast.Inspect(syntax, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || c.Lparen != call.Common().Pos() {
			return true
		}
		if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
			text = types.ExprString(sel.X)
		}
		return true
	})
	return text
}

// ChannelExpr is the channel v of an operation at pos in fn, as the source writes it.
func ChannelExpr(fn *ssa.Function, pos token.Pos, v ssa.Value) string {
	text, syntax := Expr(v), fn.Syntax()
	if text != "" && !strings.Contains(text, "(") || syntax == nil {
		return text
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		var channel ast.Expr
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if n.OpPos == pos {
				channel = n.X
			}
		case *ast.SendStmt:
			if n.Arrow == pos {
				channel = n.Chan
			}
		case *ast.RangeStmt:
			if n.For == pos {
				channel = n.X
			}
		case *ast.CallExpr: // of close
			if n.Lparen == pos && len(n.Args) == 1 {
				channel = n.Args[0]
			}
		}
		if channel != nil {
			text = types.ExprString(channel)
		}
		return true
	})
	return text
}

// embedded are the embedded fields that lead to the lock without being written.
func embedded(lock ssa.Value) []string {
	var names []string
	for {
		field, ok := lock.(*ssa.FieldAddr)
		if !ok {
			return names
		}
		st, ok := structOf(field.X.Type())
		if !ok || !st.Field(field.Field).Embedded() {
			return names
		}
		names = append([]string{st.Field(field.Field).Name()}, names...)
		lock = field.X
	}
}
