package double

import "sync"

// The loop is left with the lock held, and the next one begins by taking it. The fix
// gives it up before the break.
type roundUnfixed struct {
	mu   sync.Mutex
	done bool
}

func (r *roundUnfixed) first() {
	for {
		r.mu.Lock()
		if r.done {
			break
		}
		r.mu.Unlock()
	}
}

func (r *roundUnfixed) Both() {
	r.first()
	r.mu.Lock() // found: reacquire
	r.done = false
	r.mu.Unlock()
}

type roundFixed struct {
	mu   sync.Mutex
	done bool
}

func (r *roundFixed) first() {
	for {
		r.mu.Lock()
		if r.done {
			r.mu.Unlock()
			break
		}
		r.mu.Unlock()
	}
}

func (r *roundFixed) Both() {
	r.first()
	r.mu.Lock()
	r.done = false
	r.mu.Unlock()
}
