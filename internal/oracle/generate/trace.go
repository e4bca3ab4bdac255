package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A tracer goes once through what a function does, with all that it calls, and
// tells which locks are held where. It follows both branches of an if, and
// joins what they hold; only flags are told apart, as far as the code made
// here needs it.
type tracer struct {
	g      *generator
	root   int
	active []int // functions
	// acquired is called for each acquisition, with what is held before.
	acquired func(f *frame, s *program.Stmt, a acquisition, held []held)
	// at is called before each statement, and at the end of each block.
	at func(f *frame, b *program.Block, i int, held []held)
	// wrong is whether something was given up that is not held for certain, or
	// a goroutine ended with something held.
	wrong bool
}

// A frame is a function being traced.
type frame struct {
	fn       int
	objects  []int
	flags    []truth // of the parameters
	guards   map[int]*frame
	passed   *frame
	deferred []func([]held) []held
	returned bool
	returns  []held   // if it returned
	leaves   [][]held // for each loop, what is held where it is left
	root     int
	inGuard  bool
	loops    int
}

// A truth is what is known of a flag.
type truth int

const (
	either truth = iota
	yes
	no
)

// A tag is a condition under which a lock is held.
type tag struct {
	frame *frame
	flag  int
	value truth
}

// roots traces all goroutines.
func (t *tracer) roots() {
	for i, r := range t.g.p.Roots {
		t.root = i
		if left := t.call(nil, &r.Call, nil); len(left) > 0 {
			t.wrong = true
		}
	}
}

func (t *tracer) call(from *frame, c *program.Call, held []held) []held {
	f, ok := t.frame(from, c)
	if !ok {
		return held
	}
	return t.run(f, held)
}

// frame is that of a call, unless it is one too many of a recursion.
func (t *tracer) frame(from *frame, c *program.Call) (*frame, bool) {
	n := 0
	for _, fn := range t.active {
		if fn == c.Func {
			n++
		}
	}
	if n > 1 || !t.g.funcs[c.Func].written {
		return nil, false
	}
	f := &frame{fn: c.Func, root: t.root, guards: make(map[int]*frame)}
	for _, r := range c.Args {
		f.objects = append(f.objects, from.object(r))
	}
	if c.Passed != nil {
		f.passed, _ = t.frame(from, c.Passed)
	}
	for _, cond := range c.Flags {
		f.flags = append(f.flags, from.truth(t.g, cond))
	}
	return f, true
}

// run traces the body of a function, and what it defers.
func (t *tracer) run(f *frame, held []held) []held {
	t.active = append(t.active, f.fn)
	out, ends := t.block(f, &t.g.funcs[f.fn].Body, held)
	out = f.end(out, ends)
	t.active = t.active[:len(t.active)-1]
	return out
}

// end is what is held once a function is over.
func (f *frame) end(out []held, ends bool) []held {
	if ends {
		return f.returns
	}
	if out = f.runDeferred(out, 0); f.returned {
		out = join(out, f.returns)
	}
	return out
}

// runDeferred does what was deferred, but for the first ones.
func (f *frame) runDeferred(in []held, first int) []held {
	for _, d := range slices.Backward(f.deferred[first:]) {
		in = d(in)
	}
	return in
}

func (f *frame) object(r program.Ref) int {
	if r.Param {
		return f.objects[r.Index]
	}
	return r.Index
}

func (f *frame) truth(g *generator, c program.Cond) truth {
	t := either
	switch {
	case c.Kind == program.Always:
		t = yes
	case c.Kind == program.Flag && c.Index < len(f.flags) && !g.funcs[f.fn].sets(c.Index):
		t = f.flags[c.Index]
	}
	if t != either && c.Not {
		t = yes + no - t
	}
	return t
}

// sets reports whether a function changes a flag.
func (f *function) sets(flag int) bool {
	for s := range f.Stmts() {
		if (s.Op == program.Set || s.Op == program.Ask) && s.Local == flag {
			return true
		}
	}
	return false
}

// block traces a block. It reports whether control never leaves it at its end.
func (t *tracer) block(f *frame, b *program.Block, held []held) ([]held, bool) {
	for i := range *b {
		t.visit(f, b, i, held)
		var ends bool
		if held, ends = t.stmt(f, &(*b)[i], held); ends {
			return nil, true
		}
	}
	t.visit(f, b, len(*b), held)
	return held, false
}

func (t *tracer) visit(f *frame, b *program.Block, i int, held []held) {
	if t.at != nil {
		t.at(f, b, i, held)
	}
}

// id is that of a lock, for the objects that the function runs with.
func (t *tracer) id(f *frame, l program.Lock) int {
	o := f.object(l.Ref)
	return slices.IndexFunc(t.g.locks, func(k lock) bool { return k.object == o && k.field == l.Field })
}

