package replication

import (
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tidwall/redcon"

	"github.com/lockorder/lockorder/sample/storage"
)

func openStore(t *testing.T) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.TempDir(), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fakeMaster does the same with every connection.
func fakeMaster(t *testing.T, serve func(conn net.Conn)) (addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return ln.Addr().String()
}

func thread(t *testing.T, master string, store *storage.Store, log *slog.Logger) *Thread {
	t.Helper()
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	th := New(Config{Master: master, Port: 1234, Store: store, Log: log})
	t.Cleanup(th.Stop)
	return th
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestThreadAndFeeder joins both ends, without a server.
func TestThreadAndFeeder(t *testing.T) {
	master, follower := openStore(t), openStore(t)
	update := func(value string) {
		err := master.Update(func(tx *storage.Tx) error {
			return tx.Put([]byte("k"), storage.Value{Data: []byte(value)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	update("1")
	addr := fakeMaster(t, func(conn net.Conn) {
		request, err := redcon.NewReader(conn).ReadCommand()
		if err != nil || string(request.Args[0]) != Command || string(request.Args[3]) != "1234" {
			t.Errorf("the follower asks %q, %v", request.Args, err)
		}
		source := Source{Backlog: master.Backlog(), Seq: 1}
		if string(request.Args[1]) != master.Position().History {
			if source.Checkpoint, err = master.Checkpoint(); err != nil {
				t.Error(err)
			}
		}
		NewFeeder(conn, 1234, source, slog.New(slog.DiscardHandler)).Start(func() {})
	})
	var pre, post atomic.Int32
	th := thread(t, addr, follower, nil)
	th.Start(
		func() bool { return pre.Add(1) > 1 }, // the first time it cannot be done
		func() { post.Add(1) },
	)
	eventually(t, "the follower is connected", func() bool { return th.State() == Connected })
	if pre.Load() != 2 || post.Load() != 1 {
		t.Errorf("pre was called %d times, post %d times", pre.Load(), post.Load())
	}
	update("2")
	eventually(t, "the write has arrived", func() bool { return follower.Position() == master.Position() })
	if th.Stopped() {
		t.Error("it is stopped")
	}
	th.Stop()
	th.Stop()
	if !th.Stopped() {
		t.Error("it is not stopped")
	}
}

// TestStopEndsWaiting stops a thread whose master does not say anything.
func TestStopEndsWaiting(t *testing.T) {
	asked := make(chan struct{})
	addr := fakeMaster(t, func(net.Conn) { asked <- struct{}{} })
	th := thread(t, addr, openStore(t), nil)
	th.Start(func() bool { return true }, func() {})
	<-asked
	begun := time.Now()
	th.Stop()
	if took := time.Since(begun); took > ioTimeout/2 {
		t.Errorf("Stop took %v", took)
	}
}

// frames sends frames, each a kind and its payload.
func frames(w frameWriter, all ...string) {
	for _, f := range all {
		if err := w.frame(f[0], []byte(f[1:])); err != nil {
			return
		}
	}
	w.flush()
}

// TestBadMasters checks that a thread takes nothing wrong from a master, and
// tries again.
func TestBadMasters(t *testing.T) {
	for _, c := range []struct {
		name  string
		serve func(frameWriter)
		want  string
	}{
		{"an error", func(w frameWriter) { w.line("-LOADING not now"); w.flush() }, "the master refuses: LOADING not now"},
		{"nonsense", func(w frameWriter) { w.line("HTTP/1.1 400 Bad Request"); w.flush() }, "refuses: HTTP"},
		{"a long line", func(w frameWriter) { w.line(strings.Repeat("x", 100<<10)); w.flush() }, "buffer full"},
		{"nothing", func(frameWriter) {}, "EOF"},
		{"a wrong frame", func(w frameWriter) { w.line(lineContinue); frames(w, "Xx") }, "a frame of kind 'X' among writes"},
		{"a damaged record", func(w frameWriter) { w.line(lineContinue); frames(w, "Wnonsense") }, "a record is damaged"},
		{"a large frame", func(w frameWriter) {
			w.line(lineContinue)
			w.w.WriteString("W\xff\xff\xff\xff")
			w.flush()
		}, "a frame of 4294967295 bytes"},
		{"a path", func(w frameWriter) { w.line(lineFull); frames(w, "F../evil", "Dx", "E") }, `a file named "../evil"`},
		{"an absolute path", func(w frameWriter) { w.line(lineFull); frames(w, "F/tmp/evil", "E") }, `a file named "/tmp/evil"`},
		{"no name", func(w frameWriter) { w.line(lineFull); frames(w, "F", "E") }, `a file named ""`},
		{"the directory", func(w frameWriter) { w.line(lineFull); frames(w, "F..", "E") }, `a file named ".."`},
		{"a file twice", func(w frameWriter) { w.line(lineFull); frames(w, "Fa", "Fa", "E") }, "exists"},
		{"data without file", func(w frameWriter) { w.line(lineFull); frames(w, "Dx", "E") }, "before a file"},
		{"half a checkpoint", func(w frameWriter) { w.line(lineFull); frames(w, "Fa", "Dx") }, "EOF"},
		{"no database", func(w frameWriter) { w.line(lineFull); frames(w, "Fmarker.manifest.000001.MANIFEST-000001", "E") }, "opening the database"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			addr := fakeMaster(t, func(conn net.Conn) {
				defer conn.Close()
				if _, err := redcon.NewReader(conn).ReadCommand(); err == nil {
					c.serve(newFrameWriter(conn))
				}
			})
			store := openStore(t)
			at := store.Position()
			records := make(chan string, 100)
			th := thread(t, addr, store, slog.New(slog.NewTextHandler(lines(records), nil)))
			th.Start(func() bool { return true }, func() {})
			for range 2 {
				line := <-records
				if !strings.Contains(line, strings.ReplaceAll(c.want, `"`, `\"`)) {
					t.Errorf("the log says %s\nwant %s", line, c.want)
				}
			}
			th.Stop()
			if store.Position() != at {
				t.Error("the store has changed")
			}
		})
	}
}

// lines passes on what is written.
type lines chan<- string

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- string(p):
	default: // enough of them
	}
	return len(p), nil
}

func TestFeederEndsWithItsFollower(t *testing.T) {
	store := openStore(t)
	here, there := net.Pipe()
	there.Close()
	dir := filepath.Join(t.TempDir(), "checkpoint")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	f := NewFeeder(here, 1, Source{Checkpoint: dir, Backlog: store.Backlog()}, slog.New(slog.DiscardHandler))
	if f.Online() {
		t.Error("a follower that gets a checkpoint is online")
	}
	f.Start(func() { close(ended) })
	<-ended
	f.Stop()
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the checkpoint is still there: %v", err)
	}
}
