package outcomes

import "sync"

// A roll is put at the end of another, or of itself.
type roll struct {
	mu    sync.Mutex
	items []int
}

// add locks the other, unless it is the same.
func (r *roll) add(other *roll) {
	if r != other {
		other.mu.Lock()
		defer other.mu.Unlock()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items = append(r.items, other.items...)
}

// twiceOk: the one is the other, and locked once.
func twiceOk(r *roll) { r.add(r) }

// extend asks nothing itself.
func (r *roll) extend(other *roll) { r.add(other) }

// extendedOk: neither is it asked here.
func extendedOk(r *roll) { r.extend(r) }

// move locks both where they are the same.
func (r *roll) move(other *roll) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r == other {
		other.mu.Lock() // want `outcomes\.roll\.mu .*\[reacquire\]`
		defer other.mu.Unlock()
	}
	r.items = append(r.items, other.items...)
}

// movedBad: it waits for itself.
func movedBad(r *roll) { r.move(r) }

// moveTwoOk: these are two.
func moveTwoOk() {
	a, b := new(roll), new(roll)
	a.move(b)
}

// A ball asks another for its size, under its own lock.
type ball struct {
	mu sync.Mutex
	n  int
}

func (b *ball) size(other *ball) int {
	if b == other {
		return b.n
	}
	other.mu.Lock()
	defer other.mu.Unlock()
	return other.n
}

// ownSizeOk: its own it knows.
func (b *ball) ownSizeOk() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.size(b)
}

// partSize is told apart by something else.
func (b *ball) partSize(other *ball, part int) int {
	if b.n == part {
		return b.n
	}
	other.mu.Lock()
	defer other.mu.Unlock()
	return other.n
}

// ownPartBad: that says nothing of who is asked.
func (b *ball) ownPartBad() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.partSize(b, 1) // want `outcomes\.ball\.mu .*\[reacquire\]`
}

// A heap is merged with another one, not with itself; that is asked by who merges.
type heap struct {
	mu sync.Mutex
	n  int
}

func (h *heap) merge(other *heap) {
	if h == other {
		return
	}
	h.take(other)
}

func (h *heap) take(other *heap) {
	h.mu.Lock()
	defer h.mu.Unlock()
	other.give(h) // want `outcomes\.heap\.mu .*\[reacquire\]`
}

func (h *heap) give(to *heap) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to.n += h.n
}

func mergedOk(h *heap) { h.merge(h) }

// takenBad: nobody has asked.
func takenBad(h *heap) { h.take(h) }
