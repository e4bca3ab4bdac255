package joins

import "sync"

// index is a part, or a whole of parts.
type index interface{ count() int }

// aliasOk: it asks its parts while it holds its own lock, and waits for their answers;
// a part may be an alias, too, of which the lock is another. As in bleve.
type aliasOk struct {
	mu    sync.Mutex
	parts []index
}

func (a *aliasOk) count() (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	answers := make(chan int)
	for _, part := range a.parts {
		go func() { answers <- part.count() }()
	}
	for range a.parts {
		n += <-answers
	}
	return n
}

// leaf is the other kind of part.
type leaf struct{ n int }

func (l leaf) count() int { return l.n }

func allOk() int {
	return (&aliasOk{parts: []index{leaf{1}, &aliasOk{}}}).count()
}

// aliasBad: the goroutines that answer ask the whole itself.
type aliasBad struct {
	mu    sync.Mutex
	parts []index
}

func (a *aliasBad) weight() int {
	a.mu.Lock() // NEED
	defer a.mu.Unlock()
	return len(a.parts)
}

func (a *aliasBad) count() (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	answers := make(chan int)
	for _, part := range a.parts {
		go func() { answers <- part.count() * a.weight() }()
	}
	for range a.parts {
		n += <-answers // WAIT joins.aliasBad.mu // want `joins\.aliasBad\.mu is held .*\[heldwait\]`
	}
	return n
}

func allBad() int {
	return (&aliasBad{parts: []index{leaf{1}}}).count()
}
