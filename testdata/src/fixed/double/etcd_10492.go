package double

import "sync"

// A callback that was set calls back into the object under its lock. The fix copies
// the callback under the lock and calls it after.
type leaseUnfixed struct {
	mu   sync.RWMutex
	save func(int)
	ttl  int
}

func NewLeaseUnfixed() *leaseUnfixed {
	l := &leaseUnfixed{}
	l.save = func(ttl int) { l.Note(ttl) }
	return l
}

func (l *leaseUnfixed) Note(ttl int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ttl = ttl
}

func (l *leaseUnfixed) Renew() {
	l.mu.Lock()
	unlock := func() { l.mu.Unlock() }
	defer func() { unlock() }()
	if l.save != nil {
		l.save(0) // found: reacquire
	}
}

type leaseFixed struct {
	mu   sync.RWMutex
	save func(int)
	ttl  int
}

func NewLeaseFixed() *leaseFixed {
	l := &leaseFixed{}
	l.save = func(ttl int) { l.Note(ttl) }
	return l
}

func (l *leaseFixed) Note(ttl int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ttl = ttl
}

func (l *leaseFixed) Renew() {
	l.mu.RLock()
	save := l.save
	l.mu.RUnlock()
	if save != nil {
		save(0)
	}
}
