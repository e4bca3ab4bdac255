// Package web calls what is registered with it, from a goroutine for each request.
package web

// A Handler answers a request.
type Handler interface{ Serve(path string) }

// HandlerFunc is a function as a Handler.
type HandlerFunc func(path string)

func (f HandlerFunc) Serve(path string) { f(path) }

// A Mux finds the handler for a path.
type Mux struct{ m map[string]Handler }

func (x *Mux) Handle(path string, h Handler)               { x.put(path, h) }
func (x *Mux) HandleFunc(path string, f func(path string)) { x.put(path, HandlerFunc(f)) }

func (x *Mux) put(path string, h Handler) {
	if x.m == nil {
		x.m = make(map[string]Handler)
	}
	x.m[path] = h
}

// Run serves requests until there are no more.
func (x *Mux) Run(requests <-chan string) {
	for r := range requests {
		go x.m[r].Serve(r)
	}
}
