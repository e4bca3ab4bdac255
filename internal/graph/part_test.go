package graph

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
)

func TestMergeKeepsTheSurestOfEachEdge(t *testing.T) {
	left := func(e *Edge) { e.From.Partial = true }
	for _, tt := range []struct {
		name string
		edge Edge // is better than an edge as changed:
		less []option
	}{
		{"not fresh", arrow("a>b", test), []option{fresh}},
		{"not in a test", arrow("a>b", again(identity.May)), []option{test}},
		{"not held already", arrow("a>b", many(3)), []option{again(identity.May)}},
		{"fewer callees", arrow("a>b", partial), []option{many(2)}},
		{"on all paths", arrow("a>b", under("g", write)), []option{partial}},
		{"left held on all paths", arrow("a>b", under("g", write)), []option{left}},
		{"fewer gates", arrow("a>b", calls(0, 3)), []option{under("g", write)}},
		{"fewer steps", arrow("a>b", at(1)), []option{func(e *Edge) { e.To.Witness = e.To.Witness.Prefix(identity.Step{}) }}},
		{"an earlier place", arrow("a>b", at(1)), []option{at(10)}},
	} {
		worse := arrow("a>b")
		for _, o := range tt.less {
			o(&worse)
		}
		if tt.edge.compare(&worse) >= 0 || worse.compare(&tt.edge) <= 0 {
			t.Errorf("%s: is not better", tt.name)
		}
		worse.Site, worse.From.Witness, worse.To.Witness = tt.edge.Site, tt.edge.From.Witness, tt.edge.To.Witness
		if tt.edge.Key() != worse.Key() {
			t.Errorf("%s: two keys", tt.name)
		}
	}
	alone, tested := arrow("a>b"), arrow("a>b")
	alone.Roots, tested.Roots = []string{"callers"}, []string{"callers", "test p.TestF"}
	for _, list := range [][]Edge{{alone, tested}, {tested, alone}} {
		if got := Merge(list); len(got) != 1 || len(got[0].Roots) != 2 {
			t.Errorf("%v: another goroutine comes there, too", got)
		}
	}
	p := arrow("a>b", test)
	for _, list := range [][]Edge{{p, arrow("a>b")}, {arrow("a>b"), p}} {
		if got := Merge(list); len(got) != 1 || got[0].Test {
			t.Errorf("%d edges, the first in a test: %v", len(got), got[0].Test)
		}
	}
}

func TestEdgesAreOneIfTheirKeysAre(t *testing.T) {
	base := arrow("a>b")
	for name, change := range map[string]option{
		"site":        site("p/p.go:9:9"),
		"held lock":   func(e *Edge) { e.From.Class = "c" },
		"wanted lock": func(e *Edge) { e.To.Class = "c" },
		"held mode":   modes(read, write),
		"wanted mode": modes(write, read),
		"taken at":    sites("x", "b/p.go:2:1"),
		"waits at":    sites("a/p.go:1:1", "x"),
	} {
		other := arrow("a>b", change)
		if base.Key() == other.Key() || len(Merge([]Edge{base, other})) != 2 {
			t.Errorf("another %s makes no other edge", name)
		}
	}
	for name, change := range map[string]option{
		"test": test, "fresh": fresh, "roots": roots("main"), "gate": under("g", write), "package": of("q"), "again": again(identity.Same), "pairs": pairs(summary.Pair{}),
	} {
		other := arrow("a>b", change)
		if base.Key() != other.Key() {
			t.Errorf("another %s makes another edge", name)
		}
		if change := other.profile(nil) == base.profile(nil); change {
			t.Errorf("filters cannot tell another %s apart", name)
		}
	}
}

