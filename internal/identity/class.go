package identity

import (
	"path"
	"strconv"
	"strings"
)

// A Class is a node of the lock graph: all locks of one declaration. Its text
// is importpath.Type.field for a field, importpath.name for a package variable,
// importpath.Func.name for a local one (Type.Method.name in a method); importpath!name stands for a package
// whose name is not the last element of its path.
//
// Two locks of one class need not be one lock; two locks of different classes
// are never held to be one.
type Class string

// Timer is the class of the channels of timers, which are ready after a time,
// whatever others do.
const Timer Class = "time.Timer.C"

// Never is the class of the channel of a context that never ends: nobody waits for it
// beside something else.
const Never Class = "context.Background.Done()"

// CallOf is the class of what is called at a place, or of its method.
func CallOf(place Class, method string) Class {
	if method != "" {
		method = "." + method
	}
	return place + Class("?call"+method)
}

// AnyCallIn is the class of all calls of what is in the type, or the variable, of a class.
func (c Class) AnyCallIn() Class { return CallOf(Class(c.Declared()), "") }

// ParameterOf stands for a parameter, beside fields and variables, as a place through
// which an object is reached.
func ParameterOf(pkg, function string, i int) Class {
	return Class(pkg + "." + function + "#" + strconv.Itoa(i))
}

// IsParameter holds for what ParameterOf gives.
func (c Class) IsParameter() bool { return strings.ContainsRune(string(c), '#') }

// ObjectIn stands for an object that a function makes for itself, likewise.
func ObjectIn(function, value string) Class { return Class(function + " " + value) }

// IsObject holds for what ObjectIn gives.
func (c Class) IsObject() bool { return strings.ContainsRune(string(c), ' ') }

// madeBy parts in an object the call from what is made there.
const madeBy = " < "

// MadeBy is an object that a function makes for itself, where it is known by which call
// of the function: c itself if that is known, or if it is no object.
func (c Class) MadeBy(call Class) Class {
	if !c.IsObject() || strings.Contains(string(c), madeBy) {
		return c
	}
	return call + madeBy + c
}

// MayBeObject reports whether two objects can be one: each call makes another.
func (c Class) MayBeObject(d Class) bool {
	return c == d || strings.HasSuffix(string(c), madeBy+string(d)) || strings.HasSuffix(string(d), madeBy+string(c))
}

// Package is the text of the package by which a class begins.
func (c Class) Package() string {
	s := strings.TrimLeft(string(c), "(*") // of an object in a method
	at := strings.LastIndexByte(s, '/') + 1
	at += max(strings.IndexByte(s[at:], '!'), 0)
	if i := strings.IndexByte(s[at:], '.'); i >= 0 {
		return s[:at+i]
	}
	return s
}

// ClassOf is the class that p alone shows: the innermost owned field and what
// follows, or a package variable. Without either it is empty, and the class
// is that of the variable the path starts from.
func ClassOf(p Path) Class {
	name, rest := declaration(p)
	if name == "" {
		return ""
	}
	return Class(name + visible(rest))
}

// declaration is the field or package variable that names the class, and the
// steps that follow.
func declaration(p Path) (name, rest string) {
	owner, field := "", ""
	for at, s := range EachStep(p.Steps) {
		if of, what, ok := cutField(s); ok && of != "" && of != "!" {
			owner, field, rest = of, what, p.Steps[at+len(s):]
		}
	}
	switch {
	case owner != "":
		return owner + "." + field, rest
	case p.Kind == Global:
		return p.Name, p.Steps
	}
	return "", ""
}

// Owner is the object that the place at p lies in, and its type: what comes before the
// last step to a field of a named type.
func Owner(p Path) (object Path, owner string) {
	object = p
	for at, s := range EachStep(p.Steps) {
		if of, _, ok := cutField(s); ok && of != "" && of != "!" {
			object.Steps, owner = p.Steps[:at], of
		}
	}
	return object, owner
}

// Settled reports whether a lock has the class that p shows, wherever p is
// reached from: it lies at the place that names the class, and is not what a
// pointer or interface there leads to, which could be of any class. What a
// package variable leads to is the same for all.
func Settled(p Path) bool {
	name, rest := declaration(p)
	return p.Kind == Global || name != "" && !hasLoad(rest)
}

// VisibleSteps is the part of a path's steps that shows in a class. If the
// class has nothing else to go by, hidden fields show as well.
func VisibleSteps(p Path, hidden bool) string {
	steps := p.Steps
	if hidden {
		steps = strings.ReplaceAll(steps, ".!:", ".:")
	}
	return visible(steps)
}

func hasLoad(steps string) bool {
	for _, s := range EachStep(steps) {
		if s == "*" {
			return true
		}
	}
	return false
}

func visible(steps string) string {
	var b strings.Builder
	for _, s := range EachStep(steps) {
		if owner, field, ok := cutField(s); ok && owner != "!" {
			b.WriteString("." + field)
		} else if s[0] == '[' {
			b.WriteString("[]")
		}
	}
	return b.String()
}

func cutField(step string) (owner, field string, ok bool) {
	if step[0] != '.' {
		return "", "", false
	}
	owner, field, ok = strings.Cut(step[1:], ":")
	return owner, field, ok
}

// String is the class as a person writes it: pkgname.Type.field.
func (c Class) String() string {
	s, _, _ := strings.Cut(string(c), "?")
	if i := strings.LastIndexByte(s, '!'); i >= 0 {
		return s[i+1:]
	}
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		return s[i+1:]
	}
	return s
}

// Declared is the package variable, function or type by whose name a class begins.
func (c Class) Declared() string {
	s, _, _ := strings.Cut(string(c), "?")
	at := strings.LastIndexByte(s, '/') + 1
	dot := strings.IndexByte(s[at:], '.')
	if dot < 0 {
		return ""
	}
	end := at + dot + 1
	if dot = strings.IndexByte(s[end:], '.'); dot < 0 {
		return s
	}
	return s[:end+dot]
}

// Package is the text that stands for a package in a class.
func Package(importPath, name string) string {
	base := path.Base(importPath)
	if base == name {
		return importPath
	}
	return importPath + "!" + name
}
