// Command rounds sends messages under a lock to who takes it for each of them.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package main

import "sync"

// onceOk: one message is ever sent: the receiver takes mu only after it has that.
type onceOk struct {
	mu   sync.Mutex
	news chan int
	seen int
}

func (o *onceOk) run() {
	for v := range o.news {
		o.mu.Lock()
		o.seen = v
		o.mu.Unlock()
	}
}

func (o *onceOk) start() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.news <- o.seen
}

// againBad: a second message waits for the receiver, which takes mu for the first.
type againBad struct {
	mu   sync.Mutex
	news chan int
	seen int
}

func (a *againBad) run() {
	for v := range a.news {
		a.mu.Lock() // NEED
		a.seen = v
		a.mu.Unlock()
	}
}

func (a *againBad) start() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.news <- a.seen // WAIT main.againBad.mu // want `againBad\.mu is held .*\[heldwait\]`
	a.news <- a.seen + 1
}

// localOk: each run has a channel of its own, and sends to it once.
type localOk struct {
	mu   sync.Mutex
	seen int
}

func (l *localOk) Run() {
	news := make(chan int)
	go func() {
		for v := range news {
			l.mu.Lock()
			l.seen = v
			l.mu.Unlock()
		}
	}()
	l.mu.Lock()
	news <- l.seen
	l.mu.Unlock()
	close(news)
}

// localBad: it sends to it in a loop.
type localBad struct {
	mu   sync.Mutex
	seen int
}

func (l *localBad) Run() {
	news := make(chan int)
	go func() {
		for v := range news {
			l.mu.Lock() // NEED
			l.seen = v
			l.mu.Unlock()
		}
	}()
	l.mu.Lock()
	for i := range 3 {
		news <- i // WAIT main.localBad.mu // want `localBad\.mu is held .*\[heldwait\]`
	}
	l.mu.Unlock()
	close(news)
}

// otherCaseBad: it is another message that the receiver takes mu for.
type otherCaseBad struct {
	mu          sync.Mutex
	news, ticks chan int
	seen        int
}

func (o *otherCaseBad) run() {
	for {
		select {
		case v := <-o.news:
			o.seen = v
		case <-o.ticks:
			o.mu.Lock() // NEED
			o.seen++
			o.mu.Unlock()
		}
	}
}

func (o *otherCaseBad) tick() { o.ticks <- 1 }

func (o *otherCaseBad) start() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.news <- o.seen // WAIT main.otherCaseBad.mu // want `otherCaseBad\.mu is held .*\[heldwait\]`
}

// roomOk: as many messages as there is room for, whatever name the channel goes by.
type roomOk struct {
	mu   sync.Mutex
	seen int
}

func (r *roomOk) run(news chan int) {
	r.mu.Lock()
	r.seen = 1
	r.mu.Unlock()
	for v := range news {
		r.mu.Lock()
		r.seen = v
		r.mu.Unlock()
	}
}

func (r *roomOk) start(news chan int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	news <- 1
	news <- 2
}

var roomOkNews = make(chan int, 2)

// roomBad: one more.
type roomBad struct {
	mu   sync.Mutex
	seen int
}

func (r *roomBad) run(news chan int) {
	r.mu.Lock() // NEED
	r.seen = 1
	r.mu.Unlock()
	for v := range news {
		r.mu.Lock()
		r.seen = v
		r.mu.Unlock()
	}
}

func (r *roomBad) start(news chan int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	news <- 1 // WAIT main.roomBad.mu // want `roomBad\.mu is held .*\[heldwait\]`
	news <- 2
	news <- 3
}

var roomBadNews = make(chan int, 2)

// handedOk: who counts has not got the slot that the goroutine takes which it starts.
type handedOk struct {
	mu   sync.Mutex
	news chan int
}

func (h *handedOk) send() {
	h.news <- 1
	h.news <- 2
}

func (h *handedOk) take() { <-h.news }

// endBad: both cases are ended by who takes mu first, whatever names the channels go by.
type endBad struct {
	mu sync.Mutex
}

func (e *endBad) wait(done, quit chan int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	select { // want `endBad\.mu is held .*done.*\[heldwait\]` `endBad\.mu is held .*quit.*\[heldwait\]`
	case <-done: // WAIT main.endBad.mu
	case <-quit:
	}
}

func (e *endBad) end(c chan int) {
	e.mu.Lock() // NEED
	e.mu.Unlock()
	close(c)
}

// endOk: who ends the one case takes nothing.
type endOk struct {
	mu sync.Mutex
}

func (e *endOk) wait(done, quit chan int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case <-done:
	case <-quit:
	}
}

func (e *endOk) end(c chan int) {
	e.mu.Lock()
	e.mu.Unlock()
	close(c)
}

func (e *endOk) quit(c chan int) { close(c) }

// defaultBad: the goroutine that a constructor starts locks what is in the variable.
type defaultBad struct {
	mu   sync.Mutex
	done chan int
	n    int
}

func newDefaultBad() *defaultBad {
	d := &defaultBad{done: make(chan int)}
	go func() {
		defer close(d.done)
		d.mu.Lock() // NEED
		d.n++
		d.mu.Unlock()
	}()
	return d
}

var theDefaultBad = newDefaultBad()

func stopDefaultBad() {
	theDefaultBad.mu.Lock()
	defer theDefaultBad.mu.Unlock()
	<-theDefaultBad.done // WAIT main.defaultBad.mu // want `defaultBad\.mu is held .*\[heldwait\]`
}

// literalBad: a literal starts one that it has captured, which locks what it is given.
type literalBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
}

func runLiteralBad() {
	var l literalBad
	count := func() {
		l.mu.Lock() // NEED
		l.mu.Unlock()
	}
	all := func(of *literalBad) {
		of.wg.Go(count)
		of.mu.Lock()
		of.wg.Wait() // WAIT main.literalBad.mu // want `literalBad\.mu is held .*\[heldwait\]`
		of.mu.Unlock()
	}
	func() { all(&l) }()
}

func main() {
	var wg sync.WaitGroup
	once := &onceOk{news: make(chan int)}
	wg.Go(once.run)
	wg.Go(once.start)
	again := &againBad{news: make(chan int)}
	wg.Go(again.run)
	wg.Go(again.start)
	wg.Go(new(localOk).Run)
	wg.Go(new(localBad).Run)
	other := &otherCaseBad{news: make(chan int), ticks: make(chan int)}
	wg.Go(other.run)
	wg.Go(other.tick)
	wg.Go(other.start)
	fits, fills := new(roomOk), new(roomBad)
	wg.Go(func() { fits.run(roomOkNews) })
	wg.Go(func() { fits.start(roomOkNews) })
	wg.Go(func() { fills.run(roomBadNews) })
	wg.Go(func() { fills.start(roomBadNews) })
	handed := &handedOk{news: make(chan int, 1)}
	wg.Go(handed.send)
	wg.Go(handed.take)
	done, quit := make(chan int), make(chan int)
	ends := new(endBad)
	wg.Go(func() { ends.wait(done, quit) })
	wg.Go(func() { ends.end(done) })
	wg.Go(func() { ends.end(quit) })
	done2, quit2 := make(chan int), make(chan int)
	ended := new(endOk)
	wg.Go(func() { ended.wait(done2, quit2) })
	wg.Go(func() { ended.end(done2) })
	wg.Go(func() { ended.quit(quit2) })
	wg.Go(stopDefaultBad)
	wg.Go(runLiteralBad)
	wg.Wait()
}
