// Package modes crosses read and write locks: readers wait for writers only,
// and a writer that waits is enough to keep new readers out.
package modes

import "sync"

func work() {}

// readersBad: four goroutines; each reader waits for a writer that waits for the other reader.
type readersBad struct{ a, b sync.RWMutex }

func (r *readersBad) Forth() {
	r.a.RLock()
	r.b.RLock() // want `modes\.readersBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *readersBad) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *readersBad) SetA() { r.a.Lock(); work(); r.a.Unlock() }
func (r *readersBad) SetB() { r.b.Lock(); work(); r.b.Unlock() }

// readersOneOk: nobody writes b, so a reader never waits for b.
type readersOneOk struct{ a, b sync.RWMutex }

func (r *readersOneOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *readersOneOk) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *readersOneOk) SetA() { r.a.Lock(); work(); r.a.Unlock() }

// readersNoneOk: nobody writes either.
type readersNoneOk struct{ a, b sync.RWMutex }

func (r *readersNoneOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *readersNoneOk) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

// upgradeBad: each holds to read what the other wants to write; no third is needed.
type upgradeBad struct{ a, b sync.RWMutex }

func (r *upgradeBad) Forth() {
	r.a.RLock()
	r.b.Lock() // want `modes\.upgradeBad\..*\[inversion\]`
	r.b.Unlock()
	r.a.RUnlock()
}

func (r *upgradeBad) Back() {
	r.b.RLock()
	r.a.Lock()
	r.a.Unlock()
	r.b.RUnlock()
}

// readWriteBad: Forth only reads, Back only writes.
type readWriteBad struct{ a, b sync.RWMutex }

func (r *readWriteBad) Forth() {
	r.a.RLock()
	r.b.RLock() // want `modes\.readWriteBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *readWriteBad) Back() {
	r.b.Lock()
	r.a.Lock()
	r.a.Unlock()
	r.b.Unlock()
}

// readWriteOk: Back gives b up before it writes a.
type readWriteOk struct{ a, b sync.RWMutex }

func (r *readWriteOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *readWriteOk) Back() {
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
}

// sharedOk: both only read a, which nobody writes; they never wait for each other there.
type sharedOk struct{ a, b sync.RWMutex }

func (r *sharedOk) Forth() {
	r.a.RLock()
	r.b.Lock()
	r.b.Unlock()
	r.a.RUnlock()
}

func (r *sharedOk) Back() {
	r.b.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.Unlock()
}

// sharedBad: the same, but a third goroutine writes a.
type sharedBad struct{ a, b sync.RWMutex }

func (r *sharedBad) Forth() {
	r.a.RLock()
	r.b.Lock() // want `modes\.sharedBad\..*\[inversion\]`
	r.b.Unlock()
	r.a.RUnlock()
}

func (r *sharedBad) Back() {
	r.b.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.Unlock()
}

func (r *sharedBad) Set() { r.a.Lock(); work(); r.a.Unlock() }

// sharedOtherOk: somebody writes, but the other lock, which has its conflict already.
type sharedOtherOk struct{ a, b sync.RWMutex }

func (r *sharedOtherOk) Forth() {
	r.a.RLock()
	r.b.Lock()
	r.b.Unlock()
	r.a.RUnlock()
}

func (r *sharedOtherOk) Back() {
	r.b.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.Unlock()
}

func (r *sharedOtherOk) Set() { r.b.Lock(); work(); r.b.Unlock() }

// halfOk: Back writes a, nobody writes b, and b is where Forth would have to wait.
type halfOk struct{ a, b sync.RWMutex }

func (r *halfOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *halfOk) Back() {
	r.b.RLock()
	r.a.Lock()
	r.a.Unlock()
	r.b.RUnlock()
}

// halfBad: somebody writes b.
type halfBad struct{ a, b sync.RWMutex }

func (r *halfBad) Forth() {
	r.a.RLock()
	r.b.RLock() // want `modes\.halfBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *halfBad) Back() {
	r.b.RLock()
	r.a.Lock()
	r.a.Unlock()
	r.b.RUnlock()
}

