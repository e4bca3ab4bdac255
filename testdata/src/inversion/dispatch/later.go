package dispatch

import "sync"

// link calls the hooks of its feeds under its lock.
type link struct {
	mu    sync.Mutex
	feeds map[int]*feed
}

type feed struct {
	mu   sync.Mutex
	done func()
}

func (l *link) add(id int) *feed {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := &feed{}
	l.feeds[id] = f
	return f
}

func (l *link) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.feeds {
		f.mu.Lock()
		done := f.done
		f.mu.Unlock()
		if done != nil {
			done() // want `dispatch\.link\.mu and dispatch\.watchBad\.mu are taken in opposite orders.*\[inversion\]`
		}
	}
}

// watchOk: the hook that takes the watch's lock is made when the link has been locked
// under that.
type watchOk struct {
	mu   sync.Mutex
	feed *feed
	over bool
}

func (l *link) WatchOk(id int, known func(*watchOk)) *watchOk {
	w := &watchOk{}
	known(w)
	w.mu.Lock()
	defer w.mu.Unlock()
	f := l.add(id)
	f.mu.Lock()
	f.done = func() {
		w.mu.Lock()
		w.over = true
		w.mu.Unlock()
	}
	f.mu.Unlock()
	w.feed = f
	return w
}

// watchBad: the hook is there when the link is locked.
type watchBad struct {
	mu   sync.Mutex
	feed *feed
	over bool
}

func (l *link) WatchBad(id int, known func(*watchBad)) *watchBad {
	w := &watchBad{}
	known(w)
	w.mu.Lock()
	defer w.mu.Unlock()
	f := l.add(id)
	f.mu.Lock()
	f.done = func() {
		w.mu.Lock()
		w.over = true
		w.mu.Unlock()
	}
	f.mu.Unlock()
	w.feed = l.add(id + 1)
	return w
}

func closeLink(l *link) { l.close() }