func TestMergeDoesNotDependOnTheOrder(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	edges := randomEdges(rnd, 5, 60)
	want := Merge(edges)
	if len(want) < 40 {
		t.Fatalf("only %d edges", len(want))
	}
	for i := 1; i < len(want); i++ {
		if want[i-1].compare(&want[i]) >= 0 {
			t.Errorf("edges %d and %d are out of order", i-1, i)
		}
	}
	for range 10 {
		rnd.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
		if diff := cmp.Diff(want, Merge(edges[:20], edges[10:40], edges[40:]), exported); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
}

func TestUnionKnowsWhoToldOfWhat(t *testing.T) {
	edges := randomEdges(rand.New(rand.NewSource(1)), 20, 200)
	parts := []*Part{{Edges: edges[:120]}, {Edges: edges[80:]}, {}}
	u := Unite(parts...)
	for i, p := range parts {
		told := make(map[Key]bool)
		for j := range p.Edges {
			told[p.Edges[j].Key()] = true
		}
		for j := range edges {
			if e := &edges[j]; u.Tells(i, e) != told[e.Key()] {
				t.Errorf("part %d tells of edge %d: %v", i, j, !told[e.Key()])
			}
		}
	}
	if e := (&Edge{Site: "other/x.go:1:1"}); u.Tells(0, e) {
		t.Error("a part tells of an edge that there is not")
	}
}

func TestPartsAddUpInAnyOrder(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	var parts []*Part
	for range 5 {
		parts = append(parts, randomPart(rnd, 6))
	}
	sum := func() *Part {
		return Join(parts...)
	}
	want := sum()
	for range 10 {
		rnd.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		if diff := cmp.Diff(want, sum(), exported); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
}

// TestPruneKeepsWhatAnImporterCanExtend has edges between locks; in capitals,
// those that an importer can hold.
func TestPruneKeepsWhatAnImporterCanExtend(t *testing.T) {
	for _, tt := range []struct {
		name    string
		edges   []Edge
		written []identity.Class
		want    []string
	}{
		{"nothing", nil, nil, nil},
		{"to one that it can hold", []Edge{arrow("a>B")}, nil, []string{"a>B"}},
		{"between two that it can hold", []Edge{arrow("A>B")}, nil, []string{"A>B"}},
		{"to one that it cannot hold", []Edge{arrow("A>b")}, nil, nil},
		{"on the way to one", []Edge{arrow("a>b"), arrow("b>c"), arrow("c>D")}, nil, []string{"a>b", "b>c", "c>D"}},
		{"from one, on the way to one", []Edge{arrow("A>b"), arrow("b>C")}, nil, []string{"A>b", "b>C"}},
		{"a way that ends", []Edge{arrow("a>B"), arrow("B>c"), arrow("c>d")}, nil, []string{"a>B"}},
		{"a cycle of its own", circle("a", "b"), nil, nil},
		{"a cycle that leads to one", append(circle("a", "b"), arrow("b>C")), nil, []string{"a>b", "b>C", "b>a"}},
		{"of an object that nobody knows", []Edge{arrow("a>B", fresh)}, nil, nil},
		{"written twice", []Edge{arrow("A>A", same(identity.Same))}, nil, nil},
		{"read, then written", []Edge{arrow("A>A", same(identity.Same), modes(read, write))}, nil, nil},
		{"read twice, and written", []Edge{arrow("A>A", same(identity.Same), modes(read, read))}, []identity.Class{"A"}, nil},
		{"read twice, and the writer is missing", []Edge{arrow("A>A", same(identity.Same), modes(read, read))}, nil, []string{"A>A"}},
		{"read twice, perhaps one lock", []Edge{arrow("A>A", same(identity.May), modes(read, read))}, nil, []string{"A>A"}},
		{"read twice, two locks", []Edge{arrow("A>A", same(identity.Different), modes(read, read))}, nil, nil},
		{"read twice, but it cannot write it", []Edge{arrow("a>a", same(identity.Same), modes(read, read))}, nil, nil},
	} {
		in := input(tt.edges...).written(tt.written...)
		in.HandedOff, in.Holdable = map[identity.Class]bool{"x": true}, map[identity.Class]bool{"A": true, "B": true, "C": true, "D": true}
		pruned, cut := in.prune(in.Extensible(), maxFactEdges)
		var got []string
		for _, e := range Merge(pruned.Edges) {
			if !e.writes() {
				got = append(got, fmt.Sprintf("%s>%s", e.From.Class, e.To.Class))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || cut > 0 {
			t.Errorf("%s: cut %d (-want +got):\n%s", tt.name, cut, diff)
		}
		if diff := cmp.Diff(in.HandedOff, pruned.HandedOff); diff != "" {
			t.Errorf("%s: handed off (-want +got):\n%s", tt.name, diff)
		}
		if again, _ := pruned.prune(pruned.Extensible(), maxFactEdges); len(again.Edges) != len(pruned.Edges) {
			t.Errorf("%s: pruned again, %d edges of %d", tt.name, len(again.Edges), len(pruned.Edges))
		}
	}
}

func TestExtensibleIsWhatLeadsToWhatAnImporterHoldsOrSupplies(t *testing.T) {
	toCall := arrow("d>call")
	toCall.To.Kind = identity.Call
	in := input(arrow("a>b"), arrow("b>H"), arrow("H>c"), toCall, arrow("e>d")).written("f")
	in.Holdable = map[identity.Class]bool{"H": true}
	got := in.Extensible()
	want := map[identity.Class]bool{"a": true, "b": true, "H": true, "d": true, "call": true, "e": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	pruned, _ := in.prune(got, maxFactEdges)
	if len(pruned.Edges) != 4 {
		t.Errorf("%d edges are left", len(pruned.Edges))
	}
}

func TestPruneKeepsTheWritersThatMatter(t *testing.T) {
	in := input(arrow("a>B"), arrow("c>d")).written("a", "B", "C", "c", "d")
	in.Holdable = map[identity.Class]bool{"B": true, "C": true}
	pruned, _ := in.prune(in.Extensible(), maxFactEdges)
	got := make(map[identity.Class]bool)
	for _, e := range pruned.Edges {
		if e.writes() {
			got[e.To.Class] = true
		}
	}
	if diff := cmp.Diff(map[identity.Class]bool{"a": true, "B": true, "C": true}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPruneLeavesOutWaitsWithAWayOutThatNobodyIsToldOf(t *testing.T) {
	for _, tt := range []struct {
		or   []identity.Class
		want int
	}{{nil, 1}, {[]identity.Class{"B"}, 1}, {[]identity.Class{"B", "x"}, 0}} {
		e := arrow("a>B")
		e.Or = tt.or
		in := input(e)
		in.Holdable = map[identity.Class]bool{"B": true}
		if pruned, _ := in.prune(in.Extensible(), maxFactEdges); len(pruned.Edges) != tt.want {
			t.Errorf("or %v: %d edges are left", tt.or, len(pruned.Edges))
		}
	}
}

func TestPruneIsBoundedAndCounts(t *testing.T) {
	in := input()
	in.Holdable = map[identity.Class]bool{"A": true}
	for i := range maxFactWays + 2 {
		in.Edges = append(in.Edges, arrow("a>A", at(i)))
	}
	pruned, cut := in.prune(in.Extensible(), maxFactEdges)
	if len(pruned.Edges) != maxFactWays || cut != 2 || pruned.Edges[0].Site != "p/p.go:0:1" {
		t.Errorf("%d edges between two locks, cut %d", len(pruned.Edges), cut)
	}
	in.Edges = nil
	for i := range maxFactEdges + 3 {
		in.Edges = append(in.Edges, arrow(fmt.Sprintf("a%d>A", i)))
	}
	last := &in.Edges[len(in.Edges)-1]
	last.Pos = 1 // the package's own, which nobody else tells
	if pruned, cut := in.prune(in.Extensible(), maxFactEdges); len(pruned.Edges) != maxFactEdges || cut != 3 || pruned.Edges[0].Key() != last.Key() {
		t.Errorf("%d edges, cut %d, the first %v", len(pruned.Edges), cut, pruned.Edges[0])
	}
	in.Edges = nil
	for i := range maxFactWays + 2 {
		in.Edges = append(in.Edges, writer("A", at(i)))
	}
	if pruned, cut := in.prune(in.Extensible(), maxFactEdges); len(pruned.Edges) != maxFactWays || cut != 2 || pruned.Edges[0].Site != "p/p.go:0:1" {
		t.Errorf("%d writers of a lock, cut %d", len(pruned.Edges), cut)
	}
	in = input()
	in.Holdable = make(map[identity.Class]bool)
	for i := range 2*maxFactEdges + 1 {
		c := identity.Class(fmt.Sprint("C", i))
		in.Holdable[c] = true
		in.Edges = append(in.Edges, writer(c))
	}
	if pruned, cut := in.prune(in.Extensible(), maxFactEdges); len(pruned.Edges) != 2*maxFactEdges || cut != 1 {
		t.Errorf("%d writers, cut %d", len(pruned.Edges), cut)
	}
}

// TestFit: a fact is as large as it may be, not larger; what is surest stays, and what is
// left out is counted.
func TestFit(t *testing.T) {
	in := input()
	in.Holdable = map[identity.Class]bool{"A": true}
	for i := range 300 {
		in.Edges = append(in.Edges, arrow(fmt.Sprintf("a%d>A", i)))
	}
	in.Edges[299].Pos = 1
	whole, cut, err := in.Fit(in.Extensible(), 1<<20, new(wire.Packer))
	if err != nil || cut != 0 {
		t.Fatalf("cut %d of a fact that has room: %v", cut, err)
	}
	for _, room := range []int{len(whole.Data), len(whole.Data) - 1, len(whole.Data) / 2, len(whole.Data) / 10} {
		f, cut, err := in.Fit(in.Extensible(), room, new(wire.Packer))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Decode(f.Data)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Data) > room || len(f.Data) < room/2 || len(p.Edges)+cut != 300 || !slices.ContainsFunc(p.Edges, func(e Edge) bool { return e.From.Class == "a299" }) {
			t.Errorf("%d bytes in a room of %d: %d edges, cut %d", len(f.Data), room, len(p.Edges), cut)
		}
	}
	if f, cut, err := in.Fit(in.Extensible(), 10, new(wire.Packer)); f != nil || cut != 300 || err != nil {
		t.Errorf("no room, and a fact %v, cut %d: %v", f, cut, err)
	}
}

// TestPruneTellsOfAllCompletersOrNone: a wait of which one completer has no room would
// seem to need the others.
func TestPruneTellsOfAllCompletersOrNone(t *testing.T) {
	in := input()
	in.Holdable = map[identity.Class]bool{"A": true}
	wait := func(e *Edge) { e.To.Kind = identity.Receive }
	in.Edges = append(in.Edges, arrow("A>w", wait))
	in.Waitable = map[identity.Class]bool{"w": true}
	for i := range 3 {
		e := arrow("w>A")
		e.From.Kind, e.Completer = identity.Receive, fmt.Sprint("c", i)
		in.Edges = append(in.Edges, e)
	}
	extensible := in.Extensible()
	for most, want := range map[int]int{4: 3, 2: 3, 1: 0} {
		pruned, _ := in.prune(extensible, most)
		got := 0
		for _, e := range pruned.Edges {
			if e.Completer != "" {
				got++
			}
		}
		if got != want {
			t.Errorf("room for %d edges: %d completers, want %d", most, got, want)
		}
	}
}

// TestPrunedPartsMakeTheSameCycles holds what an importer finds with the pruned
// part of what it imports against what it finds with all of it.
func TestPrunedPartsMakeTheSameCycles(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	found := 0
	for i := range 100 {
		lower, upper := input(randomEdges(rnd, 8, 12)...), NewPart()
		lower.Holdable = map[identity.Class]bool{"c0": true, "c1": true, "c2": true}
		lower.Edges = append(lower.Edges, writer("c3"), writer("c4", roots("main")))
		for c := range lower.Holdable { // all that the importer can take part in
			for d := range lower.Holdable {
				if c != d && rnd.Intn(2) == 0 {
					upper.Edges = append(upper.Edges, arrow(string(c+">"+d), site("q/q.go:1:1")))
				}
			}
		}
		upper.Edges = append(upper.Edges, writer("c0", site("q/q.go:2:1")))
		find := func(p *Part) (out []string) {
			all := Join(upper, p)
			below := make(map[string]bool) // what the lower package reports itself
			for _, f := range Search(lower).Findings {
				below[f.Rule+f.key()] = true
			}
			g := Search(Input{Part: *all})
			for j, line := range show(g.Findings) {
				if f := g.Findings[j]; !below[f.Rule+f.key()] {
					out = append(out, line+f.key())
				}
			}
			return out
		}
		pruned, _ := lower.prune(lower.Extensible(), maxFactEdges)
		want := find(&lower.Part)
		found += len(want)
		if diff := cmp.Diff(want, find(pruned)); diff != "" {
			t.Errorf("graph %d (-all +pruned):\n%s", i, diff)
		}
	}
	if found < 20 {
		t.Errorf("only %d findings", found)
	}
}

func TestGraphReadsAsText(t *testing.T) {
	want := `p.T.mu read -> p.T.rw read at p/a.go:3:4 in main, main go x or [p.c?receive] under p.g read under p.h write fixed free test fresh partial weak buffered
a write -> b write at p/ab.go:1:1 in *
leak p.T.mu write at p/p.go:1:1 in *
write p.T.rw at p/p.T.rw.go:1:1 in main under p.g write
write p.T.mu at p/p.T.mu.go:1:1 in *
handed off p.T.mu
handed off p.U.mu
home p.S.a of p.T only passed to p.f#1 passed out
slots of p.T.sem given back at p/a.go:5:6
`
	if diff := cmp.Diff(want, fullPart().String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if p := NewPart(); !p.Empty() || p.String() != "" || fullPart().Empty() {
		t.Error("an empty part is not empty")
	}
}

func TestObjectsOfALockAndAWait(t *testing.T) {
	at := func(kind identity.RootKind, steps string) identity.Path {
		return identity.Path{Root: identity.Root{Kind: kind}, Steps: steps}
	}
	for _, tt := range []struct {
		name string
		a, b identity.Path
		want Objects
	}{
		{"two fields", at(identity.Param, ".p.T:mu"), at(identity.Param, ".p.T:done*"), OneObject},
		{"a field of a child", at(identity.Param, ".p.T:mu"), at(identity.Param, ".p.T:kids*[]*.p.T:wg"), TwoObjects},
		{"of another type", at(identity.Param, ".p.T:mu"), at(identity.Param, ".p.T:kids*[]*.p.U:wg"), OneRoot},
		{"from another root", at(identity.Param, ".p.T:mu"), at(identity.Free, ".p.T:wg"), AnyObjects},
		{"of no type", at(identity.Param, ".p.T:mu"), at(identity.Param, "*"), OneRoot},
		{"nothing is known", identity.Path{}, identity.Path{}, AnyObjects},
	} {
		if got := objects(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
