package model

import (
	"go/types"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// A context is a channel that its cancel function closes, for good: <-ctx.Done() waits
// for that. A child of it has a channel of its own, which is closed when its parent's
// is, at the latest.

// DoneChannel are the steps from a context to its channel.
const DoneChannel = ".:Done()*"

// Cancel is the name of what closes a context's channel, bound to that context and to
// its parent. That of one with a deadline has another.
const (
	Cancel      = "the cancel function of a context"
	timedCancel = "the cancel function of a context with a deadline"
)

// IsContext reports whether t is context.Context.
func IsContext(t types.Type) bool { return TypeName(t) == "context.Context" }

// background is a context that never ends.
func background() identity.Path {
	return identity.Path{Root: identity.Root{Kind: identity.Global, Name: "context.Background"}}
}

// derive makes a context of its own from the first argument, and the function that
// cancels it. What a time ends as well, nobody is known to end: it does not stay.
func derive(cancel string) *Summary {
	ends := &Summary{Exits: returns}
	if cancel == Cancel {
		ends.Completions = []Completion{{Of: identity.Lock{Path: free(0).Append(DoneChannel), Kind: identity.Receive}}}
	}
	body := &Foreign{Name: cancel, Summary: ends}
	made := identity.Func{Fn: body, Binds: []identity.Val{{Path: result(0)}, {Path: param(0)}}}
	return &Summary{Exits: returns, Results: []identity.Val{{Path: result(0)}, {Funcs: []identity.Func{made}}}}
}

// groupCancel is the step from a group to what cancels its context.
const groupCancel = ".:cancel"

// deriveGroup makes a context of its own from the first argument, and the group whose
// end cancels it.
func deriveGroup() *Summary {
	cancel := identity.Func{Fn: &Foreign{Name: Cancel, Summary: &Summary{Exits: returns}},
		Binds: []identity.Val{{Path: result(1)}, {Path: param(0)}}}
	return &Summary{Exits: returns,
		Results: []identity.Val{{Path: result(0)}, {Path: result(1)}},
		Flows:   []Flow{{To: result(0).Append(groupCancel), What: identity.Val{Funcs: []identity.Func{cancel}}}}}
}

// EndsContext reports whether a method cancels the context of its receiver: when all of
// the group are done, or, of one that runs a function, when this one fails.
func EndsContext(name string) bool {
	_, runs := spawners[name]
	return strings.HasPrefix(name, errgroupMethod) && (runs || name == errgroupMethod+"Wait")
}

const errgroupMethod = "(*golang.org/x/sync/errgroup.Group)."

// withContexts adds the functions of package context.
func withContexts(m map[string]*Summary) map[string]*Summary {
	m["(context.Context).Done"] = sameAs(param(0).Append(DoneChannel))
	m["context.WithValue"] = sameAs(param(0))
	m["context.AfterFunc"] = &Summary{Exits: returns, Opens: []Open{{Target: param(1), Spawned: Spawned}}}
	for _, f := range []string{"Background", "TODO", "WithoutCancel"} {
		m["context."+f] = sameAs(background())
	}
	for _, f := range []string{"WithCancel", "WithCancelCause"} {
		m["context."+f] = derive(Cancel)
	}
	for _, f := range []string{"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"} {
		m["context."+f] = derive(timedCancel)
	}
	m["golang.org/x/sync/errgroup.WithContext"] = deriveGroup()
	return m
}
