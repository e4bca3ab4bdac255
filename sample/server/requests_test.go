package server_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/sample/protocol"
)

// TestBadRequests sends what is no request. The server answers with Redis'
// error, after the replies to what came before, and closes the connection;
// what came before is not lost.
func TestBadRequests(t *testing.T) {
	s := start(t, t.TempDir())
	long := strings.Repeat("x", 70<<10)
	for i, c := range []struct{ raw, want string }{
		{"*x\r\n", "invalid multibulk length"},
		{"*1048577\r\n", "invalid multibulk length"},
		{"*9223372036854775807\r\n", "invalid multibulk length"},
		{"*99999999999999999999\r\n", "invalid multibulk length"},
		{"*1\n$4\nping\n", "invalid multibulk length"},
		{"*" + long, "too big mbulk count string"},
		{"*1\r\n:4\r\nping\r\n", "expected '$', got ':'"},
		{"*1\r\n\r\n", "expected '$', got ' '"},
		{"*1\r\n$x\r\n", "invalid bulk length"},
		{"*1\r\n$-1\r\n", "invalid bulk length"},
		{"*1\r\n$\r\n", "invalid bulk length"},
		{"*1\r\n$67108865\r\n", "invalid bulk length"},
		{"*1\r\n$9223372036854775807\r\n", "invalid bulk length"},
		{"*1\r\n$9223372036854775806\r\n", "invalid bulk length"},
		{"*1\r\n$4\r\npingxx\r\n", "invalid bulk length"},
		{"*1\r\n$" + long, "too big bulk count string"},
		{long, "too big inline request"},
		{"set k \"v\r\n", "unbalanced quotes in request"},
	} {
		w := dial(t, s.addr)
		w.send(fmt.Sprintf("set before%d 1\r\n%s", i, c.raw))
		if got := w.receive(); got != "+OK" {
			t.Errorf("%.40q: the request before it: %s", c.raw, got)
		}
		if got, want := w.receive(), "-ERR Protocol error: "+c.want; got != want {
			t.Errorf("%.40q: got %s, want %s", c.raw, got, want)
		}
		// What was not read may reset the connection.
		if got := w.receive(); got != "EOF" && !strings.Contains(got, "reset") {
			t.Errorf("%.40q: the connection goes on: %s", c.raw, got)
		}
		if got := s.Get(t.Context(), fmt.Sprint("before", i)).Val(); got != "1" {
			t.Errorf("%.40q: what was written before is lost", c.raw)
		}
	}
}

// TestOddRequests sends what Redis takes, too.
func TestOddRequests(t *testing.T) {
	s := start(t, t.TempDir())
	w := dial(t, s.addr)
	w.send("\r\n\n*0\r\n*-1\r\n*-5\r\n*1\r\n$4\r\nPING\r\n  ping  \r\n")
	for range 2 {
		if got := w.receive(); got != "+PONG" {
			t.Error(got)
		}
	}
	for _, b := range []byte("*3\r\n$3\r\nset\r\n$1\r\nk\r\n$5\r\na\r\nbc\r\nget k\r\n") {
		w.send(string(b)) // one byte at a time
	}
	if got := w.receive() + w.receive(); got != `+OK"a\r\nbc"` {
		t.Error(got)
	}

	big := bytes.Repeat([]byte("0123456789abcdef"), protocol.MaxBulk/16)
	if err := s.Set(t.Context(), "big", big, 0).Err(); err != nil {
		t.Fatal(err)
	}
	got, err := s.Get(t.Context(), "big").Bytes()
	if err != nil || !bytes.Equal(got, big) {
		t.Errorf("the longest value came back with %d bytes, %v", len(got), err)
	}
	if err := s.Set(t.Context(), "big", append(big, 'x'), 0).Err(); err == nil {
		t.Error("a longer value was taken")
	}
}
