// Package conjunction is reduced from nats-server v2 server/consumer.go:1373 (consumer.go:3783: ackInPlace).
// ack takes m.mu only if `inPlace`, and inPlace := a && b && needLock, so the
// call ack(..., needLock=false) made under o.mu never takes it; with needLock
// o.mu has been given up. The third edge of the phi is `needLock` itself:
// known(inPlace == true) must imply known(needLock == true).
// Expected: silence.
package conjunction

import "sync"

type stream struct {
	mu        sync.Mutex
	consumers []*consumer
}

func (m *stream) ack(o *consumer) {
	m.mu.Lock()
	m.mu.Unlock()
}

type consumer struct {
	mu     sync.Mutex
	node   *int
	policy int
	mset   *stream
}

func (o *consumer) process(needLock bool) bool {
	if needLock {
		o.mu.Lock()
	}
	unlock := func() {
		if needLock {
			o.mu.Unlock()
		}
	}
	mset := o.mset
	if mset == nil {
		unlock()
		return false
	}
	inPlace := o.node == nil && o.policy != 0 && needLock
	unlock()
	if inPlace {
		mset.ack(o)
	}
	return inPlace
}

func (o *consumer) Loop() {
	o.mu.Lock()
	o.process(false)
	o.mu.Unlock()
}

func (m *stream) Each() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range m.consumers {
		o.mu.Lock()
		o.mu.Unlock()
	}
}
