// Package crosspkg re-acquires locks of package store, directly and by way of package mid.
package crosspkg

import (
	"context"
	"sync"

	"reacquire/crosspkg/mid"
	"reacquire/crosspkg/store"
)

// directBad: an exported lock, and a foreign method that takes it.
func directBad(a *store.Account) int {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return a.Load() // want `store\.Account\.Mu .*\[reacquire\]`
}

// directOk: the method that does not.
func directOk(a *store.Account) int {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return a.PeekLocked()
}

// directOtherOk: another Account.
func directOtherOk(a, b *store.Account) int {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return b.Load()
}

// chainBad: three packages, direct calls.
func chainBad(a *store.Account) int {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return mid.Refresh(a) // want `store\.Account\.Mu .*\[reacquire\]`
}

// chainOk: after the Unlock.
func chainOk(a *store.Account) int {
	a.Mu.Lock()
	a.N++
	a.Mu.Unlock()
	return mid.Refresh(a)
}

// getterBad: the Service's Account, by a getter of mid.
func getterBad(s *mid.Service) {
	s.Account().Mu.Lock()
	s.Reload() // want `store\.Account\.Mu .*\[reacquire\]`
	s.Account().Mu.Unlock()
}

// getterOk: the Service's other Account.
func getterOk(s *mid.Service) {
	s.Other().Mu.Lock()
	s.Reload()
	s.Other().Mu.Unlock()
}

// flagBad: the flag goes through two packages.
func flagBad(s *mid.Service) int {
	a := s.Account()
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return s.Size(false) // want `store\.Account\.Mu .*\[reacquire\]`
}

// flagOk: the flag says that the lock is held.
func flagOk(s *mid.Service) int {
	a := s.Account()
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return s.Size(true)
}

// callbackBad: With calls back under its lock.
func callbackBad(a *store.Account) {
	a.With(func() { // want `store\.Account\.Mu .*\[reacquire\]`
		a.Mu.Lock()
		a.N++
		a.Mu.Unlock()
	})
}

// callbackOk: After calls back after it.
func callbackOk(a *store.Account) {
	a.After(func() {
		a.Mu.Lock()
		a.N++
		a.Mu.Unlock()
	})
}

// callbackOtherOk: the callback takes another lock.
func callbackOtherOk(a, b *store.Account) {
	a.With(func() { b.Add(1) })
}

// callbackMidBad: mid hands the callback on.
func callbackMidBad(a *store.Account) {
	mid.With(a, func() { // want `store\.Account\.Mu .*\[reacquire\]`
		a.Mu.Lock()
		a.N--
		a.Mu.Unlock()
	})
}

// callbackMidOk: the callback takes nothing.
func callbackMidOk(a *store.Account) {
	mid.With(a, func() { a.N-- })
}

// gapOk: Gap gives our lock up, and takes it back.
func gapOk(a *store.Account) {
	a.Mu.Lock()
	a.Gap()
	a.Mu.Unlock()
}

// gapBad: held again afterwards.
func gapBad(a *store.Account) {
	a.Mu.Lock()
	a.Gap()
	a.Add(1) // want `store\.Account\.Mu .*\[reacquire\]`
	a.Mu.Unlock()
}

// tryBad: true means held.
func tryBad(a *store.Account) {
	if a.Try() {
		a.Mu.Lock() // want `store\.Account\.Mu .*\[reacquire\]`
		a.Mu.Unlock()
	}
}

// tryOk: false means not held.
func tryOk(a *store.Account) {
	if !a.Try() {
		a.Mu.Lock()
	}
	a.Mu.Unlock()
	a.Load()
}

// Derived embeds a foreign type, with its lock.
type Derived struct {
	store.Base
	name string
}

// embedBad: Get is promoted, and locks what the promoted Lock took.
func (d *Derived) embedBad() int {
	d.Lock()
	defer d.Unlock()
	return d.Get() // want `\[reacquire\]`
}

// embedOk: unlocked before.
func (d *Derived) embedOk() int {
	d.Lock()
	d.name = ""
	d.Unlock()
	return d.Get()
}

// PointerDerived embeds a pointer to one.
type PointerDerived struct {
	*store.Base
	mu sync.Mutex
}

