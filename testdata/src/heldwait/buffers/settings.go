package buffers

import "sync"

// config says how large a queue is.
type config struct{ queue, workers int }

func (c *config) size(def int) int {
	if c.queue > 0 {
		return c.queue
	}
	return def
}

// settingBad: the room is a setting, chosen without counting what is sent. As in nebula.
type settingBad struct {
	mu    sync.Mutex
	known map[string]bool
	asked chan string
}

func newSettingBad(c *config) *settingBad {
	s := &settingBad{known: make(map[string]bool), asked: make(chan string, c.size(64))}
	go s.run()
	return s
}

func (s *settingBad) run() {
	for name := range s.asked {
		s.mu.Lock() // NEED
		s.known[name] = true
		s.mu.Unlock()
	}
}

func (s *settingBad) Find(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known[name] {
		s.asked <- name // WAIT buffers.settingBad.mu // want `buffers\.settingBad\.mu is held .*\[heldwait\]`
	}
}

// lengthOk: the room is for all that there are.
type lengthOk struct {
	mu   sync.Mutex
	n    int
	seen map[string]bool
}

func (l *lengthOk) All(names []string) {
	seen := make(chan string, len(names)+1)
	for _, name := range names {
		go func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			seen <- name
		}()
	}
	for range names {
		l.mu.Lock()
		l.n++
		l.mu.Unlock()
		<-seen
	}
}

// roundsOk: the room is a setting, by which they are counted that send.
type roundsOk struct {
	mu sync.Mutex
	n  int
}

func (r *roundsOk) All(c *config) {
	done := make(chan int, c.workers)
	for i := 0; i < c.workers; i++ {
		go func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			done <- i
		}()
	}
	for i := 0; i < c.workers; i++ {
		r.mu.Lock()
		r.n++
		r.mu.Unlock()
		<-done
	}
}

// mostAsked is far more than there ever are. As in database/sql.
var mostAsked = 1000000

// ampleOk: as settingBad, with room for a million.
type ampleOk struct {
	mu    sync.Mutex
	known map[string]bool
	asked chan string
}

func newAmpleOk() *ampleOk {
	s := &ampleOk{known: make(map[string]bool), asked: make(chan string, mostAsked)}
	go s.run()
	return s
}

func (s *ampleOk) run() {
	for name := range s.asked {
		s.mu.Lock()
		s.known[name] = true
		s.mu.Unlock()
	}
}

func (s *ampleOk) Find(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known[name] {
		s.asked <- name
	}
}
