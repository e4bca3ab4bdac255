package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A variable is a local one of a function: a flag or a guard.
type variable struct {
	kind  variableKind
	index int
}

type variableKind int

const (
	isFlag variableKind = iota
	isGuard
)

func flagName(i int) string  { return fmt.Sprintf("ok%d", i) }
func guardName(i int) string { return fmt.Sprintf("release%d", i) }

// variables says where the variables of a function are declared: by the first
// statement that sets one, if all others are in that block or further in, and
// else at the top.
type variables struct {
	used     map[variable]bool          // somebody looks at it
	declares map[*program.Stmt]bool     // statements that declare what they set
	first    map[variable]*program.Stmt // nil if that is not one that sets it
	outer    map[variable]bool          // some use is outside of the block of the first
}

// place finds out where the variables of a function are declared.
func place(fn *program.Func) variables {
	v := variables{make(map[variable]bool), make(map[*program.Stmt]bool), make(map[variable]*program.Stmt), make(map[variable]bool)}
	blocks := make(map[variable][]int)
	v.block(fn, fn.Body, nil, blocks)
	for x, s := range v.first {
		parameter := x.kind == isFlag && x.index < fn.Flags
		switch {
		case parameter:
			v.used[x] = true
			v.outer[x] = false
		case s != nil && !v.outer[x] && v.used[x]:
			v.declares[s] = true
		default:
			v.outer[x] = v.used[x]
		}
	}
	return v
}

// block notes the uses in a block, which is told by the way that leads there.
func (v variables) block(fn *program.Func, list program.Block, way []int, blocks map[variable][]int) {
	for i := range list {
		s := &list[i]
		for _, c := range fn.Conds(s) {
			if c.Kind == program.Flag {
				v.read(variable{isFlag, c.Index}, way, blocks)
			}
		}
		switch s.Op {
		case program.Set, program.Ask:
			v.note(variable{isFlag, s.Local}, s, way, blocks)
		case program.TakeGuard:
			v.note(variable{isGuard, s.Local}, s, way, blocks)
		case program.DropGuard:
			v.read(variable{isGuard, s.Local}, way, blocks)
		}
		v.block(fn, s.Then, append(slices.Clone(way), 2*i), blocks)
		v.block(fn, s.Else, append(slices.Clone(way), 2*i+1), blocks)
	}
}

func (v variables) read(x variable, way []int, blocks map[variable][]int) {
	v.used[x] = true
	v.note(x, nil, way, blocks)
}

func (v variables) note(x variable, s *program.Stmt, way []int, blocks map[variable][]int) {
	if _, seen := v.first[x]; !seen {
		v.first[x], blocks[x] = s, way
		return
	}
	first := blocks[x]
	if len(way) < len(first) || !slices.Equal(way[:len(first)], first) {
		v.outer[x] = true
	}
}

// top lists the variables of a kind that are declared at the top.
func (v variables) top(kind variableKind, name func(int) string) string {
	var list []int
	for x, outer := range v.outer {
		if x.kind == kind && outer {
			list = append(list, x.index)
		}
	}
	slices.Sort(list)
	var names []string
	for _, i := range list {
		names = append(names, name(i))
	}
	return strings.Join(names, ", ")
}
