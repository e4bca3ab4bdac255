package model

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

func TestParseLocks(t *testing.T) {
	l, err := ParseLocks("example.org/m/spin.Lock:Lock,Unlock; p.RW:WLock,WUnlock,RLock,RUnlock,Try;q.T:,,RLock,RUnlock")
	if err != nil {
		t.Fatal(err)
	}
	for full, want := range map[string]string{
		"(*example.org/m/spin.Lock).Lock":   "lock",
		"(example.org/m/spin.Lock).Lock":    "lock",
		"(*example.org/m/spin.Lock).Unlock": "unlock",
		"(*example.org/m/spin.Lock).RLock":  "",
		"(*p.RW).WLock":                     "lock",
		"(*p.RW).RLock":                     "rlock",
		"(*p.RW).RUnlock":                   "unlock",
		"(*p.RW).Try":                       "try",
		"(*q.T).RLock":                      "rlock",
		"(*q.T).":                           "",
		"p.RW.WLock":                        "",
	} {
		got := ""
		switch s := l.Summary(full); {
		case s == nil:
		case len(s.Acquires) == 1 && s.Acquires[0].Mode == identity.Read:
			got = "rlock"
		case len(s.Acquires) == 1:
			got = "lock"
		case len(s.Exits) == 2:
			got = "try"
		case len(s.Exits[0].Released) == 1:
			got = "unlock"
		}
		if got != want {
			t.Errorf("%s is %q, want %q", full, got, want)
		}
	}
	if (*Locks)(nil).Summary("(*sync.Mutex).Lock") != nil {
		t.Error("no locks have methods")
	}
}

var badLocks = []string{"p.T", "p.T:Lock", "p.T:", ":Lock,Unlock", "T:Lock,Unlock", ".T:Lock,Unlock", "p.:Lock,Unlock", "p.T:Lock,Un lock", "p.T:Lock,1", "p.T:A,B,C,D,E,F", "p.T:,", "p q.T:Lock,Unlock", "(*p.T):Lock,Unlock"}

func TestBadLocks(t *testing.T) {
	for _, text := range badLocks {
		if _, err := ParseLocks(text); err == nil || !strings.Contains(err.Error(), "lock") {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

func FuzzParseLocks(f *testing.F) {
	for _, text := range badLocks {
		f.Add(text)
	}
	f.Add("p.T:Lock,Unlock;;q.U:,,A,B")
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := ParseLocks(text); err == nil && len(l.methods) > 2*len(lockMethods)*(1+strings.Count(text, ";")) {
			t.Errorf("%q has %d methods", text, len(l.methods))
		}
	})
}
