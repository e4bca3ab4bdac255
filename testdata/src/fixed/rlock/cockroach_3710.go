package rlock

import "sync"

// rows goes through its rows under the read lock, and each asks its owner under the
// read lock again. The fix copies the rows under the lock and goes through the copy.
type rowsUnfixed struct {
	mu  sync.RWMutex
	all []*rowUnfixed
}

type rowUnfixed struct{ owner *rowsUnfixed }

func newRowsUnfixed() *rowsUnfixed {
	r := &rowsUnfixed{}
	r.all = append(r.all, &rowUnfixed{r})
	return r
}

func (r *rowUnfixed) check() int { return r.owner.Len() }

func (r *rowsUnfixed) Scan() (n int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, row := range r.all {
		n += row.check() // found: reacquire
	}
	return n
}

func (r *rowsUnfixed) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.all)
}

func (r *rowsUnfixed) Clear() {
	r.mu.Lock()
	r.all = nil
	r.mu.Unlock()
}

type rowsFixed struct {
	mu  sync.RWMutex
	all []*rowFixed
}

type rowFixed struct{ owner *rowsFixed }

func newRowsFixed() *rowsFixed {
	r := &rowsFixed{}
	r.all = append(r.all, &rowFixed{r})
	return r
}

func (r *rowFixed) check() int { return r.owner.Len() }

func (r *rowsFixed) Scan() (n int) {
	r.mu.RLock()
	all := append([]*rowFixed(nil), r.all...)
	r.mu.RUnlock()
	for _, row := range all {
		n += row.check()
	}
	return n
}

func (r *rowsFixed) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.all)
}

func (r *rowsFixed) Clear() {
	r.mu.Lock()
	r.all = nil
	r.mu.Unlock()
}
