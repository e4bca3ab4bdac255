package replication

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lockorder/lockorder/sample/storage"
)

// sendBytes is about how much a Feeder sends before it looks for more.
const sendBytes = 1 << 20

// Source is what a follower gets: a checkpoint, or the writes from a number on.
type Source struct {
	Checkpoint string // a directory, which the Feeder removes; "" if there is none
	Backlog    *storage.Backlog
	Seq        uint64 // the last write that the follower has
}

// Feeder sends a follower what it asked for.
type Feeder struct {
	conn    net.Conn
	source  Source
	port    int
	log     *slog.Logger
	ctx     context.Context // ends with Stop
	stop    context.CancelFunc
	running sync.WaitGroup
	sent    atomic.Uint64
}

// NewFeeder returns a Feeder for the connection, which is now its own.
func NewFeeder(conn net.Conn, port int, source Source, log *slog.Logger) *Feeder {
	f := &Feeder{conn: conn, source: source, port: port, log: log}
	f.ctx, f.stop = context.WithCancel(context.Background())
	f.sent.Store(source.Seq)
	return f
}

// Start begins to send. When that is over, for whatever reason, the feeder
// calls ended.
func (f *Feeder) Start(ended func()) {
	f.running.Go(func() {
		f.run()
		ended()
	})
}

// Stop ends the feeder and returns when it has ended.
func (f *Feeder) Stop() {
	f.stop()
	f.running.Wait()
}

// Follower is where the follower listens.
func (f *Feeder) Follower() (host string, port int) {
	if addr, ok := f.conn.RemoteAddr().(*net.TCPAddr); ok {
		host = addr.IP.String()
	}
	return host, f.port
}

// Sent is the number of the last write that was sent.
func (f *Feeder) Sent() uint64 { return f.sent.Load() }

// Online says whether the follower gets writes rather than a checkpoint.
func (f *Feeder) Online() bool { return f.source.Checkpoint == "" }

func (f *Feeder) run() {
	defer f.conn.Close()
	defer context.AfterFunc(f.ctx, func() { f.conn.Close() })()
	err := f.feed(newFrameWriter(f.conn))
	if err != nil && f.ctx.Err() == nil {
		f.log.Info("a follower is gone", "address", f.conn.RemoteAddr().String(), "reason", err)
	}
}

func (f *Feeder) feed(w frameWriter) error {
	if dir := f.source.Checkpoint; dir != "" {
		if err := w.line(lineFull); err != nil {
			return errors.Join(err, remove(dir))
		}
		return errors.Join(send(w, dir), remove(dir))
	}
	if err := w.line(lineContinue); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	return f.feedRecords(w)
}

// feedRecords ends with an error.
func (f *Feeder) feedRecords(w frameWriter) error {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		records, grown, err := f.source.Backlog.Since(f.sent.Load(), sendBytes)
		if err != nil {
			return err
		}
		for _, record := range records {
			if err := w.frame(frameRecord, record); err != nil {
				return err
			}
		}
		if len(records) > 0 {
			if err := w.flush(); err != nil {
				return err
			}
			f.sent.Add(uint64(len(records)))
			continue
		}
		select {
		case <-f.ctx.Done():
			return f.ctx.Err()
		case <-grown:
		case <-ping.C:
			if err := w.frame(framePing, nil); err != nil {
				return err
			}
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
}
