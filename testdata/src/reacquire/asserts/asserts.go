// Package asserts has tests that a library ends.
package asserts

import (
	"errors"
	"sync"

	"reacquire/asserts/check"
)

var errBad = errors.New("bad")

// listsOk leave the lock held if they fail (m3). What asserts that they have not failed
// does not come to the next call otherwise.
type listsOk struct {
	mu sync.Mutex
	n  int
}

func (l *listsOk) add(n int) error {
	l.mu.Lock()
	if n < 0 {
		return errBad
	}
	l.n += n
	l.mu.Unlock()
	return nil
}

func addsOk(t check.T, l *listsOk, n int) {
	err := l.add(n)
	check.NoError(t, err)
	check.NoError(t, l.add(n))
}

// listsBad: nobody ends the test.
type listsBad struct {
	mu sync.Mutex
	n  int
}

func (l *listsBad) add(n int) error {
	l.mu.Lock()
	if n < 0 {
		return errBad
	}
	l.n += n
	l.mu.Unlock()
	return nil
}

func addsBad(t check.T, l *listsBad, n int) {
	err := l.add(n)
	check.Warn(t, err)
	check.Warn(t, l.add(n)) // want `asserts\.listsBad\.mu is locked again .*\[reacquire\]`
}

// notedBad: who takes a log is not known to end anything.
type notedBad struct {
	mu sync.Mutex
	n  int
}

func (l *notedBad) add(n int) error {
	l.mu.Lock()
	if n < 0 {
		return errBad
	}
	l.n += n
	l.mu.Unlock()
	return nil
}

func addsNotedBad(t check.Log, l *notedBad, n int) {
	err := l.add(n)
	check.Noted(t, err)
	check.Noted(t, l.add(n)) // want `asserts\.notedBad\.mu is locked again .*\[reacquire\]`
}
