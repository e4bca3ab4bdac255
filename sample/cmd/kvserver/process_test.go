package main_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// build builds the server with a build tag, or none.
func build(t *testing.T, tag string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), "kvserver")
	out, err := exec.Command("go", "build", "-tags", tag, "-o", binary, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// process is a server of its own process.
type process struct {
	*redis.Client
	addr   string
	cmd    *exec.Cmd
	stderr *buffer
	ended  chan struct{}
}

// launch starts a server and waits until it listens. It is killed when the
// test ends.
func launch(t *testing.T, binary, dir, addr string, flags ...string) *process {
	t.Helper()
	p := &process{stderr: &buffer{}, ended: make(chan struct{})}
	p.cmd = exec.Command(binary, append([]string{"-dir", dir, "-addr", addr}, flags...)...)
	p.cmd.Env = append(os.Environ(), "GOTRACEBACK=all")
	p.cmd.Stderr = p.stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() { p.kill() })
	addr, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !found {
		p.kill()
		t.Fatalf("the server says %q, %v\n%s", line, err, p.stderr)
	}
	p.addr = addr
	p.Client = redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1})
	return p
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
	if p.Client != nil {
		p.Client.Close()
	}
}

// buffer is a bytes.Buffer for two goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

var _ io.Writer = (*buffer)(nil)

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// acked writes keys until the server is gone, and returns how many of them each
// client had an answer for.
func acked(t *testing.T, p *process, round int) (counts [8]int) {
	t.Helper()
	var clients sync.WaitGroup
	for c := range counts {
		clients.Go(func() {
			for p.Set(t.Context(), name(round, c, counts[c]), round, 0).Err() == nil {
				counts[c]++
			}
		})
	}
	clients.Wait()
	return counts
}

func name(round, client, i int) string { return fmt.Sprintf("r%d:c%d:%d", round, client, i) }
