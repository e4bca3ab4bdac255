package graph

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// lockKinds are the kinds that are no waits, which have names.
var lockKinds = map[identity.Kind]string{identity.Mutex: "lock", identity.Once: "once", identity.Semaphore: "semaphore", identity.Slot: "slot", identity.Slots: "slots", identity.Call: "call"}

func kindName(k identity.Kind) string { return cmp.Or(lockKinds[k], k.String()) }

// Features describes a finding by what could tell true ones from false: NAME=VALUE,
// separated by spaces, values of several edges by slashes. It is for a table over
// findings with a verdict (docs/precision.md); nothing in it is stable.
func (f *Finding) Features() string {
	var b strings.Builder
	put := func(name string, value any) { fmt.Fprintf(&b, " %s=%v", name, value) }
	each := func(name string, value func(*Edge) any) {
		var values []string
		for i := range f.Cycle {
			values = append(values, fmt.Sprint(value(&f.Cycle[i])))
		}
		put(name, strings.Join(values, "/"))
	}
	var reasons []string
	for _, r := range f.Reasons {
		reasons = append(reasons, r.Name+":"+r.Cap.String())
	}
	fmt.Fprintf(&b, "rule=%s", f.Rule)
	put("confidence", f.Confidence)
	put("reasons", strings.Join(reasons, ","))
	put("others", f.Others)
	put("writers", len(f.Writers))
	put("packages", len(f.Packages()))
	each("site", func(e *Edge) any { return e.Site })
	each("kinds", func(e *Edge) any { return kindName(e.From.Kind) + ">" + kindName(e.To.Kind) })
	each("modes", func(e *Edge) any { return fmt.Sprintf("%d>%d", e.From.Mode, e.To.Mode) })
	each("same", func(e *Edge) any { return e.Same })
	each("again", func(e *Edge) any { return e.Again })
	each("steps", func(e *Edge) any { return fmt.Sprintf("%d>%d", e.From.Witness.Depth(), e.To.Witness.Depth()) })
	each("dynamic", func(e *Edge) any {
		return fmt.Sprintf("%d>%d", dynamicSteps(e.From.Witness), dynamicSteps(e.To.Witness))
	})
	each("many", func(e *Edge) any { return max(e.many(), e.Supplied) })
	each("supplied", func(e *Edge) any { return e.Supplied })
	each("partial", func(e *Edge) any { return flags(e.Partial, e.From.Partial, e.From.Inside) })
	each("test", func(e *Edge) any { return flags(e.Test) })
	each("certain", func(e *Edge) any { return flags(e.From.Certain != "", e.To.Certain != "") })
	each("made", func(e *Edge) any { return flags(e.From.Through != "", e.To.Through != "") })
	each("variable", func(e *Edge) any { return flags(e.From.Variable, e.To.Variable) })
	each("lone", func(e *Edge) any { return flags(e.From.Lone, e.To.Lone) })
	each("many-roots", func(e *Edge) any { return flags(strings.Contains(strings.Join(e.Roots, ""), "*")) })
	each("exported", func(e *Edge) any { return flags(exportedName(e.First().Func)) })
	each("gates", func(e *Edge) any { return len(e.Gates) })
	each("objects", func(e *Edge) any { return e.Objects })
	each("or", func(e *Edge) any { return len(e.Or) })
	each("ended", func(e *Edge) any { return len(e.Ended) })
	each("buffer", func(e *Edge) any { return e.Buffer })
	each("weak", func(e *Edge) any { return flags(e.Weak) })
	each("started", func(e *Edge) any { return flags(e.Started != "", e.Shared) })
	return b.String()
}

// First is the step with which the edge begins.
func (e *Edge) First() identity.Step {
	if e.From.Witness == nil || e.Completer != "" && e.To.Witness != nil {
		return e.To.Witness.First()
	}
	return e.From.Witness.First()
}

// dynamicSteps counts the calls whose callee is found by type flow.
func dynamicSteps(w *identity.Witness) (n int) {
	for ; w != nil; w = w.Next {
		if w.Many > 0 {
			n++
		}
	}
	return n
}

// flags writes bools as digits.
func flags(set ...bool) string {
	var b strings.Builder
	for _, s := range set {
		if s {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	return b.String()
}

// exportedName reports whether a function, as a person writes it, can be called from
// other packages.
func exportedName(fn string) bool {
	fn, _, _ = strings.Cut(fn, ".func")
	name := fn[strings.LastIndexByte(fn, '.')+1:]
	recv := strings.TrimLeft(fn[:len(fn)-len(name)], "(*")
	upper := func(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }
	return upper(name) && (recv == "" || upper(recv))
}
