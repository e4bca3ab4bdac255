package engine

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
)

// missedCalls are the cases of the corpus of open calls that are not reported by
// default, by the reason.
var missedCalls = map[string][]string{
	"that function and lock are of one object is not shown: low": {
		"fields/busBad", "fields/nestedBad", "iface/adapterBad", "iface/growBad", "options/evictBad", "options/optionBad", "options/wrappedBad",
	},
	"two goroutines come there by what a variable holds: low":              {"variables/listBad"},
	"what an option's function stores is copied from one place to another": {"options/settingsBad"},
	"a method of an interface of std, called by who takes no lock":         {"iface/filterBad"},
	"an embedded interface is called by its own name":                      {"iface/embedBad"},
	"what runs a function later does not keep it where a place has a name": {"args/runBad", "args/runnerBad", "spawned/postBad", "spawned/timerBad"},
}

var (
	callCase  = regexp.MustCompile(`(?m)^type (\w+(?:Bad|Ok))\b`)
	callNamed = regexp.MustCompile(`\w+(?:Bad|Ok)\b`)
)

// TestOpenCalls holds what is called where other packages put it: each Bad case is
// reported, or among those that are known to be missed, and no Ok case is.
func TestOpenCalls(t *testing.T) {
	known := slices.Concat(slices.Collect(maps.Values(missedCalls))...)
	for _, topic := range []string{"args", "fields", "generic", "iface", "options", "spawned", "variables"} {
		t.Run(topic, func(t *testing.T) {
			path := "opencalls/" + topic + "/app"
			text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "src", path, "app.go"))
			if err != nil {
				t.Fatal(err)
			}
			told := make(map[string]bool)
			for _, f := range analyzePackages(t, path).findings[path] {
				if f.Confidence < graph.Medium {
					continue
				}
				for _, name := range callNamed.FindAllString(f.message, -1) {
					told[name] = true
				}
			}
			var cases []string
			for _, m := range callCase.FindAllSubmatch(text, -1) {
				cases = append(cases, string(m[1]))
			}
			slices.Sort(cases)
			for _, name := range slices.Compact(cases) {
				bad := name[len(name)-1] == 'd'
				missed := slices.Contains(known, topic+"/"+name)
				if told[name] != (bad && !missed) {
					t.Errorf("%s: reported %v, known to be missed %v", name, told[name], missed)
				}
			}
		})
	}
}
