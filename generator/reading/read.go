// This file defines what reading a plan gives.
package reading

import (
	"errors"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/plan/rule"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/resolve"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Document is a plan as its caller found it.
type Document struct {
	Name     string // for positions
	Data     []byte
	Linked   func(rel string) ([]byte, error) // reads a file beside the plan; may be nil
	Siblings []string                         // Markdown files beside the plan and in implementation-details
}

// Reading is what a plan was understood to mean.
type Reading struct {
	Feature      *feature.Feature
	Diags        diag.List
	Ledger       *resolve.Ledger
	Statements   []statement.Statement
	Rules        []rule.Heard         // what became of each clause about validation
	Documents    []*document.Document // the plan first, then what belongs to it
	Unread       []Line               // lines with something of which nothing was made
	placeholders int
}

// Line is a line of a plan.
type Line struct {
	Pos  diag.Pos
	Text string
	Why  string
}

// Trace lists every value of the model with its line.
func (r *Reading) Trace() []feature.Origin { return r.Feature.Trace() }

// Read reads a plan, or a feature model in YAML or JSON form, which it
// recognises by the name or the content. tree may be nil: then names that only
// a checkout can settle stay open. It never fails: what cannot be read is in
// the diagnostics, and a plan that must not be applied has errors there.
func Read(doc Document, tree *checkout.Tree) *Reading {
	out := &Reading{Feature: &feature.Feature{Schema: feature.Schema}, Ledger: &resolve.Ledger{}}
	if feature.IsModel(doc.Name, doc.Data) {
		f, diags := feature.Decode(doc.Name, doc.Data)
		if f != nil {
			out.Feature = f
		}
		out.Diags = diags
		return out
	}
	if !out.document(doc.Name, doc.Data) || out.unfilled() {
		return out
	}
	for _, rel := range doc.linked(out.Documents[0]) {
		if data, err := doc.Linked(rel); err == nil {
			out.document(path.Join(path.Dir(doc.Name), rel), data)
		}
	}
	var dict statement.Dictionary
	if tree != nil {
		dict = resolve.Dictionary{Tree: tree}
	}
	for _, d := range out.Documents {
		out.Statements = append(out.Statements, Statements(d, dict)...)
	}
	out.Feature, out.Ledger = resolve.Resolve(out.Statements, tree)
	out.Feature.Dialect = "plan"
	for _, d := range out.Documents {
		rules := rule.Read(d, out.Feature, tree)
		out.Feature.Rules = append(out.Feature.Rules, rules.Rules...)
		out.Rules = append(out.Rules, rules.Heard...)
	}
	out.sweep(dict)
	out.unread()
	out.nothing(doc.Name)
	return out
}

// document parses one document; what cannot be read is reported.
func (r *Reading) document(name string, data []byte) bool {
	d, err := document.Parse(name, data)
	var limit *document.Limit
	if errors.As(err, &limit) {
		r.Diags.Errorf(limit.Code, diag.Pos{File: name, Line: limit.Line}, limit.Remedy, "%s", limit.What)
		return false
	}
	r.Documents = append(r.Documents, d)
	return true
}

// linked lists the Markdown that belongs to a plan: what it links to beside
// itself, and the documents in implementation-details.
func (doc Document) linked(d *document.Document) []string {
	if doc.Linked == nil {
		return nil
	}
	seen := map[string]bool{}
	var out []string
	add := func(rel string) {
		rel = path.Clean(strings.TrimPrefix(rel, "./"))
		rel, _, _ = strings.Cut(rel, "#")
		base := path.Base(rel)
		if !strings.HasSuffix(rel, ".md") || strings.HasPrefix(rel, "..") || strings.Contains(rel, ":") || seen[rel] || base == path.Base(doc.Name) || base == "spec.md" || base == "README.md" {
			return
		}
		seen[rel] = true
		out = append(out, rel)
	}
	for _, b := range d.Blocks {
		for _, t := range b.Text {
			add(t.Link)
		}
	}
	for _, s := range doc.Siblings {
		if strings.HasPrefix(s, "implementation-details/") {
			add(s)
		}
	}
	return out
}

// The share of placeholders from which on a document is an unfilled template.
const (
	manyPlaceholders = 20
	placeholderShare = 3 // one line in so many
)

// unfilled refuses a template whose placeholders are left; single ones are
// notes.
func (r *Reading) unfilled() bool {
	d := r.Documents[0]
	n, first, filled := 0, 0, 0
	for i, l := range d.Lines {
		if strings.TrimSpace(l) != "" {
			filled++
		}
		if hits := words.Placeholders(l); len(hits) > 0 {
			n += len(hits)
			if first == 0 {
				first = i + 1
			}
		}
	}
	if n >= manyPlaceholders && n*placeholderShare*3 >= filled {
		r.Diags.Errorf("plan-unfilled", diag.Pos{File: d.File, Line: first}, "fill in the template before applying it", "the plan is an unfilled template: %d placeholders are left", n)
		return true
	}
	r.placeholders = n
	for i, l := range d.Lines {
		for _, h := range words.Placeholders(l) {
			r.Diags.Notef("placeholder", diag.Pos{File: d.File, Line: i + 1}, "%s is not filled in", h)
		}
	}
	return false
}

// unread lists the lines of which the ledger says that nothing was made.
func (r *Reading) unread() {
	seen := map[diag.Pos]bool{}
	for _, e := range r.Ledger.Entries {
		if e.Fate == resolve.NotUnderstood && !seen[e.Mention.At] {
			seen[e.Mention.At] = true
			text := e.Mention.Words
			if text == "" {
				text = e.Mention.Name
			}
			r.Unread = append(r.Unread, Line{e.Mention.At, text, "not understood"})
		}
	}
}

// nothing reports a document of which nothing was understood.
func (r *Reading) nothing(name string) {
	if len(r.Feature.Facts()) > 0 || len(r.Feature.Gates) > 0 || len(r.Feature.Left) > 0 && r.placeholders == 0 || r.Diags.HasErrors() {
		return
	}
	if r.placeholders > 0 {
		r.Diags.Errorf("plan-unfilled", diag.Pos{File: name}, "fill in the template before applying it", "the plan is an unfilled template: %d placeholders are left, and nothing else was understood", r.placeholders)
		return
	}
	r.Diags.Errorf("nothing-understood", diag.Pos{File: name}, "start from `kvscaffold new NAME`, which prints a form that is read", "nothing of the document was understood")
}
