package main

import (
	"reflect"
	"strings"
	"testing"
)

func testScore() score {
	labels := []label{
		{ID: "a_1", Kind: "double", Expect: []expectation{{Rule: "reacquire", Locks: []string{"T.mu"}}}},
		{ID: "a_2", Kind: "double", Tier: "stretch", Expect: []expectation{{Rule: "reacquire", Locks: []string{"T.mu"}}}},
		{ID: "b_1", Kind: "negative"},
		{ID: "b_2", Kind: "negative"},
	}
	present := map[string]bool{"a1": true, "a2": true, "b1": true, "c1": true}
	return newScore(labels, present, []finding{
		{Package: "goker/a1", Message: "locks p.T.mu twice [reacquire]"},
		{Package: "goker/a1", Message: "again locks p.T.mu twice [reacquire]"},
		{Package: "goker/a1", Message: "locks p.S.mu twice [reacquire]"},
		{Package: "goker/b1", Message: "locks p.T.mu twice [reacquire]"},
	})
}

func TestScore(t *testing.T) {
	s := testScore()
	want := map[string]row{
		"double":   {kernels: 2, found: 1, false: 1, missed: []string{"a_2 (stretch)"}, wrong: []string{"a_1 (1)"}},
		"negative": {kernels: 1, false: 1, wrong: []string{"b_1 (1)"}},
	}
	if got := s.rows(); !reflect.DeepEqual(got, want) {
		t.Errorf("rows are %+v, want %+v", got, want)
	}
	if want := []string{"b_2"}; !reflect.DeepEqual(s.absent, want) {
		t.Errorf("absent are %q, want %q", s.absent, want)
	}
	if want := []string{"c1"}; !reflect.DeepEqual(s.unlabeled, want) {
		t.Errorf("unlabeled are %q, want %q", s.unlabeled, want)
	}
}

func TestRequire(t *testing.T) {
	tests := []struct{ list, want string }{
		{"", ""},
		{"double=1,false=2", ""},
		{"double=2", "1 double kernels found, 2 required"},
		{"false=1", "2 findings are false, at most 1 may be"},
		{"double", "-require"},
		{"triple=1", "-require"},
	}
	for _, test := range tests {
		required, err := parseRequire(test.list)
		if err == nil {
			err = testScore().check(required)
		}
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("-require %q: error %v, want %q", test.list, err, test.want)
		}
	}
}
