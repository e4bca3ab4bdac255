package server_test

import (
	"context"
	"errors"
	"net"
	"runtime/pprof"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/lockorder/lockorder/sample/internal/switching"
	"github.com/lockorder/lockorder/sample/server"
)

// running is a server of a test.
type running struct {
	*redis.Client
	addr  string
	stop  context.CancelFunc
	ended chan error
}

func open(dir string) (*server.Server, error) {
	return server.Open(server.Config{Addr: "127.0.0.1:0", Dir: dir, SweepEvery: 10 * time.Millisecond})
}

// start runs a server until the test ends.
func start(t *testing.T, dir string) *running {
	t.Helper()
	srv, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &running{addr: srv.Addr().String(), stop: stop, ended: make(chan error, 1)}
	r.Client = redis.NewClient(&redis.Options{Addr: r.addr, MaxRetries: -1})
	go func() { r.ended <- srv.Serve(ctx) }()
	t.Cleanup(func() { r.end(t) })
	return r
}

// end stops the server and returns when it has ended. A second call does
// nothing.
func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	if r.ended == nil {
		return
	}
	select {
	case err := <-r.ended:
		if err != nil {
			t.Errorf("the server ended with: %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("the server does not end")
	}
	r.ended = nil
	r.Client.Close()
}

func (r *running) replicaOf(t *testing.T, master *running) {
	t.Helper()
	host, port, err := net.SplitHostPort(master.addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Do(t.Context(), "replicaof", host, port).Err(); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// abandon ends the test with the error. If the server is stuck, it prints what
// all goroutines do, and does not wait for the server to end.
func (r *running) abandon(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, switching.ErrStuck) {
		if err := pprof.Lookup("goroutine").WriteTo(t.Output(), 2); err != nil {
			t.Error(err)
		}
		r.ended = nil
	}
	t.Fatal(err)
}
