// Package instances locks two objects of one type at a time.
package instances

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

func work() {}

// Two parameters.

type acct1 struct {
	mu sync.Mutex
	n  int
}

// TransferBad: one goroutine transfers from a to b, another from b to a.
func TransferBad(a, b *acct1, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock() // want `instances\.acct1\.mu .*\[inversion\]`
	defer b.mu.Unlock()
	a.n -= n
	b.n += n
}

type acct2 struct {
	mu sync.Mutex
	n  int
}

// TransferOk: never both at once.
func TransferOk(a, b *acct2, n int) {
	a.mu.Lock()
	a.n -= n
	a.mu.Unlock()
	b.mu.Lock()
	b.n += n
	b.mu.Unlock()
}

type set1 struct {
	mu sync.Mutex
	m  map[string]bool
}

// MergeBad: x.MergeBad(y) against y.MergeBad(x); that they differ does not order them.
func (s *set1) MergeBad(o *set1) {
	if s == o {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o.mu.Lock() // want `instances\.set1\.mu .*\[inversion\]`
	defer o.mu.Unlock()
	for k := range o.m {
		s.m[k] = true
	}
}

type set2 struct {
	mu sync.Mutex
	m  map[string]bool
}

func (s *set2) keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ks []string
	for k := range s.m {
		ks = append(ks, k)
	}
	return ks
}

// MergeOk: copies what it needs of the other first.
func (s *set2) MergeOk(o *set2) {
	ks := o.keys()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range ks {
		s.m[k] = true
	}
}

type set3 struct {
	mu sync.Mutex
	m  map[string]bool
}

func (s *set3) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m)
}

// EqualBad: the second lock is taken a call below.
func (s *set3) EqualBad(o *set3) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m) == o.size() // want `instances\.set3\.mu .*\[inversion\]`
}

type rows1 struct {
	mu sync.RWMutex
	n  int
}

// SameBad: both for reading, and there are writers.
func SameBad(a, b *rows1) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	b.mu.RLock() // want `instances\.rows1\.mu .*\[inversion\]`
	defer b.mu.RUnlock()
	return a.n == b.n
}

func (r *rows1) Set(n int) {
	r.mu.Lock()
	r.n = n
	r.mu.Unlock()
}

type rows2 struct {
	mu sync.RWMutex
	n  int
}

// SameOk: both for reading, and nobody writes.
func SameOk(a, b *rows2) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	b.mu.RLock()
	defer b.mu.RUnlock()
	return a.n == b.n
}

type acct3 struct {
	mu sync.Mutex
	n  int
}

// TryOk: the second is only tried for.
func TryOk(a, b *acct3) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !b.mu.TryLock() {
		return false
	}
	defer b.mu.Unlock()
	a.n, b.n = b.n, a.n
	return true
}

var moveOk sync.Mutex

type acct4 struct {
	mu sync.Mutex
	n  int
}

// GateOk: whoever takes two holds moveOk.
func GateOk(a, b *acct4) {
	moveOk.Lock()
	defer moveOk.Unlock()
	a.mu.Lock()
	b.mu.Lock()
	a.n, b.n = b.n, a.n
	b.mu.Unlock()
	a.mu.Unlock()
}

var moveBad sync.Mutex

type acct5 struct {
	mu sync.Mutex
	n  int
}

// GateBad: it is given up in between.
func GateBad(a, b *acct5) {
	moveBad.Lock()
	a.mu.Lock()
	moveBad.Unlock()
	b.mu.Lock() // want `instances\.acct5\.mu .*\[inversion\]`
	a.n, b.n = b.n, a.n
	b.mu.Unlock()
	a.mu.Unlock()
}

// Two elements.

type cell1 struct{ mu sync.Mutex }

type grid1 struct{ cells []cell1 }

// SwapBad: two indexes.
func (g *grid1) SwapBad(i, j int) {
	g.cells[i].mu.Lock()
	g.cells[j].mu.Lock() // want `instances\.cell1\.mu .*\[inversion\]`
	work()
	g.cells[j].mu.Unlock()
	g.cells[i].mu.Unlock()
}

type cell2 struct{ mu sync.Mutex }

type grid2 struct{ cells []cell2 }

// SwapOk: the lower index first.
func (g *grid2) SwapOk(i, j int) {
	if i > j {
		i, j = j, i
	}
	g.cells[i].mu.Lock()
	g.cells[j].mu.Lock()
	work()
	g.cells[j].mu.Unlock()
	g.cells[i].mu.Unlock()
}

type cell3 struct{ mu sync.Mutex }

type grid3 struct{ cells []*cell3 }

