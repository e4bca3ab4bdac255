package crosspkg

import (
	"sync"

	"reacquire/crosspkg/tree"
)

// dbOk: a transaction is over once it has no branch any more; that it has one is told
// by another package, whose function never returns nil.
type dbOk struct {
	writer sync.Mutex
	root   *tree.Tree
}

type txnOk struct {
	db     *dbOk
	branch *tree.Branch
}

func (db *dbOk) begin() *txnOk {
	db.writer.Lock()
	return &txnOk{db: db, branch: db.root.Grow()}
}

func (t *txnOk) commit() {
	if t.branch == nil {
		return
	}
	t.branch = nil
	t.db.writer.Unlock()
}

func (db *dbOk) twice() {
	t := db.begin()
	t.commit()
	t = db.begin()
	t.commit()
}

// dbBad: there may be no branch of that name.
type dbBad struct {
	writer sync.Mutex
	root   *tree.Tree
}

type txnBad struct {
	db     *dbBad
	branch *tree.Branch
}

func (db *dbBad) begin() *txnBad {
	db.writer.Lock()
	return &txnBad{db: db, branch: db.root.Find("main")}
}

func (t *txnBad) commit() {
	if t.branch == nil {
		return
	}
	t.branch = nil
	t.db.writer.Unlock()
}

func (db *dbBad) twice() {
	t := db.begin()
	t.commit()
	t = db.begin() // want `crosspkg\.dbBad\.writer is locked again .*\[reacquire\]`
	t.commit()
}
