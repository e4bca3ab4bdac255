package rlock

import "sync"

// The lock of the Cond is the read side, held while the work is done that reads under
// it again. The fix holds it only while it waits for the setting.
type runnerUnfixed struct {
	mu   sync.RWMutex
	cond *sync.Cond
	set  map[string]string
}

func newRunnerUnfixed() *runnerUnfixed {
	r := &runnerUnfixed{}
	r.cond = sync.NewCond(r.mu.RLocker())
	return r
}

func (r *runnerUnfixed) Run(key string) string {
	r.cond.L.Lock()
	defer r.cond.L.Unlock()
	for r.set == nil {
		r.cond.Wait()
	}
	return r.work(key) // found: reacquire
}

func (r *runnerUnfixed) work(key string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.set[key]
}

func (r *runnerUnfixed) Update(set map[string]string) {
	r.mu.Lock()
	r.set = set
	r.mu.Unlock()
	r.cond.Broadcast()
}

type runnerFixed struct {
	mu   sync.RWMutex
	cond *sync.Cond
	set  map[string]string
}

func newRunnerFixed() *runnerFixed {
	r := &runnerFixed{}
	r.cond = sync.NewCond(r.mu.RLocker())
	return r
}

func (r *runnerFixed) Run(key string) string {
	r.cond.L.Lock()
	for r.set == nil {
		r.cond.Wait()
	}
	r.cond.L.Unlock()
	return r.work(key)
}

func (r *runnerFixed) work(key string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.set[key]
}

func (r *runnerFixed) Update(set map[string]string) {
	r.mu.Lock()
	r.set = set
	r.mu.Unlock()
	r.cond.Broadcast()
}
