// This file turns what a block declares into statements.
package goblock

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Statements reads a code block of a document. file is the path that the text
// around it names, empty if none; a path in a comment of the block goes before
// it. docFile is the name of the document. What is no Go is stated as work
// that no relation holds, so that it is accounted for.
func Statements(c *document.Block, file, docFile string) []statement.Statement {
	b := Read(strings.Join(c.Code, "\n"), c.CodeLine)
	w := &stater{file: file, doc: docFile}
	owner := ""
	unread := b.Unread
	for _, d := range b.Decls {
		for len(unread) > 0 && unread[0].Line < d.Line {
			owner = w.unread(unread[0])
			unread = unread[1:]
		}
		if d.Kind == Field && owner == "" {
			owner = namedBefore(c)
		}
		w.decl(d, owner)
	}
	for _, u := range unread {
		w.unread(u)
	}
	return w.out
}

// namedBefore returns the one exported name that the paragraph before a block
// mentions, for members that stand there without their struct.
func namedBefore(c *document.Block) string {
	if c.Lead == nil {
		return ""
	}
	found := ""
	for _, t := range c.Lead.Text {
		if t.IsMention() && token.IsIdentifier(t.Text) && ast.IsExported(t.Text) {
			if found != "" && found != t.Text {
				return ""
			}
			found = t.Text
		}
	}
	return found
}

// stater collects statements of one block.
type stater struct {
	file, doc string
	out       []statement.Statement
}

// about makes statements on one subject.
type about struct {
	*stater
	subject statement.Subject
	words   string
	line    int
}

func (a about) say(line int, r statement.Relation, object, more string) {
	if line == 0 {
		line = a.line
	}
	a.out = append(a.out, statement.Statement{Subject: a.subject, Relation: r, Object: object, More: more, Trust: statement.Go,
		At: diag.Pos{File: a.doc, Line: line}, Words: a.words})
}

