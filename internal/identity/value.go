package identity

import "go/types"

// A Val is what is known of a value, in the terms of one function.
type Val struct {
	Path  Path       // the pointer it is; unknown if not Known
	Funcs []Func     // the functions it can be; nil if unknown or no function
	Type  types.Type // its dynamic type, if an interface was made of it in view
	Const string     // its constant, as written; empty if none
	Holds *Val       // what the variable at Path holds, if it is stored to once
	// Subject is the place of an argument, as something facts are known of.
	Subject Path
	// Shown marks what holds only by a constructor's invariant.
	Shown bool
}

// A Func is a function with the values bound to its free variables.
type Func struct {
	Fn    Callee
	Binds []Val
}

// A Callee is a function that can be called: an *ssa.Function, or one that is
// known only by what it does.
type Callee interface{ String() string }

// Known reports whether anything is known of v.
func (v Val) Known() bool {
	return v.Path.Known() || v.Funcs != nil || v.Const != "" || v.Holds != nil
}

// String is a stable text of v, as a key.
func (v Val) String() string { return string(v.AppendTo(nil)) }

// AppendTo adds the text of v to b.
func (v Val) AppendTo(b []byte) []byte {
	b = append(v.Path.AppendTo(b), v.Const...)
	if v.Holds != nil {
		b = append(v.Holds.AppendTo(append(b, '(')), ')')
	}
	for _, f := range v.Funcs {
		b = AppendTexts(append(append(b, f.Fn.String()...), '{'), f.Binds)
		b = append(b, '}')
	}
	return b
}
