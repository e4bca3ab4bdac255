package double

import (
	"net"
	"sync"
)

// A failure goes on with the next round of the loop, the lock held. The fix unlocks first.
type proxyUnfixed struct{ mu sync.Mutex }

func (p *proxyUnfixed) Run(hosts []string) {
	for _, h := range hosts {
		p.mu.Lock() // found: reacquire
		if _, err := net.Dial("udp", h); err != nil {
			continue
		}
		p.mu.Unlock()
	}
}

type proxyFixed struct{ mu sync.Mutex }

func (p *proxyFixed) Run(hosts []string) {
	for _, h := range hosts {
		p.mu.Lock()
		if _, err := net.Dial("udp", h); err != nil {
			p.mu.Unlock()
			continue
		}
		p.mu.Unlock()
	}
}
