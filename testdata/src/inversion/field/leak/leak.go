// Package leak is reduced from btcd v0.26.2 database/ffldb db.go:2031, db.go:2059, dbcache.go:654
// (goleveldb db_transaction.go:211).
// A callee two levels down leaves a mutex locked on one rare error exit (a bug
// of its own: a leak). Everything the caller does after the failed call is then
// "under" that lock and forms cycles with whatever the callee's owner takes.
// The order is not what is wrong; the other goroutine would hang on the leaked
// lock by itself. Expected: no inversion (a leak report at most), or low when
// the lock is left by an exit with err != nil that the caller tests.
package leak

import "sync"

type db struct {
	commit sync.Mutex
	fail   func() error
}

func (d *db) Commit() error {
	d.commit.Lock()
	if err := d.fail(); err != nil {
		return err // leaks d.commit
	}
	d.commit.Unlock()
	return nil
}

type cache struct {
	write sync.Mutex
	d     *db
}

func (c *cache) Update() error {
	c.write.Lock()
	defer c.write.Unlock()
	return c.d.Commit() // want `\[inversion\]`
}

func Check(c *cache) {
	err := c.d.Commit()
	if err != nil {
		println(err.Error())
	}
	c.write.Lock()
	c.write.Unlock()
}