func (r *halfBad) Set(f func()) {
	r.b.Lock()
	defer r.b.Unlock()
	f()
}

// mutexOk: a Mutex and the read side of an RWMutex that nobody writes.
type mutexOk struct {
	mu sync.Mutex
	rw sync.RWMutex
}

func (r *mutexOk) Forth() {
	r.mu.Lock()
	r.rw.RLock()
	r.rw.RUnlock()
	r.mu.Unlock()
}

func (r *mutexOk) Back() {
	r.rw.RLock()
	r.mu.Lock()
	r.mu.Unlock()
	r.rw.RUnlock()
}

// mutexBad: the writer is two calls down, in a goroutine.
type mutexBad struct {
	mu sync.Mutex
	rw sync.RWMutex
}

func (r *mutexBad) Forth() {
	r.mu.Lock()
	r.rw.RLock() // want `modes\.mutexBad\..*\[inversion\]`
	r.rw.RUnlock()
	r.mu.Unlock()
}

func (r *mutexBad) Back() {
	r.rw.RLock()
	r.mu.Lock()
	r.mu.Unlock()
	r.rw.RUnlock()
}

func (r *mutexBad) Start() {
	go func() {
		r.write()
	}()
}

func (r *mutexBad) write() { put(&r.rw) }

func put(l sync.Locker) {
	l.Lock()
	defer l.Unlock()
	work()
}

// forthTwiceOk: read and write, in one order.
type forthTwiceOk struct{ a, b sync.RWMutex }

func (r *forthTwiceOk) Forth() {
	r.a.RLock()
	r.b.Lock()
	r.b.Unlock()
	r.a.RUnlock()
}

func (r *forthTwiceOk) Again() {
	r.a.Lock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.Unlock()
}

// tryWriterOk: writers that only try never wait, so they keep no reader out.
type tryWriterOk struct{ a, b sync.RWMutex }

func (r *tryWriterOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *tryWriterOk) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *tryWriterOk) Set() {
	if r.a.TryLock() {
		r.a.Unlock()
	}
	if r.b.TryLock() {
		r.b.Unlock()
	}
}

// gatedWriterOk: a writer waits for b only under g, and Forth holds g while it waits for b.
type gatedWriterOk struct {
	g    sync.Mutex
	a, b sync.RWMutex
}

func (r *gatedWriterOk) Forth() {
	r.g.Lock()
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
	r.g.Unlock()
}

func (r *gatedWriterOk) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *gatedWriterOk) Set() {
	r.g.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
	r.g.Unlock()
}

// openWriterBad: another writer waits for b without g.
type openWriterBad struct {
	g    sync.Mutex
	a, b sync.RWMutex
}

func (r *openWriterBad) Forth() {
	r.g.Lock()
	r.a.RLock()
	r.b.RLock() // want `modes\.openWriterBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
	r.g.Unlock()
}

func (r *openWriterBad) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *openWriterBad) Set() {
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
}

// someWriterBad: one writer waits for b under g, another does not.
type someWriterBad struct {
	g    sync.Mutex
	a, b sync.RWMutex
}

func (r *someWriterBad) Forth() {
	r.g.Lock()
	r.a.RLock()
	r.b.RLock() // want `modes\.someWriterBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
	r.g.Unlock()
}

func (r *someWriterBad) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *someWriterBad) Set() {
	r.g.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.g.Unlock()
}

func (r *someWriterBad) SetA() {
	r.a.Lock()
	r.a.Unlock()
}

func (r *someWriterBad) SetB() {
	r.b.Lock()
	r.b.Unlock()
}

// calledWriterOk: the writer is a helper whose callers all hold g, and so do those of Back.
type calledWriterOk struct {
	g    sync.Mutex
	a, b sync.RWMutex
}

func (r *calledWriterOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *calledWriterOk) Back() {
	r.g.Lock()
	r.back()
	r.g.Unlock()
}

func (r *calledWriterOk) back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *calledWriterOk) Set() {
	r.g.Lock()
	r.set()
	r.g.Unlock()
}

