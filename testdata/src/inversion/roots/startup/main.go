// Command startup takes locks before, and after, other goroutines exist.
package main

import "sync"

// initOnlyOk: two init functions run one after the other.
var initOnlyOk struct{ a, b sync.Mutex }

func init() {
	initOnlyOk.a.Lock()
	initOnlyOk.b.Lock()
	initOnlyOk.b.Unlock()
	initOnlyOk.a.Unlock()
}

func init() {
	initOnlyOk.b.Lock()
	initOnlyOk.a.Lock()
	initOnlyOk.a.Unlock()
	initOnlyOk.b.Unlock()
}

// initMainOk: init is over when main begins.
var initMainOk struct{ a, b sync.Mutex }

func init() {
	initMainOk.a.Lock()
	initMainOk.b.Lock()
	initMainOk.b.Unlock()
	initMainOk.a.Unlock()
}

func initMainBackOk() {
	initMainOk.b.Lock()
	initMainOk.a.Lock()
	initMainOk.a.Unlock()
	initMainOk.b.Unlock()
}

// initLoopOk: main starts many goroutines with one order, after init is over with the other.
var initLoopOk struct{ a, b sync.Mutex }

func init() {
	initLoopOk.a.Lock()
	initLoopOk.b.Lock()
	initLoopOk.b.Unlock()
	initLoopOk.a.Unlock()
}

func initLoopBackOk() {
	initLoopOk.b.Lock()
	initLoopOk.a.Lock()
	initLoopOk.a.Unlock()
	initLoopOk.b.Unlock()
}

// initGoBad: a goroutine of init runs on under main.
var initGoBad struct{ a, b sync.Mutex }

func init() {
	go func() {
		initGoBad.a.Lock()
		initGoBad.b.Lock() // want `main\.initGoBad\..*\[inversion\]`
		initGoBad.b.Unlock()
		initGoBad.a.Unlock()
	}()
}

func initGoBackBad() {
	initGoBad.b.Lock()
	initGoBad.a.Lock()
	initGoBad.a.Unlock()
	initGoBad.b.Unlock()
}

// initSelfBad: it runs under the rest of init, too.
var initSelfBad struct{ a, b sync.Mutex }

func init() {
	go func() {
		initSelfBad.a.Lock()
		initSelfBad.b.Lock() // want `main\.initSelfBad\..*\[inversion\]`
		initSelfBad.b.Unlock()
		initSelfBad.a.Unlock()
	}()
	initSelfBad.b.Lock()
	initSelfBad.a.Lock()
	initSelfBad.a.Unlock()
	initSelfBad.b.Unlock()
}

// varOk: the initialiser of a variable runs before init.
var (
	varOk  struct{ a, b sync.Mutex }
	varSet = varForthOk()
)

func varForthOk() bool {
	varOk.a.Lock()
	defer varOk.a.Unlock()
	varOk.b.Lock()
	defer varOk.b.Unlock()
	return true
}

func varBackOk() {
	varOk.b.Lock()
	varOk.a.Lock()
	varOk.a.Unlock()
	varOk.b.Unlock()
}

// beforeFP: main is through with the one order before it starts its first goroutine; what comes before a go statement is not told apart.
var beforeFP struct{ a, b sync.Mutex }

func beforeForthFP() {
	beforeFP.a.Lock()
	beforeFP.b.Lock() // want `main\.beforeFP\..*\[inversion\]`
	beforeFP.b.Unlock()
	beforeFP.a.Unlock()
}

func beforeBackFP() {
	beforeFP.b.Lock()
	beforeFP.a.Lock()
	beforeFP.a.Unlock()
	beforeFP.b.Unlock()
}

// afterBad: it takes the one order after it.
var afterBad struct{ a, b sync.Mutex }

func afterForthBad() {
	afterBad.a.Lock()
	afterBad.b.Lock() // want `main\.afterBad\..*\[inversion\]`
	afterBad.b.Unlock()
	afterBad.a.Unlock()
}

func afterBackBad() {
	afterBad.b.Lock()
	afterBad.a.Lock()
	afterBad.a.Unlock()
	afterBad.b.Unlock()
}

func main() {
	initMainBackOk()
	if varSet {
		varBackOk()
	}
	initGoBackBad()
	beforeForthFP()

	go func() {
		beforeBackFP()
		afterBackBad()
	}()
	for range 8 {
		go initLoopBackOk()
	}
	afterForthBad()
}
