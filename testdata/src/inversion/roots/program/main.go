// Command program takes locks in both orders; what matters is which goroutines do.
package main

import (
	"sync"
	"time"
)

func work() {}

// mainOnlyOk: both orders, one goroutine: that of main.
var mainOnlyOk struct{ a, b sync.Mutex }

func mainForthOk() {
	mainOnlyOk.a.Lock()
	mainOnlyOk.b.Lock()
	mainOnlyOk.b.Unlock()
	mainOnlyOk.a.Unlock()
}

func mainBackOk() {
	mainOnlyOk.b.Lock()
	mainOnlyOk.a.Lock()
	mainOnlyOk.a.Unlock()
	mainOnlyOk.b.Unlock()
}

// movedBad: one of them moved into a goroutine.
var movedBad struct{ a, b sync.Mutex }

func movedForthBad() {
	movedBad.a.Lock()
	movedBad.b.Lock() // want `main\.movedBad\..*\[inversion\]`
	movedBad.b.Unlock()
	movedBad.a.Unlock()
}

func movedBackBad() {
	movedBad.b.Lock()
	movedBad.a.Lock()
	movedBad.a.Unlock()
	movedBad.b.Unlock()
}

// twoBad: each order in a goroutine of its own, neither in main's.
var twoBad struct{ a, b sync.Mutex }

func twoForthBad() {
	twoBad.a.Lock()
	twoBad.b.Lock() // want `main\.twoBad\..*\[inversion\]`
	twoBad.b.Unlock()
	twoBad.a.Unlock()
}

func twoBackBad() {
	twoBad.b.Lock()
	twoBad.a.Lock()
	twoBad.a.Unlock()
	twoBad.b.Unlock()
}

// singleOk: both in one goroutine that is started once.
var singleOk struct{ a, b sync.Mutex }

func singleForthOk() {
	singleOk.a.Lock()
	singleOk.b.Lock()
	singleOk.b.Unlock()
	singleOk.a.Unlock()
}

func singleBackOk() {
	singleOk.b.Lock()
	singleOk.a.Lock()
	singleOk.a.Unlock()
	singleOk.b.Unlock()
}

func singleRunOk() {
	for range 10 {
		singleForthOk()
		singleBackOk()
	}
}

// poolBad: both in one function, of which a loop starts several.
var poolBad struct{ a, b sync.Mutex }

func poolRunBad() {
	poolBad.a.Lock()
	poolBad.b.Lock() // want `main\.poolBad\..*\[inversion\]`
	poolBad.b.Unlock()
	poolBad.a.Unlock()

	poolBad.b.Lock()
	poolBad.a.Lock()
	poolBad.a.Unlock()
	poolBad.b.Unlock()
}

// againBad: the function that starts the goroutine is called twice.
var againBad struct{ a, b sync.Mutex }

func againStartBad() {
	go func() {
		againBad.a.Lock()
		againBad.b.Lock() // want `main\.againBad\..*\[inversion\]`
		againBad.b.Unlock()
		againBad.a.Unlock()

		againBad.b.Lock()
		againBad.a.Lock()
		againBad.a.Unlock()
		againBad.b.Unlock()
	}()
}

// startedOk: it is called once.
var startedOk struct{ a, b sync.Mutex }

func startOk() {
	go func() {
		startedOk.a.Lock()
		startedOk.b.Lock()
		startedOk.b.Unlock()
		startedOk.a.Unlock()

		startedOk.b.Lock()
		startedOk.a.Lock()
		startedOk.a.Unlock()
		startedOk.b.Unlock()
	}()
}

// outerLoopBad: it is called once in the text, by a function that is called in a loop.
var outerLoopBad struct{ a, b sync.Mutex }

func outerStartBad() { go outerRunBad() }

func outerCallBad() { outerStartBad() }

func outerRunBad() {
	outerLoopBad.a.Lock()
	outerLoopBad.b.Lock() // want `main\.outerLoopBad\..*\[inversion\]`
	outerLoopBad.b.Unlock()
	outerLoopBad.a.Unlock()

	outerLoopBad.b.Lock()
	outerLoopBad.a.Lock()
	outerLoopBad.a.Unlock()
	outerLoopBad.b.Unlock()
}

