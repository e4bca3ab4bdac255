// Package dispatch reaches the second acquisition through interfaces, func fields and fmt.
package dispatch

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"sync"
)

// Interfaces.

type reader interface{ read() int }

// Node locks in read and in String.
type Node struct {
	mu   sync.Mutex
	id   int
	name string
}

func (n *Node) read() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.id
}

func (n *Node) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.name
}

// plain reads without a lock.
type plain struct{ v int }

func (p plain) read() int { return p.v }

func readFrom(r reader) int { return r.read() }

// localBad: the interface value is n.
func (n *Node) localBad() int {
	var r reader = n
	n.mu.Lock()
	defer n.mu.Unlock()
	return r.read() // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// localOk: the interface value is another type, without a lock.
func (n *Node) localOk() int {
	var r reader = plain{1}
	n.mu.Lock()
	defer n.mu.Unlock()
	return r.read()
}

// paramBad: readFrom calls n's read.
func (n *Node) paramBad() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return readFrom(n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// paramOk: readFrom calls plain's read.
func (n *Node) paramOk() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return readFrom(plain{2})
}

// paramOtherOk: readFrom calls another Node's read.
func (n *Node) paramOtherOk(o *Node) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return readFrom(o)
}

// unknownOk: r may be anything, a Node among others.
func (n *Node) unknownOk(r reader) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return r.read()
}

// methodExprBad: a method expression.
func (n *Node) methodExprBad() int {
	f := (*Node).read
	n.mu.Lock()
	defer n.mu.Unlock()
	return f(n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// methodExprOk: the same expression on another Node.
func (n *Node) methodExprOk(o *Node) int {
	f := (*Node).read
	n.mu.Lock()
	defer n.mu.Unlock()
	return f(o)
}

func visit(x any) int {
	switch v := x.(type) {
	case *Node:
		v.mu.Lock()
		defer v.mu.Unlock()
		return v.id
	case plain:
		return v.v
	}
	return 0
}

// typeSwitchBad: visit's case locks n.
func (n *Node) typeSwitchBad() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return visit(n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// typeSwitchOk: another case.
func (n *Node) typeSwitchOk() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return visit(plain{3})
}

// Methods reached through fmt and log.

// sprintfBad: %v calls String.
func (n *Node) sprintfBad() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("node %v", n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// sprintfOk: a field is no Stringer.
func (n *Node) sprintfOk() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("node %v %d", n.name, n.id)
}

// pointerVerbOk: %p does not call String.
func (n *Node) pointerVerbOk() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("node %p", n)
}

// typeVerbOk: %T does not call String.
func (n *Node) typeVerbOk() {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Printf("node %T\n", n)
}

// numberVerbOk: %d prints the fields, String is for string verbs only.
func (n *Node) numberVerbOk() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	format := "node %d"
	return fmt.Sprintf(format, n)
}

// goSyntaxVerbOk: %#v calls GoString, which Node has not.
func (n *Node) goSyntaxVerbOk() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("node %#v", n)
}

