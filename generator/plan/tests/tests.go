// Package tests reads what a plan promises of tests: first which file is
// spoken of, then the cases in it, each once. Orders that tell how a test is
// built, and changes of tests that exist, are kept apart from cases.
package tests

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
)

// Phrase is a piece of text with its line and the whole sentence it is from.
type Phrase struct {
	Text  string
	Line  int
	Words string
}

// Case is one promised spec, or with Table one entry of a table.
type Case struct {
	Phrase
	Table string
	Steps []Phrase
}

// Group is what is promised for one container of one file. An empty File means
// that no place names one.
type Group struct {
	File   string
	Title  string // of the container, where the plan quotes one
	Line   int
	Cases  []Case
	Orders []Phrase // how it is built, what changes in tests that exist
	Serial *Phrase
}

// Find returns the groups of all sections about tests, in the order of the
// document. about tells from the titles of a section whether it is one.
func Find(d *document.Document, about func(titles []string) bool) []Group {
	r := &reader{files: testFiles(d)}
	for _, s := range d.Sections {
		if !about(s.Titles()) {
			continue
		}
		r.at = place{file: r.fileIn(s.Title)}
		for _, b := range s.Blocks {
			r.block(b)
		}
	}
	return r.out
}

// place is what the text so far says about where cases belong.
type place struct {
	file  string
	title string // container
	table string
}

type reader struct {
	files []string // test files that the document names anywhere
	at    place
	out   []Group
}

