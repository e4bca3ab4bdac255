// Package wrap has groups of goroutines that keep the first error, as weaviate's
// ErrorGroupWrapper around an errgroup.
package wrap

import "sync"

// Group belongs to who makes it.
type Group struct {
	*sync.WaitGroup
	once sync.Once
	err  error
}

// New makes one.
func New() *Group { return &Group{WaitGroup: new(sync.WaitGroup)} }

// Run runs f in the group.
func (g *Group) Run(f func() error) {
	g.WaitGroup.Go(func() {
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	})
}

// Join waits for all that run.
func (g *Group) Join() error {
	g.WaitGroup.Wait()
	return g.err
}
