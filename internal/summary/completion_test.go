package summary

import (
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

const waits = `type W struct { mu, nu sync.Mutex; wg sync.WaitGroup; c, d chan int; at map[int]chan int }
`

// needs are what completes the waits at one node, each with what it needs.
func (p *Package) needs(node identity.Class) string {
	var out []string
	for _, c := range p.Completers {
		if c.Of.Node() != node {
			continue
		}
		text := c.Func.Name() + ":"
		for _, a := range c.Needs {
			text += " " + strings.TrimPrefix(string(a.Lock.Node()), "p.W.")
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func TestCompletersNeedWhatComesBefore(t *testing.T) {
	for _, tt := range []struct{ name, src, node, want string }{
		{"a lock before", `func F(w *W) { go func() { w.mu.Lock(); w.mu.Unlock(); w.wg.Done() }() }`, "p.W.wg?join", "F: mu"},
		{"a lock after", `func F(w *W) { go func() { w.wg.Done(); w.mu.Lock(); w.mu.Unlock() }() }`, "p.W.wg?join", "F:"},
		{"deferred", `func F(w *W) { go func() { defer w.wg.Done(); w.mu.Lock(); w.mu.Unlock() }() }`, "p.W.wg?join", "F: mu"},
		{"after it, but for the last time round", `func F(w *W) { go func() { for { <-w.c; w.mu.Lock(); w.mu.Unlock() } }() }`, "p.W.c?send", "F: mu"},
		{"a function that is started", `func run(w *W) { w.mu.Lock(); w.mu.Unlock(); close(w.c) }; func F(w *W) { go run(w) }`, "p.W.c?receive", "F: mu"},
		{"a close ends the waits of senders, too", `func F(w *W) { w.mu.Lock(); close(w.c); w.mu.Unlock() }`, "p.W.c?send", "F: mu"},
		{"a case of a select that does not wait", `func F(w *W) { w.mu.Lock(); select { case w.c <- 1: default: }; w.mu.Unlock() }`, "p.W.c?receive", "F: mu"},
		{"a lock before it counts itself in", `func F(w *W) { w.mu.Lock(); w.wg.Add(1); w.mu.Unlock(); w.nu.Lock(); w.nu.Unlock(); w.wg.Done() }`, "p.W.wg?join", "F: nu"},
		{"a lock before it counts in again", `func F(w *W) { for { w.mu.Lock(); w.wg.Add(1); w.mu.Unlock(); w.wg.Done() } }`, "p.W.wg?join", "F:"},
		{"a lock that nobody else knows", `func F(w *W) { go func() { x := new(W); x.mu.Lock(); x.mu.Unlock(); w.wg.Done() }() }`, "p.W.wg?join", "F:"},
		{"a lock that nobody else knows, in WaitGroup.Go", `func F(w *W) { w.wg.Go(func() { x := new(W); x.mu.Lock(); x.mu.Unlock() }) }`, "p.W.wg?join", "F:"},
		{"a lock in WaitGroup.Go", `func F(w *W) { w.wg.Go(func() { w.mu.Lock(); w.mu.Unlock() }) }`, "p.W.wg?join", "F: mu"},
		{"a token that the constructor puts in", `func F() *W { w := &W{c: make(chan int, 1)}; w.c <- 1; return w }`, "p.W.c?receive", ""},
		{"a value that a goroutine of the constructor puts in", `func F() *W { w := &W{c: make(chan int)}; go func() { w.c <- 1 }(); return w }`, "p.W.c?receive", "F:"},
		{"its own end", `func F(w *W) { go func() { defer close(w.c); <-w.c }() }`, "p.W.c?receive", "F: c?receive"},
		{"one of many", `func F(w *W) { go func() { for { x := <-w.c; w.c <- x } }() }`, "p.W.c?receive", "F:"},
		{"an element of a map", `func F(w *W) { go func() { w.mu.Lock(); w.mu.Unlock(); w.at[0] <- 1 }() }`, "p.W.at[]?receive", "F: mu"},
		{"an element of a map that is stored to", `func F(w *W) { w.at[0] = make(chan int); go func() { w.mu.Lock(); w.mu.Unlock(); c, _ := w.at[0]; c <- 1 }() }`, "p.W.at[]?receive", "F: mu"},
		{"a local of a method", `func (w *W) M() { c := make(chan int); go func() { c <- 1 }(); <-c }`, "p.W.M.c?receive", "M:"},
		{"four calls up", `func a(w *W) { close(w.c) }; func b(w *W) { a(w) }; func d(w *W) { b(w) }; func F(w *W) { w.mu.Lock(); w.mu.Unlock(); d(w) }`, "p.W.c?receive", "F: mu"},
		{"five calls up", `func a(w *W) { close(w.c) }; func b(w *W) { a(w) }; func d(w *W) { b(w) }; func e(w *W) { w.nu.Lock(); w.nu.Unlock(); d(w) }; func f(w *W) { e(w) }; func F(w *W) { w.mu.Lock(); w.mu.Unlock(); f(w) }`, "p.W.c?receive", "f: nu"},
		{"a channel that is nil", `func F(w *W) { var none chan int; w.mu.Lock(); select { case <-w.c: case <-none: }; w.mu.Unlock() }`, "p.W.c?send", "F: mu"},
	} {
		if got := analyze(t, waits+tt.src).needs(identity.Class(tt.node)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestBufferFitsWhatIsSent(t *testing.T) {
	send := model.Acquire{Lock: identity.Lock{Class: "p.W.c", Kind: identity.Send}}
	for _, tt := range []struct {
		name, src string
		want      model.Buffer
	}{
		{"none", `func F(w *W) { w.c = make(chan int) }`, model.Unbuffered},
		{"one answer", `func F(w *W) { w.c = make(chan int, 1); go func() { w.c <- 1 }(); <-w.c }`, model.Fits},
		{"two answers", `func F(w *W) { w.c = make(chan int, 1); go func() { w.c <- 1; w.c <- 2 }(); <-w.c; <-w.c }`, model.CanFill},
		{"two answers that fit", `func F(w *W) { w.c = make(chan int, 2); go func() { w.c <- 1; w.c <- 2 }(); <-w.c; <-w.c }`, model.Fits},
		{"one of two answers", `func F(w *W) { w.c = make(chan int, 1); go func() { if w.d == nil { w.c <- 1 } else { w.c <- 2 } }(); <-w.c }`, model.Fits},
		{"the least of two", `func F(w *W) { w.c = make(chan int, 2); w.c = make(chan int, 1); go func() { w.c <- 1; w.c <- 2 }() }`, model.CanFill},
		{"as many as there are", `func F(w *W, all []int) { w.c = make(chan int, len(all)+1); for { <-w.c } }`, model.Fits},
		{"as many as a loop has rounds", `func F(w *W, n int) { w.c = make(chan int, n); for i := 0; i < n; i++ { go func() { w.c <- i }() }; for { <-w.c } }`, model.Fits},
		{"as many as somebody has set", `func F(w *W, n int) { w.c = make(chan int, n); for { <-w.c } }`, model.CanFill},
		{"received from again and again", `func F(w *W) { w.c = make(chan int, 1); for { <-w.c } }`, model.CanFill},
	} {
		if got := analyze(t, waits+tt.src).Buffer(send); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestChannelsEscapeToCodeThatIsNotSeen(t *testing.T) {
	const node = "p.W.c?receive"
	for _, tt := range []struct {
		name, src string
		want      bool
	}{
		{"to nobody", `func F(w *W) { w.c = make(chan int) }`, false},
		{"to who calls an exported function", `func F(w *W) chan int { return w.c }`, true},
		{"to who can only receive", `func F(w *W) <-chan int { return w.c }`, false},
		{"to a function of which nothing is known", `func F(w *W, f func(chan<- int)) { f(w.c) }`, true},
	} {
		if got := analyze(t, waits+tt.src).Escaped[node]; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestStartedAtOneGoStatement(t *testing.T) {
	const start = "func start(x *T) { go run(x) }; func run(x *T) { g(x) }\nfunc main() { start(new(T)) }\n"
	for _, tt := range []struct {
		name, src string
		want      bool
	}{
		{"one", start, true},
		{"two", start + `func F(x *T) { go run(x) }`, false},
		{"called as well", start + `func F(x *T) { run(x) }`, false},
		{"in a loop", `func F(x *T) { for { go run(x) } }; func run(x *T) { g(x) }`, false},
		{"called by anybody", `func start(x *T) { go Run(x) }; func Run(x *T) { g(x) }`, false},
		{"a field that is compared with nil", `type u struct { f func() }; func start(x *T) { y := &u{f: func() { g(x) }}; go func() { if y.f != nil { y.f() } }() }`, true},
	} {
		p := analyze(t, entered+tt.src)
		for _, fn := range p.funcs {
			if fn.Name() == "g" {
				if got := p.StartedAt(fn) != ""; got != tt.want {
					t.Errorf("%s: started at %q", tt.name, p.StartedAt(fn))
				}
			}
		}
	}
}
