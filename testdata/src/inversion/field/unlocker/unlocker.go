// Package unlocker is reduced from etcd server v3.7.3 storage/backend/backend.go:493 (one of two causes).
// Defrag and Commit both hold batchTx.Mutex: never at the same time. But Unlock,
// an exported method that RELEASES batchTx.Mutex, calls commit before it does;
// it is taken to be entered under nothing, so commit seems to run ungated.
// A function that releases a lock it has not taken is entered with that lock held.
// Silent if Unlock does not call commit. Expected: silence.
package unlocker

import "sync"

type BatchTx interface {
	LockOutside()
	Unlock()
	Commit()
}

type batchTx struct {
	sync.Mutex
	b *backend
}

func (t *batchTx) lock()        { t.Mutex.Lock() }
func (t *batchTx) LockOutside() { t.lock() }
func (t *batchTx) Unlock()      { t.Mutex.Unlock() }

type buffered struct {
	batchTx
	pending int
}

func (t *buffered) Commit() {
	t.lock()
	t.commit()
	t.Unlock()
}

func (t *buffered) Unlock() {
	if t.pending != 0 {
		t.commit()
	}
	t.batchTx.Unlock()
}

func (t *buffered) commit() {
	t.b.read.Lock()
	t.b.begin()
	t.b.read.Unlock()
}

type readTx struct{ mu sync.RWMutex }

func (r *readTx) Lock()   { r.mu.Lock() }
func (r *readTx) Unlock() { r.mu.Unlock() }

type backend struct {
	mu   sync.RWMutex
	tx   *buffered
	itf  BatchTx
	read *readTx
}

func New() *backend {
	b := &backend{read: &readTx{}}
	b.tx = &buffered{batchTx: batchTx{b: b}}
	b.itf = b.tx
	return b
}

func (b *backend) begin() {
	b.mu.RLock()
	defer b.mu.RUnlock()
}

func (b *backend) Defrag() {
	b.tx.LockOutside()
	defer b.tx.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.read.Lock()
	defer b.read.Unlock()
}
