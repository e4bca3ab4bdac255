package summary

import (
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A wireFact is a summary whose paths are text and whose lists are sorted: equal
// summaries make equal bytes.
type wireFact struct {
	Acquires    []wireAcquire
	Completions []wireCompletion
	Counts      []wireCount
	Opens       []wireOpen
	Exits       []wireExit
	Results     []wireVal
	Flows       []wireFlow
}

type (
	wireLock struct {
		Path  string
		Class string
		Kind  identity.Kind
		Shown bool
		Read  bool
		In    string
	}
	wireLiteral struct {
		Subject string
		Const   string
		Negated bool
	}
	wireStep struct {
		Kind identity.StepKind
		Pos  string
		Func string
		What string
		Mode identity.Mode
		Lock identity.Kind
		Many int
	}
	wireAcquire struct {
		Lock     wireLock
		Mode     identity.Mode
		Released []wireLock
		Gates    []wireHeld
		When     []wireLiteral
		Witness  int // in the step table
		Or       []wireLock
		Ended    []wireLock
		Buffer   model.Buffer
	}
	wireCount struct {
		Of   wireLock
		Last bool
	}
	wireNeed struct {
		Lock    wireLock
		Mode    identity.Mode
		Witness int
		Or      []wireLock
		Before  []string
	}
	wireCompletion struct {
		Of      wireLock
		Needs   []wireNeed
		Witness int
		Spawned model.Spawn
		Weak    bool
		Start   string
		Starts  []string
		Counted bool
		When    []wireLiteral

		Supplied bool
	}
	wireHeld struct {
		Lock    wireLock
		Mode    identity.Mode
		Witness int
		Partial bool
	}
	wireExit struct {
		Held     []wireHeld
		Released []wireLock
		When     []wireLiteral
		Then     []wireLiteral
	}
	wireOpen struct {
		Target   string
		Method   string
		Args     []wireVal
		Held     []wireHeld
		Released []wireLock
		When     []wireLiteral
		Witness  int // in the step table
		Spawned  model.Spawn
		Then     []wireCompletion
	}
	wireVal struct {
		Path  string
		Const string
		Holds *wireVal
		Funcs []wireFunc
	}
	wireFunc struct {
		Name  string
		Binds []wireVal
		Does  *wireFact
	}
	wireFlow struct {
		To   string
		What wireVal
	}
)

// A factWriter restates summaries for importers. Of functions that are returned or
// stored, too, it leaves out what [Prune] does.
type factWriter struct {
	*Package
	extensible map[identity.Class]bool
	steps      *stepWriter
	of         int  // one of so many acquires and calls of others is told
	inner      *int // functions told within the one at work
}

// Bounds of a fact. All err to misses.
const (
	maxFactAcquires    = 24 // locks and waits of which the path is known
	maxFactClasses     = 8  // locks of which only the class is known
	maxFactWaits       = 2  // waits of which only the class is known, if they are not deep
	maxFactCompletions = 4
	maxFactNeeds       = 4  // needs of a completion
	maxFactDepth       = 4  // steps to a wait, or to a call of what others supply
	maxFactFuncs       = 24 // functions that one hands out or stores; beyond, their names only
)

// maxFactNesting bounds functions that return functions that return ...
const maxFactNesting = 2

func (p factWriter) fact(s *model.Summary, depth int) *wireFact {
	s = Prune(s, p.extensible)
	f := &wireFact{}
	paths, classes, waits := 0, 0, 0
	for _, a := range s.Acquires { // those of known paths come first
		n, most := &classes, maxFactClasses
		switch {
		case a.Lock.Path.Known():
			n, most = &paths, maxFactAcquires
		case a.Lock.Kind.Waits():
			n, most = &waits, maxFactWaits
		}
		if *n++; *n > most/p.of || (a.Lock.Kind.Waits() || a.Lock.Kind == identity.Call) && a.Witness.Depth() > maxFactDepth {
			continue
		}
		f.Acquires = append(f.Acquires, p.encodeAcquire(a))
	}
	f.Completions = identity.Map(s.Completions[:min(len(s.Completions), maxFactCompletions)], p.encodeCompletion)
	f.Counts = identity.Map(s.Counts, func(c model.Count) wireCount { return wireCount{encodeLock(c.Of), c.Last} })
	for _, o := range s.Opens[:(len(s.Opens)+p.of-1)/p.of] {
		f.Opens = append(f.Opens, wireOpen{encodePath(o.Target), o.Method,
			identity.Map(o.Args, func(v identity.Val) wireVal { return p.encodeVal(v, depth) }),
			identity.Map(o.Held, p.encodeHeld), identity.Map(o.Released, encodeLock), identity.Map(o.When, encodeLiteral), p.steps.add(o.Witness), o.Spawned, identity.Map(o.Then, p.encodeCompletion)})
	}
	for _, e := range s.Exits {
		f.Exits = append(f.Exits, wireExit{identity.Map(e.Held, p.encodeHeld), identity.Map(e.Released, encodeLock),
			identity.Map(e.When, encodeLiteral), identity.Map(e.Then, encodeLiteral)})
	}
	for _, r := range s.Results {
		f.Results = append(f.Results, p.encodeVal(r, depth))
	}
	for _, w := range s.Flows {
		f.Flows = append(f.Flows, wireFlow{encodePath(w.To), p.encodeVal(w.What, depth)})
	}
	return f
}

func (p factWriter) encodeAcquire(a model.Acquire) wireAcquire {
	return wireAcquire{encodeLock(a.Lock), a.Mode, identity.Map(a.Released, encodeLock), identity.Map(a.Gates, p.encodeHeld), identity.Map(a.When, encodeLiteral), p.steps.add(a.Witness),
		identity.Map(a.Cases, encodeLock), identity.Map(a.Ended, encodeLock), p.Buffer(a)}
}

func (r *stepReader) acquire(a wireAcquire) model.Acquire {
	return model.Acquire{Lock: decodeLock(a.Lock), Mode: a.Mode, Released: identity.Map(a.Released, decodeLock), Gates: identity.Map(a.Gates, r.held), When: identity.Map(a.When, decodeLiteral),
		Witness: r.witness(a.Witness), Cases: identity.Map(a.Or, decodeLock), Ended: identity.Map(a.Ended, decodeLock), Buffer: a.Buffer}
}

func (p factWriter) encodeNeed(n model.Need) wireNeed {
	return wireNeed{encodeLock(n.Lock), n.Mode, p.steps.add(n.Witness), identity.Map(n.Cases, encodeLock), n.Before}
}

func (r *stepReader) need(n wireNeed) model.Need {
	return model.Need{Lock: decodeLock(n.Lock), Mode: n.Mode, Witness: r.witness(n.Witness), Cases: identity.Map(n.Or, decodeLock), Before: n.Before}
}

func (p factWriter) encodeCompletion(c model.Completion) wireCompletion {
	return wireCompletion{encodeLock(c.Of), identity.Map(c.Needs[:min(len(c.Needs), maxFactNeeds)], p.encodeNeed), p.steps.add(c.Witness), c.Spawned, c.Weak, c.Start, c.Starts, c.Counted, identity.Map(c.When, encodeLiteral), c.Supplied}
}

func (r *stepReader) completion(c wireCompletion) model.Completion {
	return model.Completion{Of: decodeLock(c.Of), Needs: identity.Map(c.Needs, r.need), Witness: r.witness(c.Witness), Spawned: c.Spawned, Weak: c.Weak, Start: c.Start, Starts: c.Starts, Counted: c.Counted, When: identity.Map(c.When, decodeLiteral), Supplied: c.Supplied}
}

func (p factWriter) encodeVal(v identity.Val, depth int) wireVal {
	w := wireVal{Path: encodePath(v.Path), Const: v.Const}
	if depth > maxFactNesting {
		return w
	}
	if v.Holds != nil {
		held := p.encodeVal(*v.Holds, depth+1)
		w.Holds = &held
	}
	for _, f := range v.Funcs {
		wf := wireFunc{Name: f.Fn.String(), Binds: identity.Map(f.Binds, func(b identity.Val) wireVal { return p.encodeVal(b, depth+1) })}
		does := (*model.Summary)(nil)
		switch fn := f.Fn.(type) {
		case *ssa.Function:
			wf.Name = value.FuncName(fn)
			does = p.summaryOfFunc(fn)
		case *model.Foreign:
			does = fn.Summary
		}
		if *p.inner++; does != nil && *p.inner <= maxFactFuncs {
			wf.Does = p.fact(does, depth+1)
		}
		w.Funcs = append(w.Funcs, wf)
	}
	return w
}

// summaryOfFunc is the summary of a function value.
func (p *Package) summaryOfFunc(fn *ssa.Function) *model.Summary {
	s, _, _ := composer{Package: p}.summaryOf(fn)
	return s
}

func (r *stepReader) summary(f *wireFact) *model.Summary {
	if f == nil {
		return nil
	}
	return &model.Summary{
		Acquires:    identity.Map(f.Acquires, r.acquire),
		Completions: identity.Map(f.Completions, r.completion),
		Counts:      identity.Map(f.Counts, func(c wireCount) model.Count { return model.Count{Of: decodeLock(c.Of), Last: c.Last} }),
		Opens: identity.Map(f.Opens, func(o wireOpen) model.Open {
			return model.Open{Target: decodePath(o.Target), Method: o.Method, Args: identity.Map(o.Args, r.val),
				Held: identity.Map(o.Held, r.held), Released: identity.Map(o.Released, decodeLock), When: identity.Map(o.When, decodeLiteral),
				Witness: r.witness(o.Witness), Spawned: o.Spawned, Then: identity.Map(o.Then, r.completion)}
		}),
		Exits: identity.Map(f.Exits, func(e wireExit) model.Exit {
			return model.Exit{Held: identity.Map(e.Held, r.held), Released: identity.Map(e.Released, decodeLock),
				When: identity.Map(e.When, decodeLiteral), Then: identity.Map(e.Then, decodeLiteral)}
		}),
		Results: identity.Map(f.Results, r.val),
		Flows:   identity.Map(f.Flows, func(w wireFlow) model.Flow { return model.Flow{To: decodePath(w.To), What: r.val(w.What)} }),
	}
}

func encodeLock(l identity.Lock) wireLock {
	return wireLock{encodePath(l.Path), string(l.Class), l.Kind, l.Shown, l.Read, l.In}
}

func decodeLock(l wireLock) identity.Lock {
	return identity.Lock{Path: decodePath(l.Path), Class: identity.Class(l.Class), Kind: l.Kind, Shown: l.Shown, Read: l.Read, In: l.In}
}

func (p factWriter) encodeHeld(h model.Held) wireHeld {
	return wireHeld{encodeLock(h.Lock), h.Mode, p.steps.add(h.Witness), h.Partial}
}

func (r *stepReader) held(h wireHeld) model.Held {
	return model.Held{Lock: decodeLock(h.Lock), Mode: h.Mode, Witness: r.witness(h.Witness), Partial: h.Partial}
}

func encodeLiteral(l identity.Literal) wireLiteral {
	return wireLiteral{encodePath(l.Subject), l.Const, l.Negated}
}

func decodeLiteral(l wireLiteral) identity.Literal {
	return identity.Literal{Subject: decodePath(l.Subject), Const: l.Const, Negated: l.Negated}
}

func (r *stepReader) val(w wireVal) identity.Val {
	v := identity.Val{Path: decodePath(w.Path), Const: w.Const}
	if w.Holds != nil {
		held := r.val(*w.Holds)
		v.Holds = &held
	}
	for _, f := range w.Funcs {
		if s := r.summary(f.Does); s != nil {
			v.Funcs = append(v.Funcs, identity.Func{Fn: &model.Foreign{Name: f.Name, Summary: s, Body: true}, Binds: identity.Map(f.Binds, r.val)})
		}
	}
	return v
}

// rootLetters are the roots that mean something to another package.
var rootLetters = map[identity.RootKind]string{
	identity.Param: "p", identity.Free: "f", identity.Result: "r", identity.Global: "g", identity.Self: "s",
}

// encodePath is a path as text: a letter, an index or name, a bar, the steps.
func encodePath(p identity.Path) string {
	letter, ok := rootLetters[p.Kind]
	if !ok {
		return ""
	}
	if p.Kind == identity.Global {
		return letter + p.Name + "|" + p.Steps
	}
	return letter + strconv.Itoa(p.Index) + "|" + p.Steps
}

func decodePath(s string) identity.Path {
	head, steps, ok := strings.Cut(s, "|")
	if !ok || head == "" {
		return identity.Path{}
	}
	for kind, letter := range rootLetters {
		if head[:1] != letter {
			continue
		}
		root := identity.Root{Kind: kind}
		if kind == identity.Global {
			root.Name = head[1:]
		} else if n, err := strconv.Atoi(head[1:]); err == nil {
			root.Index = n
		}
		return identity.Path{Root: root, Steps: steps}
	}
	return identity.Path{}
}
