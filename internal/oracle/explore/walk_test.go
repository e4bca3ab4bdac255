package explore_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

// walkAll lists the deadlocks that a number of random runs get into, of
// goroutines that run given roots.
func walkAll(t *testing.T, p *Program, roots []int, n int) []string {
	rnd := rand.New(rand.NewPCG(1, 2))
	found := make(map[string]bool)
	for range n {
		w := newWorld(t, p, func() bool { return rnd.IntN(2) == 0 })
		for _, i := range roots {
			w.start(i)
		}
		// Some goroutines get further than others.
		weight := make([]int, len(w.goroutine))
		for i := range weight {
			weight[i] = 1 + rnd.IntN(6)
		}
		for range 300 {
			i := rnd.IntN(len(w.goroutine))
			if rnd.IntN(weight[i]) == 0 {
				w.goroutine[i].step()
			}
		}
		for _, key := range w.cycles() {
			found[key] = true
		}
		w.stop()
	}
	return slices.Sorted(maps.Keys(found))
}

// replayAll checks that the schedule of each deadlock leads to it.
func replayAll(t *testing.T, p *Program, truth *explore.Truth) {
	t.Helper()
	for _, d := range truth.Must {
		if key := d.Key(); !replay(t, p, key, truth.Schedules[key]) {
			t.Errorf("%s: the schedule does not lead to it: %v", key, truth.Schedules[key])
		}
	}
	if len(truth.Schedules) != len(truth.May) {
		t.Errorf("%d schedules of %d deadlocks", len(truth.Schedules), len(truth.May))
	}
}

// replay tries a schedule with all choices that there are for what nobody knows,
// unless they are too many.
func replay(t *testing.T, p *Program, key string, steps []explore.Step) bool {
	var choices []bool
	for range 2000 {
		next := 0
		w := newWorld(t, p, func() bool {
			if next == len(choices) {
				choices = append(choices, true)
			}
			if next++; next >= 60 { // in a loop in which nothing happens
				panic(over{})
			}
			return choices[next-1]
		})
		ok := w.follow(steps) && slices.Contains(w.cycles(), key)
		w.stop()
		if ok {
			return true
		}
		for choices = choices[:next]; len(choices) > 0 && !choices[len(choices)-1]; {
			choices = choices[:len(choices)-1]
		}
		if len(choices) == 0 {
			return false
		}
		choices[len(choices)-1] = false
	}
	return true // for all that we know
}

// follow runs a schedule as far as it goes.
func (w *world) follow(steps []explore.Step) bool {
	threads := make(map[int]*goroutine)
	for _, s := range steps {
		g := threads[s.Thread]
		if g == nil {
			w.start(s.Root)
			g = w.goroutine[len(w.goroutine)-1]
			threads[s.Thread] = g
		}
		if g.want == nil || g.want.lock != s.Lock {
			return false
		}
		if s.Event == explore.Waits {
			if len(g.want.waits()) == 0 {
				return false
			}
			continue
		}
		if event, ok := g.step(); !ok || event != s.Event {
			return false
		}
	}
	return true
}
