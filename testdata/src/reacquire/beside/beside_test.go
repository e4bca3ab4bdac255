package beside

import "testing"

// TestTableOk: nobody writes while the test reads.
func TestTableOk(t *testing.T) {
	table := Table{rows: make(map[string]int)}
	table.Put("a", 1)
	table.mu.RLock()
	defer table.mu.RUnlock()
	if table.Get("a") != 1 {
		t.Error("no a")
	}
}

// TestSweptBad: the table's goroutine does.
func TestSweptBad(t *testing.T) {
	s := NewSwept()
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.Get("a") != 0 { // want `read-locked again .*\[reacquire\]`
		t.Error("an a")
	}
}

// TestSharedBad: the test's goroutine does.
func TestSharedBad(t *testing.T) {
	s := Shared{rows: make(map[string]int)}
	go s.Put("b", 2)
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.Get("a") != 0 { // want `read-locked again .*\[reacquire\]`
		t.Error("an a")
	}
}

// TestHandledBad: others can, by the interface.
func TestHandledBad(t *testing.T) {
	h := Handled{rows: make(map[string]int)}
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.Get("a") != 0 { // want `read-locked again .*\[reacquire\]`
		t.Error("an a")
	}
}
