package main

import (
	"bufio"
	"cmp"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
)

//go:embed verdicts.tsv
var verdictsText string

// A verdict is a finding that somebody has read in the source, with its features as
// the tool told them last (-debug=findings).
type verdict struct {
	Is       string // true, credible or false
	Module   string // a short name
	Cause    string // why it is false; otherwise mostly empty
	Features features
}

// features are what could tell true findings from false, by name; see graph.Features.
type features map[string]string

func parseFeatures(line string) features {
	f := make(features)
	for _, field := range strings.Fields(line) {
		if name, value, ok := strings.Cut(field, "="); ok {
			f[name] = value
		}
	}
	return f
}

var (
	column     = regexp.MustCompile(`(\.go:\d+):\d+`)
	reasonCaps = regexp.MustCompile(`:\w+`)
)

// key names a finding: its rule, and the lines of its edges.
func (f features) key() string { return f["rule"] + " " + column.ReplaceAllString(f["site"], "$1") }

func (f features) String() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		out = append(out, name+"="+f[name])
	}
	return strings.Join(out, " ")
}

func parseVerdicts(text string) ([]verdict, error) {
	var out []verdict
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 4 || !slices.Contains([]string{"true", "credible", "false"}, c[0]) {
			return nil, fmt.Errorf("verdicts.tsv:%d: want verdict, module, cause and features", i+1)
		}
		out = append(out, verdict{c[0], c[1], c[2], parseFeatures(c[3])})
	}
	return out, nil
}

func calibrateMain(args []string) error {
	flags := flag.NewFlagSet("calibrate", flag.ExitOnError)
	from := flags.String("from", "", "take features anew from the files in `dir`: what go vet -debug=findings printed")
	all := flags.Bool("all", false, "count findings of low confidence, too")
	pairs := flags.Bool("pairs", false, "show conjunctions of two")
	rule := flags.String("rule", "", "count only findings of the rule")
	_ = flags.Parse(args) // exits on error
	verdicts, err := parseVerdicts(verdictsText)
	if err != nil {
		return err
	}
	if *from != "" {
		told, err := readFeatures(*from)
		if err != nil {
			return err
		}
		for i, v := range verdicts {
			now, ok := told[v.Features.key()]
			if !ok {
				now = maps.Clone(v.Features)
				now["confidence"] = "gone"
			}
			if was := v.Features["confidence"]; was != now["confidence"] {
				fmt.Printf("%s %s: %s, now %s: %s\n", v.Is, v.Module, was, now["confidence"], v.Features.key())
			}
			verdicts[i].Features = now
		}
	}
	verdicts = slices.DeleteFunc(verdicts, func(v verdict) bool {
		c := v.Features["confidence"]
		return c == "gone" || c == "low" && !*all || *rule != "" && v.Features["rule"] != *rule
	})
	return tabulate(os.Stdout, verdicts, *pairs)
}

// readFeatures reads the features of all findings in the files of a folder, by key.
func readFeatures(dir string) (map[string]features, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(err, fmt.Errorf("no *.txt in %s", dir))
	}
	out := make(map[string]features)
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if _, line, ok := strings.Cut(lines.Text(), ": finding rule="); ok {
				told := parseFeatures("rule=" + line)
				out[told.key()] = told
			}
		}
		if err := errors.Join(lines.Err(), f.Close()); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	return out, nil
}

// tests are the properties that a finding has: each feature with its value, the
// largest of its edges if these are numbers, and each reason by itself.
func (f features) tests() []string {
	out := []string{"all"}
	for name, value := range f {
		switch name {
		case "site":
		case "reasons":
			for _, r := range strings.Split(value, ",") {
				out = append(out, "reason="+cmp.Or(reasonCaps.ReplaceAllString(r, ""), "none"))
			}
		case "steps", "others", "gates":
		default:
			edges := strings.Split(value, "/")
			slices.Sort(edges)
			out = append(out, name+"="+strings.Join(slices.Compact(edges), "/"))
		}
	}
	slices.Sort(out)
	return out
}

// A count is of the findings with a property.
type count struct {
	test               string
	right, open, wrong int
}

func (c count) share() float64 { return float64(c.wrong) / float64(c.right+c.open+c.wrong) }

// minCount is the least number of findings that a row of the table is about.
const minCount = 3

// tabulate prints, for each property, how many findings with it are true, credible
// and false, those that separate most first.
func tabulate(w io.Writer, verdicts []verdict, pairs bool) error {
	counts := make(map[string]count)
	for _, v := range verdicts {
		tests := v.Features.tests()
		if pairs {
			single := tests
			for i, a := range single {
				for _, b := range single[i+1:] {
					tests = append(tests, a+" "+b)
				}
			}
		}
		for _, t := range tests {
			c := counts[t]
			c.test = t
			switch v.Is {
			case "true":
				c.right++
			case "credible":
				c.open++
			default:
				c.wrong++
			}
			counts[t] = c
		}
	}
	rows := slices.DeleteFunc(slices.Collect(maps.Values(counts)), func(c count) bool { return c.right+c.open+c.wrong < minCount })
	slices.SortFunc(rows, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.share(), a.share()), cmp.Compare(b.wrong, a.wrong), strings.Compare(a.test, b.test))
	})
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "property\ttrue\tcredible\tfalse\tshare false")
	for _, c := range rows {
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%.2f\n", c.test, c.right, c.open, c.wrong, c.share())
	}
	return tw.Flush()
}
