// Package basics leaves locks held on some of the ways out of a function.
package basics

import (
	"errors"
	"os"
	"sync"
)

type Store struct {
	mu sync.Mutex
	rw sync.RWMutex
	m  map[string]int
	n  int
}

var errNone = errors.New("none")

// returnBad: the early return forgets the Unlock.
func (s *Store) returnBad(k string) (int, error) {
	s.mu.Lock()
	v, ok := s.m[k]
	if !ok {
		return 0, errNone // want `basics\.Store\.mu is left locked where \(\*Store\)\.returnBad returns.*\[lockleak\]`
	}
	s.mu.Unlock()
	return v, nil
}

// returnOk: both ways unlock.
func (s *Store) returnOk(k string) (int, error) {
	s.mu.Lock()
	v, ok := s.m[k]
	if !ok {
		s.mu.Unlock()
		return 0, errNone
	}
	s.mu.Unlock()
	return v, nil
}

// deferOk: the usual remedy.
func (s *Store) deferOk(k string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.m[k]
	if !ok {
		return 0, errNone
	}
	return v, nil
}

// voidBad: a function without results.
func (s *Store) voidBad() {
	s.mu.Lock()
	if s.n > 3 {
		return // want `basics\.Store\.mu is left locked.*\[lockleak\]`
	}
	s.mu.Unlock()
}

// twoReturnsBad: two returns of three leave it held, which is one finding.
func (s *Store) twoReturnsBad() int {
	s.mu.Lock()
	if s.n > 3 {
		return 3 // want `basics\.Store\.mu is left locked.*\[lockleak\]`
	}
	if s.n > 2 {
		return 2
	}
	s.mu.Unlock()
	return 1
}

// endBad: where the function ends, one branch has not unlocked.
func (s *Store) endBad() {
	s.mu.Lock()
	if s.n > 3 {
		s.mu.Unlock()
		return
	}
	s.n++
} // want `basics\.Store\.mu is left locked.*\[lockleak\]`

// readBad: the same with a read lock.
func (s *Store) readBad(k string) int {
	s.rw.RLock()
	if v, ok := s.m[k]; ok {
		return v // want `basics\.Store\.rw is left read-locked.*\[lockleak\]`
	}
	s.rw.RUnlock()
	return 0
}

// upgradeOk: unlocks for reading, locks for writing, looks again.
func (s *Store) upgradeOk(k string) int {
	s.rw.RLock()
	v, ok := s.m[k]
	s.rw.RUnlock()
	if ok {
		return v
	}
	s.rw.Lock()
	if v, ok := s.m[k]; ok {
		s.rw.Unlock()
		return v
	}
	s.m[k] = 1
	s.rw.Unlock()
	return 1
}

// upgradeBad: the second look returns with the write lock.
func (s *Store) upgradeBad(k string) int {
	s.rw.RLock()
	v, ok := s.m[k]
	s.rw.RUnlock()
	if ok {
		return v
	}
	s.rw.Lock()
	if v, ok := s.m[k]; ok {
		return v // want `basics\.Store\.rw is left locked.*\[lockleak\]`
	}
	s.m[k] = 1
	s.rw.Unlock()
	return 1
}

var global sync.Mutex

// globalBad: a package variable.
func globalBad(fail bool) error {
	global.Lock()
	if fail {
		return errNone // want `basics\.global is left locked.*\[lockleak\]`
	}
	global.Unlock()
	return nil
}

// localBad: a variable of the function, which a goroutine waits for.
func localBad(fail bool) {
	var mu sync.Mutex
	go func() {
		mu.Lock()
		mu.Unlock()
	}()
	mu.Lock()
	if fail {
		return // want `localBad\.mu is left locked.*\[lockleak\]`
	}
	mu.Unlock()
}

// Ways out that are none.

// panicOk: a panic is no return.
func (s *Store) panicOk() {
	s.mu.Lock()
	if s.n < 0 {
		panic("negative")
	}
	s.mu.Unlock()
}

// exitOk: the process is gone.
func (s *Store) exitOk() {
	s.mu.Lock()
	if s.n < 0 {
		os.Exit(1)
	}
	s.mu.Unlock()
}

func fatal() { panic("fatal") }

// fatalOk: nor does what fatal calls return.
func (s *Store) fatalOk() {
	s.mu.Lock()
	if s.n < 0 {
		fatal()
	}
	s.mu.Unlock()
}

// Loops.

type shard struct {
	mu sync.Mutex
	n  int
}

// continueBad: goes on with the next shard, and this one stays locked.
func continueBad(shards []*shard) (sum int) {
	for _, s := range shards {
		s.mu.Lock()
		if s.n == 0 { // want `basics\.shard\.mu is left locked when the loop in continueBad goes round.*\[lockleak\]`
			continue
		}
		sum += s.n
		s.mu.Unlock()
	}
	return sum
}

func continueOk(shards []*shard) (sum int) {
	for _, s := range shards {
		s.mu.Lock()
		if s.n == 0 {
			s.mu.Unlock()
			continue
		}
		sum += s.n
		s.mu.Unlock()
	}
	return sum
}

