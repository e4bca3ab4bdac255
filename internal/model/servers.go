package model

import (
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// A Server runs what is put into one of its fields, a method of it, each time in a
// goroutine of its own. Who shuts it down waits for these.
type Server struct{ Field, Method string }

// Servers are those of std, by their types.
var Servers = map[string]Server{"net/http.Server": {"Handler", "ServeHTTP"}}

// HasServers reports whether a package has one.
func HasServers(path string) bool {
	for t := range Servers {
		if t[:strings.LastIndexByte(t, '.')] == path {
			return true
		}
	}
	return false
}

// withServers adds who waits for what a server runs.
func withServers(m map[string]*Summary) map[string]*Summary {
	s := wait(identity.Join)
	s.Acquires[0].Cases = []identity.Lock{{Path: param(1).Append(DoneChannel), Kind: identity.Receive}}
	m["(*net/http.Server).Shutdown"] = s
	return m
}
