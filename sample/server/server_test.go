package server_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestDataSurvivesRestart(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	for i := range 100 {
		if err := s.Set(t.Context(), fmt.Sprint("key", i), i, 0).Err(); err != nil {
			t.Fatal(err)
		}
	}
	s.Set(t.Context(), "gone soon", 1, time.Millisecond)
	s.Del(t.Context(), "key7")
	s.end(t)

	s = start(t, dir)
	for i := range 100 {
		got, err := s.Get(t.Context(), fmt.Sprint("key", i)).Result()
		if i == 7 && errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil || got != fmt.Sprint(i) {
			t.Errorf("key%d: got %q, %v", i, got, err)
		}
	}
	if err := s.Get(t.Context(), "gone soon").Err(); !errors.Is(err, redis.Nil) {
		t.Errorf("an expired key: %v", err)
	}
}

func TestSetIfNewIsAtomic(t *testing.T) {
	s := start(t, t.TempDir())
	const clients, keys = 8, 50
	var won [clients]int
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for k := range keys {
				ok, err := s.SetNX(t.Context(), fmt.Sprint("lock", k), c, 0).Result()
				if err != nil {
					t.Error(err)
				}
				if ok {
					won[c]++
				}
				s.Incr(t.Context(), "n")
			}
		})
	}
	all.Wait()
	sum := 0
	for _, n := range won {
		sum += n
	}
	if sum != keys {
		t.Errorf("%d keys were new %d times", keys, sum)
	}
	if got := s.Get(t.Context(), "n").Val(); got != fmt.Sprint(clients*keys) {
		t.Errorf("%d INCRs gave %s", clients*keys, got)
	}
}

// TestExecIsAtomic moves an amount back and forth; nobody may see a part of
// that, on the master or on a replica.
func TestExecIsAtomic(t *testing.T) {
	master, replica := start(t, t.TempDir()), start(t, t.TempDir())
	master.MSet(t.Context(), "a", 0, "b", 100)
	replica.replicaOf(t, master)
	eventually(t, "the replica has b", func() bool { return replica.Get(t.Context(), "b").Val() != "" })

	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			pipe := master.TxPipeline()
			pipe.Set(t.Context(), "a", i%100, 0)
			pipe.Get(t.Context(), "a")
			pipe.Set(t.Context(), "b", 100-i%100, 0)
			if _, err := pipe.Exec(t.Context()); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 300 {
		for _, s := range []*running{master, replica} {
			if a, b := sumOf(t, s, false), sumOf(t, s, true); a != 100 || b != 100 {
				t.Errorf("the sum is %d by MGET and %d by EXEC", a, b)
			}
		}
	}
	close(stop)
	writer.Wait()
}

func sumOf(t *testing.T, s *running, byExec bool) int {
	t.Helper()
	var a, b int
	if !byExec {
		var v struct {
			A int `redis:"a"`
			B int `redis:"b"`
		}
		if err := s.MGet(t.Context(), "a", "b").Scan(&v); err != nil {
			t.Fatal(err)
		}
		return v.A + v.B
	}
	pipe := s.TxPipeline()
	getA, getB := pipe.Get(t.Context(), "a"), pipe.Get(t.Context(), "b")
	if _, err := pipe.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, _ = getA.Int()
	b, _ = getB.Int()
	return a + b
}

func TestExpiredKeysAreRemoved(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	ctx := t.Context()
	s.Set(ctx, "short", 1, 20*time.Millisecond)
	s.Set(ctx, "renewed", 1, 20*time.Millisecond)
	s.Set(ctx, "renewed", 2, time.Hour)
	before := s.Do(ctx, "role").Val().([]any)[1].(int64)
	eventually(t, "the key is swept", func() bool {
		// The sweep is a write of its own.
		return s.Do(ctx, "role").Val().([]any)[1].(int64) > before
	})
	if got := s.Exists(ctx, "short", "renewed").Val(); got != 1 {
		t.Errorf("%d keys are left", got)
	}
	if got := s.TTL(ctx, "renewed").Val(); got != time.Hour {
		t.Errorf("the renewed key has %v left", got)
	}
}

func TestShutdown(t *testing.T) {
	s := start(t, t.TempDir())
	w := dial(t, s.addr)
	w.send("set k v\r\nshutdown\r\n")
	if got := w.receive(); got != "+OK" {
		t.Error(got)
	}
	if got := w.receive(); got != "EOF" {
		t.Errorf("SHUTDOWN answers %q", got)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the server runs on")
	}
	s.ended = nil
}

func TestInfo(t *testing.T) {
	s := start(t, t.TempDir())
	all := s.Info(t.Context()).Val()
	for _, want := range []string{"# Server\r\n", "connected_clients:1\r\n", "loading:0\r\n", "role:master\r\n", "connected_slaves:0\r\n"} {
		if !strings.Contains(all, want) {
			t.Errorf("INFO has no %q:\n%s", want, all)
		}
	}
	if got := s.Info(t.Context(), "clients").Val(); strings.Contains(got, "role:") {
		t.Errorf("INFO clients:\n%s", got)
	}
}

func TestBadDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := open(file); err == nil {
		t.Error("a file was opened as a directory")
	}
	dir := t.TempDir()
	start(t, dir)
	if _, err := open(dir); err == nil {
		t.Error("a directory in use was opened")
	}
	bad := t.TempDir()
	if err := os.WriteFile(filepath.Join(bad, "master"), []byte("nonsense"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := open(bad); err == nil || !strings.Contains(err.Error(), "master") {
		t.Errorf("a damaged file was taken: %v", err)
	}
}

// TestRedisCLI needs redis-cli, of Debian's redis-tools.
func TestRedisCLI(t *testing.T) {
	s := start(t, t.TempDir())
	_, port, _ := strings.Cut(s.addr, ":")
	cli := func(stdin string, args ...string) string {
		cmd := exec.Command("redis-cli", append([]string{"-p", port}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("redis-cli %q: %v\n%s(apt-get install redis-tools)", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	for _, c := range []struct{ args, want string }{
		{"set greeting hello", "OK"},
		{"get greeting", "hello"},
		{"set greeting bye nx", ""},
		{"incr n", "1"},
		{"mget greeting n nosuch", "hello\n1"},
		{"incr greeting", "ERR value is not an integer or out of range"},
		{"role", "master"},
	} {
		if got := cli("", strings.Fields(c.args)...); got != c.want && !strings.HasPrefix(got, c.want+"\n") {
			t.Errorf("redis-cli %s:\n%s\nwant %s", c.args, got, c.want)
		}
	}
	got := cli("multi\nset t 1\nincr t\nexec\nget t\n")
	if want := "OK\nQUEUED\nQUEUED\nOK\n2\n2"; got != want {
		t.Errorf("a transaction:\n%s\nwant\n%s", got, want)
	}
	var requests strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&requests, "SET mass%d %d\r\n", i, i)
	}
	if got := cli(requests.String(), "--pipe"); !strings.Contains(got, "errors: 0, replies: 10000") {
		t.Errorf("redis-cli --pipe:\n%s", got)
	}
	if got := cli("", "get", "mass9999"); got != "9999" {
		t.Errorf("after --pipe: %s", got)
	}
}
