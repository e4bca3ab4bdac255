package traps

import "sync"

// A lock for each key, which is given up unless nobody knows the key (gofiber's
// idempotency): after that it is held on some paths only, if on any.

type keyed struct {
	mu   sync.Mutex
	keys map[string]*sync.Mutex
}

func (k *keyed) lock(key string) {
	k.mu.Lock()
	l, ok := k.keys[key]
	if !ok {
		l = new(sync.Mutex)
		k.keys[key] = l
	}
	k.mu.Unlock()
	l.Lock()
}

func (k *keyed) unlock(key string) {
	k.mu.Lock()
	l, ok := k.keys[key]
	if !ok {
		k.mu.Unlock()
		return
	}
	k.mu.Unlock()
	l.Unlock()
}

func keyedOk(k *keyed) {
	k.lock("a")
	k.unlock("a")
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			k.lock("a")
			k.unlock("a")
		}()
	}
	wg.Wait()
}

type keyedAll struct {
	mu   sync.Mutex
	keys map[string]*sync.Mutex
}

func (k *keyedAll) lock(key string) {
	k.mu.Lock()
	l, ok := k.keys[key]
	if !ok {
		l = new(sync.Mutex)
		k.keys[key] = l
	}
	k.mu.Unlock()
	l.Lock()
}

func (k *keyedAll) unlock(key string) {
	k.mu.Lock()
	l := k.keys[key]
	k.mu.Unlock()
	l.Unlock()
}

// keyedBad waits before it gives up its key.
func keyedBad(k *keyedAll) {
	k.lock("a")
	defer k.unlock("a")
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			k.lock("a")
			k.unlock("a")
		}()
	}
	wg.Wait() // want `traps\.keyedAll\.keys\[\] is held by keyedBad while it waits .*\[heldwait\]`
}
