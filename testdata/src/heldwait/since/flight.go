package since

import "sync"

// Who asks for what somebody is at already, waits for that one (x/sync's singleflight).
// The group makes what is waited for when the first one comes, so that what this one held
// before is no matter of those who wait; what it calls meanwhile is.

type flight struct {
	wg  sync.WaitGroup
	val int
}

type flights struct {
	mu sync.Mutex
	m  map[string]*flight
}

func (g *flights) do(key string, fn func() int) int {
	g.mu.Lock()
	if f, ok := g.m[key]; ok {
		g.mu.Unlock()
		f.wg.Wait()
		return f.val
	}
	f := new(flight)
	f.wg.Add(1)
	g.m[key] = f
	g.mu.Unlock()
	g.fly(f, key, fn)
	return f.val
}

func (g *flights) fly(f *flight, key string, fn func() int) {
	defer func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		f.wg.Done()
		delete(g.m, key)
	}()
	f.val = fn()
}

type usersOk struct {
	mu sync.RWMutex
	g  flights
	n  int
}

// GetOk flies with the lock held for reading: who waits for it holds it, too.
func (u *usersOk) GetOk(key string) int {
	u.mu.RLock()
	defer u.mu.RUnlock()
	return u.g.do(key, func() int { return len(key) })
}

func (u *usersOk) SetOk(n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n = n
}

type planes struct {
	wg  sync.WaitGroup
	val int
}

type hangar struct {
	mu sync.Mutex
	m  map[string]*planes
}

func (g *hangar) do(key string, fn func() int) int {
	g.mu.Lock()
	if f, ok := g.m[key]; ok {
		g.mu.Unlock()
		f.wg.Wait()
		return f.val
	}
	f := new(planes)
	f.wg.Add(1)
	g.m[key] = f
	g.mu.Unlock()
	g.fly(f, key, fn)
	return f.val
}

func (g *hangar) fly(f *planes, key string, fn func() int) {
	defer func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		f.wg.Done()
		delete(g.m, key)
	}()
	f.val = fn()
}

type usersBad struct {
	mu sync.Mutex
	g  hangar
	n  int
}

// GetBad flies without the lock, and takes it on the way.
func (u *usersBad) GetBad(key string) int {
	return u.g.do(key, func() int {
		u.mu.Lock()
		defer u.mu.Unlock()
		return u.n
	})
}

// HoldBad holds the lock that who flies already takes.
func (u *usersBad) HoldBad(key string) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.g.do(key, func() int { return len(key) }) // want `since\.usersBad\.mu is held by \(\*usersBad\)\.HoldBad while it waits .*\[heldwait\]`
}
