package render

import (
	"fmt"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A body is a function being written.
type body struct {
	*file
	fn     *program.Func
	vars   variables
	values int  // functions put in variables so far
	guard  bool // we are in the guard that the function returns
	keeps  bool // what it takes is put in a field
}

func newBody(f *file, fn *program.Func) *body {
	return &body{file: f, fn: fn, vars: place(fn)}
}

// body writes what is between the braces of a function.
func (f *file) body(i int) {
	fn := &f.p.Funcs[i]
	b := newBody(f, fn)
	b.keeps = i%2 == 1
	if flags := b.vars.top(isFlag, flagName); flags != "" {
		b.line("var %s bool", flags)
	}
	if guards := b.vars.top(isGuard, guardName); guards != "" {
		b.line("var %s func()", guards)
	}
	body := fn.Body
	if n := len(body); n > 0 && result(fn) == "" && body[n-1].Op == program.Return {
		body = body[:n-1]
	}
	b.block(body)
	if !body.Ends() && result(fn) != "" {
		b.leave(program.Cond{Kind: program.Always, Not: true})
	}
}

// leave writes a return: with the flag if there is one, with the guard if there
// is one.
func (b *body) leave(c program.Cond) {
	switch {
	case b.guard || result(b.fn) == "":
		b.line("return")
	case b.fn.Reports:
		b.line("return %s", b.cond(c))
	default:
		b.release()
	}
}

// release returns the guard: the method of the lock itself if that is all.
func (b *body) release() {
	if r := b.fn.Release; len(r) == 1 && !r[0].Defer && !b.o.Hook {
		if method, ok := unlocks[r[0].Op]; ok {
			b.line("return %s.%s", b.lock(r[0].Lock), method)
			return
		}
	}
	b.line("return func() {")
	b.guard = true
	b.block(b.fn.Release)
	b.guard = false
	b.line("}")
}

var locks = map[program.Op]string{program.Acquire: "Lock", program.AcquireRead: "RLock"}
var unlocks = map[program.Op]string{program.Unlock: "Unlock", program.UnlockRead: "RUnlock"}
var tries = map[program.Op]string{program.Try: "TryLock", program.TryRead: "TryRLock"}

func (b *body) block(list program.Block) {
	for i := range list {
		b.stmt(&list[i])
	}
}

func (b *body) stmt(s *program.Stmt) {
	if s.Locks() && b.o.Hook && !s.Defer {
		b.line("yield()")
	}
	switch s.Op {
	case program.Acquire, program.AcquireRead:
		b.line("%s.%s()", b.lock(s.Lock), locks[s.Op])
	case program.Unlock, program.UnlockRead:
		b.unlock(s)
	case program.Try, program.TryRead:
		b.branch(fmt.Sprintf("%s.%s()", b.lock(s.Lock), tries[s.Op]), s)
	case program.If:
		b.branch(b.cond(s.Cond), s)
	case program.Loop:
		if cond := b.cond(s.Cond); cond == "true" {
			b.line("for {")
		} else {
			b.line("for %s {", cond)
		}
		b.block(s.Then)
		b.line("}")
	case program.Break:
		b.line("break")
	case program.Continue:
		b.line("continue")
	case program.Return:
		b.leave(s.Cond)
	case program.Set:
		b.set(s)
	default:
		if s.Op >= program.Go {
			b.wait(s)
		} else {
			b.callStmt(s)
		}
	}
}

func (b *body) callStmt(s *program.Stmt) {
	switch {
	case s.Op == program.DropGuard && s.Defer:
		b.line("defer %s()", guardName(s.Local))
	case s.Op == program.DropGuard:
		b.line("%s()", guardName(s.Local))
	case s.Op == program.Do:
		b.callBy(b.lock(s.Lock)+".Do", &s.Call)
	case s.Defer:
		b.deferCall(&s.Call)
	default:
		b.call(&s.Call, b.result(s), b.vars.declares[s])
	}
}

// result is the variable for what a call returns, unless nobody looks at it.
func (b *body) result(s *program.Stmt) string {
	switch {
	case s.Op == program.Ask && b.vars.used[variable{isFlag, s.Local}]:
		return flagName(s.Local)
	case s.Op == program.TakeGuard && b.vars.used[variable{isGuard, s.Local}]:
		return guardName(s.Local)
	}
	return ""
}

func (b *body) unlock(s *program.Stmt) {
	call := fmt.Sprintf("%s.%s()", b.lock(s.Lock), unlocks[s.Op])
	switch {
	case s.Defer && b.o.Hook:
		b.line("defer func() {\nyield()\n%s\n}()", call)
	case s.Defer:
		b.line("defer %s", call)
	default:
		b.line("%s", call)
	}
}

// branch writes an if. What follows a branch that does not end needs no else.
func (b *body) branch(cond string, s *program.Stmt) {
	then, other := s.Then, s.Else
	if len(then) == 0 && len(other) > 0 {
		then, other, cond = other, nil, negated(cond)
	}
	b.line("if %s {", cond)
	b.block(then)
	if then.Ends() {
		b.line("}")
		b.block(other)
		return
	}
	if len(other) > 0 {
		b.line("} else {")
		b.block(other)
	}
	b.line("}")
}

func negated(cond string) string {
	switch {
	case cond == "true":
		return "false"
	case cond == "false":
		return "true"
	case strings.HasPrefix(cond, "!"):
		return cond[1:]
	}
	return "!" + cond
}

// set writes the setting of a flag. One that nobody looks at is not declared.
func (b *body) set(s *program.Stmt) {
	value, name := b.cond(s.Cond), flagName(s.Local)
	switch {
	case !b.vars.used[variable{isFlag, s.Local}], value == name:
		b.line("_ = %s", value)
	case b.vars.declares[s]:
		b.line("%s := %s", name, value)
	default:
		b.line("%s = %s", name, value)
	}
}

func (b *body) cond(c program.Cond) string {
	text := "true"
	switch c.Kind {
	case program.Unknown:
		b.imports["math/rand"] = true
		text = "coin()"
	case program.Flag:
		text = flagName(c.Index)
	case program.Shared:
		text = b.shared(c.Lock)
	}
	if c.Not {
		return negated(text)
	}
	return text
}
