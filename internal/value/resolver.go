// Package value says what an SSA value stands for in its function: a path, or
// the functions it may be.
//
// Rules, each with the side to which it errs:
//
//   - cell: a local variable, or a field of an object made here, that is stored
//     to once is the value stored. May report falsely if an alias unseen here
//     stores in between.
//   - stored field: where a function stores to field T.f, each load through T.f
//     is a value of its own. May miss.
//   - invariant (Shape): what a constructor stores in an object's fields holds
//     for all objects of the type. May report falsely; lowers confidence.
package value

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"hash/fnv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// A World is what a Resolver must ask about the rest of the package.
type World interface {
	// Outline is what the call returns and stores, in the callee's terms, with
	// the values that stand for its parameters; nil if unknown.
	Outline(call ssa.CallInstruction, r *Resolver) *Outline
	// Argument is the package variable, or the constant, that a parameter
	// always is; neither if that is not known.
	Argument(p *ssa.Parameter) (variable identity.Path, constant string)
	// Written are the steps to the places that the callees of a call store
	// pointers to.
	Written(call ssa.CallInstruction) map[string]bool
	// Enclosing is where the function literal fn is made, and the resolver of
	// the function around it; nil if fn is none.
	Enclosing(fn *ssa.Function) (*ssa.MakeClosure, *Resolver)
	// GlobalFunc is the function that package initialization stores in a
	// variable that nothing else stores to.
	GlobalFunc(g *ssa.Global) (identity.Val, bool)
	// NonNil reports whether a value is never nil, by where it comes from:
	// a package variable, or a function that always makes something.
	NonNil(v ssa.Value) bool
	// KeptAt is the field that all channels in a field come from, or that field.
	KeptAt(field identity.Class) identity.Class
	// Types answers about types.
	Types() *model.Types
}

// An Outline is a callee's results and flows, and how to read them.
type Outline struct {
	Results []identity.Val
	Flows   []model.Flow
	Bind    Binding
}

// A Resolver resolves the values of one function.
type Resolver struct {
	Fn      *ssa.Function
	world   World
	memo    map[ssa.Value]int32        // where in vals
	vals    []resolved                 // as they were asked for
	open    int                        // how many are being resolved
	stores  map[ssa.Value][]*ssa.Store // by the object or variable stored into
	written map[string]bool            // field steps stored to in objects not made here
	busy    []identity.Path            // places whose content is being found
	exprs   map[string]ssa.Value       // the first of equal comparisons
	firsts  map[*ssa.BinOp]ssa.Value   // the same, by comparison
	retries int                        // how often what was resolved has been dropped again
	finding int                        // how many variables are being followed; see foundOrMade
	args    map[*ssa.CallCommon][]identity.Val

	channels map[ssa.Value]identity.Class // where channels are kept
	captures map[*ssa.MakeClosure][]ssa.Value
	setters  map[ssa.Value][]setter // by the object that they are passed
}

// A resolved is what a value stands for: mostly a path, a third of the size of a Val.
type resolved struct {
	of   ssa.Value
	path identity.Path
	more *identity.Val // all of it, unless it is only a path
	open bool          // it is being resolved
	used bool          // it was asked for while it was
}

func (x *resolved) set(v identity.Val) {
	x.path, x.more, x.open = v.Path, nil, false
	if v.Funcs != nil || v.Type != nil || v.Const != "" || v.Holds != nil || v.Subject.Known() || v.Shown {
		all := v // not v, which would always be allocated
		x.more = &all
	}
}

func (x *resolved) val() identity.Val {
	if x.more != nil {
		return *x.more
	}
	return identity.Val{Path: x.path}
}

// NewResolver prepares fn.
func NewResolver(fn *ssa.Function, world World) *Resolver {
	r := &Resolver{
		Fn:      fn,
		world:   world,
		memo:    make(map[ssa.Value]int32),
		stores:  make(map[ssa.Value][]*ssa.Store),
		written: make(map[string]bool),
		exprs:   make(map[string]ssa.Value),
		firsts:  make(map[*ssa.BinOp]ssa.Value),

		channels: make(map[ssa.Value]identity.Class),
		setters:  make(map[ssa.Value][]setter),
	}
	r.noteStores()
	r.args = make(map[*ssa.CallCommon][]identity.Val) // not before: all stores count
	return r
}

