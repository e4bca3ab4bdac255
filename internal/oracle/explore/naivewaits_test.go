package explore_test

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

// Cases in which somebody gives a goroutine a signal.
const (
	none = iota - 1
	firstCase
	secondCase
)

// wait does what is about more than locks. A goroutine that receives is given a
// signal by one that sends, and goes on later.
func (g *goroutine) wait(a *activation, s Stmt, l Lock, later func(func()), run func(*goroutine)) control {
	w := g.w
	quit := Lock{Ref: Ref{Index: g.refs(a, []Ref{s.Quit.Ref})[0]}, Field: s.Quit.Field}
	one := func(which int) control {
		if which == firstCase {
			return g.block(a, s.Then)
		}
		return g.block(a, s.Else)
	}
	switch s.Op {
	case Go, GoIn:
		g.free(l, func() {
			if s.Op == GoIn {
				w.values[l]++
			}
			w.launch(explore.Started, func(g *goroutine) {
				run(g)
				if s.Op == GoIn {
					g.free(l, func() { w.values[l]-- })
				}
			})
		})
	case Taken:
		a.passed(g)
	case Add:
		g.free(l, func() { w.values[l] += s.Local })
	case Done:
		later(func() { g.free(l, func() { w.values[l]-- }) })
	case Wait:
		g.until("sync.WaitGroup.Wait", l, func() bool { return w.values[l] == 0 })
	case Close:
		later(func() { g.free(l, func() { w.closed[l] = true }) })
	case Send:
		later(func() { g.exchange("chan send", &l, nil, false) })
	case Receive:
		g.exchange("chan receive", nil, []Lock{l}, false)
	case Range:
		return g.loop(a, s.Then, func() bool {
			g.exchange("chan receive", nil, []Lock{l}, false)
			return !g.awake
		})
	case SelectSend:
		return one(g.exchange("select", &l, []Lock{quit}, false))
	case SelectReceive:
		return one(g.exchange("select", nil, []Lock{l, quit}, false))
	case TrySend:
		return one(g.exchange("select", &l, nil, true))
	case TryReceive:
		return one(g.exchange("select", nil, []Lock{l}, true))
	case CondWait:
		mutex := Lock{Ref: l.Ref, Field: w.p.Types[w.p.Objects[l.Index].Type].Locker()}
		g.free(mutex, func() { w.owner[mutex], g.awake = nil, false })
		g.until("sync.Cond.Wait", l, func() bool { return g.awake })
		g.lock(mutex)
	case Signal, Broadcast:
		later(func() { g.free(l, func() { w.wake(l, s.Op == Broadcast) }) })
	case Assign:
		g.free(l, func() {
			if w.values[l] = 1; s.Cond.Not {
				w.values[l] = 0
			}
		})
	}
	return goesOn
}

// free does something that can always be done.
func (g *goroutine) free(l Lock, do func()) {
	g.at = ""
	g.request(l, nobody, func() explore.Event { do(); return 0 })
}

// until waits for something that others bring about.
func (g *goroutine) until(at string, l Lock, ready func() bool) {
	g.at = at
	g.demand(request{lock: l, waits: nobody, ready: ready, do: func() explore.Event { return 0 }})
}

func (g *goroutine) shared(l Lock) (is bool) {
	g.free(l, func() { is = g.w.values[l] == 1 })
	return is
}

// wake lets goroutines go on that wait for a condition: all, or any.
func (w *world) wake(l Lock, all bool) {
	var asleep []*goroutine
	for _, g := range w.goroutine {
		if g.want != nil && g.at == "sync.Cond.Wait" && g.want.lock == l && !g.awake {
			asleep = append(asleep, g)
		}
	}
	for i, g := range asleep {
		if all || i == len(asleep)-1 || w.choose() {
			if g.awake = true; !all {
				return
			}
		}
	}
}

