// Package field holds shapes met in public code: what was once reported
// falsely, what was once missed, and what still is.
package field

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

type Store struct {
	mu     sync.RWMutex
	n      int
	strict bool
	words  []string
}

func (s *Store) load() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.n
}

func (s *Store) set(n int) {
	s.mu.Lock()
	s.n = n
	s.mu.Unlock()
}

// Ranges over functions.

// insert unlocks and leaves from the body of the loop.
func (s *Store) insert(text string) bool {
	s.mu.Lock()
	for w := range strings.SplitSeq(text, ".") {
		if w == "" {
			s.mu.Unlock()
			return false
		}
		s.n++
	}
	s.mu.Unlock()
	return true
}

// insertOk: insert gives the lock back either way.
func (s *Store) insertOk() {
	s.insert("a.b")
	s.insert("c")
}

// insertBad: the body leaves without the Unlock.
func (s *Store) insertBad() {
	s.insertLeaks("a.b")
	s.insert("c") // want `field\.Store\.mu .*\[reacquire\]`
}

func (s *Store) insertLeaks(text string) bool {
	s.mu.Lock()
	for w := range strings.SplitSeq(text, ".") {
		if w == "" {
			return false
		}
	}
	s.mu.Unlock()
	return true
}

// Conditions.

// remove takes the lock if need says so, by two literals over need.
func (s *Store) remove(need bool) {
	lock := func() {
		if need {
			s.mu.Lock()
		}
	}
	unlock := func() {
		if need {
			s.mu.Unlock()
		}
	}
	lock()
	s.n--
	unlock()
}

// removeOk: false under the lock.
func (s *Store) removeOk() {
	s.mu.Lock()
	s.remove(false)
	s.mu.Unlock()
	s.remove(true)
}

// removeBad: true under the lock.
func (s *Store) removeBad() {
	s.mu.Lock()
	s.remove(true) // want `field\.Store\.mu .*\[reacquire\]`
	s.mu.Unlock()
}

// output unlocks by a flag, with many conditions in between.
func (s *Store) output(k int) {
	locked := true
	s.mu.Lock()
	defer func() {
		if locked {
			s.mu.Unlock()
		}
	}()
	switch k {
	case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12:
		return
	}
	if k == 20 {
		s.mu.Unlock()
		locked = false
	}
}

// outputOk: output gives the lock back.
func (s *Store) outputOk() {
	s.output(20)
	s.output(1)
}

func (s *Store) isStrict() bool { return s.strict }

// getterOk: two calls of a getter agree.
func (s *Store) getterOk() {
	if s.isStrict() {
		s.mu.Lock()
	}
	s.n++
	if s.isStrict() {
		s.mu.Unlock()
	}
	s.load()
}

// getterBad: the second test is of something else.
func (s *Store) getterBad() {
	if s.isStrict() {
		s.mu.Lock()
	}
	if s.n > 0 {
		s.mu.Unlock()
	}
	s.load() // want `field\.Store\.mu .*\[reacquire\]`
}

// ignore leaves the lock held unless strict.
func (s *Store) ignore() {
	s.mu.Lock()
	if !s.strict {
		return
	}
	s.mu.Unlock()
}

func newStrict() *Store { return &Store{strict: true} }

// constructedOk: the constructor says strict.
func constructedOk() {
	s := newStrict()
	s.ignore()
	s.ignore()
}

// constructedBad: this one does not.
func constructedBad() {
	s := &Store{}
	s.ignore()
	s.ignore() // want `field\.Store\.mu .*\[reacquire\]`
}

// firstRoundOk: locked before the loop, and again from the second round on.
func (s *Store) firstRoundOk() {
	s.mu.Lock()
	n := len(s.words)
	if n == 0 {
		s.mu.Unlock()
		return
	}
	for i := 0; i < n; i++ {
		if i > 0 {
			s.mu.Lock()
		}
		s.n++
		s.mu.Unlock()
	}
}

// firstRoundBad: again from the first round on.
func (s *Store) firstRoundBad() {
	s.mu.Lock()
	for i := 0; i < len(s.words); i++ {
		if i >= 0 {
			s.mu.Lock() // want `field\.Store\.mu .*\[reacquire\]`
		}
		s.n++
		s.mu.Unlock()
	}
}

