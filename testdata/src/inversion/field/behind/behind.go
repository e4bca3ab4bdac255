// Package behind is reduced from etcd server v3.7.3 storage/backend/backend.go:493 (the other cause).
// Defrag takes the gate batchTx.Mutex through an interface field (b.itf, set once by
// the constructor to b.tx), Commit takes it directly: the gate is not shown to
// be one, and not even counted as "may be one" (that would be low).
// Silent with b.tx.LockOutside(). Expected: silence or low.
package behind

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
	t.pending = 0
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
	b.itf.LockOutside()
	defer b.itf.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.read.Lock()
	defer b.read.Unlock()
}
