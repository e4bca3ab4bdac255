package abba

import "sync"

// The device is locked under the lock of the set, which a helper gives up in between
// and takes back. The fix takes the device's lock first, everywhere.
type devUnfixed struct {
	mu   sync.Mutex
	name string
}

type devsUnfixed struct {
	sync.Mutex
	byName map[string]*devUnfixed
}

func (s *devsUnfixed) Delete(name string) {
	s.Lock()
	defer s.Unlock()
	d := s.byName[name]
	d.mu.Lock() // found: inversion
	defer d.mu.Unlock()
	s.remove(d)
}

func (s *devsUnfixed) remove(d *devUnfixed) {
	s.Unlock()
	println(d.name)
	s.Lock()
}

type devFixed struct {
	mu   sync.Mutex
	name string
}

type devsFixed struct {
	sync.Mutex
	byName map[string]*devFixed
}

func (s *devsFixed) lookup(name string) *devFixed {
	s.Lock()
	defer s.Unlock()
	return s.byName[name]
}

func (s *devsFixed) Delete(name string) {
	d := s.lookup(name)
	d.mu.Lock()
	defer d.mu.Unlock()
	s.Lock()
	defer s.Unlock()
	s.remove(d)
}

func (s *devsFixed) remove(d *devFixed) {
	s.Unlock()
	println(d.name)
	s.Lock()
}