// groupBad: WaitGroup.Go starts goroutines too.
var groupBad struct{ a, b sync.Mutex }

func groupForthBad() {
	groupBad.a.Lock()
	groupBad.b.Lock() // want `main\.groupBad\..*\[inversion\]`
	groupBad.b.Unlock()
	groupBad.a.Unlock()
}

func groupBackBad() {
	groupBad.b.Lock()
	groupBad.a.Lock()
	groupBad.a.Unlock()
	groupBad.b.Unlock()
}

// groupOk: both orders in the one goroutine that the group has.
var groupOk struct{ a, b sync.Mutex }

func groupRunOk() {
	groupOk.a.Lock()
	groupOk.b.Lock()
	groupOk.b.Unlock()
	groupOk.a.Unlock()
	groupOk.b.Lock()
	groupOk.a.Lock()
	groupOk.a.Unlock()
	groupOk.b.Unlock()
}

// timerBad: so does a timer.
var timerBad struct{ a, b sync.Mutex }

func timerForthBad() {
	timerBad.a.Lock()
	timerBad.b.Lock() // want `main\.timerBad\..*\[inversion\]`
	timerBad.b.Unlock()
	timerBad.a.Unlock()
}

func timerBackBad() {
	timerBad.b.Lock()
	timerBad.a.Lock()
	timerBad.a.Unlock()
	timerBad.b.Unlock()
}

// timerFP: both orders in the timer's function, which runs once; but it is handed to time.
var timerFP struct{ a, b sync.Mutex }

func timerRunFP() {
	timerFP.a.Lock()
	timerFP.b.Lock() // want `main\.timerFP\..*\[inversion\]`
	timerFP.b.Unlock()
	timerFP.a.Unlock()
	timerFP.b.Lock()
	timerFP.a.Lock()
	timerFP.a.Unlock()
	timerFP.b.Unlock()
}

// recursiveOk: calls itself, and starts nothing.
var recursiveOk struct{ a, b sync.Mutex }

func recursiveRunOk(n int) {
	recursiveOk.a.Lock()
	recursiveOk.b.Lock()
	recursiveOk.b.Unlock()
	recursiveOk.a.Unlock()
	if n > 0 {
		recursiveRunOk(n - 1)
	}
	recursiveOk.b.Lock()
	recursiveOk.a.Lock()
	recursiveOk.a.Unlock()
	recursiveOk.b.Unlock()
}

// recursiveBad: a goroutine that starts the next one like itself.
var recursiveBad struct{ a, b sync.Mutex }

func recursiveRunBad(n int) {
	recursiveBad.a.Lock()
	recursiveBad.b.Lock() // want `main\.recursiveBad\..*\[inversion\]`
	recursiveBad.b.Unlock()
	recursiveBad.a.Unlock()
	if n > 0 {
		go recursiveRunBad(n - 1)
	}
	recursiveBad.b.Lock()
	recursiveBad.a.Lock()
	recursiveBad.a.Unlock()
	recursiveBad.b.Unlock()
}

// threeOk: a circle of three, two edges of which are main's; one goroutine cannot wait at two places.
var threeOk struct{ a, b, c sync.Mutex }

func threeOneOk() {
	threeOk.a.Lock()
	threeOk.b.Lock()
	threeOk.b.Unlock()
	threeOk.a.Unlock()
}

func threeTwoOk() {
	threeOk.b.Lock()
	threeOk.c.Lock()
	threeOk.c.Unlock()
	threeOk.b.Unlock()
}

func threeThreeOk() {
	threeOk.c.Lock()
	threeOk.a.Lock()
	threeOk.a.Unlock()
	threeOk.c.Unlock()
}

// threeBad: three goroutines.
var threeBad struct{ a, b, c sync.Mutex }

func threeOneBad() {
	threeBad.a.Lock()
	threeBad.b.Lock() // want `main\.threeBad\..*\[inversion\]`
	threeBad.b.Unlock()
	threeBad.a.Unlock()
}

func threeTwoBad() {
	threeBad.b.Lock()
	threeBad.c.Lock()
	threeBad.c.Unlock()
	threeBad.b.Unlock()
}

