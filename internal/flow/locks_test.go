package flow

import (
	"fmt"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// an op is an acquisition or release.
type op func(state) state

func take(l identity.Lock) op { return func(s state) state { return s.acquire(model.Held{Lock: l}) } }
func read(l identity.Lock) op {
	return func(s state) state { return s.acquire(model.Held{Lock: l, Mode: identity.Read}) }
}
func give(l identity.Lock) op { return func(s state) state { return s.release(l) } }

func reading(l identity.Lock) identity.Lock {
	l.Read = true
	return l
}

func TestAcquireAndRelease(t *testing.T) {
	refs := []ssa.Value{1: new(ssa.Alloc), 2: new(ssa.Alloc), 3: new(ssa.Alloc)}
	x, y := lockOf("x"), lockOf("y")
	at := func(kind identity.RootKind, n int) identity.Lock {
		return identity.Lock{Path: identity.Path{Root: identity.Root{Kind: kind, Ref: refs[n]}, Steps: ".p.T:x"}, Class: "p.T.x"}
	}
	local := func(n int) identity.Lock { return at(identity.Value, n) }
	variable := func(n int) identity.Lock { return at(identity.Local, n) }
	class := identity.Lock{Class: "p.T.x"}
	once := identity.Lock{Class: "p.T.x", Kind: identity.Once}
	for _, tt := range []struct {
		name string
		ops  []op
		n    int // locks held
		rel  string
		last identity.Lock // held last, if n > 0
	}{
		{"taken", []op{take(x)}, 1, "", x},
		{"taken and released", []op{take(x), give(x)}, 0, "", x},
		{"taken twice", []op{take(x), take(x)}, 1, "", x},
		{"read twice", []op{read(x), read(x)}, 2, "", x},
		{"read thrice", []op{read(x), read(x), read(x)}, 3, "", x},
		{"read more often", []op{read(x), read(x), read(x), read(x)}, maxAgain, "", x},
		{"read and released twice", []op{read(x), read(x), give(x), give(x)}, 0, "", x},
		{"read and written", []op{read(x), take(x)}, 2, "", x},
		{"in order", []op{take(x), take(y)}, 2, "", y},
		{"out of order", []op{take(x), take(y), give(x)}, 1, "", y},
		{"the caller's released", []op{give(x)}, 0, "p0.p.T:x;", x},
		{"the caller's released twice", []op{give(x), give(x)}, 0, "p0.p.T:x;", x},
		{"the caller's taken back", []op{give(x), take(x)}, 0, "", x},
		{"given up, and taken for reading", []op{give(x), read(x)}, 1, "p0.p.T:x;", x},
		{"the caller's for reading, taken back", []op{give(reading(x)), read(x)}, 0, "", x},
		{"the caller's for reading, taken for writing", []op{give(reading(x)), take(x)}, 1, "p0.p.T:x;", x},
		{"written in between", []op{give(reading(x)), take(x), give(x), read(x)}, 0, "", x},
		{"taken back and taken again", []op{give(x), take(x), take(x)}, 1, "", x},
		{"another is not taken back", []op{give(x), take(y)}, 1, "p0.p.T:x;", y},
		{"one that only may be it is not taken back", []op{give(x), take(local(1))}, 1, "p0.p.T:x;", local(1)},
		{"exactly the one released", []op{take(local(1)), take(local(2)), give(local(1))}, 1, "", local(2)},
		{"one that may be it, the latest", []op{take(local(1)), take(local(2)), give(local(3))}, 1, "", local(1)},
		{"that in another variable", []op{take(variable(1)), give(variable(3))}, 1, "local t0.p.T:x;", variable(1)},
		{"one that may be it, or the caller's", []op{take(local(1)), give(x)}, 0, "p0.p.T:x;", x},
		{"known by its class", []op{take(x), give(class)}, 0, "", x},
		{"another class", []op{take(x), give(y)}, 1, "p0.p.T:y;", x},
		{"another kind", []op{take(x), give(once)}, 1, "class p.T.x;", x},
	} {
		var s state
		for _, do := range tt.ops {
			s = do(s)
		}
		if len(s.held) != tt.n || identity.Texts(s.released) != tt.rel {
			t.Errorf("%s: %d held, released %q", tt.name, len(s.held), identity.Texts(s.released))
		} else if tt.n > 0 && s.held[tt.n-1].Lock != tt.last {
			t.Errorf("%s: last held is %v", tt.name, s.held[tt.n-1].Lock)
		}
	}
}

func TestWhoWaitsForItselfIsStuck(t *testing.T) {
	x, y, class := lockOf("x"), lockOf("y"), identity.Lock{Class: "p.T.x"}
	shown, permit := x, x
	shown.Shown, permit.Kind = true, identity.Semaphore
	held := func(l identity.Lock, m identity.Mode) model.Held { return model.Held{Lock: l, Mode: m} }
	for _, tt := range []struct {
		name        string
		holds, wait model.Held
		want        bool
	}{
		{"locked, locks", held(x, identity.Write), held(x, identity.Write), true},
		{"locked, reads", held(x, identity.Write), held(x, identity.Read), true},
		{"read, locks", held(x, identity.Read), held(x, identity.Write), true},
		{"read, reads", held(x, identity.Read), held(x, identity.Read), false},
		{"another lock", held(x, identity.Write), held(y, identity.Write), false},
		{"a lock that may be it", held(class, identity.Write), held(x, identity.Write), false},
		{"by a constructor", held(x, identity.Write), held(shown, identity.Write), false},
		{"another permit", held(permit, identity.Write), held(permit, identity.Write), false},
		{"held on some paths", model.Held{Lock: x, Partial: true}, held(x, identity.Write), false},
		{"taken on some paths", held(x, identity.Write), model.Held{Lock: x, Partial: true}, false},
	} {
		if got := (state{held: []model.Held{tt.holds}}).stuck(tt.wait); got != tt.want {
			t.Errorf("%s: stuck is %v", tt.name, got)
		}
	}
}

func TestStatesAreNeverChangedInPlace(t *testing.T) {
	x, y, z := lockOf("x"), lockOf("y"), lockOf("z")
	s := state{}.acquire(model.Held{Lock: x}).acquire(model.Held{Lock: y}).release(z)
	s, _ = s.assume(once.fact(is("a", "1")))
	before := s.show()
	v := fake(1)
	for name, do := range map[string]op{
		"acquire": take(z), "release": give(x), "release of the caller's": give(lockOf("w")),
		"aged":   func(s state) state { return s.aged(v) },
		"assume": func(s state) state { s, _ = s.assume(once.fact(is("b", "1"))); return s },
		"wrote":  func(s state) state { return s.wrote(once.fact(is("a", "")).of) },
		"rename": func(s state) state { return s.rename(func(identity.Path) identity.Path { return identity.Path{} }) },
	} {
		do(s)
		if s.show() != before {
			t.Errorf("%s changes its state to %s", name, s.show())
		}
	}
	a, b := s.acquire(model.Held{Lock: lockOf("a")}), s.acquire(model.Held{Lock: lockOf("b")})
	if a.show() == b.show() {
		t.Error("two states share what they hold")
	}
}

func TestComputingAValueAnewAgesWhatDependsOnIt(t *testing.T) {
	v, w := fake(1), fake(2)
	rooted := func(kind identity.RootKind, n int64, steps string) identity.Lock {
		ref := v
		if n == 2 {
			ref = w
		}
		return identity.Lock{Path: identity.Path{Root: identity.Root{Kind: kind, Ref: ref}, Steps: steps}, Class: "p.T.mu"}
	}
	for _, tt := range []struct {
		name string
		l    identity.Lock
		ages bool
	}{
		{"rooted at the value", rooted(identity.Value, 1, ".p.T:mu"), true},
		{"rooted at the object", rooted(identity.Local, 1, ".p.T:mu"), true},
		{"rooted at another", rooted(identity.Value, 2, ".p.T:mu"), false},
		{"indexed by the value", identity.Lock{Path: at(identity.Param, "[#1:int].p.T:mu"), Class: "p.T.mu"}, true},
		{"indexed by another", identity.Lock{Path: at(identity.Param, "[#2:int].p.T:mu"), Class: "p.T.mu"}, false},
		{"of a parameter", lockOf("mu"), false},
	} {
		s := state{
			held:     []model.Held{{Lock: tt.l}},
			released: []identity.Lock{tt.l},
			known:    once.facts(identity.Literal{Subject: tt.l.Path.Append("*"), Const: "1"}),
		}.aged(v)
		if s.held[0].Path.IsStale() != tt.ages || s.released[0].Path.IsStale() != tt.ages || len(s.known) > 0 == tt.ages {
			t.Errorf("%s: held %v released %v, knows %d", tt.name, s.held[0].Path, s.released[0].Path, len(s.known))
		}
		if again := s.acquire(model.Held{Lock: tt.l}); tt.ages && len(again.held) != 2 {
			t.Errorf("%s: taken again it is %s", tt.name, again.show())
		}
		if s := s.release(tt.l); len(s.held) > 0 {
			t.Errorf("%s: after a release %s is held", tt.name, s.show())
		}
	}
}

func TestStateKnowsWhatItIsToldUntilThePlaceIsStoredTo(t *testing.T) {
	yes, no := is("a", "true"), is("a", "false")
	s, ok := state{}.assume(once.fact(yes))
	if !ok || s.contradicts(yes) || !s.contradicts(no) || s.contradicts(is("b", "true")) {
		t.Errorf("after a == true: %s", s.show())
	}
	if _, ok := s.assume(once.fact(no)); ok {
		t.Error("a == false is possible")
	}
	if s, ok := s.assume(once.fact(yes)); !ok || len(s.known) != 1 {
		t.Errorf("told twice it knows %s", s.show())
	}
	if s := s.wrote(once.fact(yes).of); s.contradicts(no) {
		t.Errorf("after a store it knows %s", s.show())
	}
	below := identity.Literal{Subject: yes.Subject.Append(".p.U:b*"), Const: "1"}
	s, _ = state{}.assume(once.fact(below))
	if s := s.wrote(once.fact(yes).of); len(s.known) > 0 {
		t.Errorf("after a store above it knows %s", s.show())
	}
}

func TestOldestLiteralGoesBeyondTheBound(t *testing.T) {
	s := state{}
	for i := range maxKnown + 1 {
		s, _ = s.assume(once.fact(is(fmt.Sprint("f", i), "1")))
	}
	if len(s.known) != maxKnown || s.contradicts(is("f0", "2")) || !s.contradicts(is("f1", "2")) {
		t.Errorf("knows %s", s.show())
	}
}

func TestBranchHeldOnEntryUnlessStoredHere(t *testing.T) {
	l := is("a", "true")
	s, _ := state{}.branch(once.fact(l))
	if len(s.entry) != 1 {
		t.Errorf("a condition of the caller's is not known on entry: %v", s.entry)
	}
	s, _ = state{}.wrote(once.fact(l).of).branch(once.fact(l))
	if len(s.entry) != 0 || !s.contradicts(l.Not()) {
		t.Errorf("after a store: entry %v, %s", s.entry, s.show())
	}
	own := identity.Literal{Subject: identity.Path{Root: identity.Root{Kind: identity.Local, Ref: fake(1)}, Steps: "*"}, Const: "true"}
	if s, _ := (state{}).branch(once.fact(own)); len(s.entry) != 0 {
		t.Errorf("a condition of our own is known on entry: %v", s.entry)
	}
	s, _ = state{}.branch(once.fact(l))
	if s := s.wrote(once.fact(l).of); len(s.entry) != 1 || s.contradicts(l.Not()) {
		t.Errorf("a later store changes what held on entry: %v, %s", s.entry, s.show())
	}
}

func TestExitThatResultsTellApartIsNotPartial(t *testing.T) {
	got := identity.Literal{Subject: at(identity.Result, ""), Const: "true"}
	h := model.Held{Lock: lockOf("x")}
	for _, tt := range []struct {
		name  string
		exits []model.Exit
		want  bool
	}{
		{"only exit", []model.Exit{{Held: []model.Held{h}}}, false},
		{"all exits hold it", []model.Exit{{Held: []model.Held{h}}, {Held: []model.Held{h}}}, false},
		{"another does not", []model.Exit{{Held: []model.Held{h}}, {}}, true},
		{"told apart by the result", []model.Exit{{Held: []model.Held{h}, Then: []identity.Literal{got}}, {Then: []identity.Literal{got.Not()}}}, false},
		{"told apart by a condition", []model.Exit{{Held: []model.Held{h}, When: []identity.Literal{is("a", "1")}}, {When: []identity.Literal{is("a", "2")}}}, false},
		{"not told apart", []model.Exit{{Held: []model.Held{h}, When: []identity.Literal{is("a", "1")}}, {When: []identity.Literal{is("b", "2")}}}, true},
	} {
		if got := partial(tt.exits, 0, h); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
