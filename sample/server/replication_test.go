package server_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lockorder/lockorder/sample/internal/switching"
)

// same waits until both servers have the same last write and the same values
// of the keys.
func same(t *testing.T, a, b *running, keys ...string) {
	t.Helper()
	var at, want, got string
	defer func() {
		if t.Failed() {
			t.Logf("at %s\n%s has %s\n%s has %s", at, a.addr, want, b.addr, got)
		}
	}()
	eventually(t, "the servers are the same", func() bool {
		var err error
		if at, err = position(t, a); err != nil {
			return false
		}
		want = fmt.Sprint(a.MGet(t.Context(), keys...).Result())
		got = fmt.Sprint(b.MGet(t.Context(), keys...).Result())
		after, err := position(t, b)
		return err == nil && at == after && got == want
	})
}

// position is the history and the number of the last write.
func position(t *testing.T, s *running) (string, error) {
	all, err := s.Info(t.Context(), "replication").Result()
	if err != nil {
		return "", err
	}
	at := strings.Index(all, "master_replid:")
	if at < 0 {
		return "", fmt.Errorf("INFO without a position: %s", all)
	}
	return all[at:], nil
}

func keys(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("key", i)
	}
	return names
}

// write changes keys until the function that it returns is called.
func write(t *testing.T, s *running, names []string) (stop func()) {
	end := make(chan struct{})
	var writers sync.WaitGroup
	for c := range 4 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-end:
					return
				default:
				}
				name := names[(i*7+c)%len(names)]
				switch i % 5 {
				case 0, 1, 2:
					s.Set(t.Context(), name, i, 0)
				case 3:
					s.Del(t.Context(), name)
				case 4:
					s.Set(t.Context(), name, i, time.Millisecond)
				}
				if i%100 == 99 {
					s.FlushAll(t.Context())
				}
			}
		})
	}
	return func() {
		close(end)
		writers.Wait()
	}
}

func TestReplicaConverges(t *testing.T) {
	master, replica := start(t, t.TempDir()), start(t, t.TempDir())
	replica.Set(t.Context(), "old", 1, 0)
	stop := write(t, master, keys(50))
	time.Sleep(50 * time.Millisecond)
	replica.replicaOf(t, master)
	time.Sleep(300 * time.Millisecond)
	stop()
	same(t, master, replica, append(keys(50), "old")...)

	if err := replica.Set(t.Context(), "k", 1, 0).Err(); err == nil || !strings.HasPrefix(err.Error(), "READONLY") {
		t.Errorf("a write on the replica: %v", err)
	}
	role := fmt.Sprint(replica.Do(t.Context(), "role").Val())
	host, port, _ := net.SplitHostPort(master.addr)
	if want := fmt.Sprintf("[slave %s %s connected ", host, port); !strings.HasPrefix(role, want) {
		t.Errorf("the replica's role is %s, want %s", role, want)
	}
	if role := fmt.Sprint(master.Do(t.Context(), "role").Val()); !strings.HasPrefix(role, "[master ") || !strings.Contains(role, "[["+host) {
		t.Errorf("the master's role is %s", role)
	}
	if got := replica.Do(t.Context(), "replicaof", host, port).Val(); got != "OK Already connected to specified master" {
		t.Errorf("the same master again: %v", got)
	}

	if err := replica.Do(t.Context(), "replicaof", "no", "one").Err(); err != nil {
		t.Fatal(err)
	}
	if err := replica.Set(t.Context(), "own", 1, 0).Err(); err != nil {
		t.Errorf("a former replica: %v", err)
	}
	if got := master.Exists(t.Context(), "own").Val(); got != 0 {
		t.Error("the former master has it, too")
	}
}

func TestReplicaOfReplica(t *testing.T) {
	first, second, third := start(t, t.TempDir()), start(t, t.TempDir()), start(t, t.TempDir())
	second.replicaOf(t, first)
	third.replicaOf(t, second)
	stop := write(t, first, keys(20))
	time.Sleep(300 * time.Millisecond)
	stop()
	same(t, first, third, keys(20)...)

	// The one in the middle follows another master: the last one, too, then.
	other := start(t, t.TempDir())
	other.Set(t.Context(), "other", 1, 0)
	second.replicaOf(t, other)
	same(t, other, third, append(keys(20), "other")...)
}

func TestReplicaGoesOnAfterRestarts(t *testing.T) {
	masterDir, replicaDir := t.TempDir(), t.TempDir()
	master, replica := start(t, masterDir), start(t, replicaDir)
	replica.replicaOf(t, master)
	master.Set(t.Context(), "key0", 1, 0)
	same(t, master, replica, "key0")

	replica.end(t)
	stop := write(t, master, keys(10))
	time.Sleep(50 * time.Millisecond)
	stop()
	replica = start(t, replicaDir)
	same(t, master, replica, keys(10)...)

	// A master that is back elsewhere has a history of its own.
	master.end(t)
	master = start(t, masterDir)
	replica.replicaOf(t, master)
	master.Incr(t.Context(), "key1")
	same(t, master, replica, keys(10)...)
}

// TestExecAfterBecomingReplica checks that a queued write is refused when the server
// has become a replica since.
func TestExecAfterBecomingReplica(t *testing.T) {
	master, replica := start(t, t.TempDir()), start(t, t.TempDir())
	w := dial(t, replica.addr)
	w.send("multi\r\nset k v\r\n")
	if got := w.receive() + w.receive(); got != "+OK+QUEUED" {
		t.Fatal(got)
	}
	replica.replicaOf(t, master)
	eventually(t, "the replica is connected", func() bool {
		return strings.Contains(replica.Info(t.Context(), "replication").Val(), "master_link_status:up")
	})
	w.send("exec\r\n")
	want := "-EXECABORT Transaction discarded because of: READONLY You can't write against a read only replica."
	if got := w.receive(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	w.send("multi\r\nset k v\r\nexec\r\n")
	want = "+OK-READONLY You can't write against a read only replica." +
		"-EXECABORT Transaction discarded because of previous errors."
	if got := w.receive() + w.receive() + w.receive(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestSwitchMasters is the run-time proof for the default build: 1,000 switches
// as fast as they can be made, and then the replica has what its master has.
// Built with one of the tags of docs/kvrocks.md, it fails with the goroutines
// of the deadlock.
func TestSwitchMasters(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	a, b, replica := start(t, t.TempDir()), start(t, t.TempDir()), start(t, t.TempDir())
	load := switching.Load{
		Replica:  replica.addr,
		Masters:  []string{a.addr, b.addr},
		Switches: 1000,
		Clients:  8,
		Pause:    30 * time.Millisecond,
		Patience: 30 * time.Second,
	}
	done, err := load.Run(t.Context())
	if err != nil {
		replica.abandon(t, fmt.Errorf("after %d switches: %w", done, err))
	}
	a.Set(t.Context(), "last", "of a", 0)
	if err := load.Change(t.Context(), a.addr); err != nil {
		replica.abandon(t, err)
	}
	same(t, a, replica, "last", "client0:1", "client1:1", "client0:n")
}
