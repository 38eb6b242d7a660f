// Package record reads labelled values: tables by the headings of their
// columns, key/value tables, and "Key: value" lines.
package record

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/prose"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// row is one row while it is read: cells by the meaning of their column.
type row struct {
	t       *table
	b       *document.Block
	cells   map[words.Label]document.Rich
	unknown []document.Rich // cells of columns without known meaning
	subj    []statement.Subject
	out     []statement.Statement
}

type table struct {
	scope   prose.Scope
	dict    statement.Dictionary
	columns []words.Label
	subject words.Label
	kind    statement.Kind
	before  []*row
	lead    document.Rich
}

// subjects are the columns that can name what a row is about, in order.
var subjects = []struct {
	label words.Label
	kind  statement.Kind
}{
	{words.LFunction, statement.Function}, {words.LSignature, statement.Function}, {words.LField, statement.Field}, {words.LConst, statement.Const}, {words.LVariable, statement.Var},
	{words.LGate, statement.Gate}, {words.LStruct, statement.Type}, {words.LName, statement.Unknown}, {words.LComponent, statement.Component}, {words.LFile, statement.File},
}

// Table reads the rows of a table, in the scope of the text that leads to it.
// Tables of rules and of tests are not read here.
func Table(t *document.Table, scope prose.Scope, dict statement.Dictionary) []statement.Statement {
	tab := &table{scope: scope, dict: dict}
	if t.Lead != nil {
		tab.lead = t.Lead.Text
	}
	for _, h := range t.Head {
		tab.columns = append(tab.columns, words.LabelOf(h.Plain()))
	}
	if tab.keyValue(t) {
		return nil
	}
	tab.chooseSubject()
	if tab.has(words.LRule) || tab.has(words.LCase) && tab.kind != statement.Function {
		return nil
	}
	var out []statement.Statement
	for _, b := range t.Rows {
		r := tab.row(b)
		out = append(out, r.read()...)
		tab.before = append(tab.before, r)
	}
	return out
}

func (t *table) has(l words.Label) bool { return t.count(l) > 0 }

func (t *table) count(l words.Label) int {
	n := 0
	for _, c := range t.columns {
		if c == l {
			n++
		}
	}
	return n
}

func (t *table) chooseSubject() {
	for _, s := range subjects {
		if t.has(s.label) {
			t.subject, t.kind = s.label, s.kind
			break
		}
	}
	if t.scope.Role == words.Gate && t.has(words.LName) && t.kind == statement.Const {
		t.subject, t.kind = words.LName, statement.Gate
	}
	if t.subject == words.LName {
		t.kind = t.kindOfNames()
	}
	if t.kind == statement.Type && t.has(words.LField) {
		t.kind = statement.Field
	}
	if t.subject == "" && len(t.columns) > 1 && t.has(words.LJSON) && t.has(words.LType) {
		t.columns[0], t.subject, t.kind = words.LField, words.LField, statement.Field
	}
	if t.subject == words.LField && !t.has(words.LJSON) && !t.has(words.LXML) && !t.has(words.LType) && !t.has(words.LStruct) && t.count(words.LField) < 2 && t.scope.Role != words.API {
		t.subject, t.kind = "", statement.Unknown
	}
	if t.count(words.LField) > 1 && !t.has(words.LType) { // "field | go | json": the second has the types
		seen := false
		for i, c := range t.columns {
			if c == words.LField {
				if seen {
					t.columns[i] = words.LType
				}
				seen = true
			}
		}
	}
}

// kindOfNames tells what a column "name" names from its neighbours.
func (t *table) kindOfNames() statement.Kind {
	switch {
	case t.scope.Role == words.Gate || t.has(words.LStage) && t.has(words.LOwner):
		return statement.Gate
	case t.has(words.LJSON) || t.has(words.LXML) || t.scope.Noun == words.NField:
		return statement.Field
	case t.has(words.LParams) || t.has(words.LReturns) || t.has(words.LCalledBy) || t.scope.Noun == words.NFunction || t.scope.Noun == words.NMethod:
		return statement.Function
	case t.scope.Noun == words.NVar:
		return statement.Var
	case t.has(words.LValue) || t.scope.Noun == words.NConst || t.scope.Noun == words.NValue:
		return statement.Const
	case t.scope.Noun == words.NType || t.scope.Noun == words.NStruct:
		return statement.Type
	}
	return statement.Unknown
}

func (t *table) row(b *document.Block) *row {
	r := &row{t: t, b: b, cells: map[words.Label]document.Rich{}}
	for i, c := range b.Cells {
		if i >= len(t.columns) {
			break
		}
		l := t.columns[i]
		if len(t.before) > 0 && words.IsDitto(c.Plain()) {
			c = t.before[len(t.before)-1].cells[l]
		}
		if l == words.LNone {
			r.unknown = append(r.unknown, c)
			continue
		}
		if _, ok := r.cells[l]; !ok {
			r.cells[l] = c
		}
	}
	return r
}

func (r *row) say(s statement.Subject, rel statement.Relation, object, more string) {
	r.out = append(r.out, statement.Statement{Subject: s, Relation: rel, Object: object, More: more, Trust: statement.TableRow,
		At: diag.Pos{File: r.t.scope.DocFile, Line: r.b.Line}, Words: r.words()})
}

func (r *row) words() string {
	var parts []string
	for _, c := range r.b.Cells {
		if s := c.Plain(); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " | ")
}

// text returns the plain text of a column's cell.
func (r *row) text(l words.Label) string { return strings.TrimSpace(r.cells[l].Plain()) }

// names returns the mentions of a cell; the words of a cell that should hold
// names count as names.
func (r *row) names(l words.Label) []prose.Mention {
	c := r.cells[l]
	var out []prose.Mention
	for _, part := range c.Split(func(i int) bool {
		return c[i].Kind == document.Punct && c[i].Is(",", "/", ";") || c[i].Is("and")
	}) {
		ms := prose.Mentions(part, r.t.dict)
		if len(ms) > 0 {
			out = append(out, ms[0])
			continue
		}
		if len(part) > 0 && part[0].Kind == document.Word {
			m := prose.ParseMention(part[0].Text)
			m.Line = part[0].Line
			if m.Form == prose.Ident && (r.t.dict == nil || len(part) == 1 && !isLower(m.Name) || len(r.t.dict.Kinds(m.Name)) > 0) {
				out = append(out, m)
			}
		}
	}
	return out
}

func isLower(s string) bool { return strings.ToLower(s) == s }

func (r *row) read() []statement.Statement {
	switch r.t.kind {
	case statement.Function:
		r.functions()
	case statement.Field:
		r.fields()
	case statement.Const, statement.Var:
		r.consts()
	case statement.Gate:
		r.gates()
	case statement.Component:
		r.component()
	case statement.File:
		r.file()
	default:
		r.other()
	}
	return r.out
}

// common states what columns say of any kind of thing.
func (r *row) common(s statement.Subject) {
	for _, m := range r.names(words.LFile) {
		if m.Form == prose.Path {
			r.say(s, statement.InFile, m.Name, "")
			break
		}
	}
	if r.cells[words.LFile] == nil && r.t.scope.File != "" {
		r.say(s, statement.InFile, r.t.scope.File, "context")
	}
	if d := r.cells[words.LDoc]; len(d) > 0 {
		r.say(s, statement.Doc, strings.TrimSpace(d.String()), "")
	}
	if strings.Contains(strings.ToLower(r.text(words.LKind)), "new") {
		r.say(s, statement.IsNew, "", "")
	}
}
