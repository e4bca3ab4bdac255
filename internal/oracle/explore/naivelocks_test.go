package explore_test

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

// writer is who writes or has announced it.
func (w *world) writer(l Lock) []*goroutine {
	for _, g := range []*goroutine{w.owner[l], w.drainer[l]} {
		if g != nil {
			return []*goroutine{g}
		}
	}
	return nil
}

func nobody() []*goroutine { return nil }

func (g *goroutine) lock(l Lock) {
	w := g.w
	writer := func() []*goroutine { return w.writer(l) }
	g.at = "sync.Mutex.Lock"
	if w.p.Types[w.p.Objects[l.Index].Type].Locks[l.Field] == RWMutex {
		g.request(l, writer, func() explore.Event { w.drainer[l] = g; return explore.Announces })
		g.at = "sync.RWMutex.Lock"
		g.request(l, func() []*goroutine { return w.readers[l] }, func() explore.Event {
			w.drainer[l], w.owner[l] = nil, g
			return explore.Locks
		})
		return
	}
	g.request(l, writer, func() explore.Event { w.owner[l] = g; return explore.Locks })
}

func (g *goroutine) rlock(l Lock) {
	g.at = "sync.RWMutex.RLock"
	g.request(l, func() []*goroutine { return g.w.writer(l) }, func() explore.Event {
		g.w.readers[l] = append(g.w.readers[l], g)
		return explore.ReadLocks
	})
}

func (g *goroutine) unlock(l Lock) {
	g.request(l, nobody, func() explore.Event {
		if g.w.owner[l] != g && g.w.robbed {
			return explore.Unlocks
		}
		if g.w.owner[l] != g {
			g.w.t.Errorf("%v is unlocked by who does not hold it", l)
		}
		g.w.owner[l] = nil
		return explore.Unlocks
	})
}

func (g *goroutine) runlock(l Lock) {
	g.request(l, nobody, func() explore.Event {
		i := slices.Index(g.w.readers[l], g)
		if i < 0 && g.w.robbed {
			return explore.ReadUnlocks
		}
		if i < 0 {
			g.w.t.Errorf("%v is unlocked by who does not read it", l)
		} else {
			g.w.readers[l] = slices.Delete(slices.Clone(g.w.readers[l]), i, i+1)
		}
		return explore.ReadUnlocks
	})
}

func (g *goroutine) try(l Lock, read bool) (ok bool) {
	w := g.w
	g.request(l, nobody, func() explore.Event {
		ok = w.writer(l) == nil && (read || len(w.readers[l]) == 0)
		switch {
		case ok && read:
			w.readers[l] = append(w.readers[l], g)
			return explore.TryReadLocks
		case ok:
			w.owner[l] = g
			return explore.TryLocks
		case read:
			return explore.TryReadLockFails
		}
		return explore.TryLockFails
	})
	return ok
}

func (g *goroutine) once(l Lock, call func()) {
	w := g.w
	g.at = "sync.Mutex.Lock"
	g.request(l, func() []*goroutine { return w.writer(l) }, func() explore.Event {
		if w.done[l] {
			return explore.Skips
		}
		w.owner[l] = g
		return explore.Begins
	})
	if w.owner[l] != g {
		return
	}
	call()
	g.request(l, nobody, func() explore.Event {
		w.owner[l], w.done[l] = nil, true
		return explore.Ends
	})
}
