// Command webmain registers handlers with another package.
package main

import (
	"sync"

	"inversion/roots/web"
)

// storeBad: two handlers, each request a goroutine.
type storeBad struct{ users, posts sync.Mutex }

func (s *storeBad) user(string) {
	s.users.Lock()
	defer s.users.Unlock()
	s.posts.Lock() // want `main\.storeBad\..*\[inversion\]`
	defer s.posts.Unlock()
}

func (s *storeBad) post(string) {
	s.posts.Lock()
	defer s.posts.Unlock()
	s.users.Lock()
	defer s.users.Unlock()
}

// storeOk: in one order.
type storeOk struct{ users, posts sync.Mutex }

func (s *storeOk) user(string) {
	s.users.Lock()
	defer s.users.Unlock()
	s.posts.Lock()
	defer s.posts.Unlock()
}

func (s *storeOk) post(string) {
	s.users.Lock()
	s.posts.Lock()
	s.users.Unlock()
	s.posts.Unlock()
}

// pageBad: one handler does both, for two requests at a time.
type pageBad struct{ head, body sync.Mutex }

func (p *pageBad) Serve(path string) {
	if path == "/head" {
		p.head.Lock()
		p.body.Lock() // want `main\.pageBad\..*\[inversion\]`
		p.body.Unlock()
		p.head.Unlock()
		return
	}
	p.body.Lock()
	p.head.Lock()
	p.head.Unlock()
	p.body.Unlock()
}

// setupOk: main takes one order before it registers, the handler takes none in another.
type setupOk struct{ head, body sync.Mutex }

func (s *setupOk) Serve(string) {
	s.head.Lock()
	s.head.Unlock()
	s.body.Lock()
	s.body.Unlock()
}

func (s *setupOk) forth() {
	s.head.Lock()
	s.body.Lock()
	s.body.Unlock()
	s.head.Unlock()
}

func (s *setupOk) back() {
	s.body.Lock()
	s.head.Lock()
	s.head.Unlock()
	s.body.Unlock()
}

// literalBad: the handler is a literal; main's own goroutine goes the other way while it serves.
var literalBad struct{ in, out sync.Mutex }

func main() {
	var mux web.Mux

	bad := &storeBad{}
	mux.HandleFunc("/user", bad.user)
	mux.HandleFunc("/post", bad.post)

	ok := &storeOk{}
	mux.HandleFunc("/u", ok.user)
	mux.HandleFunc("/p", ok.post)

	mux.Handle("/head", &pageBad{})

	s := &setupOk{}
	s.forth()
	s.back()
	mux.Handle("/setup", s)

	mux.HandleFunc("/in", func(string) {
		literalBad.in.Lock()
		literalBad.out.Lock() // want `main\.literalBad\..*\[inversion\]`
		literalBad.out.Unlock()
		literalBad.in.Unlock()
	})

	requests := make(chan string)
	go mux.Run(requests)
	for range 10 {
		literalBad.out.Lock()
		literalBad.in.Lock()
		literalBad.in.Unlock()
		literalBad.out.Unlock()
		requests <- "/in"
	}
}