// embedPointerBad: through the pointer.
func (d *PointerDerived) embedPointerBad() int {
	d.Lock()
	defer d.Unlock()
	return d.Base.Get() // want `\[reacquire\]`
}

// embedPointerOk: holds its own lock only.
func (d *PointerDerived) embedPointerOk() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Get()
}

// helperBad: a hidden lock, taken by a foreign helper.
func helperBad(g *store.Gate) int {
	g.Enter()
	defer g.Leave()
	return g.Count() // want `store\.Gate\.mu .*\[reacquire\]`
}

// helperOk: left before.
func helperOk(g *store.Gate) int {
	g.Enter()
	g.Leave()
	return g.Count()
}

// helperMidBad: the helpers' helpers.
func helperMidBad(g *store.Gate) {
	mid.Enter(g)
	g.Enter() // want `store\.Gate\.mu .*\[reacquire\]`
	mid.Leave(g)
}

// helperMidOk: entered by mid, left by store.
func helperMidOk(g *store.Gate) {
	mid.Enter(g)
	g.Leave()
	g.Enter()
	mid.Leave(g)
}

// holdBad: held until the deferred call.
func holdBad(g *store.Gate) int {
	defer g.Hold()()
	return g.Count() // want `store\.Gate\.mu .*\[reacquire\]`
}

// holdOk: another Gate.
func holdOk(g, o *store.Gate) int {
	defer g.Hold()()
	return o.Count()
}

// passBad: the Pass is open.
func passBad(ctx context.Context, g *store.Gate) (int, error) {
	p, err := g.Write(ctx)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	return g.Count(), nil // want `store\.Gate\.mu .*\[reacquire\]`
}

// passOk: with an error there is no Pass; without, it is closed before.
func passOk(ctx context.Context, g *store.Gate) (int, error) {
	p, err := g.Write(ctx)
	if err != nil {
		return g.Count(), err
	}
	p.Close()
	return g.Count(), nil
}

// passUpgradeBad: a Pass to read, then to write.
func passUpgradeBad(ctx context.Context, g *store.Gate) error {
	r := g.Read()
	defer r.Close()
	w, err := g.Write(ctx) // want `store\.Gate\.mu .*\[reacquire\]`
	if err != nil {
		return err
	}
	w.Close()
	return nil
}

// passUpgradeOk: the one to read is closed first.
func passUpgradeOk(ctx context.Context, g *store.Gate) error {
	r := g.Read()
	r.Close()
	w, err := g.Write(ctx)
	if err != nil {
		return err
	}
	w.Close()
	return nil
}

// Worker has two locks of a foreign lock type.
type Worker struct {
	state store.Spin
	queue store.Spin
	n     int
}

func (w *Worker) inc() {
	w.state.Lock()
	w.n++
	w.state.Unlock()
}

// spinBad: the class is the field that holds the foreign lock.
func (w *Worker) spinBad() {
	w.state.Lock()
	defer w.state.Unlock()
	w.inc() // want `crosspkg\.Worker\.state .*\[reacquire\]`
}

// spinOk: the other field.
func (w *Worker) spinOk() {
	w.queue.Lock()
	defer w.queue.Unlock()
	w.inc()
}

// viewOk: nobody can write-lock a View.
func viewOk(v *store.View) {
	v.Each(func(k string) { v.Get(k) })
}

// listener comes back to its Hub.
type listener struct{ h *store.Hub }

// Notify locks the Hub.
func (l *listener) Notify() { l.h.Inc() }

// notifyBad: Tell calls Notify under the Hub's lock.
func notifyBad(h *store.Hub) {
	l := &listener{h: h}
	h.Tell(l) // want `store\.Hub\.mu .*\[reacquire\]`
}

// notifyOk: the listener belongs to another Hub.
func notifyOk(h, o *store.Hub) {
	l := &listener{h: o}
	h.Tell(l)
}

// globalBad: Bump locks Default.
func globalBad() {
	store.Default.Mu.Lock()
	defer store.Default.Mu.Unlock()
	store.Bump() // want `store\.Account\.Mu .*\[reacquire\]`
}

// globalOk: under another Account's lock.
func globalOk(a *store.Account) {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	store.Bump()
}
