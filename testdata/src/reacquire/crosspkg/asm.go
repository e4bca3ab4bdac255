package crosspkg

import (
	"reacquire/crosspkg/asm"
	"sync"
	"syscall"
)

type clock struct {
	mu sync.Mutex
	n  int64
}

func (c *clock) read() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// assemblyBad: what is written in assembly returns, as does what calls it.
func (c *clock) assemblyBad() {
	if asm.Errno(asm.Ticks()) != 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read() // want `crosspkg\.clock\.mu .*\[reacquire\]`
}

// assemblyOk: here control does not come to the second.
func (c *clock) assemblyOk() {
	asm.Fail()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
}

// syscallBad: so do the calls of the system.
func (c *clock) syscallBad() {
	if err := syscall.Flock(1, syscall.LOCK_EX); err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.read() // want `crosspkg\.clock\.mu .*\[reacquire\]`
	}
}
