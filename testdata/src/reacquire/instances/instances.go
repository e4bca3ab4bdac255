// Package instances has several locks of one class, some of which are one lock.
package instances

import (
	"hash/fnv"
	"sync"
)

// Back pointers.

// Parent has one Child.
type Parent struct {
	mu    sync.Mutex
	n     int
	child *Child
}

// Child knows its Parent.
type Child struct {
	mu     sync.Mutex
	parent *Parent
}

func newParent() *Parent {
	p := &Parent{}
	c := &Child{}
	c.parent = p
	p.child = c
	return p
}

func (c *Child) report() {
	c.parent.mu.Lock()
	c.parent.n++
	c.parent.mu.Unlock()
}

func (c *Child) quiet() {
	c.mu.Lock()
	c.mu.Unlock()
}

// backBad: newParent shows that child.parent is the Parent.
func (p *Parent) backBad() {
	p.mu.Lock()
	p.child.report() // want `instances\.Parent\.mu .*\[reacquire\]`
	p.mu.Unlock()
}

// backOk: reported after the Unlock.
func (p *Parent) backOk() {
	p.mu.Lock()
	c := p.child
	p.mu.Unlock()
	c.report()
}

// backOwnOk: the Child takes its own lock only.
func (p *Parent) backOwnOk() {
	p.mu.Lock()
	p.child.quiet()
	p.mu.Unlock()
}

// backOtherOk: another Parent's Child.
func (p *Parent) backOtherOk(o *Parent) {
	p.mu.Lock()
	o.child.report()
	p.mu.Unlock()
}

// Conn and Session show it in composite literals.
type Conn struct {
	mu   sync.Mutex
	n    int
	sess *Session
}

// Session belongs to a Conn.
type Session struct{ conn *Conn }

func newConn() *Conn {
	c := &Conn{n: 1}
	c.sess = &Session{conn: c}
	return c
}

func (s *Session) close() {
	s.conn.mu.Lock()
	s.conn.sess = nil
	s.conn.mu.Unlock()
}

// literalBad: the Session's Conn is this Conn.
func (c *Conn) literalBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sess.close() // want `instances\.Conn\.mu .*\[reacquire\]`
}

// literalOk: the usual `sess := c.sess; unlock; sess.close()`.
func (c *Conn) literalOk() {
	c.mu.Lock()
	s := c.sess
	c.mu.Unlock()
	if s != nil {
		s.close()
	}
}

// Client is given its Pool: nothing shows that the Pool's client is this one.
type Client struct {
	mu   sync.Mutex
	n    int
	pool *Pool
}

// Pool has a client of its own.
type Pool struct{ client *Client }

func newClient(p *Pool) *Client { return &Client{pool: p} }

func (p *Pool) ping() {
	p.client.mu.Lock()
	p.client.n++
	p.client.mu.Unlock()
}

// shownByNoneOk: pool.client may be any Client.
func (c *Client) shownByNoneOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pool.ping()
}

// Trees.

// Tree locks parents and children of one type.
type Tree struct {
	mu     sync.Mutex
	n      int
	parent *Tree
	kids   []*Tree
	left   *Tree
}

func (t *Tree) add() *Tree {
	k := &Tree{parent: t}
	t.kids = append(t.kids, k)
	return k
}

// upOk: child's lock, then the parent's, to the root.
func (t *Tree) upOk() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	if t.parent != nil {
		t.parent.upOk()
	}
}

// upDirectOk: the same without recursion.
func (t *Tree) upDirectOk() {
	t.mu.Lock()
	t.parent.mu.Lock()
	t.parent.n += t.n
	t.parent.mu.Unlock()
	t.mu.Unlock()
}

// downOk: the parent's lock, then each child's.
func (t *Tree) downOk() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := t.n
	for _, k := range t.kids {
		sum += k.downOk()
	}
	return sum
}

// leftOk: one child, recursively.
func (t *Tree) leftOk() int {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n + t.left.leftOk()
}

// leftBad: recursion without going down.
func (t *Tree) leftBad() int {
	if t.left == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n + t.leftBad() // want `instances\.Tree\.mu .*\[reacquire\]`
}

// climbOk: walks up, one lock at a time.
func (t *Tree) climbOk() {
	for p := t; p != nil; {
		p.mu.Lock()
		next := p.parent
		p.mu.Unlock()
		p = next
	}
}

