// Package gates crosses locks under a third one, which excludes the deadlock, or does not.
package gates

import "sync"

func work() {}

// heldOk: both hold the gate while they take the two.
type heldOk struct{ gate, a, b sync.Mutex }

func (p *heldOk) Forth() {
	p.gate.Lock()
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
	p.gate.Unlock()
}

func (p *heldOk) Back() {
	p.gate.Lock()
	defer p.gate.Unlock()
	p.b.Lock()
	defer p.b.Unlock()
	p.a.Lock()
	defer p.a.Unlock()
}

// oneBad: only one of them does.
type oneBad struct{ gate, a, b sync.Mutex }

func (p *oneBad) Forth() {
	p.gate.Lock()
	p.a.Lock()
	p.b.Lock() // want `gates\.oneBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
	p.gate.Unlock()
}

func (p *oneBad) Back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// differentBad: each its own gate.
type differentBad struct{ in, out, a, b sync.Mutex }

func (p *differentBad) Forth() {
	p.in.Lock()
	p.a.Lock()
	p.b.Lock() // want `gates\.differentBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
	p.in.Unlock()
}

func (p *differentBad) Back() {
	p.out.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.out.Unlock()
}

// Gates of package variables.
var (
	rosterOk, teamOk, gameOk    sync.Mutex
	rosterBad, teamBad, gameBad sync.Mutex
)

// SignOk and DropOk: the gate is a package variable.
func SignOk() {
	rosterOk.Lock()
	defer rosterOk.Unlock()
	teamOk.Lock()
	gameOk.Lock()
	gameOk.Unlock()
	teamOk.Unlock()
}

func DropOk() {
	rosterOk.Lock()
	gameOk.Lock()
	teamOk.Lock()
	teamOk.Unlock()
	gameOk.Unlock()
	rosterOk.Unlock()
}

// SignBad and DropBad: DropBad gives the gate up too early.
func SignBad() {
	rosterBad.Lock()
	defer rosterBad.Unlock()
	teamBad.Lock()
	gameBad.Lock() // want `gates\.(teamBad|gameBad) .*gates\.(teamBad|gameBad) .*\[inversion\]`
	gameBad.Unlock()
	teamBad.Unlock()
}

func DropBad() {
	rosterBad.Lock()
	gameBad.Lock()
	rosterBad.Unlock()
	teamBad.Lock()
	teamBad.Unlock()
	gameBad.Unlock()
}

// readBad: two readers hold the gate at once.
type readBad struct {
	gate sync.RWMutex
	a, b sync.Mutex
}

func (p *readBad) Forth() {
	p.gate.RLock()
	p.a.Lock()
	p.b.Lock() // want `gates\.readBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
	p.gate.RUnlock()
}

func (p *readBad) Back() {
	p.gate.RLock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.RUnlock()
}

// mixedOk: a reader and a writer do not.
type mixedOk struct {
	gate sync.RWMutex
	a, b sync.Mutex
}

func (p *mixedOk) Forth() {
	p.gate.RLock()
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
	p.gate.RUnlock()
}

func (p *mixedOk) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// callersOk: every caller of the helpers holds the gate.
type callersOk struct{ gate, a, b sync.Mutex }

func (p *callersOk) ab() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *callersOk) ba() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func (p *callersOk) Run() {
	p.gate.Lock()
	defer p.gate.Unlock()
	p.ab()
}

func (p *callersOk) Stop() {
	p.gate.Lock()
	p.ba()
	p.gate.Unlock()
}

func (p *callersOk) Again() {
	p.gate.Lock()
	p.ab()
	p.ba()
	p.gate.Unlock()
}

// callersBad: one caller does not.
type callersBad struct{ gate, a, b sync.Mutex }

func (p *callersBad) ab() {
	p.a.Lock()
	p.b.Lock() // want `gates\.callersBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *callersBad) ba() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func (p *callersBad) Run() {
	p.gate.Lock()
	defer p.gate.Unlock()
	p.ab()
}