// MinOk: the lower index first, by min and max.
func (g *grid3) MinOk(i, j int) {
	x, y := g.cells[min(i, j)], g.cells[max(i, j)]
	x.mu.Lock()
	defer x.mu.Unlock()
	y.mu.Lock()
	defer y.mu.Unlock()
}

type cell4 struct{ mu sync.Mutex }

type grid4 struct{ cells []*cell4 }

// NextOk: an index and the one after it.
func (g *grid4) NextOk(i int) {
	g.cells[i].mu.Lock()
	g.cells[i+1].mu.Lock()
	work()
	g.cells[i+1].mu.Unlock()
	g.cells[i].mu.Unlock()
}

type room1 struct{ mu sync.Mutex }

type house1 struct{ rooms map[string]*room1 }

// MoveBad: two keys.
func (h *house1) MoveBad(from, to string) {
	h.rooms[from].mu.Lock()
	defer h.rooms[from].mu.Unlock()
	h.rooms[to].mu.Lock() // want `instances\.room1\.mu .*\[inversion\]`
	defer h.rooms[to].mu.Unlock()
}

type room2 struct{ mu sync.Mutex }

type house2 struct{ rooms map[string]*room2 }

// MoveOk: the lesser key first.
func (h *house2) MoveOk(from, to string) {
	if to < from {
		from, to = to, from
	}
	h.rooms[from].mu.Lock()
	defer h.rooms[from].mu.Unlock()
	h.rooms[to].mu.Lock()
	defer h.rooms[to].mu.Unlock()
}

type arms struct{ l [2]sync.Mutex }

// HugBad and PatBad: constant indexes, in both orders.
func (a *arms) HugBad() {
	a.l[0].Lock()
	a.l[1].Lock() // want `instances\.arms\.l.*\[inversion\]`
	a.l[1].Unlock()
	a.l[0].Unlock()
}

func (a *arms) PatBad() {
	a.l[1].Lock()
	a.l[0].Lock()
	a.l[0].Unlock()
	a.l[1].Unlock()
}

type legs struct{ l [2]sync.Mutex }

// WalkOk and RunOk: constant indexes, in one order.
func (a *legs) WalkOk() {
	a.l[0].Lock()
	a.l[1].Lock()
	a.l[1].Unlock()
	a.l[0].Unlock()
}

func (a *legs) RunOk() {
	a.l[0].Lock()
	a.l[1].Lock()
	a.l[0].Unlock()
	a.l[1].Unlock()
}

// Two fields of one type.

type end1 struct{ mu sync.Mutex }

type wire1 struct{ src, dst end1 }

// SendBad and ReplyBad: the two ends, in both orders.
func (w *wire1) SendBad() {
	w.src.mu.Lock()
	w.dst.mu.Lock() // want `instances\.end1\.mu .*\[inversion\]`
	w.dst.mu.Unlock()
	w.src.mu.Unlock()
}

func (w *wire1) ReplyBad() {
	w.dst.mu.Lock()
	w.src.mu.Lock()
	w.src.mu.Unlock()
	w.dst.mu.Unlock()
}

type end2 struct{ mu sync.Mutex }

type wire2 struct{ src, dst end2 }

// SendOk and ReplyOk: the source first.
func (w *wire2) SendOk() {
	w.src.mu.Lock()
	w.dst.mu.Lock()
	w.dst.mu.Unlock()
	w.src.mu.Unlock()
}

func (w *wire2) ReplyOk() {
	w.src.mu.Lock()
	defer w.src.mu.Unlock()
	w.dst.mu.Lock()
	defer w.dst.mu.Unlock()
}

type end3 struct{ mu sync.Mutex }

var leftBad, rightBad end3

// PushBad and PullBad: two package variables of one type, in both orders.
func PushBad() {
	leftBad.mu.Lock()
	rightBad.mu.Lock() // want `instances\.end3\.mu .*\[inversion\]`
	rightBad.mu.Unlock()
	leftBad.mu.Unlock()
}

func PullBad() {
	rightBad.mu.Lock()
	leftBad.mu.Lock()
	leftBad.mu.Unlock()
	rightBad.mu.Unlock()
}

type end4 struct{ mu sync.Mutex }

var leftOk, rightOk end4

// PushOk and PullOk: in one.
func PushOk() {
	leftOk.mu.Lock()
	rightOk.mu.Lock()
	rightOk.mu.Unlock()
	leftOk.mu.Unlock()
}

func PullOk() {
	leftOk.mu.Lock()
	rightOk.mu.Lock()
	leftOk.mu.Unlock()
	rightOk.mu.Unlock()
}

// Ordered by what the objects say of themselves.

type user1 struct {
	id int
	mu sync.Mutex
}

