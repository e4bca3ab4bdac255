package model

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

// std imports from the source of the installed library, once.
var std = importer.ForCompiler(token.NewFileSet(), "source", nil)

// function resolves a full name, as types.Func.FullName writes it.
func function(full string) (*types.Func, error) {
	inner, method, isMethod := strings.Cut(strings.TrimPrefix(full, "("), ").")
	name, _, _ := strings.Cut(strings.TrimPrefix(inner, "*"), "[") // type parameters
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return nil, fmt.Errorf("%s: no package", full)
	}
	pkg, err := std.Import(name[:dot])
	if err != nil {
		return nil, err
	}
	obj := pkg.Scope().Lookup(name[dot+1:])
	if isMethod && obj != nil {
		obj, _, _ = types.LookupFieldOrMethod(types.NewPointer(obj.Type()), true, pkg, method)
		if obj == nil {
			obj, _, _ = types.LookupFieldOrMethod(pkg.Scope().Lookup(name[dot+1:]).Type(), true, pkg, method)
		}
	}
	fn, ok := obj.(*types.Func)
	if !ok {
		return nil, fmt.Errorf("%s: names no function", full)
	}
	if fn.FullName() != full {
		return nil, fmt.Errorf("%s: the function is called %s", full, fn.FullName())
	}
	return fn, nil
}

// params are the types of the parameters, the receiver first.
func params(fn *types.Func) []types.Type {
	var out []types.Type
	sig := fn.Signature()
	if r := sig.Recv(); r != nil {
		out = append(out, r.Type())
	}
	for p := range sig.Params().Variables() {
		out = append(out, p.Type())
	}
	return out
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

func TestEveryPrimitiveIsAFunction(t *testing.T) {
	for full, s := range Primitives {
		fn, err := function(full)
		if err != nil {
			t.Error(err)
			continue
		}
		ps := params(fn)
		for _, a := range s.Acquires {
			if a.Lock.Path.Kind != identity.Param || a.Lock.Path.Index >= len(ps) {
				t.Errorf("%s acquires %s, which is no parameter", full, a.Lock)
			}
		}
		for _, o := range s.Opens {
			if i := o.Target.Index; i >= len(ps) || o.Method == "" && !isFunc(ps[i]) {
				t.Errorf("%s calls parameter %d, which is no function", full, i)
			}
		}
		if n := fn.Signature().Results().Len(); len(s.Results) > n {
			t.Errorf("%s has %d results of %d", full, len(s.Results), n)
		}
	}
}

func TestEveryCallbackParameterIsAFunction(t *testing.T) {
	for full, i := range callbacks {
		fn, err := function(full)
		if err != nil {
			t.Error(err)
			continue
		}
		if ps := params(fn); i >= len(ps) || !isFunc(ps[i]) {
			t.Errorf("%s: parameter %d is no function", full, i)
		}
	}
}

func TestEveryMethodCalledIsOneOfTheParameter(t *testing.T) {
	for full, m := range methodCalls {
		fn, err := function(full)
		if err != nil {
			t.Error(err)
			continue
		}
		ps := params(fn)
		for _, c := range m {
			if c.param >= len(ps) || !types.IsInterface(ps[c.param]) {
				t.Errorf("%s: parameter %d is no interface", full, c.param)
				continue
			}
			for _, name := range c.methods {
				if obj, _, _ := types.LookupFieldOrMethod(ps[c.param], false, fn.Pkg(), name); obj == nil {
					t.Errorf("%s: parameter %d has no method %s", full, c.param, name)
				}
			}
		}
	}
}

func TestEveryPrinterIsVariadicWithAFormatBefore(t *testing.T) {
	for full, p := range Printers {
		fn, err := function(full)
		if err != nil {
			t.Error(err)
			continue
		}
		ps := params(fn)
		if !fn.Signature().Variadic() || p.Operands != len(ps)-1 {
			t.Errorf("%s: parameter %d is not the variadic one", full, p.Operands)
		}
		formats := strings.HasSuffix(full, "f")
		if formats != (p.Format >= 0) {
			t.Errorf("%s: the format is parameter %d", full, p.Format)
		}
		if p.Format >= 0 && ps[p.Format].String() != "string" {
			t.Errorf("%s: parameter %d is no format", full, p.Format)
		}
	}
}

func TestEveryNonNilFunctionReturnsAnError(t *testing.T) {
	for full := range NonNil {
		fn, err := function(full)
		if err != nil {
			t.Error(err)
			continue
		}
		if r := fn.Signature().Results(); r.Len() != 1 || r.At(0).Type().String() != "error" {
			t.Errorf("%s returns %s", full, r)
		}
	}
}

func TestEveryModelledPackageExists(t *testing.T) {
	for path := range Packages {
		if path == "unsafe" {
			continue
		}
		if _, err := std.Import(path); err != nil {
			t.Error(err)
		}
		if first, _, _ := strings.Cut(path, "/"); !Std[first] {
			t.Errorf("%s is not taken for a package of the standard library", path)
		}
	}
}

func TestFunctionsThatNeverReturnHaveNoExit(t *testing.T) {
	for full, s := range Primitives {
		name := full[strings.LastIndexByte(full, '.')+1:]
		ends := slices.ContainsFunc([]string{"Exit", "Goexit", "Fatal", "Panic", "FailNow", "Skip"}, func(p string) bool { return strings.HasPrefix(name, p) })
		if ends == s.Returns() {
			t.Errorf("%s returns: %v", full, s.Returns())
		}
	}
}

func TestCallbackOpensItsParameter(t *testing.T) {
	s := Callback("sort.Slice")
	if s == nil || !s.Returns() || len(s.Opens) != 1 || s.Opens[0].Target != param(1) || s.Opens[0].Method != "" {
		t.Errorf("sort.Slice: %+v", s)
	}
	s = Callback("sort.Sort")
	if s == nil || len(s.Opens) != 3 || s.Opens[1].Method != "Less" || s.Opens[1].Target != param(0) {
		t.Errorf("sort.Sort: %+v", s)
	}
	if s := Callback("sort.Ints"); s != nil {
		t.Errorf("sort.Ints calls back: %+v", s)
	}
}

func TestEveryServerHasItsField(t *testing.T) {
	for name, s := range Servers {
		dot := strings.LastIndexByte(name, '.')
		pkg, err := std.Import(name[:dot])
		if err != nil {
			t.Error(err)
			continue
		}
		field, _, _ := types.LookupFieldOrMethod(pkg.Scope().Lookup(name[dot+1:]).Type(), true, pkg, s.Field)
		if field == nil {
			t.Errorf("%s has no %s", name, s.Field)
			continue
		}
		if m, _, _ := types.LookupFieldOrMethod(field.Type(), true, pkg, s.Method); m == nil {
			t.Errorf("%s: %s has no method %s", name, s.Field, s.Method)
		}
		if !HasServers(name[:dot]) || HasServers(name) {
			t.Errorf("%s: not the package that has it", name)
		}
	}
}
