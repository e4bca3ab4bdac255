package instances

import "sync"

// roundBad: three goroutines, over two ledgers and the log. Each order by itself is one
// that nobody turns round: main, log; log, backup; backup, main.
type roundBad struct {
	mu  sync.Mutex
	sum int
}

var (
	roundMain, roundBackup roundBad
	roundLog               sync.Mutex
)

func roundPostBad(n int) {
	roundMain.mu.Lock()
	defer roundMain.mu.Unlock()
	roundMain.sum += n
	roundLog.Lock() // want `instances\.roundBad.*are taken in a circle.*\[inversion\]`
	roundLog.Unlock()
}

func roundReplayBad() {
	roundLog.Lock()
	defer roundLog.Unlock()
	roundBackup.mu.Lock()
	roundBackup.sum++
	roundBackup.mu.Unlock()
}

func roundRestoreBad() {
	roundBackup.mu.Lock()
	defer roundBackup.mu.Unlock()
	roundMain.mu.Lock()
	roundMain.sum = roundBackup.sum
	roundMain.mu.Unlock()
}

// roundOk: it restores the main ledger first, so that the log is between the two for all.
type roundOk struct {
	mu  sync.Mutex
	sum int
}

var (
	roundFirst, roundSecond roundOk
	roundOkLog              sync.Mutex
)

func roundPostOk(n int) {
	roundFirst.mu.Lock()
	defer roundFirst.mu.Unlock()
	roundFirst.sum += n
	roundOkLog.Lock()
	roundOkLog.Unlock()
}

func roundReplayOk() {
	roundOkLog.Lock()
	defer roundOkLog.Unlock()
	roundSecond.mu.Lock()
	roundSecond.sum++
	roundSecond.mu.Unlock()
}

func roundRestoreOk() {
	roundFirst.mu.Lock()
	defer roundFirst.mu.Unlock()
	roundSecond.mu.Lock()
	roundFirst.sum = roundSecond.sum
	roundSecond.mu.Unlock()
}

// balanceBad: what is over goes to and fro, each time the other way round.
type balanceBad struct {
	mu    sync.Mutex
	items []int
}

var balanceLeft, balanceRight balanceBad

func Balance() { balance(&balanceLeft, &balanceRight) }

func balance(from, to *balanceBad) {
	from.mu.Lock()
	to.mu.Lock() // want `two locks instances\.balanceBad\.mu are taken in opposite orders.*\[inversion\]`
	for len(from.items) > len(to.items)+1 {
		to.items, from.items = append(to.items, from.items[0]), from.items[1:]
	}
	again := len(to.items) > len(from.items)+1
	to.mu.Unlock()
	from.mu.Unlock()
	if again {
		balance(to, from)
	}
}

// balanceOk: once more, the same way round.
type balanceOk struct {
	mu    sync.Mutex
	items []int
}

var balanceFirst, balanceSecond balanceOk

func BalanceOk() { balanceInOrderOk(&balanceFirst, &balanceSecond) }

func balanceInOrderOk(from, to *balanceOk) {
	from.mu.Lock()
	to.mu.Lock()
	for len(from.items) > len(to.items)+1 {
		to.items, from.items = append(to.items, from.items[0]), from.items[1:]
	}
	again := len(from.items) > len(to.items)+1
	to.mu.Unlock()
	from.mu.Unlock()
	if again {
		balanceInOrderOk(from, to)
	}
}

// yieldBad: under the second it gives way with the first for a while, and takes it back:
// the other way round.
type yieldBad struct {
	mu  sync.Mutex
	sum int
}

var yieldFirst, yieldSecond yieldBad

func YieldBad() {
	yieldFirst.mu.Lock()
	defer yieldFirst.mu.Unlock()
	yieldSum() // want `two locks instances\.yieldBad\.mu are taken in opposite orders.*\[inversion\]`
}

func yieldSum() {
	yieldSecond.mu.Lock()
	defer yieldSecond.mu.Unlock()
	yieldFirst.mu.Unlock()
	n := yieldSecond.sum
	yieldFirst.mu.Lock()
	yieldFirst.sum += n
}

// yieldOk: it lets go of the second before.
type yieldOk struct {
	mu  sync.Mutex
	sum int
}

