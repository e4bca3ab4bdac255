package model

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// callbacks lists std functions that call a function they are given before
// they return, by the index of that parameter (the receiver counts).
var callbacks = map[string]int{
	"sort.Slice": 1, "sort.SliceStable": 1, "sort.Search": 1, "sort.Find": 1,
	"sort.SliceIsSorted": 1,

	"slices.SortFunc": 1, "slices.SortStableFunc": 1, "slices.IsSortedFunc": 1,
	"slices.BinarySearchFunc": 2, "slices.IndexFunc": 1, "slices.ContainsFunc": 1,
	"slices.DeleteFunc": 1, "slices.CompactFunc": 1, "slices.EqualFunc": 2,
	"slices.CompareFunc": 2, "slices.MinFunc": 1, "slices.MaxFunc": 1,
	"slices.SortedFunc": 1, "slices.SortedStableFunc": 1,
	"slices.Collect": 0, "slices.Sorted": 0, "slices.AppendSeq": 1,
	"maps.DeleteFunc": 1, "maps.EqualFunc": 2, "maps.Collect": 0, "maps.Insert": 1,

	"strings.Map": 0, "strings.IndexFunc": 1, "strings.LastIndexFunc": 1,
	"strings.FieldsFunc": 1, "strings.TrimFunc": 1, "strings.TrimLeftFunc": 1,
	"strings.TrimRightFunc": 1, "strings.ContainsFunc": 1,
	"bytes.Map": 0, "bytes.IndexFunc": 1, "bytes.LastIndexFunc": 1,
	"bytes.FieldsFunc": 1, "bytes.TrimFunc": 1, "bytes.ContainsFunc": 1,

	"(*sync.Map).Range":  1,
	"path/filepath.Walk": 1, "path/filepath.WalkDir": 1,
	"io/fs.WalkDir": 2, "flag.Visit": 0, "flag.VisitAll": 0, "expvar.Do": 0,
	"(*flag.FlagSet).Visit": 1, "(*flag.FlagSet).VisitAll": 1, "(*expvar.Map).Do": 1,
	"go/ast.Inspect": 1, "(*container/ring.Ring).Do": 1,
	"(*regexp.Regexp).ReplaceAllStringFunc": 2, "(*regexp.Regexp).ReplaceAllFunc": 2,
	"(*testing.T).Run": 2, "(*testing.B).Run": 2, "testing.AllocsPerRun": 1,
	"runtime/pprof.Do": 2, "testing/synctest.Test": 1,
}

// methodCalls lists std functions that call methods of interfaces they are
// given before they return.
var methodCalls = map[string][]methodCall{
	"sort.Sort":           {{0, []string{"Len", "Less", "Swap"}}},
	"sort.Stable":         {{0, []string{"Len", "Less", "Swap"}}},
	"sort.IsSorted":       {{0, []string{"Len", "Less"}}},
	"container/heap.Init": {{0, []string{"Len", "Less", "Swap"}}},
	"container/heap.Push": {{0, []string{"Push", "Len", "Less", "Swap"}}},
	"container/heap.Pop":  {{0, []string{"Len", "Less", "Swap", "Pop"}}},
	"container/heap.Fix":  {{0, []string{"Len", "Less", "Swap"}}},
	"io.Copy":             {{0, []string{"Write"}}, {1, []string{"Read"}}},
	"io.CopyN":            {{0, []string{"Write"}}, {1, []string{"Read"}}},
	"io.CopyBuffer":       {{0, []string{"Write"}}, {1, []string{"Read"}}},
	"io.ReadAll":          {{0, []string{"Read"}}},
	"io.ReadFull":         {{0, []string{"Read"}}},
	"io.ReadAtLeast":      {{0, []string{"Read"}}},
	"io.WriteString":      {{0, []string{"Write"}}},
}

// A methodCall are the methods that are called of one parameter.
type methodCall struct {
	param   int
	methods []string
}

// spawners lists functions that run a function they are given in a goroutine of
// its own, and count it as done in their receiver, by the index of that parameter.
var spawners = map[string]int{
	"(*sync.WaitGroup).Go":                      1,
	"(*golang.org/x/sync/errgroup.Group).Go":    1,
	"(*golang.org/x/sync/errgroup.Group).TryGo": 1,
}

