package instances

import "sync"

// A tracker keeps waiters by key, in maps that are made when they are first needed; a
// waiter knows the tracker it is in. As in oxia.
type tracker struct {
	mu      sync.Mutex
	n       int
	waiters map[string]map[int]*waiter
}

type waiter struct {
	key string
	id  int
	of  *tracker
}

func (t *tracker) add(key string) *waiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	m, ok := t.waiters[key]
	if !ok {
		m = make(map[int]*waiter)
		t.waiters[key] = m
	}
	t.n++
	w := &waiter{key, t.n, t}
	m[t.n] = w
	return w
}

func (t *tracker) remove(w *waiter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.waiters[w.key], w.id)
}

func (w *waiter) leave() { w.of.remove(w) }

// closeFoundBad: all that lie in the maps belong to the tracker, whose lock they take.
func (t *tracker) closeFoundBad() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.waiters {
		for _, w := range m {
			w.leave() // want `instances\.tracker\.mu .*\[reacquire\]`
		}
	}
}

// closeFoundOk: they leave when the lock is free again.
func (t *tracker) closeFoundOk() {
	var all []*waiter
	t.mu.Lock()
	for _, m := range t.waiters {
		for _, w := range m {
			all = append(all, w)
		}
	}
	t.mu.Unlock()
	for _, w := range all {
		w.leave()
	}
}

// A lender keeps guests in maps that may not be its own.
type lender struct {
	mu     sync.Mutex
	guests map[string]map[int]*guest
}

type guest struct{ of *lender }

var spare = make(map[int]*guest)

// lend: the map is one of the lender's, or the spare one.
func (l *lender) lend(key string, id int) {
	m, ok := l.guests[key]
	if !ok {
		m = spare
	}
	m[id] = &guest{l}
}

func (g *guest) leave() {
	g.of.mu.Lock()
	defer g.of.mu.Unlock()
}

// closeSpareOk: what lies in the spare map belongs to any lender.
func closeSpareOk(l *lender) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, g := range spare {
		g.leave()
	}
}
