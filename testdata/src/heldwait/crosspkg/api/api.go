// Package api declares what the others talk through.
package api

// Listener hears of changes.
type Listener interface{ Changed(int) }

// Joiner is something that ends.
type Joiner interface{ Stop() }
