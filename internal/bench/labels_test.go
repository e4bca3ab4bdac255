package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestParseLabels(t *testing.T) {
	labels, err := parseLabels(labelsText)
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{"reacquire": true, "inversion": true, "heldwait": true, "lockleak": true}
	count := make(map[string]int)
	for _, l := range labels {
		count[l.Kind]++
		if (l.Kind == "negative") != (len(l.Expect) == 0) {
			t.Errorf("%s is %s with %d expectations", l.ID, l.Kind, len(l.Expect))
		}
		for _, e := range l.Expect {
			if !rules[e.Rule] {
				t.Errorf("%s expects unknown rule %q", l.ID, e.Rule)
			}
		}
	}
	want := map[string]int{"double": 9, "rwr": 5, "abba": 6, "mixed": 15, "leak": 3, "negative": 30}
	for _, kind := range kinds {
		if count[kind] != want[kind] {
			t.Errorf("%d labels are %s, want %d", count[kind], kind, want[kind])
		}
	}
}

func TestParseLabelsRejectsColumns(t *testing.T) {
	if _, err := parseLabels("x_1\tcore\tdouble\treacquire\n"); err == nil {
		t.Error("a line with 4 columns is accepted")
	}
}

// TestLabelsNameDeclarations checks that the labeled locks are declared in
// the kernels of this Go tree.
func TestLabelsNameDeclarations(t *testing.T) {
	labels, err := parseLabels(labelsText)
	if err != nil {
		t.Fatal(err)
	}
	goroot, err := goCommand(t.Context(), ".", "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(strings.TrimSpace(string(goroot)), filepath.FromSlash(gokerDir))
	checked := 0
	for _, l := range labels {
		source, err := os.ReadFile(filepath.Join(dir, l.file()+".go"))
		if err != nil {
			continue
		}
		checked++
		for _, e := range l.Expect {
			for _, lock := range e.Locks {
				for name := range strings.SplitSeq(lock, ".") {
					if !regexp.MustCompile(`(?i)\b` + name + `(_` + l.file() + `)?\b`).Match(source) {
						t.Errorf("%s: %s of lock %s is not in the kernel", l.ID, name, lock)
					}
				}
			}
		}
	}
	if checked == 0 {
		t.Skip("this Go tree has no kernels")
	}
}

func TestLockPattern(t *testing.T) {
	tests := []struct {
		lock, line string
		want       bool
	}{
		{"Store.mu", "main.Store.mu is locked", true},
		{"Store.mu", "main.Store_cockroach3710.mu is locked", true},
		{"Store.mu", "main.store_cockroach3710.mu is locked", true},
		{"Store.mu", "main.Store[T].mu is locked", true},
		{"Store.mu", "main.Store.muOther is locked", false},
		{"Store.mu", "main.SubStore.mu is locked", false},
		{"Store.mu", "main.StoreSet.mu is locked", false},
		{"Store.mu", "main.Replica.mu is locked", false},
		{"Store.mu.RWMutex", "main.Store.mu is locked", true},
		{"Store.mu.RWMutex", "main.Store.mu.RWMutex is locked", true},
		{"Store.mu.RWMutex", "main.Store.RWMutex is locked", false},
		{"Container.Mutex", "main.Container_moby28462.Mutex is locked", true},
		{"Container.Mutex", "main.Container_moby28462 is locked", true},
		{"Container.Mutex", "locks main.Container.", true},
		{"Container.Mutex", "main.Container.mu is locked", false},
		{"Container.Mutex", "(*Container).Stop locks main.Daemon.mu", false},
		{"remoteLock.m", "main.remoteLock_hugo3251.m[] is locked", true},
		{"lock", "main.Istio16224.lock is locked", true},
		{"lock", "the lock main.x.mu is locked", false},
		{"globalMtx", "main.globalMtx_kubernetes1321 is locked", true},
	}
	for _, test := range tests {
		if got := lockPattern(test.lock).MatchString(test.line); got != test.want {
			t.Errorf("%q names %s: %t, want %t", test.line, test.lock, got, test.want)
		}
	}
}

func TestExpects(t *testing.T) {
	both := label{Expect: []expectation{
		{Rule: "reacquire", Locks: []string{"T.mu"}},
		{Rule: "lockleak", Locks: []string{"T.mu"}},
	}}
	cycle := label{Expect: []expectation{{Rule: "inversion", Locks: []string{"A.mu", "B.mu"}}}}
	also := label{ID: "also", Expect: []expectation{{Rule: "inversion", Also: true, Locks: []string{"A.mu", "B.mu"}}}}
	wait := label{Expect: []expectation{{Rule: "heldwait", Locks: []string{"A.mu", "globalMtx"}}}}
	tests := []struct {
		name    string
		label   label
		message string
		want    bool
	}{
		{"the same by another rule", also, "p.A.mu and p.B.mu in either order [inversion]", false},
		{"rule and lock", both, "locks p.T.mu twice [reacquire]\n\ttrace", true},
		{"alternative", both, "leaves p.T.mu locked [lockleak]", true},
		{"other rule", both, "p.T.mu before p.S.mu [inversion]", false},
		{"other lock", both, "locks p.S.mu twice [reacquire]\n\tholding p.T.mu", false},
		{"both locks", cycle, "p.A.mu and p.B.mu in either order [inversion]", true},
		{"one in the trace", cycle, "p.A.mu in either order [inversion]\n\tp.B.mu", true},
		{"one of two", cycle, "p.A.mu and p.C.mu in either order [inversion]", false},
		{"one of two suffices", wait, "waits holding p.globalMtx [heldwait]", true},
		{"negative kernel", label{}, "locks p.T.mu twice [reacquire]", false},
	}
	for _, test := range tests {
		got, known := test.label.expects(finding{Message: test.message})
		if got != test.want {
			t.Errorf("%s: %t, want %t", test.name, got, test.want)
		}
		if known != (test.want || test.label.ID == "also") {
			t.Errorf("%s: known is %t", test.name, known)
		}
	}
}
