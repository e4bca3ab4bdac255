// Example is a program that deadlocks, for lockorder to find.
package main

import (
	"fmt"
	"sync"
)

// A Store counts words.
type Store struct {
	mu     sync.Mutex
	counts map[string]int
}

func main() {
	s := &Store{counts: make(map[string]int)}
	s.Add("hello") // never returns
	fmt.Println(s.Count("hello"))
}

// Add counts a word once more.
func (s *Store) Add(word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[word] = s.Count(word) + 1
}

// Count says how often a word was added.
func (s *Store) Count(word string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[word]
}
