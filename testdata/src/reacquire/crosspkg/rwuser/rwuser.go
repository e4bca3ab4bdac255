// Package rwuser is the only writer of store.Table.
package rwuser

import "reacquire/crosspkg/store"

// Put write-locks: that makes DoubleReadBad a deadlock.
func Put(t *store.Table, k string, v int) {
	t.RW.Lock() // want `store\.Table\.RW .*DoubleReadBad.*\[reacquire\]`
	defer t.RW.Unlock()
	t.Rows[k] = v
}

// readBad: Get read-locks again, and Put writes.
func readBad(t *store.Table) int {
	t.RW.RLock()
	defer t.RW.RUnlock()
	return t.Get("a") // want `store\.Table\.RW .*\[reacquire\]`
}

// readOk: one after the other.
func readOk(t *store.Table) int {
	t.RW.RLock()
	n := t.Rows["a"]
	t.RW.RUnlock()
	return n + t.Get("a")
}

// putBad: Get read-locks under the write lock.
func putBad(t *store.Table) {
	t.RW.Lock()
	defer t.RW.Unlock()
	t.Rows["a"] = t.Get("b") // want `store\.Table\.RW .*\[reacquire\]`
}

// putOk: read first.
func putOk(t *store.Table) {
	Put(t, "a", t.Get("b"))
}
