// Package replication makes one server follow another: a Thread on the side of
// the follower, a Feeder for each follower on the side of the master. It knows
// nothing of the server that they belong to.
package replication

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tidwall/redcon"

	"github.com/lockorder/lockorder/sample/storage"
)

// retryEvery is how long a Thread waits after a failure.
const retryEvery = 100 * time.Millisecond

// State is how far a Thread has come, in the words of Redis' ROLE.
type State string

// The states of a Thread.
const (
	Connect    State = "connect"    // there is no connection
	Connecting State = "connecting" // a master was asked and has not answered
	Sync       State = "sync"       // a checkpoint is being fetched
	Connected  State = "connected"  // writes arrive as they are made
)

// Config says whom a Thread follows, and for whom.
type Config struct {
	Master string // host:port
	Port   int    // where the follower listens, for the master's INFO
	Store  *storage.Store
	Log    *slog.Logger
}

// Thread follows a master until it is stopped. It is called a thread, though
// it is a goroutine, since that is its name in Kvrocks.
type Thread struct {
	cfg     Config
	ctx     context.Context // ends with Stop
	stop    context.CancelFunc
	running sync.WaitGroup
	state   atomic.Value // State

	pre  func() bool
	post func()
}

// New returns a Thread that does nothing yet.
func New(cfg Config) *Thread {
	t := &Thread{cfg: cfg}
	t.ctx, t.stop = context.WithCancel(context.Background())
	t.state.Store(Connect)
	return t
}

// Start begins to follow the master. The thread calls pre before it replaces
// the store's database: pre sees to it that nobody uses the database, or says
// that it could not. After the replacement, done or failed, it calls post.
func (t *Thread) Start(pre func() bool, post func()) {
	t.pre = pre
	t.post = post
	t.running.Go(t.run)
}

// Stop ends the thread and returns when it has ended.
func (t *Thread) Stop() {
	t.stop()
	t.running.Wait()
}

// Stopped says whether Stop was called. It may not have returned yet.
func (t *Thread) Stopped() bool { return t.ctx.Err() != nil }

// State is how far the thread has come.
func (t *Thread) State() State { return t.state.Load().(State) }

// run follows the master over as many connections as that takes.
func (t *Thread) run() {
	log := t.cfg.Log.With("master", t.cfg.Master)
	for !t.Stopped() {
		err := t.follow(t.ctx)
		t.state.Store(Connect)
		if err == nil {
			continue // a checkpoint was restored: go on from there
		}
		if !t.Stopped() {
			log.Warn("replication failed, trying again", "error", err)
		}
		select {
		case <-t.ctx.Done():
		case <-time.After(retryEvery):
		}
	}
	log.Info("replication stopped")
}

// follow is run for one connection.
func (t *Thread) follow(ctx context.Context) error {
	t.state.Store(Connecting)
	dialer := net.Dialer{Timeout: ioTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", t.cfg.Master)
	if err != nil {
		return fmt.Errorf("replication: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()

	if err := t.ask(conn); err != nil {
		return err
	}
	r := newFrameReader(conn)
	answer, err := r.line()
	if err != nil {
		return err
	}
	switch answer {
	case lineContinue:
		t.state.Store(Connected)
		return t.replay(r)
	case lineFull:
		t.state.Store(Sync)
		return t.fullSync(r)
	}
	return fmt.Errorf("replication: the master refuses: %s", strings.TrimPrefix(answer, "-"))
}

// ask sends the command with which a follower begins.
func (t *Thread) ask(conn net.Conn) error {
	if err := conn.SetWriteDeadline(time.Now().Add(ioTimeout)); err != nil {
		return fmt.Errorf("replication: %w", err)
	}
	at := t.cfg.Store.Position()
	b := redcon.AppendArray(nil, 4)
	b = redcon.AppendBulkString(b, Command)
	b = redcon.AppendBulkString(b, at.History)
	b = redcon.AppendBulkString(b, fmt.Sprint(at.Seq))
	b = redcon.AppendBulkString(b, fmt.Sprint(t.cfg.Port))
	w := bufio.NewWriter(conn)
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("replication: asking the master: %w", err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("replication: asking the master: %w", err)
	}
	return nil
}

// replay stores the master's writes as they come. It ends with an error.
func (t *Thread) replay(r frameReader) error {
	for {
		kind, payload, err := r.frame()
		if err != nil {
			return err
		}
		switch kind {
		case framePing:
		case frameRecord:
			if err := t.cfg.Store.Replay(payload); err != nil {
				return err
			}
			// One sync for all that came together.
			if r.idle() {
				if err := t.cfg.Store.Sync(); err != nil {
					return err
				}
			}
		default:
			return fmt.Errorf("%w: a frame of kind %q among writes", errFrame, kind)
		}
	}
}

// errNotPrepared is the end of a full sync whose pre callback gave up.
var errNotPrepared = errors.New("replication: the server could not be prepared for a restore")

// fullSync replaces the database by the master's.
func (t *Thread) fullSync(r frameReader) error {
	dir, err := t.cfg.Store.FetchDir()
	if err != nil {
		return err
	}
	if err := fetch(r, dir); err != nil {
		return errors.Join(err, remove(dir))
	}
	if !t.pre() {
		return errors.Join(errNotPrepared, remove(dir))
	}
	defer t.post()
	if err := t.cfg.Store.Restore(dir); err != nil {
		return errors.Join(err, remove(dir))
	}
	t.cfg.Log.Info("full sync done", "master", t.cfg.Master)
	return nil
}
