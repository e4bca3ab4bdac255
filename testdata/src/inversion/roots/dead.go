package roots

import "sync"

// Code that control never comes to, by what all callers pass and hold.

// flagOk: nobody asks for the second lock in this order.
type flagOk struct{ a, b sync.Mutex }

func (d *flagOk) Forth() { d.forth(false) }

func (d *flagOk) forth(both bool) {
	d.a.Lock()
	defer d.a.Unlock()
	if both {
		d.b.Lock()
		d.b.Unlock()
	}
}

func (d *flagOk) Back() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// flagBad: somebody does.
type flagBad struct{ a, b sync.Mutex }

func (d *flagBad) Forth() {
	d.forth(false)
	d.forth(true)
}

func (d *flagBad) forth(both bool) {
	d.a.Lock()
	defer d.a.Unlock()
	if both {
		d.b.Lock() // want `roots\.flagBad\.[ab] .*\[inversion\]`
		d.b.Unlock()
	}
}

func (d *flagBad) Back() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// uncalledOk: forth is called only, and passed on only, where control never comes.
type uncalledOk struct{ a, b sync.Mutex }

func (d *uncalledOk) Forth() { d.call(0) }

func (d *uncalledOk) call(n int) {
	if n > 0 {
		d.forth()
		run(func() { d.forth() })
	}
}

func (d *uncalledOk) forth() {
	d.a.Lock()
	defer d.a.Unlock()
	d.b.Lock()
	d.b.Unlock()
}

func (d *uncalledOk) Back() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// calledBad: for other numbers it is.
type calledBad struct{ a, b sync.Mutex }

func (d *calledBad) Forth(n int) { d.call(n) }

func (d *calledBad) call(n int) {
	if n > 0 {
		run(func() { d.forth() })
	}
}

func (d *calledBad) forth() {
	d.a.Lock()
	defer d.a.Unlock()
	d.b.Lock() // want `roots\.calledBad\.[ab] .*\[inversion\]`
	d.b.Unlock()
}

func (d *calledBad) Back() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

func run(f func()) { f() }

// underOk: who asks for both comes with the gate.
type underOk struct{ gate, a, b sync.Mutex }

func (d *underOk) One() { d.forth(false) }

func (d *underOk) Both() {
	d.gate.Lock()
	defer d.gate.Unlock()
	d.forth(true)
}

func (d *underOk) forth(both bool) {
	d.a.Lock()
	defer d.a.Unlock()
	if both {
		d.b.Lock()
		d.b.Unlock()
	}
}

func (d *underOk) Back() {
	d.gate.Lock()
	defer d.gate.Unlock()
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// besideBad: who asks for both does not, only who asks for one.
type besideBad struct{ gate, a, b sync.Mutex }

func (d *besideBad) One() {
	d.gate.Lock()
	defer d.gate.Unlock()
	d.forth(false)
}

func (d *besideBad) Both() { d.forth(true) }

func (d *besideBad) forth(both bool) {
	d.a.Lock()
	defer d.a.Unlock()
	if both {
		d.b.Lock() // want `roots\.besideBad\.[ab] .*\[inversion\]`
		d.b.Unlock()
	}
}

func (d *besideBad) Back() {
	d.gate.Lock()
	defer d.gate.Unlock()
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// triedOk: what all callers hold cannot be taken by TryLock.
type triedOk struct{ a, b sync.Mutex }

func (d *triedOk) Forth() {
	d.a.Lock()
	defer d.a.Unlock()
	d.try()
}

func (d *triedOk) try() {
	if d.a.TryLock() {
		d.b.Lock()
		d.b.Unlock()
		d.a.Unlock()
	}
}

func (d *triedOk) Back() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// triedBad: one of them does not hold it.
type triedBad struct{ a, b sync.Mutex }

func (d *triedBad) Forth() {
	d.a.Lock()
	defer d.a.Unlock()
	d.try()
}

func (d *triedBad) Other() { d.try() }

func (d *triedBad) try() {
	if d.a.TryLock() {
		d.b.Lock() // want `roots\.triedBad\.[ab] .*\[inversion\]`
		d.b.Unlock()
		d.a.Unlock()
	}
}

func (d *triedBad) Back() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// loopOk: all goroutines that run forth hold the gate, which is taken there.
type loopOk struct{ gate, a, b sync.Mutex }

func (d *loopOk) Start(wg *sync.WaitGroup) {
	forth := func() {
		d.a.Lock()
		d.b.Lock()
		d.b.Unlock()
		d.a.Unlock()
	}
	wg.Go(func() {
		d.gate.Lock()
		forth()
		d.gate.Unlock()
	})
}

func (d *loopOk) Back() {
	d.gate.Lock()
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
	d.gate.Unlock()
}

// loopBad: the gate is held where the goroutine is started.
type loopBad struct{ gate, a, b sync.Mutex }

func (d *loopBad) Start(wg *sync.WaitGroup) {
	forth := func() {
		d.a.Lock()
		d.b.Lock() // want `roots\.loopBad\.[ab] .*\[inversion\]`
		d.b.Unlock()
		d.a.Unlock()
	}
	d.gate.Lock()
	wg.Go(func() { forth() })
	d.gate.Unlock()
}

func (d *loopBad) Back() {
	d.gate.Lock()
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
	d.gate.Unlock()
}
