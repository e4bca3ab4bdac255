package driver

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// A unit is a run of the program by go vet, over a package or, with its tests, a
// variant of it.
type unit struct {
	*engine.Payload
	part *graph.Part
}

// units is what the units said, dependencies included.
type units struct {
	all []unit
	// errors is why there is nothing from a unit that ran, by import path.
	errors map[string][]string
	noise  []string // what cannot be read
	log    string   // what the go command printed to standard error
	failed bool     // the go command said so
}

// decodeUnits reads what go vet -json prints: for each unit its payload, on one
// line, and what unitchecker says of it, an indented object. Either can be cut
// off, by a full disk for instance, and is then kept in the cache like that. It
// calls seen for each payload.
func decodeUnits(r io.Reader, seen func()) (*units, error) {
	u := &units{errors: make(map[string][]string)}
	var object []byte
	for in := bufio.NewReader(r); ; {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		end := string(bytes.TrimRight(line, "\r\n"))
		switch {
		case strings.HasPrefix(end, `{"`):
			u.payload([]byte(end))
			seen()
		case end != "":
			object = append(object, line...)
			if end == "}" || end == "{}" {
				u.object(object)
				object = nil
			}
		}
		if err != nil {
			u.object(object)
			return u, nil
		}
	}
}

// payload adds the unit that the line describes.
func (u *units) payload(line []byte) {
	var tree map[string]map[string]*engine.Payload
	if err := json.Unmarshal(line, &tree); err != nil {
		path, _, _ := strings.Cut(strings.TrimPrefix(string(line), `{"`), `"`)
		u.fail(path, fmt.Sprintf("reading its lock graph: %v", err))
		return
	}
	for path, analyzers := range tree {
		p := analyzers[engine.PayloadName]
		if p == nil {
			u.object(line)
			continue
		}
		part, err := p.Part()
		if err != nil {
			u.fail(path, fmt.Sprintf("reading its lock graph: %v", err))
			continue
		}
		u.all = append(u.all, unit{p, part})
	}
}

// unitsOf are units that said no more than this.
func unitsOf(payloads []*engine.Payload) (*units, error) {
	u := new(units)
	for _, p := range payloads {
		part, err := p.Part()
		if err != nil {
			return nil, err
		}
		u.all = append(u.all, unit{p, part})
	}
	return u, nil
}

// object adds what unitchecker says: there are no diagnostics, but errors.
func (u *units) object(text []byte) {
	if len(text) == 0 {
		return
	}
	var tree map[string]map[string]struct{ Error string }
	if err := json.Unmarshal(text, &tree); err != nil {
		first, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
		u.noise = append(u.noise, fmt.Sprintf("go vet printed what cannot be read: %.80q", first))
		return
	}
	for path, analyzers := range tree {
		for name, result := range analyzers {
			u.fail(path, name+": "+result.Error)
		}
	}
}

// fail notes why there is no result for a unit.
func (u *units) fail(path, why string) {
	path, _, _ = strings.Cut(path, " ") // "p [p.test]" is a variant of p with its tests
	u.errors[path] = append(u.errors[path], why)
}

// sort brings the units into an order that does not depend on the run.
func (u *units) sort() {
	slices.SortFunc(u.all, func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), identity.FalseFirst(a.Tests, b.Tests), bytes.Compare(a.Graph, b.Graph))
	})
}

// problems says what was not analysed, or not to the end.
func (u *units) problems(loaded []listed) []string {
	out := slices.Clone(u.noise)
	for path, list := range u.errors {
		for _, why := range list {
			out = append(out, path+": "+why)
		}
	}
	for _, unit := range u.all {
		for _, why := range unit.Broken {
			out = append(out, unit.Package+": incomplete: "+why)
		}
	}
	why := "it does not compile, or a package that it imports does not"
	if !u.failed { // a cache that lost a part, or another go command
		why = "go vet printed no result for it"
	}
	for v := range u.missing(loaded) {
		if u.errors[v.path] == nil {
			out = append(out, v.String()+": not analysed: "+why)
		}
	}
	return unique(out)
}

// limits says where the analysis of the packages that the user named ended
// before it was done; with all, of their dependencies, too.
func (u *units) limits(packages *packages, all bool) []string {
	var out []string
	for _, unit := range u.all {
		if !all && !packages.named(unit.Package) {
			continue
		}
		for _, why := range unit.Incomplete {
			out = append(out, unit.Package+": incomplete: "+why)
		}
	}
	return unique(out)
}

// limitPrefix starts the names of bounds among those of filters.
const limitPrefix = "limit:"

// ofOneUnit are the bounds of facts, and of the search in one package: the link
// makes no use of facts, and searches by itself.
var ofOneUnit = []string{"limit:fact", "limit:alternatives", "limit:ways", "limit:cycles"}

// dropped says how many candidates each filter dropped at the link, and what
// bounds left out of the units.
func (u *units) dropped(g *graph.Graph) []string {
	// Variants of a package count once.
	most := make(map[[2]string]int)
	for _, unit := range u.all {
		for name, n := range unit.Dropped {
			if strings.HasPrefix(name, limitPrefix) && !slices.Contains(ofOneUnit, name) {
				key := [2]string{unit.Package, name}
				most[key] = max(most[key], n)
			}
		}
	}
	sum := make(map[string]int)
	for name, n := range g.Dropped {
		sum[name] += n
	}
	for reason, n := range g.Ranked {
		sum["low:"+reason] += n
	}
	for key, n := range most {
		sum[key[1]] += n
	}
	var out []string
	for name, n := range sum {
		out = append(out, fmt.Sprintf("filter %s dropped %d", name, n))
	}
	return unique(out)
}
