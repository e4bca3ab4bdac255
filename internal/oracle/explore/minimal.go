package explore

import "slices"

// minimize joins nodes from which the same can happen. Goroutines differ in what
// they will never look at again, such as flags, and there are many states less
// without that.
//
// It begins with classes of nodes that look the same, and parts those of which
// one leads to a class that the other does not lead to.
func (a *automaton) minimize() {
	class := make([]uint16, len(a.nodes))
	type look struct {
		action
		writes, reads uint64
	}
	looks := make(map[look]uint16)
	for i, n := range a.nodes {
		class[i] = number(looks, look{n.action, n.writes, n.reads})
	}
	for count := len(looks); ; {
		ways := make(map[string]uint16)
		next := make([]uint16, len(a.nodes))
		for i := range a.nodes {
			next[i] = number(ways, a.ways(class, i))
		}
		class = next
		if len(ways) == count {
			break
		}
		count = len(ways)
	}
	a.join(class)
}

// number is that of a key, or the next one.
func number[K comparable](numbers map[K]uint16, k K) uint16 {
	n, ok := numbers[k]
	if !ok {
		n = uint16(len(numbers))
		numbers[k] = n
	}
	return n
}

// ways tells the classes of a node and of those that it leads to.
func (a *automaton) ways(class []uint16, i int) string {
	b := appendInts(nil, int(class[i]), int(class[a.nodes[i].starts]))
	for _, next := range a.nodes[i].next {
		next = classes(class, next)
		b = appendInts(b, len(next))
		for _, c := range next {
			b = appendInts(b, int(c))
		}
	}
	return string(b)
}

// classes are those of some nodes.
func classes(class, ids []uint16) []uint16 {
	var out []uint16
	for _, id := range ids {
		out = append(out, class[id])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// join makes one node of each class.
func (a *automaton) join(class []uint16) {
	nodes := make([]node, int(slices.Max(class))+1)
	for i, n := range a.nodes {
		for outcome, next := range n.next {
			n.next[outcome] = classes(class, next)
		}
		n.starts = class[n.starts]
		nodes[class[i]] = n
	}
	a.nodes = nodes
	for i := range a.roots {
		a.roots[i].start = class[a.roots[i].start]
	}
}
