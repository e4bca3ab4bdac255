// Package api is a library: whoever imports it may call what it exports, from any number of goroutines.
package api

import "sync"

func work() {}

var (
	readBad, writeBad sync.Mutex
	readOk, writeOk   sync.Mutex
)

// GetBad and PutBad: two callers.
func GetBad() {
	readBad.Lock()
	writeBad.Lock() // want `api\.(readBad|writeBad) .*\[inversion\]`
	writeBad.Unlock()
	readBad.Unlock()
}

func PutBad() {
	writeBad.Lock()
	readBad.Lock()
	readBad.Unlock()
	writeBad.Unlock()
}

// setupOk: both orders, but only in init.
func setupOk() {
	readOk.Lock()
	writeOk.Lock()
	writeOk.Unlock()
	readOk.Unlock()
}

func init() {
	setupOk()
	writeOk.Lock()
	readOk.Lock()
	readOk.Unlock()
	writeOk.Unlock()
}

var serialBad struct{ a, b sync.Mutex }

// SerialBad: one function after the other, which two goroutines may do at once.
func SerialBad() {
	serialForth()
	serialBack()
}

func serialForth() {
	serialBad.a.Lock()
	serialBad.b.Lock() // want `api\.serialBad\..*\[inversion\]`
	serialBad.b.Unlock()
	serialBad.a.Unlock()
}

func serialBack() {
	serialBad.b.Lock()
	serialBad.a.Lock()
	serialBad.a.Unlock()
	serialBad.b.Unlock()
}

var initOk struct{ a, b sync.Mutex }

// LaterOk: init is over before an importer can call it; expected silent.
func LaterOk() {
	initOk.b.Lock()
	initOk.a.Lock()
	initOk.a.Unlock()
	initOk.b.Unlock()
}

func init() {
	initOk.a.Lock()
	initOk.b.Lock()
	initOk.b.Unlock()
	initOk.a.Unlock()
}

var initBad struct{ a, b sync.Mutex }

// LaterBad: init leaves a goroutine behind.
func LaterBad() {
	initBad.b.Lock()
	initBad.a.Lock() // want `api\.initBad\..*\[inversion\]`
	initBad.a.Unlock()
	initBad.b.Unlock()
}

func init() {
	go func() {
		initBad.a.Lock()
		initBad.b.Lock()
		initBad.b.Unlock()
		initBad.a.Unlock()
	}()
}

// ServerBad: its one goroutine against whoever calls Stop.
type ServerBad struct {
	conns, stats sync.Mutex
	n            int
}

func NewServerBad() *ServerBad {
	s := &ServerBad{}
	go s.loop()
	return s
}

func (s *ServerBad) loop() {
	for {
		s.conns.Lock()
		s.stats.Lock() // want `api\.ServerBad\..*\[inversion\]`
		s.n++
		s.stats.Unlock()
		s.conns.Unlock()
	}
}

func (s *ServerBad) Stop() {
	s.stats.Lock()
	s.conns.Lock()
	s.n = 0
	s.conns.Unlock()
	s.stats.Unlock()
}

// ServerFP: both orders are its one goroutine's; that there are only as many of those as objects is not known.
type ServerFP struct {
	conns, stats sync.Mutex
	n            int
}

func NewServerFP() *ServerFP {
	s := &ServerFP{}
	go s.loop()
	return s
}

func (s *ServerFP) loop() {
	for {
		s.conns.Lock()
		s.stats.Lock() // want `api\.ServerFP\..*\[inversion\]`
		s.n++
		s.stats.Unlock()
		s.conns.Unlock()
		s.trim()
	}
}

func (s *ServerFP) trim() {
	s.stats.Lock()
	s.conns.Lock()
	s.n--
	s.conns.Unlock()
	s.stats.Unlock()
}

func (s *ServerFP) Len() int {
	s.stats.Lock()
	defer s.stats.Unlock()
	return s.n
}

// WorkersBad: the same, with several goroutines to an object.
type WorkersBad struct {
	conns, stats sync.Mutex
	n            int
}

func NewWorkersBad(n int) *WorkersBad {
	w := &WorkersBad{}
	for range n {
		go w.loop()
	}
	return w
}

func (w *WorkersBad) loop() {
	w.conns.Lock()
	w.stats.Lock() // want `api\.WorkersBad\..*\[inversion\]`
	w.n++
	w.stats.Unlock()
	w.conns.Unlock()
	w.trim()
}

func (w *WorkersBad) trim() {
	w.stats.Lock()
	w.conns.Lock()
	w.n--
	w.conns.Unlock()
	w.stats.Unlock()
}
