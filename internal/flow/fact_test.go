package flow

import (
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

func TestEqualLiteralsAreOneFact(t *testing.T) {
	fs := newFacts()
	yes := fs.fact(is("a", "true"))
	for _, tt := range []struct {
		name string
		l    identity.Literal
		same bool
	}{
		{"itself", is("a", "true"), true},
		{"another place", is("b", "true"), false},
		{"another constant", is("a", "false"), false},
		{"its negation", identity.Literal{Subject: yes.Subject, Const: "true", Negated: true}, false},
	} {
		k := fs.fact(tt.l)
		if k == yes != tt.same || k.Literal != tt.l {
			t.Errorf("%s: %v is the fact %v", tt.name, tt.l, k.Literal)
		}
		if k.of == yes.of != (tt.l.Subject == yes.Subject) {
			t.Errorf("%s: of another place", tt.name)
		}
	}
	moved := fs.about(fs.place(is("b", "").Subject), yes.Literal)
	if moved != fs.fact(is("b", "true")) {
		t.Errorf("said of another place it is %v", moved.Literal)
	}
}

func TestFactsTellWhatTheyDependOn(t *testing.T) {
	fs := newFacts()
	root, index, neither := fake(1), fake(2), fake(3)
	fs.fact(identity.Literal{Subject: identity.Path{Root: identity.Root{Kind: identity.Value, Ref: root}}, Const: "1"})
	fs.fact(identity.Literal{Subject: at(identity.Param, "[#4:int].p.T:a[#2:int]*"), Const: "1"})
	if !fs.dependOn(root) || !fs.dependOn(index) || !fs.dependOn(fake(4)) || fs.dependOn(neither) {
		t.Errorf("depend on %v %v %v %v", fs.dependOn(root), fs.dependOn(index), fs.dependOn(fake(4)), fs.dependOn(neither))
	}
}
