package use

import "heldwait/libs/lib"

// unregisterBad: what is stopped under the registry's lock takes itself out at its end.
type unregisterBad struct {
	r    *lib.Registry
	quit chan struct{}
	done chan struct{}
}

func newUnregisterBad(r *lib.Registry) *unregisterBad {
	t := &unregisterBad{r, make(chan struct{}), make(chan struct{})}
	go t.run()
	r.Add("bad", t) // want `lib\.Registry\.mu is held .*\[heldwait\]`
	return t
}

func (t *unregisterBad) run() {
	defer close(t.done)
	<-t.quit
	t.r.Remove("bad")
}

func (t *unregisterBad) Stop() error {
	close(t.quit)
	<-t.done // WAIT lib.Registry.mu
	return nil
}

// unregisterOk: it does so in a goroutine that nobody waits for.
type unregisterOk struct {
	r    *lib.Registry
	quit chan struct{}
	done chan struct{}
}

func newUnregisterOk(r *lib.Registry) *unregisterOk {
	t := &unregisterOk{r, make(chan struct{}), make(chan struct{})}
	go t.run()
	r.Add("ok", t)
	return t
}

func (t *unregisterOk) run() {
	defer close(t.done)
	<-t.quit
	go t.r.Remove("ok")
}

func (t *unregisterOk) Stop() error {
	close(t.quit)
	<-t.done
	return nil
}
