// Package reading is the way from a plan to a feature: document, statements of
// every source, and their resolution with the checkout.
package reading

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/prose"
	"github.com/kubevirt/kvscaffold/generator/plan/record"
	"github.com/kubevirt/kvscaffold/generator/plan/tests"
	"github.com/kubevirt/kvscaffold/generator/plan/tree"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// walker goes through the blocks of a document with the scope of each.
type walker struct {
	doc   *document.Document
	dict  statement.Dictionary
	below map[*document.Block]prose.Scope
	now   map[*document.Section]*prose.Scope // scope of what comes next in a section
	gates map[*document.Section]*record.Gates
	out   []statement.Statement
}

// Statements reads a document into statements.
func Statements(d *document.Document, dict statement.Dictionary) []statement.Statement {
	w := &walker{doc: d, dict: dict, below: map[*document.Block]prose.Scope{}, now: map[*document.Section]*prose.Scope{}, gates: map[*document.Section]*record.Gates{}}
	w.head()
	tables := map[*document.Table]bool{}
	for _, b := range d.Blocks {
		scope := w.scopeOf(b)
		switch b.Kind {
		case document.Paragraph:
			w.paragraph(b, scope)
			w.out = append(w.out, prose.Programs(b.Text, scope)...)
		case document.Item:
			w.item(b, scope)
			w.out = append(w.out, prose.Programs(b.Text, scope)...)
		case document.Row:
			if !tables[b.Table] {
				tables[b.Table] = true
				w.table(b, scope)
			}
		case document.Code:
			w.code(b, scope)
		}
	}
	w.notes()
	for _, s := range d.Sections {
		if g := w.gates[s]; g != nil {
			w.out = append(w.out, g.Out...)
		}
	}
	for _, s := range w.out {
		if e := words.TypeEnding(s.Words); e != "" && s.Subject.Kind == statement.Const && s.Relation == statement.HasValue {
			s.Relation, s.Object, s.More, s.Trust = statement.HasType, e, "ending", statement.Guess
			w.out = append(w.out, s)
		}
	}
	about := func(titles []string) bool { return words.SectionRole(titles) == words.Tests }
	return append(w.out, tests.Statements(d, about)...)
}

// notes reads the remarks of listed files: what they declare stands there.
func (w *walker) notes() {
	for _, s := range w.out {
		if s.Subject.Kind != statement.File || s.Relation != statement.Doc || !strings.HasSuffix(s.Subject.Name, ".go") {
			continue
		}
		scope := prose.Scope{Role: words.Files, File: s.Subject.Name, DocFile: w.doc.File}
		r := document.Words(s.Object, s.At.Line)
		for _, m := range prose.Mentions(r, w.dict) {
			if m.Form == prose.Signature {
				w.out = append(w.out, prose.Read(r, scope, w.dict, statement.Label).Statements...)
				break
			}
		}
	}
}

// head reads the title and the labels before the first section that promises work.
func (w *walker) head() {
	scope := prose.Scope{DocFile: w.doc.File}
	for _, s := range w.doc.Sections {
		if s.Level >= 1 && len(s.Title) > 0 {
			w.out = append(w.out, statement.Statement{Subject: statement.Subject{Kind: statement.Feature}, Relation: statement.Title, Object: strings.TrimSpace(s.Title.Plain()), Trust: statement.Label, At: scope.At(s.Line)})
			break
		}
	}
	w.out = append(w.out, record.Labels(w.doc.Front, scope)...)
	for _, b := range w.doc.Blocks {
		if b.Section.Level <= 1 || words.SectionRole(b.Section.Titles()) == words.Idle {
			w.out = append(w.out, record.Labels(b.Text.Records(), scope)...)
		}
	}
}

