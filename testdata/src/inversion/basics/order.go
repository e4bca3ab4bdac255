// Package basics locks two locks, or more, in one order here and in another there.
package basics

import "sync"

func work() {}

// abBad: Credit takes a first, Debit takes b first.
type abBad struct {
	a, b sync.Mutex
	n    int
}

func (p *abBad) Credit() {
	p.a.Lock()
	p.b.Lock() // want `basics\.abBad\.a .*basics\.abBad\.b .*\[inversion\]`
	p.n++
	p.b.Unlock()
	p.a.Unlock()
}

func (p *abBad) Debit() {
	p.b.Lock()
	p.a.Lock()
	p.n--
	p.a.Unlock()
	p.b.Unlock()
}

// abOk: both take a first; in which order they unlock does not matter.
type abOk struct {
	a, b sync.Mutex
	n    int
}

func (p *abOk) Credit() {
	p.a.Lock()
	p.b.Lock()
	p.n++
	p.b.Unlock()
	p.a.Unlock()
}

func (p *abOk) Debit() {
	p.a.Lock()
	p.b.Lock()
	p.n--
	p.a.Unlock()
	p.b.Unlock()
}

// Two locks of the package.
var (
	usersBad, roomsBad sync.Mutex
	usersOk, roomsOk   sync.Mutex
)

// JoinBad and PartBad: package variables, the one order here, the other there.
func JoinBad() {
	usersBad.Lock()
	defer usersBad.Unlock()
	roomsBad.Lock() // want `basics\.(usersBad|roomsBad) .*\[inversion\]`
	defer roomsBad.Unlock()
	work()
}

func PartBad() {
	roomsBad.Lock()
	defer roomsBad.Unlock()
	usersBad.Lock()
	defer usersBad.Unlock()
	work()
}

// JoinOk and PartOk: the same with one order.
func JoinOk() {
	usersOk.Lock()
	defer usersOk.Unlock()
	roomsOk.Lock()
	defer roomsOk.Unlock()
	work()
}

func PartOk() {
	usersOk.Lock()
	defer usersOk.Unlock()
	roomsOk.Lock()
	defer roomsOk.Unlock()
	work()
}

// thenOk: Move gives from up before it takes into.
type thenOk struct{ from, into sync.Mutex }

func (t *thenOk) Move() {
	t.from.Lock()
	work()
	t.from.Unlock()
	t.into.Lock()
	work()
	t.into.Unlock()
}

func (t *thenOk) Back() {
	t.into.Lock()
	t.from.Lock()
	work()
	t.from.Unlock()
	t.into.Unlock()
}

// thenBad: Move gives from up in one branch only.
type thenBad struct {
	from, into sync.Mutex
	n          int
}

func (t *thenBad) Move() {
	t.from.Lock()
	if t.n == 0 {
		t.from.Unlock()
		t.into.Lock()
		work()
		t.into.Unlock()
		return
	}
	t.into.Lock() // want `basics\.thenBad\..*\[inversion\]`
	work()
	t.into.Unlock()
	t.from.Unlock()
}

func (t *thenBad) Back() {
	t.into.Lock()
	t.from.Lock()
	work()
	t.from.Unlock()
	t.into.Unlock()
}

// deferBad: the deferred Unlock comes after the second Lock.
type deferBad struct{ head, tail sync.Mutex }

func (q *deferBad) Push() {
	q.tail.Lock()
	defer q.tail.Unlock()
	work()
	q.head.Lock() // want `basics\.deferBad\..*\[inversion\]`
	defer q.head.Unlock()
}

func (q *deferBad) Pop() {
	q.head.Lock()
	defer q.head.Unlock()
	q.tail.Lock()
	defer q.tail.Unlock()
}

// deferOk: the deferred Unlock is that of an inner function, over by then.
type deferOk struct{ head, tail sync.Mutex }

