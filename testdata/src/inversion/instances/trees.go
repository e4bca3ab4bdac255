package instances

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// Hierarchies.

type dir1 struct {
	mu   sync.Mutex
	up   *dir1
	kids []*dir1
	n    int
}

// SumOk: from the parent to its children only.
func (d *dir1) SumOk() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.n
	for _, k := range d.kids {
		n += k.SumOk()
	}
	return n
}

type dir2 struct {
	mu   sync.Mutex
	up   *dir2
	kids []*dir2
	n    int
}

// TouchOk: from the child to its parent only.
func (d *dir2) TouchOk() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
	if d.up != nil {
		d.up.TouchOk()
	}
}

type dir3 struct {
	mu    sync.Mutex
	up    *dir3
	first *dir3
	n     int
}

// DownFN and UpFN: both ways; but nothing shows that the first of a directory has it above.
func (d *dir3) DownFN() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.first.mu.Lock()
	defer d.first.mu.Unlock()
	return d.n + d.first.n
}

func (d *dir3) UpFN() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.up.mu.Lock()
	defer d.up.mu.Unlock()
	d.up.n += d.n
}

type dir4 struct {
	mu    sync.Mutex
	up    *dir4
	first *dir4
	n     int
}

// DownOk and UpOk: upwards, the lock below is given up first.
func (d *dir4) DownOk() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.first.mu.Lock()
	defer d.first.mu.Unlock()
	return d.n + d.first.n
}

func (d *dir4) UpOk() {
	d.mu.Lock()
	n := d.n
	d.mu.Unlock()
	d.up.mu.Lock()
	defer d.up.mu.Unlock()
	d.up.n += n
}

// Types of their own for the two sides.

type pool1 struct {
	mu    sync.Mutex
	conns []*conn1
}

type conn1 struct {
	mu   sync.Mutex
	pool *pool1
	bad  bool
}

// PruneBad and FailBad: the pool asks its connections, a connection tells its pool.
func (p *pool1) PruneBad() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.mu.Lock() // want `instances\.(pool1|conn1)\.mu .*\[inversion\]`
		c.mu.Unlock()
	}
}

func (c *conn1) FailBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bad = true
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	c.pool.conns = slices.DeleteFunc(c.pool.conns, func(o *conn1) bool { return o == c })
}

type pool2 struct {
	mu    sync.Mutex
	conns []*conn2
}

type conn2 struct {
	mu   sync.Mutex
	pool *pool2
	bad  bool
}

// PruneOk and FailOk: the pool's list is copied.
func (p *pool2) PruneOk() {
	p.mu.Lock()
	conns := slices.Clone(p.conns)
	p.mu.Unlock()
	for _, c := range conns {
		c.mu.Lock()
		c.mu.Unlock()
	}
}

func (c *conn2) FailOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bad = true
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	c.pool.conns = nil
}

type left3 struct{ a, b sync.Mutex }

// CrossBad: the locks of two objects, against those of one. The two goroutines alone do no harm, but four of them
// wait in a circle.
func (l *left3) CrossBad(o *left3) {
	l.a.Lock()
	o.b.Lock() // want `instances\.left3\..*\[inversion\]`
	o.b.Unlock()
	l.a.Unlock()
}

func (l *left3) StraightBad() {
	l.b.Lock()
	l.a.Lock()
	l.a.Unlock()
	l.b.Unlock()
}

type left4 struct{ a, b sync.Mutex }

// CrossOk: one kind of lock before the other, whosever they are.
func (l *left4) CrossOk(o *left4) {
	l.a.Lock()
	o.b.Lock()
	o.b.Unlock()
	l.a.Unlock()
}

func (l *left4) StraightOk() {
	l.a.Lock()
	l.b.Lock()
	l.b.Unlock()
	l.a.Unlock()
}

// Lists.

type link1 struct {
	mu   sync.Mutex
	next *link1
	n    int
}

// WalkOk: hand over hand.
func (l *link1) WalkOk() (n int) {
	l.mu.Lock()
	for l.next != nil {
		next := l.next
		next.mu.Lock()
		n += l.n
		l.mu.Unlock()
		l = next
	}
	l.mu.Unlock()
	return n
}

type link2 struct {
	mu         sync.Mutex
	prev, next *link2
}

// ForwardFN and BackFN: hand over hand, both ways; the locks of a walk have no names that could be compared.
func (l *link2) ForwardFN() {
	l.mu.Lock()
	for l.next != nil {
		next := l.next
		next.mu.Lock()
		l.mu.Unlock()
		l = next
	}
	l.mu.Unlock()
}

