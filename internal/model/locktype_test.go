package model

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

const lockTypes = `package store

import (
	"sync"
	"sync/atomic"
	"time"
)

type Plain struct{ mu sync.Mutex; n int }
type Wrapper struct{ m sync.Mutex }
func (w *Wrapper) Lock()   { w.m.Lock() }
func (w *Wrapper) Unlock() { w.m.Unlock() }
type Counting struct { m sync.Mutex; n int; holder string; seen atomic.Int64; last [4]uint64; _ struct{} }
func (w *Counting) Lock()   { w.m.Lock() }
func (w *Counting) Unlock() { w.m.Unlock() }
type Two struct { a, b sync.Mutex }
func (w *Two) Lock()   { w.a.Lock() }
func (w *Two) Unlock() { w.a.Unlock() }
type WithData struct { m sync.Mutex; data map[string]int }
func (w *WithData) Lock()   { w.m.Lock() }
func (w *WithData) Unlock() { w.m.Unlock() }
type OnlyLock struct { m sync.Mutex }
func (w *OnlyLock) Lock() { w.m.Lock() }
type Embeds struct { sync.Mutex }
type EmbedsBeside struct { sync.RWMutex; n int }
type Outer struct { Wrapper }
type Holds struct { w Wrapper; n int }
func (h *Holds) Lock()   { h.w.Lock() }
func (h *Holds) Unlock() { h.w.Unlock() }
type Timed struct { hold *int; *times; since time.Time; m sync.Mutex }
type times struct { last time.Time; spent *time.Duration }
func (w *Timed) Lock()   { w.m.Lock() }
func (w *Timed) Unlock() { w.m.Unlock() }
type OfOther struct { m sync.Mutex; other *Wrapper }
func (w *OfOther) Lock()   { w.m.Lock() }
func (w *OfOther) Unlock() { w.m.Unlock() }
type OfPlain struct { m sync.Mutex; other *Plain }
func (w *OfPlain) Lock()   { w.m.Lock() }
func (w *OfPlain) Unlock() { w.m.Unlock() }
type OfLock struct { m sync.Mutex; other *sync.WaitGroup }
func (w *OfLock) Lock()   { w.m.Lock() }
func (w *OfLock) Unlock() { w.m.Unlock() }
type OfItself struct { m sync.Mutex; list *list }
type list struct { next *list }
func (w *OfItself) Lock()   { w.m.Lock() }
func (w *OfItself) Unlock() { w.m.Unlock() }
type Generic[K comparable] struct { mu sync.Mutex; m map[K]int }
type NotStruct int
type Alias = Plain
func F() { type local struct { mu sync.Mutex; n int }; _ = local{} }
var anonymous struct { mu sync.Mutex }
var inst Generic[string]
var once sync.Once
var locker sync.Locker
var cond sync.Cond
var group sync.WaitGroup
`

func lockTypesPackage(t *testing.T) (*types.Package, *types.Info) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "store.go", lockTypes, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Defs: make(map[*ast.Ident]types.Object)}
	pkg, err := (&types.Config{Importer: std}).Check("example.com/go-store", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	return pkg, info
}

func TestOwnerIsTheNamedTypeUnlessThatIsALock(t *testing.T) {
	pkg, info := lockTypesPackage(t)
	const in = "example.com/go-store!store."
	for _, tt := range []struct{ name, want string }{
		{"Plain", in + "Plain"},
		{"Alias", in + "Plain"},
		{"Wrapper", "!"},
		{"Counting", "!"},
		{"Two", ""},
		{"WithData", in + "WithData"},
		{"OnlyLock", in + "OnlyLock"},
		{"Embeds", "!"},
		{"EmbedsBeside", in + "EmbedsBeside"},
		{"Outer", "!"},
		{"Holds", "!"},
		{"Timed", "!"},
		{"OfOther", in + "OfOther"},
		{"OfPlain", in + "OfPlain"},
		{"OfLock", in + "OfLock"},
		{"OfItself", in + "OfItself"},
		{"inst", in + "Generic"},
		{"anonymous", ""},
		{"once", ""},
	} {
		typ := pkg.Scope().Lookup(tt.name).Type()
		c := NewTypes(nil)
		for range 2 { // the second time from memory
			if got := c.Owner(typ, "F"); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
			if got := c.Owner(types.NewPointer(typ), "F"); got != tt.want {
				t.Errorf("pointer to %s: %q, want %q", tt.name, got, tt.want)
			}
		}
	}
	for id, obj := range info.Defs {
		if id.Name == "local" {
			if got, want := NewTypes(nil).Owner(obj.Type(), "F"), in+"F.local"; got != want {
				t.Errorf("type declared in a function: %q, want %q", got, want)
			}
		}
	}
}

func TestPrimitivesAndWhatHoldsOne(t *testing.T) {
	pkg, _ := lockTypesPackage(t)
	for _, tt := range []struct {
		name               string
		primitive, hasLock bool
	}{
		{"Plain", false, true},
		{"Embeds", false, true},
		{"Outer", false, true}, // what it embeds is a lock type
		{"NotStruct", false, false},
		{"anonymous", false, true},
		{"once", true, true},
		{"locker", true, true},
		{"cond", false, true},
		{"group", false, false},
	} {
		typ := pkg.Scope().Lookup(tt.name).Type()
		if got := IsPrimitive(typ); got != tt.primitive {
			t.Errorf("IsPrimitive(%s) = %v", tt.name, got)
		}
		if got := HasLock(types.NewPointer(typ)); got != tt.hasLock {
			t.Errorf("HasLock(*%s) = %v", tt.name, got)
		}
	}
}

func TestTypeNameIsThatOfTheOrigin(t *testing.T) {
	pkg, _ := lockTypesPackage(t)
	for _, tt := range []struct{ name, want string }{
		{"Plain", "example.com/go-store!store.Plain"},
		{"inst", "example.com/go-store!store.Generic"},
		{"once", "sync.Once"},
		{"anonymous", ""},
	} {
		if got := TypeName(types.NewPointer(pkg.Scope().Lookup(tt.name).Type())); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestSummaryMattersIfACallerCanSeeIt(t *testing.T) {
	fn := onceFunc().Results
	for _, tt := range []struct {
		name string
		s    Summary
		want bool
	}{
		{"does nothing", Summary{Exits: returns}, false},
		{"never returns", Summary{}, true},
		{"two ways to return", Summary{Exits: []Exit{{}, {}}}, true},
		{"takes", *lock(0), true},
		{"releases", *unlock(identity.Write), true},
		{"calls back", Summary{Exits: returns, Opens: []Open{{}}}, true},
		{"returns a function", Summary{Exits: returns, Results: fn}, true},
		{"returns a pointer", Summary{Exits: returns, Results: Primitives["(*sync.RWMutex).RLocker"].Results}, false},
	} {
		if got := tt.s.Matters(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
