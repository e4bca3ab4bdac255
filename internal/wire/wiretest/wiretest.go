// Package wiretest holds the reading of bytes against what they may cost.
package wiretest

import (
	"runtime"
	"testing"
)

// What reading may allocate: in proportion to the bytes, and whatever their number.
const (
	PerByte = 2 << 10 // packed 16 to one, and up to a hundred bytes of memory for each
	AtLeast = 1 << 20
)

// Bounded calls read, which reads so many bytes, and fails the test if that allocates
// more than is in proportion. Nothing else may run meanwhile.
func Bounded(t testing.TB, bytes int, read func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	read()
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > uint64(AtLeast+PerByte*bytes) {
		t.Errorf("%d bytes took %d bytes of memory, %d for each", bytes, took, took/uint64(bytes+1))
	}
}
