//go:build ignore

// This is the vettool that "bench floor" gives to go vet: it runs another one
// on each unit, and records what that took. It is a small program, since Linux
// counts the memory of who starts a process to that of the process.
//
// To the go command it is a tool of its own for each value of
// LOCKORDER_BENCH_SALT, so that results of one run are not those of another,
// while what is compiled stays cached. Without LOCKORDER_BENCH_TOOL it does
// nothing: the go command then only compiles.
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A record is a line of the log: what a unit took.
type record struct {
	ID    string        // the package, or the variant of it with tests
	CPU   time.Duration // user and system time
	Self  time.Duration // that of the recorder
	RSS   int64         // the most memory it had, in bytes
	Facts int64         // the facts it wrote, in bytes
}

func main() {
	args := os.Args[1:]
	tool, salt := os.Getenv("LOCKORDER_BENCH_TOOL"), os.Getenv("LOCKORDER_BENCH_SALT")
	switch {
	case len(args) == 1 && args[0] == "-V=full":
		fmt.Printf("recorder version devel buildID=%s\n", salt)
		return
	case len(args) == 1 && args[0] == "-flags":
		// The go command prints the findings by itself if the tool has this flag.
		fmt.Println(`[{"Name": "json", "Bool": true, "Usage": "print JSON"}]`)
		return
	}
	err := run(tool, args)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "recorder:", err)
		os.Exit(2)
	}
}

// run runs the tool on a unit.
func run(tool string, args []string) error {
	if len(args) == 0 || !strings.HasSuffix(args[len(args)-1], ".cfg") {
		return fmt.Errorf("arguments are %q, want a unit of go vet", args)
	}
	var unit struct{ ID, VetxOutput string }
	data, err := os.ReadFile(args[len(args)-1])
	if err == nil {
		err = json.Unmarshal(data, &unit)
	}
	if err != nil {
		return fmt.Errorf("reading the unit: %w", err)
	}
	if tool == "" {
		return os.WriteFile(unit.VetxOutput, nil, 0o666) // something to cache
	}
	cmd := exec.Command(tool, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	r := record{ID: unit.ID, CPU: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.RSS = int64(usage.Maxrss)
		if runtime.GOOS != "darwin" {
			r.RSS *= 1024
		}
	}
	if r.Facts, err = factsSize(unit.VetxOutput); err != nil {
		return fmt.Errorf("reading the facts of %s: %w", unit.ID, err)
	}
	return r.write(os.Getenv("LOCKORDER_BENCH_LOG"))
}

// factsSize reads the header of what unitchecker writes: "vetx", the size of
// the types, and that of the facts.
func factsSize(name string) (int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var header [12]byte
	if _, err := io.ReadFull(f, header[:]); err != nil {
		return 0, err
	}
	if string(header[:4]) != "vetx" {
		return 0, fmt.Errorf("it starts with %q", header[:4])
	}
	return int64(binary.LittleEndian.Uint32(header[8:])), nil
}

// write appends the record to the log, in one piece: others do at the same time.
func (r *record) write(log string) error {
	var self syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &self); err != nil {
		return fmt.Errorf("reading the time used: %w", err)
	}
	r.Self = time.Duration(self.Utime.Nano() + self.Stime.Nano())
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		f.Close()
		return fmt.Errorf("writing the log: %w", err)
	}
	return f.Close()
}
