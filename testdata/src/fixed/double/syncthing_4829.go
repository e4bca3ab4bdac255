package double

import "sync"

// It tells of what was removed under the lock that the telling reads under. The fix
// tells of it after the unlock.
type portsUnfixed struct {
	mu   sync.RWMutex
	open map[int]bool
	told []int
}

func (p *portsUnfixed) Clear() {
	p.mu.Lock()
	var gone []int
	for n := range p.open {
		gone = append(gone, n)
		delete(p.open, n)
	}
	if len(gone) > 0 {
		p.tell(gone) // found: reacquire
	}
	p.mu.Unlock()
}

func (p *portsUnfixed) tell(gone []int) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	println(len(p.told), len(gone))
}

type portsFixed struct {
	mu   sync.RWMutex
	open map[int]bool
	told []int
}

func (p *portsFixed) Clear() {
	p.mu.Lock()
	var gone []int
	for n := range p.open {
		gone = append(gone, n)
		delete(p.open, n)
	}
	p.mu.Unlock()
	if len(gone) > 0 {
		p.tell(gone)
	}
}

func (p *portsFixed) tell(gone []int) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	println(len(p.told), len(gone))
}
