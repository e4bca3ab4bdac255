// Package rwlower only reads; who writes is elsewhere, or nowhere.
package rwlower

import "sync"

// TableBad: both orders are here, package rwupper writes both locks.
type TableBad struct{ X, Y sync.RWMutex }

// Forth reads X first.
func (t *TableBad) Forth() {
	t.X.RLock()
	t.Y.RLock()
	t.Y.RUnlock()
	t.X.RUnlock()
}

// Back reads Y first.
func (t *TableBad) Back() {
	t.Y.RLock()
	t.X.RLock()
	t.X.RUnlock()
	t.Y.RUnlock()
}

// TableOk: rwupper writes one of them.
type TableOk struct{ X, Y sync.RWMutex }

// Forth reads X first.
func (t *TableOk) Forth() {
	t.X.RLock()
	t.Y.RLock()
	t.Y.RUnlock()
	t.X.RUnlock()
}

// Back reads Y first.
func (t *TableOk) Back() {
	t.Y.RLock()
	t.X.RLock()
	t.X.RUnlock()
	t.Y.RUnlock()
}

// HalfBad: one order is here, the other one and the writers are in rwupper.
type HalfBad struct{ X, Y sync.RWMutex }

// Forth reads X first.
func (t *HalfBad) Forth() {
	t.X.RLock()
	t.Y.RLock()
	t.Y.RUnlock()
	t.X.RUnlock()
}

// HalfOk: the same, without writers.
type HalfOk struct{ X, Y sync.RWMutex }

// Forth reads X first.
func (t *HalfOk) Forth() {
	t.X.RLock()
	t.Y.RLock()
	t.Y.RUnlock()
	t.X.RUnlock()
}
