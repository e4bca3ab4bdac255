// Package places holds locks that are reached through a pointer kept elsewhere: in a
// map, a list or a field that the same function also stores to. Whatever value was
// loaded, it is a lock of the place where it is kept.
package places

import "sync"

// demandBad: a lock for each key, made on demand and taken under the lock of the map;
// who gives it back looks it up under that lock.
type demandBad struct {
	mu   sync.RWMutex
	keys map[string]*sync.Mutex
}

func (d *demandBad) Enter(key string) {
	d.mu.Lock()
	if d.keys[key] == nil {
		d.keys[key] = new(sync.Mutex)
	}
	d.keys[key].Lock() // want `places\.demandBad\..*\[inversion\]`
	d.mu.Unlock()
}

func (d *demandBad) Leave(key string) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if k, ok := d.keys[key]; ok {
		k.Unlock()
	}
}

func (d *demandBad) Fetch(key string, fetch func(string) int) int {
	d.Enter(key)
	defer d.Leave(key)
	return fetch(key)
}

// demandOk: the lock of the map is given up before one waits for the key's.
type demandOk struct {
	mu   sync.RWMutex
	keys map[string]*sync.Mutex
}

func (d *demandOk) Enter(key string) {
	d.mu.Lock()
	if d.keys[key] == nil {
		d.keys[key] = new(sync.Mutex)
	}
	k := d.keys[key]
	d.mu.Unlock()
	k.Lock()
}

func (d *demandOk) Leave(key string) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if k, ok := d.keys[key]; ok {
		k.Unlock()
	}
}

func (d *demandOk) Fetch(key string, fetch func(string) int) int {
	d.Enter(key)
	defer d.Leave(key)
	return fetch(key)
}

// foundBad: what the lookup found, or a new one that is put there.
type foundBad struct {
	mu   sync.Mutex
	rows map[int]*sync.Mutex
}

func (f *foundBad) Begin(id int) *sync.Mutex {
	f.mu.Lock()
	defer f.mu.Unlock()
	row, ok := f.rows[id]
	if !ok {
		row = &sync.Mutex{}
		f.rows[id] = row
	}
	row.Lock() // want `places\.foundBad\..*\[inversion\]`
	return row
}

func (f *foundBad) Drop(id int) {
	row := f.rows[id]
	row.Lock()
	f.mu.Lock()
	delete(f.rows, id)
	f.mu.Unlock()
	row.Unlock()
}

// foundOk: Drop takes the map's lock first, too.
type foundOk struct {
	mu   sync.Mutex
	rows map[int]*sync.Mutex
}

func (f *foundOk) Begin(id int) *sync.Mutex {
	f.mu.Lock()
	defer f.mu.Unlock()
	row, ok := f.rows[id]
	if !ok {
		row = &sync.Mutex{}
		f.rows[id] = row
	}
	row.Lock()
	return row
}

func (f *foundOk) Drop(id int) {
	f.mu.Lock()
	row := f.rows[id]
	row.Lock()
	delete(f.rows, id)
	f.mu.Unlock()
	row.Unlock()
}

// renewBad: the field is given another lock by the function that takes it.
type renewBad struct {
	mu  sync.Mutex
	gen *sync.Mutex
	n   int
}

func (r *renewBad) Renew() {
	r.mu.Lock()
	r.gen = new(sync.Mutex)
	r.gen.Lock() // want `places\.renewBad\..*\[inversion\]`
	r.n = 0
	r.gen.Unlock()
	r.mu.Unlock()
}

func (r *renewBad) Add() {
	r.gen.Lock()
	defer r.gen.Unlock()
	r.mu.Lock()
	r.n++
	r.mu.Unlock()
}

// renewOk: the lock of the field comes second in both.
type renewOk struct {
	mu  sync.Mutex
	gen *sync.Mutex
	n   int
}

func (r *renewOk) Renew() {
	r.mu.Lock()
	r.gen = new(sync.Mutex)
	r.gen.Lock()
	r.n = 0
	r.gen.Unlock()
	r.mu.Unlock()
}

func (r *renewOk) Add() {
	r.mu.Lock()
	r.gen.Lock()
	defer r.gen.Unlock()
	r.n++
	r.mu.Unlock()
}

// listBad: it is appended to the list and still known by the variable.
type listBad struct {
	mu   sync.Mutex
	list []*sync.Mutex
}

func (l *listBad) Grow() {
	one := new(sync.Mutex)
	l.mu.Lock()
	l.list = append(l.list, one)
	one.Lock() // want `places\.listBad\..*\[inversion\]`
	one.Unlock()
	l.mu.Unlock()
}

func (l *listBad) Use(i int) {
	one := l.list[i]
	one.Lock()
	l.mu.Lock()
	l.list[i] = nil
	l.mu.Unlock()
	one.Unlock()
}

// listOk: it is taken once the list's lock is given up.
type listOk struct {
	mu   sync.Mutex
	list []*sync.Mutex
}

func (l *listOk) Grow() {
	one := new(sync.Mutex)
	l.mu.Lock()
	l.list = append(l.list, one)
	l.mu.Unlock()
	one.Lock()
	one.Unlock()
}

func (l *listOk) Use(i int) {
	one := l.list[i]
	one.Lock()
	l.mu.Lock()
	l.list[i] = nil
	l.mu.Unlock()
	one.Unlock()
}

// gate is a lock type.
type gate struct{ sync.Mutex }

// gatesBad: the same with a lock type; the variable that holds it is captured.
type gatesBad struct {
	mu    sync.Mutex
	gates map[int]*gate
}

func (g *gatesBad) Open(id int) func() {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := g.gates[id]
	if at == nil {
		at = new(gate)
		g.gates[id] = at
	}
	return func() {
		at.Lock()
		g.mu.Lock() // want `places\.gatesBad\..*\[inversion\]`
		g.mu.Unlock()
		at.Unlock()
	}
}

func (g *gatesBad) Close(id int) {
	g.mu.Lock()
	g.gates[id].Lock()
	delete(g.gates, id)
	g.mu.Unlock()
}

// gatesOk: the function takes them one after the other.
type gatesOk struct {
	mu    sync.Mutex
	gates map[int]*gate
}

func (g *gatesOk) Open(id int) func() {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := g.gates[id]
	if at == nil {
		at = new(gate)
		g.gates[id] = at
	}
	return func() {
		at.Lock()
		at.Unlock()
		g.mu.Lock()
		g.mu.Unlock()
	}
}

func (g *gatesOk) Close(id int) {
	g.mu.Lock()
	g.gates[id].Lock()
	delete(g.gates, id)
	g.mu.Unlock()
}
