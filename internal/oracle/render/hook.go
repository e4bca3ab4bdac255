package render

import "fmt"

// hookSource declares yield, which sometimes lets other goroutines run: which
// calls do is drawn from a seed in the environment and from how many there were.
func hookSource(pkg string) string {
	return fmt.Sprintf(`package %s

import (
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"
)

var (
	yieldSeed, _ = strconv.ParseUint(os.Getenv("YIELD_SEED"), 10, 64)
	yields       atomic.Uint64
)

func yield() {
	n := (yieldSeed + yields.Add(1)) * 0x9e3779b97f4a7c15
	n ^= n >> 29
	n *= 0xbf58476d1ce4e5b9
	n ^= n >> 32
	switch n %% 4 {
	case 0:
		runtime.Gosched()
	case 1:
		time.Sleep(time.Duration(n>>8%%100) * time.Microsecond)
	}
}
`, pkg)
}
