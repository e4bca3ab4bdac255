package double

import (
	"os"
	"sync"
)

// Writing fails under the lock, and the function that ends it all takes the lock. The
// fix gives it up first.
type reportUnfixed struct {
	mu   sync.Mutex
	file *os.File
}

func (r *reportUnfixed) Write(line string) {
	r.mu.Lock()
	if _, err := r.file.WriteString(line); err != nil {
		r.abort(err) // found: reacquire
	}
	r.mu.Unlock()
}

func (r *reportUnfixed) abort(error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.file = nil
}

type reportFixed struct {
	mu   sync.Mutex
	file *os.File
}

func (r *reportFixed) Write(line string) {
	r.mu.Lock()
	if _, err := r.file.WriteString(line); err != nil {
		r.mu.Unlock()
		r.abort(err)
		return
	}
	r.mu.Unlock()
}

func (r *reportFixed) abort(error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.file = nil
}
