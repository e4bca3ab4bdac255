// Package merge has two of one class locked without an order, for its module only.
package merge

import "sync"

// Digest is merged by its siblings, each with a new one (nsq's Quantile, restic's
// MasterIndex, emitter's Volatile).
type Digest struct {
	mu sync.Mutex
	n  int
}

func (d *Digest) MergeOk(from *Digest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	from.mu.Lock()
	defer from.mu.Unlock()
	d.n += from.n
}

// Account is transferred from here, in either order.
type Account struct {
	mu sync.Mutex
	n  int
}

func (a *Account) transferBad(to *Account, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	to.mu.Lock() // want `merge\.Account\.mu are taken in no fixed order.*\[inversion\]`
	defer to.mu.Unlock()
	a.n -= n
	to.n += n
}

type Bank struct{ a, b *Account }

func (b *Bank) Pay(n int)  { b.a.transferBad(b.b, n) }
func (b *Bank) Back(n int) { b.b.transferBad(b.a, n) }
