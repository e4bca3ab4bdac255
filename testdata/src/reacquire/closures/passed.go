package closures

import "sync"

// Functions that are passed on by functions that are returned.

func unlockOnce(l sync.Locker) func() {
	var once sync.Once
	return func() { once.Do(l.Unlock) }
}

func lockOnce(l sync.Locker) func() {
	var once sync.Once
	return func() { once.Do(func() { l.Unlock(); l.Lock() }) }
}

// passedUnlockOk: unlock unlocks by way of a Once.
func (b *Box) passedUnlockOk() {
	unlock := unlockOnce(&b.mu)
	b.mu.Lock()
	defer unlock()
	work()
	unlock()
	b.load()
}

// passedUnlockBad: before it does.
func (b *Box) passedUnlockBad() {
	unlock := unlockOnce(&b.mu)
	b.mu.Lock()
	defer unlock()
	b.load() // want `closures\.Box\.mu .*\[reacquire\]`
}

// passedRetakeBad: what is passed on locks again.
func (b *Box) passedRetakeBad() {
	flush := lockOnce(&b.mu)
	b.mu.Lock()
	flush()
	b.load() // want `closures\.Box\.mu .*\[reacquire\]`
	b.mu.Unlock()
}

// Arguments that a caller passes on to what it calls under its lock.

type view interface{ get() int }

type snapshot struct{ n int }

func (s *snapshot) get() int { return s.n }

func (b *Box) update(f func(view) int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	var s snapshot
	return f(&s)
}

func (b *Box) updateNone(f func(view) int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return f(nil)
}

func (b *Box) read(v view) int {
	if v == nil {
		return b.load()
	}
	return v.get()
}

// argumentOk: update passes a snapshot, so that read does not lock.
func (b *Box) argumentOk() int {
	return b.update(func(v view) int { return b.read(v) })
}

// argumentBad: updateNone passes none.
func (b *Box) argumentBad() int {
	return b.updateNone(func(v view) int { return b.read(v) }) // want `closures\.Box\.mu .*\[reacquire\]`
}

// A captured variable that holds the read side of a lock.

// Frozen is never locked for writing.
type Frozen struct{ mu sync.RWMutex }

// capturedReaderOk: twice for reading, and nobody writes.
func (f *Frozen) capturedReaderOk() func() {
	var mu sync.RWMutex
	var l sync.Locker
	l = mu.RLocker()
	return func() {
		mu.RLock()
		l.Lock()
		l.Unlock()
		mu.RUnlock()
	}
}

// capturedWriterBad: the variable holds the lock itself.
func (f *Frozen) capturedWriterBad() func() {
	var mu sync.RWMutex
	return func() {
		mu.RLock()
		mu.Lock() // want `mu .*\[reacquire\]`
		mu.Unlock()
		mu.RUnlock()
	}
}
