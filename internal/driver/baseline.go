package driver

import (
	"slices"

	"github.com/lockorder/lockorder/internal/baseline"
	"github.com/lockorder/lockorder/internal/explain"
)

// entry is the finding as a baseline has it.
func (f *anchored) entry() baseline.Entry {
	e := baseline.Entry{Fingerprint: f.Fingerprint(), Rule: f.Rule, Package: f.pkg, Text: explain.Lines(&f.Finding)[0].Text}
	for i := range f.Cycle {
		e.Test = e.Test || f.Cycle[i].Test
	}
	return e
}

// fixed are the entries of the baseline that this run would have found again.
func (o Options) fixed(known *baseline.Known, l *link) []baseline.Entry {
	return slices.DeleteFunc(known.Rest(), func(e baseline.Entry) bool {
		return !l.packages.named(e.Package) || !slices.Contains(o.Rules, e.Rule) || e.Test && !o.Tests
	})
}
