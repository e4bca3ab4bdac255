package render

import (
	"fmt"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// ref is an object, as the operand of a selector.
func (b *body) ref(r program.Ref) string {
	if r.Param {
		return paramName(r.Index)
	}
	return b.object(r.Index)
}

// pointer is an object as an argument.
func (b *body) pointer(r program.Ref) string {
	t := &b.p.Types[b.p.TypeOf(b.fn, r)]
	if r.Param || b.o.Pointers || isChannel(t) || isMade(t) {
		return b.ref(r)
	}
	return "&" + b.ref(r)
}

// lock is a lock, as the operand of a selector.
func (b *body) lock(l program.Lock) string {
	t := &b.p.Types[b.p.TypeOf(b.fn, l.Ref)]
	if t.Bare || t.Embedded && l.Field == 0 {
		return b.ref(l.Ref)
	}
	return b.ref(l.Ref) + "." + fieldName(t, l.Field)
}

// target is what is called, and with which arguments.
func (b *body) target(c *program.Call) (target, args string) {
	fn, name := &b.p.Funcs[c.Func], b.funcName(c.Func)
	var list []string
	for _, r := range c.Args {
		list = append(list, b.pointer(r))
	}
	for _, flag := range c.Flags {
		list = append(list, b.cond(flag))
	}
	if c.Passed != nil {
		list = append(list, b.passed(c.Passed))
	}
	switch fn.Style {
	case program.Function, program.Literal:
		target = b.qualified(name, fn.Library)
	case program.Method:
		target, list = b.ref(c.Args[0])+"."+name, list[1:]
	case program.Field:
		target = b.qualified(export("h", fn.Library), fn.Library) + "." + name
	case program.Interface:
		target = b.qualified(b.holder(c.Func), fn.Library) + "." + name
	case program.Generic:
		target = b.qualified(name, fn.Library)
		if genericOwner(c.Func) {
			owner := export(fmt.Sprintf("g%d", c.Func), fn.Library && b.exported[c.Func])
			target = b.qualified(owner, fn.Library) + "[int]{}." + name
		} else {
			list = append(list, "0")
		}
	}
	return target, strings.Join(list, ", ")
}

// passed is a function as an argument. It needs no closure if there is nothing to
// bind.
func (b *body) passed(c *program.Call) string {
	target, args := b.target(c)
	if args == "" && result(&b.p.Funcs[c.Func]) == "" {
		return target
	}
	return fmt.Sprintf("func() { %s(%s) }", target, args)
}

// value writes what it takes for a call of Via Value: the function is put in a
// variable, whose name is returned.
func (b *body) value(c *program.Call, target string) string {
	b.values++
	if fn := &b.p.Funcs[c.Func]; fn.Style == program.Generic && !genericOwner(c.Func) {
		target += "[int]"
	}
	name := fmt.Sprintf("fn%d", b.values)
	b.line("%s := %s", name, target)
	return name
}

// call writes a call. What it returns goes to a variable, which is declared if
// declare is true, or nowhere if that is empty.
func (b *body) call(c *program.Call, to string, declare bool) {
	target, args := b.target(c)
	set, returns := "", ""
	if to != "" {
		set, returns = to+" = ", "return "
		if declare && c.Via != program.Callback {
			set = to + " := "
		}
	}
	typ := ""
	if to != "" {
		typ = " " + result(&b.p.Funcs[c.Func])
	}
	switch c.Via {
	case program.Direct:
		b.line("%s%s(%s)", set, target, args)
	case program.Wrapped:
		b.line("%sfunc()%s { %s%s(%s) }()", set, typ, returns, target, args)
	case program.Value:
		b.line("%s%s(%s)", set, b.value(c, target), args)
	case program.Callback:
		if declare {
			b.line("var %s%s", to, typ)
		}
		b.file.run = true
		b.line("run(func() { %s%s(%s) })", set, target, args)
	}
}

// deferCall writes a call for the end of the function.
func (b *body) deferCall(c *program.Call) {
	target, args := b.target(c)
	switch c.Via {
	case program.Direct:
		b.line("defer %s(%s)", target, args)
	case program.Wrapped:
		b.line("defer func() { %s(%s) }()", target, args)
	case program.Value:
		b.line("defer %s(%s)", b.value(c, target), args)
	case program.Callback:
		b.file.run = true
		b.line("defer run(func() { %s(%s) })", target, args)
	}
}

// callBy writes a call by a method of something, such as the Do of a Once. It
// needs no closure if there is nothing to pass.
func (b *body) callBy(method string, c *program.Call) {
	target, args := b.target(c)
	call := fmt.Sprintf("%s(%s)", target, args)
	plain := args == "" && result(&b.p.Funcs[c.Func]) == ""
	switch c.Via {
	case program.Value:
		value := b.value(c, target)
		call, target = fmt.Sprintf("%s(%s)", value, args), value
	case program.Callback:
		b.file.run = true
		call, plain = fmt.Sprintf("run(func() { %s })", call), false
	case program.Wrapped:
		plain = false
	}
	if plain {
		b.line("%s(%s)", method, target)
	} else {
		b.line("%s(func() { %s })", method, call)
	}
}
