package summary

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

// TestSlots asks of what is done to the channels X.c which of them are locks, and how
// a slot is taken.
func TestSlots(t *testing.T) {
	const (
		one   = "func newX() *X { return &X{c: make(chan struct{}, 1)} }\n"
		three = "func newX() *X { return &X{c: make(chan struct{}, 3)} }\n"
		token = "func newX() *X { v := &X{c: make(chan struct{}, 1)}; v.c <- struct{}{}; return v }\n"
		use   = "func (v *X) use() { v.c <- struct{}{}; work(); <-v.c }\n"
	)
	for _, tt := range []struct {
		name, src, want string
	}{
		{"sends, then receives", one + use, "one by send"},
		{"several slots", three + use, "many by send"},
		{"as many as is computed", "func newX(n int) *X { return &X{c: make(chan struct{}, n)} }\n" + use, "many by send"},
		{"no room", "func newX() *X { return &X{c: make(chan struct{})} }\n" + use, ""},
		{"room for some", one + "func otherX() *X { return &X{c: make(chan struct{})} }\n" + use, ""},
		{"nobody makes one", use, ""},
		{"a token", token + "func (v *X) use() { <-v.c; work(); v.c <- struct{}{} }", "one by receive"},
		{"no token", one + "func (v *X) use() { <-v.c; work(); v.c <- struct{}{} }", ""},
		{"deferred", one + "func (v *X) use() { v.c <- struct{}{}; defer func() { <-v.c }(); work() }", "one by send"},
		{"deferred before", one + "func (v *X) use() { defer func() { <-v.c }(); v.c <- struct{}{}; work() }", "one by send"},
		{"deferred only", one + "func (v *X) use() { defer func() { <-v.c }(); work() }", ""},
		{"on one way only", one + "func (v *X) use(b bool) { if b { v.c <- struct{}{} }; work(); <-v.c }", ""},
		{"given back on one way only", one + "func (v *X) use(b bool) { v.c <- struct{}{}; if b { <-v.c } }", "one by send"},
		{"given back twice", one + "func (v *X) use() { v.c <- struct{}{}; <-v.c; <-v.c }", ""},
		{"given back again and again", one + "func (v *X) use() { v.c <- struct{}{}; for { <-v.c } }", ""},
		{"round by round", one + "func (v *X) use() { for { v.c <- struct{}{}; <-v.c } }", "one by send"},
		{"if there is one", one + "func (v *X) use() { if v.c != nil { v.c <- struct{}{} }; work(); if v.c != nil { <-v.c } }", "one by send"},
		{"tried", one + "func (v *X) use() { select { case v.c <- struct{}{}: <-v.c; default: } }", "one by send"},
		{"where it has failed", one + "func (v *X) use() { select { case v.c <- struct{}{}: default: <-v.c } }", ""},
		{"one of two cases", one + "func (v *X) use(q chan int) { select { case v.c <- struct{}{}: work(); case <-q: return }; <-v.c }", "one by send"},
		{"methods", one + "func (v *X) lock() { v.c <- struct{}{} }\nfunc (v *X) unlock() { <-v.c }\nfunc (v *X) use() { v.lock(); defer v.unlock(); work() }", "one by send"},
		{"methods that nobody calls", one + "func (v *X) Lock() { v.c <- struct{}{} }\nfunc (v *X) Unlock() { <-v.c }", ""},
		{"methods that others call", one + "func (v *X) Lock() { v.c <- struct{}{} }\nfunc (v *X) Unlock() { <-v.c }\nfunc (v *X) use() { v.Lock(); v.Unlock() }", "one by send"},
		{"by who does not take", one + use + "func (v *X) steal() { <-v.c }", ""},
		{"a goroutine", three + "func (v *X) use() { for { v.c <- struct{}{}; go func() { work(); <-v.c }() } }", "many by send"},
		{"a goroutine of a method", three + "func (v *X) use() { v.c <- struct{}{}; go v.job() }\nfunc (v *X) job() { defer func() { <-v.c }(); work() }", "many by send"},
		{"two goroutines", three + "func (v *X) use() { v.c <- struct{}{}; go v.job(); go v.job() }\nfunc (v *X) job() { <-v.c }", ""},
		{"a consumer", one + "func (v *X) use() { v.c <- struct{}{} }\nfunc (v *X) run() { for { <-v.c } }", ""},
		{"a guard", one + "func (v *X) take() func() { v.c <- struct{}{}; return func() { <-v.c } }\nfunc (v *X) use() { defer v.take()() }", "one by send"},
		{"a method as a value", one + "func (v *X) done() { <-v.c }\nfunc (v *X) use() { v.c <- struct{}{}; later(v.done) }\nfunc later(f func()) { f() }", "one by send"},
		{"a method as a value before", one + "func (v *X) done() { <-v.c }\nfunc (v *X) use() { later(v.done); v.c <- struct{}{} }\nfunc later(f func()) { f() }", ""},
		{"passed on", one + "func (v *X) use() { lock(v.c); unlock(v.c) }\nfunc lock(c chan struct{}) { c <- struct{}{} }\nfunc unlock(c chan struct{}) { <-c }", "one by send"},
		{"passed to who ranges", one + use + "func (v *X) run() { each(v.c) }\nfunc each(c chan struct{}) { for range c {} }", ""},
		{"closed", one + use + "func (v *X) stop() { close(v.c) }", ""},
		{"asked whether it is closed", one + "func (v *X) use() { v.c <- struct{}{}; _, ok := <-v.c; if ok { work() } }", ""},
		{"known to others", one + use + "func (v *X) any() any { return v.c }", ""},
		{"returned to others", one + use + "func C(v *X) chan struct{} { return v.c }", ""},
		{"returned to one", one + use + "func c(v *X) chan struct{} { return v.c }", "one by send"},
		{"from others", "func NewX(c chan struct{}) *X { return &X{c: c} }\n" + one + use, ""},
		{"from a maker", "func newX() *X { return &X{c: slots(2)} }\nfunc slots(n int) chan struct{} { return make(chan struct{}, n) }\n" + use, "many by send"},
		{"counted", one + use + "func (v *X) free() bool { return len(v.c) < cap(v.c) }", "one by send"},
		{"filled by who makes it", three + use + "func fullX() *X { v := &X{c: make(chan struct{}, 3)}; list = append(list, v); for range 3 { v.c <- struct{}{} }; return v }\nvar list []*X", ""},
		{"all of them", three + use + "func (v *X) stop() { for range cap(v.c) { v.c <- struct{}{} } }", "many by send"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := analyze(t, "type X struct { c chan struct{} }\nfunc work() {}\n"+tt.src)
			if got := slotText(p, "p.X.c"); got != tt.want {
				t.Errorf("%q, want %q, of\n%s", got, tt.want, tt.src)
			}
		})
	}
}

// TestSlotsCarryNothing asks the same of channels of values.
func TestSlotsCarryNothing(t *testing.T) {
	const made = "type X struct { c chan int }\nfunc newX() *X { return &X{c: make(chan int, 1)} }\n"
	for src, want := range map[string]string{
		"func (v *X) use() { v.c <- 1; <-v.c }":                                        "one by send",
		"func (v *X) use() int { v.c <- 1; return <-v.c }":                             "",
		"func (v *X) use() { v.c <- 1; select { case <-v.c: } }":                       "one by send",
		"func (v *X) use() (n int) { v.c <- 1; select { case n = <-v.c: }; return n }": "",
	} {
		if got := slotText(analyze(t, made+src), "p.X.c"); got != want {
			t.Errorf("%q, want %q, of %s", got, want, src)
		}
	}
}

func slotText(p *Package, class identity.Class) string {
	s, ok := p.Slots()[class]
	if !ok {
		return ""
	}
	many := map[identity.Kind]string{identity.Slot: "one", identity.Slots: "many"}[s.Kind]
	return many + " by " + strings.TrimSpace(s.Takes.String())
}