// Instances.

type Stream struct {
	mu   sync.RWMutex
	name string
	subs []*Sub
}

type Sub struct{ stream *Stream }

func (s *Stream) add() *Sub {
	b := &Sub{stream: s}
	s.mu.Lock()
	s.subs = append(s.subs, b)
	s.mu.Unlock()
	return b
}

func (b *Sub) purge() string {
	b.stream.mu.RLock()
	defer b.stream.mu.RUnlock()
	return b.stream.name
}

// cloneBad: a copy has the same elements.
func (s *Stream) cloneBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range slices.Clone(s.subs) {
		b.purge() // want `field\.Stream\.mu .*\[reacquire\]`
	}
}

// cloneOk: the copy is walked without the lock.
func (s *Stream) cloneOk() {
	s.mu.Lock()
	subs := slices.Clone(s.subs)
	s.mu.Unlock()
	for _, b := range subs {
		b.purge()
	}
}

type Link struct {
	mu   sync.Mutex
	peer atomic.Pointer[End]
}

type End struct{ link *Link }

func newLink() *Link {
	l := &Link{}
	l.peer.Store(&End{link: l})
	return l
}

func (e *End) touch() {
	e.link.mu.Lock()
	e.link.mu.Unlock()
}

// atomicBad: newLink shows that the peer's link is this one.
func (l *Link) atomicBad() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.peer.Load().touch() // want `field\.Link\.mu .*\[reacquire\]`
}

// atomicOk: after the Unlock.
func (l *Link) atomicOk() {
	l.mu.Lock()
	e := l.peer.Load()
	l.mu.Unlock()
	e.touch()
}

// Tree's root is itself only for the root.
type Tree struct {
	mu   sync.Mutex
	root *Tree
}

func newRoot() *Tree {
	t := &Tree{}
	t.root = t
	return t
}

func (t *Tree) child() *Tree { return &Tree{root: t.root} }

// rootOk: child shows that the root need not be this Tree.
func (t *Tree) rootOk() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.root.mu.Lock()
	t.root.mu.Unlock()
}

// Hand-offs.

type Baton struct {
	mu sync.RWMutex
	n  int
}

func give(b *Baton) { b.mu.Unlock() }

// passOn hands the lock to whoever runs done.
func passOn(b *Baton, later chan func()) {
	b.mu.Lock()
	later <- func() { give(b) }
}

func (b *Baton) all() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.n
}

// handOffElsewhereBad: that some lock of the class is handed on does not excuse this.
func (b *Baton) handOffElsewhereBad() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.all() // want `field\.Baton\.mu .*\[reacquire\]`
}

// Guards behind an interface.

type lockable interface{ Lock() (func(), error) }

type fake struct{ mu sync.Mutex }

func (f *fake) Lock() (func(), error) {
	f.mu.Lock()
	return func() { f.mu.Unlock() }, nil
}

type Site struct{ build lockable }

func newSite() *Site { return &Site{build: &fake{}} }

func (s *Site) lockBuild() (func(), error) { return s.build.Lock() }

// guardOk: what the interface's method returns gives the lock back.
func (s *Site) guardOk() error {
	for range 2 {
		unlock, err := s.lockBuild()
		if err != nil {
			return err
		}
		unlock()
	}
	return nil
}

// guardBad: what the one implementation returns is not called.
func (s *Site) guardBad() {
	s.lockBuild()
	s.lockBuild() // want `field\.fake\.mu .*\[reacquire\]`
}

type Level struct {
	mu sync.RWMutex
	n  int
}

func (l *Level) grow() {
	l.mu.Lock()
	l.n++
	l.mu.Unlock()
}

func both(a, b *Level) int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	b.mu.RLock() // want `aliasBad calls both.* \[reacquire\]`
	defer b.mu.RUnlock()
	return a.n + b.n
}

// aliasBad: only the caller knows that the two parameters are one object.
func aliasBad(l *Level) int { return both(l, l) }

type Reader interface {
	View(func(Reader) int) int
	Get() int
}

