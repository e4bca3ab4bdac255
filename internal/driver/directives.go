package driver

import (
	"slices"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/report"
)

// directives are the findings about directives in packages that the user named:
// those that cannot be followed, and, as all there is to match has been seen, those
// that match nothing.
func (o Options) directives(l *link, g *graph.Graph, places places) []report.Finding {
	said := make(map[string]string) // by place; variants of a package say it again
	for _, u := range l.units {
		for _, d := range u.Directives {
			if l.packages.named(u.Package) && (o.Tests || !d.Test) {
				said[d.At] = d.Message()
			}
		}
	}
	for _, i := range l.all.Ignores {
		if l.packages.named(i.Package) && !g.Used[i.At] && o.looksFor(i.Rules) && (o.Tests || !i.Test) {
			said[i.At] = "the directive matches nothing: no finding leads through what it is about [" + engine.Directive + "]"
		}
	}
	var out []report.Finding
	for at, text := range said {
		out = append(out, places.notice(at, text))
	}
	return out
}

// looksFor reports whether all these rules run; none stands for all there are.
func (o Options) looksFor(rules []string) bool {
	if len(rules) == 0 {
		rules = graph.Rules
	}
	return !slices.ContainsFunc(rules, func(r string) bool { return !slices.Contains(o.Rules, r) })
}
