package basics

import "sync"

// embedBad: the promoted methods of an embedded lock.
type embedBad struct {
	sync.Mutex
	aux sync.Mutex
	n   int
}

func (e *embedBad) Up() {
	e.Lock()
	defer e.Unlock()
	e.aux.Lock() // want `basics\.embedBad\..*\[inversion\]`
	defer e.aux.Unlock()
}

func (e *embedBad) Down() {
	e.aux.Lock()
	e.Mutex.Lock()
	e.n--
	e.Mutex.Unlock()
	e.aux.Unlock()
}

// embedOk: named, and promoted, in one order.
type embedOk struct {
	sync.Mutex
	aux sync.Mutex
	n   int
}

func (e *embedOk) Up() {
	e.Lock()
	defer e.Unlock()
	e.aux.Lock()
	defer e.aux.Unlock()
}

func (e *embedOk) Down() {
	e.Mutex.Lock()
	e.aux.Lock()
	e.n--
	e.aux.Unlock()
	e.Mutex.Unlock()
}

// promoBad: the lock of a struct that is embedded, taken by its promoted method.
type promoBad struct {
	promoBase
	aux sync.Mutex
}

type promoBase struct {
	mu sync.Mutex
	n  int
}

func (b *promoBase) inc() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

func (p *promoBad) Up() {
	p.aux.Lock()
	defer p.aux.Unlock()
	p.inc() // want `basics\.promoBad\.aux .*\[inversion\]`
}

func (p *promoBad) Down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.aux.Lock()
	defer p.aux.Unlock()
}

// promoOk: two structs embed one type; the lock of each is taken once only.
type promoOk struct {
	promoBaseOk
	aux sync.Mutex
}

type promoBaseOk struct {
	mu sync.Mutex
	n  int
}

func (b *promoBaseOk) inc() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

func (p *promoOk) Up() {
	p.aux.Lock()
	defer p.aux.Unlock()
	p.inc()
}

func (p *promoOk) Down() {
	p.mu.Lock()
	p.mu.Unlock()
	p.aux.Lock()
	p.inc()
	p.aux.Unlock()
}

// pointerBad: an embedded pointer to a lock.
type pointerBad struct {
	*sync.RWMutex
	aux *sync.Mutex
}

func (p pointerBad) Up() {
	p.Lock()
	defer p.Unlock()
	p.aux.Lock() // want `basics\.pointerBad\..*\[inversion\]`
	defer p.aux.Unlock()
}

func (p pointerBad) Down() {
	p.aux.Lock()
	defer p.aux.Unlock()
	p.Lock()
	defer p.Unlock()
}

// pointerOk: in one order.
type pointerOk struct {
	*sync.RWMutex
	aux *sync.Mutex
}

func (p pointerOk) Up() {
	p.Lock()
	defer p.Unlock()
	p.aux.Lock()
	defer p.aux.Unlock()
}

func (p pointerOk) Down() {
	p.Lock()
	p.aux.Lock()
	p.Unlock()
	p.aux.Unlock()
}

// lockerBad: fields of type sync.Locker, nothing is known of what they hold.
type lockerBad struct{ l, m sync.Locker }

func (x *lockerBad) Up() {
	x.l.Lock()
	x.m.Lock() // want `basics\.lockerBad\..*\[inversion\]`
	x.m.Unlock()
	x.l.Unlock()
}

func (x *lockerBad) Down() {
	x.m.Lock()
	x.l.Lock()
	x.l.Unlock()
	x.m.Unlock()
}

// lockerOk: in one order.
type lockerOk struct{ l, m sync.Locker }

func (x *lockerOk) Up() {
	x.l.Lock()
	x.m.Lock()
	x.m.Unlock()
	x.l.Unlock()
}

func (x *lockerOk) Down() {
	x.l.Lock()
	x.m.Lock()
	x.l.Unlock()
	x.m.Unlock()
}

// tiedBad: the constructor says which lock the Locker is.
type tiedBad struct {
	mu, aux sync.Mutex
	l       sync.Locker
}

func NewTied() *tiedBad {
	t := &tiedBad{}
	t.l = &t.mu
	return t
}

