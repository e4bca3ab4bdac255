// Package writers reads a lock twice, which takes a writer that comes between: one
// that can.
package writers

import "sync"

// gatedOk: the writer waits under the gate that the reader holds.
type gatedOk struct {
	gate sync.Mutex
	mu   sync.RWMutex
}

func (r *gatedOk) Get() {
	r.gate.Lock()
	defer r.gate.Unlock()
	r.mu.RLock()
	r.load()
	r.mu.RUnlock()
}

func (r *gatedOk) load() {
	r.mu.RLock()
	r.mu.RUnlock()
}

func (r *gatedOk) Set() {
	r.gate.Lock()
	r.mu.Lock()
	r.mu.Unlock()
	r.gate.Unlock()
}

// gatedBad: the writer has released the gate by then.
type gatedBad struct {
	gate sync.Mutex
	mu   sync.RWMutex
}

func (r *gatedBad) Get() {
	r.gate.Lock()
	defer r.gate.Unlock()
	r.mu.RLock()
	r.load() // want `writers\.gatedBad\.mu .*\[reacquire\]`
	r.mu.RUnlock()
}

func (r *gatedBad) load() {
	r.mu.RLock()
	r.mu.RUnlock()
}

func (r *gatedBad) Set() {
	r.gate.Lock()
	r.gate.Unlock()
	r.mu.Lock()
	r.mu.Unlock()
}

// insideOk: a helper takes the gate, then the lock.
type insideOk struct {
	gate sync.Mutex
	mu   sync.RWMutex
}

func (r *insideOk) Get() {
	r.gate.Lock()
	defer r.gate.Unlock()
	r.mu.RLock()
	r.mu.RLock()
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *insideOk) Set() { r.set() }

func (r *insideOk) set() {
	r.gate.Lock()
	r.mu.Lock()
	r.mu.Unlock()
	r.gate.Unlock()
}

func write(l sync.Locker) {
	l.Lock()
	defer l.Unlock()
}

// passedOk: a helper of any lock writes, and its caller holds the gate.
type passedOk struct {
	gate sync.Mutex
	mu   sync.RWMutex
}

func (r *passedOk) Get() {
	r.gate.Lock()
	defer r.gate.Unlock()
	r.mu.RLock()
	r.mu.RLock()
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *passedOk) Set() {
	r.gate.Lock()
	write(&r.mu)
	r.gate.Unlock()
}

// passedBad: the caller holds nothing.
type passedBad struct {
	gate sync.Mutex
	mu   sync.RWMutex
}

func (r *passedBad) Get() {
	r.gate.Lock()
	defer r.gate.Unlock()
	r.mu.RLock()
	r.mu.RLock() // want `writers\.passedBad\.mu .*\[reacquire\]`
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *passedBad) Set() {
	write(&r.mu)
}

// branchBad: on one way the writer does not take the gate.
type branchBad struct {
	gate sync.Mutex
	mu   sync.RWMutex
}

func (r *branchBad) Get() {
	r.gate.Lock()
	defer r.gate.Unlock()
	r.mu.RLock()
	r.mu.RLock() // want `writers\.branchBad\.mu .*\[reacquire\]`
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *branchBad) Set(safe bool) {
	if safe {
		r.gate.Lock()
		defer r.gate.Unlock()
	}
	r.mu.Lock()
	r.mu.Unlock()
}

// readGateBad: both only read the gate.
type readGateBad struct {
	gate sync.RWMutex
	mu   sync.RWMutex
}

func (r *readGateBad) Get() {
	r.gate.RLock()
	defer r.gate.RUnlock()
	r.mu.RLock()
	r.mu.RLock() // want `writers\.readGateBad\.mu .*\[reacquire\]`
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *readGateBad) Set() {
	r.gate.RLock()
	r.mu.Lock()
	r.mu.Unlock()
	r.gate.RUnlock()
}

// mixedGateOk: the writer writes the gate that the reader reads.
type mixedGateOk struct {
	gate sync.RWMutex
	mu   sync.RWMutex
}

