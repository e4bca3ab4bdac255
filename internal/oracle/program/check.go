package program

import (
	"errors"
	"fmt"
	"slices"
)

// Check says what is wrong with a program so that it could not be written down:
// an index out of range, a lock that cannot do what is asked of it, a statement
// that is never reached. It does not say whether a run of it goes wrong.
func (p *Program) Check() error {
	if len(p.Roots) == 0 {
		return errors.New("no goroutine")
	}
	for i, t := range p.Types {
		if len(t.Locks) == 0 || t.Bare && (t.Embedded || len(t.Locks) > 1) {
			return fmt.Errorf("type %d: a struct has locks, a bare type one", i)
		}
		if err := t.check(); err != nil {
			return fmt.Errorf("type %d: %w", i, err)
		}
	}
	for i, o := range p.Objects {
		if !within(o.Type, len(p.Types)) {
			return fmt.Errorf("object %d: no type %d", i, o.Type)
		}
	}
	for i := range p.Funcs {
		c := checker{p, &p.Funcs[i]}
		if err := c.function(); err != nil {
			return fmt.Errorf("func %d: %w", i, err)
		}
	}
	return p.checkClosures()
}

// check looks at what is no lock in a type.
func (t *Type) check() error {
	switch {
	case t.Embedded && t.Locks[0].Waits():
		return errors.New("embeds what is no lock")
	case t.Bare && (t.Locks[0] == CondVar || t.Locks[0] == Bool):
		return errors.New("a Cond needs a lock beside it, a Bool, too")
	case slices.Contains(t.Locks, CondVar) && t.Locker() < 0:
		return errors.New("a Cond without a Mutex")
	}
	return nil
}

// Locker is the field with the lock of a type's CondVars, or -1.
func (t *Type) Locker() int { return slices.Index(t.Locks, Mutex) }

func within(i, n int) bool { return i >= 0 && i < n }

// checkClosures looks at who calls what is known in main only.
func (p *Program) checkClosures() error {
	for i, r := range p.Roots {
		if r.Main && (r.Many || i < len(p.Roots)-1) {
			return fmt.Errorf("root %d: only the last runs in main, and only once", i)
		}
		if err := (checker{p, &Func{Style: Literal}}).call(&r.Call); err != nil {
			return fmt.Errorf("root %d: %w", i, err)
		}
	}
	closures := p.Closures()
	for i := range p.Funcs {
		f := &p.Funcs[i]
		for s := range f.Stmts() {
			for c := range s.EachCall {
				if closures[c.Func] && (f.Style != Literal || f.Library) {
					return fmt.Errorf("func %d: closure %d is not known here", i, c.Func)
				}
			}
		}
	}
	return nil
}

// A checker looks at one function.
type checker struct {
	p *Program
	f *Func
}

func (c checker) function() error {
	if err := c.signature(); err != nil {
		return err
	}
	if err := c.block(c.f.Body, false); err != nil {
		return err
	}
	// A guard sees the parameters alone.
	guard := checker{c.p, &Func{Params: c.f.Params, Style: c.f.Style, Library: c.f.Library}}
	for s := range guard.stmtsOf(c.f.Release) {
		if s.Op == TakeGuard || s.Op == DropGuard {
			return fmt.Errorf("a guard in a guard")
		}
	}
	return guard.block(c.f.Release, false)
}

func (checker) stmtsOf(b Block) func(func(*Stmt) bool) { return (&Func{Body: b}).Stmts() }

func (c checker) signature() error {
	f := c.f
	for _, t := range f.Params {
		if !within(t, len(c.p.Types)) {
			return fmt.Errorf("no type %d", t)
		}
		if f.Library && !c.p.Types[t].Library {
			return fmt.Errorf("library code knows type %d of main", t)
		}
	}
	if f.Style == Method {
		if len(f.Params) == 0 || c.p.Types[f.Params[0]].Bare {
			return fmt.Errorf("a method of no struct")
		}
		if c.p.Types[f.Params[0]].Library != f.Library {
			return fmt.Errorf("a method in another package than its type")
		}
	}
	if f.Reports && f.Release != nil {
		return fmt.Errorf("returns a flag and a guard")
	}
	return nil
}

