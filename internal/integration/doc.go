// Package integration has tests of lockorder in the tools that people use it
// with, each the real one. It is a module of its own for what golangci-lint
// requires, and outside of go.work, where that would be loaded for each command
// in this repository: 22 s and 798 go.mod files for a first go list, in place of
// 3 s and 79.
//
//	GOWORK=off go -C internal/integration test -timeout 30m ./...
package integration
