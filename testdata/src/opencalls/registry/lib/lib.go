// Package lib has a registry of drivers in package variables, as database/sql.
package lib

import "sync"

var (
	mu      sync.Mutex
	drivers = map[string]Driver{}
	inits   []func()
	onExit  func()
	exitMu  sync.Mutex
)

// Driver opens things.
type Driver interface {
	Open(name string) int
}

// Register registers d.
func Register(name string, d Driver) {
	mu.Lock()
	defer mu.Unlock()
	drivers[name] = d
}

// Open has the driver open name under the lock.
func Open(driver, name string) int {
	mu.Lock()
	defer mu.Unlock()
	d := drivers[driver]
	if d == nil {
		return 0
	}
	return d.Open(name)
}

// Names locks.
func Names() int {
	mu.Lock()
	defer mu.Unlock()
	return len(drivers)
}

var initMu sync.Mutex

// OnInit has f called by Init.
func OnInit(f func()) {
	initMu.Lock()
	defer initMu.Unlock()
	inits = append(inits, f)
}

// Init calls all, from a copy, after Unlock.
func Init() {
	initMu.Lock()
	fs := append([]func(){}, inits...)
	initMu.Unlock()
	for _, f := range fs {
		f()
	}
}

// OnExit sets what Exit calls.
func OnExit(f func()) {
	exitMu.Lock()
	onExit = f
	exitMu.Unlock()
}

// Exit calls it under the lock.
func Exit() {
	exitMu.Lock()
	defer exitMu.Unlock()
	if onExit != nil {
		onExit()
	}
}
