// Command shown lets others have a lock that is only tried here.
package main

import "sync"

// lentBad: who is lent the lock may hold it where TryLock fails.
var lentBad struct{ try, a, b sync.Mutex }

func forthBad() {
	if !lentBad.try.TryLock() {
		lentBad.a.Lock()
		lentBad.b.Lock() // want `main\.lentBad\..*\[inversion\]`
		lentBad.b.Unlock()
		lentBad.a.Unlock()
		return
	}
	lentBad.try.Unlock()
}

func backBad() {
	lentBad.b.Lock()
	lentBad.a.Lock()
	lentBad.a.Unlock()
	lentBad.b.Unlock()
}

var ready = sync.NewCond(&lentBad.try)

func main() {
	go forthBad()
	backBad()
}
