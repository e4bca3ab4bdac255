// Package rwupper writes what package rwlower reads.
package rwupper

import (
	"inversion/crosspkg/rwlower"
)

// SetBad writes both, which closes the cycle of package rwlower.
func SetBad(t *rwlower.TableBad) {
	t.X.Lock()
	t.X.Unlock()
	t.Y.Lock() // want `rwlower\.TableBad\..*\[inversion\]`
	t.Y.Unlock()
}

// SetOk writes one.
func SetOk(t *rwlower.TableOk) {
	t.X.Lock()
	t.X.Unlock()
}

// HalfBad reads Y first, and there are writers.
func HalfBad(t *rwlower.HalfBad) {
	t.Y.RLock()
	t.X.RLock() // want `rwlower\.HalfBad\..*\[inversion\]`
	t.X.RUnlock()
	t.Y.RUnlock()
}

// SetHalfBad writes both.
func SetHalfBad(t *rwlower.HalfBad) {
	t.X.Lock()
	t.X.Unlock()
	t.Y.Lock()
	t.Y.Unlock()
}

// HalfOk reads Y first, and there are none.
func HalfOk(t *rwlower.HalfOk) {
	t.Y.RLock()
	t.X.RLock()
	t.X.RUnlock()
	t.Y.RUnlock()
}