func (p *callersBad) Stop() {
	p.gate.Lock()
	p.ba()
	p.gate.Unlock()
}

func (p *callersBad) Again() {
	p.gate.Lock()
	p.ab()
	p.gate.Unlock()
	p.ba()
}

// deepOk: the gate is two calls above, on all ways.
type deepOk struct{ gate, a, b sync.Mutex }

func (p *deepOk) ab() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *deepOk) mid(n int) {
	if n > 0 {
		p.mid(n - 1)
	}
	p.ab()
}

func (p *deepOk) Run() {
	p.gate.Lock()
	p.mid(1)
	p.gate.Unlock()
}

func (p *deepOk) Walk() {
	p.gate.Lock()
	p.mid(2)
	p.gate.Unlock()
}

func (p *deepOk) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// deepBad: on one of them it is not.
type deepBad struct{ gate, a, b sync.Mutex }

func (p *deepBad) ab() {
	p.a.Lock()
	p.b.Lock() // want `gates\.deepBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *deepBad) mid(n int) {
	if n > 0 {
		p.mid(n - 1)
	}
	p.ab()
}

func (p *deepBad) Run() {
	p.gate.Lock()
	p.mid(1)
	p.gate.Unlock()
}

func (p *deepBad) Walk() {
	p.mid(2)
}