// climbHeldOk: walks up, keeping every lock.
func (t *Tree) climbHeldOk() {
	for p := t; p != nil; p = p.parent {
		p.mu.Lock()
		defer p.mu.Unlock()
	}
}

// kidsParentBad: a child's parent is this Tree, also for the children in the slice.
func (t *Tree) kidsParentBad() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range t.kids {
		k.parent.mu.Lock() // want `instances\.Tree\.mu .*\[reacquire\]`
		k.parent.mu.Unlock()
	}
}

// Peer and its peer point to one another.
type Peer struct {
	mu   sync.Mutex
	n    int
	peer *Peer
}

func newPeers() (*Peer, *Peer) {
	a, b := &Peer{}, &Peer{}
	a.peer = b
	b.peer = a
	return a, b
}

// siblingOk: the peer is the other one.
func (p *Peer) siblingOk() {
	p.mu.Lock()
	p.peer.mu.Lock()
	p.peer.n++
	p.peer.mu.Unlock()
	p.mu.Unlock()
}

// siblingBad: the peer's peer is this one.
func (p *Peer) siblingBad() {
	p.mu.Lock()
	p.peer.peer.mu.Lock() // want `instances\.Peer\.mu .*\[reacquire\]`
	p.peer.peer.mu.Unlock()
	p.mu.Unlock()
}

// Lists.

// Elem is an element of a linked list.
type Elem struct {
	mu   sync.Mutex
	v    int
	next *Elem
	prev *Elem
}

// handOverHandOk: the next lock before this one's Unlock.
func handOverHandOk(head *Elem, v int) bool {
	cur := head
	cur.mu.Lock()
	for cur.next != nil {
		next := cur.next
		next.mu.Lock()
		cur.mu.Unlock()
		cur = next
		if cur.v == v {
			cur.mu.Unlock()
			return true
		}
	}
	cur.mu.Unlock()
	return false
}

// handOverHandBad: takes next's lock twice.
func handOverHandBad(head *Elem) {
	cur := head
	cur.mu.Lock()
	next := cur.next
	next.mu.Lock()
	cur.mu.Unlock()
	cur = next
	cur.mu.Lock() // want `instances\.Elem\.mu .*\[reacquire\]`
	cur.mu.Unlock()
}

// stepOk: the variable moves on while the old lock is held.
func stepOk(e *Elem) {
	e.mu.Lock()
	old := e
	e = e.next
	e.mu.Lock()
	e.mu.Unlock()
	old.mu.Unlock()
}

// stepBad: the variable stays.
func stepBad(e *Elem) {
	e.mu.Lock()
	old := e
	e.mu.Lock() // want `instances\.Elem\.mu .*\[reacquire\]`
	e.mu.Unlock()
	old.mu.Unlock()
}

// insertOk: three neighbours of one type.
func insertOk(a *Elem, v int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := &Elem{v: v, prev: a}
	n.mu.Lock()
	defer n.mu.Unlock()
	if b := a.next; b != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.prev = n
		n.next = b
	}
	a.next = n
}

// Elements.

// Shard is one part of Shards.
type Shard struct {
	mu sync.Mutex
	m  map[string]int
}

// Shards locks by key.
type Shards struct {
	locks  []sync.Mutex
	fixed  [4]sync.Mutex
	byName map[string]*Shard
	list   []*Shard
	cur    *Shard
	n      int
}

// indexBad: one index.
func (s *Shards) indexBad(i int) {
	s.locks[i].Lock()
	s.locks[i].Lock() // want `instances\.Shards\.locks\[\] .*\[reacquire\]`
	s.locks[i].Unlock()
}

// indexOk: two indices.
func (s *Shards) indexOk(i, j int) {
	s.locks[i].Lock()
	s.locks[j].Lock()
	s.locks[j].Unlock()
	s.locks[i].Unlock()
}

// nextIndexOk: the neighbour.
func (s *Shards) nextIndexOk(i int) {
	s.locks[i].Lock()
	s.locks[i+1].Lock()
	s.locks[i+1].Unlock()
	s.locks[i].Unlock()
}

// movedIndexOk: i is another number by then.
func (s *Shards) movedIndexOk(i int) {
	s.locks[i].Lock()
	i++
	s.locks[i].Lock()
	s.locks[i].Unlock()
	s.locks[i-1].Unlock()
}

