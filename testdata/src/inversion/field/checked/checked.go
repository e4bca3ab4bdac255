// Package checked is reduced from btcd v0.26.2 database/ffldb blockio.go:286, :381, :459 (whitebox_test.go:415ff).
// `open` returns holding f's read lock exactly if err == nil. The caller goes
// on only if a helper says that err is the expected one (so err != nil): the
// state "held, err == nil" must die at `if !want(err) { return }`. A bool
// helper over an error parameter has no exit condition `result==true => err != nil`
// (here through a type assertion err.(myErr), comma-ok).
// Expected: silence.
package checked

import (
	"errors"
	"sync"
)

type myErr struct{ code int }

func (myErr) Error() string { return "" }

type file struct{ sync.RWMutex }

type store struct {
	lru   sync.Mutex
	files map[int]*file
}

func (s *store) open(n int) (*file, error) {
	f, ok := s.files[n]
	if !ok {
		return nil, errors.New("no file")
	}
	f.RLock() // the caller unlocks
	return f, nil
}

func (s *store) evict(n int) {
	s.lru.Lock()
	defer s.lru.Unlock()
	f := s.files[n]
	f.Lock()
	f.Unlock()
}

func want(err error, code int) bool {
	e, ok := err.(myErr)
	if !ok {
		return false
	}
	return e.code == code
}

func TestErrors(s *store) {
	_, err := s.open(1 << 30)
	if !want(err, 1) {
		return
	}
	s.evict(2)
}
