package traps

import "sync"

// Hand-offs: the goroutine that is started unlocks.

// Notifier calls a function when it runs.
type Notifier struct {
	notify func()
	count  int
}

func (n *Notifier) run() {
	if n.notify != nil {
		n.notify()
	}
}

// handOffFieldOk: by a method value in a field.
func handOffFieldOk() {
	n := &Notifier{}
	var mu sync.Mutex
	mu.Lock()
	n.notify = mu.Unlock
	go n.run()
	mu.Lock()
}

// handOffFieldBad: what is in the field does not unlock.
func handOffFieldBad() {
	n := &Notifier{}
	var mu sync.Mutex
	mu.Lock()
	n.notify = work
	go n.run()
	mu.Lock() // want `mu is locked again .*\[reacquire\]`
}

// handOffCapturedOk: by a method value in a captured variable.
func handOffCapturedOk() {
	var mu sync.Mutex
	mu.Lock()
	f := mu.Unlock
	go func() { f() }()
	mu.Lock()
}

// handOffCapturedBad: it unlocks another.
func handOffCapturedBad() {
	var mu, other sync.Mutex
	other.Lock()
	mu.Lock()
	f := other.Unlock
	go func() { f() }()
	mu.Lock() // want `mu is locked again .*\[reacquire\]`
}

// handOffRetakeOk: the goroutine unlocks, and locks again later.
func handOffRetakeOk() {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		mu.Unlock()
		mu.Lock()
		work()
	}()
	mu.Lock()
	mu.Unlock()
}

// handOffRetakeLoopOk: again and again, without end.
func handOffRetakeLoopOk() {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		for {
			mu.Unlock()
			mu.Lock()
		}
	}()
	mu.Lock()
	mu.Unlock()
}

// handOffOwnBad: the goroutine unlocks what it has locked itself, in vain.
func handOffOwnBad() {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		mu.Lock()
		mu.Unlock()
		mu.Lock()
		mu.Unlock()
	}()
	mu.Lock() // want `mu is locked again .*\[reacquire\]`
	mu.Unlock()
}

// handBackOk: what the goroutine locks again, we unlock.
func handBackOk() {
	var mu sync.Mutex
	locked := make(chan bool)
	go func() {
		mu.Lock()
		locked <- true
		mu.Lock()
		locked <- true
	}()
	<-locked
	mu.Unlock()
	<-locked
	mu.Unlock()
}

// handBackBad: nobody does.
func handBackBad() {
	var mu sync.Mutex
	locked := make(chan bool)
	go func() {
		mu.Lock()
		locked <- true
		mu.Lock() // want `mu is locked again .*\[reacquire\]`
		locked <- true
	}()
	<-locked
	<-locked
}
