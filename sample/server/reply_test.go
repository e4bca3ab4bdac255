package server_test

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// realRedis lets TestReplies check itself: what it expects, Redis must say.
var realRedis = flag.String("redis", "", "run TestReplies against the Redis server at `address`, whose data it removes")

// wire is a connection on which what is sent and received is seen as it is.
type wire struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func dial(t *testing.T, addr string) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &wire{t, conn, bufio.NewReader(conn)}
}

func (w *wire) send(raw string) {
	w.t.Helper()
	if _, err := io.WriteString(w.conn, raw); err != nil {
		w.t.Fatal(err)
	}
}

// receive reads one reply and writes it as redis-cli would in one line.
func (w *wire) receive() string {
	w.t.Helper()
	line, err := w.r.ReadString('\n')
	if err != nil {
		return err.Error()
	}
	line = strings.TrimSuffix(line, "\r\n")
	n, _ := strconv.Atoi(line[1:])
	switch {
	case line == "$-1" || line == "*-1":
		return "nil"
	case line[0] == '$':
		data := make([]byte, n+2)
		if _, err := io.ReadFull(w.r, data); err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%q", data[:n])
	case line[0] == '*':
		items := make([]string, n)
		for i := range items {
			items[i] = w.receive()
		}
		return "[" + strings.Join(items, " ") + "]"
	}
	return line
}

// TestReplies runs each line of testdata/replies.txt and compares the replies
// that stand below it.
func TestReplies(t *testing.T) {
	addr := *realRedis
	if addr == "" {
		addr = start(t, t.TempDir()).addr
	}
	w := dial(t, addr)
	w.send("flushall\r\n")
	if got := w.receive(); got != "+OK" {
		t.Fatal(got)
	}
	content, err := os.ReadFile("testdata/replies.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(content), "\n") {
		request, want, found := strings.Cut(line, " => ")
		if !found {
			if line != "" && !strings.HasPrefix(line, "#") {
				t.Errorf("line %d is no test", i+1)
			}
			continue
		}
		w.send(request + "\r\n")
		if got := w.receive(); got != want {
			t.Errorf("line %d: %s\ngot  %s\nwant %s", i+1, request, got, want)
		}
	}
}
