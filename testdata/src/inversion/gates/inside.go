package gates

import "sync"

// Gates that a called function holds while it takes the second lock. Who waits
// for the gate there holds the first: that is the one deadlock there is.

// insideBad: whoever waits for a under b holds the gate, and so does whoever
// waits for b under a. Only b and the gate cross.
type insideBad struct{ gate, a, b sync.Mutex }

func (p *insideBad) Forth() {
	p.gate.Lock()
	p.a.Lock()
	p.b.Lock() // want `gates\.insideBad\.(gate|b) and gates\.insideBad\.(gate|b) .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
	p.gate.Unlock()
}

func (p *insideBad) Back() {
	p.b.Lock()
	p.deep()
	p.b.Unlock()
}

func (p *insideBad) deep() { p.enter() }

func (p *insideBad) enter() {
	p.gate.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.gate.Unlock()
}

// someBad: the called function takes a once under the gate and once without.
type someBad struct{ gate, a, b sync.Mutex }

func (p *someBad) Forth() {
	p.gate.Lock()
	p.a.Lock()
	p.b.Lock() // want `gates\.someBad\.(gate|b) and gates\.someBad\.(gate|b) .*\[inversion\]` `gates\.someBad\.(a|b) and gates\.someBad\.(a|b) .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
	p.gate.Unlock()
}

func (p *someBad) Back() {
	p.b.Lock()
	p.enter()
	p.b.Unlock()
}

func (p *someBad) enter() {
	p.gate.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.gate.Unlock()
	p.a.Lock()
	p.a.Unlock()
}

// leftBad: the called function has given the gate up by then.
type leftBad struct{ gate, a, b sync.Mutex }

func (p *leftBad) Forth() {
	p.gate.Lock()
	p.a.Lock()
	p.b.Lock() // want `gates\.leftBad\.(gate|b) and gates\.leftBad\.(gate|b) .*\[inversion\]` `gates\.leftBad\.(a|b) and gates\.leftBad\.(a|b) .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
	p.gate.Unlock()
}

func (p *leftBad) Back() {
	p.b.Lock()
	p.enter()
	p.b.Unlock()
}

func (p *leftBad) enter() {
	p.gate.Lock()
	p.leave()
	p.gate.Lock()
	p.gate.Unlock()
}

// leave gives up what its caller holds.
func (p *leftBad) leave() {
	p.gate.Unlock()
	p.a.Lock()
	p.a.Unlock()
}