func (c checker) block(b Block, loop bool) error {
	for i := range b {
		s := &b[i]
		if err := c.stmt(s, loop); err != nil {
			return fmt.Errorf("statement %d: %w", i, err)
		}
		if s.Ends() && i < len(b)-1 {
			return fmt.Errorf("statement %d is never reached", i+1)
		}
	}
	return nil
}

func (c checker) stmt(s *Stmt, loop bool) error {
	if err := c.locks(s); err != nil {
		return err
	}
	if s.Calls() {
		if err := c.called(s); err != nil {
			return err
		}
	}
	for _, cond := range c.f.Conds(s) {
		if cond.Kind == Shared && s.Op != If && s.Op != Loop {
			return fmt.Errorf("looks at what is shared")
		}
		if err := c.cond(cond); err != nil {
			return err
		}
	}
	if err := c.local(s, loop); err != nil {
		return err
	}
	if !s.Branches() && !s.Repeats() {
		if len(s.Then)+len(s.Else) > 0 {
			return fmt.Errorf("has blocks that nothing runs")
		}
		return nil
	}
	// Within a select, break would not leave the loop around it.
	loop = loop && (s.Op == If || s.Op == Try || s.Op == TryRead)
	if err := c.block(s.Then, loop || s.Repeats()); err != nil {
		return err
	}
	return c.block(s.Else, loop)
}

// deferrable are the statements that can be put off.
var deferrable = []Op{Unlock, UnlockRead, Invoke, DropGuard, Done, Send, Close, Signal, Broadcast}

// local checks what a statement may do where it stands.
func (c checker) local(s *Stmt, loop bool) error {
	switch s.Op {
	case Set, Ask:
		return c.cond(Cond{Kind: Flag, Index: s.Local})
	case TakeGuard, DropGuard:
		if s.Local < 0 {
			return fmt.Errorf("no guard %d", s.Local)
		}
	case Taken:
		if !c.f.Takes {
			return fmt.Errorf("takes no function")
		}
	case Break, Continue:
		if !loop {
			return fmt.Errorf("leaves no loop")
		}
	case Add:
		if s.Local < 1 {
			return fmt.Errorf("adds nothing")
		}
	case Assign:
		if s.Cond.Kind != Always {
			return fmt.Errorf("assigns what is not known")
		}
	case Loop, Range:
		if len(s.Else) > 0 {
			return fmt.Errorf("a loop with an else")
		}
	}
	if s.Defer && !slices.Contains(deferrable, s.Op) {
		return fmt.Errorf("cannot be deferred")
	}
	return nil
}

var channels = []Kind{Chan, Chan1, Chan2}

// can are the kinds of lock that there is an operation for.
var can = [...][]Kind{
	Acquire:       {Mutex, RWMutex},
	Unlock:        {Mutex, RWMutex},
	AcquireRead:   {RWMutex},
	UnlockRead:    {RWMutex},
	Try:           {Mutex, RWMutex},
	TryRead:       {RWMutex},
	Do:            {Once},
	GoIn:          {WaitGroup},
	Add:           {WaitGroup},
	Done:          {WaitGroup},
	Wait:          {WaitGroup},
	Send:          channels,
	Receive:       channels,
	Close:         channels,
	Range:         channels,
	SelectSend:    channels,
	SelectReceive: channels,
	TrySend:       channels,
	TryReceive:    channels,
	CondWait:      {CondVar},
	Signal:        {CondVar},
	Broadcast:     {CondVar},
	Assign:        {Bool, AtomicBool},
}

// locks checks what a statement names for what it does with it.
func (c checker) locks(s *Stmt) error {
	for l := range s.Names {
		kinds := []Kind{Bool, AtomicBool}
		switch l {
		case &s.Lock:
			kinds = can[s.Op]
		case &s.Quit:
			kinds = channels
		}
		if err := c.lock(*l, kinds); err != nil {
			return err
		}
	}
	return nil
}

