package identity

import "testing"

func TestClassIsTheLastOwnedFieldAndWhatFollows(t *testing.T) {
	for _, tt := range []struct {
		name string
		path Path
		want Class
	}{
		{"field", at(Param, ".a/p.T:mu"), "a/p.T.mu"},
		{"field of a field", at(Param, ".a/p.T:u*.a/p.U:mu"), "a/p.U.mu"},
		{"embedded lock", at(Param, ".a/p.T:Mutex"), "a/p.T.Mutex"},
		{"embedded struct with a lock", at(Param, ".a/p.T:Base.a/p.Base:mu"), "a/p.Base.mu"},
		{"field of an anonymous struct", at(Param, ".a/p.T:state.:mu"), "a/p.T.state.mu"},
		{"elements of one field are one class", at(Param, ".a/p.T:shards[3].:mu"), "a/p.T.shards[].mu"},
		{"any index", at(Param, ".a/p.T:locks*[#t3]*"), "a/p.T.locks[]"},
		{"element of a named type", at(Param, ".a/p.T:shards*[p1].a/p.Shard:mu"), "a/p.Shard.mu"},
		{"the only lock in a lock type is hidden", at(Param, ".a/p.T:mu.!:m"), "a/p.T.mu"},
		{"hidden twice", at(Param, ".a/p.T:mu.!:w.!:m"), "a/p.T.mu"},
		{"loads do not show", at(Param, ".a/p.T:mu**"), "a/p.T.mu"},
		{"the read side is of the lock's class", at(Param, ".a/p.T:mu~r"), "a/p.T.mu"},
		{"the instance does not matter", at(Result, "*.a/p.T:mu"), "a/p.T.mu"},
		{"package variable", global("a/p.mu", ""), "a/p.mu"},
		{"pointer in a package variable", global("a/p.mu", "*"), "a/p.mu"},
		{"element of a package variable", global("a/p.locks", "*[1]"), "a/p.locks[]"},
		{"anonymous struct in a package variable", global("a/p.cache", ".:mu"), "a/p.cache.mu"},
		{"lock type in a package variable", global("a/p.mu", ".!:m"), "a/p.mu"},
		{"owned field wins over the variable", global("a/p.x", ".a/p.T:mu"), "a/p.T.mu"},
		{"parameter alone", at(Param, "*"), ""},
		{"anonymous field of a parameter", at(Param, ".:mu"), ""},
		{"lock type of a parameter", at(Param, ".!:m"), ""},
		{"unknown", Path{}, ""},
		{"owner with a tilde", at(Param, ".sr.ht/~u/p.T:mu"), "sr.ht/~u/p.T.mu"},
		{"owner with another package name", at(Param, ".a/go-p!p.T:mu"), "a/go-p!p.T.mu"},
	} {
		if got := ClassOf(tt.path); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestClassSurvivesSubstitution(t *testing.T) {
	// A callee locks *param 0; the caller passes &x.mu.
	callee, arg := at(Param, ""), Path{Root{Kind: Local, Ref: ref(1)}, ".a/p.T:mu"}
	if got, want := ClassOf(arg.Append(callee.Steps)), Class("a/p.T.mu"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestVisibleStepsLeaveOutWhatIsHidden(t *testing.T) {
	for _, tt := range []struct {
		path   Path
		hidden bool
		want   string
	}{
		{at(Param, ".!:m"), false, ""},
		{at(Param, ".!:m"), true, ".m"},
		{at(Param, ".:x*.!:m"), false, ".x"},
		{at(Param, ".:x*[p1]*~r"), false, ".x[]"},
		{at(Param, "*"), true, ""},
	} {
		if got := VisibleSteps(tt.path, tt.hidden); got != tt.want {
			t.Errorf("VisibleSteps(%s, %v) = %q, want %q", tt.path, tt.hidden, got, tt.want)
		}
	}
}

func TestClassReadsAsPackageNameTypeField(t *testing.T) {
	for _, tt := range []struct {
		class Class
		want  string
	}{
		{"sync.T.mu", "sync.T.mu"},
		{"example.com/store.T.mu", "store.T.mu"},
		{"example.com/go-store!store.T.mu", "store.T.mu"},
		{"gopkg.in/yaml.v3!yaml.T.mu", "yaml.T.mu"},
		{"example.com/mod/v2!mod.T.mu", "mod.T.mu"},
		{"example.com/store.T.shards[].mu", "store.T.shards[].mu"},
		{"", ""},
	} {
		if got := tt.class.String(); got != tt.want {
			t.Errorf("%q reads %q, want %q", string(tt.class), got, tt.want)
		}
	}
}

func TestPackageNamesItselfIfItsPathDoesNot(t *testing.T) {
	for _, tt := range []struct{ path, name, want string }{
		{"net/http", "http", "net/http"},
		{"main", "main", "main"},
		{"example.com/cmd", "main", "example.com/cmd!main"},
		{"example.com/x/v2", "x", "example.com/x/v2!x"},
		{"gopkg.in/yaml.v3", "yaml", "gopkg.in/yaml.v3!yaml"},
	} {
		got := Package(tt.path, tt.name)
		if got != tt.want {
			t.Errorf("Package(%q, %q) = %q, want %q", tt.path, tt.name, got, tt.want)
		}
		if s, want := Class(got+".T.mu").String(), tt.name+".T.mu"; s != want {
			t.Errorf("class in %q reads %q, want %q", tt.path, s, want)
		}
	}
}

func TestClassIsSettledWhereTheLockItselfLies(t *testing.T) {
	for _, tt := range []struct {
		name string
		path Path
		want bool
	}{
		{"field", at(Param, ".a/p.T:mu"), true},
		{"field of what a field points to", at(Param, ".a/p.T:u*.a/p.U:mu"), true},
		{"elements of a field", at(Param, ".a/p.T:locks[1]"), true},
		{"the only lock in a lock type", at(Param, ".a/p.T:mu.!:m"), true},
		{"the read side", at(Param, ".a/p.T:mu~r"), true},
		{"package variable", global("a/p.mu", ""), true},
		{"pointer in a field", at(Param, ".a/p.T:mu*"), false},
		{"elements of a slice of locks", at(Param, ".a/p.T:locks*[1]"), false},
		{"what a constructor was given, by an anonymous field", at(Param, ".a/p.T:in.:mu*"), false},
		{"pointer in a package variable", global("a/p.mu", "*"), true},
		{"parameter alone", at(Param, ""), false},
		{"anonymous field of a parameter", at(Param, ".:mu"), false},
		{"unknown", Path{}, false},
	} {
		if got := Settled(tt.path); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestDeclaredIsTheFirstName(t *testing.T) {
	for class, want := range map[Class]Class{
		"":                            "",
		"p":                           "",
		"p.mu":                        "p.mu",
		"example.com/p.T.mu.Mutex":    "example.com/p.T",
		"example.com/p!q.T.ch[]?send": "example.com/p!q.T",
		"example.com/p.T?call.Do":     "example.com/p.T",
		"p.T.f?call.Do":               "p.T",
	} {
		if got := Class(class.Declared()); got != want {
			t.Errorf("Declared of %q is %q, want %q", class, got, want)
		}
	}
}

func TestEachCallMakesAnObjectOfItsOwn(t *testing.T) {
	made, one, other := ObjectIn("lib.Run", "t1"), ObjectIn("app.a", "t5"), ObjectIn("app.b", "t5")
	for _, tt := range []struct {
		a, b Class
		want bool
	}{
		{made, made, true},
		{made, ObjectIn("lib.Run", "t2"), false},
		{made.MadeBy(one), made.MadeBy(one), true},
		{made.MadeBy(one), made.MadeBy(other), false},
		{made.MadeBy(one), made, true}, // by whichever call
		{made, made.MadeBy(other), true},
		{made.MadeBy(one).MadeBy(other), made.MadeBy(one), true}, // of one call only
		{made.MadeBy(one), one, false},
	} {
		if got := tt.a.MayBeObject(tt.b); got != tt.want {
			t.Errorf("%q and %q: %v", tt.a, tt.b, got)
		}
	}
	if field := Class("app.T.f"); field.MadeBy(one) != field {
		t.Error("a field is made by a call")
	}
}
