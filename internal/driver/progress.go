package driver

import (
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"
)

// A progress is a line on a terminal that says how far a long run is. It shows
// after a while, and is gone at the end.
type progress struct {
	w        io.Writer
	analysed atomic.Int64
	quit     chan struct{}
	done     chan struct{}
}

// A run that takes longer than progressDelay shows its progress, each
// progressPause anew.
const (
	progressDelay = time.Second
	progressPause = 200 * time.Millisecond
)

func startProgress(w io.Writer, delay time.Duration) *progress {
	p := &progress{w: w, quit: make(chan struct{}), done: make(chan struct{})}
	go p.run(delay)
	return p
}

func (p *progress) run(delay time.Duration) {
	defer close(p.done)
	shown := 0
	show := func(line string) {
		blank := strings.Repeat(" ", shown)
		_, _ = fmt.Fprintf(p.w, "\r%s\r%s", blank, line) // without it the run is as good
		shown = len(line)
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	for last := int64(-1); ; {
		select {
		case <-p.quit:
			if shown > 0 {
				show("")
			}
			return
		case <-timer.C:
			if n := p.analysed.Load(); n != last {
				show(fmt.Sprintf("lockorder: %d packages analysed", n))
				last = n
			}
			timer.Reset(progressPause)
		}
	}
}

// stop takes the line away.
func (p *progress) stop() {
	close(p.quit)
	<-p.done
}

// count counts an analysed package.
func (p *progress) count() { p.analysed.Add(1) }
