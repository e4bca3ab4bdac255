// Package kept passes channels to another package, which keeps them.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package kept

import (
	"os"
	"os/signal"
	"sync"
)

// signalOk: os/signal keeps the channel, and sends when it will.
type signalOk struct {
	mu   sync.Mutex
	sigs chan os.Signal
	n    int
}

func newSignalOk() *signalOk {
	s := &signalOk{sigs: make(chan os.Signal)}
	signal.Notify(s.sigs, os.Interrupt)
	return s
}

func (s *signalOk) Again() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.sigs <- os.Interrupt
}

func (s *signalOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.sigs
}

// signalBad: os/signal does not know the channel.
type signalBad struct {
	mu   sync.Mutex
	sigs chan os.Signal
	n    int
}

func newSignalBad() *signalBad { return &signalBad{sigs: make(chan os.Signal)} }

func (s *signalBad) Again() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	s.sigs <- os.Interrupt
}

func (s *signalBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.sigs // WAIT kept.signalBad.mu // want `kept\.signalBad\.mu is held .*\[heldwait\]`
}
