package protocol

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/tidwall/redcon"
)

func TestSplitArgs(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"", "[]"},
		{" \t\r\n", "[]"},
		{"get k\r\n", `["get" "k"]`},
		{"  get   k  ", `["get" "k"]`},
		{`set "a b" 'c d'`, `["set" "a b" "c d"]`},
		{`"" ''`, `["" ""]`},
		{`a"b c"`, `["ab c"]`},
		{`"\x41\n\r\t\a\b\q\"\\"`, `["A\n\r\t\a\bq\"\\"]`},
		{`"\xzz"`, `["xzz"]`},
		{`'\'\n'`, `["'\\n"]`},
		{`"a"b`, "bad"},
		{`"a`, "bad"},
		{`'a`, "bad"},
		{`"a\`, "bad"},
		{`"a\"`, "bad"},
	} {
		args, ok := splitArgs([]byte(c.line))
		got := fmt.Sprintf("%q", args)
		if !ok {
			got = "bad"
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.line, got, c.want)
		}
	}
}

// FuzzChecker checks that the checker says the same however its bytes are cut
// up, never hands on what redcon would not take, and keeps what it takes small.
func FuzzChecker(f *testing.F) {
	for _, seed := range []string{
		"*2\r\n$3\r\nget\r\n$1\r\nk\r\n", "get k\r\n*1\r\n$4\r\nping\r\n", "*0\r\n\r\nping", "*1\r\n$3\r\nab",
		"*1\r\n$9223372036854775807\r\n", "*1\n", "set k \"v\r\n", "*1\r\n$1\r\naxx", "*-1\r\n*1\r\n:",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var whole, cut checker
		err := whole.feed(bytes.Clone(in))
		var cutErr error
		for _, b := range in {
			if cutErr = cut.feed([]byte{b}); cutErr != nil {
				break
			}
		}
		if err != cutErr || !bytes.Equal(whole.out, cut.out) {
			t.Fatalf("whole: %v %q\nby bytes: %v %q", err, whole.out, cutErr, cut.out)
		}
		for rest := whole.out; len(rest) > 0; {
			complete, args, _, left, err := redcon.ReadNextCommand(rest, nil)
			if err != nil {
				t.Fatalf("redcon: %v of %q", err, rest)
			}
			if !complete {
				break
			}
			if len(args) == 0 {
				t.Fatalf("an empty request in %q", whole.out)
			}
			rest = left
		}
	})
}

func TestLimits(t *testing.T) {
	var c checker
	bulk := "$" + fmt.Sprint(MaxBulk) + "\r\n" + strings.Repeat("x", MaxBulk) + "\r\n"
	if err := c.feed([]byte("*3\r\n" + bulk + bulk)); err != nil {
		t.Errorf("a request of the largest size: %v", err)
	}
	if err := c.feed([]byte("$1\r\n")); err == nil {
		t.Error("a larger request was taken")
	}
}