func (q *deferOk) Push() {
	func() {
		q.tail.Lock()
		defer q.tail.Unlock()
		work()
	}()
	q.head.Lock()
	defer q.head.Unlock()
}

func (q *deferOk) Pop() {
	q.head.Lock()
	defer q.head.Unlock()
	q.tail.Lock()
	defer q.tail.Unlock()
}

// eitherBad: one method, its argument chooses the order.
type eitherBad struct{ x, y sync.Mutex }

func (e *eitherBad) Do(down bool) {
	if down {
		e.y.Lock()
		e.x.Lock() // want `basics\.eitherBad\..*\[inversion\]`
	} else {
		e.x.Lock()
		e.y.Lock()
	}
	work()
	e.x.Unlock()
	e.y.Unlock()
}

// eitherOk: its argument chooses whether x is locked at all.
type eitherOk struct{ x, y sync.Mutex }

func (e *eitherOk) Do(down bool) {
	if down {
		e.y.Lock()
	} else {
		e.x.Lock()
		e.y.Lock()
		e.x.Unlock()
	}
	work()
	e.y.Unlock()
}

// sameFlagOk: the flag that locks x is also the flag that unlocks it.
type sameFlagOk struct{ x, y sync.Mutex }

func (e *sameFlagOk) Scan(quick bool) {
	if !quick {
		e.x.Lock()
	}
	work()
	if !quick {
		e.x.Unlock()
	}
	e.y.Lock()
	work()
	e.y.Unlock()
}

func (e *sameFlagOk) Sync() {
	e.y.Lock()
	e.x.Lock()
	work()
	e.x.Unlock()
	e.y.Unlock()
}

// otherFlagBad: another flag unlocks it.
type otherFlagBad struct{ x, y sync.Mutex }

func (e *otherFlagBad) Scan(quick, early bool) {
	if !quick {
		e.x.Lock()
	}
	work()
	if !quick && early {
		e.x.Unlock()
	}
	e.y.Lock() // want `basics\.otherFlagBad\..*\[inversion\]`
	work()
	e.y.Unlock()
	if !quick && !early {
		e.x.Unlock()
	}
}

func (e *otherFlagBad) Sync() {
	e.y.Lock()
	e.x.Lock()
	work()
	e.x.Unlock()
	e.y.Unlock()
}

// rollBad: takes each of the two under the other, in turns, in one loop.
type rollBad struct{ even, odd sync.Mutex }

func (r *rollBad) Spin(n int) {
	r.even.Lock()
	for range n {
		r.odd.Lock() // want `basics\.rollBad\..*\[inversion\]`
		r.even.Unlock()
		work()
		r.even.Lock()
		r.odd.Unlock()
	}
	r.even.Unlock()
}

// rollOk: holds one of them at a time on the way back.
type rollOk struct{ even, odd sync.Mutex }

func (r *rollOk) Spin(n int) {
	r.even.Lock()
	for range n {
		r.odd.Lock()
		r.even.Unlock()
		work()
		r.odd.Unlock()
		r.even.Lock()
	}
	r.even.Unlock()
}

// carryBad: at the loop's end idle stays locked, the next round takes busy under it.
type carryBad struct{ busy, idle sync.Mutex }

func (r *carryBad) Drain(n int) {
	held := false
	for range n {
		r.busy.Lock() // want `basics\.carryBad\..*\[inversion\]`
		if held {
			r.idle.Unlock()
			held = false
		}
		r.busy.Unlock()
		r.idle.Lock()
		held = true
	}
	if held {
		r.idle.Unlock()
	}
}

func (r *carryBad) Fill() {
	r.busy.Lock()
	r.idle.Lock()
	r.idle.Unlock()
	r.busy.Unlock()
}

// carryOk: each round ends without a lock.
type carryOk struct{ busy, idle sync.Mutex }

