package explore

import "github.com/lockorder/lockorder/internal/oracle/program"

// A code is the body of a function, or its release, with its blocks laid out one
// after the other: a place in it is a number then.
type code []instr

type instr struct {
	kind instrKind
	stmt *program.Stmt // unless it is a jump
	to   int           // the place that is next instead
}

type instrKind int

const (
	plain instrKind = iota // a statement without blocks
	test                   // of what branches; to is what follows its Then
	again                  // the head of a loop; to is what follows the loop
	jump
)

// compile lays out a body.
func compile(b program.Block) code {
	c := &compiler{}
	c.block(b)
	return c.code
}

type compiler struct {
	code  code
	loops []loop // that surround this place
}

// A loop has a head, and jumps out of it that do not know yet where to.
type loop struct {
	head  int
	exits []int
}

func (c *compiler) emit(kind instrKind, stmt *program.Stmt, to int) int {
	c.code = append(c.code, instr{kind, stmt, to})
	return len(c.code) - 1
}

func (c *compiler) block(b program.Block) {
	for i := range b {
		c.stmt(&b[i])
	}
}

func (c *compiler) stmt(s *program.Stmt) {
	switch {
	case s.Branches():
		c.branches(s)
	case s.Repeats():
		c.loop(s)
	case s.Op == program.Break, s.Op == program.Continue:
		l := &c.loops[len(c.loops)-1]
		if i := c.emit(jump, nil, l.head); s.Op == program.Break {
			l.exits = append(l.exits, i)
		}
	default:
		c.emit(plain, s, 0)
	}
}

func (c *compiler) branches(s *program.Stmt) {
	head := c.emit(test, s, 0)
	c.block(s.Then)
	end := c.emit(jump, nil, 0)
	c.code[head].to = len(c.code)
	c.block(s.Else)
	c.code[end].to = len(c.code)
}

func (c *compiler) loop(s *program.Stmt) {
	head := c.emit(again, s, 0)
	c.loops = append(c.loops, loop{head: head})
	c.block(s.Then)
	c.emit(jump, nil, head)
	l := c.loops[len(c.loops)-1]
	c.loops = c.loops[:len(c.loops)-1]
	c.code[head].to = len(c.code)
	for _, i := range l.exits {
		c.code[i].to = len(c.code)
	}
}
