package model

import (
	"go/types"

	"github.com/lockorder/lockorder/internal/identity"
)

// Types answers questions about types, and remembers the answers.
type Types struct {
	locks map[*types.Named]int
	named *Locks
}

// NewTypes returns an empty Types that knows the locks which the user names.
func NewTypes(named *Locks) *Types { return &Types{make(map[*types.Named]int), named} }

// Owner is the text that stands for the type in a step to a field of struct
// type t: its name, or "" if t has none or is one of sync's own types, or "!"
// for a lock type with a single lock in it.
func (c *Types) Owner(t types.Type, in string) string {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return ""
	}
	obj := named.Origin().Obj()
	if obj.Pkg() == nil || obj.Pkg().Path() == "sync" {
		return ""
	}
	if n := c.lockFields(named.Origin()); n > 0 {
		if n == 1 {
			return "!"
		}
		return ""
	}
	pkg := identity.Package(obj.Pkg().Path(), obj.Pkg().Name())
	if obj.Parent() != obj.Pkg().Scope() && obj.Parent() != nil {
		return pkg + "." + in + "." + obj.Name()
	}
	return pkg + "." + obj.Name()
}

// TypeName is the name of t as part of a class, or "".
func TypeName(t types.Type) string {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	obj := named.Origin().Obj()
	return identity.Package(obj.Pkg().Path(), obj.Pkg().Name()) + "." + obj.Name()
}

// IsPrimitive reports whether t is a lock of package sync.
func IsPrimitive(t types.Type) bool {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "sync" {
		return false
	}
	switch named.Obj().Name() {
	case "Mutex", "RWMutex", "Once", "Locker":
		return true
	}
	return false
}

// IsGroup reports whether t is something to wait for that goes, like a lock, by
// the name of who has it.
func IsGroup(t types.Type) bool {
	switch TypeName(t) {
	case "sync.WaitGroup", "sync.Cond", "golang.org/x/sync/errgroup.Group", "io.PipeReader", "net/http.Server":
		return true
	}
	return false
}

// HasLock reports whether t is a lock, or leads to a struct with a lock, or a lock type, in
// it.
func HasLock(t types.Type) bool {
	if IsPrimitive(t) {
		return true
	}
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	c := NewTypes(nil)
	for f := range st.Fields() {
		if IsPrimitive(f.Type()) || c.isLockType(f.Type()) {
			return true
		}
	}
	return false
}

// HasWait reports whether t is something to wait for, or leads to a struct with such in it.
func HasWait(t types.Type) bool {
	if isWaited(t) {
		return true
	}
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if isWaited(f.Type()) {
			return true
		}
	}
	return false
}

// isWaited holds for channels, and for groups.
func isWaited(t types.Type) bool {
	_, ch := t.Underlying().(*types.Chan)
	return ch || IsGroup(t)
}

// lockFields is the number of locks in a lock type, and 0 if t is none: a
// struct that can be locked and holds, besides locks, only bookkeeping. A type
// that promotes a lock's methods beside data of its own is no lock type.
func (c *Types) lockFields(t *types.Named) int {
	n, ok := c.locks[t]
	if !ok {
		n = c.countLocks(t)
		c.locks[t] = n
	}
	return n
}

func (c *Types) countLocks(t *types.Named) int {
	if c.named.has(t) {
		return 1
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || !lockable(t) {
		return 0
	}
	locks, promoted := 0, false
	for f := range st.Fields() {
		switch {
		case IsPrimitive(f.Type()) || c.isLockType(f.Type()):
			locks++
			promoted = promoted || f.Embedded()
		case isBookkeeping(f.Type()):
		default:
			return 0
		}
	}
	if promoted && st.NumFields() > locks {
		return 0
	}
	return locks
}

// isLockType looks at values only: a type cannot hold itself by value.
func (c *Types) isLockType(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && c.lockFields(named.Origin()) > 0
}

// lockable reports whether *t has both Lock and Unlock, declared or promoted.
func lockable(t *types.Named) bool {
	set := types.NewMethodSet(types.NewPointer(t))
	return set.Lookup(nil, "Lock") != nil && set.Lookup(nil, "Unlock") != nil
}

// isBookkeeping holds for what a lock wrapper keeps about itself: numbers,
// names, atomics, times, structs of these, and pointers to them.
func isBookkeeping(t types.Type) bool { return isPlain(t, 0) }

// maxPlain bounds how deep a type is looked into: one that leads to itself is no
// bookkeeping.
const maxPlain = 8

func isPlain(t types.Type, depth int) bool {
	if depth > maxPlain {
		return false
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		switch path := named.Obj().Pkg().Path(); {
		case path == "sync/atomic", path == "time" && named.Obj().Name() == "Time":
			return true
		case path == "sync", lockable(named):
			return false
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Array:
		return isPlain(u.Elem(), depth+1)
	case *types.Pointer:
		return isPlain(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if !isPlain(f.Type(), depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
