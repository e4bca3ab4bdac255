package summary

import (
	"cmp"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// rank keeps the acquires that say most: known paths first, then short
// witnesses. What another says with fewer conditions goes. It changes in.
func rank(in []*model.Acquire, most int) (out []*model.Acquire, cut int) {
	slices.SortStableFunc(in, compareVariants)
	variants := make(map[variantKey]int, len(in))
	var all [][]*model.Acquire
	for _, a := range in {
		key := variantKey{a.Lock.Path, a.Lock.Node(), a.Mode}
		i, ok := variants[key]
		if !ok {
			i = len(all)
			variants[key] = i
			all = append(all, nil)
		}
		all[i] = addVariant(all[i], a)
	}
	out = make([]*model.Acquire, 0, len(all))
	for _, of := range all {
		v, n := atMost(of, maxVariants)
		cut += n
		out = append(out, v...)
	}
	slices.SortStableFunc(out, func(a, b *model.Acquire) int {
		return cmp.Or(
			identity.FalseFirst(b.Lock.Path.Known(), a.Lock.Path.Known()),
			cmp.Compare(a.Witness.Depth(), b.Witness.Depth()),
			a.Lock.Compare(b.Lock))
	})
	if len(out) > most {
		cut += len(out) - most
		out = out[:most]
	}
	return out, cut
}

// atMost leaves out what is too much. Of what it keeps it takes for not gated what says
// more than that but for its gates; the rest is cut.
func atMost(variants []*model.Acquire, most int) (kept []*model.Acquire, cut int) {
	kept = variants[:min(len(variants), most)]
	for _, a := range variants[len(kept):] {
		if i := slices.IndexFunc(kept, func(b *model.Acquire) bool { return needsNoMore(b, a) }); i >= 0 {
			*kept[i] = kept[i].Or(*a)
		} else {
			cut++
		}
	}
	return kept, cut
}

// compareVariants puts first what says most.
func compareVariants(a, b *model.Acquire) int {
	if by := cmp.Compare(len(a.When)+len(a.Released), len(b.When)+len(b.Released)); by != 0 || len(a.When) == 0 {
		return cmp.Or(by, cmp.Compare(a.Witness.Depth(), b.Witness.Depth()))
	}
	return cmp.Or(slices.CompareFunc(a.When, b.When, identity.Literal.Compare), cmp.Compare(a.Witness.Depth(), b.Witness.Depth()))
}

// A variantKey is what acquires have in common that differ in their conditions only.
type variantKey struct {
	path identity.Path
	node identity.Class
	mode identity.Mode
}

// addVariant adds what is said of one lock: what another says with fewer conditions
// goes, and so do conditions under whose contrary all is as well. It changes both.
func addVariant(variants []*model.Acquire, a *model.Acquire) []*model.Acquire {
	for i, b := range variants {
		switch {
		case subsumes(b, a):
			*b = b.Or(*a)
			return variants
		case subsumes(a, b):
			*a = a.Or(*b)
			return addVariant(slices.Delete(variants, i, i+1), a)
		}
		if !keptAlike(a, b) {
			continue
		}
		if when, ok := identity.Resolve(b.When, a.When); ok && identity.Subset(b.Released, a.Released) {
			a.When = when
			return addVariant(variants, a)
		}
		if when, ok := identity.Resolve(a.When, b.When); ok && identity.Subset(a.Released, b.Released) {
			b.When = when
			return addVariant(addVariant(slices.Delete(variants, i, i+1), b), a)
		}
	}
	return append(variants, a)
}

// keptAlike reports whether the same keeps others from two acquisitions, or who comes there:
// under a condition and under its contrary one is then as the other.
func keptAlike(a, b *model.Acquire) bool {
	return identity.Subset(a.Past, b.Past) && identity.Subset(b.Past, a.Past) &&
		len(model.CommonHeld(a.Gates, b.Gates)) == len(a.Gates) && len(model.CommonHeld(b.Gates, a.Gates)) == len(b.Gates)
}

// subsumes reports whether a says all that b says: it needs no more to be so, gives up
// no more before, and if less, is not kept from anything by a gate, or a lock in the past,
// that b is without. Gates of one class by two names callers may know to be one.
func subsumes(a, b *model.Acquire) bool {
	return needsNoMore(a, b) && !a.GatedBesides(*b) && (len(a.Released) == len(b.Released) ||
		identity.Subset(a.Past, b.Past) && !slices.ContainsFunc(a.Gates, func(g model.Held) bool { return !slices.ContainsFunc(b.Gates, g.Is) }))
}

// needsNoMore is subsumes but for the gates.
func needsNoMore(a, b *model.Acquire) bool {
	return identity.Subset(a.When, b.When) && identity.Subset(a.Released, b.Released)
}

// opens are those that callers see: of one that is told under several conditions what
// says most, as of acquires.
func (x exporter) opens(in []model.Open) (out []model.Open, cut int) {
	slices.SortStableFunc(in, func(a, b model.Open) int {
		return cmp.Or(
			cmp.Compare(len(a.Method), len(b.Method)),
			cmp.Compare(len(a.Target.Steps), len(b.Target.Steps)),
			cmp.Compare(len(a.When)+len(a.Released), len(b.When)+len(b.Released)))
	})
	opens := make(map[openKey][]model.Open)
	var order []openKey
	for _, o := range in {
		o.Held, o.Released, o.When = x.held(o.Held), x.locks(o.Released), x.literals(o.When)
		o.Args = identity.Map(o.Args, exportArg)
		key := keyOfOpen(o)
		switch {
		case x.long(o.Target) || opens[key] == nil && len(order) == maxOpens:
			cut++
			continue
		case opens[key] == nil:
			order = append(order, key)
		}
		opens[key] = addOpen(opens[key], o)
	}
	for _, key := range order {
		out = append(out, opens[key]...)
	}
	if len(out) > maxOpens {
		cut += len(out) - maxOpens
		out = out[:maxOpens]
	}
	for i := range out {
		out[i].Then, _ = x.completions(out[i].Then, len(out[i].Then))
	}
	return out, cut
}

// An openKey is what opens have in common that differ in their conditions only.
type openKey struct {
	target     identity.Path
	method     string
	spawned    model.Spawn
	held, args string
}

func keyOfOpen(o model.Open) openKey {
	return openKey{o.Target, o.Method, o.Spawned, exitText(model.Exit{Held: o.Held}), identity.Texts(o.Args)}
}

// addOpen adds a call of what callers supply, as addVariant does.
func addOpen(opens []model.Open, o model.Open) []model.Open {
	for i, p := range opens {
		less, more := identity.Subset(p.Released, o.Released), identity.Subset(o.Released, p.Released)
		switch {
		case less && identity.Subset(p.When, o.When):
			return opens
		case more && identity.Subset(o.When, p.When):
			return addOpen(slices.Delete(opens, i, i+1), o)
		}
		if when, ok := identity.Resolve(p.When, o.When); ok && less {
			o.When = when
			return addOpen(opens, o)
		}
		if when, ok := identity.Resolve(o.When, p.When); ok && more {
			p.When = when
			return addOpen(addOpen(slices.Delete(opens, i, i+1), p), o)
		}
	}
	return append(opens, o)
}