func (t *tiedBad) Up() {
	t.l.Lock()
	t.aux.Lock() // want `basics\.tiedBad\..*\[inversion\]`
	t.aux.Unlock()
	t.l.Unlock()
}

func (t *tiedBad) Down() {
	t.aux.Lock()
	t.mu.Lock()
	t.mu.Unlock()
	t.aux.Unlock()
}

// condBad: the Locker of a Cond is the lock that NewCond was given.
type condBad struct {
	mu, aux sync.Mutex
	ready   *sync.Cond
	n       int
}

func NewCondBad() *condBad {
	c := new(condBad)
	c.ready = sync.NewCond(&c.mu)
	return c
}

func (c *condBad) Put() {
	c.ready.L.Lock()
	c.n++
	c.aux.Lock() // want `basics\.condBad\..*\[inversion\]`
	c.aux.Unlock()
	c.ready.L.Unlock()
	c.ready.Signal()
}

func (c *condBad) Drop() {
	c.aux.Lock()
	c.mu.Lock()
	c.n = 0
	c.mu.Unlock()
	c.aux.Unlock()
}

// condOk: in one order, under both names.
type condOk struct {
	mu, aux sync.Mutex
	ready   *sync.Cond
	n       int
}

func NewCondOk() *condOk {
	c := new(condOk)
	c.ready = sync.NewCond(&c.mu)
	return c
}

func (c *condOk) Put() {
	c.ready.L.Lock()
	c.n++
	c.aux.Lock()
	c.aux.Unlock()
	c.ready.L.Unlock()
	c.ready.Signal()
}

func (c *condOk) Drop() {
	c.mu.Lock()
	c.aux.Lock()
	c.n = 0
	c.aux.Unlock()
	c.mu.Unlock()
}

// wakeFN: when Wait returns it has taken mu again, under aux; Wait is left to the rule for waits.
type wakeFN struct {
	mu, aux sync.Mutex
	ready   *sync.Cond
	n       int
}

func NewWake() *wakeFN {
	w := new(wakeFN)
	w.ready = sync.NewCond(&w.mu)
	return w
}

func (w *wakeFN) Get() {
	w.mu.Lock()
	w.aux.Lock()
	for w.n == 0 {
		w.ready.Wait()
	}
	w.aux.Unlock()
	w.mu.Unlock()
}

// boxBad: a generic type.
type boxBad[T any] struct {
	get, put sync.Mutex
	v        T
}

func (b *boxBad[T]) Get() T {
	b.get.Lock()
	defer b.get.Unlock()
	b.put.Lock() // want `basics\.boxBad\..*\[inversion\]`
	defer b.put.Unlock()
	return b.v
}

func (b *boxBad[T]) Put(v T) {
	b.put.Lock()
	defer b.put.Unlock()
	b.get.Lock()
	defer b.get.Unlock()
	b.v = v
}

// boxOk: a generic type, in one order.
type boxOk[T any] struct {
	get, put sync.Mutex
	v        T
}

func (b *boxOk[T]) Get() T {
	b.get.Lock()
	defer b.get.Unlock()
	b.put.Lock()
	defer b.put.Unlock()
	return b.v
}

func (b *boxOk[T]) Put(v T) {
	b.get.Lock()
	defer b.get.Unlock()
	b.put.Lock()
	defer b.put.Unlock()
	b.v = v
}

// intBad: the order of a generic function against that of one instance.
type intBad[T any] struct {
	get, put sync.Mutex
	v        T
}

func swapInt[T any](b *intBad[T], v T) T {
	b.put.Lock()
	defer b.put.Unlock()
	b.get.Lock() // want `basics\.intBad\..*\[inversion\]`
	defer b.get.Unlock()
	v, b.v = b.v, v
	return v
}

func SwapIntBad(b *intBad[int]) int { return swapInt(b, 1) }

func ReadIntBad(b *intBad[int]) int {
	b.get.Lock()
	defer b.get.Unlock()
	b.put.Lock()
	defer b.put.Unlock()
	return b.v
}

// instFP: two instances of one generic type never share a lock; but type arguments are erased from classes.
type instFP[T any] struct {
	get, put sync.Mutex
	v        T
}

