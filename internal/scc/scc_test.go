package scc

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComponentsComeBeforeWhatLeadsToThem(t *testing.T) {
	for _, tt := range []struct {
		name  string
		edges map[int][]int
		want  [][]int
	}{
		{"one alone", nil, [][]int{{1}}},
		{"one that leads to itself", map[int][]int{1: {1}}, [][]int{{1}}},
		{"a chain", map[int][]int{1: {2}, 2: {3}}, [][]int{{3}, {2}, {1}}},
		{"a circle", map[int][]int{1: {2}, 2: {3}, 3: {1}}, [][]int{{1, 2, 3}}},
		{"a circle, and what it leads to", map[int][]int{1: {2}, 2: {1, 3}}, [][]int{{3}, {1, 2}}},
		{"two ways to one", map[int][]int{1: {2, 3}, 2: {4}, 3: {4}}, [][]int{{4}, {2}, {3}, {1}}},
		{"two circles that share a node", map[int][]int{1: {2, 3}, 2: {1}, 3: {1}}, [][]int{{1, 2, 3}}},
	} {
		got := Of([]int{1}, func(n int) []int { return tt.edges[n] })
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestDeepGraphs(t *testing.T) {
	const n = 1_000_000
	got := Of([]int{0}, func(i int) []int {
		if i == n {
			return nil
		}
		return []int{i + 1}
	})
	if len(got) != n+1 || !slices.Equal(got[0], []int{n}) {
		t.Errorf("%d components", len(got))
	}
}

func TestReach(t *testing.T) {
	next := map[int][]int{1: {2}, 2: {1, 3}, 4: {1}}
	if got := Reach([]int{1}, next); !maps.Equal(got, map[int]bool{1: true, 2: true, 3: true}) {
		t.Errorf("from 1: %v", got)
	}
	if got := Reach(nil, next); len(got) != 0 {
		t.Errorf("from nowhere: %v", got)
	}
}
