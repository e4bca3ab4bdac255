package told

import "testing"

func TestSaveOk(t *testing.T) {
	s := &session{}
	equal(t, nil, s.save())
	equal(t, "", s.ID())
}

func TestBeginBad(t *testing.T) {
	s := &session{}
	equal(t, "", s.begin())
	equal(t, "", s.ID()) // want `told\.session\.mu is read-locked by a goroutine that already holds the lock.*\[reacquire\]`
}

// equal is an assertion of one's own.
func equal(t *testing.T, want, got any) {
	t.Helper()
	if want != got {
		t.Fatalf("%v, want %v", got, want)
	}
}
