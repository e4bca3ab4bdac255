package closures

import "sync"

// partsBad: what it is made of is a map of functions, each bound to it by the function
// that makes the map.
type partsBad struct {
	mu    sync.Mutex
	parts map[int]func() int
	n     int
}

func newPartsBad() *partsBad {
	p := &partsBad{}
	p.parts = partsOfBad(p)
	return p
}

func partsOfBad(p *partsBad) map[int]func() int {
	m := make(map[int]func() int)
	m[0] = func() int { return p.count() }
	return m
}

func (p *partsBad) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

func (p *partsBad) Render() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for k := range p.parts {
		part := p.parts[k]
		p.n += part() // want `closures\.partsBad\.mu .*\[reacquire\]`
	}
}

// partsOk: they are bound to the one that it comes from.
type partsOk struct {
	mu    sync.Mutex
	parts map[int]func() int
	n     int
}

func newPartsOk(from *partsOk) *partsOk {
	p := &partsOk{}
	p.parts = partsOfOk(from)
	return p
}

func partsOfOk(p *partsOk) map[int]func() int {
	m := make(map[int]func() int)
	m[0] = func() int { return p.count() }
	return m
}

func (p *partsOk) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

func (p *partsOk) Render() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for k := range p.parts {
		part := p.parts[k]
		p.n += part()
	}
}

// changedBad: those of the functions that have changed are copied to a second map.
type changedBad struct {
	mu           sync.Mutex
	all, changed map[int]func()
	n            int
}

func (c *changedBad) fill() {
	all := make(map[int]func())
	all[1] = func() { c.touch() }
	c.all = all
}

func (c *changedBad) update() {
	changed := make(map[int]func())
	for k, f := range c.all {
		if _, ok := changed[k]; !ok {
			changed[k] = f
		}
	}
	c.changed = changed
}

func (c *changedBad) touch() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func (c *changedBad) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.changed {
		f() // want `closures\.changedBad\.mu .*\[reacquire\]`
	}
}

// changedOk: they run once the lock is given up.
type changedOk struct {
	mu           sync.Mutex
	all, changed map[int]func()
	n            int
}

func (c *changedOk) fill() {
	all := make(map[int]func())
	all[1] = func() { c.touch() }
	c.all = all
}

func (c *changedOk) update() {
	changed := make(map[int]func())
	for k, f := range c.all {
		if _, ok := changed[k]; !ok {
			changed[k] = f
		}
	}
	c.changed = changed
}

func (c *changedOk) touch() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func (c *changedOk) Run() {
	c.mu.Lock()
	changed := c.changed
	c.mu.Unlock()
	for _, f := range changed {
		f()
	}
}

// lazyBad: its view is made when it is first asked for, and leads back to it; the
// empty one of the constructor is gone by then.
type lazyBad struct {
	once sync.Once
	mu   sync.Mutex
	view *viewBad
	user *userBad
	n    int
}

type viewBad struct{ of *lazyBad }
type userBad struct{ view *viewBad }

func newLazyBad() *lazyBad {
	l := &lazyBad{view: &viewBad{}}
	l.user = &userBad{view: l.looked()}
	return l
}

func (l *lazyBad) looked() *viewBad {
	l.once.Do(func() { l.view = &viewBad{of: l} })
	return l.view
}

func (l *lazyBad) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

func (l *lazyBad) Render() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = l.user.view.of.count() // want `closures\.lazyBad\.mu .*\[reacquire\]`
}

// lazyOk: it leads to the one above.
type lazyOk struct {
	once sync.Once
	mu   sync.Mutex
	up   *lazyOk
	view *viewOk
	user *userOk
	n    int
}

type viewOk struct{ of *lazyOk }
type userOk struct{ view *viewOk }

func newLazyOk(up *lazyOk) *lazyOk {
	l := &lazyOk{up: up, view: &viewOk{}}
	l.user = &userOk{view: l.looked()}
	return l
}

func (l *lazyOk) looked() *viewOk {
	l.once.Do(func() { l.view = &viewOk{of: l.up} })
	return l.view
}

func (l *lazyOk) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

func (l *lazyOk) Render() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = l.user.view.of.count()
}

// twiceBad: that its locks are among others' as well does not hide which one it is.
type twiceBad struct{ all, some map[int]*sync.Mutex }

func (t *twiceBad) choose() {
	some := make(map[int]*sync.Mutex)
	for k, mu := range t.all {
		some[k] = mu
	}
	t.some = some
}

func (t *twiceBad) Both(i int) {
	t.some[i].Lock()
	t.some[i].Lock() // want `closures\.twiceBad\.some.*\[reacquire\]`
	t.some[i].Unlock()
	t.some[i].Unlock()
}

// twiceOk: one after the other.
type twiceOk struct{ all, some map[int]*sync.Mutex }

func (t *twiceOk) choose() {
	some := make(map[int]*sync.Mutex)
	for k, mu := range t.all {
		some[k] = mu
	}
	t.some = some
}

func (t *twiceOk) Both(i, j int) {
	t.some[i].Lock()
	t.some[i].Unlock()
	t.some[j].Lock()
	t.some[j].Unlock()
}

// nestedBad: literals that call literals, each by the variable that it has captured, and
// knows what the innermost binds and locks.
type nestedBad struct {
	mu sync.Mutex
	n  int
}

func runNestedBad() {
	var s nestedBad
	add := func() {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}
	one := func() { add() }
	two := func() { one() }
	three := func() { two() }
	update := func(t *nestedBad) {
		t.mu.Lock()
		three() // want `closures\.nestedBad\.mu is locked again .*\[reacquire\]`
		t.mu.Unlock()
	}
	run := func() { update(&s) }
	run()
}

// nestedOk: it unlocks before.
type nestedOk struct {
	mu sync.Mutex
	n  int
}

func runNestedOk() {
	var s nestedOk
	add := func() {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}
	one := func() { add() }
	two := func() { one() }
	three := func() { two() }
	update := func(t *nestedOk) {
		t.mu.Lock()
		t.mu.Unlock()
		three()
	}
	run := func() { update(&s) }
	run()
}
