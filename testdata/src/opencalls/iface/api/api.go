// Package api declares interfaces, and has neither locks nor implementations.
package api

// Listener hears of changes.
type Listener interface{ Changed(n int) }

// Store keeps things.
type Store interface {
	Put(k string)
	Len() int
}

// Visitor visits.
type Visitor interface {
	Visit(n int) (next Visitor)
}