var yieldOne, yieldTwo yieldOk

func YieldOk() {
	yieldOne.mu.Lock()
	defer yieldOne.mu.Unlock()
	yieldSumOk()
}

func yieldSumOk() {
	yieldTwo.mu.Lock()
	yieldOne.mu.Unlock()
	n := yieldTwo.sum
	yieldTwo.mu.Unlock()
	yieldOne.mu.Lock()
	yieldOne.sum += n
}

// ledgerBad: the second time that it takes b it waits for itself; the first time it has
// the gate, as whoever goes from b to a does. So a and b alone are no circle; a and the
// gate are.
var ledgerBad struct{ gate, a, b sync.Mutex }

func LedgerBad() {
	ledgerBad.a.Lock()
	ledgerEnter() // want `ledgerBad\.a and instances\.ledgerBad\.gate are taken in opposite orders.*\[inversion\]`
	ledgerBad.a.Unlock()
}

func ledgerEnter() {
	ledgerBad.gate.Lock()
	ledgerBad.b.Lock()
	ledgerBad.gate.Unlock()
	ledgerBad.b.Lock() // waits for itself
	ledgerBad.b.Unlock()
}

func LedgerBack() {
	ledgerBad.gate.Lock()
	ledgerBad.b.Lock()
	ledgerBad.a.Lock()
	ledgerBad.a.Unlock()
	ledgerBad.b.Unlock()
	ledgerBad.gate.Unlock()
}

// lendBad: Lend gives the book up while the two are settled, the other way round than
// elsewhere.
var lendBad struct{ book, till sync.Mutex }

func LendBad() { lend(&lendBad.book, &lendBad.till) }

func SettleBad() { settle(&lendBad.book, &lendBad.till) }

func lend(a, b *sync.Mutex) {
	a.Lock()
	lent(a, b)
	a.Unlock()
}

func lent(a, b *sync.Mutex) {
	a.Unlock()
	settle(b, a)
	a.Lock()
}

func settle(a, b *sync.Mutex) {
	a.Lock()
	b.Lock() // want `lendBad\.book and instances\.lendBad\.till are taken in opposite orders.*\[inversion\]`
	b.Unlock()
	a.Unlock()
}

// lendOk: settled in one order.
var lendOk struct{ book, till sync.Mutex }

func LendOk() { lendFairly(&lendOk.book, &lendOk.till) }

func SettleOk() { settleFairly(&lendOk.book, &lendOk.till) }

func lendFairly(a, b *sync.Mutex) {
	a.Lock()
	lentFairly(a, b)
	a.Unlock()
}

func lentFairly(a, b *sync.Mutex) {
	a.Unlock()
	settleFairly(a, b)
	a.Lock()
}

func settleFairly(a, b *sync.Mutex) {
	a.Lock()
	b.Lock()
	b.Unlock()
	a.Unlock()
}

// compareBad: reads two tables, in either order; both are written, so that each reader
// waits behind a writer of its own.
type compareBad struct {
	mu   sync.RWMutex
	rows int
}

var compareOld, compareNew compareBad

func CompareBad() bool { return fewer(&compareOld, &compareNew) || fewer(&compareNew, &compareOld) }

func fewer(a, b *compareBad) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	b.mu.RLock() // want `two locks instances\.compareBad\.mu are taken in opposite orders.*\[inversion\]`
	defer b.mu.RUnlock()
	return a.rows < b.rows
}

func WriteOldBad() {
	compareOld.mu.Lock()
	compareOld.rows++
	compareOld.mu.Unlock()
}

func WriteNewBad() {
	compareNew.mu.Lock()
	compareNew.rows++
	compareNew.mu.Unlock()
}

// compareOk: only the new one is written: who reads the old one second never waits.
type compareOk struct {
	mu   sync.RWMutex
	rows int
}

var compareFixed, compareLive compareOk

func CompareOk() bool {
	return fewerOk(&compareFixed, &compareLive) || fewerOk(&compareLive, &compareFixed)
}

func fewerOk(a, b *compareOk) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	b.mu.RLock()
	defer b.mu.RUnlock()
	return a.rows < b.rows
}

func WriteLiveOk() {
	compareLive.mu.Lock()
	compareLive.rows++
	compareLive.mu.Unlock()
}
