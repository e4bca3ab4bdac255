package outcomes

import "sync"

// roundOk locks in the first round only.
type roundOk struct {
	mu sync.Mutex
	n  int
}

func (r *roundOk) countedOk(next func() bool) {
	n := 0
	for next() {
		n++
		if n == 1 {
			r.mu.Lock()
			defer r.mu.Unlock()
		}
		if n == 3 {
			continue
		}
		r.n++
	}
}

func (r *roundOk) rangedOk(of []int) {
	for i := range of {
		if i == 0 {
			r.mu.Lock()
			defer r.mu.Unlock()
		}
		r.n++
	}
}

// roundBad locks in more than one.
type roundBad struct {
	mu sync.Mutex
	n  int
}

func (r *roundBad) countedBad(next func() bool) {
	n := 0
	for next() {
		n++
		if n > 1 {
			r.mu.Lock() // want `outcomes\.roundBad\.mu is locked again .*\[reacquire\]`
			defer r.mu.Unlock()
		}
		r.n++
	}
}

// resetBad: the count begins anew.
func (r *roundBad) resetBad(next func() bool) {
	n := 0
	for next() {
		n++
		if n == 1 {
			r.mu.Lock() // want `outcomes\.roundBad\.mu is locked again .*\[reacquire\]`
			defer r.mu.Unlock()
		}
		if n == 3 {
			n = 0
		}
		r.n++
	}
}

// nestedBad: the first round of each.
func (r *roundBad) nestedBad(of [][]int) {
	for _, row := range of {
		for i := range row {
			if i == 0 {
				r.mu.Lock() // want `outcomes\.roundBad\.mu is locked again .*\[reacquire\]`
				defer r.mu.Unlock()
			}
			r.n++
		}
	}
}