// maxRetries bounds how often cyclic values are resolved again. Errs to misses:
// the same place may then have two paths.
const maxRetries = 100

// Val resolves v.
func (r *Resolver) Val(v ssa.Value) identity.Val {
	if i, ok := r.memo[v]; ok {
		known := &r.vals[i]
		known.used = known.open
		return known.val()
	}
	opaque := r.opaque(v)
	i := len(r.vals)
	r.memo[v] = int32(i)
	r.vals = append(r.vals, resolved{of: v, path: opaque, open: true}) // breaks cycles
	r.open++
	x := r.resolve(v)
	r.open--
	if !x.Known() {
		x = identity.Val{Path: opaque, Type: x.Type}
	}
	if r.vals[i].used && x.Path != opaque && r.retries < maxRetries {
		// What was resolved on the way took v for opaque.
		r.retries++
		r.forget(i + 1)
	}
	r.vals[i].set(x)
	return x
}

// forget drops what was resolved, from the i-th value on.
func (r *Resolver) forget(i int) {
	for _, known := range r.vals[i:] {
		delete(r.memo, known.of)
	}
	r.vals = r.vals[:i]
}

// opaque names v by itself. A struct is what is stored at a place of its own,
// so that the fields of structs and of pointers to them are told apart.
func (r *Resolver) opaque(v ssa.Value) identity.Path {
	kind := identity.Value
	if _, ok := v.(*ssa.Alloc); ok {
		kind = identity.Local
	}
	p := identity.Path{Root: identity.Root{Kind: kind, Ref: v}}
	if isStruct(v.Type()) {
		return p.Load()
	}
	return p
}

func isStruct(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

func (r *Resolver) resolve(v ssa.Value) identity.Val {
	switch v := v.(type) {
	case *ssa.Parameter:
		if p, _ := r.world.Argument(v); p.Known() {
			return path(p)
		}
		return path(r.root(v))
	case *ssa.FreeVar, *ssa.Global:
		return path(r.root(v))
	case *ssa.Const:
		return identity.Val{Const: ConstText(v)}
	case *ssa.Function:
		return identity.Val{Funcs: []identity.Func{{Fn: v}}}
	case *ssa.MakeClosure:
		return r.closure(v)
	case *ssa.MakeInterface:
		x := r.Val(v.X)
		x.Type = v.X.Type()
		return x
	case *ssa.ChangeType:
		return r.Val(v.X)
	case *ssa.ChangeInterface:
		return r.Val(v.X)
	case *ssa.Convert:
		if !isText(v.Type()) || isText(v.X.Type()) {
			return r.Val(v.X)
		}
		return identity.Val{} // what a list of bytes says now it need not say later
	case *ssa.TypeAssert:
		return r.Val(v.X)
	case *ssa.Slice:
		x := r.Val(v.X)
		x.Const = "" // a part of a string is another
		return x
	case *ssa.Phi:
		return r.phi(v)
	case *ssa.Call:
		if list := copyOf(v); list != nil {
			return r.Val(list)
		}
		return r.call(v, 0)
	}
	return r.place(v)
}

// place resolves what is computed from another place: fields, elements, loads.
func (r *Resolver) place(v ssa.Value) identity.Val {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return path(r.Val(v.X).Path.Append(r.fieldStep(v.X.Type(), v.Field)))
	case *ssa.Field:
		owner, name := r.fieldOf(v.X.Type(), v.Field)
		return path(r.Val(v.X).Path.FieldOfValue(owner, name))
	case *ssa.IndexAddr:
		return path(r.Val(v.X).Path.Elem(r.key(v.Index)))
	case *ssa.Index:
		return path(r.Val(v.X).Path.Elem(r.key(v.Index)).Load())
	case *ssa.Lookup:
		if !v.CommaOk {
			return path(r.element(v.X, v.Index))
		}
	case *ssa.Extract:
		return r.extract(v)
	case *ssa.UnOp:
		switch v.Op {
		case token.MUL:
			return r.load(v)
		case token.NOT:
			if c := r.Val(v.X).Const; c == "true" || c == "false" {
				return identity.Val{Const: identity.Literal{Const: c}.Not().Const}
			}
		}
	}
	return identity.Val{}
}

