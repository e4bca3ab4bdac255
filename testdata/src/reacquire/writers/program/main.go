// Command program reads a lock twice in certain goroutines, and writes it in
// others, or in none.
package main

import "sync"

// ownOk: the goroutine that reads is the only one that writes.
var ownOk sync.RWMutex

func ownRunOk() {
	ownOk.Lock()
	ownOk.Unlock()

	ownOk.RLock()
	ownGetOk()
	ownOk.RUnlock()
}

func ownGetOk() {
	ownOk.RLock()
	ownOk.RUnlock()
}

// poolBad: there are several of them.
var poolBad sync.RWMutex

func poolRunBad() {
	poolBad.Lock()
	poolBad.Unlock()

	poolBad.RLock()
	poolGetBad() // want `main\.poolBad .*\[reacquire\]`
	poolBad.RUnlock()
}

func poolGetBad() {
	poolBad.RLock()
	poolBad.RUnlock()
}

// otherBad: main writes.
var otherBad sync.RWMutex

func otherRunBad() {
	otherBad.RLock()
	otherGetBad() // want `main\.otherBad .*\[reacquire\]`
	otherBad.RUnlock()
}

func otherGetBad() {
	otherBad.RLock()
	otherBad.RUnlock()
}

func main() {
	go ownRunOk()
	for range 4 {
		go poolRunBad()
	}
	go otherRunBad()
	otherBad.Lock()
	otherBad.Unlock()
}
