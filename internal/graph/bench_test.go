package graph

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

// perNode reports the time of one round for each of n nodes: it must not grow
// with n.
func perNode(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/node")
}

func class(i int) string { return fmt.Sprintf("example.com/p.T%d.mu", i) }

// sparse are about three edges a lock.
func sparse(n int) []Edge {
	rnd := rand.New(rand.NewSource(1))
	var edges []Edge
	for i := range 3 * n {
		edges = append(edges, arrow(class(rnd.Intn(n))+">"+class(rnd.Intn(n)), at(i)))
	}
	return edges
}

// chain is a graph without a cycle, as deep as can be.
func chain(n int) []Edge {
	var edges []Edge
	for i := range n - 1 {
		edges = append(edges, arrow(class(i)+">"+class(i+1)))
	}
	return edges
}

// rings are many small cycles, no two of which share a lock.
func rings(n int) []Edge {
	var edges []Edge
	for i := 0; i+3 <= n; i += 3 {
		edges = append(edges, circle(class(i), class(i+1), class(i+2))...)
	}
	return edges
}

// component is one strongly connected component, of which each lock has two
// more edges besides the one that goes around.
func component(n int) []Edge {
	rnd := rand.New(rand.NewSource(1))
	edges := append(chain(n), arrow(class(n-1)+">"+class(0)))
	for i := range 2 * n {
		edges = append(edges, arrow(class(i%n)+">"+class(rnd.Intn(n)), at(i)))
	}
	return edges
}

// oneClass are edges between certain locks of one class.
func oneClass(n int) []Edge {
	var edges []Edge
	for i := range n {
		e := pair(fixedPair(i), at(i), sites(fmt.Sprint("a", i), fmt.Sprint("b", i)))
		e.Same = identity.May
		edges = append(edges, e)
	}
	return edges
}

func BenchmarkSearch(b *testing.B) {
	for _, tt := range []struct {
		name string
		make func(int) []Edge
		most int
	}{
		{"sparse", sparse, 100000}, {"chain", chain, 100000}, {"rings", rings, 100000}, {"component", component, 100000}, {"oneclass", oneClass, 10000},
	} {
		for n := 100; n <= tt.most; n *= 10 {
			edges := tt.make(n)
			b.Run(fmt.Sprintf("%s/%d", tt.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					Search(input(edges...))
				}
				perNode(b, n)
			})
		}
	}
}

// BenchmarkMerge merges n parts of ten edges, as the last link does.
func BenchmarkMerge(b *testing.B) {
	for n := 10; n <= 10000; n *= 10 {
		rnd := rand.New(rand.NewSource(1))
		var lists [][]Edge
		for range n {
			lists = append(lists, randomEdges(rnd, 10*n, 10))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Merge(lists...)
			}
			perNode(b, 10*n)
		})
	}
}

// BenchmarkJoin joins n parts of ten edges, as a package does with its
// imports.
func BenchmarkJoin(b *testing.B) {
	for n := 10; n <= 1000; n *= 10 {
		rnd := rand.New(rand.NewSource(1))
		var parts []*Part
		for range n {
			parts = append(parts, &Part{Edges: randomEdges(rnd, 10*n, 10)})
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Join(parts...)
			}
			perNode(b, 10*n)
		})
	}
}

func BenchmarkWire(b *testing.B) {
	for n := 100; n <= 10000; n *= 10 {
		p := randomPart(rand.New(rand.NewSource(1)), n)
		data, err := p.Encode()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("encode/%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Encode(); err != nil {
					b.Fatal(err)
				}
			}
			perNode(b, n)
		})
		b.Run(fmt.Sprintf("decode/%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Decode(data); err != nil {
					b.Fatal(err)
				}
			}
			perNode(b, n)
		})
	}
}

func BenchmarkPrune(b *testing.B) {
	for n := 100; n <= 100000; n *= 10 {
		p := &Part{Edges: chain(n), Holdable: map[identity.Class]bool{identity.Class(class(n - 1)): true}}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				p.prune(p.Extensible(), maxFactEdges)
			}
			perNode(b, n)
		})
	}
}
