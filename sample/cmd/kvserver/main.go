// Kvserver is a Redis-compatible key-value server.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/lockorder/lockorder/sample/server"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "kvserver:", err)
		os.Exit(1)
	}
}

func run() error {
	var cfg server.Config
	flag.StringVar(&cfg.Addr, "addr", "127.0.0.1:6379", "listen on `host:port`; port 0 takes a free one")
	flag.StringVar(&cfg.Dir, "dir", "kvdata", "keep the data in `directory`")
	flag.DurationVar(&cfg.SweepEvery, "sweep", 100*time.Millisecond, "remove expired keys every `interval`")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	cfg.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))

	// An interrupt ends the server in order; SIGQUIT is left to Go, which
	// prints what all goroutines do.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	srv, err := server.Open(cfg)
	if err != nil {
		return err
	}
	fmt.Printf("listening on %s\n", srv.Addr())
	return srv.Serve(ctx)
}
