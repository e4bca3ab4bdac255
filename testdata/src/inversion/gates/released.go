package gates

import "sync"

// Locks given up around a function that callers supply, two calls down.

type page struct {
	mu    sync.Mutex
	dirty bool
}

func (p *page) store(f func()) {
	if f != nil {
		p.mu.Unlock()
		f()
		p.mu.Lock()
	}
	p.dirty = false
}

func (p *page) flush(f func()) { p.store(f) }

// close holds mu, but for f.
func (p *page) close(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flush(f)
}

// keep holds mu for f as well.
func (p *page) keep(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.dirty = false
}

type bookOk struct {
	mu   sync.Mutex
	page *page
}

func (b *bookOk) touch() {
	b.mu.Lock()
	b.mu.Unlock()
}

// Size takes the page under the book, Close the book while the page is free.
func (b *bookOk) Size() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.page.close(nil)
}

func (b *bookOk) Close() { b.page.close(b.touch) }

type leaf struct{ mu sync.Mutex }

func (l *leaf) keep(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

type bookBad struct {
	mu   sync.Mutex
	leaf *leaf
}

func (b *bookBad) touch() {
	b.mu.Lock()
	b.mu.Unlock()
}

// Size takes the leaf under the book, Close the book under the leaf.
func (b *bookBad) Size() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.leaf.keep(func() {}) // want `gates\.(bookBad|leaf)\.mu .*\[inversion\]`
}

func (b *bookBad) Close() { b.leaf.keep(b.touch) }
