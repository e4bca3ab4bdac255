package told

import "sync"

// What a callee stores to is not known any more.

type phase struct {
	mu   sync.Mutex
	at   int
	conn *phase
}

func (p *phase) start()      { p.at = 1 }
func (p *phase) startLater() { p.start() }
func (p *phase) move(to int) { p.at = to }
func (p *phase) look() int   { return p.at }
func (p *phase) drop()       { p.conn = nil }
func (p *phase) lock2() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

// storedBad: start has set what is tested.
func (p *phase) storedBad() {
	if p.at != 0 {
		return
	}
	p.start()
	if p.at == 1 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2() // want `told\.phase\.mu .*\[reacquire\]`
	}
}

// storedLaterBad: so has what start is called by.
func (p *phase) storedLaterBad() {
	if p.at != 0 {
		return
	}
	p.startLater()
	if p.at == 1 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2() // want `told\.phase\.mu .*\[reacquire\]`
	}
}

// untilBad: the loop ends, for move changes what it waits for.
func (p *phase) untilBad(n int) {
	p.at = 3
	p.move(n)
	for p.at == 3 {
		p.move(n)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lock2() // want `told\.phase\.mu .*\[reacquire\]`
}

// storedOk: look stores to nothing, and p.at is 0.
func (p *phase) storedOk() {
	if p.at != 0 {
		return
	}
	p.look()
	if p.at == 1 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2()
	}
}

// droppedOk: what drop stores tells nothing of p.at.
func (p *phase) droppedOk() {
	if p.at != 0 {
		return
	}
	p.drop()
	if p.at == 1 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2()
	}
}

var ready int

func makeReady() { ready = 1 }

// globalBad: a package variable that makeReady has set.
func (p *phase) globalBad() {
	if ready != 0 {
		return
	}
	makeReady()
	if ready == 1 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2() // want `told\.phase\.mu .*\[reacquire\]`
	}
}

func fill(n *int, b []byte) { *n++; copy(b, "xy") }

// passedBad: a variable that fill is told the address of.
func (p *phase) passedBad(b []byte) {
	n := 0
	fill(&n, b)
	if n == 1 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2() // want `told\.phase\.mu .*\[reacquire\]`
	}
}

// passedOk: its value is all that look gets.
func (p *phase) passedOk(look func(int)) {
	n := 0
	look(n)
	if n == 1 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2()
	}
}

// bytesBad: the bytes are others each time.
func (p *phase) bytesBad(b []byte) {
	n := 0
	fill(&n, b)
	if string(b) != "ab" {
		return
	}
	fill(&n, b)
	if string(b) == "xy" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2() // want `told\.phase\.mu .*\[reacquire\]`
	}
}

// textOk: a string is what it is.
func (p *phase) textOk(b string) {
	n := 0
	if b != "ab" {
		return
	}
	fill(&n, nil)
	if b == "xy" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2()
	}
}

// partBad: a part of a string is not all of it.
func (p *phase) partBad() {
	const all = "pcg:1"
	if head(all) == "pcg:" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.lock2() // want `told\.phase\.mu .*\[reacquire\]`
	}
}

func head(s string) string { return s[:4] }
