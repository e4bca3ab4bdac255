package explore_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/generate"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

// TestRandom: programs with a bit of everything.
func TestRandom(t *testing.T) {
	compareAll(t, 1000, func(seed uint64) *Program { return madeUp(rand.New(rand.NewPCG(seed, 0))) })
}

// TestGenerated: the programs that it is about.
func TestGenerated(t *testing.T) {
	compareAll(t, 1000, func(seed uint64) *Program { return generate.Generate(seed, generate.Default()) })
}

// compareAll compares with naive runs, both ways: what they get into must be
// known, and each schedule must lead where it says.
func compareAll(t *testing.T, n int, make func(uint64) *Program) {
	if testing.Short() {
		n /= 10
	}
	deadlocks, walked, known := 0, 0, 0
	for seed := range n {
		p := make(uint64(seed))
		truth := explore.Explore(p, explore.Limits{States: 20000})
		if truth.Fault != "" {
			t.Fatalf("seed %d: %s", seed, truth.Fault)
		}
		if truth.Cut {
			continue
		}
		known++
		must, may := keys(truth.Must), keys(truth.May)
		found := walkAll(t, p, truth.Threads, 50)
		for _, key := range found {
			if !slices.Contains(must, key) {
				t.Errorf("a run gets into %s; known are %v", key, must)
			}
		}
		replayAll(t, p, truth)
		for _, key := range must {
			if !slices.Contains(may, key) {
				t.Errorf("%s must be, but may not", key)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, p)
		}
		deadlocks += len(must)
		walked += len(found)
	}
	t.Logf("%d programs of %d, %d deadlocks, of which random runs find %d", known, n, deadlocks, walked)
	if known < n*4/5 || deadlocks < n/4 {
		t.Error("the programs do not try much")
	}
}

func BenchmarkGenerated(b *testing.B) {
	var programs []*Program
	for seed := range uint64(2000) {
		programs = append(programs, generate.Generate(seed, generate.Default()))
	}
	states, i := 0, 0
	for b.Loop() {
		states += explore.Explore(programs[i%len(programs)], explore.Limits{}).States
		i++
	}
	b.ReportMetric(float64(states)/float64(i), "states/op")
}

// A maker makes programs up: of two objects with a lock of each kind.
type maker struct {
	*rand.Rand
	p      *Program
	guards int
}

func madeUp(rnd *rand.Rand) *Program {
	p := &Program{
		Types:   []Type{{Locks: []Kind{Mutex, RWMutex, Once}}},
		Objects: []Object{{}, {}},
	}
	m := &maker{Rand: rnd, p: p}
	for i := range 4 { // each calls those before it
		m.guards = 0
		f := Func{Params: []int{0}, Flags: 1, Locals: 1, Reports: m.IntN(3) == 0}
		f.Body = m.block(2)
		if i > 0 && m.IntN(3) == 0 && !f.Reports {
			l := m.lock()
			f.Body = append(f.Body, on(Acquire, l))
			f.Release = Block{on(Unlock, l)}
		} else if f.Reports && m.IntN(2) == 0 {
			f.Body = append(f.Body, Stmt{Op: Return, Cond: m.cond()})
		}
		p.Funcs = append(p.Funcs, f)
	}
	for range 2 + m.IntN(2) {
		i := m.IntN(len(p.Funcs))
		for p.Funcs[i].Release != nil { // would keep its lock
			i--
		}
		p.Roots = append(p.Roots, Root{
			Call: Call{Func: i, Args: []Ref{{Index: m.IntN(2)}}, Flags: []Cond{{Kind: CondKind(m.IntN(2))}}},
			Many: m.IntN(4) == 0,
		})
	}
	return p
}

func (m *maker) cond() Cond {
	return Cond{Kind: CondKind(m.IntN(3)), Index: m.IntN(2), Not: m.IntN(2) == 0}
}

func (m *maker) ref() Ref { return []Ref{{}, {Index: 1}, {Param: true}}[m.IntN(3)] }

func (m *maker) lock() Lock { return Lock{Ref: m.ref(), Field: m.IntN(2)} }