// exchange sends to a channel, if there is one, or receives from one of others,
// and tells which case it was, in which a channel to send to comes first. A try
// may be none of them.
func (g *goroutine) exchange(at string, to *Lock, from []Lock, try bool) (which int) {
	w := g.w
	base := 0
	var any Lock
	if to != nil {
		base, any = 1, *to
	} else {
		any = from[0]
	}
	g.at, g.given, g.awake = at, none, false
	can := func() []int { // cases
		var list []int
		if to != nil && (w.room(*to) || w.receiver(g, *to) != nil) {
			list = append(list, firstCase)
		}
		for i, l := range from {
			if w.values[l] > 0 || w.closed[l] {
				list = append(list, base+i)
			}
		}
		return list
	}
	r := request{lock: any, waits: nobody, ready: func() bool { return try || g.given != none || len(can()) > 0 }}
	if !try {
		r.takes = from
	}
	r.do = func() explore.Event {
		list := can()
		switch {
		case g.given != none:
			which = base + g.given
			return 0
		case len(list) == 0, try && w.kind(any) == Chan && !w.closed[any] && w.choose():
			which = secondCase
			return 0
		}
		which = list[0]
		if len(list) > 1 && w.choose() {
			which = list[1]
		}
		if which < base {
			w.give(g, *to)
			return 0
		}
		if l := from[which-base]; w.values[l] > 0 {
			w.values[l]--
		} else {
			g.awake = true // it is closed
		}
		return 0
	}
	g.demand(r)
	return which
}

func (w *world) kind(l Lock) Kind { return w.p.Types[w.p.Objects[l.Index].Type].Locks[l.Field] }

func (w *world) room(l Lock) bool { return w.values[l] < w.kind(l).Room() }

// give sends a signal.
func (w *world) give(from *goroutine, l Lock) {
	if w.closed[l] {
		w.t.Errorf("a signal is sent to %v, which is closed", l)
	}
	if w.room(l) {
		w.values[l]++
		return
	}
	to := w.receiver(from, l)
	to.given = slices.Index(to.want.takes, l)
}

// receiver is somebody who waits for a signal, any of them.
func (w *world) receiver(from *goroutine, l Lock) *goroutine {
	var found *goroutine
	for _, g := range w.goroutine {
		if g != from && g.want != nil && g.given == none && slices.Contains(g.want.takes, l) && w.kind(l) == Chan {
			if found == nil || w.choose() {
				found = g
			}
		}
	}
	return found
}

// rest lets goroutines run until none can, and reports whether they get there.
func (w *world) rest(rnd *rand.Rand) bool {
	for range 500 {
		moved := false
		for _, i := range rnd.Perm(len(w.goroutine)) {
			for n := rnd.IntN(4); n >= 0; n-- {
				if _, ok := w.goroutine[i].step(); ok {
					moved = true
				}
			}
		}
		if !moved {
			return true
		}
	}
	return false
}

// stuck is what goroutines are stuck at, in the words of the runtime.
func (w *world) stuck() string {
	var at []string
	for _, g := range w.goroutine {
		if g.want != nil {
			at = append(at, g.at)
		}
	}
	slices.Sort(at)
	return strings.Join(at, ", ")
}

// rob takes from somebody who waits for what is no lock a lock that it holds, and
// lets all go on. If it does, too, it has waited under that lock for what needed
// it, which must be known. It returns what is known of that.
func (w *world) rob(rnd *rand.Rand, truth *explore.Truth) (keys []string) {
	for _, i := range rnd.Perm(len(w.goroutine)) {
		g := w.goroutine[i]
		if g.want == nil || strings.HasPrefix(g.at, "sync.Mutex") || strings.HasPrefix(g.at, "sync.RWMutex") {
			continue
		}
		held := w.heldBy(g)
		if len(held) == 0 {
			continue
		}
		l, wait, at := held[rnd.IntN(len(held))], g.want, w.stuck()
		if w.owner[l] == g {
			w.owner[l] = nil
		} else {
			w.readers[l] = slices.DeleteFunc(slices.Clone(w.readers[l]), func(r *goroutine) bool { return r == g })
		}
		w.robbed = true
		w.rest(rnd)
		if g.want == wait {
			return nil
		}
		waits := append(slices.Clone(wait.takes), wait.lock)
		for _, d := range truth.Must {
			if d.Rule == explore.HeldWait && slices.Contains(d.Locks, l) &&
				slices.ContainsFunc(waits, func(wait Lock) bool { return slices.Contains(d.Locks, wait) }) {
				keys = append(keys, d.Key())
			}
		}
		if keys == nil {
			w.t.Errorf("at %q, %v is held by who waits for %v and would go on without; known are %v", at, l, wait.lock, truth.Must)
		}
		return keys
	}
	return nil
}

// heldBy lists the locks that a goroutine holds.
func (w *world) heldBy(g *goroutine) []Lock {
	var out []Lock
	for l, o := range w.owner {
		if o == g && w.kind(l) != Once {
			out = append(out, l)
		}
	}
	for l, readers := range w.readers {
		if slices.Contains(readers, g) {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b Lock) int { return (a.Index-b.Index)*100 + a.Field - b.Field })
	return out
}
