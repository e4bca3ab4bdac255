// Package store is one of two packages of that name.
package store

import "sync"

// Store is one of two types of that name.
type Store struct{ Mu sync.Mutex }