func threeThreeBad() {
	threeBad.c.Lock()
	threeBad.a.Lock()
	threeBad.a.Unlock()
	threeBad.c.Unlock()
}

// joinedFP: main waits for the goroutine's end before it takes the other order; ends of goroutines are not followed.
var joinedFP struct{ a, b sync.Mutex }

func joinedForthFP() {
	joinedFP.a.Lock()
	joinedFP.b.Lock() // want `main\.joinedFP\..*\[inversion\]`
	joinedFP.b.Unlock()
	joinedFP.a.Unlock()
}

func joinedBackFP() {
	joinedFP.b.Lock()
	joinedFP.a.Lock()
	joinedFP.a.Unlock()
	joinedFP.b.Unlock()
}

// unusedFP: nothing calls the one that goes back; what nothing calls is taken to run somewhere.
var unusedFP struct{ a, b sync.Mutex }

func unusedForthFP() {
	unusedFP.a.Lock()
	unusedFP.b.Lock() // want `main\.unusedFP\..*\[inversion\]`
	unusedFP.b.Unlock()
	unusedFP.a.Unlock()
}

func unusedBackFP() {
	unusedFP.b.Lock()
	unusedFP.a.Lock()
	unusedFP.a.Unlock()
	unusedFP.b.Unlock()
}

// ownOk: each goroutine makes an object of its own, and takes both orders on it.
type ownOk struct{ a, b sync.Mutex }

func (o *ownOk) forth() {
	o.a.Lock()
	o.b.Lock()
	o.b.Unlock()
	o.a.Unlock()
}

func (o *ownOk) back() {
	o.b.Lock()
	o.a.Lock()
	o.a.Unlock()
	o.b.Unlock()
}

func ownRunOk() {
	o := &ownOk{}
	o.forth()
	o.back()
}

// lentBad: the object is lent to another goroutine.
type lentBad struct{ a, b sync.Mutex }

func (o *lentBad) forth() {
	o.a.Lock()
	o.b.Lock() // want `main\.lentBad\..*\[inversion\]`
	o.b.Unlock()
	o.a.Unlock()
}

func (o *lentBad) back() {
	o.b.Lock()
	o.a.Lock()
	o.a.Unlock()
	o.b.Unlock()
}

func lentRunBad() {
	o := &lentBad{}
	go o.forth()
	o.back()
}

// nestedOk: the goroutine is started once, by a goroutine that is started once; both orders are its own.
var nestedOk struct{ a, b sync.Mutex }

func nestedOuterOk() {
	go nestedInnerOk()
	work()
}

func nestedInnerOk() {
	nestedOk.a.Lock()
	nestedOk.b.Lock()
	nestedOk.b.Unlock()
	nestedOk.a.Unlock()
	nestedOk.b.Lock()
	nestedOk.a.Lock()
	nestedOk.a.Unlock()
	nestedOk.b.Unlock()
}

func main() {
	mainForthOk()
	mainBackOk()

	go movedForthBad()
	movedBackBad()

	go twoForthBad()
	go twoBackBad()

	go singleRunOk()

	for range 4 {
		go poolRunBad()
	}

	againStartBad()
	againStartBad()
	startOk()
	for range 3 {
		outerCallBad()
	}

	var wg sync.WaitGroup
	wg.Go(groupForthBad)
	groupBackBad()
	wg.Go(groupRunOk)
	wg.Wait()

	time.AfterFunc(time.Second, timerForthBad)
	timerBackBad()

	time.AfterFunc(time.Second, timerRunFP)

	recursiveRunBad(3)
	go recursiveRunOk(3)

	go threeOneOk()
	threeTwoOk()
	threeThreeOk()

	go threeOneBad()
	go threeTwoBad()
	threeThreeBad()

	var end sync.WaitGroup
	end.Add(1)
	go func() {
		defer end.Done()
		joinedForthFP()
	}()
	end.Wait()
	joinedBackFP()

	unusedForthFP()

	for range 2 {
		go ownRunOk()
	}
	lentRunBad()

	go nestedOuterOk()
	startPlaces()
	startWays()
}