func (w *stater) on(d Decl, kind statement.Kind, owner string) about {
	file := w.file
	if d.File != "" {
		file = d.File
	}
	return about{w, statement.Subject{Kind: kind, Name: d.Name, Owner: owner, File: file}, firstLine(d.Text), d.Line}
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// unread states a stretch that is no Go, and returns the struct that a line
// such as "Devices gets:" names for the members below it.
func (w *stater) unread(u Unread) string {
	words := strings.Fields(strings.TrimSuffix(u.Text, ":"))
	if strings.HasSuffix(u.Text, ":") && len(words) > 0 && token.IsIdentifier(words[0]) {
		return words[0]
	}
	about{w, statement.Subject{Kind: statement.Words, File: w.file}, u.Text, u.Line}.say(0, statement.HasMention, u.Text, "")
	return ""
}

func (w *stater) decl(d Decl, owner string) {
	switch d.Kind {
	case Struct:
		a := w.on(d, statement.Type, "")
		a.say(0, statement.IsA, "struct", "")
		a.notes(d)
		w.fields(d)
	case Interface:
		a := w.on(d, statement.Type, "")
		a.say(0, statement.IsA, "interface", "")
		a.notes(d)
		w.methods(d)
	case Defined, Alias:
		w.definedType(d)
	case Const, Var:
		w.value(d)
	case Field:
		w.field(d, owner, "")
	case Func:
		w.function(d, "")
	case Statement:
		w.code(d)
	}
}

// notes states what comments say.
func (a about) notes(d Decl) {
	if len(d.Doc) > 0 {
		lines := make([]string, len(d.Doc))
		for i, c := range d.Doc {
			lines[i] = c.Text
		}
		a.say(d.Doc[0].Line, statement.Doc, strings.Join(lines, "\n"), "")
	}
	for _, m := range d.Markers {
		a.say(m.Line, statement.HasMarker, m.Text, "")
	}
	switch d.Change {
	case New:
		a.say(0, statement.IsNew, "", "")
	case Changed:
		a.say(0, statement.Changes, "", "")
	case Same:
		a.say(0, statement.Exists, "", "")
	case Removed:
		a.say(0, statement.Removed, "", "")
	}
	if d.Old != "" && d.Kind != Field {
		a.say(0, statement.Replaces, d.Old, "")
	}
	for _, r := range d.Remarks {
		if rel, name := place(r.Text); name != "" {
			a.say(r.Line, rel, name, "")
		}
	}
}

// place returns the sibling that a remark puts a declaration before or behind.
func place(text string) (statement.Relation, string) {
	words := strings.Fields(text)
	rel, seen := statement.After, isPlace(text)
	for i, w := range words {
		switch strings.ToLower(w) {
		case "before", "above":
			rel, seen = statement.Before, true
		case "after", "behind", "below", "to", "beside", "near", "following":
			seen = true
		}
		name := strings.Trim(w, "`,.;:()")
		if seen && token.IsIdentifier(name) && strings.ToLower(name) != name {
			return rel, name
		}
		if i+2 < len(words) && words[i+1] == "is" && strings.Contains(text, "last") && token.IsIdentifier(name) {
			return statement.After, name
		}
	}
	return "", ""
}

// fields states the members of a struct.
func (w *stater) fields(d Decl) {
	above := ""
	for _, m := range d.Members {
		m.File = d.File
		if m.Change == "" && d.Change == Removed {
			m.Change = Removed
		}
		w.field(m, d.Name, above)
		above = m.Name
	}
}

// field states a field; above is the sibling shown before it.
func (w *stater) field(d Decl, owner, above string) {
	a := w.on(d, statement.Field, owner)
	a.say(0, statement.HasType, d.Type, "exact")
	if d.Tag != "" {
		a.say(0, statement.HasTag, d.Tag, "")
		if name, _, _ := strings.Cut(tagValue(d.Tag, "json"), ","); name != "" {
			a.say(0, statement.HasJSON, name, "")
		}
	}
	if d.Embedded {
		a.say(0, statement.Embedded, "", "")
	}
	a.notes(d)
	if d.Old != "" {
		a.say(0, statement.Replaces, d.Old, "")
	}
	if above != "" {
		a.say(0, statement.After, above, "")
	}
}

// tagValue returns the value of a key in a struct tag.
func tagValue(tag, key string) string {
	_, rest, ok := strings.Cut(tag, key+`:"`)
	if !ok {
		return ""
	}
	v, _, _ := strings.Cut(rest, `"`)
	return v
}

func (w *stater) methods(d Decl) {
	for _, m := range d.Members {
		m.File = d.File
		if m.Kind == Func {
			w.function(m, d.Name)
			continue
		}
		a := w.on(m, statement.Field, d.Name)
		a.say(0, statement.HasType, m.Type, "exact")
		a.say(0, statement.Embedded, "", "")
	}
}

func (w *stater) definedType(d Decl) {
	a := w.on(d, statement.Type, "")
	kind := "other"
	switch {
	case d.Kind == Alias:
	case d.Type == "string":
		kind = "string"
	case strings.HasPrefix(d.Type, "func"):
		kind = "func"
	}
	if d.Type != "" {
		a.say(0, statement.IsA, kind, "")
		under := d.Type
		if d.Kind == Alias {
			under = "= " + under
		}
		a.say(0, statement.Underlying, under, "")
	}
	a.notes(d)
}

func (w *stater) value(d Decl) {
	kind := statement.Const
	if d.Kind == Var {
		kind = statement.Var
	}
	a := w.on(d, kind, d.Type)
	value := d.Value
	if value == "" && d.Iota {
		value = "iota"
	}
	if value != "" {
		a.say(0, statement.HasValue, value, "")
	} else {
		a.say(0, statement.IsA, string(kind), "")
	}
	if d.Type != "" {
		a.say(0, statement.HasType, d.Type, "exact")
	}
	a.notes(d)
}

// function states a function, method or, with iface, method of an interface.
func (w *stater) function(d Decl, iface string) {
	owner := ""
	if d.Recv != nil {
		owner = strings.TrimLeft(d.Recv.Type, "*")
	}
	a := w.on(d, statement.Function, owner)
	if owner != "" {
		a.say(0, statement.MethodOf, owner, strings.TrimSpace(d.Recv.Name+" "+d.Recv.Type))
	}
	if iface != "" {
		a.say(0, statement.MethodIn, iface, "")
	}
	switch {
	case d.HasParams && len(d.Elided) > 0 && !d.HasBody && d.Change != New && len(d.Params) > 0:
		for i, p := range d.Params {
			where := ""
			if i == len(d.Params)-1 && d.Elided[0].Line <= d.Line {
				where = "last"
			}
			a.say(0, statement.GainsParam, strings.TrimSpace(p.Name+" "+p.Type), where)
		}
	case d.HasParams:
		a.say(0, statement.HasParams, Params(d.Params), "")
	}
	if d.HasResults {
		a.say(0, statement.HasResults, results(d.Results), "")
	} else if !d.HasParams {
		a.say(0, statement.IsA, string(statement.Function), "")
	}
	a.notes(d)
	for _, s := range d.Steps {
		a.say(s.Line, statement.Step, withoutNumber(s.Text), "")
	}
	if d.HasBody && len(d.Steps) == 0 && strings.TrimSpace(d.Body) != "" {
		more := ""
		if len(d.Elided) > 0 {
			more = "partial"
		}
		a.say(0, statement.Body, d.Body, more)
	}
}

// withoutNumber takes the number off a step: "1. ask", "2) stop", "- log".
func withoutNumber(s string) string {
	t := strings.TrimLeft(s, "0123456789")
	if len(t) < len(s) && t != "" && (t[0] == '.' || t[0] == ')' || t[0] == ':') {
		return strings.TrimSpace(t[1:])
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "- "))
}

// code states the calls of code that declares nothing.
func (w *stater) code(d Decl) {
	about{w, statement.Subject{Kind: statement.Words, File: w.file}, d.Text, d.Line}.say(0, statement.HasMention, d.Text, "")
	src := "package p\nfunc _() {\n" + d.Text + "\n}"
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if id, ok := call.Fun.(*ast.Ident); ok && !predeclared[id.Name] && id.Name != "append" && id.Name != "len" && id.Name != "make" {
			from, to := fset.Position(call.Lparen).Offset+1, fset.Position(call.Rparen).Offset
			line := d.Line + fset.Position(call.Pos()).Line - 3
			w.on(Decl{Name: id.Name, Text: d.Text, Line: d.Line}, statement.Function, "").say(line, statement.CalledWith, src[from:to], "")
		}
		return true
	})
}
