package double

import "sync"

// The page is rendered under its lock, and what it is rendered from asks the page for
// what that computes under its lock. In the fix it is given a view of the page that
// tells only what is known without.
type pageUnfixed struct {
	once, plain sync.Once
	mu          sync.Mutex
	parts       func() int
	words       int
}

func newPageUnfixed() *pageUnfixed {
	p := &pageUnfixed{}
	p.parts = func() int { return p.Words() }
	return p
}

func (p *pageUnfixed) Words() int {
	p.render()
	p.plain.Do(func() { // found: inversion
		p.mu.Lock()
		defer p.mu.Unlock()
		p.words++
	})
	return p.words
}

func (p *pageUnfixed) render() {
	p.once.Do(func() {
		go func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.words = p.parts() // found: reacquire
		}()
	})
}

type pageFixed struct {
	once, plain sync.Once
	mu          sync.Mutex
	parts       func() int
	words       int
}

// bare is a page without what is computed.
type bare struct{ *pageFixed }

func (b bare) Words() int { return 0 }

func newPageFixed() *pageFixed {
	p := &pageFixed{}
	view := bare{p}
	p.parts = func() int { return view.Words() }
	return p
}

func (p *pageFixed) Words() int {
	p.render()
	p.plain.Do(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.words++
	})
	return p.words
}

func (p *pageFixed) render() {
	p.once.Do(func() {
		go func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.words = p.parts()
		}()
	})
}
