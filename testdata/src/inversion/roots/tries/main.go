// Command tries takes locks in both orders, the one only where TryLock has failed.
package main

import "sync"

// soleOk: only one goroutine takes try, which so is free.
var soleOk struct{ try, a, b sync.Mutex }

func soleForthOk() {
	if !soleOk.try.TryLock() {
		soleOk.a.Lock()
		soleOk.b.Lock()
		soleOk.b.Unlock()
		soleOk.a.Unlock()
		return
	}
	soleOk.try.Unlock()
}

func soleBackOk() {
	soleOk.b.Lock()
	soleOk.a.Lock()
	soleOk.a.Unlock()
	soleOk.b.Unlock()
}

// soleBad: so does main's.
var soleBad struct{ try, a, b sync.Mutex }

func soleForthBad() {
	if !soleBad.try.TryLock() {
		soleBad.a.Lock()
		soleBad.b.Lock() // want `main\.soleBad\..*\[inversion\]`
		soleBad.b.Unlock()
		soleBad.a.Unlock()
		return
	}
	soleBad.try.Unlock()
}

func soleBackBad() {
	soleBad.try.Lock()
	soleBad.b.Lock()
	soleBad.a.Lock()
	soleBad.a.Unlock()
	soleBad.b.Unlock()
	soleBad.try.Unlock()
}

// ownBad: the goroutine itself has it where it comes to TryLock a second time.
var ownBad struct{ try, a, b sync.Mutex }

func ownForthBad() {
	ownTry(&ownBad.try)
	ownBad.try.Lock()
	ownTry(&ownBad.try)
	ownBad.try.Unlock()
}

func ownTry(m *sync.Mutex) {
	if !m.TryLock() {
		ownBad.a.Lock()
		ownBad.b.Lock() // want `main\.ownBad\..*\[inversion\]`
		ownBad.b.Unlock()
		ownBad.a.Unlock()
		return
	}
	m.Unlock()
}

func ownBackBad() {
	ownBad.b.Lock()
	ownBad.a.Lock()
	ownBad.a.Unlock()
	ownBad.b.Unlock()
}

// sometimesBad: it has it on some ways.
var sometimesBad struct{ try, a, b sync.Mutex }

func sometimesForthBad(locks bool) {
	if locks {
		sometimesBad.try.Lock()
	}
	sometimesTry()
	if locks {
		sometimesBad.try.Unlock()
	}
}

func sometimesTry() {
	if !sometimesBad.try.TryLock() {
		sometimesBad.a.Lock()
		sometimesBad.b.Lock() // want `main\.sometimesBad\..*\[inversion\]`
		sometimesBad.b.Unlock()
		sometimesBad.a.Unlock()
		return
	}
	sometimesBad.try.Unlock()
}

func sometimesBackBad() {
	sometimesBad.b.Lock()
	sometimesBad.a.Lock()
	sometimesBad.a.Unlock()
	sometimesBad.b.Unlock()
}

// writeOk: who writes comes there only where TryRLock has failed, which it does only
// for who writes.
var writeOk struct {
	rw sync.RWMutex
	a  sync.Mutex
}

func writeRunOk() {
	if !writeOk.rw.TryRLock() {
		writeHelpOk()
		return
	}
	writeOk.a.Lock()
	writeOk.a.Unlock()
	writeOk.rw.RUnlock()
}

func writeHelpOk() {
	writeOk.a.Lock()
	writeOk.rw.Lock()
	writeOk.rw.Unlock()
	writeOk.a.Unlock()
}

// writeBad: it fails for who tries to write, too.
var writeBad struct {
	rw sync.RWMutex
	a  sync.Mutex
}

func writeRunBad() {
	if writeBad.rw.TryLock() {
		writeBad.rw.Unlock()
	}
	if !writeBad.rw.TryRLock() {
		writeHelpBad()
		return
	}
	writeBad.a.Lock() // want `main\.writeBad\..*\[inversion\]`
	writeBad.a.Unlock()
	writeBad.rw.RUnlock()
}

func writeHelpBad() {
	writeBad.a.Lock()
	writeBad.rw.Lock()
	writeBad.rw.Unlock()
	writeBad.a.Unlock()
}

// reportsOk: a helper tells that it failed.
var reportsOk struct{ try, a, b sync.Mutex }

func reportsRunOk() {
	if !reportsTryOk() {
		reportsOk.a.Lock()
		reportsOk.b.Lock()
		reportsOk.b.Unlock()
		reportsOk.a.Unlock()
		return
	}
	reportsOk.try.Unlock()
}

func reportsBackOk() {
	reportsOk.b.Lock()
	reportsOk.a.Lock()
	reportsOk.a.Unlock()
	reportsOk.b.Unlock()
}

func reportsTryOk() bool { return reportsOk.try.TryLock() }

// reportsBad: another goroutine uses the helper.
var reportsBad struct{ try, a, b sync.Mutex }

func reportsRunBad() {
	if !reportsTryBad() {
		reportsBad.a.Lock()
		reportsBad.b.Lock() // want `main\.reportsBad\..*\[inversion\]`
		reportsBad.b.Unlock()
		reportsBad.a.Unlock()
		return
	}
	reportsBad.try.Unlock()
}

func reportsOtherBad() {
	if reportsTryBad() {
		reportsBad.try.Unlock()
	}
	reportsBad.b.Lock()
	reportsBad.a.Lock()
	reportsBad.a.Unlock()
	reportsBad.b.Unlock()
}

func reportsTryBad() bool { return reportsBad.try.TryLock() }

// keptBad: the lock is kept until another goroutine is through with it.
var keptBad struct{ try, a, b sync.Mutex }

func keptForthBad() {
	for range 2 {
		if keptBad.try.TryLock() {
			go func() { keptBad.try.Unlock() }()
			continue
		}
		keptBad.a.Lock()
		keptBad.b.Lock() // want `main\.keptBad\..*\[inversion\]`
		keptBad.b.Unlock()
		keptBad.a.Unlock()
	}
}

func keptBackBad() {
	keptBad.b.Lock()
	keptBad.a.Lock()
	keptBad.a.Unlock()
	keptBad.b.Unlock()
}

func main() {
	go soleForthOk()
	soleBackOk()
	go soleForthBad()
	soleBackBad()
	go ownForthBad()
	ownBackBad()
	go func() {
		sometimesForthBad(false)
		sometimesForthBad(true)
	}()
	sometimesBackBad()
	for range 3 {
		go writeRunOk()
		go writeRunBad()
	}
	go reportsRunOk()
	reportsBackOk()
	go reportsRunBad()
	reportsOtherBad()
	go keptForthBad()
	keptBackBad()
}
