// Package identity says which lock is meant.
//
// A [Path] names one instance in the terms of one function: where the pointer
// comes from (its [Root]) and the steps from there. A [Class] names the node of
// the lock graph that all instances of one declaration share.
//
// Two equalities must be kept apart:
//
//   - Within a goroutine, two locks are the same lock if their paths are equal
//     and neither is [Path.Stale]. Unequal paths may still alias.
//   - Across goroutines two locks can coincide if their classes are equal.
package identity

import (
	"bytes"
	"iter"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// RootKind says what a path starts from.
type RootKind uint8

const (
	NoRoot RootKind = iota // unknown: equal to nothing
	Param                  // parameter Index, the receiver first
	Free                   // free variable Index of a closure
	Global                 // the package variable Name
	Result                 // result Index of the function itself
	Self                   // the object that a shape rule speaks of
	Local                  // the variable or object allocated at Ref
	Value                  // whatever Ref evaluates to
	Stale                  // an earlier value of Ref: equal to nothing
)

// A Root is where a path starts. Roots are equal if all their parts are.
type Root struct {
	Kind  RootKind
	Index int       // Param, Free, Result
	Name  string    // Global: importpath.name
	Ref   ssa.Value // Local, Value, Stale
}

// A Path is a pointer's value: a root and the steps from it. Steps are a
// canonical text, so that paths compare with ==:
//
//	.owner:field  the address of a field; owner is the named type that declares
//	              it, empty for an anonymous struct, "!" for the only lock in a
//	              lock type (such a step does not show in a class)
//	*             what is stored there
//	[key]         an element; key is a constant, pN (parameter N), #name (the
//	              SSA value of that name), or empty if unknown
//	~r            the read side of an RWMutex, as RLocker gives it
//
// The zero Path is unknown.
type Path struct {
	Root
	Steps string
}

// maxSteps is the k-limit: a longer path is unknown, which bounds recursive
// structures. Errs to misses.
const maxSteps = 12

// ReadSide is the step that RLocker takes.
const ReadSide = "~r"

// Known reports whether p names anything.
func (p Path) Known() bool { return p.Kind != NoRoot }

// IsStale reports whether p names some earlier instance.
func (p Path) IsStale() bool { return p.Kind == Stale }

func (p Path) step(s string) Path {
	if !p.Known() || len(p.Steps) >= maxSteps && CountSteps(p.Steps) >= maxSteps {
		return Path{}
	}
	p.Steps += s
	return p
}

// Field is the address of a field of the struct that p points to.
func (p Path) Field(owner, name string) Path {
	return p.step("." + owner + ":" + name)
}

// FieldOfValue is the field of a struct value: the field of a loaded struct is
// what is stored in that field.
func (p Path) FieldOfValue(owner, name string) Path {
	if base, ok := strings.CutSuffix(p.Steps, "*"); ok {
		p.Steps = base
		return p.Field(owner, name).Load()
	}
	return p.Field(owner, name)
}

// Load is what is stored at p.
func (p Path) Load() Path { return p.step("*") }

// Elem is the element with the given key.
func (p Path) Elem(key string) Path { return p.step("[" + key + "]") }

// Reader is the read side of the lock at p.
func (p Path) Reader() Path { return p.step(ReadSide) }

// Exportable reports whether p means the same to a caller of the function.
func (p Path) Exportable() bool {
	switch p.Kind {
	case Param, Free, Global, Result:
		return !strings.Contains(p.Steps, "[#")
	}
	return false
}

// SomeElement is p with elements in place of those that only its function can name.
func (p Path) SomeElement() Path {
	for {
		at := strings.Index(p.Steps, "[#")
		if at < 0 {
			return p
		}
		p.Steps = p.Steps[:at] + "[]" + p.Steps[at+stepLen(p.Steps[at:]):]
	}
}

// DependsOn reports whether p starts from v or is indexed by it.
func (p Path) DependsOn(v ssa.Value) bool {
	if p.Ref != nil && p.Ref == v {
		return p.Kind == Value || p.Kind == Local
	}
	return strings.Contains(p.Steps, "[#") && strings.Contains(p.Steps, "[#"+v.Name()+"]")
}

// Aged is p as seen once v, on which it depends, has been computed anew.
func (p Path) Aged(v ssa.Value) Path {
	return Path{Root: Root{Kind: Stale, Ref: v}, Steps: p.Steps}
}

// Unique reports whether the path leads to one instance only: no step goes
// through an element whose index is unknown.
func (p Path) Unique() bool {
	return p.Known() && !p.IsStale() && !strings.Contains(p.Steps, "[]")
}

// inVariable reports whether the path lies in a variable by value.
func (p Path) inVariable() bool {
	return (p.Kind == Global || p.Kind == Local) && !strings.ContainsRune(p.Steps, '*')
}

// HasPrefix reports whether q is reached through p, and gives the rest.
func (p Path) HasPrefix(prefix Path) (rest string, ok bool) {
	if p.Root != prefix.Root {
		return "", false
	}
	rest, ok = strings.CutPrefix(p.Steps, prefix.Steps)
	if !ok || rest != "" && !strings.ContainsRune(".*[~", rune(rest[0])) {
		return "", false
	}
	return rest, true
}

// Append is p followed by steps.
func (p Path) Append(steps string) Path {
	if !p.Known() || CountSteps(p.Steps)+CountSteps(steps) > maxSteps {
		return Path{}
	}
	p.Steps += steps
	return p
}

// textSize is room for most texts.
const textSize = 128

// String is a stable text of p, which orders paths of one function.
func (p Path) String() string {
	switch p.Kind {
	case NoRoot:
		return "?"
	case Global:
		return p.Name + p.Steps
	}
	var room [textSize]byte
	return string(p.AppendTo(room[:0]))
}

// AppendTo adds the text of p to b.
func (p Path) AppendTo(b []byte) []byte {
	switch p.Kind {
	case NoRoot:
		return append(b, '?')
	case Param:
		b = strconv.AppendInt(append(b, 'p'), int64(p.Index), 10)
	case Free:
		b = strconv.AppendInt(append(b, 'f'), int64(p.Index), 10)
	case Result:
		b = strconv.AppendInt(append(b, 'r'), int64(p.Index), 10)
	case Global:
		b = append(b, p.Name...)
	case Self:
		b = append(b, "self"...)
	case Local:
		b = append(append(b, "local "...), p.Ref.Name()...)
	case Value:
		b = append(append(b, "value "...), p.Ref.Name()...)
	case Stale:
		b = append(append(b, "stale "...), p.Ref.Name()...)
	}
	return append(b, p.Steps...)
}

// Compare orders paths of one function.
func (p Path) Compare(q Path) int {
	var a, b [textSize]byte
	return bytes.Compare(p.AppendTo(a[:0]), q.AppendTo(b[:0]))
}

// EachStep yields the single steps of a text of steps, and where each begins.
func EachStep(steps string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for at := 0; at < len(steps); {
			n := stepLen(steps[at:])
			if !yield(at, steps[at:at+n]) {
				return
			}
			at += n
		}
	}
}