type Freezer struct {
	mu sync.RWMutex
	n  int
}

func (f *Freezer) View(fn func(Reader) int) int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return fn(f)
}

func (f *Freezer) Get() int { return f.n }

func (f *Freezer) put() {
	f.mu.Lock()
	f.n++
	f.mu.Unlock()
}

func header(r Reader) int { return r.View(func(r Reader) int { return r.Get() }) }

// interfaceBad: the one Reader here is a Freezer.
func interfaceBad(r Reader) int {
	return r.View(func(Reader) int { return header(r) }) // want `field\.Freezer\.mu .*\[reacquire\]`
}

// Checked is a lock that calls the real one through a function value.
type Checked struct{ mu sync.Mutex }

func call(f func()) { f() }

func (c *Checked) Lock()   { call(c.mu.Lock) }
func (c *Checked) Unlock() { c.mu.Unlock() }

type Wrapped struct{ mu Checked }

func (w *Wrapped) touch() {
	w.mu.Lock()
	w.mu.Unlock()
}

// wrapperFN: what a function passed to another leaves held is not followed.
func (w *Wrapped) wrapperFN() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.touch()
}

// Constructors tie what they make to its owner.

type Bank struct {
	mu sync.Mutex
	n  int
}

type Visit struct{ bank *Bank }

func (v *Visit) init(b *Bank) { v.bank = b }

func (b *Bank) enter() *Visit {
	b.mu.Lock()
	v := &Visit{}
	v.init(b)
	return v
}

func (v *Visit) leave() {
	if v.bank == nil {
		return
	}
	v.bank.mu.Unlock()
	v.bank = nil
}

// visitOk: a visit that was just made has a bank, so leave unlocks.
func (b *Bank) visitOk() {
	b.enter().leave()
	b.enter().leave()
}

// visitBad: the first visit has not been left.
func (b *Bank) visitBad() {
	v := b.enter()
	b.enter().leave() // want `field\.Bank\.mu .*\[reacquire\]`
	v.leave()
}

// A function that a constructor ties to its object.

type Line struct {
	mu    sync.Mutex
	hang  func()
	calls int
}

func newLine() *Line {
	l := &Line{}
	l.hang = func() { l.drop() }
	return l
}

func (l *Line) drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls--
}

// tiedBad: hang is drop of this line, as newLine shows.
func (l *Line) tiedBad() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hang() // want `field\.Line\.mu .*\[reacquire\]`
}

// tiedOk: after the lock has been given back.
func (l *Line) tiedOk() {
	l.mu.Lock()
	l.mu.Unlock()
	l.hang()
}

// Results that are named, and read by a deferred literal.

func (b *Bank) first() (*Visit, error) {
	b.mu.Lock()
	if b.n < 0 {
		b.mu.Unlock()
		return nil, errClosed
	}
	v := &Visit{}
	v.init(b)
	return v, nil
}

func (b *Bank) second() (*Visit, error) {
	b.mu.Lock()
	if b.n > 9 {
		b.mu.Unlock()
		return nil, errClosed
	}
	v := &Visit{}
	v.init(b)
	return v, nil
}

var errClosed = errors.New("closed")

func (b *Bank) begin(write bool) (v *Visit, err error) {
	defer func() {
		if err != nil {
			println(err.Error())
		}
	}()
	if write {
		return b.first()
	}
	return b.second()
}

// beginOk: what begin returns has a bank, whichever way it came.
func (b *Bank) beginOk(f func(*Visit) error) error {
	v, err := b.begin(true)
	if err != nil {
		return err
	}
	if err := f(v); err != nil {
		v.leave()
		return err
	}
	v.leave()
	return nil
}

// againOk: so beginOk leaves nothing held.
func (b *Bank) againOk(f func(*Visit) error) error {
	if err := b.beginOk(f); err != nil {
		return err
	}
	return b.beginOk(f)
}

// againBad: the first visit is still on.
func (b *Bank) againBad() error {
	v, err := b.begin(true)
	if err != nil {
		return err
	}
	_, err = b.begin(false) // want `field\.Bank\.mu .*\[reacquire\]`
	v.leave()
	return err
}