func (c checker) lock(l Lock, kinds []Kind) error {
	t, err := c.ref(l.Ref)
	if err != nil {
		return err
	}
	locks := c.p.Types[t].Locks
	if !within(l.Field, len(locks)) {
		return fmt.Errorf("no lock %d", l.Field)
	}
	if !slices.Contains(kinds, locks[l.Field]) {
		return fmt.Errorf("not an operation of its lock")
	}
	return nil
}

// ref is the type of an object that the function can name.
func (c checker) ref(r Ref) (int, error) {
	if r.Param {
		if !within(r.Index, len(c.f.Params)) {
			return 0, fmt.Errorf("no parameter %d", r.Index)
		}
		return c.f.Params[r.Index], nil
	}
	if !within(r.Index, len(c.p.Objects)) {
		return 0, fmt.Errorf("no object %d", r.Index)
	}
	o := c.p.Objects[r.Index]
	switch {
	case o.Captured && (c.f.Style != Literal || c.f.Library):
		return 0, fmt.Errorf("captured object %d is not known here", r.Index)
	case c.f.Library && !c.p.Types[o.Type].Library:
		return 0, fmt.Errorf("library code knows object %d of main", r.Index)
	}
	return o.Type, nil
}

// called checks a call for what its statement makes of it.
func (c checker) called(s *Stmt) error {
	if err := c.call(&s.Call); err != nil {
		return err
	}
	f := &c.p.Funcs[s.Call.Func]
	switch {
	case s.Op == TakeGuard && f.Release == nil:
		return fmt.Errorf("func %d returns no guard", s.Call.Func)
	case s.Op == Ask && !f.Reports:
		return fmt.Errorf("func %d returns no flag", s.Call.Func)
	case s.Starts():
	case !s.Defer || s.Call.Via == Direct || s.Call.Via == Value:
		return nil
	}
	for _, f := range s.Call.Flags { // Go would read it at the end only
		if f.Kind == Flag {
			return fmt.Errorf("a flag passed in a closure that runs later")
		}
	}
	return nil
}

func (c checker) call(call *Call) error {
	if !within(call.Func, len(c.p.Funcs)) {
		return fmt.Errorf("no func %d", call.Func)
	}
	f := &c.p.Funcs[call.Func]
	if c.f.Library && !f.Library {
		return fmt.Errorf("library code calls func %d of main", call.Func)
	}
	if len(call.Args) != len(f.Params) || len(call.Flags) != f.Flags {
		return fmt.Errorf("not the arguments that func %d takes", call.Func)
	}
	for i, r := range call.Args {
		t, err := c.ref(r)
		if err != nil {
			return err
		}
		if t != f.Params[i] {
			return fmt.Errorf("argument %d of func %d is of another type", i, call.Func)
		}
	}
	for _, f := range call.Flags {
		if err := c.cond(f); err != nil {
			return err
		}
	}
	if f.Takes != (call.Passed != nil) {
		return fmt.Errorf("func %d is passed a function, or is not, and should", call.Func)
	}
	return c.passed(call.Passed)
}

// passed checks what is passed: it takes nothing itself, and nobody looks at what
// it returns.
func (c checker) passed(call *Call) error {
	if call == nil {
		return nil
	}
	if slices.ContainsFunc(call.Flags, func(f Cond) bool { return f.Kind != Always }) {
		return fmt.Errorf("a function is passed with a flag")
	}
	if call.Via != Direct || call.Passed != nil {
		return fmt.Errorf("a function is passed in another way than as it is")
	}
	return c.call(call)
}

func (c checker) cond(cond Cond) error {
	if cond.Kind == Flag && !within(cond.Index, c.f.Flags+c.f.Locals) {
		return fmt.Errorf("no flag %d", cond.Index)
	}
	return nil
}
