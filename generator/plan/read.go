// Package plan reads implementation plans, in whatever of the three templates'
// dialects or mixtures of them they are written, into the feature model, and
// checks them the way a reviewer would.
package plan

import (
	"bytes"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Document is a plan as the caller found it. The package reads no files.
type Document struct {
	Name     string                           // as shown in diagnostics
	Data     []byte                           // the plan's bytes
	Linked   func(rel string) ([]byte, error) // reads a file beside the plan; nil: there are none
	Siblings []string                         // files beside the plan, relative to its folder, where the caller knows them
}

// Reading is what a plan says, with everything needed to explain it.
type Reading struct {
	Feature *feature.Feature
	Diags   diag.List
	Unread  []Line // lines no rule made use of

	pages []*page
	facts facts
}

// Line is a line of a plan.
type Line struct {
	Pos  diag.Pos
	Text string
	Why  string // prose, narrative, boilerplate …
}

// facts are observations that Check needs and the model has no place for.
type facts struct {
	used      map[string]map[int]bool
	template  []Line // unfilled placeholders
	generated []feature.Text
}

// reader is the state of one reading.
type reader struct {
	doc   Document
	pg    *page
	pages []*page // plan first, then linked documents
	f     *feature.Feature
	out   *Reading
	book  *book
}

// Read reads a plan, or a feature model in YAML or JSON form, which it
// recognises by the name or the content. It never fails: what cannot be read
// is in the diagnostics, and a plan that must not be applied has errors there.
func Read(doc Document) *Reading {
	out := &Reading{Feature: &feature.Feature{Schema: feature.Schema}}
	out.facts.used = map[string]map[int]bool{}
	data := normalise(doc.Data)
	if isModel(doc.Name, data) {
		out.Feature, out.Diags = Decode(doc.Name, data)
		if out.Feature == nil {
			out.Feature = &feature.Feature{Schema: feature.Schema}
		}
		return out
	}
	if d, ok := refuseBytes(doc.Name, data); ok {
		out.Diags.Add(d)
		return out
	}
	r := &reader{doc: doc, f: out.Feature, out: out, book: newBook()}
	r.pg = parseMarkdown(doc.Name, data)
	assignTopics(r.pg)
	r.pages = append([]*page{r.pg}, r.linkedPages()...)
	out.pages = r.pages
	if r.refuseDocument() {
		return out
	}
	r.readAll()
	return out
}

// readAll runs the readers of all topics. Gates, API and types come before
// functions, which use their names as evidence.
func (r *reader) readAll() {
	r.readHeader()
	r.readGates()
	r.readAPI()
	r.readFiles()
	r.readProse()
	r.readNotes()
	r.readCommands()
	r.mergeAPI()
	r.readComponents()
	r.readRules()
	r.readTests()
	r.readLoops()
	r.finish()
}

// normalise removes the byte order mark and carriage returns, and blanks
// front matter; line numbers stay.
func normalise(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// linkedPages reads the Markdown that belongs to the plan: everything it links
// to beside itself, the documents in implementation-details, and tasks.md.
func (r *reader) linkedPages() []*page {
	if r.doc.Linked == nil {
		return nil
	}
	var out []*page
	for _, rel := range r.linkedNames() {
		data, err := r.doc.Linked(rel)
		if err != nil {
			continue
		}
		name := path.Join(path.Dir(r.doc.Name), rel)
		data = normalise(data)
		if d, ok := refuseBytes(name, data); ok {
			r.out.Diags.Add(d)
			continue
		}
		pg := parseMarkdown(name, data)
		assignLinkedTopics(pg, rel)
		out = append(out, pg)
	}
	return out
}

// linkedNames lists the relative names to try, without repeats, in order of
// first mention. A feature specification is no part of the plan.
func (r *reader) linkedNames() []string {
	var out []string
	seen := map[string]bool{}
	add := func(rel string) {
		rel = path.Clean(strings.TrimPrefix(strings.SplitN(rel, "#", 2)[0], "./"))
		base := path.Base(rel)
		if seen[rel] || !strings.HasSuffix(rel, ".md") || strings.Contains(rel, "://") || strings.HasPrefix(rel, "..") || strings.HasPrefix(rel, "/") || strings.HasPrefix(base, "spec") {
			return
		}
		if base == path.Base(r.doc.Name) || len(out) >= 40 {
			return
		}
		seen[rel] = true
		out = append(out, rel)
	}
	for _, ph := range r.pg.phrases() {
		for _, m := range ph.marks {
			switch {
			case m.kind == markLink:
				add(m.dest)
			case m.kind == markCode && strings.HasPrefix(ph.text[m.from:m.to], "implementation-details/"):
				add(ph.text[m.from:m.to])
			}
		}
	}
	for _, rel := range r.doc.Siblings {
		if strings.HasPrefix(rel, "implementation-details/") || path.Base(rel) == "tasks.md" {
			add(rel)
		}
	}
	return out
}

// assignLinkedTopics gives a linked document's sections topics; where headings
// say nothing, a schema document is about the API and tasks are deliverables.
func assignLinkedTopics(pg *page, rel string) {
	assignTopics(pg)
	base, fallback := path.Base(rel), topicAPI
	if base == "tasks.md" {
		fallback = topicDeliverables
	}
	for _, s := range pg.sections {
		if s.topic == topicNone || s.topic == topicTitle || s.topic == topicSummary || s.topic == topicArchitecture || s.topic == topicStructure {
			s.topic = fallback
		}
		if base == "tasks.md" && s.topic == topicPhase {
			s.topic = fallback
		}
	}
}