func (l *link2) BackFN() {
	l.mu.Lock()
	for l.prev != nil {
		prev := l.prev
		prev.mu.Lock()
		l.mu.Unlock()
		l = prev
	}
	l.mu.Unlock()
}

type link3 struct {
	mu   sync.Mutex
	next *link3
}

type list3 struct {
	mu   sync.Mutex
	head *link3
}

// InsertOk: the list, then its links, hand over hand; nobody goes from a link to the list.
func (l *list3) InsertOk(x *link3) {
	l.mu.Lock()
	at := l.head
	at.mu.Lock()
	l.mu.Unlock()
	for at.next != nil {
		next := at.next
		next.mu.Lock()
		at.mu.Unlock()
		at = next
	}
	at.next = x
	at.mu.Unlock()
}

type leaf1 struct {
	mu          sync.Mutex
	left, right *leaf1
	key         int
}

// FindOk: hand over hand down a tree.
func (t *leaf1) FindOk(k int) bool {
	t.mu.Lock()
	for t.key != k {
		kid := t.left
		if k > t.key {
			kid = t.right
		}
		if kid == nil {
			t.mu.Unlock()
			return false
		}
		kid.mu.Lock()
		t.mu.Unlock()
		t = kid
	}
	t.mu.Unlock()
	return true
}

type leaf2 struct {
	mu          sync.Mutex
	left, right *leaf2
}

// BothOk: both children of one parent, the left one first, everywhere.
func (t *leaf2) BothOk() {
	t.left.mu.Lock()
	t.right.mu.Lock()
	t.right.mu.Unlock()
	t.left.mu.Unlock()
}

type leaf3 struct {
	mu          sync.Mutex
	left, right *leaf3
}

// MirrorBad and TurnBad: in both orders.
func (t *leaf3) MirrorBad() {
	t.left.mu.Lock()
	t.right.mu.Lock() // want `instances\.leaf3\.mu .*\[inversion\]`
	t.right.mu.Unlock()
	t.left.mu.Unlock()
}

func (t *leaf3) TurnBad() {
	t.right.mu.Lock()
	t.left.mu.Lock()
	t.left.mu.Unlock()
	t.right.mu.Unlock()
}

// All of them.

type shard1 struct {
	mu sync.Mutex
	m  map[string]int
}

type table1 struct{ shards [16]shard1 }

// LenOk and ClearOk: all shards, by index.
func (t *table1) LenOk() (n int) {
	for i := range t.shards {
		t.shards[i].mu.Lock()
	}
	for i := range t.shards {
		n += len(t.shards[i].m)
		t.shards[i].mu.Unlock()
	}
	return n
}

func (t *table1) ClearOk() {
	for i := 0; i < len(t.shards); i++ {
		s := &t.shards[i]
		s.mu.Lock()
		defer s.mu.Unlock()
		clear(s.m)
	}
}

type shard2 struct{ mu sync.Mutex }

type table2 struct{ shards []*shard2 }

// UpFN and DownFN: all shards, once from the first, once from the last; an index in a loop is any index.
func (t *table2) UpFN() {
	for _, s := range t.shards {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
}

func (t *table2) DownFN() {
	for i := len(t.shards) - 1; i >= 0; i-- {
		t.shards[i].mu.Lock()
		defer t.shards[i].mu.Unlock()
	}
}

type shard3 struct{ mu sync.Mutex }

type table3 struct{ shards map[string]*shard3 }

// AnyFN: all shards in the order of a map, which is another one each time.
func (t *table3) AnyFN() {
	for _, s := range t.shards {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
}

type shard4 struct{ mu sync.Mutex }

type table4 struct{ shards map[string]*shard4 }

// KeysOk: in the order of the sorted keys.
func (t *table4) KeysOk() {
	for _, k := range slices.Sorted(maps.Keys(t.shards)) {
		t.shards[k].mu.Lock()
		defer t.shards[k].mu.Unlock()
	}
}

type job1 struct {
	id int
	mu sync.Mutex
}

// AllOk: sorted before they are locked.
func AllOk(jobs []*job1) {
	jobs = slices.Clone(jobs)
	slices.SortFunc(jobs, func(a, b *job1) int { return cmp.Compare(a.id, b.id) })
	for _, j := range jobs {
		j.mu.Lock()
	}
	for _, j := range jobs {
		j.mu.Unlock()
	}
}

type job2 struct {
	id int
	mu sync.Mutex
}

// AllFN: as the caller lists them, each caller as it likes; a loop over a list is taken to have one order.
func AllFN(jobs ...*job2) {
	for _, j := range jobs {
		j.mu.Lock()
	}
	for _, j := range jobs {
		j.mu.Unlock()
	}
}

// New objects.

type book1 struct {
	mu    sync.Mutex
	shelf *shelf1
}

type shelf1 struct {
	mu    sync.Mutex
	books []*book1
}

// NewOk: nobody else has the book when it is locked.
func NewOk(s *shelf1) *book1 {
	b := &book1{}
	b.mu.Lock()
	defer b.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	b.shelf = s
	s.books = append(s.books, b)
	return b
}

func (s *shelf1) ScanOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.books {
		b.mu.Lock()
		b.mu.Unlock()
	}
}

type book2 struct {
	mu    sync.Mutex
	shelf *shelf2
}

type shelf2 struct {
	mu    sync.Mutex
	books []*book2
}

// NewBad: the book is on the shelf already.
func NewBad(s *shelf2) *book2 {
	b := &book2{}
	s.mu.Lock()
	s.books = append(s.books, b)
	s.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	s.mu.Lock() // want `instances\.(book2|shelf2)\.mu .*\[inversion\]`
	defer s.mu.Unlock()
	b.shelf = s
	return b
}

func (s *shelf2) ScanBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.books {
		b.mu.Lock()
		b.mu.Unlock()
	}
}

