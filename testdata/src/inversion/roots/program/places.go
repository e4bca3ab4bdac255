package main

import "sync"

// Gates that are passed about: which lock they are, the callers show.

var passedOk, passedBad, sharedOk, otherBad struct{ a, b sync.Mutex }

// passOk: both goroutines are given one gate, a variable of main's.
func passForthOk(gate *sync.Mutex) {
	gate.Lock()
	passedOk.a.Lock()
	passedOk.b.Lock()
	passedOk.b.Unlock()
	passedOk.a.Unlock()
	gate.Unlock()
}

func passBackOk(g *sync.Mutex) {
	g.Lock()
	passedOk.b.Lock()
	passedOk.a.Lock()
	passedOk.a.Unlock()
	passedOk.b.Unlock()
	g.Unlock()
}

// passBad: each is given a gate of its own.
func passForthBad(gate *sync.Mutex) {
	gate.Lock()
	passedBad.a.Lock()
	passedBad.b.Lock() // want `main\.passedBad\..*\[inversion\]`
	passedBad.b.Unlock()
	passedBad.a.Unlock()
	gate.Unlock()
}

func passBackBad(g *sync.Mutex) {
	g.Lock()
	passedBad.b.Lock()
	passedBad.a.Lock()
	passedBad.a.Unlock()
	passedBad.b.Unlock()
	g.Unlock()
}

var sharedGate sync.Mutex

// shareOk: one is given the gate, the other takes it by its name.
func shareForthOk(gate *sync.Mutex) {
	gate.Lock()
	sharedOk.a.Lock()
	sharedOk.b.Lock()
	sharedOk.b.Unlock()
	sharedOk.a.Unlock()
	gate.Unlock()
}

func shareBackOk() {
	sharedGate.Lock()
	sharedOk.b.Lock()
	sharedOk.a.Lock()
	sharedOk.a.Unlock()
	sharedOk.b.Unlock()
	sharedGate.Unlock()
}

// otherBad: some caller gives it another gate.
func otherForthBad(gate *sync.Mutex) {
	gate.Lock()
	otherBad.a.Lock()
	otherBad.b.Lock() // want `main\.otherBad\..*\[inversion\]`
	otherBad.b.Unlock()
	otherBad.a.Unlock()
	gate.Unlock()
}

func otherBackBad() {
	sharedGate.Lock()
	otherBad.b.Lock()
	otherBad.a.Lock()
	otherBad.a.Unlock()
	otherBad.b.Unlock()
	sharedGate.Unlock()
}

type slot struct{ mu sync.Mutex }

var boardOk, boardBad sync.Mutex

// pinOk: what one takes under the board is not what the other takes it under.
func pinOk(s *slot) {
	boardOk.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	boardOk.Unlock()
}

func unpinOk(s *slot) {
	s.mu.Lock()
	boardOk.Lock()
	boardOk.Unlock()
	s.mu.Unlock()
}

// pinBad: it is.
func pinBad(s *slot) {
	boardBad.Lock()
	s.mu.Lock() // want `main\.slot\.mu .*\[inversion\]`
	s.mu.Unlock()
	boardBad.Unlock()
}

func unpinBad(s *slot) {
	s.mu.Lock()
	boardBad.Lock()
	boardBad.Unlock()
	s.mu.Unlock()
}

var deskOk, penOk, inkOk, deskBad, penBad sync.Mutex

// writeOk: who passes penOk holds it, and waits for itself.
func writeOk(tool *sync.Mutex) {
	deskOk.Lock()
	tool.Lock()
	tool.Unlock()
	deskOk.Unlock()
}

func takePenOk() {
	penOk.Lock()
	writeOk(&penOk)
	penOk.Unlock()
}

// writeBad: another passes it without.
func writeBad(tool *sync.Mutex) {
	deskBad.Lock()
	tool.Lock() // want `main\.(penBad|deskBad).*\[inversion\]`
	tool.Unlock()
	deskBad.Unlock()
}

func takePenBad() {
	penBad.Lock()
	writeBad(&penBad)
	penBad.Unlock()
}

func startPlaces() {
	var gate, one, other sync.Mutex
	go func() { passForthOk(&gate) }()
	go passBackOk(&gate)
	go func() { passForthBad(&one) }()
	go passBackBad(&other)
	go shareForthOk(&sharedGate)
	go shareBackOk()
	go otherForthBad(&sharedGate)
	go otherForthBad(&one)
	go otherBackBad()
	var left, right, same slot
	go func() { pinOk(&left) }()
	go func() { unpinOk(&right) }()
	go func() { pinBad(&same) }()
	go func() { unpinBad(&same) }()
	go takePenOk()
	go writeOk(&inkOk)
	go takePenBad()
	go writeBad(&penBad)
	go writeBad(&inkOk)
}
