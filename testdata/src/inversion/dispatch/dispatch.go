// Package dispatch crosses locks through interfaces and func values of one package.
package dispatch

import "sync"

func work() {}

// journalBad: the only sink there is takes its own lock, and calls back under it.
type journalBad struct {
	mu  sync.Mutex
	out sinkBad
	n   int
}

type sinkBad interface{ Put(n int) }

type fileBad struct {
	mu  sync.Mutex
	log *journalBad
}

func NewJournalBad() *journalBad {
	j := &journalBad{}
	j.out = &fileBad{log: j}
	return j
}

func (j *journalBad) Add(n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.out.Put(n) // want `dispatch\.(journalBad|fileBad)\.mu .*\[inversion\]`
}

func (j *journalBad) note() {
	j.mu.Lock()
	j.n++
	j.mu.Unlock()
}

func (f *fileBad) Put(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	work()
}

func (f *fileBad) Rotate() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log.note()
}

// journalOk: there are two sinks; the one that takes a lock is never a journal's.
type journalOk struct {
	mu  sync.Mutex
	out sinkOk
	n   int
}

type sinkOk interface{ Put(n int) }

type nullOk struct{}

func (nullOk) Put(n int) { work() }

type fileOk struct {
	mu  sync.Mutex
	log *journalOk
}

func NewJournalOk() *journalOk { return &journalOk{out: nullOk{}} }

func (j *journalOk) Add(n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.out.Put(n)
}

func (j *journalOk) note() {
	j.mu.Lock()
	j.n++
	j.mu.Unlock()
}

func (f *fileOk) Put(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	work()
}

func (f *fileOk) Rotate() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log.note()
}

func NewFileOk(j *journalOk) *fileOk { return &fileOk{log: j} }

// sceneBad: two shapes, both may be in the list; one of them locks.
type sceneBad struct {
	mu   sync.Mutex
	list []shapeBad
}

type shapeBad interface{ draw() }

type dotBad struct{}

func (dotBad) draw() { work() }

type textBad struct {
	mu    sync.Mutex
	scene *sceneBad
}

func (t *textBad) draw() {
	t.mu.Lock()
	defer t.mu.Unlock()
	work()
}

func (t *textBad) Set() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.scene.mu.Lock() // want `dispatch\.(sceneBad|textBad)\.mu .*\[inversion\]`
	defer t.scene.mu.Unlock()
	t.scene.list = append(t.scene.list, t, dotBad{})
}

func (s *sceneBad) Paint() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.list {
		x.draw()
	}
}

// sceneOk: the list is copied, and painted without the lock.
type sceneOk struct {
	mu   sync.Mutex
	list []shapeOk
}

type shapeOk interface{ draw() }

type textOk struct {
	mu    sync.Mutex
	scene *sceneOk
}

func (t *textOk) draw() {
	t.mu.Lock()
	defer t.mu.Unlock()
	work()
}

func (t *textOk) Set() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.scene.mu.Lock()
	defer t.scene.mu.Unlock()
	t.scene.list = append(t.scene.list, t)
}

func (s *sceneOk) Paint() {
	s.mu.Lock()
	list := append([]shapeOk(nil), s.list...)
	s.mu.Unlock()
	for _, x := range list {
		x.draw()
	}
}

// busFN: of five receivers one locks; with so many callees the finding is of low confidence.
type busFN struct {
	mu sync.Mutex
	to receiverFN
}

type receiverFN interface{ get() }

type r1FN struct{}
type r2FN struct{}
type r3FN struct{}
type r4FN struct{}
type r5FN struct {
	mu  sync.Mutex
	bus *busFN
}

func (r1FN) get()    {}
func (r2FN) get()    {}
func (r3FN) get()    {}
func (r4FN) get()    {}
func (r *r5FN) get() { r.mu.Lock(); work(); r.mu.Unlock() }

func (b *busFN) Connect(i int) {
	switch i {
	case 1:
		b.to = r1FN{}
	case 2:
		b.to = r2FN{}
	case 3:
		b.to = r3FN{}
	case 4:
		b.to = r4FN{}
	default:
		b.to = &r5FN{bus: b}
	}
}

func (b *busFN) Send() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.to.get()
}

func (r *r5FN) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bus.mu.Lock()
	defer r.bus.mu.Unlock()
}

// timerBad: a func field, set by the constructor.
type timerBad struct {
	mu, fired sync.Mutex
	fn        func()
}

func NewTimerBad() *timerBad {
	t := &timerBad{}
	t.fn = func() {
		t.fired.Lock()
		work()
		t.fired.Unlock()
	}
	return t
}

