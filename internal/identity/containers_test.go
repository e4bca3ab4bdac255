package identity

import "testing"

func TestContainers(t *testing.T) {
	lock := func(steps string) Lock { return Lock{Path: Path{Root{Kind: Param}, steps}, Class: "p.T.mu"} }
	tests := []struct {
		name, a, b string
		can        bool
	}{
		{"one field says no more than the class", ".p.T:mu", ".p.U:t.p.T:mu", true},
		{"the inner of the two", ".p.U:t.p.T:mu", "*.p.V:u.p.U:t.p.T:mu", true},
		{"two types", ".p.U:t.p.T:mu", ".p.V:t.p.T:mu", false},
		{"two fields", ".p.U:a.p.T:mu", ".p.U:b.p.T:mu", false},
		{"what a pointer leads to lies anywhere", ".p.U:a*.p.T:mu", ".p.V:b.p.T:mu", true},
		{"any element", ".p.U:a[1].p.T:mu", ".p.U:a[2].p.T:mu", true},
	}
	for _, tt := range tests {
		a, b := lock(tt.a), lock(tt.b)
		for _, pair := range [][2]Lock{{a, b}, {b, a}, {a.Lost(), b}, {a, b.Lost()}, {a.Lost().Lost(), b.Lost()}} {
			if can := Contained(pair[0].Containers(), pair[1].Containers()); can != tt.can {
				t.Errorf("%s: %v and %v: can be one: %v, want %v", tt.name, pair[0], pair[1], can, tt.can)
			}
		}
	}
}
