// Package reacquire defines an Analyzer that finds locks acquired by the
// goroutine that already holds them.
//
// # Analyzer reacquire
//
// reacquire: report locks acquired by the goroutine that already holds them
//
// Mutexes of package sync are not reentrant: a goroutine that locks one twice
// waits for itself, forever. The second acquisition is often far away, behind
// calls that do not show the lock:
//
//	func (s *Store) Get(k string) int {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		return s.load(k) // "store.Store.mu is locked again ..."
//	}
//
//	func (s *Store) load(k string) int {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		return s.m[k]
//	}
//
// The same holds for a read lock taken under the write lock, the write lock
// taken under the read lock, and for the read lock taken twice: a writer that
// comes between the two waits for the first, and the second waits for the
// writer. It holds for sync.Once, too, whose function must not call Do again.
//
// The usual remedy is a function that expects the lock to be held:
//
//	func (s *Store) loadLocked(k string) int { return s.m[k] }
package reacquire
