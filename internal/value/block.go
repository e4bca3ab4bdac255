package value

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// InLoop reports whether control can come back to the block.
func InLoop(b *ssa.BasicBlock) bool { return Reaches(b, b) }

// Reaches reports whether a path of at least one step leads from a to b.
func Reaches(a, b *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	todo := slices.Clone(a.Succs)
	for len(todo) > 0 {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if c == b {
			return true
		}
		if !seen[c] {
			seen[c] = true
			todo = append(todo, c.Succs...)
		}
	}
	return false
}

// After reports whether control can come to instr after from, both of one function.
func After(from, instr ssa.Instruction) bool {
	return Precedes(from, instr) || Reaches(from.Block(), instr.Block())
}

// Precedes reports whether a comes before b in one block.
func Precedes(a, b ssa.Instruction) bool {
	block := a.Block()
	return block == b.Block() && slices.Index(block.Instrs, a) < slices.Index(block.Instrs, b)
}