func (t *timerBad) Fire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fn() // want `dispatch\.timerBad\..*\[inversion\]`
}

func (t *timerBad) Reset() {
	t.fired.Lock()
	t.mu.Lock()
	t.mu.Unlock()
	t.fired.Unlock()
}

// timerOk: the field is read under the lock and called after it.
type timerOk struct {
	mu, fired sync.Mutex
	fn        func()
}

func NewTimerOk() *timerOk {
	t := &timerOk{}
	t.fn = func() {
		t.fired.Lock()
		work()
		t.fired.Unlock()
	}
	return t
}

func (t *timerOk) Fire() {
	t.mu.Lock()
	fn := t.fn
	t.mu.Unlock()
	fn()
}

func (t *timerOk) Reset() {
	t.fired.Lock()
	t.mu.Lock()
	t.mu.Unlock()
	t.fired.Unlock()
}

// subjectBad: a list of functions; one of them, another type's method, takes that type's lock.
type subjectBad struct {
	mu   sync.Mutex
	subs []func()
}

func (s *subjectBad) Subscribe(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subs = append(s.subs, f)
}

func (s *subjectBad) Notify() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.subs {
		f() // want `dispatch\.(subjectBad|viewBad)\.mu .*\[inversion\]`
	}
}

type viewBad struct {
	mu  sync.Mutex
	sub *subjectBad
}

func (v *viewBad) refresh() {
	v.mu.Lock()
	defer v.mu.Unlock()
	work()
}

func (v *viewBad) Show() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sub.Subscribe(v.refresh)
}

// subjectOk: the list is copied before it is called.
type subjectOk struct {
	mu   sync.Mutex
	subs []func()
}

func (s *subjectOk) Subscribe(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subs = append(s.subs, f)
}

func (s *subjectOk) Notify() {
	s.mu.Lock()
	subs := append([]func(){}, s.subs...)
	s.mu.Unlock()
	for _, f := range subs {
		f()
	}
}

type viewOk struct {
	mu  sync.Mutex
	sub *subjectOk
}

func (v *viewOk) refresh() {
	v.mu.Lock()
	defer v.mu.Unlock()
	work()
}

func (v *viewOk) Show() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sub.Subscribe(v.refresh)
}

// hookBad: a package variable of func type, with one value.
var (
	stateBad, traceBad sync.Mutex
	hookBad            = logBad
)

func logBad() {
	traceBad.Lock()
	work()
	traceBad.Unlock()
}

func StepBad() {
	stateBad.Lock()
	defer stateBad.Unlock()
	hookBad() // want `dispatch\.(stateBad|traceBad) .*\[inversion\]`
}

func DumpBad() {
	traceBad.Lock()
	defer traceBad.Unlock()
	stateBad.Lock()
	defer stateBad.Unlock()
}

// hookOk: it holds a function that locks nothing.
var (
	stateOk, traceOk sync.Mutex
	hookOk           = work
)

func LogOk() {
	traceOk.Lock()
	work()
	traceOk.Unlock()
}

func StepOk() {
	stateOk.Lock()
	defer stateOk.Unlock()
	hookOk()
}

func DumpOk() {
	traceOk.Lock()
	defer traceOk.Unlock()
	stateOk.Lock()
	defer stateOk.Unlock()
}

// commandsFN: a map of functions, made by a literal; type flow takes all maps of one type for one: low.
type commandsFN struct{ mu, out sync.Mutex }

func (c *commandsFN) print() { c.out.Lock(); work(); c.out.Unlock() }
func (c *commandsFN) quit()  { work() }

func (c *commandsFN) Flush() {
	c.out.Lock()
	defer c.out.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
}

func (c *commandsFN) Run(name string) {
	m := map[string]func(){"print": c.print, "quit": c.quit}
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := m[name]; f != nil {
		f()
	}
}

// commandsOk: called after the lock.
type commandsOk struct{ mu, out sync.Mutex }

func (c *commandsOk) print() { c.out.Lock(); work(); c.out.Unlock() }
func (c *commandsOk) quit()  { work() }

func (c *commandsOk) Flush() {
	c.out.Lock()
	defer c.out.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
}

func (c *commandsOk) Run(name string) {
	m := map[string]func(){"print": c.print, "quit": c.quit}
	c.mu.Lock()
	f := m[name]
	c.mu.Unlock()
	if f != nil {
		f()
	}
}

// flusher is a constraint.
type flusher interface{ flush() }

type cacheBad struct {
	mu   sync.Mutex
	disk *diskBad
}

type diskBad struct {
	mu    sync.Mutex
	cache *cacheBad
}

