package explore

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A node is a moment in a goroutine just before an operation on a lock.
type node struct {
	action
	starts        uint16 // of an op that starts a goroutine: where that begins
	writes, reads uint64 // the locks held, as sets of their numbers

	// next are the nodes that may follow, for each outcome.
	next [outcomes][]uint16
}

// An automaton is all that goroutines of a program can do by themselves. Those
// that are at the same point share a node.
type automaton struct {
	nodes  []node
	locks  []program.Lock // by number
	kinds  []program.Kind // of locks
	types  []int          // of the program's objects
	slot   []int          // of locks: where a state has its value, or -1
	roots  []root
	tried  uint64     // locks that somebody tries to take
	others uint64     // of the numbers of locks, those of what is none
	later  []prospect // of each node
	waits  bool       // goroutines wait for each other by other things than locks
}

// A root is the same goroutine a number of times.
type root struct {
	index int // of the program's, or -1: clients
	start uint16
	count int
}

// builder makes an automaton.
type builder struct {
	*automaton
	m      *machine
	limits Limits
	ids    map[string]uint16 // by key of thread
	begun  map[string]uint16 // where goroutines begin, by the keys of their first threads
	work   []pending
}

// A pending node has no successors yet.
type pending struct {
	id     uint16
	thread *thread
}

func newAutomaton(p *program.Program, limits Limits) (*automaton, error) {
	m, err := newMachine(p, 20*limits.Nodes, limits.Loose)
	if err != nil {
		return nil, err
	}
	b := &builder{automaton: &automaton{}, m: m, limits: limits, ids: make(map[string]uint16), begun: make(map[string]uint16)}
	for i, r := range p.Roots {
		count := 1
		if r.Many {
			count = 2
		}
		if err := b.root(i, count, m.frames(nil, r.Call)); err != nil {
			return nil, err
		}
	}
	if limits.Open {
		frames, err := m.anyCall(limits.Calls)
		if err != nil {
			return nil, err
		}
		if err := b.root(-1, clients, frames); err != nil {
			return nil, err
		}
	}
	b.count(p)
	if err := b.name(); err != nil {
		return nil, err
	}
	b.minimize()
	if b.waits {
		b.prospects()
	}
	return b.automaton, nil
}

// count makes three of those that stand for many, if there are few goroutines
// then. Two miss a cycle that three of the same root would close.
func (b *builder) count(p *program.Program) {
	sum, many := len(b.begun), 0
	for _, r := range b.roots {
		sum += r.count
		if r.index >= 0 && p.Roots[r.index].Many {
			many++
		}
	}
	if sum+many > b.limits.Threads {
		return
	}
	for i := range b.roots {
		if r := &b.roots[i]; r.index >= 0 && p.Roots[r.index].Many {
			r.count = 3
		}
	}
}

// root adds what begins with one of some calls.
func (b *builder) root(index, count int, calls []frame) error {
	start, err := b.node(action{op: opStart}, &thread{})
	if err != nil {
		return err
	}
	b.roots = append(b.roots, root{index, start, count})
	var first []*thread
	for _, call := range calls {
		client := index < 0
		all, err := b.m.settle(&thread{frames: []frame{call}, client: client, lax: client})
		if err != nil {
			return err
		}
		first = append(first, all...)
	}
	if err := b.begin(start, first); err != nil {
		return err
	}
	for len(b.work) > 0 {
		p := b.work[len(b.work)-1]
		b.work = b.work[:len(b.work)-1]
		if err := b.follow(p, start); err != nil {
			return err
		}
	}
	return nil
}

// begin lets a start lead to the threads that it may begin with.
func (b *builder) begin(start uint16, first []*thread) error {
	ids, err := b.intern(first, start)
	if err != nil {
		return err
	}
	// A call that does nothing is as good as none.
	ids = slices.DeleteFunc(ids, func(id uint16) bool { return id == start })
	if b.nodes[start].next[does] = ids; len(ids) == 0 {
		b.nodes[start].op = opOver
	}
	return nil
}