func (p *deepBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// ExportedBad: anybody can call Forth, with or without the gate.
type ExportedBad struct{ gate, a, b sync.Mutex }

func (p *ExportedBad) Forth() {
	p.a.Lock()
	p.b.Lock() // want `gates\.ExportedBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *ExportedBad) Run() {
	p.gate.Lock()
	p.Forth()
	p.gate.Unlock()
}

func (p *ExportedBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// escapeBad: the helper is given away as a value, and is called from who knows where.
type escapeBad struct{ gate, a, b sync.Mutex }

func (p *escapeBad) ab() {
	p.a.Lock()
	p.b.Lock() // want `gates\.escapeBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *escapeBad) Run() {
	p.gate.Lock()
	p.ab()
	p.gate.Unlock()
}

func (p *escapeBad) Hook() func() { return p.ab }

func (p *escapeBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// startBad: one caller starts the helper as a goroutine; that one does not hold the gate.
type startBad struct{ gate, a, b sync.Mutex }

func (p *startBad) ab() {
	p.a.Lock()
	p.b.Lock() // want `gates\.startBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *startBad) Run() {
	p.gate.Lock()
	p.ab()
	p.gate.Unlock()
}

func (p *startBad) Later() {
	p.gate.Lock()
	go p.ab()
	p.gate.Unlock()
}

func (p *startBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// deferredOk: the helper is deferred, and runs before the deferred Unlock.
type deferredOk struct{ gate, a, b sync.Mutex }

func (p *deferredOk) ab() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *deferredOk) Run() {
	p.gate.Lock()
	defer p.gate.Unlock()
	defer p.ab()
	work()
}

func (p *deferredOk) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// deferredBad: it runs after it.
type deferredBad struct{ gate, a, b sync.Mutex }

func (p *deferredBad) ab() {
	p.a.Lock()
	p.b.Lock() // want `gates\.deferredBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *deferredBad) Run() {
	defer p.ab()
	p.gate.Lock()
	defer p.gate.Unlock()
	work()
}

func (p *deferredBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// tempBad: the gate is given up for a while, and the two are taken in that while.
type tempBad struct{ gate, a, b sync.Mutex }

func (p *tempBad) Forth() {
	p.gate.Lock()
	p.gate.Unlock()
	p.a.Lock()
	p.b.Lock() // want `gates\.tempBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
	p.gate.Lock()
	p.gate.Unlock()
}

func (p *tempBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// calleeBad: every caller holds the gate, and the helper gives it up.
type calleeBad struct{ gate, a, b sync.Mutex }

func (p *calleeBad) ab() {
	p.gate.Unlock()
	defer p.gate.Lock()
	p.a.Lock()
	p.b.Lock() // want `gates\.calleeBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *calleeBad) Run() {
	p.gate.Lock()
	p.ab()
	p.gate.Unlock()
}

func (p *calleeBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// calleeOk: it gives it up, and takes it back before the two.
type calleeOk struct{ gate, a, b sync.Mutex }

func (p *calleeOk) ab() {
	p.gate.Unlock()
	work()
	p.gate.Lock()
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *calleeOk) Run() {
	p.gate.Lock()
	p.ab()
	p.gate.Unlock()
}

func (p *calleeOk) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// lateBad: a gate that is taken between the two is one more lock to cross, with a and with b.
type lateBad struct{ gate, a, b sync.Mutex }

func (p *lateBad) Forth() {
	p.a.Lock()
	p.gate.Lock() // want `gates\.lateBad\.(a .*gate|gate .*lateBad\.a) .*\[inversion\]`
	p.b.Lock()    // want `gates\.lateBad\.(b .*gate|gate .*lateBad\.b) .*\[inversion\]`
	p.b.Unlock()
	p.gate.Unlock()
	p.a.Unlock()
}

func (p *lateBad) Back() {
	p.b.Lock()
	p.gate.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.gate.Unlock()
	p.b.Unlock()
}

// severalBad: of the two places with one order the second is outside the gate.
type severalBad struct{ gate, a, b sync.Mutex }

func (p *severalBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock() // want `gates\.severalBad\.[ab] .*\[inversion\]`
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

func (p *severalBad) Forth() {
	p.gate.Lock()
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
	p.gate.Unlock()
}

func (p *severalBad) Away() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

// branchBad: the gate is held on some of the ways there only.
type branchBad struct{ gate, a, b sync.Mutex }

func (p *branchBad) Forth(safe bool) {
	if safe {
		p.gate.Lock()
		defer p.gate.Unlock()
	}
	p.a.Lock()
	p.b.Lock() // want `gates\.branchBad\.[ab] .*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *branchBad) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// branchOk: on all of them.
type branchOk struct{ gate, a, b sync.Mutex }

func (p *branchOk) Forth(safe bool) {
	if safe {
		p.gate.Lock()
		work()
	} else {
		p.gate.Lock()
	}
	defer p.gate.Unlock()
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *branchOk) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// tryOk: whoever got the gate by trying holds it alone.
type tryOk struct{ gate, a, b sync.Mutex }

func (p *tryOk) Forth() {
	if !p.gate.TryLock() {
		return
	}
	defer p.gate.Unlock()
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *tryOk) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// withOk: a helper runs functions under the gate.
type withOk struct{ gate, a, b sync.Mutex }

func (p *withOk) with(f func()) {
	p.gate.Lock()
	defer p.gate.Unlock()
	f()
}

func (p *withOk) Forth() {
	p.with(func() {
		p.a.Lock()
		p.b.Lock()
		p.b.Unlock()
		p.a.Unlock()
	})
}

func (p *withOk) Back() {
	p.with(func() {
		p.b.Lock()
		p.a.Lock()
		p.a.Unlock()
		p.b.Unlock()
	})
}

// withBad: one of the functions is called a second time, without.
type withBad struct{ gate, a, b sync.Mutex }

func (p *withBad) with(f func()) {
	p.gate.Lock()
	defer p.gate.Unlock()
	f()
}

func (p *withBad) Forth() {
	f := func() {
		p.a.Lock()
		p.b.Lock() // want `gates\.withBad\.[ab] .*\[inversion\]`
		p.b.Unlock()
		p.a.Unlock()
	}
	p.with(f)
	f()
}

func (p *withBad) Back() {
	p.with(func() {
		p.b.Lock()
		p.a.Lock()
		p.a.Unlock()
		p.b.Unlock()
	})
}

// afterBad: the helper calls the function after it has given the gate up.
type afterBad struct{ gate, a, b sync.Mutex }

func (p *afterBad) with(f func()) {
	p.gate.Lock()
	work()
	p.gate.Unlock()
	f()
}

func (p *afterBad) Forth() {
	p.with(func() {
		p.a.Lock()
		p.b.Lock() // want `gates\.afterBad\.[ab] .*\[inversion\]`
		p.b.Unlock()
		p.a.Unlock()
	})
}

func (p *afterBad) Back() {
	p.with(func() {
		p.b.Lock()
		p.a.Lock()
		p.a.Unlock()
		p.b.Unlock()
	})
}

// guardOk: the gate is held by what a helper returns.
type guardOk struct{ gate, a, b sync.Mutex }

func (p *guardOk) enter() func() {
	p.gate.Lock()
	return p.gate.Unlock
}

func (p *guardOk) Forth() {
	defer p.enter()()
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *guardOk) Back() {
	leave := p.enter()
	defer leave()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// valueOk: the helpers are called by value, and always under the gate.
type valueOk struct{ gate, a, b sync.Mutex }

func (p *valueOk) ab() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *valueOk) ba() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func (p *valueOk) Run(back bool) {
	f := p.ab
	if back {
		f = p.ba
	}
	p.gate.Lock()
	f()
	p.gate.Unlock()
}

// Locks of the package, and the gates of objects.
var (
	srcFN, dstFN sync.Mutex
	srcOk, dstOk sync.Mutex
)

// ownFN: each object has its own gate, the two locks are there once. That there is more than one object is not shown: low.
type ownFN struct{ gate sync.Mutex }

func (p *ownFN) Forth() {
	p.gate.Lock()
	srcFN.Lock()
	dstFN.Lock()
	dstFN.Unlock()
	srcFN.Unlock()
	p.gate.Unlock()
}

func (p *ownFN) Back() {
	p.gate.Lock()
	dstFN.Lock()
	srcFN.Lock()
	srcFN.Unlock()
	dstFN.Unlock()
	p.gate.Unlock()
}

// onlyOk: the object is there once, too.
type onlyOk struct{ gate sync.Mutex }

var only onlyOk

func ForthOk() {
	only.gate.Lock()
	srcOk.Lock()
	dstOk.Lock()
	dstOk.Unlock()
	srcOk.Unlock()
	only.gate.Unlock()
}

func BackOk() {
	only.gate.Lock()
	dstOk.Lock()
	srcOk.Lock()
	srcOk.Unlock()
	dstOk.Unlock()
	only.gate.Unlock()
}

// otherFN: the gate is another object's, or its own: low.
type otherFN struct{ gate, a, b sync.Mutex }

func (p *otherFN) Forth(q *otherFN) {
	p.gate.Lock()
	q.a.Lock()
	q.b.Lock()
	q.b.Unlock()
	q.a.Unlock()
	p.gate.Unlock()
}

func (p *otherFN) Back() {
	p.gate.Lock()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
	p.gate.Unlock()
}

// parentOk: the gate is that of the object that both belong to.
type parentOk struct {
	gate sync.Mutex
	kid  kidOk
}

type kidOk struct{ a, b sync.Mutex }

func (p *parentOk) Forth() {
	p.gate.Lock()
	p.kid.a.Lock()
	p.kid.b.Lock()
	p.kid.b.Unlock()
	p.kid.a.Unlock()
	p.gate.Unlock()
}

func (p *parentOk) Back() {
	p.gate.Lock()
	p.kid.b.Lock()
	p.kid.a.Lock()
	p.kid.a.Unlock()
	p.kid.b.Unlock()
	p.gate.Unlock()
}

// upOk: the gate is reached from the object, and its callers show that they hold it.
type upOk struct {
	owner *ownerOk
	a, b  sync.Mutex
}

type ownerOk struct{ gate sync.Mutex }

func (k *upOk) ab() {
	k.a.Lock()
	k.b.Lock()
	k.b.Unlock()
	k.a.Unlock()
}

func (k *upOk) Forth() {
	k.owner.gate.Lock()
	k.ab()
	k.owner.gate.Unlock()
}

func (k *upOk) Back() {
	k.owner.gate.Lock()
	defer k.owner.gate.Unlock()
	k.b.Lock()
	k.a.Lock()
	k.a.Unlock()
	k.b.Unlock()
}
