package storage

import (
	"errors"
	"sync"
)

// ErrBacklogEnded is returned by a Backlog whose store is closed, restored or
// of another history, and ErrNotInBacklog for writes that it no longer has.
var (
	ErrBacklogEnded = errors.New("storage: the history has ended")
	ErrNotInBacklog = errors.New("storage: the writes are no longer in the backlog")
)

// Backlog is the newest writes of one history, as records: a record is all that
// one transaction wrote.
type Backlog struct {
	limit int

	mu      sync.Mutex
	first   uint64   // the number of records[0]
	records [][]byte // without a gap up to the newest
	size    int
	ended   bool
	grown   chan struct{} // closed, and replaced, when something changes
}

func newBacklog(seq uint64, limit int) *Backlog {
	return &Backlog{limit: limit, first: seq + 1, grown: make(chan struct{})}
}

// append remembers a record and forgets the oldest ones, but never that one.
func (l *Backlog) append(record []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.records = append(l.records, record)
	l.size += len(record)
	for l.size > l.limit && len(l.records) > 1 {
		l.size -= len(l.records[0])
		l.records[0] = nil // the array may live long
		l.records = l.records[1:]
		l.first++
	}
	l.wake()
}

// close ends the backlog for those who read it.
func (l *Backlog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.ended = true
		l.wake()
	}
}

// wake needs mu.
func (l *Backlog) wake() {
	close(l.grown)
	l.grown = make(chan struct{})
}

// Since returns records after the write with that number, about max bytes of
// them; if there are none yet, a channel that is closed when there may be.
func (l *Backlog) Since(seq uint64, max int) (records [][]byte, grown <-chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil, nil, ErrBacklogEnded
	}
	next := l.first + uint64(len(l.records))
	if seq+1 < l.first || seq+1 > next {
		return nil, nil, ErrNotInBacklog
	}
	rest := l.records[seq+1-l.first:]
	size := 0
	for i, record := range rest {
		if size += len(record); size > max && i > 0 {
			rest = rest[:i]
			break
		}
	}
	return append([][]byte(nil), rest...), l.grown, nil
}