func (r *carryOk) Drain(n int) {
	for range n {
		r.busy.Lock()
		r.busy.Unlock()
		r.idle.Lock()
		r.idle.Unlock()
	}
}

func (r *carryOk) Fill() {
	r.busy.Lock()
	r.idle.Lock()
	r.idle.Unlock()
	r.busy.Unlock()
}

// aliasBad: local names for the locks.
type aliasBad struct{ in, out sync.Mutex }

func (p *aliasBad) Read() {
	x, y := &p.in, &p.out
	x.Lock()
	y.Lock() // want `basics\.aliasBad\..*\[inversion\]`
	y.Unlock()
	x.Unlock()
}

func (p *aliasBad) Write() {
	x, y := &p.out, &p.in
	x.Lock()
	y.Lock()
	y.Unlock()
	x.Unlock()
}

// aliasOk: the names are exchanged twice.
type aliasOk struct{ in, out sync.Mutex }

func (p *aliasOk) Read() {
	x, y := &p.in, &p.out
	x.Lock()
	y.Lock()
	y.Unlock()
	x.Unlock()
}

func (p *aliasOk) Write() {
	x, y := &p.out, &p.in
	x, y = y, x
	x.Lock()
	y.Lock()
	y.Unlock()
	x.Unlock()
}

// flipFN: which lock a name stands for depends on a branch; such a name has no class.
type flipFN struct{ in, out sync.Mutex }

func (p *flipFN) Pass(flip bool) {
	x, y := &p.in, &p.out
	if flip {
		x, y = y, x
	}
	x.Lock()
	y.Lock()
	y.Unlock()
	x.Unlock()
}

// spawnOk: the goroutine does not hold what the one that starts it holds.
type spawnOk struct{ jobs, done sync.Mutex }

func (s *spawnOk) Start() {
	s.jobs.Lock()
	defer s.jobs.Unlock()
	go func() {
		s.done.Lock()
		defer s.done.Unlock()
		work()
	}()
}

func (s *spawnOk) Finish() {
	s.done.Lock()
	defer s.done.Unlock()
	s.jobs.Lock()
	defer s.jobs.Unlock()
}

// spawnBad: the literal runs here, not in a goroutine.
type spawnBad struct{ jobs, done sync.Mutex }

func (s *spawnBad) Start() {
	s.jobs.Lock()
	defer s.jobs.Unlock()
	func() {
		s.done.Lock()
		defer s.done.Unlock()
		work()
	}() // want `basics\.spawnBad\..*\[inversion\]`
}

func (s *spawnBad) Finish() {
	s.done.Lock()
	defer s.done.Unlock()
	s.jobs.Lock()
	defer s.jobs.Unlock()
}

// deadOk: after the panic nothing is locked.
type deadOk struct{ a, b sync.Mutex }

func (d *deadOk) Check(n int) {
	d.a.Lock()
	if n < 0 {
		panic("negative")
	}
	d.a.Unlock()
	d.b.Lock()
	d.b.Unlock()
}

func (d *deadOk) Reset() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

// recoverBad: the deferred handler of the panic locks b before a is given up.
type recoverBad struct{ a, b sync.Mutex }

func (d *recoverBad) Reset() {
	d.b.Lock()
	d.a.Lock() // want `basics\.recoverBad\..*\[inversion\]`
	d.a.Unlock()
	d.b.Unlock()
}

func (d *recoverBad) Check(f func()) {
	d.a.Lock()
	defer d.a.Unlock()
	defer func() {
		recover()
		d.b.Lock()
		d.b.Unlock()
	}()
	f()
}

// recoverOk: the handler is deferred first, so it runs when a is given up.
type recoverOk struct{ a, b sync.Mutex }

func (d *recoverOk) Reset() {
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
}

func (d *recoverOk) Check(f func()) {
	defer func() {
		recover()
		d.b.Lock()
		d.b.Unlock()
	}()
	d.a.Lock()
	defer d.a.Unlock()
	f()
}
