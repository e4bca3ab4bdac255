package main

import "sync"

// What is known of package variables in a program: which of them a lock is in,
// which function they hold, and that a parameter always is one of them.

type part struct {
	mu sync.Mutex
	n  int
}

type whole struct {
	mu sync.Mutex
	n  int
}

// otherVariableOk: the second goroutine takes the lock of another part.
var (
	firstOk, secondOk part
	ownerOk           whole
)

func otherForthOk() {
	ownerOk.mu.Lock()
	firstOk.mu.Lock()
	firstOk.mu.Unlock()
	ownerOk.mu.Unlock()
}

func otherBackOk() {
	secondOk.mu.Lock()
	ownerOk.mu.Lock()
	ownerOk.mu.Unlock()
	secondOk.mu.Unlock()
}

// sameVariableBad: both take the lock of one.
type piece struct {
	mu sync.Mutex
	n  int
}

var (
	pieceBad piece
	outerBad struct{ mu sync.Mutex }
)

func sameForthBad() {
	outerBad.mu.Lock()
	pieceBad.mu.Lock() // want `main\.piece\.mu .*\[inversion\]`
	pieceBad.mu.Unlock()
	outerBad.mu.Unlock()
}

func sameBackBad() { underPiece(&pieceBad) }

func underPiece(p *piece) {
	p.mu.Lock()
	outerBad.mu.Lock()
	outerBad.mu.Unlock()
	p.mu.Unlock()
}

// heldByVariableOk: one goroutine, in a function that a variable and a field hold.
var heldOk struct{ a, b sync.Mutex }

var runHeldOk = func() {
	heldOk.a.Lock()
	heldOk.b.Lock()
	heldOk.b.Unlock()
	heldOk.a.Unlock()

	heldOk.b.Lock()
	heldOk.a.Lock()
	heldOk.a.Unlock()
	heldOk.b.Unlock()
}

type hooks struct{ run func() }

var held = hooks{run: func() { runHeldOk() }}

// givenAwayBad: the function that the variable holds is passed on, to run in any
// number of goroutines.
var givenBad struct{ a, b sync.Mutex }

var runGivenBad = func() {
	givenBad.a.Lock()
	givenBad.b.Lock() // want `main\.givenBad\..*\[inversion\]`
	givenBad.b.Unlock()
	givenBad.a.Unlock()

	givenBad.b.Lock()
	givenBad.a.Lock()
	givenBad.a.Unlock()
	givenBad.b.Unlock()
}

var given []func()

func init() {
	go otherForthOk()
	go otherBackOk()
	go sameForthBad()
	go sameBackBad()
	go held.run()
	given = append(given, runGivenBad)
}
