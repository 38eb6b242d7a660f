// This file books what no source has stated: after it, every name, path and
// literal of a section that promises work has one fate in the ledger.
package reading

import (
	"go/token"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/resolve"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// sweep books the mentions that are not in the ledger yet. A block of which
// nothing at all was made is left to the author with its whole text.
func (r *Reading) sweep(dict statement.Dictionary) {
	s := &sweeper{r: r, dict: dict, booked: map[string][]string{}, tests: map[string]bool{}, rules: map[int]string{}, values: map[string]bool{}, model: modelText(r.Feature)}
	for _, e := range r.Ledger.Entries {
		s.booked[e.Mention.At.String()] = append(s.booked[e.Mention.At.String()], e.Mention.Name)
	}
	for _, st := range r.Statements {
		if st.Subject.Kind == statement.Test {
			s.tests[st.At.String()] = true
		}
		s.values[st.Subject.Name], s.values[st.Object] = true, true
	}
	for _, h := range r.Rules {
		s.rules[h.At.Line] = h.As
	}
	for _, d := range r.Documents {
		for _, b := range d.Blocks {
			if role := words.SectionRole(b.Section.Titles()); role != words.Idle && role != words.Head && !b.Quoted && b.Kind != document.Code {
				s.block(d, b, role)
			}
		}
	}
}

type sweeper struct {
	r      *Reading
	dict   statement.Dictionary
	booked map[string][]string // names by line
	tests  map[string]bool     // lines that the reader of tests has used
	rules  map[int]string      // lines heard by the reader of rules, with what they are
	values map[string]bool     // names and objects of statements
	model  string              // everything the model says
}

// modelText returns the values of the model, for asking whether it says a
// literal.
func modelText(f *feature.Feature) string {
	var b strings.Builder
	for _, o := range f.Trace() {
		b.WriteString(o.Value + "\n")
	}
	return b.String()
}

// block books the mentions of one block.
func (s *sweeper) block(d *document.Document, b *document.Block, role words.Role) {
	had, open, first := false, 0, diag.Pos{}
	for _, text := range append([]document.Rich{b.Text}, b.Cells...) {
		for _, t := range text {
			if !t.IsMention() || t.Link != "" || strings.HasSuffix(t.Text, ".md") {
				continue // a document beside the plan is read, not written
			}
			at := diag.Pos{File: d.File, Line: t.Line}
			name := strings.Trim(t.Text, ".,;:")
			if len(s.booked[at.String()]) > 0 {
				had = true
			}
			if s.has(at, name) {
				continue
			}
			fate, why := s.fate(name, at)
			if t.Link != "" || strings.HasSuffix(name, ".md") {
				fate, why = resolve.Known, "a document"
			}
			s.r.Ledger.Add(name, statement.Unknown, at, d.Source(b), fate, why)
			if fate == resolve.NotUnderstood {
				if open++; open == 1 {
					first = at
				}
			} else {
				had = true
			}
		}
	}
	promises := role != words.Tests && role != words.Files && role != words.Validation && role != words.Defaults && role != words.Phases
	if open > 0 && !had && promises && s.dict != nil {
		s.r.Feature.Left = append(s.r.Feature.Left, feature.Left{What: feature.T(oneLine(d.Source(b)), first), Reason: "nothing could be read from these words"})
	}
}

// oneLine renders the source of a block on one line, without list marks.
func oneLine(s string) string {
	return strings.TrimLeft(strings.Join(strings.Fields(s), " "), "-*+ |[]x")
}

// has reports whether a mention is booked on its line: under its own name, as
// part of a longer one, or by a name that it holds.
func (s *sweeper) has(at diag.Pos, name string) bool {
	for _, n := range s.booked[at.String()] {
		if n == name || holdsWord(name, n) || holdsWord(n, name) {
			return true
		}
	}
	return false
}

// holdsWord reports whether a text holds a name as a word of its own.
func holdsWord(text, name string) bool {
	if name == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(name)
		if (i == 0 || !nameByte(text[i-1])) && (end == len(text) || !nameByte(text[end])) {
			return true
		}
		from = i + 1
	}
}

func nameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// fate says what became of a mention that no source has stated.
func (s *sweeper) fate(name string, at diag.Pos) (statement.Fate, string) {
	if document.IsPath(name) {
		return s.fateOfPath(name)
	}
	if s.tests[at.String()] {
		return resolve.Taken, "part of a promised test"
	}
	if kind := s.rules[at.Line]; kind == "words" {
		return resolve.Left, "part of a rule in words"
	} else if kind != "" {
		return resolve.Taken, "part of a " + kind
	}
	if holdsWord(s.model, name) || s.values[name] {
		return resolve.Taken, "the model says it"
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	if i := strings.IndexByte(last, '('); i > 0 {
		last = last[:i]
	}
	if token.IsIdentifier(last) && s.dict != nil && len(s.dict.Kinds(last)) > 0 {
		return resolve.Known, "the checkout has it"
	}
	return resolve.NotUnderstood, ""
}

// fateOfPath says what became of a path: it is the place of something in the
// model, or the checkout has it.
func (s *sweeper) fateOfPath(name string) (statement.Fate, string) {
	clean := strings.TrimSuffix(path.Clean(name), "/")
	if strings.Contains(s.model, clean) {
		return resolve.Taken, "something of the model lies there"
	}
	if s.dict != nil {
		if _, ok := s.dict.HasFile(clean); ok {
			return resolve.Known, "the checkout has it"
		}
	}
	return resolve.NotUnderstood, ""
}