func (d *diskBad) flush() {
	d.mu.Lock()
	defer d.mu.Unlock()
	work()
}

func flushUnder[F flusher](c *cacheBad, fs F) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fs.flush()
}

// diskBad: flushUnder calls a method of its constraint under the lock; its caller shows of which type.
func (d *diskBad) Evict() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cache.mu.Lock() // want `dispatch\.(cacheBad|diskBad)\.mu .*\[inversion\]`
	defer d.cache.mu.Unlock()
}

func (c *cacheBad) Flush() { flushUnder(c, c.disk) }

type cacheOk struct {
	mu   sync.Mutex
	disk *diskOk
}

type diskOk struct {
	mu    sync.Mutex
	cache *cacheOk
}

func (d *diskOk) flush() {
	d.mu.Lock()
	defer d.mu.Unlock()
	work()
}

func flushThen[F flusher](c *cacheOk, fs F) {
	fs.flush()
	c.mu.Lock()
	defer c.mu.Unlock()
}

// diskOk: flushThen calls it before.
func (d *diskOk) Evict() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cache.mu.Lock()
	defer d.cache.mu.Unlock()
}

func (c *cacheOk) Flush() { flushThen(c, c.disk) }

// tierFN: a field whose type is the type parameter; one body stands for all instances, and no caller passes the field.
type tierFN[F flusher] struct {
	mu   sync.Mutex
	next F
}

type diskFN struct {
	mu   sync.Mutex
	tier *tierFN[*diskFN]
}

func (d *diskFN) flush() {
	d.mu.Lock()
	defer d.mu.Unlock()
	work()
}

func (d *diskFN) Evict() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tier.mu.Lock()
	defer d.tier.mu.Unlock()
}

func (t *tierFN[F]) Flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next.flush()
}

// clientBad: functional options, run under the lock of what they configure.
type clientBad struct{ mu, conf sync.Mutex }

type optionBad func(*clientBad)

// WithProxyBad locks conf.
func WithProxyBad() optionBad {
	return func(c *clientBad) {
		c.conf.Lock()
		work()
		c.conf.Unlock()
	}
}

func (c *clientBad) apply(opts ...optionBad) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range opts {
		o(c) // want `dispatch\.clientBad\..*\[inversion\]`
	}
}

func (c *clientBad) Reload() {
	c.conf.Lock()
	defer c.conf.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
}

func (c *clientBad) Proxy() { c.apply(WithProxyBad()) }

// clientOk: they run after it.
type clientOk struct{ mu, conf sync.Mutex }

type optionOk func(*clientOk)

// WithProxyOk locks conf.
func WithProxyOk() optionOk {
	return func(c *clientOk) {
		c.conf.Lock()
		work()
		c.conf.Unlock()
	}
}

func (c *clientOk) apply(opts ...optionOk) {
	c.mu.Lock()
	work()
	c.mu.Unlock()
	for _, o := range opts {
		o(c)
	}
}

func (c *clientOk) Reload() {
	c.conf.Lock()
	defer c.conf.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
}

func (c *clientOk) Proxy() { c.apply(WithProxyOk()) }

// treeBad: an interface parameter; the visitor is known where it is passed.
type treeBad struct{ mu sync.Mutex }

type visitor interface{ visit(n int) }

func (t *treeBad) walk(v visitor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v.visit(1)
}

type counterBad struct {
	mu sync.Mutex
	n  int
}

func (c *counterBad) visit(n int) {
	c.mu.Lock()
	c.n += n
	c.mu.Unlock()
}

func (c *counterBad) Reset(t *treeBad) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.mu.Lock() // want `dispatch\.(treeBad|counterBad)\.mu .*\[inversion\]`
	defer t.mu.Unlock()
	c.n = 0
}

func (c *counterBad) Count(t *treeBad) { t.walk(c) }

// treeOk: the visitor that locks visits after the Unlock; the one that visits under the lock takes nothing.
type treeOk struct{ mu sync.Mutex }

func (t *treeOk) walk(v visitor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v.visit(1)
}

func (t *treeOk) end(v visitor) {
	t.mu.Lock()
	work()
	t.mu.Unlock()
	v.visit(2)
}

type plain struct{ n int }

func (p *plain) visit(n int) { p.n += n }

type counterOk struct {
	mu sync.Mutex
	n  int
}

func (c *counterOk) visit(n int) {
	c.mu.Lock()
	c.n += n
	c.mu.Unlock()
}

func (c *counterOk) Reset(t *treeOk) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	c.n = 0
}

func (c *counterOk) Count(t *treeOk) {
	var p plain
	t.walk(&p)
	t.end(c)
}
