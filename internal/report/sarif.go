package report

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/lockorder/lockorder/docs/rules"
	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/graph"
)

// A Run is a run of the command, for SARIF.
type Run struct {
	Version    string           // of the command
	Root       string           // directory that files are named relative to
	Rules      []string         // those that ran
	Confidence graph.Confidence // the least that is reported
	Findings   []Finding
	Problems   []string // what was not analysed
}

// SARIF writes the run in the Static Analysis Results Interchange Format, version
// 2.1.0: a result a finding, with a thread flow for each goroutine. Columns count
// UTF-16 code units. What GitHub makes of it is in
// https://docs.github.com/code-security/reference/code-scanning/sarif-support-for-code-scanning
func SARIF(w io.Writer, run Run) error {
	s := &sarif{Run: run, sources: make(sources)}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(object{
		"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		"version": "2.1.0",
		"runs":    []object{s.run()},
	})
}

// An object is one of JSON. Its keys are written sorted.
type object = map[string]any

// sarif is a run on its way to SARIF.
type sarif struct {
	Run
	sources sources
}

// The bases of file names. No directory is given for them: a file is the same
// wherever lockorder ran.
const (
	rootBase     = "%SRCROOT%"
	packagesBase = "PACKAGES"
)

func (s *sarif) run() object {
	results := []object{} // empty is that nothing was found, null that nothing was looked for
	seen := make(map[string]int)
	for i := range s.Findings {
		f := &s.Findings[i]
		seen[f.Fingerprint]++
		results = append(results, s.result(f, seen[f.Fingerprint]))
	}
	base := func(text string) object { return object{"description": message(text)} }
	return object{
		"tool":       object{"driver": s.driver()},
		"columnKind": "utf16CodeUnits",
		"originalUriBaseIds": object{
			rootBase:     base("The root of the repository, or the directory in which lockorder ran."),
			packagesBase: base("Where packages of other modules are, by import path."),
		},
		"invocations": []object{s.invocation()},
		"results":     results,
	}
}

func (s *sarif) driver() object {
	list := []object{}
	for _, name := range s.Rules {
		list = append(list, s.rule(rules.Of(name)))
	}
	return object{
		"name":           "lockorder",
		"version":        s.Version,
		"informationUri": "https://github.com/lockorder/lockorder",
		"rules":          list,
	}
}

// precisions are what the findings of a run are, by the least confidence. For
// GitHub it is one of the rule; each result has that of its own, too.
var precisions = map[graph.Confidence]string{graph.Low: "low", graph.Medium: "high", graph.High: "very-high"}

// levels are how the result is shown, by confidence.
var levels = map[string]string{"low": "note", "medium": "warning", "high": "error"}

func (s *sarif) rule(r rules.Rule) object {
	return object{
		"id":               r.Name,
		"shortDescription": message(r.Title),
		"fullDescription":  message(r.Text),
		"help":             object{"text": r.Doc(), "markdown": r.Page},
		"helpUri":          r.URL(),
		"properties": object{
			"precision":        precisions[s.Confidence],
			"problem.severity": "error",
			"tags":             []string{"concurrency", "correctness", "deadlock"},
		},
	}
}

func (s *sarif) invocation() object {
	out := object{"executionSuccessful": len(s.Problems) == 0}
	if len(s.Problems) > 0 {
		notes := []object{}
		for _, p := range s.Problems {
			notes = append(notes, object{"level": "error", "message": message(p)})
		}
		out["toolExecutionNotifications"] = notes
	}
	return out
}

// result is a finding; the nth with its fingerprint, from 1.
func (s *sarif) result(f *Finding, nth int) object {
	fingerprint := fmt.Sprintf("%s:%d", f.Fingerprint, nth)
	confidence, _ := graph.ParseConfidence(f.Confidence) // it printed that
	text, related := s.message(f)
	out := object{
		"ruleId":           f.Rule,
		"level":            levels[f.Confidence],
		"message":          text,
		"locations":        []object{{"physicalLocation": s.physical(f.Place)}},
		"relatedLocations": related,
		"partialFingerprints": object{
			"lockorder/v1": fingerprint,
			// The only one that GitHub reads.
			"primaryLocationLineHash": fingerprint,
		},
		"properties": object{"confidence": f.Confidence, "precision": precisions[confidence]},
	}
	if threads := s.threads(f); len(threads) > 0 { // a directive has none
		out["codeFlows"] = []object{{"threadFlows": threads}}
	}
	return out
}

// message is the finding, line by line. Lines with a place link to it: viewers
// that show no flows show these.
func (s *sarif) message(f *Finding) (text object, related []object) {
	related = []object{}
	var lines []string
	for _, l := range f.Lines {
		switch {
		case l.Kind == explain.Sentence:
			lines = append(lines, strings.TrimSuffix(l.Text, " ["+f.Rule+"]"))
		case l.Pos == "":
			lines = append(lines, l.Text)
		default:
			id := len(related) + 1
			location := s.location(l)
			location["id"] = id
			related = append(related, location)
			link := fmt.Sprintf("[%s](%d)", linkText.Replace(l.Text), id)
			if l.N > 0 {
				link = fmt.Sprintf("%d. %s", l.N, link)
			}
			lines = append(lines, link)
		}
	}
	return message(strings.Join(lines, "\n")), related
}

// linkText escapes what would end the text of a link.
var linkText = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`)

// A thread is what one goroutine does.
type thread struct {
	ID        string   `json:"id"`
	Locations []object `json:"locations"`
}

func (s *sarif) threads(f *Finding) []thread {
	var threads []thread
	for _, l := range f.Lines {
		name := threadOf(l)
		last := len(threads) - 1
		switch l.Kind {
		case explain.Likewise:
			threads = append(threads, thread{name, threads[last].Locations})
		case explain.Step, explain.Writer:
			if last < 0 || threads[last].ID != name {
				threads = append(threads, thread{ID: name})
				last++
			}
			threads[last].Locations = append(threads[last].Locations, object{"location": s.location(l), "nestingLevel": l.Depth})
		}
	}
	return threads
}

// threadOf is whose line it is.
func threadOf(l Line) string {
	switch {
	case l.Who != "":
		return l.Who
	case l.Kind == explain.Writer:
		return "writer"
	}
	return "goroutine"
}

func (s *sarif) location(l Line) object {
	return object{"physicalLocation": s.physical(l.Place), "message": message(l.Text)}
}

// physical is a place: a file by its name below the root, if it is there, and
// the rest of the line.
func (s *sarif) physical(p Place) object {
	name, line, col := graph.CutPosition(p.Pos)
	artifact := object{"uri": escape(name), "uriBaseId": packagesBase}
	region := object{"startLine": line}
	if p.File != "" {
		if rel, err := filepath.Rel(s.Root, p.File); err == nil && filepath.IsLocal(rel) {
			artifact = object{"uri": escape(filepath.ToSlash(rel)), "uriBaseId": rootBase}
		} else {
			artifact = object{"uri": fileURI(p.File)}
		}
		if start, end, ok := s.sources.columns(p.File, line, col); ok {
			region["startColumn"], region["endLine"], region["endColumn"] = start, line, end
		}
	}
	return object{"artifactLocation": artifact, "region": region}
}

func message(text string) object { return object{"text": text} }