// Split cuts a text of steps into single steps.
func Split(steps string) []string {
	if steps == "" {
		return nil
	}
	out := make([]string, 0, CountSteps(steps))
	for _, s := range EachStep(steps) {
		out = append(out, s)
	}
	return out
}

// Diverge splits two texts of steps and leaves out what both begin with.
func Diverge(a, b string) (restA, restB []string) {
	restA, restB = Split(a), Split(b)
	for len(restA) > 0 && len(restB) > 0 && restA[0] == restB[0] {
		restA, restB = restA[1:], restB[1:]
	}
	return restA, restB
}

// LastField is where the last field step begins, or -1.
func LastField(steps string) int {
	last := -1
	for at, s := range EachStep(steps) {
		if s[0] == '.' {
			last = at
		}
	}
	return last
}

// Recurs reports whether one field is gone through twice, as in a recursive structure.
func Recurs(steps string) bool {
	if strings.Count(steps, ".") < 2 {
		return false
	}
	var seen []string
	for _, s := range EachStep(steps) {
		if s[0] == '.' {
			if slices.Contains(seen, s) {
				return true
			}
			seen = append(seen, s)
		}
	}
	return false
}

// CountSteps is how many steps there are in a text of them.
func CountSteps(steps string) int {
	n := 0
	for ; len(steps) > 0; n++ {
		steps = steps[stepLen(steps):]
	}
	return n
}

// stepLen is the length of the first step of a non-empty text.
func stepLen(s string) int {
	switch s[0] {
	case '[':
		if i := strings.IndexByte(s, ']'); i >= 0 {
			return i + 1
		}
	case '~':
		return len(ReadSide)
	case '.':
		colon := strings.IndexByte(s, ':')
		if colon < 0 {
			break
		}
		for i := colon + 1; i < len(s); i++ {
			switch s[i] {
			case '.', '*', '[', '~':
				return i
			}
		}
	case '*':
		return 1
	}
	return len(s)
}
