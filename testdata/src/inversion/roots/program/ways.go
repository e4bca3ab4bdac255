package main

import "sync"

// Which goroutines come to a place, and with what, is asked of each chain of calls
// by itself.

// flagOk: only the one goroutine passes what leads to the other order, two calls down.
var flagOk struct{ a, b sync.Mutex }

func flagBothOk(back bool) {
	flagDownOk(back)
	flagOk.a.Lock()
	flagOk.b.Lock()
	flagOk.b.Unlock()
	flagOk.a.Unlock()
}

func flagOnlyOk() { flagDownOk(false) }

func flagDownOk(back bool) { flagBackOk(back) }

func flagBackOk(back bool) {
	if back {
		flagOk.b.Lock()
		flagOk.a.Lock()
		flagOk.a.Unlock()
		flagOk.b.Unlock()
	}
}

// flagBad: both do.
var flagBad struct{ a, b sync.Mutex }

func flagBothBad(back bool) {
	flagDownBad(back)
	flagBad.a.Lock()
	flagBad.b.Lock() // want `main\.flagBad\..*\[inversion\]`
	flagBad.b.Unlock()
	flagBad.a.Unlock()
}

func flagOnlyBad() { flagDownBad(true) }

func flagDownBad(back bool) { flagBackBad(back) }

func flagBackBad(back bool) {
	if back {
		flagBad.b.Lock()
		flagBad.a.Lock()
		flagBad.a.Unlock()
		flagBad.b.Unlock()
	}
}

// branchOk: the call of the other order depends on what is passed, the callee does not.
var branchOk struct{ a, b sync.Mutex }

func branchBothOk(back bool) {
	branchDownOk(back)
	branchOk.a.Lock()
	branchOk.b.Lock()
	branchOk.b.Unlock()
	branchOk.a.Unlock()
}

func branchOnlyOk() { branchDownOk(false) }

func branchDownOk(back bool) {
	if back {
		branchBackOk()
	}
}

func branchBackOk() {
	branchOk.b.Lock()
	branchOk.a.Lock()
	branchOk.a.Unlock()
	branchOk.b.Unlock()
}

// A node has one class with others: callers say which.
type node struct{ mu sync.Mutex }

// laterOk: who takes the second lock has given up the first, by another name than that
// under which it was passed.
var (
	leftOk   node
	rightOk  sync.Mutex
	leftBad  node
	rightBad sync.Mutex
)

func laterForthOk(n *node) {
	n.mu.Lock()
	laterInOk()
	n.mu.Unlock()
}

func laterInOk() {
	leftOk.mu.Unlock()
	rightOk.Lock()
	rightOk.Unlock()
	leftOk.mu.Lock()
}

func laterBackOk() {
	rightOk.Lock()
	leftOk.mu.Lock()
	leftOk.mu.Unlock()
	rightOk.Unlock()
}

// laterBad: what it gives up is another.
func laterForthBad(n *node) {
	n.mu.Lock()
	rightBad.Lock() // want `main\.(node\.mu|rightBad) .*\[inversion\]`
	rightBad.Unlock()
	n.mu.Unlock()
}

func laterBackBad() {
	rightBad.Lock()
	leftBad.mu.Lock()
	leftBad.mu.Unlock()
	rightBad.Unlock()
}

// partBad: one of those who call holds the lock already, and waits for itself; the
// other does not.
var (
	partA, partB node
	partBad      sync.Mutex
)

func partForthBad(n *node) {
	n.mu.Lock()
	partBad.Lock() // want `main\.(node\.mu|partBad) .*\[inversion\]`
	partInBad()
	partBad.Unlock()
	n.mu.Unlock()
}

func partInBad() {
	partA.mu.Lock()
	partA.mu.Unlock()
}

func startWays() {
	go flagBothOk(true)
	go flagOnlyOk()
	go flagBothBad(true)
	go flagOnlyBad()
	go branchBothOk(true)
	go branchOnlyOk()
	go laterForthOk(&leftOk)
	go laterBackOk()
	go laterForthBad(&leftBad)
	go laterBackBad()
	go partForthBad(&partB)
	go partForthBad(&partA)
	go stuckForthOk()
	go stuckBackOk()
	spawnOk()
	spawnBad()
}

// spawnOk: what a literal locks that is captured by the function of a goroutine is locked
// in that goroutine, which is one.
func spawnOk() {
	var a, b node
	lock := func() {
		lockNode(&a)
		b.mu.Lock()
		b.mu.Unlock()
		a.mu.Unlock()
	}
	run := func(n *node) {
		b.mu.Lock()
		n.mu.Lock()
		n.mu.Unlock()
		b.mu.Unlock()
		lock()
	}
	var end sync.WaitGroup
	end.Go(func() { run(&a) })
}

func lockNode(n *node) { n.mu.Lock() }

// spawnBad: there are two.
func spawnBad() {
	var a sync.Mutex
	var b node
	lock := func() {
		a.Lock()
		b.mu.Lock() // want `main\.(node\.mu|spawnBad\.a) .*\[inversion\]`
		b.mu.Unlock()
		a.Unlock()
	}
	run := func(n *node) {
		n.mu.Lock()
		a.Lock()
		a.Unlock()
		n.mu.Unlock()
		lock()
	}
	var end sync.WaitGroup
	for range 2 {
		end.Go(func() { run(&b) })
	}
}

// stuckOk: the callee waits for its own goroutine, which has a, before it comes to b.
// That is a reacquire, and no order of a and b.
var stuckOk struct{ a, b sync.Mutex }

func stuckForthOk() {
	stuckOk.a.Lock()
	stuckInOk(&stuckOk.a)
	stuckOk.a.Unlock()
}

func stuckInOk(m *sync.Mutex) {
	m.Lock()
	stuckOk.b.Lock()
	stuckOk.b.Unlock()
	m.Unlock()
}

func stuckBackOk() {
	stuckOk.b.Lock()
	stuckOk.a.Lock()
	stuckOk.a.Unlock()
	stuckOk.b.Unlock()
}
