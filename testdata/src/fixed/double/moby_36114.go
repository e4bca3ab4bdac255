package double

import "sync"

// One method calls another of the same lock. The fix splits that one: what it does,
// and what it does under the lock.
type diskUnfixed struct {
	sync.Mutex
	n int
}

func (d *diskUnfixed) Attach() {
	d.Lock()
	defer d.Unlock()
	if d.n++; d.n > 9 {
		d.Detach() // found: reacquire
	}
}

func (d *diskUnfixed) Detach() {
	d.Lock()
	defer d.Unlock()
	d.n--
}

type diskFixed struct {
	sync.Mutex
	n int
}

func (d *diskFixed) Attach() {
	d.Lock()
	defer d.Unlock()
	if d.n++; d.n > 9 {
		d.detachLocked()
	}
}

func (d *diskFixed) Detach() {
	d.Lock()
	defer d.Unlock()
	d.detachLocked()
}

func (d *diskFixed) detachLocked() { d.n-- }
