package tests

import (
	"os"
	"sync"
	"testing"
)

// The locks of each case are fields of a type of its own.
type (
	serialOk    struct{ a, b sync.Mutex }
	parallelBad struct{ a, b sync.Mutex }
	mixedOk     struct{ a, b sync.Mutex }
	subOk       struct{ a, b sync.Mutex }
	subBad      struct{ a, b sync.Mutex }
	helperBad   struct{ a, b sync.Mutex }
	goBad       struct{ a, b sync.Mutex }
	benchOk     struct{ a, b sync.Mutex }
	benchBad    struct{ a, b sync.Mutex }
	mainOk      struct{ a, b sync.Mutex }
	ownOk       struct{ a, b sync.Mutex }
)

var (
	serial   serialOk
	parallel parallelBad
	mixed    mixedOk
	sub      subOk
	subs     subBad
	helped   helperBad
	spawned  goBad
	bench    benchOk
	benches  benchBad
	before   mainOk
)

// serialOk: tests run one after the other.
func (p *serialOk) forth() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *serialOk) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestSerialForthOk(t *testing.T) { serial.forth() }
func TestSerialBackOk(t *testing.T)  { serial.back() }

// parallelBad: these two run at once.
func (p *parallelBad) forth() {
	p.a.Lock()
	p.b.Lock() // want `tests\.parallelBad\..*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *parallelBad) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestParallelForthBad(t *testing.T) {
	t.Parallel()
	parallel.forth()
}

func TestParallelBackBad(t *testing.T) {
	t.Parallel()
	parallel.back()
}

// mixedOk: a parallel test waits until the serial ones are over.
func (p *mixedOk) forth() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *mixedOk) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestMixedForthOk(t *testing.T) {
	t.Parallel()
	mixed.forth()
}

func TestMixedBackOk(t *testing.T) { mixed.back() }

// subOk: subtests run one after the other.
func (p *subOk) forth() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *subOk) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestSubOk(t *testing.T) {
	t.Run("forth", func(t *testing.T) { sub.forth() })
	t.Run("back", func(t *testing.T) { sub.back() })
}

// subBad: unless they are parallel.
func (p *subBad) forth() {
	p.a.Lock()
	p.b.Lock() // want `tests\.subBad\..*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *subBad) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestSubBad(t *testing.T) {
	t.Run("forth", func(t *testing.T) {
		t.Parallel()
		subs.forth()
	})
	t.Run("back", func(t *testing.T) {
		t.Parallel()
		subs.back()
	})
}

// helperBad: a helper makes the tests parallel.
func (p *helperBad) forth() {
	p.a.Lock()
	p.b.Lock() // want `tests\.helperBad\..*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *helperBad) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func setup(t *testing.T) *helperBad {
	t.Helper()
	t.Parallel()
	return &helped
}

func TestHelperForthBad(t *testing.T) { setup(t).forth() }
func TestHelperBackBad(t *testing.T)  { setup(t).back() }

// goBad: a goroutine of a test, against the test.
func (p *goBad) forth() {
	p.a.Lock()
	p.b.Lock() // want `tests\.goBad\..*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *goBad) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestGoBad(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		spawned.forth()
	}()
	spawned.back()
	wg.Wait()
}

// benchOk: benchmarks run one after the other, after the tests.
func (p *benchOk) forth() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *benchOk) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func BenchmarkOk(b *testing.B) {
	for b.Loop() {
		bench.forth()
	}
}

func TestBenchOk(t *testing.T) { bench.back() }

// benchBad: RunParallel is many goroutines.
func (p *benchBad) forth() {
	p.a.Lock()
	p.b.Lock() // want `tests\.benchBad\..*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *benchBad) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func BenchmarkBad(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			benches.forth()
			benches.back()
		}
	})
}

// mainOk: TestMain is before, and after, all tests.
func (p *mainOk) forth() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *mainOk) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestMain(m *testing.M) {
	before.forth()
	os.Exit(m.Run())
}

func TestMainOk(t *testing.T) { before.back() }

// ownOk: parallel tests, each with an object of its own.
func (p *ownOk) forth() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *ownOk) back() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

func TestOwnForthOk(t *testing.T) {
	t.Parallel()
	p := &ownOk{}
	p.forth()
	p.back()
}

func TestOwnBackOk(t *testing.T) {
	t.Parallel()
	new(ownOk).back()
}

// literalsOk: literals that anybody may run, but each in a test of its own.
type literalsOk struct{ a, b sync.Mutex }

var literals literalsOk

var hooks []func()

func TestLiteralForthOk(t *testing.T) {
	hooks = append(hooks, func() {
		literals.a.Lock()
		literals.b.Lock()
		literals.b.Unlock()
		literals.a.Unlock()
	})
}

func TestLiteralBackOk(t *testing.T) {
	hooks = append(hooks, func() {
		literals.b.Lock()
		literals.a.Lock()
		literals.a.Unlock()
		literals.b.Unlock()
	})
}

// literalsBad: both in one test.
type literalsBad struct{ a, b sync.Mutex }

var literal literalsBad

func TestLiteralBothBad(t *testing.T) {
	hooks = append(hooks, func() {
		literal.a.Lock()
		literal.b.Lock() // want `tests\.literalsBad\..*\[inversion\]`
		literal.b.Unlock()
		literal.a.Unlock()
	})
	hooks = append(hooks, func() {
		literal.b.Lock()
		literal.a.Lock()
		literal.a.Unlock()
		literal.b.Unlock()
	})
}