func ReadInstFP(b *instFP[int]) int {
	b.get.Lock()
	defer b.get.Unlock()
	b.put.Lock() // want `basics\.instFP\..*\[inversion\]`
	defer b.put.Unlock()
	return b.v
}

func ReadTextFP(b *instFP[string]) string {
	b.put.Lock()
	defer b.put.Unlock()
	b.get.Lock()
	defer b.get.Unlock()
	return b.v
}

// LocalTypeBad: a type of the function; the two goroutines share the object.
func LocalTypeBad() {
	type pair struct{ a, b sync.Mutex }
	p := new(pair)
	go func() {
		p.a.Lock()
		p.b.Lock() // want `pair\..*\[inversion\]`
		p.b.Unlock()
		p.a.Unlock()
	}()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// LocalTypeOk: no other goroutine ever sees it.
func LocalTypeOk() {
	type pair struct{ a, b sync.Mutex }
	p := new(pair)
	func() {
		p.a.Lock()
		p.b.Lock()
		p.b.Unlock()
		p.a.Unlock()
	}()
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// LocalVarBad: captured variables.
func LocalVarBad() {
	var rd, wr sync.Mutex
	go func() {
		rd.Lock()
		wr.Lock() // want `\[inversion\]`
		wr.Unlock()
		rd.Unlock()
	}()
	wr.Lock()
	rd.Lock()
	rd.Unlock()
	wr.Unlock()
}

// LocalVarOk: each call has locks of its own, and the goroutine takes one.
func LocalVarOk() {
	var rd, wr sync.Mutex
	go func() {
		rd.Lock()
		rd.Unlock()
	}()
	rd.Lock()
	wr.Lock()
	wr.Unlock()
	rd.Unlock()
	wr.Lock()
	rd.Lock()
	rd.Unlock()
	wr.Unlock()
}

// mapBad: the elements of a map are one class.
type mapBad struct {
	mu   sync.Mutex
	byID map[int]*sync.Mutex
}

func (m *mapBad) Find(id int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.byID[id].Lock() // want `basics\.mapBad\..*\[inversion\]`
	m.byID[id].Unlock()
}

func (m *mapBad) Drop(id int) {
	l := m.byID[id]
	l.Lock()
	defer l.Unlock()
	m.mu.Lock()
	delete(m.byID, id)
	m.mu.Unlock()
}

// mapOk: Find gives the map's lock up first.
type mapOk struct {
	mu   sync.Mutex
	byID map[int]*sync.Mutex
}

func (m *mapOk) Find(id int) {
	m.mu.Lock()
	l := m.byID[id]
	m.mu.Unlock()
	l.Lock()
	l.Unlock()
}

func (m *mapOk) Drop(id int) {
	m.mu.Lock()
	l := m.byID[id]
	m.mu.Unlock()
	l.Lock()
	defer l.Unlock()
	m.mu.Lock()
	delete(m.byID, id)
	m.mu.Unlock()
}

// sliceBad: those of a slice of structs.
type sliceBad struct {
	mu    sync.Mutex
	slots []slotBad
}

type slotBad struct {
	mu sync.Mutex
	n  int
}

func (s *sliceBad) Sum() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.slots {
		s.slots[i].mu.Lock() // want `basics\.(sliceBad|slotBad)\..*\[inversion\]`
		n += s.slots[i].n
		s.slots[i].mu.Unlock()
	}
	return n
}

func (s *sliceBad) Grow(i int) {
	slot := &s.slots[i]
	slot.mu.Lock()
	defer slot.mu.Unlock()
	s.mu.Lock()
	slot.n = len(s.slots)
	s.mu.Unlock()
}

// sliceOk: Grow reads the length before.
type sliceOk struct {
	mu    sync.Mutex
	slots []slotOk
}

type slotOk struct {
	mu sync.Mutex
	n  int
}

func (s *sliceOk) Sum() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.slots {
		s.slots[i].mu.Lock()
		n += s.slots[i].n
		s.slots[i].mu.Unlock()
	}
	return n
}

func (s *sliceOk) Grow(i int) {
	s.mu.Lock()
	n := len(s.slots)
	s.mu.Unlock()
	slot := &s.slots[i]
	slot.mu.Lock()
	defer slot.mu.Unlock()
	slot.n = n
}