// printfBad: %s calls String.
func (n *Node) printfBad() {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Printf("node %s\n", n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// plusVerbBad: %+v calls String too.
func (n *Node) plusVerbBad() {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Fprintf(os.Stderr, "node %+v\n", n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// printlnBad: without verbs String is called.
func (n *Node) printlnBad() {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Println("node", n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// printlnOk: printed after the Unlock.
func (n *Node) printlnOk() {
	n.mu.Lock()
	n.id++
	n.mu.Unlock()
	fmt.Println("node", n)
}

// printlnOtherOk: another Node's String.
func (n *Node) printlnOtherOk(o *Node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Println("node", o)
}

// logBad: log.Printf formats as fmt does.
func (n *Node) logBad() {
	n.mu.Lock()
	defer n.mu.Unlock()
	log.Printf("node %d: %v", n.id, n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// logOk: the Node goes to %p and the name to %v.
func (n *Node) logOk() {
	n.mu.Lock()
	defer n.mu.Unlock()
	log.Printf("node %p: %v", n, n.name)
}

// indexVerbBad: %[2]v is the Node.
func (n *Node) indexVerbBad() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("%[2]v %[1]d", n.id, n) // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// indexVerbOk: %[2]T is the Node.
func (n *Node) indexVerbOk() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("%[2]T %[1]v", n.id, n)
}

// stringCallBad: called as a fmt.Stringer by hand.
func (n *Node) stringCallBad() string {
	var s fmt.Stringer = n
	n.mu.Lock()
	defer n.mu.Unlock()
	return s.String() // want `dispatch\.Node\.mu .*\[reacquire\]`
}

// sliceFN: fmt calls String on elements too, but what the slice holds is not followed.
func (n *Node) sliceFN() string {
	list := []*Node{n}
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("%v", list)
}

// debugf is a wrapper of a formatter.
func debugf(format string, args ...any) { fmt.Printf(format, args...) }

// wrapperFN: the format is not followed through a wrapper of the program's own.
func (n *Node) wrapperFN() {
	n.mu.Lock()
	defer n.mu.Unlock()
	debugf("node %v", n)
}

// Failure is an error that locks.
type Failure struct {
	mu  sync.Mutex
	msg string
}

func (f *Failure) Error() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.msg
}

// errorfBad: %w calls Error.
func (f *Failure) errorfBad() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Errorf("wrapped: %w", f) // want `dispatch\.Failure\.mu .*\[reacquire\]`
}

// errorfOk: wrapped after the Unlock.
func (f *Failure) errorfOk() error {
	f.mu.Lock()
	f.msg += "!"
	f.mu.Unlock()
	return fmt.Errorf("wrapped: %w", f)
}

// returnErrorOk: returning an error does not format it.
func (f *Failure) returnErrorOk() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f
}

// Doc locks in MarshalJSON.
type Doc struct {
	mu sync.Mutex
	n  int
}

// MarshalJSON locks.
func (d *Doc) MarshalJSON() ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return fmt.Appendf(nil, "%d", d.n), nil
}

// marshalFN: json calls MarshalJSON by reflection.
func (d *Doc) marshalFN() ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return json.Marshal(d)
}

// Func fields.

// Timer has a field that its constructor fills.
type Timer struct {
	mu     sync.Mutex
	n      int
	onTick func()
	onStop func()
}

func newTimer(other *Timer) *Timer {
	t := &Timer{}
	t.onTick = func() {
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	}
	t.onStop = func() {
		other.mu.Lock()
		other.n++
		other.mu.Unlock()
	}
	return t
}

// fieldBad: every Timer's onTick locks that Timer.
func (t *Timer) fieldBad() {
	t.mu.Lock()
	t.onTick() // want `dispatch\.Timer\.mu .*\[reacquire\]`
	t.mu.Unlock()
}

// fieldOk: called after the Unlock.
func (t *Timer) fieldOk() {
	t.mu.Lock()
	f := t.onTick
	t.mu.Unlock()
	f()
}

// fieldOtherOk: onStop locks some other Timer.
func (t *Timer) fieldOtherOk() {
	t.mu.Lock()
	t.onStop()
	t.mu.Unlock()
}

// Ticker takes its field's value as an option.
type Ticker struct {
	mu sync.Mutex
	n  int
	fn func()
}

func newTicker(fn func()) *Ticker { return &Ticker{fn: fn} }

func (t *Ticker) inc() { t.mu.Lock(); t.n++; t.mu.Unlock() }

func useTicker() {
	a := newTicker(nil)
	b := newTicker(a.inc)
	b.fireOk()
}

// fireOk: the only function ever stored locks another Ticker.
func (t *Ticker) fireOk() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fn()
}

// Router has handlers by name.
type Router struct {
	mu       sync.Mutex
	n        int
	handlers map[string]func()
}

func newRouter() *Router {
	r := &Router{}
	r.handlers = map[string]func(){"reset": r.reset}
	return r
}

func (r *Router) reset() { r.mu.Lock(); r.n = 0; r.mu.Unlock() }

// handlerBad: whatever the name, it is the method of this Router.
func (r *Router) handlerBad(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.handlers[name]() // want `dispatch\.Router\.mu .*\[reacquire\]`
}

// handlerOk: looked up under the lock, called after it.
func (r *Router) handlerOk(name string) {
	r.mu.Lock()
	h := r.handlers[name]
	r.mu.Unlock()
	h()
}

// Listeners.

type listener interface{ notify() }

// Hub has one listener, which its constructor makes, and a list of others.
type Hub struct {
	mu   sync.Mutex
	n    int
	main listener
	list []listener
}

// echo locks its Hub.
type echo struct{ h *Hub }

func (e *echo) notify() {
	e.h.mu.Lock()
	e.h.n++
	e.h.mu.Unlock()
}

// mute locks a lock of its own.
type mute struct {
	mu sync.Mutex
	n  int
}

func (m *mute) notify() {
	m.mu.Lock()
	m.n++
	m.mu.Unlock()
}

func newHub() *Hub {
	h := &Hub{}
	h.main = &echo{h: h}
	return h
}

// Add stores a listener.
func (h *Hub) Add(l listener) {
	h.mu.Lock()
	h.list = append(h.list, l)
	h.mu.Unlock()
}

// listenerBad: newHub shows that the listener's Hub is this Hub.
func (h *Hub) listenerBad() {
	h.mu.Lock()
	h.main.notify() // want `dispatch\.Hub\.mu .*\[reacquire\]`
	h.mu.Unlock()
}

// listenerOk: notified after the Unlock.
func (h *Hub) listenerOk() {
	h.mu.Lock()
	l := h.main
	h.mu.Unlock()
	l.notify()
}

// listBad: newHub shows that a listener in the list belongs to this Hub.
func (h *Hub) listBad() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.list {
		l.notify() // want `dispatch\.Hub\.mu .*\[reacquire\]`
	}
}