func (r *calledWriterOk) Reset() {
	r.g.Lock()
	defer r.g.Unlock()
	r.set()
}

func (r *calledWriterOk) set() {
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
}

// calledWriterBad: one caller of the helper has released g by then.
type calledWriterBad struct {
	g    sync.Mutex
	a, b sync.RWMutex
}

func (r *calledWriterBad) Forth() {
	r.a.RLock()
	r.b.RLock() // want `modes\.calledWriterBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *calledWriterBad) Back() {
	r.g.Lock()
	r.back()
	r.g.Unlock()
}

func (r *calledWriterBad) back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *calledWriterBad) Set() {
	r.g.Lock()
	r.set()
	r.g.Unlock()
}

func (r *calledWriterBad) Reset() {
	r.g.Lock()
	work()
	r.g.Unlock()
	r.set()
}

func (r *calledWriterBad) set() {
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
}

// mixedWriterOk: Forth reads the gate that the writer writes.
type mixedWriterOk struct {
	g    sync.RWMutex
	a, b sync.RWMutex
}

func (r *mixedWriterOk) Forth() {
	r.g.RLock()
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
	r.g.RUnlock()
}

func (r *mixedWriterOk) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *mixedWriterOk) Set() {
	r.g.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
	r.g.Unlock()
}

// readGateBad: both only read the gate.
type readGateBad struct {
	g    sync.RWMutex
	a, b sync.RWMutex
}

func (r *readGateBad) Forth() {
	r.g.RLock()
	r.a.RLock()
	r.b.RLock() // want `modes\.readGateBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
	r.g.RUnlock()
}

func (r *readGateBad) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *readGateBad) Set() {
	r.g.RLock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
	r.g.RUnlock()
}

// ownerFN: the writer holds a gate that another object may share: low.
type ownerFN struct{ g sync.Mutex }

type ownedFN struct{ a, b sync.RWMutex }

func (o *ownerFN) Forth(r *ownedFN) {
	o.g.Lock()
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
	o.g.Unlock()
}

func (r *ownedFN) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

func (o *ownerFN) Set(r *ownedFN) {
	o.g.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Lock()
	r.a.Unlock()
	o.g.Unlock()
}

// underWriterBad: the writer waits for b under a, which Forth reads: but then it deadlocks with Back itself.
type underWriterBad struct{ a, b sync.RWMutex }

func (r *underWriterBad) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *underWriterBad) Back() {
	r.b.RLock()
	r.a.RLock() // want `modes\.underWriterBad\..*\[inversion\]`
	r.a.RUnlock()
	r.b.RUnlock()
}

func (r *underWriterBad) Set() {
	r.a.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Unlock()
}

// freshWriterOk: the only writers are constructors, of objects that no reader has yet; writers are known by class.
type freshWriterOk struct{ a, b sync.RWMutex }

func NewFreshWriterOk() *freshWriterOk {
	r := &freshWriterOk{}
	r.a.Lock()
	work()
	r.a.Unlock()
	r.b.Lock()
	work()
	r.b.Unlock()
	return r
}

func (r *freshWriterOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *freshWriterOk) Back() {
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

// rlockerBad: RLocker reads, against one that writes.
type rlockerBad struct{ a, b sync.RWMutex }

func (r *rlockerBad) Forth() {
	l := r.a.RLocker()
	l.Lock()
	defer l.Unlock()
	r.b.Lock() // want `modes\.rlockerBad\..*\[inversion\]`
	defer r.b.Unlock()
}

func (r *rlockerBad) Back() {
	r.b.Lock()
	defer r.b.Unlock()
	r.a.Lock()
	defer r.a.Unlock()
}

// rlockerOk: RLocker's Lock reads, on both sides.
type rlockerOk struct{ a, b sync.RWMutex }

func (r *rlockerOk) Forth() {
	l := r.a.RLocker()
	l.Lock()
	defer l.Unlock()
	r.b.Lock()
	defer r.b.Unlock()
}

func (r *rlockerOk) Back() {
	r.b.Lock()
	defer r.b.Unlock()
	l := r.a.RLocker()
	l.Lock()
	defer l.Unlock()
}

// tryReadBad: a read lock that was only tried for keeps a writer out all the same.
type tryReadBad struct{ a, b sync.RWMutex }

func (r *tryReadBad) Forth() {
	if !r.a.TryRLock() {
		return
	}
	defer r.a.RUnlock()
	r.b.RLock() // want `modes\.tryReadBad\..*\[inversion\]`
	defer r.b.RUnlock()
}

func (r *tryReadBad) Back() {
	r.b.Lock()
	defer r.b.Unlock()
	r.a.Lock()
	defer r.a.Unlock()
}

// downOk: the write lock is exchanged for a read lock while b is held, and Forth reads too.
type downOk struct{ a, b sync.RWMutex }

func (r *downOk) Forth() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *downOk) Down() {
	r.a.Lock()
	r.a.Unlock()
	r.b.RLock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.RUnlock()
}

