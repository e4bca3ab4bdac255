package generate

import (
	"flag"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/program"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

var (
	first = flag.Uint64("first", 0, "the first program that TestPrint prints")
	count = flag.Int("print", 0, "how many programs TestPrint prints")
	waits = flag.Bool("waits", false, "TestPrint prints programs that wait")
)

// TestPrint prints programs, for people to judge.
func TestPrint(t *testing.T) {
	c := Default()
	if *waits {
		c = Waits()
	}
	for seed := *first; seed < *first+uint64(*count); seed++ {
		p, kinds := Explain(seed, c)
		files, err := render.Render(p, render.Options{Path: "prog"})
		if err != nil {
			t.Fatal(err)
		}
		truth := explore.Explore(p, explore.Limits{})
		fmt.Printf("// seed %d: %v, deadlocks %v\n", seed, kinds, truth.Must)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			fmt.Printf("-- %s --\n%s\n", name, files[name])
		}
	}
}

// TestDeterministic holds that a seed makes one program.
func TestDeterministic(t *testing.T) {
	for seed := range uint64(300) {
		for _, c := range []Config{Default(), Waits()} {
			if p, q := Generate(seed, c), Generate(seed, c); !reflect.DeepEqual(p, q) {
				t.Fatalf("seed %d makes different programs", seed)
			}
		}
	}
}

// TestWeights holds that a construct of no weight is not used.
func TestWeights(t *testing.T) {
	c := Default()
	c.Weights = map[string]float64{"loop": 0, "wrap-loop": 0}
	for seed := range uint64(300) {
		for s := range Generate(seed, c).Stmts() {
			if s.Op == program.Loop {
				t.Fatalf("seed %d has a loop", seed)
			}
		}
	}
}

// A mix is what many programs are like.
type mix struct {
	mu                  sync.Mutex
	rule                string // deadlocks of others do not count, unless it is empty
	programs, dead, cut int
	mixed               int // programs with one of the rule, and others
	rules               map[string]int
	counts              map[int]int     // programs by number of deadlocks
	kinds               map[string]pair // by what was put in, alone
	features            map[string]pair
	sizes               map[int]int // programs by number of lock statements
}

// A pair counts programs, and those of them that can deadlock.
type pair struct{ all, dead int }

func (m *mix) add(p *program.Program, kinds []string, truth *explore.Truth) {
	m.mu.Lock()
	defer m.mu.Unlock()
	dead := slices.ContainsFunc(truth.Must, func(d explore.Deadlock) bool { return m.rule == "" || d.Rule == m.rule })
	count := func(in map[string]pair, name string) {
		x := in[name]
		x.all++
		if dead {
			x.dead++
		}
		in[name] = x
	}
	m.programs++
	if dead {
		m.dead++
	}
	if truth.Cut {
		m.cut++
	}
	for _, d := range truth.Must {
		m.rules[d.Rule]++
	}
	if dead && slices.ContainsFunc(truth.Must, func(d explore.Deadlock) bool { return d.Rule != m.rule }) {
		m.mixed++
	}
	m.counts[len(truth.Must)]++
	switch len(kinds) {
	case 0:
		count(m.kinds, "(nothing)")
	case 1:
		count(m.kinds, kinds[0])
	default:
		count(m.kinds, "(several)")
	}
	for _, name := range program.Features(p) {
		count(m.features, name)
	}
	n := 0
	for s := range p.Stmts() {
		if s.Locks() {
			n++
		}
	}
	m.sizes[n/5*5]++
}

func (m *mix) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d programs, %d can deadlock, %d of them in other ways, too, %d cut\n", m.programs, m.dead, m.mixed, m.cut)
	fmt.Fprintf(&b, "deadlocks by rule: %v\nprograms by deadlocks: %v\nby lock statements: %v\n", m.rules, m.counts, m.sizes)
	for _, table := range []map[string]pair{m.kinds, m.features} {
		for _, name := range slices.Sorted(maps.Keys(table)) {
			fmt.Fprintf(&b, "%-34s %6d %6d\n", name, table[name].all, table[name].dead)
		}
	}
	return b.String()
}

// measure explores the programs of n seeds.
func measure(t *testing.T, n int, c Config, rule string) *mix {
	m := &mix{
		rule: rule, rules: make(map[string]int), counts: make(map[int]int), sizes: make(map[int]int),
		kinds: make(map[string]pair), features: make(map[string]pair),
	}
	seeds := make(chan uint64)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for seed := range seeds {
				p, kinds := Explain(seed, c)
				truth := explore.Explore(p, explore.Limits{})
				if truth.Fault != "" {
					t.Errorf("seed %d: %v: %s", seed, kinds, truth.Fault)
				}
				m.add(p, kinds, truth)
				if len(kinds) == 0 && len(truth.Must) > 0 {
					t.Errorf("seed %d can deadlock, though no defect was put in: %v", seed, truth.Must)
				}
			}
		})
	}
	for seed := range uint64(n) {
		seeds <- seed
	}
	close(seeds)
	wg.Wait()
	return m
}

// TestMix holds that no program is faulty, that about half of them can deadlock,
// in both ways, and that all that can be in one is in some.
func TestMix(t *testing.T) {
	n := 5000
	if testing.Short() {
		n = 1000
	}
	m := measure(t, n, Default(), "")
	t.Log(m)
	if m.dead < n*4/10 || m.dead > n*6/10 {
		t.Errorf("%d of %d programs can deadlock", m.dead, n)
	}
	if m.cut*50 > n {
		t.Errorf("%d of %d programs are too large to explore", m.cut, n)
	}
	for _, rule := range []string{explore.Reacquire, explore.Inversion} {
		if m.rules[rule] < n/10 {
			t.Errorf("%d deadlocks of the rule %s", m.rules[rule], rule)
		}
	}
	for _, name := range program.FeatureNames() {
		if m.features[name].all < n/200 {
			t.Errorf("%d programs with %s", m.features[name].all, name)
		}
	}
	for _, table := range [][]construct[func(*generator) bool]{defects, twins} {
		for _, c := range table {
			if m.kinds[c.name].all == 0 {
				t.Errorf("no program with %s alone", c.name)
			}
		}
	}
}

// TestWaitMix holds that no program that waits is faulty, that about a third of
// them have a wait in a deadlock, and that all that can be in one is in some.
func TestWaitMix(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 600
	}
	m := measure(t, n, Waits(), explore.HeldWait)
	t.Log(m)
	if m.dead < n/4 || m.dead > n*2/5 {
		t.Errorf("%d of %d programs have a wait in a deadlock", m.dead, n)
	}
	if m.cut*50 > n {
		t.Errorf("%d of %d programs are too large to explore", m.cut, n)
	}
	for _, name := range program.WaitFeatureNames() {
		if m.features[name].all < n/200 {
			t.Errorf("%d programs with %s", m.features[name].all, name)
		}
	}
	if testing.Short() {
		return
	}
	for _, c := range waitDefects {
		if x := m.kinds[c.name]; x.dead*10 < x.all*8 || x.dead == 0 {
			t.Errorf("%d of %d programs with %s alone can deadlock", x.dead, x.all, c.name)
		}
	}
	for _, c := range waitTwins {
		if x := m.kinds[c.name]; x.dead*10 > x.all || x.all == 0 {
			t.Errorf("%d of %d programs with %s alone can deadlock", x.dead, x.all, c.name)
		}
	}
}
