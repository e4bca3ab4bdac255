package outcomes

import "sync"

// A registry keeps what has a name.
type registry struct {
	mu    sync.Mutex
	named map[string]*named
}

type named struct{ name string }

// register keeps what is given a name, if any is given.
func (r *registry) register(names ...string) *named {
	n := new(named)
	if len(names) > 0 && names[0] != "" {
		r.mu.Lock()
		defer r.mu.Unlock()
		n.name = names[0]
		r.named[n.name] = n
	}
	return n
}

// namelessOk: without a name nothing is locked.
func (r *registry) namelessOk() *named {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.register()
}

// namedBad: with one it is.
func (r *registry) namedBad() *named {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.register("a") // want `registry\.mu is locked again .*\[reacquire\]`
}

// passedBad: with those of a caller, who may have some.
func (r *registry) passedBad(names ...string) *named {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.register(names...) // want `registry\.mu is locked again .*\[reacquire\]`
}

// count locks where there are none.
func (r *registry) count(names ...string) int {
	if len(names) == 0 {
		r.mu.Lock()
		defer r.mu.Unlock()
		return len(r.named)
	}
	return len(names)
}

// countBad: there are none.
func (r *registry) countBad() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count() // want `registry\.mu is locked again .*\[reacquire\]`
}

// countFP: one is passed, but that a list is not nil does not say that it has elements.
func (r *registry) countFP() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count("a") // want `registry\.mu is locked again .*\[reacquire\]`
}
