package model

import (
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

func param(i int) identity.Path {
	return identity.Path{Root: identity.Root{Kind: identity.Param, Index: i}}
}

func free(i int) identity.Path {
	return identity.Path{Root: identity.Root{Kind: identity.Free, Index: i}}
}

func result(i int) identity.Path {
	return identity.Path{Root: identity.Root{Kind: identity.Result, Index: i}}
}

func receiver() identity.Lock { return identity.Lock{Path: param(0)} }

// returns is the net effect of a function that keeps nothing.
var returns = []Exit{{}}

func lock(m identity.Mode) *Summary {
	return &Summary{
		Acquires: []Acquire{{Lock: receiver(), Mode: m}},
		Exits:    []Exit{{Held: []Held{{Lock: receiver(), Mode: m}}}},
	}
}

func unlock(m identity.Mode) *Summary {
	l := receiver()
	l.Read = m == identity.Read
	return &Summary{Exits: []Exit{{Released: []identity.Lock{l}}}}
}

// tryOthers is tryLock of sync: it fails only if somebody holds the lock.
func tryOthers(m identity.Mode, otherwise string) *Summary {
	s := tryLock(m)
	s.Exits[1].When = []identity.Literal{{Subject: param(0), Const: otherwise}}
	return s
}

// tryLock holds on success and never blocks, so it acquires nothing.
func tryLock(m identity.Mode) *Summary {
	got := identity.Literal{Subject: result(0), Const: "true"}
	return &Summary{Exits: []Exit{
		{Held: []Held{{Lock: receiver(), Mode: m}}, Then: []identity.Literal{got}},
		{Then: []identity.Literal{got.Not()}},
	}}
}

// semaphore is the lock that a weighted semaphore is to those who take all that
// is left of it.
func semaphore() identity.Lock {
	return identity.Lock{Path: param(0), Kind: identity.Semaphore}
}

// acquireSemaphore waits, and holds unless its context ended before.
func acquireSemaphore() *Summary {
	failed := identity.NotNil(result(0))
	return &Summary{
		Acquires: []Acquire{{Lock: semaphore()}},
		Exits: []Exit{
			{Held: []Held{{Lock: semaphore()}}, Then: []identity.Literal{failed.Not()}},
			{Then: []identity.Literal{failed}},
		},
	}
}

func tryAcquireSemaphore() *Summary {
	got := identity.Literal{Subject: result(0), Const: "true"}
	return &Summary{Exits: []Exit{
		{Held: []Held{{Lock: semaphore()}}, Then: []identity.Literal{got}},
		{Then: []identity.Literal{got.Not()}},
	}}
}

// wait stops until others let it go on.
func wait(k identity.Kind) *Summary {
	return &Summary{Acquires: []Acquire{{Lock: identity.Lock{Path: param(0), Kind: k}}}, Exits: returns}
}

// completes lets those go on who wait.
func completes(k identity.Kind) *Summary {
	return &Summary{Completions: []Completion{{Of: identity.Lock{Path: param(0), Kind: k}}}, Exits: returns}
}

// counts makes others wait for what comes after.
func counts() *Summary {
	return &Summary{Counts: []Count{{Of: identity.Lock{Path: param(0), Kind: identity.Join}, Last: true}}, Exits: returns}
}

// waitCond gives up the Cond's lock while it waits.
func waitCond() *Summary {
	s := wait(identity.Notice)
	s.Acquires[0].Released = []identity.Lock{{Path: param(0).Append(condL).Load()}}
	return s
}

// onceDo runs fn while the once is held: until fn returns, every other caller
// waits. After that Do never blocks, nor runs fn.
func onceDo(once, fn identity.Path) *Summary {
	l := identity.Lock{Path: once, Kind: identity.Once}
	done := identity.Literal{Subject: once, Const: identity.Done}
	first := []identity.Literal{done.Not()}
	return &Summary{
		Acquires: []Acquire{{Lock: l, When: first}},
		Opens:    []Open{{Target: fn, Held: []Held{{Lock: l}}, When: first}},
		Exits:    []Exit{{Then: []identity.Literal{done}}},
	}
}

// onceFunc returns a function that is a Once of its own around fn.
func onceFunc() *Summary {
	body := &Foreign{Name: "the function made by sync.OnceFunc", Summary: onceDo(free(0), free(1))}
	made := identity.Func{Fn: body, Binds: []identity.Val{{Path: result(0)}, {Path: param(0)}}}
	return &Summary{Exits: returns, Results: []identity.Val{{Funcs: []identity.Func{made}}}}
}

// sameAs returns what p names.
func sameAs(p identity.Path) *Summary {
	return &Summary{Exits: returns, Results: []identity.Val{{Path: p}}}
}

// storesAt stores its argument at p.
func storesAt(p identity.Path) *Summary {
	return &Summary{Exits: returns, Flows: []Flow{{To: p, What: identity.Val{Path: param(1)}}}}
}

// condL is the step to the Locker of a sync.Cond.
const condL = ".:L"

// Primitives are the functions applied by name. Their semantics were checked
// in the source of Go 1.26.
var Primitives = withServers(withPipes(withContexts(withLoads(map[string]*Summary{
	"(*sync.Mutex).Lock":       lock(identity.Write),
	"(*sync.Mutex).Unlock":     unlock(identity.Write),
	"(*sync.Mutex).TryLock":    tryOthers(identity.Write, identity.Busy),
	"(*sync.RWMutex).Lock":     lock(identity.Write),
	"(*sync.RWMutex).Unlock":   unlock(identity.Write),
	"(*sync.RWMutex).TryLock":  tryOthers(identity.Write, identity.Busy),
	"(*sync.RWMutex).RLock":    lock(identity.Read),
	"(*sync.RWMutex).RUnlock":  unlock(identity.Read),
	"(*sync.RWMutex).TryRLock": tryOthers(identity.Read, identity.Writing),
	"(sync.Locker).Lock":       lock(identity.Write),
	"(sync.Locker).Unlock":     unlock(identity.Write),
	"(*sync.RWMutex).RLocker": {Exits: returns,
		Results: []identity.Val{{Path: param(0).Reader()}}},
	"sync.NewCond": {Exits: returns,
		Results: []identity.Val{{Path: result(0)}},
		Flows:   []Flow{{To: result(0).Append(condL), What: identity.Val{Path: param(0)}}}},
	"(*sync.Once).Do": onceDo(param(0), param(1)),

	"(*sync.WaitGroup).Add":  counts(),
	"(*sync.WaitGroup).Wait": wait(identity.Join),
	"(*sync.WaitGroup).Done": completes(identity.Join),
	"(*sync.Cond).Wait":      waitCond(),
	"(*sync.Cond).Signal":    completes(identity.Notice),
	"(*sync.Cond).Broadcast": completes(identity.Notice),

	"(*golang.org/x/sync/errgroup.Group).Wait": wait(identity.Join),

	"(*golang.org/x/sync/semaphore.Weighted).Acquire":    acquireSemaphore(),
	"(*golang.org/x/sync/semaphore.Weighted).TryAcquire": tryAcquireSemaphore(),
	"(*golang.org/x/sync/semaphore.Weighted).Release":    {Exits: []Exit{{Released: []identity.Lock{semaphore()}}}},
	"sync.OnceFunc":   onceFunc(),
	"sync.OnceValue":  onceFunc(),
	"sync.OnceValues": onceFunc(),

	// Copies have the elements of what they copy.
	"slices.Clone": sameAs(param(0)), "slices.Clip": sameAs(param(0)), "slices.Grow": sameAs(param(0)),
	"maps.Clone": sameAs(param(0)),

	// Atomics are places; see also [Atomics].
	"(*sync/atomic.Value).Store":      storesAt(param(0).Append(AtomicPlace)),
	"(*sync/atomic.Pointer[T]).Store": storesAt(param(0).Append(AtomicPlace)),

	// Goexit ends the goroutine, os.Exit the program.
	"runtime.Goexit": {},
	"os.Exit":        {},
	"syscall.Exit":   {},
	"log.Fatal":      {},
	"log.Fatalf":     {},
	"log.Fatalln":    {},
	"log.Panic":      {},
	"log.Panicf":     {},
	"log.Panicln":    {},

	"(*log.Logger).Fatal":       {},
	"(*log.Logger).Fatalf":      {},
	"(*log.Logger).Fatalln":     {},
	"(*log.Logger).Panic":       {},
	"(*log.Logger).Panicf":      {},
	"(*log.Logger).Panicln":     {},
	"(*testing.common).Fatal":   {},
	"(*testing.common).Fatalf":  {},
	"(*testing.common).FailNow": {},
	"(*testing.common).Skip":    {},
	"(*testing.common).Skipf":   {},
	"(*testing.common).SkipNow": {},
	"(testing.TB).Fatal":        {},
	"(testing.TB).Fatalf":       {},
	"(testing.TB).FailNow":      {},
	"(testing.TB).Skip":         {},
	"(testing.TB).Skipf":        {},
	"(testing.TB).SkipNow":      {},
}))))

// NonNil are functions whose error result is never nil where it is returned
// on failure paths. Context.Err is, once Done; it is asked on no other path.
var NonNil = map[string]bool{
	"errors.New":            true,
	"fmt.Errorf":            true,
	"(context.Context).Err": true,
	"context.Cause":         true,
}

// Packages are never analysed for facts: their functions are what the tables
// say, and do nothing else that matters here.
var Packages = map[string]bool{
	"sync": true, "sync/atomic": true, "internal/sync": true, "internal/race": true,
	"runtime": true, "internal/runtime/atomic": true, "time": true, "unsafe": true,
	"fmt": true, "sort": true, "slices": true, "maps": true, "iter": true,
	"errors": true, "strings": true, "bytes": true, "reflect": true,
}

// Resources are the packages whose types are what is taken or waited for.
var Resources = map[string]bool{
	"sync": true, "context": true,
	"golang.org/x/sync/errgroup": true, "golang.org/x/sync/semaphore": true, "golang.org/x/sync/singleflight": true,
}

// IsInternalStd holds for the packages of std that only std can import.
func IsInternalStd(path string) bool {
	elements := strings.Split(path, "/")
	return Std[elements[0]] && slices.Contains(elements, "internal")
}

// Std are the first elements of the standard library's import paths.
var Std = map[string]bool{
	"archive": true, "bufio": true, "bytes": true, "cmp": true, "compress": true, "container": true,
	"context": true, "crypto": true, "database": true, "debug": true, "embed": true, "encoding": true,
	"errors": true, "expvar": true, "flag": true, "fmt": true, "go": true, "hash": true, "html": true,
	"image": true, "index": true, "internal": true, "io": true, "iter": true, "log": true, "maps": true,
	"math": true, "mime": true, "net": true, "os": true, "path": true, "plugin": true, "reflect": true,
	"regexp": true, "runtime": true, "slices": true, "sort": true, "strconv": true, "strings": true,
	"structs": true, "sync": true, "syscall": true, "testing": true, "text": true, "time": true,
	"unicode": true, "unique": true, "unsafe": true, "vendor": true, "weak": true,
}
