// Package base has locks, and functions that lock, for the packages above it.
package base

import "sync"

// PairBad: package lower takes A first, package upper takes B first.
type PairBad struct{ A, B sync.Mutex }

// PairOk: both take A first.
type PairOk struct{ A, B sync.Mutex }

// GatedOk: the two orders of two packages, both under G.
type GatedOk struct{ G, A, B sync.Mutex }

// GatedBad: one of them is not.
type GatedBad struct{ G, A, B sync.Mutex }

// SplitBad: packages left and right, which do not know of each other.
type SplitBad struct{ A, B sync.Mutex }

// SplitOk: the same in one order.
type SplitOk struct{ A, B sync.Mutex }

// Locks of the package.
var (
	FrontBad, RearBad sync.Mutex
	FrontOk, RearOk   sync.Mutex
)

// EmbedBad is to be embedded, with its lock.
type EmbedBad struct {
	sync.Mutex
	N int
}

// EmbedOk is, too.
type EmbedOk struct {
	sync.Mutex
	N int
}

// RegistryBad locks in its methods; its lock is nobody else's.
type RegistryBad struct {
	mu sync.Mutex
	m  map[string]int
}

// Add takes the lock, and gives it back.
func (r *RegistryBad) Add(k string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[k]++
}

// Each calls f under the lock.
func (r *RegistryBad) Each(f func(string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for k := range r.m {
		f(k)
	}
}

// RegistryOk calls back without the lock.
type RegistryOk struct {
	mu sync.Mutex
	m  map[string]int
}

// Add takes the lock, and gives it back.
func (r *RegistryOk) Add(k string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[k]++
}

// Each calls f after it.
func (r *RegistryOk) Each(f func(string)) {
	r.mu.Lock()
	var ks []string
	for k := range r.m {
		ks = append(ks, k)
	}
	r.mu.Unlock()
	for _, k := range ks {
		f(k)
	}
}

// GuardBad leaves its lock held for its caller.
type GuardBad struct{ mu sync.Mutex }

// Enter locks; what it returns unlocks.
func (g *GuardBad) Enter() func() {
	g.mu.Lock()
	return g.mu.Unlock
}

// GuardOk does, too.
type GuardOk struct{ mu sync.Mutex }

// Enter locks; what it returns unlocks.
func (g *GuardOk) Enter() func() {
	g.mu.Lock()
	return g.mu.Unlock
}

// WholeBad is crossed here already; who imports this package says nothing of it.
type WholeBad struct{ A, B sync.Mutex }

// Forth takes A first.
func (w *WholeBad) Forth() {
	w.A.Lock()
	w.B.Lock() // want `base\.WholeBad\..*\[inversion\]`
	w.B.Unlock()
	w.A.Unlock()
}

// Back takes B first.
func (w *WholeBad) Back() {
	w.B.Lock()
	w.A.Lock()
	w.A.Unlock()
	w.B.Unlock()
}

// CellBad is generic.
type CellBad[T any] struct {
	A, B sync.Mutex
	V    T
}

// CellOk is, too.
type CellOk[T any] struct {
	A, B sync.Mutex
	V    T
}

// RingBad is taken by three packages, an edge each.
type RingBad struct{ A, B, C sync.Mutex }

// RingOk is, without the last one.
type RingOk struct{ A, B, C sync.Mutex }

// Forth takes A first.
func (r *RingBad) Forth() {
	r.A.Lock()
	r.B.Lock()
	r.B.Unlock()
	r.A.Unlock()
}

// Forth takes A first.
func (r *RingOk) Forth() {
	r.A.Lock()
	r.B.Lock()
	r.B.Unlock()
	r.A.Unlock()
}
