package joins

import (
	"bufio"
	"encoding/json"
	"io"
	"log"
	"sync"
)

// pipeBad: reading from a pipe waits for a writer that takes mu before it closes its end.
type pipeBad struct {
	mu sync.Mutex
	n  int
}

func (p *pipeBad) Load() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, w := io.Pipe()
	go func() {
		p.mu.Lock() // NEED
		p.n++
		p.mu.Unlock()
		w.Close()
	}()
	_, err := io.ReadAll(r) // WAIT joins.pipeBad.mu // want `joins\.pipeBad\.mu is held .*\[heldwait\]`
	return err
}

// pipeOk: the writer needs nothing.
type pipeOk struct {
	mu sync.Mutex
	n  int
}

func (p *pipeOk) Load() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, w := io.Pipe()
	go func() {
		work()
		w.Close()
	}()
	b, err := io.ReadAll(r)
	p.n = len(b)
	return err
}

// encodeBad: it writes what it encodes into a pipe under mu, which who reads takes for each line.
type encodeBad struct {
	mu    sync.Mutex
	lines []string
}

func (p *encodeBad) Dump() error {
	r, w := io.Pipe()
	go p.read(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	defer w.Close()
	enc := json.NewEncoder(w)
	for _, l := range p.lines {
		if err := enc.Encode(l); err != nil { // WAIT joins.encodeBad.mu // want `joins\.encodeBad\.mu is held .*\[heldwait\]`
			return err
		}
	}
	return nil
}

func (p *encodeBad) read(r *io.PipeReader) {
	s := bufio.NewScanner(r)
	for s.Scan() {
		p.mu.Lock() // NEED
		p.lines = append(p.lines, s.Text())
		p.mu.Unlock()
	}
}

// encodeOk: it encodes a copy, when it has given mu up.
type encodeOk struct {
	mu    sync.Mutex
	lines []string
}

func (p *encodeOk) Dump() error {
	r, w := io.Pipe()
	go p.read(r)
	p.mu.Lock()
	lines := append([]string(nil), p.lines...)
	p.mu.Unlock()
	defer w.Close()
	enc := json.NewEncoder(w)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

func (p *encodeOk) read(r *io.PipeReader) {
	s := bufio.NewScanner(r)
	for s.Scan() {
		p.mu.Lock()
		p.lines = append(p.lines, s.Text())
		p.mu.Unlock()
	}
}

// feedBad: both ends are kept in one object; who feeds holds mu, which who reads takes before it reads on.
type feedBad struct {
	mu sync.Mutex
	r  *io.PipeReader
	w  *io.PipeWriter
	n  int
}

func newFeedBad() *feedBad {
	f := &feedBad{}
	f.r, f.w = io.Pipe()
	go f.drain()
	return f
}

func (f *feedBad) drain() {
	buf := make([]byte, 64)
	for {
		n, err := f.r.Read(buf)
		if err != nil {
			return
		}
		f.mu.Lock() // NEED
		f.n += n
		f.mu.Unlock()
	}
}

func (f *feedBad) Feed(b []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.w.Write(b) // WAIT joins.feedBad.mu // want `joins\.feedBad\.mu is held .*\[heldwait\]`
}

// feedOk: it feeds without mu.
type feedOk struct {
	mu sync.Mutex
	r  *io.PipeReader
	w  *io.PipeWriter
	n  int
}

func newFeedOk() *feedOk {
	f := &feedOk{}
	f.r, f.w = io.Pipe()
	go f.drain()
	return f
}

func (f *feedOk) drain() {
	buf := make([]byte, 64)
	for {
		n, err := f.r.Read(buf)
		if err != nil {
			return
		}
		f.mu.Lock()
		f.n += n
		f.mu.Unlock()
	}
}

func (f *feedOk) Feed(b []byte) {
	f.mu.Lock()
	n := f.n
	f.mu.Unlock()
	f.w.Write(b[n:])
}

// brokenOk: who would read takes mu first, but somebody else closes the pipe without it.
type brokenOk struct {
	mu sync.Mutex
	r  *io.PipeReader
	w  *io.PipeWriter
	n  int
}

func newBrokenOk() *brokenOk {
	f := &brokenOk{}
	f.r, f.w = io.Pipe()
	go f.drain()
	return f
}

func (f *brokenOk) drain() {
	buf := make([]byte, 64)
	for {
		f.mu.Lock()
		f.n++
		f.mu.Unlock()
		if _, err := f.r.Read(buf); err != nil {
			return
		}
	}
}

func (f *brokenOk) Feed(b []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.w.Write(b)
}

func (f *brokenOk) Stop() {
	f.r.Close()
}

// loggedOk: a logger of another package writes to the pipe, when it likes; who reads closes it after.
type loggedOk struct {
	mu  sync.Mutex
	log *log.Logger
	n   int
}

func (p *loggedOk) First() {
	r, w := io.Pipe()
	p.log = log.New(w, "", 0)
	p.mu.Lock()
	defer p.mu.Unlock()
	go func() {
		p.mu.Lock()
		p.n++
		p.mu.Unlock()
		w.Close()
	}()
	buf := make([]byte, 64)
	r.Read(buf)
	r.Close()
}
