// Package limiter has slots for other packages.
package limiter

// A Limiter lets a number of goroutines run at a time. Do shows who gives back what.
type Limiter struct{ slots chan struct{} }

// New returns a limiter of n slots.
func New(n int) *Limiter { return &Limiter{make(chan struct{}, n)} }

// Acquire waits for a slot.
func (l *Limiter) Acquire() { l.slots <- struct{}{} }

// TryAcquire reports whether there was a slot.
func (l *Limiter) TryAcquire() bool {
	select {
	case l.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// Release gives a slot back.
func (l *Limiter) Release() { <-l.slots }

// Do calls f with a slot.
func (l *Limiter) Do(f func()) {
	l.Acquire()
	defer l.Release()
	f()
}

// A Bell is rung by one and heard by another: nobody here does both, so that it could be
// a lock, or none.
type Bell struct{ c chan struct{} }

// NewBell returns a bell.
func NewBell() *Bell { return &Bell{make(chan struct{}, 1)} }

// Ring rings the bell.
func (b *Bell) Ring() { b.c <- struct{}{} }

// Hear waits until it has been rung.
func (b *Bell) Hear() { <-b.c }

// Shared has slots that everybody can take.
type Shared struct{ Slot chan struct{} }

// Do calls f with the slot.
func (s *Shared) Do(f func()) {
	s.Slot <- struct{}{}
	defer func() { <-s.Slot }()
	f()
}

// NewShared makes one.
func NewShared() *Shared { return &Shared{make(chan struct{}, 1)} }
