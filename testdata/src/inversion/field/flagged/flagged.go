// Package flagged is reduced from nats.go@v1.53.1 kv.go:1186 (x2), kv.go:1194.
// The callback field `done` is called under sub.mu only if sub.kind != async,
// but the only place that stores a callback that takes w.mu stores it in a sub
// that it has just created with kind == async. The edge sub.mu -> w.mu (via
// remove -> s.done) is infeasible: the field callee is resolved for the class
// of the field, not for the object (and its constant `kind`).
// Expected: silence. That the callback is made only later tells it
// (summary/later.go); its object's kind is still not seen.
package flagged

import "sync"

const (
	async = iota
	syncKind
)

type sub struct {
	mu   sync.Mutex
	cb   func()
	kind int
	done func()
}

type conn struct {
	mu   sync.Mutex
	subs map[int]*sub
}

type watcher struct{ mu sync.Mutex }

func (c *conn) subscribe(cb func()) *sub {
	s := &sub{kind: syncKind, cb: cb}
	if cb != nil {
		s.kind = async
	}
	c.mu.Lock()
	c.subs[1] = s
	c.mu.Unlock() // shown to others
	return s
}

func (c *conn) SubscribeSync() *sub { return c.subscribe(nil) }

func (c *conn) Watch() *sub {
	w := &watcher{}
	w.mu.Lock()
	defer w.mu.Unlock()
	s := c.subscribe(func() { w.mu.Lock(); w.mu.Unlock() })
	s.mu.Lock()
	s.done = func() {
		w.mu.Lock()
		defer w.mu.Unlock()
	}
	s.mu.Unlock()
	return s
}

func Remove(s *sub) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind != async {
		if done := s.done; done != nil {
			done()
		}
	}
}
