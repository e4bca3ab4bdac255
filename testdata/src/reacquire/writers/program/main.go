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

// laterOk: main reads twice before it starts who writes, in a loop and once more.
var laterOk sync.RWMutex

func laterGetOk() {
	laterOk.RLock()
	laterOk.RUnlock()
}

// sinceBad: and afterwards.
var sinceBad sync.RWMutex

func sinceGetBad() {
	sinceBad.RLock()
	sinceBad.RUnlock()
}

// roundBad: in the next round, who writes has started.
var roundBad sync.RWMutex

func roundGetBad() {
	roundBad.RLock()
	roundBad.RUnlock()
}

func laterSetOk() {
	laterOk.Lock()
	laterOk.Unlock()
}

func sinceSetBad() {
	sinceBad.Lock()
	sinceBad.Unlock()
}

func roundSetBad() {
	roundBad.Lock()
	roundBad.Unlock()
}

func main() {
	laterOk.RLock()
	for range 3 {
		laterGetOk()
	}
	laterOk.RUnlock()
	go laterSetOk()

	go sinceSetBad()
	sinceBad.RLock()
	sinceGetBad() // want `main\.sinceBad .*\[reacquire\]`
	sinceBad.RUnlock()

	for range 3 {
		roundBad.RLock()
		roundGetBad() // want `main\.roundBad .*\[reacquire\]`
		roundBad.RUnlock()
		go roundSetBad()
	}
	go ownRunOk()
	for range 4 {
		go poolRunBad()
	}
	go otherRunBad()
	otherBad.Lock()
	otherBad.Unlock()
}
