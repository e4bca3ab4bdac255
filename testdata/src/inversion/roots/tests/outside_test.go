// Package tests_test is outside the package that it tests.
package tests_test

import (
	"testing"

	"inversion/roots/tests"
)

var twoOk tests.Two

// TestSwapOk: in the order of Swap.
func TestSwapOk(t *testing.T) {
	t.Parallel()
	twoOk.A.Lock()
	twoOk.B.Lock()
	twoOk.B.Unlock()
	twoOk.A.Unlock()
}