// testFiles returns the test files that a document names, in full where one
// place does.
func testFiles(d *document.Document) []string {
	var out []string
	seen := map[string]bool{}
	add := func(s string) {
		if s = strings.Trim(s, ".,;:()"); isTestFile(s) && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	for _, b := range d.Blocks {
		for _, t := range b.Text {
			if t.IsMention() {
				add(t.Text)
			}
		}
		for _, c := range b.Cells {
			for _, t := range c {
				if t.IsMention() {
					add(t.Text)
				}
			}
		}
	}
	return out
}

// isTestFile reports whether a path is that of a test.
func isTestFile(s string) bool {
	return strings.HasSuffix(s, "_test.go") || strings.HasSuffix(s, ".go") && strings.HasPrefix(s, "tests/")
}

// fileIn returns the first test file that a text names.
func (r *reader) fileIn(text document.Rich) string {
	for _, t := range text {
		if s := strings.Trim(t.Text, ".,;:()"); t.IsMention() && isTestFile(s) {
			return r.full(s)
		}
	}
	return ""
}

// full completes a shortened path where one full path of the document ends so.
func (r *reader) full(s string) string {
	found := ""
	for _, f := range r.files {
		if strings.HasSuffix(f, "/"+s) {
			if found != "" {
				return s
			}
			found = f
		}
	}
	if found != "" {
		return found
	}
	return s
}

// filler are words of a label that no file name has.
var filler = map[string]bool{"test": true, "tests": true, "unit": true, "the": true, "in": true, "new": true, "controller": true, "e2e": true}

// fileFor returns the test file that a label in words means: the only one
// whose name has all its words.
func (r *reader) fileFor(label string) string {
	var want []string
	for _, w := range strings.FieldsFunc(strings.ToLower(label), func(c rune) bool { return c == ' ' || c == '-' || c == '_' }) {
		if !filler[w] {
			want = append(want, w)
		}
	}
	if len(want) == 0 || len(want) > 4 {
		return ""
	}
	found, exact := "", false
	for _, f := range r.files {
		stem := strings.TrimSuffix(strings.TrimSuffix(path.Base(f), ".go"), "_test")
		have := strings.FieldsFunc(strings.ToLower(stem), func(c rune) bool { return c == '-' || c == '_' || c == '.' })
		all := true
		for _, w := range want {
			all = all && contains(have, w)
		}
		switch {
		case !all:
		case len(have) == len(want) && !exact:
			found, exact = f, true
		case len(have) == len(want):
			return "" // two of that name
		case found == "" && !exact:
			found = f
		case !exact:
			return ""
		}
	}
	return found
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// group returns the group of the place, a new one if it has none yet.
func (r *reader) group(line int) *Group {
	for i := len(r.out) - 1; i >= 0; i-- {
		if r.out[i].File == r.at.file && r.out[i].Title == r.at.title {
			return &r.out[i]
		}
	}
	r.out = append(r.out, Group{File: r.at.file, Title: r.at.title, Line: line})
	return &r.out[len(r.out)-1]
}

// promise adds a case and returns it.
func (r *reader) promise(p Phrase) *Case {
	g := r.group(p.Line)
	p.Text = tidy(p.Text)
	for i := range g.Cases {
		if strings.EqualFold(g.Cases[i].Text, p.Text) && g.Cases[i].Table == r.at.table {
			return &g.Cases[i]
		}
	}
	g.Cases = append(g.Cases, Case{Phrase: p, Table: r.at.table})
	return &g.Cases[len(g.Cases)-1]
}

// order adds words that tell how, and no case.
func (r *reader) order(p Phrase) {
	g := r.group(p.Line)
	if n := len(g.Orders); n > 0 && g.Orders[n-1].Words == p.Words {
		return // another clause of the same sentence
	}
	g.Orders = append(g.Orders, p)
}

// steps adds the parts of a text as steps of a case.
func (c *Case) steps(text string, from Phrase) {
	for _, s := range splitAt(text, ";") {
		if s = strings.Trim(s, " .,:;"); s != "" && strings.Trim(s, "`") != "Serial" {
			c.Steps = append(c.Steps, Phrase{s, from.Line, from.Words})
		}
	}
}

// block reads a block that stands directly in a section.
func (r *reader) block(b *document.Block) {
	switch b.Kind {
	case document.Paragraph:
		r.at.table, r.at.title = "", ""
		if rec, ok := b.Text.Record(); ok && idle(rec.Label) {
			return
		}
		r.text(b.Text, false)
	case document.Item:
		r.item(b, r.at)
	case document.Row:
		r.row(b)
	case document.Code:
		r.code(b)
	}
}

// idleLabels are labels whose value promises no case.
var idleLabels = []string{
	"framework", "coverage", "mock", "environment", "data setup", "test environment", "tools", "ci ", "lane", "prerequisite", "not covered",
	"out of scope", "manual", "flak",
}

// idle reports whether a label's value promises no case.
func idle(label string) bool {
	label = strings.ToLower(label) + " "
	for _, l := range idleLabels {
		if strings.HasPrefix(label, l) {
			return true
		}
	}
	return false
}

// item reads a list item and those nested in it. before is the place that the
// text above the list has set.
func (r *reader) item(b *document.Block, before place) {
	r.at = before
	text := b.Text
	if rec, ok := text.Record(); ok {
		label := strings.ToLower(rec.Label) + " "
		if idle(rec.Label) {
			if f := r.fileIn(rec.Value); f != "" { // Framework: …, new tests/x.go
				r.at = place{file: f}
			}
			return
		}
		switch {
		case strings.Contains(label, "workflow") && r.course(rec):
			return
		case strings.HasPrefix(label, "table ") || strings.HasPrefix(label, "describetable "):
			r.at.table, text = tidy(rec.Value.Plain()), nil
		case r.fileIn(rec.Value) != "" && len(rec.Value) <= 2:
			r.at.file = r.fileIn(rec.Value)
		case templateLabel(label):
			text = rec.Value
		}
	}
	found := r.text(text, true)
	inside := r.at
	for _, c := range b.Children {
		switch {
		case c.Kind == document.Item && found.single:
			g := r.group(b.Line)
			if n := len(g.Cases); n > 0 {
				g.Cases[n-1].steps(clean(c.Text), Phrase{Line: c.Line, Words: c.Text.Plain()})
				for _, deeper := range c.Children {
					g.Cases[n-1].steps(clean(deeper.Text), Phrase{Line: deeper.Line, Words: deeper.Text.Plain()})
				}
			}
		case c.Kind == document.Item:
			r.item(c, inside)
		case c.Kind == document.Paragraph:
			r.at = inside
			r.text(c.Text, false)
		default:
			r.at = inside
			r.block(c)
		}
	}
	keep := before
	if before.file == "" && len(b.Children) == 0 {
		keep.file = ""
	}
	r.at = keep
}

// course reads the clauses of a workflow as the steps of one spec, where they
// build on each other.
func (r *reader) course(rec document.Record) bool {
	from := Phrase{Line: rec.Line, Words: rec.Value.Plain()}
	parts := splitAt(from.Words, ";")
	if isNothing(strings.ToLower(parts[0])) {
		return false
	}
	if len(parts) < 2 {
		parts = elements(from.Words, 0)
	}
	if len(parts) < 2 || !hasAny(strings.ToLower(from.Words), []string{"then", "must", "again", "see ", "until", "afterwards", "finally", "at first"}) {
		return false
	}
	if f := r.fileIn(rec.Value); f != "" {
		r.at = place{file: f}
	}
	c := r.promise(Phrase{tidy(parts[len(parts)-1]), from.Line, from.Words})
	for _, p := range parts {
		c.Steps = append(c.Steps, Phrase{tidy(p), from.Line, from.Words})
	}
	return true
}

// templateLabel reports whether a label is one that the plan's template puts
// before test scenarios.
func templateLabel(label string) bool {
	for _, l := range []string{"test scenario", "user workflow", "scenario", "workflow", "end-to-end", "unit test", "integration test", "functional test", "e2e", "unit", "file", "location"} {
		if strings.HasPrefix(label, l) {
			return true
		}
	}
	return false
}

// clean returns a text without check boxes and marks at its ends.
func clean(text document.Rich) string { return strings.TrimSpace(text.Trim().Plain()) }
