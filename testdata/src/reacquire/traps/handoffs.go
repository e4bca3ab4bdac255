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

// feedBad: who began may not begin again. That what ends it is kept in a field changes
// nothing, as long as all that is done with the field is to call it.
type feedBad struct {
	mu    sync.Mutex
	items []string
}

func (f *feedBad) begin() { f.mu.Lock() }

type feedHooksBad struct{ end func(*feedBad) }

var feedHookBad = feedHooksBad{end: func(f *feedBad) { f.mu.Unlock() }}

func (f *feedBad) Replace(items []string) {
	f.begin()
	defer feedHookBad.end(f)
	f.mu.Lock() // want `traps\.feedBad\.mu is locked again .*\[reacquire\]`
	f.items = items
}

// feedOk: it does not.
type feedOk struct {
	mu    sync.Mutex
	items []string
}

func (f *feedOk) begin() { f.mu.Lock() }

type feedHooksOk struct{ end func(*feedOk) }

var feedHookOk = feedHooksOk{end: func(f *feedOk) { f.mu.Unlock() }}

func (f *feedOk) Replace(items []string) {
	f.begin()
	defer feedHookOk.end(f)
	f.items = items
}

// pricesBad: the goroutine takes by one name what it gives up for a while by another: so
// it has nothing from who starts it.
type pricesBad struct {
	mu   sync.Mutex
	list []int
}

var (
	allPricesBad pricesBad
	shopsBad     sync.Mutex
)

func fetchPricesBad() []int {
	allPricesBad.mu.Unlock()
	defer allPricesBad.mu.Lock()
	shopsBad.Lock()
	defer shopsBad.Unlock()
	return []int{1}
}

func (p *pricesBad) Load() {
	p.mu.Lock()
	p.list = fetchPricesBad()
	p.mu.Lock() // want `traps\.pricesBad\.mu is locked again .*\[reacquire\]`
}

func startPricesBad() { go func() { allPricesBad.Load() }() }

// pricesOk: once only.
type pricesOk struct {
	mu   sync.Mutex
	list []int
}

var (
	allPricesOk pricesOk
	shopsOk     sync.Mutex
)

func fetchPricesOk() []int {
	allPricesOk.mu.Unlock()
	defer allPricesOk.mu.Lock()
	shopsOk.Lock()
	defer shopsOk.Unlock()
	return []int{1}
}

func (p *pricesOk) Load() {
	p.mu.Lock()
	p.list = fetchPricesOk()
	p.mu.Unlock()
}

func startPricesOk() { go func() { allPricesOk.Load() }() }
