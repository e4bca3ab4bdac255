package main_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLocks: types that the user names are locks, in both drivers; without that
// nothing shows it.
func TestLocks(t *testing.T) {
	dir := writeModule(t, "locks")
	const spin, locker = "-lock=example.org/m/spin.Lock:Acquire,Release,,,Try", "-lock=example.org/m/app.Locker:Take,Give"
	want := []string{"app/app.go:19 inversion", "app/app.go:34 reacquire", "app/app.go:47 lockleak"}
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{lockorder, "./..."}, nil},
		{[]string{lockorder, spin, "./..."}, want},
		{[]string{lockorder, spin, locker, "./..."}, slices.Concat(want, []string{"app/app.go:54 reacquire"})},
		{[]string{"go", "vet", "-vettool=" + lockorder, "./..."}, nil},
		{[]string{"go", "vet", "-vettool=" + lockorder, spin, "./..."}, want},
		{[]string{"go", "vet", "-vettool=" + lockorder, spin + ";" + strings.TrimPrefix(locker, "-lock="), "./..."}, slices.Concat(want, []string{"app/app.go:54 reacquire"})},
	} {
		out := run(t, dir, tt.args[0], tt.args[1:]...)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, places(out)); diff != "" {
			t.Errorf("%q (-want +got):\n%s\n%s%s", tt.args, diff, out.stdout, out.stderr)
		}
	}
	// What is not there is said, for the packages that are asked about.
	for _, tt := range []struct{ lock, want string }{
		{"example.org/m/spin.Lock:Acquire,Releas", "lock example.org/m/spin.Lock: it has no method Releas\n"},
		{"example.org/m/spin.Spinner:Acquire,Release", "lock example.org/m/spin.Spinner: there is no such type\n"},
	} {
		for _, args := range [][]string{{lockorder, "-lock=" + tt.lock, "./..."}, {"go", "vet", "-vettool=" + lockorder, "-lock=" + tt.lock, "./..."}} {
			if out := run(t, dir, args[0], args[1:]...); out.status == 0 || !strings.Contains(out.stderr, tt.want) {
				t.Errorf("%q: status %d: %s", args, out.status, out.stderr)
			}
		}
	}
	if out := run(t, dir, lockorder, "-lock=example.org/n/spin.Lock:Acquire,Release", "./..."); out.status != 0 || !strings.Contains(out.stderr, "-lock: no package imports example.org/n/spin\n") {
		t.Errorf("status %d: %s", out.status, out.stderr)
	}
	if out := run(t, dir, lockorder, "-lock=spin", "./..."); out.status != 2 || !strings.Contains(out.stderr, "a lock is importpath.Type:Lock,Unlock") {
		t.Errorf("status %d: %s", out.status, out.stderr)
	}
}
