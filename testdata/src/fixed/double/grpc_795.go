package double

import "sync"

// Who comes a second time locks again where it should unlock. The fix unlocks.
type gateUnfixed struct {
	mu   sync.Mutex
	shut bool
}

func (g *gateUnfixed) Shut() {
	g.mu.Lock()
	if g.shut {
		g.mu.Lock() // found: reacquire
		return
	}
	g.shut = true
	g.mu.Unlock()
}

type gateFixed struct {
	mu   sync.Mutex
	shut bool
}

func (g *gateFixed) Shut() {
	g.mu.Lock()
	if g.shut {
		g.mu.Unlock()
		return
	}
	g.shut = true
	g.mu.Unlock()
}

func (g *gateFixed) Twice() {
	g.Shut()
	g.Shut()
}
