package joins

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// muxBad: one of the handlers of the mux takes mu, under which Stop waits for all that run.
type muxBad struct {
	mu  sync.RWMutex
	srv *http.Server
	n   int
}

func newMuxBad(addr string) *muxBad {
	s := &muxBad{}
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("/stats", s.stats)
	s.srv = &http.Server{Addr: addr, Handler: mux}
	return s
}

func (s *muxBad) Start() {
	go s.srv.ListenAndServe()
}

func (s *muxBad) stats(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock() // NEED
	defer s.mu.RUnlock()
	work()
}

func (s *muxBad) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.srv.Shutdown(context.Background()) // WAIT joins.muxBad.mu // want `joins\.muxBad\.mu is held .*\[heldwait\]`
}

// muxOk: Shutdown gives up after a time.
type muxOk struct {
	mu  sync.RWMutex
	srv *http.Server
	n   int
}

func newMuxOk(addr string) *muxOk {
	s := &muxOk{}
	mux := http.NewServeMux()
	mux.HandleFunc("/stats", s.stats)
	s.srv = &http.Server{Addr: addr, Handler: mux}
	return s
}

func (s *muxOk) Start() {
	go s.srv.ListenAndServe()
}

func (s *muxOk) stats(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	work()
}

func (s *muxOk) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.srv.Shutdown(ctx)
}

// wrappedBad: the mux is kept, filled elsewhere, and wrapped by what logs; the handler is an object.
type wrappedBad struct {
	mu  sync.Mutex
	mux *http.ServeMux
	srv http.Server
	n   int
}

func newWrappedBad() *wrappedBad {
	s := &wrappedBad{mux: http.NewServeMux()}
	s.routes()
	s.srv.Handler = logged(s.mux)
	return s
}

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		work()
		next.ServeHTTP(w, r)
	})
}

func (s *wrappedBad) routes() {
	s.mux.Handle("/count", &countBad{s})
}

type countBad struct{ s *wrappedBad }

func (c *countBad) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.s.mu.Lock() // NEED
	c.s.n++
	c.s.mu.Unlock()
}

func (s *wrappedBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.srv.Shutdown(context.TODO()) // WAIT joins.wrappedBad.mu // want `joins\.wrappedBad\.mu is held .*\[heldwait\]`
}

// wrappedOk: Close does not wait for handlers.
type wrappedOk struct {
	mu  sync.Mutex
	mux *http.ServeMux
	srv http.Server
	n   int
}

func newWrappedOk() *wrappedOk {
	s := &wrappedOk{mux: http.NewServeMux()}
	s.routes()
	s.srv.Handler = logged(s.mux)
	return s
}

func (s *wrappedOk) routes() {
	s.mux.Handle("/count", &countOk{s})
}

type countOk struct{ s *wrappedOk }

func (c *countOk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.s.mu.Lock()
	c.s.n++
	c.s.mu.Unlock()
}

func (s *wrappedOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.srv.Close()
}

// selfBad: the object is the handler itself, and shuts down the server that runs it, from a handler.
type selfBad struct {
	srv *http.Server
}

func newSelfBad() *selfBad {
	s := &selfBad{}
	s.srv = &http.Server{Handler: s} // want `\(\*selfBad\)\.ServeHTTP waits for itself.*\[heldwait\]`
	return s
}

func (s *selfBad) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/quit" {
		s.srv.Shutdown(context.Background()) // WAIT joins.selfBad.srv
	}
}

// selfOk: it has another goroutine do that.
type selfOk struct {
	srv *http.Server
}

func newSelfOk() *selfOk {
	s := &selfOk{}
	s.srv = &http.Server{Handler: s}
	return s
}

func (s *selfOk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/quit" {
		go s.srv.Shutdown(context.Background())
	}
}

// untilOk: the context of Shutdown is ended by who needs no lock.
type untilOk struct {
	mu     sync.Mutex
	srv    *http.Server
	ctx    context.Context
	cancel context.CancelFunc
	n      int
}

func newUntilOk() *untilOk {
	s := &untilOk{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.srv = &http.Server{Handler: http.HandlerFunc(s.serve)}
	return s
}

func (s *untilOk) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *untilOk) Kill() { s.cancel() }

func (s *untilOk) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.srv.Shutdown(s.ctx)
}

// routesBad is the mux of variableBad, by value.
var routesBad http.ServeMux

// variableBad: as muxBad, with a mux that is a variable of the package.
type variableBad struct {
	mu  sync.Mutex
	srv *http.Server
}

func newVariableBad() *variableBad {
	s := &variableBad{}
	routesBad.HandleFunc("/stats", s.stats)
	s.srv = &http.Server{Handler: &routesBad}
	return s
}

func (s *variableBad) stats(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	work()
}

func (s *variableBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.srv.Shutdown(context.Background()) // WAIT joins.variableBad.mu // want `joins\.variableBad\.mu is held .*\[heldwait\]`
}

// routesOk is the mux of variableOk, by value.
var routesOk http.ServeMux

// variableOk: what takes the lock is put into another mux.
type variableOk struct {
	mu  sync.Mutex
	srv *http.Server
}

func newVariableOk() *variableOk {
	s := &variableOk{}
	http.NewServeMux().HandleFunc("/stats", s.stats)
	s.srv = &http.Server{Handler: &routesOk}
	return s
}

func (s *variableOk) stats(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	work()
}

func (s *variableOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.srv.Shutdown(context.Background())
}