// constIndexBad: element 1 twice.
func (s *Shards) constIndexBad() {
	s.fixed[1].Lock()
	s.fixed[1].Lock() // want `instances\.Shards\.fixed\[\] .*\[reacquire\]`
	s.fixed[1].Unlock()
}

// constIndexOk: elements 0 and 1.
func (s *Shards) constIndexOk() {
	s.fixed[0].Lock()
	s.fixed[1].Lock()
	s.fixed[1].Unlock()
	s.fixed[0].Unlock()
}

// allOk: all of them in order.
func (s *Shards) allOk() {
	for i := range s.locks {
		s.locks[i].Lock()
	}
	for i := range s.locks {
		s.locks[i].Unlock()
	}
}

// allThenOneOk: all of them, released, then one.
func (s *Shards) allThenOneOk() {
	s.allOk()
	s.locks[0].Lock()
	s.locks[0].Unlock()
}

// allThenOneFN: all of them held, then one: needs "for every i".
func (s *Shards) allThenOneFN() {
	for i := range s.locks {
		s.locks[i].Lock()
	}
	s.locks[0].Lock()
}

// keyBad: one key, one Shard, nothing stored in between.
func (s *Shards) keyBad(k string) {
	s.byName[k].mu.Lock()
	defer s.byName[k].mu.Unlock()
	s.byName[k].mu.Lock() // want `instances\.Shard\.mu .*\[reacquire\]`
	s.byName[k].mu.Unlock()
}

// keyOk: two keys.
func (s *Shards) keyOk(k, l string) {
	s.byName[k].mu.Lock()
	defer s.byName[k].mu.Unlock()
	s.byName[l].mu.Lock()
	s.byName[l].mu.Unlock()
}

// keyReplacedOk: the key leads to a new Shard by then.
func (s *Shards) keyReplacedOk(k string) {
	old := s.byName[k]
	old.mu.Lock()
	s.byName[k] = &Shard{}
	s.byName[k].mu.Lock()
	s.byName[k].mu.Unlock()
	old.mu.Unlock()
}

func (s *Shards) shard(k string) *Shard {
	h := fnv.New32a()
	h.Write([]byte(k))
	return s.list[h.Sum32()%uint32(len(s.list))]
}

// shardOk: two keys, two Shards as far as one can tell.
func (s *Shards) shardOk(k, l string) {
	a := s.shard(k)
	a.mu.Lock()
	b := s.shard(l)
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

// shardFN: one key hashes to one Shard.
func (s *Shards) shardFN(k string) {
	a := s.shard(k)
	a.mu.Lock()
	b := s.shard(k)
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

// shardVarBad: one Shard in one variable.
func (s *Shards) shardVarBad(k string) {
	a := s.shard(k)
	a.mu.Lock()
	a.mu.Lock() // want `instances\.Shard\.mu .*\[reacquire\]`
	a.mu.Unlock()
}

// Replaced pointers.

// swapBad: cur is the same Shard.
func (s *Shards) swapBad() {
	s.cur.mu.Lock()
	s.n++
	s.cur.mu.Lock() // want `instances\.Shard\.mu .*\[reacquire\]`
	s.cur.mu.Unlock()
}

// swapOk: cur is replaced between the two.
func (s *Shards) swapOk(next *Shard) {
	s.cur.mu.Lock()
	old := s.cur
	s.cur = next
	s.cur.mu.Lock()
	s.cur.mu.Unlock()
	old.mu.Unlock()
}

func (s *Shards) rotate() { s.cur = &Shard{} }

// swapCallOk: cur is replaced by a call between the two.
func (s *Shards) swapCallOk() {
	old := s.cur
	old.mu.Lock()
	s.rotate()
	s.cur.mu.Lock()
	s.cur.mu.Unlock()
	old.mu.Unlock()
}

// swapCallPathOk: the same, with the field named both times.
func (s *Shards) swapCallPathOk() {
	s.cur.mu.Lock()
	defer s.cur.mu.Unlock()
	s.rotate()
	s.cur.mu.Lock()
	s.cur.mu.Unlock()
}

// replaceSelfOk: the receiver variable is replaced.
func (s *Shard) replaceSelfOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s = &Shard{}
	s.mu.Lock()
	s.mu.Unlock()
}

// Two of a kind.

// Acct has a balance.
type Acct struct {
	mu  sync.Mutex
	bal int
}

func (a *Acct) get() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.bal
}

