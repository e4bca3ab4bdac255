// Package switching makes a server change masters as fast as it can while
// clients use it: the load under which Kvrocks hung. It is for tests.
package switching

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrStuck means that a server has not answered for Load.Patience.
var ErrStuck = errors.New("the server does not answer")

// Load is what is done to a server.
type Load struct {
	Replica  string   // the address of the server that changes masters
	Masters  []string // whom it follows in turn
	Switches int
	Clients  int // of the replica, besides the one that switches
	// Pause bounds the time between two switches. It is random, so that they
	// meet the replication thread wherever it is.
	Pause    time.Duration
	Patience time.Duration
}

// Run returns how many switches were made. What the other clients are told is
// not looked at: a server may refuse much while it changes masters.
func (l Load) Run(ctx context.Context) (done int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	var clients sync.WaitGroup
	for i := range l.Clients {
		clients.Go(func() { l.use(ctx, l.Replica, i) })
	}
	for i, master := range l.Masters {
		clients.Go(func() { l.use(ctx, master, i) })
	}
	defer clients.Wait()
	defer cancel()

	rdb := l.dial(l.Replica)
	defer rdb.Close()
	for done < l.Switches && ctx.Err() == nil {
		master := l.Masters[done%len(l.Masters)]
		if done%16 == 15 {
			master = ""
		}
		if err := change(ctx, rdb, master); err != nil {
			return done, err
		}
		done++
		time.Sleep(rand.N(l.Pause + 1))
	}
	return done, ctx.Err()
}

// Change makes the replica follow the master.
func (l Load) Change(ctx context.Context, master string) error {
	rdb := l.dial(l.Replica)
	defer rdb.Close()
	return change(ctx, rdb, master)
}

// change makes one switch, to no master if the address is empty. A server that
// is loading refuses it; then it is asked again.
func change(ctx context.Context, rdb *redis.Client, master string) error {
	host, port := "no", "one"
	if master != "" {
		var err error
		if host, port, err = net.SplitHostPort(master); err != nil {
			return fmt.Errorf("switching: %w", err)
		}
	}
	for {
		err := rdb.Do(ctx, "replicaof", host, port).Err()
		switch {
		case err == nil:
			return nil
		case stuck(err):
			return fmt.Errorf("%w REPLICAOF %s %s", ErrStuck, host, port)
		case !strings.HasPrefix(err.Error(), "LOADING"):
			return fmt.Errorf("switching: %w", err)
		}
		time.Sleep(time.Millisecond / 2)
	}
}

// use sends all kinds of commands until the context ends.
func (l Load) use(ctx context.Context, addr string, client int) {
	rdb := l.dial(addr)
	// The end of the context must also end a wait for a stuck server.
	defer context.AfterFunc(ctx, func() { rdb.Close() })()
	for i := 0; ctx.Err() == nil; i++ {
		key := fmt.Sprintf("client%d:%d", client, i%50)
		switch i % 6 {
		case 0, 1:
			rdb.Set(ctx, key, i, time.Duration(i%2)*time.Second)
		case 2:
			rdb.Get(ctx, key)
		case 3:
			rdb.Do(ctx, "role")
		case 4:
			rdb.Info(ctx, "replication")
		case 5:
			pipe := rdb.TxPipeline()
			pipe.Incr(ctx, fmt.Sprintf("client%d:n", client))
			pipe.Get(ctx, key)
			pipe.Exec(ctx)
		}
	}
}

func (l Load) dial(addr string) *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr:        addr,
		Protocol:    2,
		MaxRetries:  -1,
		ReadTimeout: l.Patience,
	})
}

func stuck(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
