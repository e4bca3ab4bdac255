// Package heldwait defines the Analyzer of the rule heldwait.
//
// # Analyzer heldwait
//
// heldwait: report waits under a lock for what needs that lock
//
// A goroutine that waits for another, for its end, a message or a signal, while
// it holds a lock that the other must take first, waits forever, and so does
// the other. More than a third of the lock deadlocks that large projects mend
// are of this kind: a Stop that joins its worker under the lock that the worker
// takes.
//
// Wrong:
//
//	package worker
//
//	import "sync"
//
//	type Worker struct {
//		mu    sync.Mutex
//		count int
//		quit  chan struct{}
//		done  chan struct{}
//	}
//
//	func New() *Worker {
//		w := &Worker{quit: make(chan struct{}), done: make(chan struct{})}
//		go w.run()
//		return w
//	}
//
//	func (w *Worker) run() {
//		defer close(w.done)
//		for {
//			select {
//			case <-w.quit:
//				return
//			default:
//				w.work()
//			}
//		}
//	}
//
//	func (w *Worker) work() {
//		w.mu.Lock()
//		defer w.mu.Unlock()
//		w.count++
//	}
//
//	// Stop ends the worker, and tells how much it has done.
//	func (w *Worker) Stop() int {
//		w.mu.Lock()
//		defer w.mu.Unlock()
//		close(w.quit)
//		<-w.done // run may wait for w.mu
//		return w.count
//	}
//
// lockorder says:
//
//	./worker.go:41:2: worker.Worker.mu is held by (*Worker).Stop while it waits for worker.Worker.done: (*Worker).run must lock worker.Worker.mu before it closes w.done [heldwait]
//		goroutine 1 holds worker.Worker.mu and waits for worker.Worker.done:
//		1. ./worker.go:38:11: (*Worker).Stop locks w.mu
//		2. ./worker.go:41:2: (*Worker).Stop receives from w.done, and waits for goroutine 2
//		goroutine 2 must lock worker.Worker.mu before it closes w.done:
//		1. ./worker.go:14:2: New starts (*Worker).run
//		2. ./worker.go:25:10: (*Worker).run calls (*Worker).work
//		3. ./worker.go:31:11: (*Worker).work locks w.mu, and waits for goroutine 1
//		4. ./worker.go:19:2: only then: (*Worker).run closes w.done
//
// More on https://github.com/lockorder/lockorder/blob/main/docs/rules/heldwait.md
package heldwait