// transferOk: two parameters (an inversion, perhaps, but no reacquire).
func transferOk(from, to *Acct, n int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	to.mu.Lock()
	defer to.mu.Unlock()
	from.bal -= n
	to.bal += n
}

// bothWaysOk: called both ways round.
func bothWaysOk(a, b *Acct) {
	transferOk(a, b, 1)
	transferOk(b, a, 1)
}

// transferSelfBad: both parameters are one Acct; the two acquires are a call below.
func transferSelfBad(a *Acct) {
	move(a, a, 1)
}

func move(from, to *Acct, n int) {
	from.mu.Lock()
	to.mu.Lock() // want `transferSelfBad calls move.* \[reacquire\]`
	from.bal -= n
	to.bal += n
	to.mu.Unlock()
	from.mu.Unlock()
}

// mergeOk: the receiver and a parameter, known to differ.
func (a *Acct) mergeOk(o *Acct) {
	if a == o {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bal += o.get()
}

// mergeSelfBad: known to be the same.
func (a *Acct) mergeSelfBad() {
	o := a
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bal += o.get() // want `instances\.Acct\.mu .*\[reacquire\]`
}

func (a *Acct) clone() *Acct { return &Acct{bal: a.bal} }

// cloneOk: a new Acct.
func (a *Acct) cloneOk() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.clone().get()
}

// freshOk: two calls, two new Accts.
func (a *Acct) freshOk() {
	x, y := a.clone(), a.clone()
	x.mu.Lock()
	y.mu.Lock()
	y.mu.Unlock()
	x.mu.Unlock()
}

// Ring hands out elements through getters.
type Ring struct {
	first, last *Acct
}

func (r *Ring) head() *Acct { return r.first }
func (r *Ring) tail() *Acct { return r.last }

// getterBad: head twice is one Acct.
func (r *Ring) getterBad() int {
	r.head().mu.Lock()
	defer r.head().mu.Unlock()
	return r.head().get() // want `instances\.Acct\.mu .*\[reacquire\]`
}

// getterOk: head and tail.
func (r *Ring) getterOk() int {
	r.head().mu.Lock()
	defer r.head().mu.Unlock()
	return r.tail().get()
}

// Loops.

// rangeBad: twice in one round.
func rangeBad(list []*Acct) {
	for _, a := range list {
		a.mu.Lock()
		a.get() // want `instances\.Acct\.mu .*\[reacquire\]`
		a.mu.Unlock()
	}
}

// rangeOk: one a round, all held to the end.
func rangeOk(list []*Acct) {
	for _, a := range list {
		a.mu.Lock()
		defer a.mu.Unlock()
	}
}

// rangeShadowOk: the first of a list, then the rest of it.
func rangeShadowOk(list []*Acct) {
	a := list[0]
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, a := range list[1:] {
		a.get()
	}
}

// lagOk: this round's Lock before the Unlock of the last round's.
func lagOk(list []*Acct) {
	var prev *Acct
	for _, a := range list {
		a.mu.Lock()
		if prev != nil {
			prev.mu.Unlock()
		}
		prev = a
	}
	if prev != nil {
		prev.mu.Unlock()
	}
}

// pairsOk: every other one, known to differ.
func pairsOk(list []*Acct) {
	for _, a := range list {
		a.mu.Lock()
		for _, b := range list {
			if b != a {
				a.bal += b.get()
			}
		}
		a.mu.Unlock()
	}
}

// pairsFN: b is a once in a while; no name shows it.
func pairsFN(list []*Acct) {
	for _, a := range list {
		a.mu.Lock()
		for _, b := range list {
			b.mu.Lock()
			b.mu.Unlock()
		}
		a.mu.Unlock()
	}
}

// makeOk: a new one a round.
func makeOk(n int) []*Acct {
	var out []*Acct
	for range n {
		a := &Acct{}
		a.mu.Lock()
		out = append(out, a)
	}
	for _, a := range out {
		a.mu.Unlock()
	}
	return out
}

// receiveOk: a received value is another one each time.
func receiveOk(ch chan *Acct) {
	a := <-ch
	a.mu.Lock()
	b := <-ch
	b.get()
	a.mu.Unlock()
}

// receiveLoopOk: the same in a loop, all held to the end.
func receiveLoopOk(ch chan *Acct) {
	for a := range ch {
		a.mu.Lock()
		defer a.mu.Unlock()
	}
}
