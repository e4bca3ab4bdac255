// Package asm has a function that is written in assembly, and one that does not return.
package asm

// Ticks has its body elsewhere.
func Ticks() int64

// Errno is 0 if all is well.
func Errno(n int64) (errno int64) {
	errno = Ticks()
	return errno + n
}

// Fail does not return.
func Fail() { panic("failed") }
