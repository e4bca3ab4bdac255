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

// beforeOk: main is through with the one order before it starts its first goroutine.
var beforeOk struct{ a, b sync.Mutex }

func beforeForthOk() {
	beforeOk.a.Lock()
	beforeOk.b.Lock()
	beforeOk.b.Unlock()
	beforeOk.a.Unlock()
}

func beforeBackOk() {
	beforeOk.b.Lock()
	beforeOk.a.Lock()
	beforeOk.a.Unlock()
	beforeOk.b.Unlock()
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

// twiceBad: it takes the one order before it and after it.
var twiceBad struct{ a, b sync.Mutex }

func twiceForthBad() {
	twiceBad.a.Lock()
	twiceBad.b.Lock() // want `main\.twiceBad\..*\[inversion\]`
	twiceBad.b.Unlock()
	twiceBad.a.Unlock()
}

func twiceBackBad() {
	twiceBad.b.Lock()
	twiceBad.a.Lock()
	twiceBad.a.Unlock()
	twiceBad.b.Unlock()
}

// belowOk: both the one order and the start lie in functions that main calls, one after the
// other, the one order in a loop.
var belowOk struct{ a, b sync.Mutex }

func belowSetup() {
	for range 3 {
		belowForthOk()
	}
}

func belowForthOk() {
	belowOk.a.Lock()
	belowOk.b.Lock()
	belowOk.b.Unlock()
	belowOk.a.Unlock()
}

func belowServe() { go belowBackOk() }

func belowBackOk() {
	belowOk.b.Lock()
	belowOk.a.Lock()
	belowOk.a.Unlock()
	belowOk.b.Unlock()
}

// beneathBad: the start lies in the function that is called first.
var beneathBad struct{ a, b sync.Mutex }

func beneathForthBad() {
	beneathBad.a.Lock()
	beneathBad.b.Lock() // want `main\.beneathBad\..*\[inversion\]`
	beneathBad.b.Unlock()
	beneathBad.a.Unlock()
}

func beneathServe() { go beneathBackBad() }

func beneathBackBad() {
	beneathBad.b.Lock()
	beneathBad.a.Lock()
	beneathBad.a.Unlock()
	beneathBad.b.Unlock()
}

// deferredBad: what main has put off until it ends comes after the start.
var deferredBad struct{ a, b sync.Mutex }

func deferredForthBad() {
	deferredBad.a.Lock()
	deferredBad.b.Lock() // want `main\.deferredBad\..*\[inversion\]`
	deferredBad.b.Unlock()
	deferredBad.a.Unlock()
}

func deferredBackBad() {
	deferredBad.b.Lock()
	deferredBad.a.Lock()
	deferredBad.a.Unlock()
	deferredBad.b.Unlock()
}

// thirdBad: a second goroutine, that started before, starts the one that takes the other order.
var thirdBad struct{ a, b sync.Mutex }

func thirdForthBad() {
	thirdBad.a.Lock()
	thirdBad.b.Lock() // want `main\.thirdBad\..*\[inversion\]`
	thirdBad.b.Unlock()
	thirdBad.a.Unlock()
}

func thirdBackBad() {
	thirdBad.b.Lock()
	thirdBad.a.Lock()
	thirdBad.a.Unlock()
	thirdBad.b.Unlock()
}

// innerOk: a goroutine takes the one order before it starts one with the other.
var innerOk struct{ a, b sync.Mutex }

func innerForthOk() {
	innerOk.a.Lock()
	innerOk.b.Lock()
	innerOk.b.Unlock()
	innerOk.a.Unlock()
}

func innerBackOk() {
	innerOk.b.Lock()
	innerOk.a.Lock()
	innerOk.a.Unlock()
	innerOk.b.Unlock()
}

func main() {
	defer deferredForthBad()
	initMainBackOk()
	if varSet {
		varBackOk()
	}
	initGoBackBad()
	beforeForthOk()
	twiceForthBad()
	belowSetup()
	belowServe()
	beneathServe()
	beneathForthBad()

	go func() {
		go thirdBackBad()
		innerForthOk()
		go innerBackOk()
	}()
	thirdForthBad()

	go func() {
		beforeBackOk()
		afterBackBad()
		twiceBackBad()
		deferredBackBad()
	}()
	twiceForthBad()
	for range 8 {
		go initLoopBackOk()
	}
	afterForthBad()
}