// Limited is the summary of a function that runs another in a goroutine of its group,
// if the group has a limit: the goroutine has a slot of it until the function returns,
// and Go waits for one. Nil if there can be no limit.
func Limited(name string, slot identity.Kind) *Summary {
	if !strings.HasPrefix(name, errgroupMethod) {
		return nil
	}
	s := Callback(name)
	if s == nil {
		return nil
	}
	l := identity.Lock{Path: param(0), Kind: slot}
	s.Opens[0].Held = []Held{{Lock: l}}
	if strings.HasSuffix(name, ").Go") {
		s.Acquires = []Acquire{{Lock: l}}
	}
	return s
}

// SetsLimit is the function that sets the limit of its receiver.
const SetsLimit = "(*golang.org/x/sync/errgroup.Group).SetLimit"

// Callback is the summary of a library function that calls back, or nil.
func Callback(name string) *Summary {
	if i, ok := spawners[name]; ok {
		done := Completion{Of: identity.Lock{Path: param(0), Kind: identity.Join}}
		return &Summary{Exits: returns, Opens: []Open{{Target: param(i), Spawned: Spawned, Then: []Completion{done}}}}
	}
	if i, ok := callbacks[name]; ok {
		return &Summary{Exits: returns, Opens: []Open{{Target: param(i)}}}
	}
	if m, ok := methodCalls[name]; ok {
		s := &Summary{Exits: returns}
		for _, c := range m {
			for _, method := range c.methods {
				s.Opens = append(s.Opens, Open{Target: param(c.param), Method: method})
			}
		}
		return s
	}
	return nil
}

// A Printer is a function that formats its operands in the manner of fmt, and
// so calls their Error and String methods.
type Printer struct {
	Format   int // the parameter that holds the format; -1 if none
	Operands int // the variadic parameter
}

// Printers are the formatting functions of std.
var Printers = printers()

func printers() map[string]Printer {
	m := map[string]Printer{
		"fmt.Fprintf": {1, 2}, "fmt.Fprint": {-1, 1}, "fmt.Fprintln": {-1, 1},
		"fmt.Appendf": {1, 2}, "fmt.Append": {-1, 1}, "fmt.Appendln": {-1, 1},
	}
	for _, f := range []string{"fmt.Printf", "fmt.Sprintf", "fmt.Errorf", "log.Printf", "log.Fatalf", "log.Panicf"} {
		m[f] = Printer{0, 1}
	}
	for _, f := range []string{"fmt.Print", "fmt.Println", "fmt.Sprint", "fmt.Sprintln", "log.Print", "log.Println", "log.Fatal", "log.Fatalln", "log.Panic", "log.Panicln"} {
		m[f] = Printer{-1, 0}
	}
	for _, f := range []string{"Printf", "Fatalf", "Panicf"} {
		m["(*log.Logger)."+f] = Printer{1, 2}
	}
	for _, f := range []string{"Print", "Println", "Fatal", "Fatalln", "Panic", "Panicln"} {
		m["(*log.Logger)."+f] = Printer{-1, 1}
	}
	for _, f := range []string{"Logf", "Errorf", "Fatalf", "Skipf"} {
		m["(*testing.common)."+f] = Printer{1, 2}
	}
	for _, f := range []string{"Log", "Error", "Fatal", "Skip"} {
		m["(*testing.common)."+f] = Printer{-1, 1}
	}
	return m
}

// directive is one verb of a format: flags and width, an explicit index, the
// verb.
var directive = regexp.MustCompile(`%([-+# 0-9.*]*)(?:\[([0-9]+)\])?([-+# 0-9.*]*)([a-zA-Z%])`)

// Stringed says for each operand whether the format makes fmt ask it for its
// Error or String.
func Stringed(format string, operands int) []bool {
	out := make([]bool, operands)
	next := 0
	for _, m := range directive.FindAllStringSubmatch(format, -1) {
		flags, verb := m[1]+m[3], m[4]
		next += strings.Count(flags, "*")
		if verb == "%" {
			continue
		}
		if n, err := strconv.Atoi(m[2]); err == nil {
			next = n - 1
		}
		goSyntax := verb == "v" && strings.Contains(flags, "#")
		if next >= 0 && next < operands && strings.Contains("vsqxXw", verb) && !goSyntax {
			out[next] = true
		}
		next++
	}
	return out
}