// foreverBad: the same in a loop that never ends.
func foreverBad(next chan *shard) {
	for {
		s := <-next
		s.mu.Lock()
		if s.n == 0 { // want `basics\.shard\.mu is left locked.*\[lockleak\]`
			continue
		}
		s.mu.Unlock()
	}
}

// breakBad: leaves the loop with the lock.
func (s *Store) breakBad(xs []int) int {
	for _, x := range xs {
		s.mu.Lock()
		if x < 0 { // want `basics\.Store\.mu is left locked on a way out of \(\*Store\)\.breakBad.*\[lockleak\]`
			break
		}
		s.n += x
		s.mu.Unlock()
	}
	return s.n
}

// breakOk: unlocks behind the loop, as the way says by which it came.
func (s *Store) breakOk(xs []int) int {
	found := false
	for _, x := range xs {
		s.mu.Lock()
		if x < 0 {
			found = true
			break
		}
		s.n += x
		s.mu.Unlock()
	}
	if found {
		s.n++
		s.mu.Unlock()
	}
	return s.n
}

// foundOk: what says so is an object here.
func foundOk(shards []*shard) int {
	var found *shard
	for _, s := range shards {
		s.mu.Lock()
		if s.n > 0 {
			found = s
			break
		}
		s.mu.Unlock()
	}
	if found == nil {
		return 0
	}
	n := found.n
	found.mu.Unlock()
	return n
}

// allOk: locks all, then unlocks all.
func allOk(shards []*shard) (sum int) {
	for _, s := range shards {
		s.mu.Lock()
	}
	for _, s := range shards {
		sum += s.n
	}
	for _, s := range shards {
		s.mu.Unlock()
	}
	return sum
}

// handOverHandOk: holds the next before it lets this one go.
type node struct {
	mu   sync.Mutex
	next *node
	n    int
}

func handOverHandOk(n *node, want int) bool {
	n.mu.Lock()
	for n.n != want {
		next := n.next
		if next == nil {
			n.mu.Unlock()
			return false
		}
		next.mu.Lock()
		n.mu.Unlock()
		n = next
	}
	n.mu.Unlock()
	return true
}

// waitOk: looks again and again, and leaves the loop with the lock to unlock it
// behind it.
func (s *Store) waitOk() {
	for {
		s.mu.Lock()
		if s.n > 0 {
			break
		}
		s.mu.Unlock()
	}
	s.n--
	s.mu.Unlock()
}

// Function literals.

// literalBad: a literal leaves the lock held.
func (s *Store) literalBad() {
	go func() {
		s.mu.Lock()
		if s.n > 3 {
			return // want `basics\.Store\.mu is left locked where \(\*Store\)\.literalBad\.func1 returns.*\[lockleak\]`
		}
		s.mu.Unlock()
	}()
}

// literalOk: the function that encloses it unlocks.
func (s *Store) literalOk() {
	locked := func() bool {
		s.mu.Lock()
		if s.n > 3 {
			return true
		}
		s.mu.Unlock()
		return false
	}
	if locked() {
		s.mu.Unlock()
	}
}

// Deferred calls.

// deferLockBad: Lock is written for Unlock.
func (s *Store) deferLockBad() int {
	s.mu.Lock()
	defer s.mu.Lock() // want `basics\.Store\.mu is locked by a deferred call of \(\*Store\)\.deferLockBad that holds it.*\[lockleak\]`
	return s.n
}

// deferRLockBad: the same for reading: nobody who writes comes in any more.
func (s *Store) deferRLockBad() int {
	s.rw.RLock()
	defer s.rw.RLock() // want `basics\.Store\.rw is locked by a deferred call.*\[lockleak\]`
	return s.n
}

// deferRelockOk: what has been unlocked for a while is locked again on the way out.
func (s *Store) deferRelockOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	func() {
		s.mu.Unlock()
		defer s.mu.Lock()
		println(s.n)
	}()
}

// deferLiteralBad: the deferred literal unlocks only without an error.
func (s *Store) deferLiteralBad(fail bool) (err error) {
	s.mu.Lock()
	defer func() {
		if err == nil {
			s.mu.Unlock()
		}
	}()
	if fail {
		return errNone // want `basics\.Store\.mu is left locked.*\[lockleak\]`
	}
	return nil
}

// deferLiteralOk: on an error the deferred literal unlocks, else the function does.
func (s *Store) deferLiteralOk(fail bool) (err error) {
	s.mu.Lock()
	defer func() {
		if err != nil {
			s.mu.Unlock()
		}
	}()
	if fail {
		return errNone
	}
	s.mu.Unlock()
	return nil
}

type registry struct {
	mu    sync.RWMutex
	items map[string]bool
}

func (r *registry) can(id string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.items[id]
}

func (r *registry) put(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items[id] = true
}

// deleteBad has two defects, each of which is to be mended (go-mysql-server's indexes).
func (r *registry) deleteBad(id string) error {
	r.mu.RLock()
	if len(r.items) == 0 {
		return errNone // want `basics\.registry\.mu is left .*locked where \(\*registry\)\.deleteBad returns.*\[lockleak\]`
	}
	if !r.can(id) { // read-locked again, which rule reacquire tells of
		r.mu.RUnlock()
		return errNone
	}
	r.mu.RUnlock()
	return nil
}
