package summary

import "testing"

// TestSinceIsCounted has what comes before a completion and is no need of it, by the
// reason, and how often that is told.
func TestSinceIsCounted(t *testing.T) {
	const vars = "type U struct { mu sync.Mutex; wg sync.WaitGroup; c chan int }\n"
	for _, tt := range []struct {
		name, src string
		want      int
	}{
		{"a need", "func (u *U) F() { u.mu.Lock(); u.mu.Unlock(); u.wg.Done() }", 0},
		{"counted in after it", "func (u *U) F() { u.mu.Lock(); u.mu.Unlock(); u.wg.Add(1); u.wg.Done() }", 1},
		{"counted in, by a callee", "func (u *U) F() { u.mu.Lock(); u.mu.Unlock(); u.in(); u.wg.Done() }\nfunc (u *U) in() { u.wg.Add(1) }", 1},
		{"begun by the callee", "func (u *U) F() { u.mu.Lock(); u.mu.Unlock(); u.do() }\nfunc (u *U) do() { u.wg.Add(1); u.wg.Done() }", 1},
		{"made after it", "func (u *U) F() { u.mu.Lock(); u.mu.Unlock(); c := make(chan int); go func() { <-c }(); close(c) }", 2}, // who receives, and who sends
		{"after the completion", "func (u *U) F() { u.wg.Done(); u.mu.Lock(); u.mu.Unlock() }", 0},
	} {
		if got := analyze(t, vars+tt.src).Dropped["since"]; got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
