package dispatch

import "sync"

// doer is a part, and what wraps it (galaxycache, orderedFlightGroup).
type doer interface{ do(n int) int }

type plainDoer struct{}

func (plainDoer) do(n int) int { return n }

type cacheWrapped struct{ group doer }

func newCacheWrapped() *cacheWrapped { return &cacheWrapped{group: plainDoer{}} }

// orderedOk takes the place of what it wraps: what it had been before is not itself.
type orderedOk struct {
	mu   sync.Mutex
	orig doer
}

func (o *orderedOk) do(n int) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.orig.do(n)
}

func orderOk() int {
	c := newCacheWrapped()
	o := &orderedOk{orig: c.group}
	c.group = o
	return c.group.do(1)
}

// orderedBad is put in before it asks what there is.
type orderedBad struct {
	mu   sync.Mutex
	orig doer
}

func (o *orderedBad) do(n int) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.orig.do(n) // want `dispatch\.orderedBad\.mu is locked again .*\[reacquire\]`
}

func orderBad() int {
	c := newCacheWrapped()
	o := &orderedBad{}
	c.group = o
	o.orig = c.group
	return c.group.do(1)
}