func (t *tracer) stmt(f *frame, s *program.Stmt, in []held) (out []held, ends bool) {
	if s.Defer {
		f.deferred = append(f.deferred, t.later(f, s))
		return in, false
	}
	switch s.Op {
	case program.Acquire, program.AcquireRead:
		return t.take(f, s, in), false
	case program.Unlock, program.UnlockRead:
		return t.give(in, t.id(f, s.Lock), s.Op == program.UnlockRead), false
	case program.Loop, program.Range:
		return t.loop(f, s, in), s.Ends()
	case program.Go, program.GoIn:
		t.spawn(f, s)
		return in, false
	case program.Break, program.Continue:
		last := len(f.leaves) - 1
		f.leaves[last] = join(f.leaves[last], in)
		return nil, true
	case program.Return:
		if in = f.runDeferred(in, 0); f.returned {
			in = join(f.returns, in)
		}
		f.returned, f.returns = true, in
		return nil, true
	}
	if s.Branches() {
		return t.branch(f, s, in)
	}
	return t.calls(f, s, in), false
}

// spawn traces a goroutine that another one starts. It is a root of its own.
func (t *tracer) spawn(f *frame, s *program.Stmt) {
	root := t.root
	t.root = -1 - s.Call.Func
	if left := t.call(f, &s.Call, nil); len(left) > 0 {
		t.wrong = true
	}
	t.root = root
}

func (t *tracer) take(f *frame, s *program.Stmt, in []held) []held {
	a := acquisition{t.id(f, s.Lock), s.Op == program.AcquireRead || s.Op == program.TryRead}
	if t.acquired != nil {
		t.acquired(f, s, a, in)
	}
	return append(slices.Clip(in), held{id: a.id, read: a.read})
}

// give gives up a lock, as it was taken last.
func (t *tracer) give(in []held, id int, read bool) []held {
	for i, h := range slices.Backward(in) {
		if h.id == id && h.read == read {
			t.wrong = t.wrong || h.maybe
			return slices.Delete(slices.Clone(in), i, i+1)
		}
	}
	t.wrong = true
	return in
}

// later is what a deferred statement does.
func (t *tracer) later(f *frame, s *program.Stmt) func([]held) []held {
	if s.Op == program.Invoke {
		g, ok := t.frame(f, &s.Call)
		return func(in []held) []held {
			if !ok {
				return in
			}
			return t.run(g, in)
		}
	}
	now := *s
	now.Defer = false
	return func(in []held) []held {
		out, _ := t.stmt(f, &now, in)
		return out
	}
}

func (t *tracer) calls(f *frame, s *program.Stmt, in []held) []held {
	switch s.Op {
	case program.Invoke:
		return t.call(f, &s.Call, in)
	case program.Do:
		id := t.id(f, s.Lock)
		return t.give(t.call(f, &s.Call, t.take(f, s, in)), id, false)
	case program.TakeGuard:
		g, ok := t.frame(f, &s.Call)
		if ok {
			f.guards[s.Local] = g
			return t.run(g, in)
		}
	case program.DropGuard:
		if g := f.guards[s.Local]; g != nil {
			release := &frame{fn: g.fn, objects: g.objects, guards: make(map[int]*frame), inGuard: true}
			out, ends := t.block(release, &t.g.funcs[g.fn].Release, in)
			return release.end(out, ends)
		}
	case program.Taken:
		if f.passed != nil {
			g := *f.passed
			return t.run(&g, in)
		}
	case program.Ask:
		out := t.call(f, &s.Call, in)
		for i := range out {
			if out[i].maybe && !slices.Contains(in, out[i]) {
				out[i].tag = tag{f, s.Local, yes}
			}
		}
		return out
	}
	return in
}

func (t *tracer) branch(f *frame, s *program.Stmt, in []held) ([]held, bool) {
	known, then := either, in
	n := -1
	switch s.Op {
	case program.If:
		known = f.truth(t.g, s.Cond)
		if s.Cond.Kind == program.Flag {
			n = s.Cond.Index
		}
	case program.Try, program.TryRead:
		then = t.take(f, s, in)
	}
	value := yes
	if s.Cond.Not {
		value = no
	}
	other, thenEnds, otherEnds := in, known == no, known == yes
	if !thenEnds {
		then, thenEnds = t.arm(f, &s.Then, given(then, tag{f, n, value}))
	}
	if !otherEnds {
		other, otherEnds = t.arm(f, &s.Else, given(in, tag{f, n, yes + no - value}))
	}
	switch {
	case thenEnds:
		return other, otherEnds
	case otherEnds:
		return then, false
	}
	return joinTagged(then, other, tag{f, n, value}), false
}

// arm traces a branch. What it defers is done at its end, as if nothing followed
// in the function.
func (t *tracer) arm(f *frame, b *program.Block, in []held) ([]held, bool) {
	n := len(f.deferred)
	out, ends := t.block(f, b, in)
	if !ends {
		out = f.runDeferred(out, n)
	}
	f.deferred = f.deferred[:n:n]
	return out, ends
}

func (t *tracer) loop(f *frame, s *program.Stmt, in []held) []held {
	f.leaves = append(f.leaves, in)
	f.loops++
	out, ends := t.block(f, &s.Then, in)
	f.loops--
	last := len(f.leaves) - 1
	left := f.leaves[last]
	f.leaves = f.leaves[:last]
	if ends {
		return left
	}
	return join(left, out)
}