// spawn is where the goroutine begins that a thread starts next.
func (b *builder) spawn(a action, t *thread) (uint16, error) {
	first, err := b.m.started(t, a, b.m.instr(t).stmt.Call)
	if err != nil {
		return 0, err
	}
	var key []byte
	for _, t := range first {
		k := t.key()
		key = append(appendInts(key, len(k)), k...)
	}
	if id, ok := b.begun[string(key)]; ok {
		return id, nil
	}
	start, err := b.node(action{op: opStart}, &thread{})
	if err != nil {
		return 0, err
	}
	b.begun[string(key)] = start
	return start, b.begin(start, first)
}

// name finds out what the numbers of locks stand for, and where a state has what
// is known of those that are none.
func (b *builder) name() error {
	b.locks = b.m.locks
	for _, o := range b.m.prog.Objects {
		b.types = append(b.types, o.Type)
	}
	values := 0
	for i := range b.locks {
		kind := b.m.kind(i)
		slot := -1
		if kind.Waits() {
			slot = values
			values++
			b.others |= 1 << i
		}
		b.kinds = append(b.kinds, kind)
		b.slot = append(b.slot, slot)
	}
	b.waits = slices.ContainsFunc(b.nodes, func(n node) bool { return n.op > opOver })
	if values > maxValues {
		return errCut
	}
	return nil
}

// follow finds the successors of a node.
func (b *builder) follow(p pending, start uint16) error {
	a := b.nodes[p.id].action
	for outcome := range outcomes {
		next, err := b.m.perform(p.thread, a, outcome)
		if err != nil {
			return err
		}
		ids, err := b.intern(next, start)
		if err != nil {
			return err
		}
		b.nodes[p.id].next[outcome] = ids
	}
	return nil
}

// intern finds the nodes of threads. A client whose call is over is at the start
// again.
func (b *builder) intern(threads []*thread, start uint16) ([]uint16, error) {
	var ids []uint16
	for _, t := range threads {
		if t.client && !t.stopped && len(t.frames) == 0 {
			ids = append(ids, start)
			continue
		}
		key := t.key()
		id, ok := b.ids[key]
		if !ok {
			a, err := b.m.next(t)
			if err != nil {
				return nil, err
			}
			if id, err = b.node(a, t); err != nil {
				return nil, err
			}
			b.ids[key] = id
			if a.op != opOver {
				b.work = append(b.work, pending{id, t})
			}
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (b *builder) node(a action, t *thread) (uint16, error) {
	if len(b.nodes) >= b.limits.Nodes {
		return 0, errCut
	}
	n := node{action: a}
	n.writes, n.reads = t.masks()
	if a.op == opTry || a.op == opTryRead {
		b.tried |= 1 << a.lock
	}
	id := len(b.nodes)
	b.nodes = append(b.nodes, n)
	if a.op == opGo || a.op == opGoIn {
		start, err := b.spawn(a, t)
		if err != nil {
			return 0, err
		}
		b.nodes[id].starts = start
	}
	return uint16(id), nil
}

// anyCall is every call that a client can make: of each function of package
// lib, with all objects of the right types and any flags.
func (m *machine) anyCall(most int) ([]frame, error) {
	var all []frame
	for i, fn := range m.prog.Funcs {
		if !fn.Library {
			continue
		}
		calls := []program.Call{{Func: i, Flags: make([]program.Cond, fn.Flags)}}
		for _, typ := range fn.Params {
			var next []program.Call
			for _, c := range calls {
				for obj, o := range m.prog.Objects {
					if o.Type == typ {
						c.Args = append(slices.Clone(c.Args), program.Ref{Index: obj})
						next = append(next, c)
						c.Args = c.Args[:len(c.Args)-1]
					}
				}
			}
			calls = next
		}
		for _, c := range calls {
			all = append(all, m.frames(nil, c)...)
			if len(all) > most {
				return nil, errCut
			}
		}
	}
	return all, nil
}
