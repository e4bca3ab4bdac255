package model

import (
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// Locks are lock types that the user names, whose code does not show that they are:
// a spin lock, one in assembly or behind a channel. What their methods do is what
// their names say; the bodies are not looked at. Nil is none.
type Locks struct {
	methods map[string]*Summary // by full name
	types   map[string][]string // names of methods, by import path and name
}

// lockMethods are what the methods of a lock type do, in the order in which the user
// names them.
var lockMethods = []func() *Summary{
	func() *Summary { return lock(identity.Write) },
	func() *Summary { return unlock(identity.Write) },
	func() *Summary { return lock(identity.Read) },
	func() *Summary { return unlock(identity.Read) },
	func() *Summary { return tryLock(identity.Write) },
}

// ParseLocks reads lock types of the form importpath.Type:Lock,Unlock, to which the
// names of RLock and RUnlock and then of TryLock can be added. A name between two commas
// can be left out. Several types are separated by semicolons.
func ParseLocks(text string) (*Locks, error) {
	l := &Locks{make(map[string]*Summary), make(map[string][]string)}
	for spec := range strings.SplitSeq(text, ";") {
		spec = strings.TrimSpace(spec)
		if spec == "" {
			continue
		}
		name, methods, ok := strings.Cut(spec, ":")
		dot := strings.LastIndexByte(name, '.')
		if !ok || dot <= 0 || !token.IsIdentifier(name[dot+1:]) || strings.ContainsAny(name, " \t") {
			return nil, fmt.Errorf("a lock is importpath.Type:Lock,Unlock[,RLock,RUnlock,TryLock], not %q", spec)
		}
		names := strings.Split(methods, ",")
		if len(names) < 2 || len(names) > len(lockMethods) || strings.Trim(methods, ",") == "" {
			return nil, fmt.Errorf("lock %s: it takes the methods Lock,Unlock[,RLock,RUnlock,TryLock], not %q", name, methods)
		}
		for i, method := range names {
			if method == "" {
				continue
			}
			if !token.IsIdentifier(method) {
				return nil, fmt.Errorf("lock %s: %q is no method", name, method)
			}
			l.types[name] = append(l.types[name], method)
			for _, recv := range []string{"(*" + name + ").", "(" + name + ")."} {
				l.methods[recv+method] = lockMethods[i]()
			}
		}
	}
	return l, nil
}

// Summary is what the method of that full name does; nil if it is none of these.
func (l *Locks) Summary(full string) *Summary {
	if l == nil {
		return nil
	}
	return l.methods[full]
}

// has reports whether the user names the type.
func (l *Locks) has(t *types.Named) bool {
	obj := t.Origin().Obj()
	return l != nil && obj.Pkg() != nil && l.types[obj.Pkg().Path()+"."+obj.Name()] != nil
}

// Packages are the import paths of the packages that declare the types, in order.
func (l *Locks) Packages() []string {
	if l == nil {
		return nil
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(l.types)) {
		out = append(out, name[:strings.LastIndexByte(name, '.')])
	}
	return slices.Compact(out)
}

// Check is an error if a package lacks a type that is said to be there, or that type a
// method.
func (l *Locks) Check(pkg *types.Package) error {
	if l == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(l.types)) {
		short, ok := strings.CutPrefix(name, pkg.Path()+".")
		if !ok || strings.ContainsAny(short, "./") {
			continue
		}
		obj, ok := pkg.Scope().Lookup(short).(*types.TypeName)
		if !ok {
			return fmt.Errorf("lock %s: there is no such type", name)
		}
		for _, method := range l.types[name] {
			if m, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, method); !isMethod(m) {
				return fmt.Errorf("lock %s: it has no method %s", name, method)
			}
		}
	}
	return nil
}

func isMethod(obj types.Object) bool {
	_, ok := obj.(*types.Func)
	return ok
}
