package identity

import (
	"slices"
	"testing"
)

func lock(p Path, class Class) Lock { return Lock{Path: p, Class: class} }

func TestStrengthOfTwoLocks(t *testing.T) {
	v := ref(1)
	const class = "p.T.mu"
	known := lock(at(Param, ".p.T:mu"), class)
	shown := known
	shown.Shown = true
	stale := lock(known.Path.Aged(v), class)
	unknown := lock(Path{}, class)
	anyElem := lock(at(Param, ".p.T:list*[]*.p.T:mu"), class)
	oneElem := lock(at(Param, ".p.T:list*[3]*.p.T:mu"), class)
	for _, tt := range []struct {
		name string
		a, b Lock
		want Strength
	}{
		{"equal paths", known, known, Same},
		{"one shown by a constructor", known, shown, Inverse},
		{"both shown", shown, shown, Inverse},
		{"other path, same class", known, lock(at(Free, ".p.T:mu"), class), May},
		{"other path, other class", known, lock(at(Free, ".p.U:mu"), "p.U.mu"), Different},
		{"stale equals nothing, not even itself", stale, stale, May},
		{"stale and fresh", stale, known, May},
		{"unknown equals nothing", unknown, unknown, May},
		{"unknown and known", unknown, known, May},
		{"unknown of another class", unknown, lock(Path{}, "p.U.mu"), Different},
		{"elements of unknown index", anyElem, anyElem, May},
		{"elements of one index", oneElem, oneElem, Same},
		{"elements of different index", oneElem, lock(at(Param, ".p.T:list*[4]*.p.T:mu"), class), May},
		{"equal paths whatever the class is called", known, lock(known.Path, "p.U.x"), Same},
	} {
		if got := SameInstance(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
		if back := SameInstance(tt.b, tt.a); back != tt.want {
			t.Errorf("%s, turned round: %d, want %d", tt.name, back, tt.want)
		}
		if got := MayBe(tt.a, tt.b); got != (tt.want != Different) {
			t.Errorf("%s: MayBe is %v", tt.name, got)
		}
	}
}

func literals() map[string]Literal {
	x := at(Param, "*")
	return map[string]Literal{
		"true": {Subject: x, Const: "true"}, "false": {Subject: x, Const: "false"},
		"nil": {Subject: x, Const: "nil"}, "not nil": {Subject: x, Const: "nil", Negated: true},
		"1": {Subject: x, Const: "1"}, "2": {Subject: x, Const: "2"},
		"not 1": {Subject: x, Const: "1", Negated: true}, "not 2": {Subject: x, Const: "2", Negated: true},
		"other nil":  {Subject: at(Free, "*"), Const: "nil"},
		"unresolved": {Subject: x, Const: Unresolved}, "func f": {Subject: x, Const: "func f"},
	}
}

func TestLiteralDecidesWhatFollowsFromItAndNothingElse(t *testing.T) {
	const yes, no, open = "yes", "no", "open"
	all := literals()
	for _, tt := range []struct{ l, m, want string }{
		{"true", "true", yes}, {"true", "false", no}, {"false", "true", no},
		{"nil", "nil", yes}, {"nil", "not nil", no}, {"not nil", "nil", no}, {"not nil", "not nil", yes},
		{"1", "1", yes}, {"1", "2", no}, {"1", "not 1", no}, {"1", "not 2", yes},
		{"not 1", "1", no}, {"not 1", "not 1", yes}, {"not 1", "2", open}, {"not 1", "not 2", open},
		{"other nil", "nil", open}, {"nil", "other nil", open},
		{"func f", "nil", no}, {"func f", "unresolved", no}, {"func f", "not nil", yes},
	} {
		value, known := all[tt.l].Decides(all[tt.m])
		got := open
		if known && value {
			got = yes
		} else if known {
			got = no
		}
		if got != tt.want {
			t.Errorf("%s tells of %s: %s, want %s", tt.l, tt.m, got, tt.want)
		}
	}
}

func TestNotIsTheOpposite(t *testing.T) {
	all := literals()
	for name, l := range all {
		if l.Not().Not() != l {
			t.Errorf("%s: not not is %s", name, l.Not().Not())
		}
		if value, known := l.Decides(l.Not()); !known || value {
			t.Errorf("%s does not rule out %s", l, l.Not())
		}
		if value, known := l.Not().Decides(l); !known || value {
			t.Errorf("%s does not rule out %s", l.Not(), l)
		}
		for other, m := range all {
			if bools := []string{"true", "false"}; slices.Contains(bools, l.Const) != slices.Contains(bools, m.Const) {
				continue // of different types
			}
			v, known := l.Decides(m)
			w, knownNot := l.Decides(m.Not())
			if known != knownNot || known && v == w {
				t.Errorf("%s tells of %s %v,%v but of its opposite %v,%v", name, other, v, known, w, knownNot)
			}
		}
	}
	if got := all["true"].Not(); got != all["false"] {
		t.Errorf("not true is %s, want false", got)
	}
}

func TestLockTextFallsBackToItsClass(t *testing.T) {
	for _, tt := range []struct {
		lock Lock
		want string
	}{
		{lock(at(Param, ".p.T:mu"), "p.T.mu"), "p0.p.T:mu"},
		{lock(Path{}, "p.T.mu"), "class p.T.mu"},
	} {
		if got := tt.lock.String(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

type callee string

func (c callee) String() string { return string(c) }

func TestValueTextTellsBindingsApart(t *testing.T) {
	held := Val{Path: at(Param, "*")}
	seen := make(map[string]string)
	for name, v := range map[string]Val{
		"path":          {Path: at(Param, "")},
		"constant":      {Const: "1"},
		"holds":         {Path: at(Param, ""), Holds: &held},
		"function":      {Funcs: []Func{{Fn: callee("f")}}},
		"closure":       {Funcs: []Func{{Fn: callee("f"), Binds: []Val{held}}}},
		"other closure": {Funcs: []Func{{Fn: callee("f"), Binds: []Val{{Path: at(Free, "")}}}}},
		"two functions": {Funcs: []Func{{Fn: callee("f")}, {Fn: callee("g")}}},
	} {
		if !v.Known() {
			t.Errorf("%s is unknown", name)
		}
		if other, ok := seen[v.String()]; ok {
			t.Errorf("%s and %s both read %s", name, other, v)
		}
		seen[v.String()] = name
	}
	if (Val{}).Known() || (Val{Subject: at(Param, ""), Shown: true}).Known() {
		t.Error("a value of which only the subject is known is known")
	}
}

// TestKeysTellWaitsApart: the two ends of one channel are two waits, which a class
// as a person writes it does not show.
func TestKeysTellWaitsApart(t *testing.T) {
	keys := make(map[string]Kind)
	for _, kind := range []Kind{Mutex, Receive, Send, Join, Notice} {
		l := Lock{Path: at(Param, ".p.T:ch*"), Class: "p.T.ch", Kind: kind}
		if old, ok := keys[l.Key()]; ok {
			t.Errorf("%d and %d have the key %s", old, kind, l.Key())
		}
		keys[l.Key()] = kind
	}
}

func TestComparisonsOfParameters(t *testing.T) {
	param := func(i int) Path { return Path{Root: Root{Kind: Param, Index: i}} }
	same := Compare(param(0), 2, false)
	if other := Compare(param(2), 0, false); other != same {
		t.Errorf("%v and %v are one comparison", same, other)
	}
	if i, ok := same.Other(); !ok || i != 2 || same.Subject != param(0) {
		t.Errorf("%v compares p0 with p2", same)
	}
	if !same.Contradicts(same.Not()) {
		t.Errorf("%v does not contradict its negation", same)
	}
	for _, l := range []Literal{NotNil(param(0)), {Subject: param(0), Const: "nil"}, Compare(param(0), 1, false)} {
		if _, known := same.Decides(l); known {
			t.Errorf("%v says nothing of %v", same, l)
		}
	}
}
