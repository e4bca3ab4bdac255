// Package inversion defines the Analyzer of the rule inversion.
//
// # Analyzer inversion
//
// inversion: report locks acquired in inconsistent orders
//
// If one goroutine locks a and then b, and another b and then a, each can come
// to hold what the other waits for, and both wait forever. The same happens to
// three or more goroutines in a circle, and to two that lock two objects of one
// type. It needs the goroutines to meet at the wrong moment, so tests seldom
// show it.
//
// Wrong:
//
//	package server
//
//	import "sync"
//
//	type Server struct {
//		mu    sync.Mutex
//		conns map[*Conn]bool
//	}
//
//	type Conn struct {
//		server *Server
//		mu     sync.Mutex
//		closed bool
//	}
//
//	// CloseIdle closes the connections that are idle.
//	func (s *Server) CloseIdle(idle func(*Conn) bool) {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		for c := range s.conns {
//			c.mu.Lock() // under s.mu
//			if !c.closed && idle(c) {
//				c.closed = true
//				delete(s.conns, c)
//			}
//			c.mu.Unlock()
//		}
//	}
//
//	func (c *Conn) Close() {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		if !c.closed {
//			c.closed = true
//			c.server.remove(c) // locks s.mu under c.mu
//		}
//	}
//
//	func (s *Server) remove(c *Conn) {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		delete(s.conns, c)
//	}
//
// lockorder says:
//
//	./server.go:21:12: server.Server.mu and server.Conn.mu are taken in opposite orders: (*Server).CloseIdle takes server.Conn.mu under server.Server.mu, (*Conn).Close takes server.Server.mu under server.Conn.mu [inversion]
//		goroutine 1 holds server.Server.mu and waits for server.Conn.mu:
//		1. ./server.go:18:11: (*Server).CloseIdle locks s.mu
//		2. ./server.go:21:12: (*Server).CloseIdle locks mu, and waits for goroutine 2
//		goroutine 2 holds server.Conn.mu and waits for server.Server.mu:
//		1. ./server.go:31:11: (*Conn).Close locks c.mu
//		2. ./server.go:35:18: (*Conn).Close calls (*Server).remove
//		3. ./server.go:40:11: (*Server).remove locks s.mu, and waits for goroutine 1
//
// More on https://github.com/lockorder/lockorder/blob/main/docs/rules/inversion.md
package inversion
