package render

import (
	"fmt"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// methods are what is called to wait, and to end waits.
var methods = map[program.Op]string{
	program.Done: "Done", program.Wait: "Wait", program.CondWait: "Wait", program.Signal: "Signal", program.Broadcast: "Broadcast",
}

// wait writes a statement by which goroutines wait for each other, or that
// starts one.
func (b *body) wait(s *program.Stmt) {
	switch s.Op {
	case program.Go:
		b.goCall(&s.Call)
	case program.Taken:
		b.taken()
	case program.GoIn:
		b.callBy(b.lock(s.Lock)+".Go", &s.Call)
	case program.Add:
		b.line("%s.Add(%d)", b.lock(s.Lock), s.Local)
	case program.Receive:
		b.line("<-%s", b.lock(s.Lock))
	case program.Range:
		b.line("for range %s {", b.lock(s.Lock))
		b.block(s.Then)
		b.line("}")
	case program.SelectSend, program.SelectReceive, program.TrySend, program.TryReceive:
		b.choice(s)
	case program.Assign:
		b.assign(s)
	case program.Send:
		b.putOff(s, b.send(s.Lock), true)
	case program.Close:
		b.putOff(s, fmt.Sprintf("close(%s)", b.lock(s.Lock)), false)
	default:
		b.putOff(s, fmt.Sprintf("%s.%s()", b.lock(s.Lock), methods[s.Op]), false)
	}
}

// taken calls the function that this one takes: as it is, or, if the function has
// an odd number, out of the field of a struct that it is put in.
func (b *body) taken() {
	if b.keeps {
		b.file.keeper = true
		b.line("k := &keeper{f: %s}\nk.call()", takenName)
	} else {
		b.line("%s()", takenName)
	}
}

func (b *body) send(l program.Lock) string { return b.lock(l) + " <- struct{}{}" }

// putOff writes a statement, for the end of the function if it is deferred.
func (b *body) putOff(s *program.Stmt, text string, closure bool) {
	switch {
	case s.Defer && b.o.Hook:
		b.line("defer func() {\nyield()\n%s\n}()", text)
	case s.Defer && closure:
		b.line("defer func() { %s }()", text)
	case s.Defer:
		b.line("defer %s", text)
	default:
		b.line("%s", text)
	}
}

// choice writes a select.
func (b *body) choice(s *program.Stmt) {
	b.line("select {")
	if s.Op == program.SelectSend || s.Op == program.TrySend {
		b.line("case %s:", b.send(s.Lock))
	} else {
		b.line("case <-%s:", b.lock(s.Lock))
	}
	b.block(s.Then)
	if s.Selects() {
		b.line("case <-%s:", b.lock(s.Quit))
	} else {
		b.line("default:")
	}
	b.block(s.Else)
	b.line("}")
}

func (b *body) assign(s *program.Stmt) {
	if b.kindOf(s.Lock) == program.AtomicBool {
		b.line("%s.Store(%s)", b.lock(s.Lock), b.cond(s.Cond))
	} else {
		b.line("%s = %s", b.lock(s.Lock), b.cond(s.Cond))
	}
}

// shared is what a variable that goroutines share says.
func (b *body) shared(l program.Lock) string {
	if b.kindOf(l) == program.AtomicBool {
		return b.lock(l) + ".Load()"
	}
	return b.lock(l)
}

func (b *body) kindOf(l program.Lock) program.Kind {
	return b.p.Types[b.p.TypeOf(b.fn, l.Ref)].Locks[l.Field]
}

// goCall starts a goroutine.
func (b *body) goCall(c *program.Call) {
	target, args := b.target(c)
	switch c.Via {
	case program.Direct:
		b.line("go %s(%s)", target, args)
	case program.Wrapped:
		b.line("go func() { %s(%s) }()", target, args)
	case program.Value:
		b.line("go %s(%s)", b.value(c, target), args)
	case program.Callback:
		b.file.goes = true
		b.line("start(func() { %s(%s) })", target, args)
	}
}