// section returns the running scope of a section.
func (w *walker) section(s *document.Section) *prose.Scope {
	if sc, ok := w.now[s]; ok {
		return sc
	}
	sc := &prose.Scope{DocFile: w.doc.File}
	if s.Parent != nil {
		up := w.section(s.Parent)
		if !up.Weak {
			sc.File = up.File
		}
		sc.Component, sc.Owner = up.Component, ""
	}
	sc.Role = words.SectionRole(s.Titles())
	if c, ok := words.ComponentOf(s.Title.Plain()); ok && s.Level > 1 {
		sc.Component = c
	}
	for _, t := range s.Title {
		if n := words.NounOf(t.Text); t.Kind == document.Word && n != words.NNone && n != words.NOther && n != words.NTest && n != words.NFile && n != words.NGate {
			sc.Noun = n
		}
	}
	for _, m := range prose.Mentions(s.Title, w.dict) {
		switch {
		case m.Form == prose.Path && strings.Contains(m.Name, "."):
			sc.File = m.Name
		case m.Form == prose.Ident && s.Level > 1 && sc.Role != words.Idle:
			kind := statement.Unknown
			if m.Noun == words.NStruct || m.Noun == words.NType {
				kind = statement.Type
			}
			sc.Topic = append(sc.Topic, statement.Subject{Kind: kind, Name: m.Name})
		}
	}
	w.now[s] = sc
	if sc.Role == words.Gate {
		w.gate(s).Text(*sc, s.Title, statement.Label)
	}
	return sc
}

// gate returns the collector of the outermost section about gates.
func (w *walker) gate(s *document.Section) *record.Gates {
	top := s
	for p := s.Parent; p != nil && w.section(p).Role == words.Gate; p = p.Parent {
		top = p
	}
	if w.gates[top] == nil {
		w.gates[top] = &record.Gates{Dict: w.dict}
	}
	return w.gates[top]
}

// scopeOf returns the scope of a block.
func (w *walker) scopeOf(b *document.Block) prose.Scope {
	sec := *w.section(b.Section)
	if b.Quoted {
		sec.Role = words.Idle
	}
	up := b.Parent
	if up == nil && b.Lead != nil && b.Lead != b && b.Kind != document.Paragraph {
		up = b.Lead
	}
	if up == nil {
		return sec
	}
	sc, ok := w.below[up]
	if !ok {
		return sec
	}
	if sc.File == "" {
		sc.File = sec.File
	}
	return sc
}

// paragraph reads a paragraph and lets it settle what follows in its section.
func (w *walker) paragraph(b *document.Block, scope prose.Scope) {
	sec := w.section(b.Section)
	if b.Parent == nil {
		sec.Topic, sec.Owner = nil, ""
		scope.Topic, scope.Owner = nil, ""
	}
	recs := b.Text.Records()
	for _, r := range recs {
		w.context(r, &scope, sec, b.Parent == nil)
	}
	p := onlyPath(b.Text, w.dict)
	if p == "" {
		p = labelledPath(b.Text)
	}
	if p != "" {
		scope.File, scope.Weak = p, false
		if b.Parent == nil {
			sec.File, sec.Weak = p, false
		}
		w.below[b] = scope
		return
	}
	w.text(b, b.Text, scope, recs)
}

// context takes over labels that say where the following stands.
func (w *walker) context(r document.Record, scope, sec *prose.Scope, top bool) {
	ms := prose.Mentions(r.Value, w.dict)
	if len(ms) == 0 {
		return
	}
	switch words.LabelOf(r.Label) {
	case words.LFile:
		for _, m := range ms {
			if m.Form == prose.Path {
				scope.File, scope.Weak = m.Name, false
				break
			}
		}
	case words.LStruct:
		scope.Topic = []statement.Subject{{Kind: statement.Type, Name: ms[0].Name}}
		scope.Owner = ms[0].Name
	default:
		return
	}
	if top {
		*sec = *scope
	}
}

// onlyPath returns the one path that a paragraph consists of.
func onlyPath(r document.Rich, dict statement.Dictionary) string {
	found := ""
	for _, t := range r {
		switch {
		case t.Kind == document.Punct || t.Kind == document.Symbol:
		case t.IsMention() && document.IsPath(t.Text) && found == "":
			found = t.Text
		case t.Is("in", "file", "and", "same", "change", "twice", "the", "code", "is", "a", "known", "duplicate", "test", "builders", "new"):
		case t.IsMention() && document.IsPath(t.Text):
		default:
			return ""
		}
	}
	return found
}

