package summary

import (
	"math/rand"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// randomGraph has n functions and about m edges.
func randomGraph(rnd *rand.Rand, n, m int) ([]*ssa.Function, map[*ssa.Function][]*ssa.Function) {
	funcs := make([]*ssa.Function, n)
	for i := range funcs {
		funcs[i] = &ssa.Function{}
	}
	graph := make(map[*ssa.Function][]*ssa.Function)
	for range m {
		from := funcs[rnd.Intn(n)]
		graph[from] = append(graph[from], funcs[rnd.Intn(n)])
	}
	return funcs, graph
}

// reach is the naive transitive closure; each function reaches itself.
func reach(funcs []*ssa.Function, graph map[*ssa.Function][]*ssa.Function) map[*ssa.Function]map[*ssa.Function]bool {
	out := make(map[*ssa.Function]map[*ssa.Function]bool)
	for _, from := range funcs {
		seen := map[*ssa.Function]bool{from: true}
		for todo := []*ssa.Function{from}; len(todo) > 0; {
			fn := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, g := range graph[fn] {
				if !seen[g] {
					seen[g] = true
					todo = append(todo, g)
				}
			}
		}
		out[from] = seen
	}
	return out
}

func TestComponentsAgreeWithReachability(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for i := range 500 {
		n := 1 + rnd.Intn(12)
		funcs, graph := randomGraph(rnd, n, rnd.Intn(3*n))
		reaches := reach(funcs, graph)
		at := make(map[*ssa.Function]int)
		for k, scc := range components(funcs, graph) {
			for _, fn := range scc {
				if _, twice := at[fn]; twice {
					t.Fatalf("graph %d: a function is in two components", i)
				}
				at[fn] = k
			}
		}
		if len(at) != n {
			t.Fatalf("graph %d: %d of %d functions are in components", i, len(at), n)
		}
		for _, f := range funcs {
			for _, g := range funcs {
				if together := reaches[f][g] && reaches[g][f]; together != (at[f] == at[g]) {
					t.Fatalf("graph %d: reach each other %v, one component %v", i, together, at[f] == at[g])
				}
				if reaches[f][g] && at[g] > at[f] {
					t.Fatalf("graph %d: a callee comes after its caller", i)
				}
			}
		}
	}
}

func TestComponentsAreTheSameEachTime(t *testing.T) {
	funcs, graph := randomGraph(rand.New(rand.NewSource(2)), 40, 90)
	first := components(funcs, graph)
	for range 5 {
		if !slices.EqualFunc(first, components(funcs, graph), slices.Equal[[]*ssa.Function]) {
			t.Fatal("two runs differ")
		}
	}
}

func TestDeepChainsDoNotExhaustTheStack(t *testing.T) {
	const n = 20000
	funcs, _ := randomGraph(rand.New(rand.NewSource(3)), n, 0)
	graph := make(map[*ssa.Function][]*ssa.Function)
	for i := range n - 1 {
		graph[funcs[i]] = []*ssa.Function{funcs[i+1]}
	}
	order := components(funcs, graph)
	if len(order) != n || order[0][0] != funcs[n-1] || order[n-1][0] != funcs[0] {
		t.Errorf("%d components, in another order than callees first", len(order))
	}
}
