// Command program has readers that cross, and writers in certain goroutines.
package main

import "sync"

// ownWriterOk: the only writers are the two goroutines that read, at another time.
var ownWriterOk struct{ a, b sync.RWMutex }

func ownForthOk() {
	ownWriterOk.a.RLock()
	ownWriterOk.b.RLock()
	ownWriterOk.b.RUnlock()
	ownWriterOk.a.RUnlock()

	ownWriterOk.a.Lock()
	ownWriterOk.a.Unlock()
}

func ownBackOk() {
	ownWriterOk.b.RLock()
	ownWriterOk.a.RLock()
	ownWriterOk.a.RUnlock()
	ownWriterOk.b.RUnlock()

	ownWriterOk.b.Lock()
	ownWriterOk.b.Unlock()
}

// thirdWriterBad: two more goroutines write both, so that one can wait for each.
var thirdWriterBad struct{ a, b sync.RWMutex }

func thirdForthBad() {
	thirdWriterBad.a.RLock()
	thirdWriterBad.b.RLock() // want `main\.thirdWriterBad\..*\[inversion\]`
	thirdWriterBad.b.RUnlock()
	thirdWriterBad.a.RUnlock()
}

func thirdBackBad() {
	thirdWriterBad.b.RLock()
	thirdWriterBad.a.RLock()
	thirdWriterBad.a.RUnlock()
	thirdWriterBad.b.RUnlock()
}

func thirdSetBad() {
	thirdWriterBad.a.Lock()
	thirdWriterBad.a.Unlock()
	thirdWriterBad.b.Lock()
	thirdWriterBad.b.Unlock()
}

// oneWriterOk: one more goroutine writes both, one after the other: it waits for one of them
// at a time, and who waits for the other goes on.
var oneWriterOk struct{ a, b sync.RWMutex }

func oneForthOk() {
	oneWriterOk.a.RLock()
	oneWriterOk.b.RLock()
	oneWriterOk.b.RUnlock()
	oneWriterOk.a.RUnlock()
}

func oneBackOk() {
	oneWriterOk.b.RLock()
	oneWriterOk.a.RLock()
	oneWriterOk.a.RUnlock()
	oneWriterOk.b.RUnlock()
}

func oneSetOk() {
	oneWriterOk.a.Lock()
	oneWriterOk.a.Unlock()
	oneWriterOk.b.Lock()
	oneWriterOk.b.Unlock()
}

// initWriterOk: written only before main begins.
var initWriterOk struct{ a, b sync.RWMutex }

func initForthOk() {
	initWriterOk.a.RLock()
	initWriterOk.b.RLock()
	initWriterOk.b.RUnlock()
	initWriterOk.a.RUnlock()
}

func initBackOk() {
	initWriterOk.b.RLock()
	initWriterOk.a.RLock()
	initWriterOk.a.RUnlock()
	initWriterOk.b.RUnlock()
}

func init() {
	initWriterOk.a.Lock()
	initWriterOk.a.Unlock()
	initWriterOk.b.Lock()
	initWriterOk.b.Unlock()
}

func main() {
	go ownForthOk()
	go ownBackOk()

	go thirdForthBad()
	go thirdBackBad()
	go thirdSetBad()
	go thirdSetBad()

	go oneForthOk()
	go oneBackOk()
	go oneSetOk()

	go initForthOk()
	initBackOk()
}