func (m *maker) call(ok func(Func) bool) (Call, bool) {
	var which []int
	for i, f := range m.p.Funcs {
		if ok(f) {
			which = append(which, i)
		}
	}
	if len(which) == 0 {
		return Call{}, false
	}
	return Call{Func: which[m.IntN(len(which))], Args: []Ref{m.ref()}, Flags: []Cond{m.cond()}}, true
}

func (m *maker) block(depth int) Block {
	var b Block
	for range 1 + m.IntN(2) {
		b = append(b, m.some(depth)...)
	}
	return b
}

// some are statements that leave the locks as they were, at the end of the
// function at least.
func (m *maker) some(depth int) Block {
	var in Block
	if depth > 0 {
		in = m.block(depth - 1)
	}
	l := m.lock()
	acquire, release, try := Acquire, Unlock, Try
	if l.Field == 1 && m.IntN(2) == 0 {
		acquire, release, try = AcquireRead, UnlockRead, TryRead
	}
	switch m.IntN(12) {
	case 0:
		return Block{{Op: try, Lock: l, Then: append(in, on(release, l))}}
	case 1:
		return Block{{Op: If, Cond: m.cond(), Then: in}}
	case 2:
		return Block{loop(append(in, when(m.cond(), Stmt{Op: Break + Op(m.IntN(2))}))...)}
	case 3:
		if c, ok := m.call(func(f Func) bool { return f.Release == nil }); ok {
			return Block{{Op: Invoke, Call: c, Defer: m.IntN(3) == 0}}
		}
	case 4:
		if c, ok := m.call(func(f Func) bool { return f.Release == nil }); ok {
			return Block{{Op: Do, Lock: Lock{Ref: m.ref(), Field: 2}, Call: c}}
		}
	case 5:
		if c, ok := m.call(func(f Func) bool { return f.Reports }); ok {
			return Block{{Op: Ask, Call: c, Local: m.IntN(2)}, {Op: If, Cond: m.cond(), Then: in}}
		}
	case 6:
		if c, ok := m.call(func(f Func) bool { return f.Release != nil }); ok {
			m.guards++
			return append(append(Block{{Op: TakeGuard, Call: c, Local: m.guards}}, in...), Stmt{Op: DropGuard, Local: m.guards})
		}
	case 7:
		return append(Block{on(acquire, l), deferred(on(release, l))}, in...)
	case 8:
		return append(Block{set(m.IntN(2), m.cond())}, in...)
	}
	return append(append(Block{on(acquire, l)}, in...), on(release, l))
}

// TestGeneratedWaits: what random runs of programs that wait come to rest at must
// be known. And if somebody who waits there would go on without a lock that it
// holds, that is a wait under a lock, whatever the explorer makes of the others.
func TestGeneratedWaits(t *testing.T) {
	n := uint64(1000)
	if testing.Short() {
		n = 150
	}
	met, known, deadlocks, shown := 0, 0, 0, 0
	for seed := range n {
		p := generate.Generate(seed, generate.Waits())
		truth := explore.Explore(p, explore.Limits{})
		if truth.Fault != "" {
			t.Fatalf("seed %d: %s", seed, truth.Fault)
		}
		if !p.Waits() || truth.Cut || truth.Spins {
			continue
		}
		rnd := rand.New(rand.NewPCG(seed, 1))
		seen, robbed := make(map[string]bool), make(map[string]bool)
		for range 20 {
			w := newWorld(t, p, func() bool { return rnd.IntN(2) == 0 })
			for _, root := range truth.Threads {
				w.start(root)
			}
			if w.rest(rnd) {
				at := w.stuck()
				if seen[at] = true; !truth.Stuck[at] {
					t.Errorf("seed %d: a run comes to rest at %q; known are %v", seed, at, truth.Stuck)
				}
				for _, key := range w.rob(rnd, truth) {
					robbed[key] = true
				}
			}
			w.stop()
		}
		met, known, shown = met+len(seen), known+len(truth.Stuck), shown+len(robbed)
		for _, d := range truth.Must {
			if d.Rule == explore.HeldWait {
				deadlocks++
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, p)
		}
	}
	t.Logf("runs met %d of %d ways to come to rest; of %d deadlocks somebody went on without a lock in %d", met, known, deadlocks, shown)
	if met*2 < known || shown*4 < deadlocks*3 {
		t.Error("these runs show too little")
	}
}
