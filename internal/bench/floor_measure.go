package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A gauge runs vettools and measures them.
type gauge struct {
	tools    [2]string // the floor, lockorder
	recorder string
	dir      string // for its files
	salts    int    // used so far
}

// newGauge builds the programs into dir; lockorder only if there is no path.
func newGauge(ctx context.Context, path, dir string) (*gauge, error) {
	root, err := repositoryRoot()
	if err != nil {
		return nil, err
	}
	lockorder, err := newTool(ctx, path, "", dir)
	if err != nil {
		return nil, fmt.Errorf("building lockorder: %w", err)
	}
	g := &gauge{recorder: filepath.Join(dir, "recorder"), dir: dir}
	g.tools = [2]string{filepath.Join(dir, "floor"), lockorder.path}
	// In the module of the root: with the same golang.org/x/tools as lockorder.
	for file, out := range map[string]string{"floor_vettool.go": g.tools[0], "floor_recorder.go": g.recorder} {
		if _, err := goCommand(ctx, root, "build", "-o", out, filepath.Join(root, "internal", "bench", file)); err != nil {
			return nil, fmt.Errorf("building %s: %w", file, err)
		}
	}
	return g, nil
}

// salt is a text that no run has used before.
func (g *gauge) salt() string {
	g.salts++
	return fmt.Sprintf("%x-%x-%x", time.Now().UnixNano(), os.Getpid(), g.salts)
}

// A unitRecord is what floor_recorder.go says of a unit: a package, or a
// variant of it with tests.
type unitRecord struct {
	ID        string
	CPU, Self time.Duration
	RSS       int64
	Facts     int64
}

// add adds another variant: go vet calls most of them by the same name.
func (u unitRecord) add(v unitRecord) unitRecord {
	return unitRecord{v.ID, u.CPU + v.CPU, u.Self + v.Self, max(u.RSS, v.RSS), max(u.Facts, v.Facts)}
}

// A sample is one run of go vet, or the least of several.
type sample struct {
	salt  string
	rest  time.Duration         // of the go command, and of all that it started but for the units
	units map[string]unitRecord // by ID
}

// cpu is the user and system time of all processes but the recorder.
func (s sample) cpu() time.Duration {
	sum := s.rest
	for _, u := range s.units {
		sum += u.CPU
	}
	return sum
}

func (s sample) seconds() float64 { return s.cpu().Seconds() }

// largest is the unit whose process had the most memory.
func (s sample) largest() unitRecord {
	var out unitRecord
	for _, u := range s.units {
		if u.RSS > out.RSS || u.RSS == out.RSS && u.ID < out.ID {
			out = u
		}
	}
	return out
}

func (s sample) megabytes() float64 { return float64(s.largest().RSS) / (1 << 20) }

// least is what each unit took at least in one of two samples: a machine that
// does something else at times disturbs single units.
func least(a, b sample) sample {
	out := sample{b.salt, min(a.rest, b.rest), maps.Clone(b.units)}
	for id, u := range a.units {
		if v, ok := b.units[id]; ok {
			u = unitRecord{id, min(u.CPU, v.CPU), min(u.Self, v.Self), min(u.RSS, v.RSS), max(u.Facts, v.Facts)}
		}
		out.units[id] = u
	}
	return out
}

// vet runs go vet with the tool on the target; results of runs with the same
// salt are reused. Without a tool it only has everything compiled.
func (g *gauge) vet(ctx context.Context, tool, salt string, t target) (sample, error) {
	log := filepath.Join(g.dir, "log-"+g.salt())
	args := append([]string{"vet", "-vettool=" + g.recorder, "-json"}, t.packages...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = t.dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+t.dir,
		"LOCKORDER_BENCH_TOOL="+tool, "LOCKORDER_BENCH_SALT="+salt, "LOCKORDER_BENCH_LOG="+log)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return sample{}, fmt.Errorf("go vet with %s: %w\n%s", cmp.Or(filepath.Base(tool), "no tool"), err, lastLines(stderr.String(), 10))
	}
	data, err := os.ReadFile(log)
	if err != nil && !errors.Is(err, os.ErrNotExist) { // as when no unit ran
		return sample{}, err
	}
	s := sample{salt: salt, rest: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	s.units, err = decodeRecords(bytes.NewReader(data))
	for _, u := range s.units {
		s.rest -= u.CPU + u.Self
	}
	return s, err
}

// decodeRecords reads the recorder's log.
func decodeRecords(r io.Reader) (map[string]unitRecord, error) {
	units := make(map[string]unitRecord)
	for dec := json.NewDecoder(r); ; {
		var u unitRecord
		if err := dec.Decode(&u); errors.Is(err, io.EOF) {
			return units, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the log of go vet: %w", err)
		}
		units[u.ID] = units[u.ID].add(u)
	}
}

// A pair is what the floor and lockorder, in this order, took for the same.
type pair [2]sample

// compare runs both from scratch but for what is compiled, n times, and returns
// the least, with the salts of the last round: its results are cached.
func (g *gauge) compare(ctx context.Context, t target, n int) (pair, error) {
	var all pair
	if _, err := g.vet(ctx, "", g.salt(), t); err != nil {
		return all, fmt.Errorf("compiling: %w", err)
	}
	for round := range n {
		p, err := g.both(ctx, t, round, [2]string{g.salt(), g.salt()})
		if err != nil {
			return all, err
		}
		all = all.least(p, round == 0)
	}
	return all, nil
}

// least is the least of each; the first has nothing to compare with.
func (p pair) least(q pair, first bool) pair {
	if first {
		return q
	}
	return pair{least(p[0], q[0]), least(p[1], q[1])}
}

// both runs the floor and lockorder, in turns the one or the other first: what
// else runs on the machine comes and goes.
func (g *gauge) both(ctx context.Context, t target, round int, salts [2]string) (pair, error) {
	var p pair
	for i := range p {
		tool := (round + i) % 2
		s, err := g.vet(ctx, g.tools[tool], salts[tool], t)
		if err != nil {
			return p, err
		}
		if len(s.units) == 0 {
			return p, fmt.Errorf("go vet ran %s on nothing", filepath.Base(g.tools[tool]))
		}
		p[tool] = s
	}
	return p, nil
}

// runAgain runs the command until nothing is new to it, then n times, and
// returns the least that one of these took by the clock, and of processor time.
func (g *gauge) runAgain(ctx context.Context, t target, n int) (clock, cpu time.Duration, err error) {
	clock, cpu = math.MaxInt64, math.MaxInt64
	for i := range n + 1 {
		cmd := exec.CommandContext(ctx, g.tools[1], t.pattern())
		cmd.Dir = t.dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+t.dir)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		start := time.Now()
		err := cmd.Run()
		took := time.Since(start)
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1 is for findings
			return 0, 0, fmt.Errorf("lockorder: %w\n%s", err, lastLines(stderr.String(), 10))
		}
		if i > 0 {
			clock = min(clock, took)
			cpu = min(cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		}
	}
	return clock, cpu, nil
}
