// Package scc finds the strongly connected components of a graph: the nodes of a
// component can all be reached from each other. Calls that recurse are one, and
// so are locks that are taken in a circle.
package scc

import "slices"

// Of lists the components of what can be reached from the nodes, each before
// those that lead to it. Next are a node's successors. Within a component the
// nodes are in the order in which they were met. The algorithm is Tarjan's,
// without recursion: graphs are as deep as programs.
func Of[N comparable](nodes []N, next func(N) []N) [][]N {
	index := make(map[N]int)
	low := make(map[N]int)
	onStack := make(map[N]bool)
	var stack []N
	var out [][]N
	type frame struct {
		node N
		next []N // successors still to follow
	}
	var frames []frame
	enter := func(n N) {
		index[n] = len(index) + 1
		low[n] = index[n]
		stack = append(stack, n)
		onStack[n] = true
		frames = append(frames, frame{n, next(n)})
	}
	for _, root := range nodes {
		if index[root] == 0 {
			enter(root)
		}
		for len(frames) > 0 {
			top := &frames[len(frames)-1]
			n := top.node
			if len(top.next) > 0 {
				m := top.next[0]
				top.next = top.next[1:]
				if index[m] == 0 {
					enter(m)
				} else if onStack[m] {
					low[n] = min(low[n], index[m])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := frames[len(frames)-1].node
				low[parent] = min(low[parent], low[n])
			}
			if low[n] != index[n] {
				continue
			}
			i := len(stack) - 1 // n is near the end
			for stack[i] != n {
				i--
			}
			component := slices.Clone(stack[i:])
			stack = stack[:i]
			for _, m := range component {
				onStack[m] = false
			}
			out = append(out, component)
		}
	}
	return out
}

// Reach are the nodes that can be reached from some, with these.
func Reach[N comparable](from []N, next map[N][]N) map[N]bool {
	out := make(map[N]bool)
	todo := slices.Clone(from)
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !out[n] {
			out[n] = true
			todo = append(todo, next[n]...)
		}
	}
	return out
}
