// Package inversion defines an Analyzer that finds locks acquired in
// inconsistent orders.
//
// # Analyzer inversion
//
// inversion: report locks acquired in inconsistent orders
//
// If one goroutine locks a and then b, and another b and then a, each can come
// to hold what the other waits for, and both wait forever:
//
//	func (s *Server) Add(c *Conn) {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		c.mu.Lock() // under s.mu
//		...
//	}
//
//	func (c *Conn) Close() {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		c.server.remove(c) // locks s.mu under c.mu
//	}
//
// So can three goroutines in a circle, and two that lock two objects of one type:
// transfer(a, b) beside transfer(b, a). Read locks count as well: a reader waits
// for a writer who waits.
//
// The usual remedies are one order for all, such as by id, or to unlock before
// calling on.
package inversion