// spin wraps a lock: a lock type of its own.
type spin struct {
	mu    sync.Mutex
	count int
}

func (s *spin) Lock()   { s.mu.Lock(); s.count++ }
func (s *spin) Unlock() { s.mu.Unlock() }

// wrapBad: the class of a wrapped lock is the field that holds the wrapper.
type wrapBad struct{ rx, tx spin }

func (w *wrapBad) Read() {
	w.rx.Lock()
	defer w.rx.Unlock()
	w.tx.Lock() // want `basics\.wrapBad\.rx .*basics\.wrapBad\.tx .*\[inversion\]`
	defer w.tx.Unlock()
}

func (w *wrapBad) Write() {
	w.tx.Lock()
	defer w.tx.Unlock()
	w.rx.Lock()
	defer w.rx.Unlock()
}

// wrapOk: two fields are two classes, in one order.
type wrapOk struct{ rx, tx spin }

func (w *wrapOk) Read() {
	w.rx.Lock()
	defer w.rx.Unlock()
	w.tx.Lock()
	defer w.tx.Unlock()
}

func (w *wrapOk) Write() {
	w.rx.Lock()
	w.tx.Lock()
	w.rx.Unlock()
	w.tx.Unlock()
}

// anonBad: locks in an anonymous struct of a package variable.
var anonBad struct {
	in, out struct{ mu sync.Mutex }
}

func ReadAnonBad() {
	anonBad.in.mu.Lock()
	anonBad.out.mu.Lock() // want `basics\.anonBad\..*\[inversion\]`
	anonBad.out.mu.Unlock()
	anonBad.in.mu.Unlock()
}

func WriteAnonBad() {
	anonBad.out.mu.Lock()
	anonBad.in.mu.Lock()
	anonBad.in.mu.Unlock()
	anonBad.out.mu.Unlock()
}

// anonOk: in one order.
var anonOk struct {
	in, out struct{ mu sync.Mutex }
}

func ReadAnonOk() {
	anonOk.in.mu.Lock()
	anonOk.out.mu.Lock()
	anonOk.out.mu.Unlock()
	anonOk.in.mu.Unlock()
}

func WriteAnonOk() {
	anonOk.in.mu.Lock()
	anonOk.out.mu.Lock()
	anonOk.in.mu.Unlock()
	anonOk.out.mu.Unlock()
}

// aliasedBad: two names of one type.
type (
	plainBad struct{ a, b sync.Mutex }
	otherBad = plainBad
)

func ForthAliasedBad(p *plainBad) {
	p.a.Lock()
	p.b.Lock() // want `basics\.plainBad\..*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func BackAliasedBad(p *otherBad) {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// definedOk: two types of one structure have nothing in common.
type (
	firstOk  struct{ a, b sync.Mutex }
	secondOk firstOk
)

func ForthDefinedOk(p *firstOk) {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func BackDefinedOk(p *secondOk) {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// sharedBad: the child's lock is its parent's, as the caller of its constructor shows.
type sharedBad struct {
	mu, aux sync.Mutex
	kid     *sharer
}

type sharer struct{ mu *sync.Mutex }

func newSharer(mu *sync.Mutex) *sharer { return &sharer{mu: mu} }

func NewSharedBad() *sharedBad {
	s := &sharedBad{}
	s.kid = newSharer(&s.mu)
	return s
}

func (s *sharedBad) Up() {
	s.kid.mu.Lock()
	s.aux.Lock() // want `basics\.sharedBad\..*\[inversion\]`
	s.aux.Unlock()
	s.kid.mu.Unlock()
}

func (s *sharedBad) Down() {
	s.aux.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.aux.Unlock()
}

// tiedOk: the Locker is the other lock, so that both functions go one way.
type tiedOk struct {
	mu, aux, far sync.Mutex
	l            sync.Locker
}

func NewTiedOk() *tiedOk {
	t := &tiedOk{}
	t.l = &t.far
	return t
}

func (t *tiedOk) Up() {
	t.l.Lock()
	t.aux.Lock()
	t.aux.Unlock()
	t.l.Unlock()
}

func (t *tiedOk) Down() {
	t.aux.Lock()
	t.mu.Lock()
	t.mu.Unlock()
	t.aux.Unlock()
}