func isText(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func path(p identity.Path) identity.Val { return identity.Val{Path: p} }

// GlobalPath is the path of a package variable.
func GlobalPath(g *ssa.Global) identity.Path {
	name := g.Name()
	if p := g.Package(); p != nil && p.Pkg != nil {
		name = identity.Package(p.Pkg.Path(), p.Pkg.Name()) + "." + name
	}
	return identity.Path{Root: identity.Root{Kind: identity.Global, Name: name}}
}

func (r *Resolver) root(v ssa.Value) identity.Path {
	root := identity.Root{}
	switch v := v.(type) {
	case *ssa.Parameter:
		for i, p := range r.Fn.Params {
			if p == v {
				root = identity.Root{Kind: identity.Param, Index: i}
			}
		}
	case *ssa.FreeVar:
		for i, p := range r.Fn.FreeVars {
			if p == v {
				root = identity.Root{Kind: identity.Free, Index: i}
			}
		}
	case *ssa.Global:
		return GlobalPath(v)
	}
	p := identity.Path{Root: root}
	if root.Kind == identity.Param && isStruct(v.Type()) {
		return p.Load()
	}
	return p
}

func (r *Resolver) closure(v *ssa.MakeClosure) identity.Val {
	f := identity.Func{Fn: v.Fn.(*ssa.Function), Binds: r.Bindings(v)}
	return identity.Val{Funcs: []identity.Func{f}}
}

// Bindings are the values bound to the free variables of a closure, and those that it
// carries.
func (r *Resolver) Bindings(v *ssa.MakeClosure) []identity.Val {
	var out []identity.Val
	for _, b := range r.capturesOf(v) {
		out = append(out, r.capture(b))
	}
	return out
}

// phi is what all its edges are, nil aside; or all the functions they are.
func (r *Resolver) phi(v *ssa.Phi) identity.Val {
	var same identity.Val
	var funcs []identity.Func
	equal, allFuncs := true, true
	for _, e := range v.Edges {
		x := r.Val(e)
		if x.Const == "nil" {
			continue
		}
		if x.Funcs == nil {
			allFuncs = false
		}
		funcs = append(funcs, x.Funcs...)
		if !same.Known() {
			same = x
		} else if same.String() != x.String() {
			equal = false
		}
	}
	switch {
	case equal && same.Path.Kind != identity.Value:
		return same
	case allFuncs && len(funcs) > 0 && len(funcs) <= maxFuncs:
		return identity.Val{Funcs: funcs}
	}
	return identity.Val{}
}

// maxFuncs bounds how many functions a value is followed to.
const maxFuncs = 8

func (r *Resolver) extract(v *ssa.Extract) identity.Val {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		return r.call(t, v.Index)
	case *ssa.TypeAssert:
		if v.Index == 0 {
			return r.Val(t.X)
		}
	case *ssa.Lookup:
		if v.Index == 0 {
			return path(r.element(t.X, t.Index))
		}
	case *ssa.Next:
		if rng, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 {
			return path(r.Val(rng.X).Path.Elem("#" + t.Name()).Load())
		}
	}
	return identity.Val{}
}

// key says what is known of an index.
func (r *Resolver) key(v ssa.Value) string {
	switch x := r.Val(v); {
	case x.Const != "":
		return x.Const
	case x.Path.Kind == identity.Param && x.Path.Steps == "":
		return paramKey(x.Path.Index)
	}
	return "#" + v.Name()
}

func (r *Resolver) fieldStep(t types.Type, i int) string {
	owner, name := r.fieldOf(t, i)
	return "." + owner + ":" + name
}

func (r *Resolver) fieldOf(t types.Type, i int) (owner, name string) {
	if st, ok := structOf(t); ok && i < st.NumFields() {
		name = st.Field(i).Name()
	}
	return r.world.Types().Owner(t, outermost(r.Fn).Name()), name
}

// structOf is the struct that t is or points to.
func structOf(t types.Type) (*types.Struct, bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// ConstText is a constant as written; a string is hashed if its text could be
// mistaken for steps.
func ConstText(c *ssa.Const) string {
	if c.Value == nil {
		return "nil"
	}
	text := c.Value.ExactString()
	if c.Value.Kind() == constant.String && strings.ContainsAny(text, ".*[]~;:") {
		h := fnv.New64a()
		h.Write([]byte(text))
		return fmt.Sprintf("\"%x\"", h.Sum64())
	}
	return text
}
