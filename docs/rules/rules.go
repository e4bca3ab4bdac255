// Package rules documents the rules: a page of Markdown each, from which their
// analyzers, the command and SARIF take what they say of them. The code on the
// pages is tested.
package rules

import (
	"embed"
	"strings"
)

//go:embed *.md
var pages embed.FS

// A Rule is what the page of a rule says.
type Rule struct {
	Name  string
	Title string // one line, what it reports
	Text  string // why; paragraphs
	Page  string // all of it but the title
}

// Of returns the documentation of a rule. Without a page it is empty.
func Of(name string) Rule {
	data, err := pages.ReadFile(name + ".md")
	if err != nil {
		return Rule{Name: name}
	}
	heading, page, _ := strings.Cut(string(data), "\n")
	page = strings.TrimSpace(page)
	text, _, _ := strings.Cut(page, "\n## ")
	return Rule{
		Name:  name,
		Title: strings.TrimPrefix(heading, "# "+name+": "),
		Text:  strings.TrimSpace(text),
		Page:  page,
	}
}

// Doc is the documentation of the rule's analyzer.
func (r Rule) Doc() string { return r.Title + "\n\n" + r.Text }

// URL is where the page is shown.
func (r Rule) URL() string {
	return "https://github.com/lockorder/lockorder/blob/main/docs/rules/" + r.Name + ".md"
}

// A Code is a Go file on a page, and what lockorder prints about it: nothing, if
// it is right.
type Code struct{ Go, Report string }

// Codes are those on the page: a block of Go, and the block of text that
// follows it, if any.
func (r Rule) Codes() []Code {
	var out []Code
	for i, block := range strings.Split("\n"+r.Page, "\n```") {
		kind, text, _ := strings.Cut(block, "\n")
		switch {
		case i%2 == 0: // between blocks
		case kind == "go":
			out = append(out, Code{Go: text + "\n"})
		case kind == "text" && len(out) > 0:
			out[len(out)-1].Report = text + "\n"
		}
	}
	return out
}