// downBad: under the read lock of b, a is written; b is written by Down too.
type downBad struct{ a, b sync.RWMutex }

func (r *downBad) Forth() {
	r.a.RLock()
	r.b.RLock() // want `modes\.downBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *downBad) Down() {
	r.b.Lock()
	r.b.Unlock()
	r.b.RLock()
	r.a.Lock()
	r.a.Unlock()
	r.b.RUnlock()
}

// ringBad: three, of which two are read only; those two have their writers.
type ringBad struct {
	a, b sync.RWMutex
	mu   sync.Mutex
}

func (r *ringBad) One() {
	r.a.RLock()
	r.b.RLock() // want `modes\.ringBad\..*\[inversion\]`
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *ringBad) Two() {
	r.b.RLock()
	r.mu.Lock()
	r.mu.Unlock()
	r.b.RUnlock()
}

func (r *ringBad) Three() {
	r.mu.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.mu.Unlock()
}

func (r *ringBad) Set(both bool) {
	if both {
		r.a.Lock()
		r.a.Unlock()
	}
	r.b.Lock()
	r.b.Unlock()
}

// ringOk: b has no writer.
type ringOk struct {
	a, b sync.RWMutex
	mu   sync.Mutex
}

func (r *ringOk) One() {
	r.a.RLock()
	r.b.RLock()
	r.b.RUnlock()
	r.a.RUnlock()
}

func (r *ringOk) Two() {
	r.b.RLock()
	r.mu.Lock()
	r.mu.Unlock()
	r.b.RUnlock()
}

func (r *ringOk) Three() {
	r.mu.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.mu.Unlock()
}

func (r *ringOk) Set() {
	r.a.Lock()
	r.a.Unlock()
}

// tryReadOk: where the attempt failed nothing is held.
type tryReadOk struct{ a, b sync.RWMutex }

func (r *tryReadOk) Forth() {
	if r.a.TryRLock() {
		r.a.RUnlock()
		return
	}
	r.b.RLock()
	defer r.b.RUnlock()
}

func (r *tryReadOk) Back() {
	r.b.Lock()
	defer r.b.Unlock()
	r.a.Lock()
	defer r.a.Unlock()
}

// raiseBad: who waits to write what it reads waits for the other readers, too, and
// one of these for the lock that it holds.
type raiseBad struct {
	rw sync.RWMutex
	mu sync.Mutex
}

func (u *raiseBad) Use() {
	u.rw.RLock()
	u.mu.Lock() // want `modes\.raiseBad\..*\[inversion\]`
	u.rw.Lock()
	u.rw.Unlock()
	u.mu.Unlock()
	u.rw.RUnlock()
}

// raiseOk: who takes the other order writes, and so not while this one reads.
type raiseOk struct {
	rw sync.RWMutex
	mu sync.Mutex
}

func (u *raiseOk) Use() {
	u.mu.Lock()
	if u.rw.TryRLock() {
		u.rw.Lock()
		u.rw.Unlock()
		u.rw.RUnlock()
	}
	u.mu.Unlock()
}

func (u *raiseOk) Write() {
	u.rw.Lock()
	u.mu.Lock()
	u.mu.Unlock()
	u.rw.Unlock()
}
