package abba

import "sync"

// mirrorUnfixed calls back under its lock.
type mirrorUnfixed struct {
	sync.Mutex
	onReplace, onEvent func()
}

func (m *mirrorUnfixed) Replace() {
	m.Lock()
	defer m.Unlock()
	if m.onReplace != nil {
		m.onReplace()
	}
}

func (m *mirrorUnfixed) Event() {
	m.Lock()
	defer m.Unlock()
	if m.onEvent != nil {
		m.onEvent() // found: inversion
	}
}

// The owner holds its lock from the start until the mirror has called back that it is
// filled; events call back to the owner, who takes it. In the fix the lock is held for
// a flag only.
type ownerUnfixed struct {
	sync.Mutex
	m *mirrorUnfixed
	n int
}

func newOwnerUnfixed() *ownerUnfixed {
	o := &ownerUnfixed{m: &mirrorUnfixed{}}
	o.m.onReplace = func() { o.Unlock() }
	o.m.onEvent = o.event
	return o
}

func (o *ownerUnfixed) event() {
	o.Lock()
	defer o.Unlock()
	o.n++
}

func (o *ownerUnfixed) Start() {
	o.Lock()
	o.m.Replace()
}

// mirrorFixed is a mirror of its own, for the callbacks of the other are the other's.
type mirrorFixed struct {
	sync.Mutex
	onReplace, onEvent func()
}

func (m *mirrorFixed) Replace() {
	m.Lock()
	defer m.Unlock()
	if m.onReplace != nil {
		m.onReplace()
	}
}

func (m *mirrorFixed) Event() {
	m.Lock()
	defer m.Unlock()
	if m.onEvent != nil {
		m.onEvent()
	}
}

type ownerFixed struct {
	sync.Mutex
	m     *mirrorFixed
	ready bool
	n     int
}

func newOwnerFixed() *ownerFixed {
	o := &ownerFixed{m: &mirrorFixed{}}
	o.m.onReplace = func() { o.setReady(true) }
	o.m.onEvent = o.event
	return o
}

func (o *ownerFixed) setReady(ready bool) {
	o.Lock()
	o.ready = ready
	o.Unlock()
}

func (o *ownerFixed) event() {
	o.Lock()
	defer o.Unlock()
	o.n++
}

func (o *ownerFixed) Start() {
	o.setReady(false)
	o.m.Replace()
}