func (r *mixedGateOk) Get() {
	r.gate.RLock()
	defer r.gate.RUnlock()
	r.mu.RLock()
	r.mu.RLock()
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *mixedGateOk) Set() {
	r.gate.Lock()
	r.mu.Lock()
	r.mu.Unlock()
	r.gate.Unlock()
}

// ownerFN: the gates lie in objects that may be one: low.
type ownerFN struct{ gate sync.Mutex }

type ownedFN struct{ mu sync.RWMutex }

func (o *ownerFN) Get(r *ownedFN) {
	o.gate.Lock()
	defer o.gate.Unlock()
	r.mu.RLock()
	r.mu.RLock()
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (o *ownerFN) Set(r *ownedFN) {
	o.gate.Lock()
	r.mu.Lock()
	r.mu.Unlock()
	o.gate.Unlock()
}

// globalGate is one for all.
var globalGate sync.Mutex

// globalOk: a global is one lock.
type globalOk struct{ mu sync.RWMutex }

func (r *globalOk) Get() {
	globalGate.Lock()
	defer globalGate.Unlock()
	r.mu.RLock()
	r.mu.RLock()
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *globalOk) Set() {
	globalGate.Lock()
	r.mu.Lock()
	r.mu.Unlock()
	globalGate.Unlock()
}

// openBad: one of two writers waits under nothing.
type openBad struct{ mu sync.RWMutex }

func (r *openBad) Get() {
	globalGate.Lock()
	defer globalGate.Unlock()
	r.mu.RLock()
	r.mu.RLock() // want `writers\.openBad\.mu .*\[reacquire\]`
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func (r *openBad) Set() {
	globalGate.Lock()
	r.mu.Lock()
	r.mu.Unlock()
	globalGate.Unlock()
}

func (r *openBad) Reset() {
	r.mu.Lock()
	r.mu.Unlock()
}

// madeOk: the writer is a method that only a constructor calls.
type madeOk struct {
	mu sync.RWMutex
	n  int
}

func NewMadeOk() *madeOk {
	r := &madeOk{}
	r.reset()
	return r
}

func (r *madeOk) reset() {
	r.mu.Lock()
	r.n = 1
	r.mu.Unlock()
}

func (r *madeOk) Get() {
	r.mu.RLock()
	r.mu.RLock()
	r.mu.RUnlock()
	r.mu.RUnlock()
}

// madeBad: the constructor has told others of it by then.
type madeBad struct {
	mu sync.RWMutex
	n  int
}

var made = make(chan *madeBad)

func NewMadeBad() *madeBad {
	r := &madeBad{}
	made <- r
	r.reset()
	return r
}

func (r *madeBad) reset() {
	r.mu.Lock()
	r.n = 1
	r.mu.Unlock()
}

func (r *madeBad) Get() {
	r.mu.RLock()
	r.mu.RLock() // want `writers\.madeBad\.mu .*\[reacquire\]`
	r.mu.RUnlock()
	r.mu.RUnlock()
}

type shelf struct {
	rw sync.RWMutex
	n  int
}

var shelfOk, otherShelf shelf
var shelfBad shelf

// CountOk: the only writers write another shelf.
func CountOk() int {
	shelfOk.rw.RLock()
	defer shelfOk.rw.RUnlock()
	return readShelfOk()
}

func readShelfOk() int {
	shelfOk.rw.RLock()
	defer shelfOk.rw.RUnlock()
	return shelfOk.n
}

func FillOther() {
	otherShelf.rw.Lock()
	otherShelf.n++
	otherShelf.rw.Unlock()
}

// CountBad: this one is written, too.
func CountBad() int {
	shelfBad.rw.RLock()
	defer shelfBad.rw.RUnlock()
	return readShelfBad() // want `writers\.shelf\.rw .*\[reacquire\]`
}

func readShelfBad() int {
	shelfBad.rw.RLock()
	defer shelfBad.rw.RUnlock()
	return shelfBad.n
}

func FillBad() {
	shelfBad.rw.Lock()
	shelfBad.n++
	shelfBad.rw.Unlock()
}
