package traps

import (
	"sync"
	"sync/atomic"
)

// Atomics are places like fields: what this goroutine stores, it loads.

// Manager stops once.
type Manager struct {
	mu      sync.Mutex
	skip    atomic.Bool
	stopped atomic.Int32
	state   int32
	n       int
}

func (m *Manager) stop() {
	if m.skip.Load() {
		return
	}
	m.mu.Lock()
	m.n++
	m.mu.Unlock()
}

func (m *Manager) skipAndStop() {
	m.skip.Store(true)
	m.stop()
}

// atomicOk: stop returns at once.
func (m *Manager) atomicOk() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.skipAndStop()
}

// atomicBad: stop does not.
func (m *Manager) atomicBad() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.skip.Store(false)
	m.stop() // want `traps\.Manager\.mu .*\[reacquire\]`
}

// atomicSwapBad: nor after this.
func (m *Manager) atomicSwapBad() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.skip.Store(true)
	if m.skip.Swap(false) {
		m.stop() // want `traps\.Manager\.mu .*\[reacquire\]`
	}
}

func (m *Manager) stopOnce() {
	if !m.stopped.CompareAndSwap(0, 1) {
		return
	}
	m.mu.Lock()
	m.n++
	m.mu.Unlock()
}

// casOk: stopped already.
func (m *Manager) casOk() {
	m.stopped.Store(1)
	m.mu.Lock()
	m.stopOnce()
	m.mu.Unlock()
}

// casBad: not stopped yet.
func (m *Manager) casBad() {
	m.stopped.Store(0)
	m.mu.Lock()
	m.stopOnce() // want `traps\.Manager\.mu .*\[reacquire\]`
	m.mu.Unlock()
}

// casTwiceOk: the first call locks, the second does nothing.
func (m *Manager) casTwiceOk() {
	m.stopOnce()
	m.mu.Lock()
	m.stopOnce()
	m.mu.Unlock()
}

// addBad: after an addition nobody knows.
func (m *Manager) addBad() {
	m.stopped.Store(1)
	m.stopped.Add(-1)
	m.mu.Lock()
	m.stopOnce() // want `traps\.Manager\.mu .*\[reacquire\]`
	m.mu.Unlock()
}

func (m *Manager) stopState() {
	if atomic.LoadInt32(&m.state) == 1 {
		return
	}
	m.mu.Lock()
	m.n++
	m.mu.Unlock()
}

// atomicFuncOk: the same by functions.
func (m *Manager) atomicFuncOk() {
	m.mu.Lock()
	defer m.mu.Unlock()
	atomic.StoreInt32(&m.state, 1)
	m.stopState()
}

// atomicFuncBad: the same by functions.
func (m *Manager) atomicFuncBad() {
	m.mu.Lock()
	defer m.mu.Unlock()
	atomic.StoreInt32(&m.state, 2)
	m.stopState() // want `traps\.Manager\.mu .*\[reacquire\]`
}

// atomicOtherFN: another goroutine may take the flag back in between.
func (m *Manager) atomicOtherFN() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.skip.Store(true)
	go m.skip.Store(false)
	work()
	m.stop()
}
