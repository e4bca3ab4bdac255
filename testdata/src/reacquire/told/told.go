package told

import (
	"errors"
	"sync"
)

// What a leak tells of is not told again in a test that takes the lock anew (gofiber's
// sessions): it is one defect, and the test makes sure that there is no error.

type session struct {
	mu   sync.RWMutex
	id   string
	data map[string]string
}

var errData = errors.New("data")

func (s *session) save() error {
	s.mu.Lock()
	if err := check(s.data); err != nil {
		return err
	}
	s.mu.Unlock()
	return nil
}

func check(data map[string]string) error {
	if len(data) > 1<<10 {
		return errData
	}
	return nil
}

func (s *session) ID() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.id
}

// begin leaves the lock held for its caller, whatever comes.
func (s *session) begin() string {
	s.mu.Lock()
	return s.id
}
