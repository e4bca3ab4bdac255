// Package mid passes arguments on.
package mid

import "opencalls/args/lib"

// Twice runs f twice under b's lock.
func Twice(b *lib.Box, f func()) {
	b.With(func(n *int) {
		*n++
		f()
		f()
	})
}

// Late runs f after it.
func Late(b *lib.Box, f func()) {
	b.After(func(int) { f() })
}

// Runner runs functions in one way or another.
type Runner struct{ how func(f func()) }

// Locked returns one that runs them under b's lock.
func Locked(b *lib.Box) Runner {
	return Runner{func(f func()) { Twice(b, f) }}
}

// Unlocked returns one that runs them as they are.
func Unlocked() Runner { return Runner{func(f func()) { f() }} }

// Run runs f.
func (r Runner) Run(f func()) { r.how(f) }