// labelledPath returns the path of a Go file that a label before a list, table
// or block puts in parentheses: "**Domain schema** (`pkg/x/schema.go`):".
func labelledPath(r document.Rich) string {
	if n := len(r); n < 4 || n > 12 || !r[n-1].Is(":") || !r[n-2].Is(")") || !strings.HasSuffix(r[n-3].Text, ".go") {
		return ""
	}
	if r[:len(r)-3].Mentions() != nil {
		return ""
	}
	return r[len(r)-3].Text
}

// text reads the text of a paragraph or item.
func (w *walker) text(b *document.Block, r document.Rich, scope prose.Scope, recs []document.Record) {
	trust := statement.Prose
	if b.Kind == document.Item {
		trust = statement.Label
	}
	if scope.Role == words.Gate {
		g := w.gate(b.Section)
		read := false
		for _, rec := range recs {
			read = g.Label(scope, rec, statement.Label) || read
		}
		if !read {
			g.Text(scope, r, trust)
		}
	}
	if scope.Role != words.Gate && w.mentionedGate(b, r, scope) {
		return
	}
	if b.Kind == document.Paragraph && len(recs) > 1 && r[0].Strong {
		return // the head of the document: labels alone
	}
	if scope.Role == words.Idle || scope.Role == words.Tests || scope.Role == words.Files {
		if scope.Role == words.Idle {
			w.below[b] = scope
			return
		}
		if scope.Role == words.Files {
			w.below[b] = scope
			w.out = append(w.out, tree.Statements(b, w.doc.File)...)
			return
		}
	}
	res := prose.Read(r, scope, w.dict, trust)
	w.out = append(w.out, res.Statements...)
	below := res.Below
	below.Role = scope.Role
	w.below[b] = below
	if b.Kind == document.Paragraph && b.Parent == nil {
		sec := w.section(b.Section)
		if f, strong := setsFile(r, res, w.dict); f != "" && (strong || sec.File == "" || sec.Weak) {
			sec.File, sec.Weak = f, !strong
		}
	}
}

// mentionedGate reads a gate that a text outside the sections about gates
// introduces, and reports whether the text is about gates alone.
func (w *walker) mentionedGate(b *document.Block, r document.Rich, scope prose.Scope) bool {
	g := &record.Gates{Dict: w.dict}
	if scope.Noun == words.NGate && b.Kind == document.Item && b.Parent != nil {
		g.Mentioned(scope, r, true)
	} else if rec, ok := r.Record(); ok && words.LabelOf(rec.Label) == words.LGate {
		g.Mentioned(scope, rec.Value, true)
		if len(rec.Value) == 0 {
			scope.Noun = words.NGate
			w.below[b] = scope
			return true
		}
	} else if scope.Role != words.Idle {
		g.Mentioned(scope, r, false)
	}
	w.out = append(w.out, g.Out...)
	return scope.Noun == words.NGate && b.Parent != nil
}

// setsFile returns the file that a paragraph puts what follows into.
func setsFile(r document.Rich, res prose.Result, dict statement.Dictionary) (string, bool) {
	if words.Has(r, "all in", "everything in", "all of this in", "unless said otherwise", "if not said otherwise", "all of it in") {
		for _, m := range prose.Mentions(r, dict) {
			if m.Form == prose.Path {
				return m.Name, true
			}
		}
	}
	if len(r) > 0 && r[len(r)-1].Is(":") && res.Below.File != "" {
		return res.Below.File, true
	}
	return res.After.File, false
}

// item reads a list item.
func (w *walker) item(b *document.Block, scope prose.Scope) {
	recs := b.Text.Records()
	for _, r := range recs {
		was := scope.File
		w.context(r, &scope, &scope, false)
		if scope.File != was {
			w.carry(b, scope.File)
		}
	}
	w.text(b, b.Text, scope, recs)
	if p := onlyPath(b.Text, w.dict); p != "" && scope.Role != words.Files {
		w.carry(b, w.below[b].File)
	}
}

// carry lets the items behind one stand in the file that it names, as long as
// nothing better is said.
func (w *walker) carry(b *document.Block, file string) {
	if b.Parent != nil {
		if up, ok := w.below[b.Parent]; ok && !strings.HasSuffix(up.File, ".go") {
			up.File = file
			w.below[b.Parent] = up
		}
		return
	}
	if sec := w.section(b.Section); sec.File == "" || sec.Weak {
		sec.File, sec.Weak = file, true
	}
}