// IDOk: the lower id first, two branches.
func IDOk(a, b *user1) {
	if a.id < b.id {
		a.mu.Lock()
		b.mu.Lock()
	} else {
		b.mu.Lock()
		a.mu.Lock()
	}
	work()
	a.mu.Unlock()
	b.mu.Unlock()
}

type user2 struct {
	id int
	mu sync.Mutex
}

// SameWayBad: two branches that do the same.
func SameWayBad(a, b *user2) {
	if a.id < b.id {
		a.mu.Lock()
		b.mu.Lock() // want `instances\.user2\.mu .*\[inversion\]`
	} else {
		a.mu.Lock()
		b.mu.Lock()
	}
	work()
	a.mu.Unlock()
	b.mu.Unlock()
}

type user3 struct {
	id int
	mu sync.Mutex
}

// SwapIDOk: swapped before they are locked.
func SwapIDOk(a, b *user3) {
	if a.id > b.id {
		a, b = b, a
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
}

type user4 struct {
	id int
	mu sync.Mutex
}

// AmountBad: swapped by something that says nothing of the two.
func AmountBad(a, b *user4, n int) {
	if n < 0 {
		a, b = b, a
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock() // want `instances\.user4\.mu .*\[inversion\]`
	defer b.mu.Unlock()
}

type user5 struct {
	id int
	mu sync.Mutex
}

// DescendOk: the higher id first is an order as well.
func DescendOk(a, b *user5) {
	first, second := a, b
	if first.id < second.id {
		first, second = second, first
	}
	first.mu.Lock()
	second.mu.Lock()
	work()
	second.mu.Unlock()
	first.mu.Unlock()
}

type user6 struct {
	id int
	mu sync.Mutex
}

// AddressOk: by address.
func AddressOk(a, b *user6) {
	if uintptr(unsafe.Pointer(a)) > uintptr(unsafe.Pointer(b)) {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	work()
	b.mu.Unlock()
	a.mu.Unlock()
}

type user7 struct {
	name string
	mu   sync.Mutex
}

// NameOk: by name.
func NameOk(a, b *user7) {
	if strings.Compare(a.name, b.name) > 0 {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	work()
	b.mu.Unlock()
	a.mu.Unlock()
}

type user8 struct {
	name string
	mu   sync.Mutex
}

// SwitchOk: by cmp.Compare, each case of a switch.
func SwitchOk(a, b *user8) {
	switch cmp.Compare(a.name, b.name) {
	case -1:
		a.mu.Lock()
		b.mu.Lock()
	case 1:
		b.mu.Lock()
		a.mu.Lock()
	default:
		return
	}
	work()
	a.mu.Unlock()
	b.mu.Unlock()
}

type user9 struct {
	key []byte
	mu  sync.Mutex
}

// BytesOk: by bytes.Compare, kept in a variable.
func BytesOk(a, b *user9) {
	less := bytes.Compare(a.key, b.key) < 0
	if !less {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	work()
	b.mu.Unlock()
	a.mu.Unlock()
}

type user10 struct {
	id int
	mu sync.Mutex
}

func (a *user10) less(b *user10) bool { return a.id < b.id }

// LessOk: by a method.
func LessOk(a, b *user10) {
	if b.less(a) {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	work()
	b.mu.Unlock()
	a.mu.Unlock()
}

type user11 struct {
	id int
	mu sync.Mutex
}

func order11(a, b *user11) (*user11, *user11) {
	if a.id < b.id {
		return a, b
	}
	return b, a
}

// OrderOk: by a helper that returns them in order.
func OrderOk(a, b *user11) {
	x, y := order11(a, b)
	x.mu.Lock()
	y.mu.Lock()
	work()
	y.mu.Unlock()
	x.mu.Unlock()
}

type user12 struct {
	id int
	mu sync.Mutex
}

func lock12(a, b *user12) {
	a.mu.Lock()
	b.mu.Lock()
}

// CallersOk: by the only callers of the helper that locks.
func CallersOk(a, b *user12) {
	if a.id < b.id {
		lock12(a, b)
	} else {
		lock12(b, a)
	}
	work()
	a.mu.Unlock()
	b.mu.Unlock()
}

type user13 struct {
	id int
	mu sync.Mutex
}

func lock13(a, b *user13) {
	a.mu.Lock()
	b.mu.Lock() // want `instances\.user13\.mu .*\[inversion\]`
}

// CallersBad: one more caller does not care.
func CallersBad(a, b *user13) {
	if a.id < b.id {
		lock13(a, b)
	} else {
		lock13(b, a)
	}
	work()
	a.mu.Unlock()
	b.mu.Unlock()
}

func (a *user13) SendBad(b *user13) {
	lock13(a, b)
	work()
	a.mu.Unlock()
	b.mu.Unlock()
}

type user14 struct {
	id int
	mu sync.Mutex
}

// ReturnOk: refuses what is not in order.
func ReturnOk(a, b *user14) bool {
	if a.id >= b.id {
		return false
	}
	a.mu.Lock()
	b.mu.Lock()
	work()
	b.mu.Unlock()
	a.mu.Unlock()
	return true
}

type user15 struct {
	id int
	mu sync.Mutex
}

// SameIDBad: refuses what is the same.
func SameIDBad(a, b *user15) bool {
	if a.id == b.id {
		return false
	}
	a.mu.Lock()
	b.mu.Lock() // want `instances\.user15\.mu .*\[inversion\]`
	work()
	b.mu.Unlock()
	a.mu.Unlock()
	return true
}

type user16 struct {
	balance int
	mu      sync.Mutex
}

// BalanceFN: what they are compared by changes, so it orders nothing; that a field never changes is not asked.
func BalanceFN(a, b *user16) {
	if a.balance > b.balance {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	a.balance--
	b.balance++
	b.mu.Unlock()
	a.mu.Unlock()
}

type user17 struct {
	id int
	mu sync.Mutex
}

// AscendFN and DescendFN: each has an order, the two have not the same; any comparison is taken for the one order.
func AscendFN(a, b *user17) {
	if a.id > b.id {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

func DescendFN(a, b *user17) {
	if a.id < b.id {
		a, b = b, a
	}
	a.mu.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

type user18 struct {
	id int
	mu sync.Mutex
}

// SortOk: two of them, sorted as a list.
func SortOk(a, b *user18) {
	l := []*user18{a, b}
	slices.SortFunc(l, func(x, y *user18) int { return cmp.Compare(x.id, y.id) })
	l[0].mu.Lock()
	l[1].mu.Lock()
	work()
	l[1].mu.Unlock()
	l[0].mu.Unlock()
}

type user19 struct {
	id int
	mu sync.Mutex
}

// LateBad: compared only after the first lock, and the wrong way is taken just as well.
func LateBad(a, b *user19) {
	a.mu.Lock()
	defer a.mu.Unlock()
	older := a.id < b.id
	b.mu.Lock() // want `instances\.user19\.mu .*\[inversion\]`
	defer b.mu.Unlock()
	if older {
		work()
	}
}

type user20 struct {
	id int
	mu sync.Mutex
}

// BetweenOk: the one that is locked already is given up where the order is wrong.
func BetweenOk(a, b *user20) {
	a.mu.Lock()
	if a.id > b.id {
		a.mu.Unlock()
		b.mu.Lock()
		a.mu.Lock()
	} else {
		b.mu.Lock()
	}
	work()
	b.mu.Unlock()
	a.mu.Unlock()
}

// The same pair, always.

type slot1 struct{ mu sync.Mutex }

var inOk, outOk slot1

func move1(x, y *slot1) {
	x.mu.Lock()
	y.mu.Lock()
	y.mu.Unlock()
	x.mu.Unlock()
}

// FixedOk and FixedAgainOk: the helper has two callers, both of which say in, out.
func FixedOk()      { move1(&inOk, &outOk) }
func FixedAgainOk() { move1(&inOk, &outOk) }

type slot2 struct{ mu sync.Mutex }

var inBad, outBad slot2

func move2(x, y *slot2) {
	x.mu.Lock()
	y.mu.Lock() // want `instances\.slot2\.mu .*\[inversion\]`
	y.mu.Unlock()
	x.mu.Unlock()
}

// FixedBad and FixedBackBad: one of the two says out, in.
func FixedBad()     { move2(&inBad, &outBad) }
func FixedBackBad() { move2(&outBad, &inBad) }

type slot3 struct{ mu sync.Mutex }

type belt3 struct{ in, out slot3 }

func move3(x, y *slot3) {
	x.mu.Lock()
	y.mu.Lock() // want `instances\.slot3\.mu .*\[inversion\]`
	y.mu.Unlock()
	x.mu.Unlock()
}

// RunBad: two goroutines, with the fields of one object, crossed.
func (b *belt3) RunBad() {
	go move3(&b.in, &b.out)
	move3(&b.out, &b.in)
}

type slot4 struct{ mu sync.Mutex }

type belt4 struct{ in, out slot4 }

func move4(x, y *slot4) {
	x.mu.Lock()
	y.mu.Lock()
	y.mu.Unlock()
	x.mu.Unlock()
}

// RunOk: not crossed.
func (b *belt4) RunOk() {
	go move4(&b.in, &b.out)
	move4(&b.in, &b.out)
}
