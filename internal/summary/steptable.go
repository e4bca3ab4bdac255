package summary

import (
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
)

// A stepWriter is the table of the witnesses in a bundle. Most witnesses of a
// package share their tails, and all share their steps.
type stepWriter struct {
	index  map[identity.Step]int
	steps  []wireStep
	number map[[2]int]int
	chains [][2]int // the number of a step, and of the witness that follows
}

// packed are the chains as differences, most of which are alike: a step's number from
// that of the last chain, and how far back the witness that follows is, or 0.
func (t *stepWriter) packed() [][2]int {
	var out [][2]int
	last := 0
	for i, c := range t.chains {
		back := 0
		if c[1] > 0 {
			back = i + 1 - c[1]
		}
		out = append(out, [2]int{c[0] - last, back})
		last = c[0]
	}
	return out
}

// unpackChains undoes packed. A chain that cannot be has no step.
func unpackChains(in [][2]int) [][2]int {
	out := make([][2]int, len(in))
	last := 0
	for i, c := range in {
		last += c[0]
		switch next := i + 1 - c[1]; {
		case c[1] == 0:
			out[i] = [2]int{last, 0}
		case next > 0:
			out[i] = [2]int{last, next}
		default:
			out[i] = [2]int{-1, 0}
		}
	}
	return out
}

func newStepWriter() *stepWriter {
	return &stepWriter{index: make(map[identity.Step]int), number: make(map[[2]int]int)}
}

// add is the number of a witness; 0 of none.
func (t *stepWriter) add(w *identity.Witness) int {
	if w == nil {
		return 0
	}
	i, ok := t.index[*w.Step]
	if !ok {
		i = len(t.steps)
		t.index[*w.Step] = i
		t.steps = append(t.steps, wireStep(*w.Step))
	}
	chain := [2]int{i, t.add(w.Next)}
	n, ok := t.number[chain]
	if !ok {
		t.chains = append(t.chains, chain)
		n = len(t.chains)
		t.number[chain] = n
	}
	return n
}

// A stepReader reads the witnesses of a bundle, each once.
type stepReader struct {
	chains [][2]int
	steps  []wireStep
	read   map[int]*identity.Witness
	bad    bool // a witness that was asked for is not there
}

// maxDepth bounds the steps of a witness that is read: flow makes shorter ones.
const maxDepth = 256

// witness is that of a number; nil of 0, and if there is none. What follows has a
// lesser number.
func (r *stepReader) witness(n int) *identity.Witness {
	var numbers []int // not read yet
	var w *identity.Witness
	for n != 0 && w == nil {
		if n < 0 || n > len(r.chains) || len(numbers) == maxDepth {
			r.bad = true
			return nil
		}
		if w = r.read[n]; w == nil {
			numbers = append(numbers, n)
			n = r.chains[n-1][1]
		}
	}
	for _, n := range slices.Backward(numbers) {
		i := r.chains[n-1][0]
		if i < 0 || i >= len(r.steps) || w.Depth() >= maxDepth {
			r.bad = true
			return nil
		}
		w = w.Share((*identity.Step)(&r.steps[i]))
		r.read[n] = w
	}
	return w
}
