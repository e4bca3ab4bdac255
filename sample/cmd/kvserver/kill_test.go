package main_test

import (
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKill kills the server while clients write: what was answered is there
// when it runs again.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	binary, dir := build(t, ""), t.TempDir()
	var counts [5][8]int
	total := 0
	for round := range counts {
		p := launch(t, binary, dir, "127.0.0.1:0")
		time.AfterFunc(time.Duration(100+50*round)*time.Millisecond, p.kill)
		counts[round] = acked(t, p, round)
	}
	p := launch(t, binary, dir, "127.0.0.1:0")
	for round, clients := range counts {
		for c, n := range clients {
			total += n
			for i := range n {
				if got := p.Get(t.Context(), name(round, c, i)).Val(); got == "" {
					t.Errorf("%s is lost", name(round, c, i))
				}
			}
		}
	}
	t.Logf("%d writes were answered, and are there", total)
	if total == 0 {
		t.Error("nothing was written")
	}
}

// TestKillMasterAndReplica kills one or the other while clients write; they
// have the same data afterwards.
func TestKillMasterAndReplica(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	binary := build(t, "")
	masterDir, replicaDir := t.TempDir(), t.TempDir()
	master := launch(t, binary, masterDir, "127.0.0.1:0")
	replica := launch(t, binary, replicaDir, "127.0.0.1:0")
	host, port, err := net.SplitHostPort(master.addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := replica.Do(t.Context(), "replicaof", host, port).Err(); err != nil {
		t.Fatal(err)
	}
	for round := range 6 {
		time.AfterFunc(150*time.Millisecond, func() {
			if round%2 == 0 {
				replica.kill()
				time.Sleep(50 * time.Millisecond)
			}
			master.kill() // ends the writers, too
		})
		counts := acked(t, master, round)
		<-master.ended
		master = launch(t, binary, masterDir, master.addr)
		if round%2 == 0 {
			replica = launch(t, binary, replicaDir, "127.0.0.1:0")
		}
		eventually(t, "the replica has what the master has", func() bool {
			return connected(t, replica) && offset(t, master) == offset(t, replica)
		})
		for c, n := range counts {
			for i := range n {
				key := name(round, c, i)
				m, errM := master.Get(t.Context(), key).Result()
				r, errR := replica.Get(t.Context(), key).Result()
				if errM != nil || errR != nil || m != r {
					t.Fatalf("%s: the master has %q, %v, the replica %q, %v", key, m, errM, r, errR)
				}
			}
		}
	}
}

// connected says whether the server gets its master's writes.
func connected(t *testing.T, p *process) bool {
	return strings.Contains(p.Info(t.Context(), "replication").Val(), "master_link_status:up")
}

// offset is the history and the number of the last write.
func offset(t *testing.T, p *process) string {
	_, at, _ := strings.Cut(p.Info(t.Context(), "replication").Val(), "master_replid:")
	return at
}

func TestSignalEndsInOrder(t *testing.T) {
	binary := build(t, "")
	p := launch(t, binary, t.TempDir(), "127.0.0.1:0")
	p.Set(t.Context(), "k", "v", 0)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	if !p.cmd.ProcessState.Success() {
		t.Errorf("%v\n%s", p.cmd.ProcessState, p.stderr)
	}
	if _, err := os.Stat(binary); err != nil {
		t.Error(err)
	}
}