// listOk: the copy is notified after the Unlock.
func (h *Hub) listOk() {
	h.mu.Lock()
	list := append([]listener(nil), h.list...)
	h.mu.Unlock()
	for _, l := range list {
		l.notify()
	}
}

func useHub() {
	h := newHub()
	h.Add(&mute{})
	h.Add(&echo{h: h})
}

// Feed only ever has listeners that do not lock it.
type Feed struct {
	mu sync.Mutex
	l  listener
}

func newFeed() *Feed { return &Feed{l: &mute{}} }

// muteOk: mute locks itself.
func (f *Feed) muteOk() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.l.notify()
}

// Decorators.

type backend interface{ Get() int }

// logged decorates a backend, perhaps another logged.
type logged struct {
	mu    sync.Mutex
	n     int
	inner backend
}

// Get is Ok: inner is another instance.
func (l *logged) Get() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	return l.inner.Get()
}

type base struct{}

func (base) Get() int { return 1 }

func newLogged(b backend) *logged { return &logged{inner: b} }

// decorateOk: two decorators on top of each other.
func decorateOk() int {
	return newLogged(newLogged(base{})).Get()
}

// getSelfBad: not inner's Get but its own.
func (l *logged) getSelfBad() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Get() // want `dispatch\.logged\.mu .*\[reacquire\]`
}

// multi decorates several backends.
type multi struct {
	mu   sync.Mutex
	list []backend
}

// Get is Ok: the elements are other instances.
func (m *multi) Get() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := 0
	for _, b := range m.list {
		sum += b.Get()
	}
	return sum
}

// multiOk: a multi of a multi and a logged.
func multiOk() int {
	m := &multi{list: []backend{&multi{}, newLogged(base{})}}
	return m.Get()
}

// Functions in variables of the package.

var reg Node

var onReg = func() { reg.read() }

// globalBad: the package's function locks the package's Node.
func globalBad() {
	reg.mu.Lock()
	onReg() // want `dispatch\.Node\.mu .*\[reacquire\]`
	reg.mu.Unlock()
}

// globalOk: under another Node's lock.
func (n *Node) globalOk() {
	n.mu.Lock()
	onReg()
	n.mu.Unlock()
}