type book3 struct {
	mu sync.Mutex
	n  int
}

type shelf3 struct {
	mu    sync.Mutex
	books []*book3
}

func (b *book3) read() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

// StartBad: a goroutine has it already.
func StartBad(s *shelf3) *book3 {
	b := &book3{}
	go s.scan(b)
	b.mu.Lock()
	defer b.mu.Unlock()
	s.mu.Lock() // want `instances\.(book3|shelf3)\.mu .*\[inversion\]`
	defer s.mu.Unlock()
	return b
}

func (s *shelf3) scan(b *book3) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.read()
}

type book4 struct {
	mu sync.Mutex
	n  int
}

type shelf4 struct {
	mu    sync.Mutex
	books []*book4
}

func new4() *book4 { return &book4{n: 1} }

// MadeOk: made by a helper.
func MadeOk(s *shelf4) *book4 {
	b := new4()
	b.mu.Lock()
	defer b.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books = append(s.books, b)
	return b
}

func (s *shelf4) ScanOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.books {
		b.mu.Lock()
		b.mu.Unlock()
	}
}

type book5 struct {
	mu sync.Mutex
	n  int
}

// CloneOk: the old one is locked, then the new one.
func (b *book5) CloneOk() *book5 {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &book5{}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = b.n
	return c
}

type book6 struct {
	mu sync.Mutex
	n  int
}

// CopyBad: the new one is the caller's.
func (b *book6) CopyBad(c *book6) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.mu.Lock() // want `instances\.book6\.mu .*\[inversion\]`
	defer c.mu.Unlock()
	c.n = b.n
}

type book7 struct{ mu, aux sync.Mutex }

// BuildOk: both locks are the new object's, in the order that is the wrong one later.
func BuildOk() *book7 {
	b := new(book7)
	b.aux.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	b.aux.Unlock()
	return b
}

func (b *book7) UseOk() {
	b.mu.Lock()
	b.aux.Lock()
	b.aux.Unlock()
	b.mu.Unlock()
}

type book8 struct{ mu, aux sync.Mutex }

var lastBad *book8

// BuildBad: a package variable has it already.
func BuildBad() *book8 {
	b := new(book8)
	lastBad = b
	b.aux.Lock()
	b.mu.Lock() // want `instances\.book8\..*\[inversion\]`
	b.mu.Unlock()
	b.aux.Unlock()
	return b
}

func (b *book8) UseBad() {
	b.mu.Lock()
	b.aux.Lock()
	b.aux.Unlock()
	b.mu.Unlock()
}

func LastBad() { lastBad.UseBad() }

type book9 struct {
	mu, aux sync.Mutex
	n       int
}

// SetupOk: the new object is locked by its own method, before anybody else has it.
func SetupOk() *book9 {
	b := &book9{}
	b.fill()
	return b
}

func (b *book9) fill() {
	b.aux.Lock()
	defer b.aux.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n = 1
}

func (b *book9) UseOk() {
	b.mu.Lock()
	b.aux.Lock()
	b.n++
	b.aux.Unlock()
	b.mu.Unlock()
}
