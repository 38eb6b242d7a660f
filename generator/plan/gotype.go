package plan

import (
	"go/ast"
	"go/token"
	"reflect"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// typeSpec takes a type declaration of a snippet.
func (g *goSnippet) typeSpec(s *ast.TypeSpec, doc *ast.CommentGroup, f *ast.File) {
	name := feature.T(s.Name.Name, g.pos(s.Name.Pos()))
	t := g.r.book.typ(name, g.file)
	st, isStruct := s.Type.(*ast.StructType)
	if isStruct && g.extends(st, doc, f) {
		t.existing = !t.declared
	} else {
		t.declared, t.existing = true, false
		if text := commentText(doc); text != "" {
			t.Doc = feature.T(text, g.pos(doc.Pos()))
		}
		t.Markers = g.markers(doc)
	}
	t.API = t.API || g.api
	switch x := s.Type.(type) {
	case *ast.StructType:
		t.Kind = feature.KindStruct
		for _, fl := range x.Fields.List {
			g.structField(t, fl)
		}
		t.rank = rankGo
	case *ast.InterfaceType:
		t.Kind = feature.KindInterface
		for _, m := range x.Methods.List {
			t.Methods = append(t.Methods, g.node(m))
		}
	case *ast.FuncType:
		t.Kind = feature.KindFunc
		t.Underlying = g.node(s.Type)
	case *ast.Ident:
		t.Kind = feature.KindOther
		if x.Name == "string" {
			t.Kind = feature.KindString
		} else {
			t.Underlying = g.node(s.Type)
		}
	default:
		t.Kind = feature.KindOther
		t.Underlying = g.node(s.Type)
	}
	for _, m := range t.Markers {
		if strings.Contains(m.Value, "validation:Enum") {
			t.Enum = t.Enum.Or(m)
		}
	}
}

// extends reports whether a struct snippet only shows fields to add: its
// comment says so, or an ellipsis stands for the existing ones.
func (g *goSnippet) extends(st *ast.StructType, doc *ast.CommentGroup, f *ast.File) bool {
	if doc != nil && addedComment.MatchString(commentText(doc)) && !strings.Contains(strings.ToLower(commentText(doc)), "new struct") {
		return true
	}
	for _, c := range f.Comments {
		if c.Pos() < st.Fields.Opening || c.End() > st.Fields.Closing {
			continue
		}
		for _, l := range c.List {
			t := strings.TrimSpace(strings.TrimPrefix(l.Text, "//"))
			low := strings.ToLower(t)
			if strings.HasPrefix(t, "...") || strings.HasPrefix(t, "…") || strings.HasSuffix(t, "...") && strings.Contains(low, "existing") || strings.HasPrefix(low, "existing") || strings.HasPrefix(low, "other fields") {
				return true
			}
		}
	}
	return false
}

// structField takes a field with doc, markers and tag.
func (g *goSnippet) structField(t *typeFact, fl *ast.Field) {
	f := feature.Field{Type: g.node(fl.Type), Exact: true, Markers: g.markers(fl.Doc)}
	if doc := fieldDoc(fl); doc != "" {
		f.Doc = feature.T(doc, g.pos(fl.Pos()))
	}
	if fl.Tag != nil {
		f.Tag = feature.T(strings.Trim(fl.Tag.Value, "`"), g.pos(fl.Tag.Pos()))
		if json := reflect.StructTag(f.Tag.Value).Get("json"); json != "" {
			f.JSON = feature.T(strings.SplitN(json, ",", 2)[0], f.Tag.At)
			if f.JSON.Value == "" {
				f.JSON = feature.Text{}
			}
			if !strings.Contains(json, "omitempty") && !strings.Contains(json, "inline") && !hasMarker(f.Markers, "+optional") {
				f.Required = feature.T("no omitempty in the tag", f.Tag.At)
			}
		}
	}
	if len(fl.Names) == 0 {
		f.Embedded = true
		f.Name = feature.T(baseType(f.Type.Value), f.Type.At)
		t.addField(f, rankGo)
		return
	}
	for _, n := range fl.Names {
		one := f
		one.Name = feature.T(n.Name, g.pos(n.Pos()))
		t.addField(one, rankGo)
	}
}

// fieldDoc leaves out comments that only stand for what is not shown.
func fieldDoc(fl *ast.Field) string {
	text := commentText(fl.Doc)
	if text == "" {
		text = commentText(fl.Comment)
	}
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if !strings.HasPrefix(l, "...") && !strings.HasPrefix(l, "…") && l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

func hasMarker(ms []feature.Text, marker string) bool {
	for _, m := range ms {
		if m.Value == marker {
			return true
		}
	}
	return false
}

// baseType strips pointers, slices, packages: []*v1.Foo → Foo.
func baseType(t string) string {
	t = strings.TrimLeft(t, "*[]")
	if i := strings.LastIndexByte(t, '.'); i >= 0 {
		t = t[i+1:]
	}
	return t
}

// value takes constants and variables; constants of a string type that the
// plan declares are its values.
func (g *goSnippet) value(s *ast.ValueSpec, d *ast.GenDecl) {
	for i, n := range s.Names {
		if n.Name == "_" {
			continue
		}
		c := feature.Const{Name: feature.T(n.Name, g.pos(n.Pos())), File: g.file, Var: d.Tok == token.VAR}
		if s.Type != nil {
			c.Type = g.node(s.Type)
		}
		if i < len(s.Values) {
			c.Value = g.node(s.Values[i])
		}
		doc := s.Doc
		if doc == nil && len(d.Specs) == 1 {
			doc = d.Doc
		}
		if text := commentText(doc); text != "" {
			c.Doc = feature.T(text, g.pos(doc.Pos()))
		} else if text := commentText(s.Comment); text != "" {
			c.Doc = feature.T(text, g.pos(s.Pos()))
		}
		g.constant(c)
	}
}

func (g *goSnippet) constant(c feature.Const) {
	t := g.r.book.find(c.Type.Value)
	if t == nil || t.Kind != feature.KindString || !t.declared && !t.existing {
		have := g.r.book.constant(c.Name, c.File)
		have.Type, have.Value, have.Doc, have.Var = have.Type.Or(c.Type), c.Value.Or(have.Value), have.Doc.Or(c.Doc), c.Var
		have.Near = have.Near.Or(g.nearWords())
		return
	}
	c.File = feature.Text{}
	for i := range t.Values {
		if t.Values[i].Name.Value == c.Name.Value {
			t.Values[i] = c
			return
		}
	}
	t.Values = append(t.Values, c)
}

// nearWords returns the paragraph before the fence where it says what the
// constants belong to.
func (g *goSnippet) nearWords() feature.Text {
	for _, s := range g.page.sections {
		for i, b := range s.blocks {
			if b.kind == blockCode && b.line == g.at.line && i > 0 && s.blocks[i-1].kind == blockText {
				v := s.blocks[i-1].text.value()
				v.Value = strings.TrimSuffix(v.Value, ":")
				return v
			}
		}
	}
	return feature.Text{}
}

// fields takes bare fields; the struct is the one the text before names.
func (g *goSnippet) fields(f *ast.File, s *section) {
	names := g.structsBefore(s)
	if len(names) == 0 {
		g.r.out.Diags.Warnf("struct-unknown", g.pos(f.Pos()), "write the fields inside `type Name struct { ... }`", "the fields do not say which struct they belong to")
		return
	}
	st := f.Decls[0].(*ast.GenDecl).Specs[0].(*ast.TypeSpec).Type.(*ast.StructType)
	for _, name := range names {
		t := g.r.book.typ(name, g.file)
		t.existing = !t.declared
		t.API = t.API || g.api
		for _, fl := range st.Fields.List {
			g.structField(t, fl)
		}
		t.rank = rankGo
	}
}

// structBefore finds the last exported identifier in the text before the
// fence, or in the heading.
func (g *goSnippet) structBefore(s *section) feature.Text {
	out := feature.Text{}
	look := func(p phrase) {
		for _, c := range p.codes() {
			if lexOf(c.text) == lexIdent && isUpper(c.text) && !g.r.isGateName(c.text) {
				out = c.value()
			}
		}
	}
	look(s.title)
	for _, b := range s.blocks {
		if b.kind == blockCode && b.line == g.at.line {
			break
		}
		if b.kind == blockText {
			look(b.text)
		}
	}
	return out
}
