package generate

// chance is true with probability p.
func (g *generator) chance(p float64) bool { return g.rand.Float64() < p }

// weighted draws an index by weight, or -1 if all weights are 0.
func (g *generator) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := g.rand.Float64() * sum
	for i, w := range weights {
		if x < w {
			return i
		}
		x -= w
	}
	return -1
}

// times draws a number by weight. It is 0 if there are no weights, and then
// nothing is drawn.
func (g *generator) times(weights []float64) int {
	if len(weights) == 0 {
		return 0
	}
	return g.weighted(weights)
}

// one draws an element of a list that is not empty.
func one[T any](g *generator, list []T) T { return list[g.rand.IntN(len(list))] }

// A construct is a row of a table: something that can be written, of type F.
type construct[F any] struct {
	name   string
	weight float64
	write  F
}

// draw tries constructs of a table, by weight, each once, until one works.
func draw[F any](g *generator, table []construct[F], try func(construct[F]) bool) bool {
	weights := make([]float64, len(table))
	for i, c := range table {
		weights[i] = c.weight
		if w, ok := g.c.Weights[c.name]; ok {
			weights[i] = w
		}
	}
	for {
		i := g.weighted(weights)
		if i < 0 {
			return false
		}
		if try(table[i]) {
			return true
		}
		weights[i] = 0
	}
}
