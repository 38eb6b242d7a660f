package ledger

// This file finds what a feature asks for in a tree.

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// locate finds the declaration that a fact speaks of.
func locate(t *checkout.Tree, f feature.Fact) (diag.Pos, bool) {
	switch f.ID.Kind() {
	case "gate":
		return gate(t, f.Name)
	case "func":
		if file, fd := function(t, f.File, f.Name); fd != nil {
			return file.Pos(fd.Pos()), true
		}
	case "type", "const":
		return declared(t, f.File, f.Name)
	case "field":
		return field(t, f)
	case "call":
		return call(t, f)
	case "test":
		return literal(t, f.File, f.Words)
	}
	return diag.Pos{}, false
}

// files returns the parsed files beside one: of its package and its tests.
func files(t *checkout.Tree, p string) []*checkout.GoFile {
	if p == "" {
		return nil
	}
	dir := p
	if path.Ext(p) == ".go" {
		dir = path.Dir(p)
	}
	return append(append([]*checkout.GoFile{}, t.Package(dir).Files...), t.Tests(dir).Files...)
}

func gate(t *checkout.Tree, name string) (diag.Pos, bool) {
	for _, dir := range t.AllGatesDirs() {
		for _, f := range t.Package(dir).Files {
			if at, ok := valued(f, strconv.Quote(name)); ok {
				return at, true
			}
		}
	}
	return diag.Pos{}, false
}

// valued finds the constant of a file that has a literal as its value.
func valued(f *checkout.GoFile, text string) (at diag.Pos, found bool) {
	for _, gd := range f.ConstBlocks() {
		for _, s := range gd.Specs {
			for _, v := range s.(*ast.ValueSpec).Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Value == text {
					return f.Pos(s.Pos()), true
				}
			}
		}
	}
	return diag.Pos{}, false
}

// function finds a function or method beside a file.
func function(t *checkout.Tree, p, name string) (*checkout.GoFile, *ast.FuncDecl) {
	recv, bare, isMethod := strings.Cut(name, ".")
	if !isMethod {
		recv, bare = "", name
	}
	for _, f := range files(t, p) {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == bare && (recv == "" || checkout.ReceiverName(fd) == strings.TrimPrefix(recv, "*")) {
				return f, fd
			}
		}
	}
	return nil, nil
}

// declared finds a type, constant or variable beside a file.
func declared(t *checkout.Tree, p, name string) (diag.Pos, bool) {
	if p == "" {
		p = checkout.APIRoot + "/core/v1"
	}
	for _, f := range files(t, p) {
		for _, d := range f.AST.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok || gd.Tok == token.IMPORT {
				continue
			}
			for _, s := range gd.Specs {
				if declares(s, name) {
					return f.Pos(s.Pos()), true
				}
			}
		}
	}
	return diag.Pos{}, false
}

func declares(s ast.Spec, name string) bool {
	switch x := s.(type) {
	case *ast.TypeSpec:
		return x.Name.Name == name
	case *ast.ValueSpec:
		for _, id := range x.Names {
			if id.Name == name {
				return true
			}
		}
	}
	return false
}

// field finds a field by its struct, beside a file or in the API.
func field(t *checkout.Tree, f feature.Fact) (diag.Pos, bool) {
	if f.Root != "" && f.Path != "" {
		w, err := t.Walk(f.Root, f.Path)
		if err != nil || len(w.Missing) > 0 || len(w.Hops) == 0 {
			return diag.Pos{}, false
		}
		h := w.Hops[len(w.Hops)-1]
		return h.Owner.File.Pos(h.Field.Pos()), true
	}
	owner, name, ok := cutLast(f.Name)
	if !ok {
		return diag.Pos{}, false
	}
	var structs []checkout.StructRef
	if f.File != "" {
		if s, ok := t.StructIn(path.Dir(f.File), owner); ok {
			structs = append(structs, s)
		}
	}
	if s, ok := t.APIStruct(owner); ok && len(structs) == 0 {
		structs = append(structs, s)
	}
	for _, s := range structs {
		for _, fd := range s.Node.Fields.List {
			if embedded(fd) == name {
				return s.File.Pos(fd.Pos()), true
			}
			for _, id := range fd.Names {
				if id.Name == name {
					return s.File.Pos(id.Pos()), true
				}
			}
		}
	}
	return diag.Pos{}, false
}

// embedded returns the name of an embedded field, "" for others.
func embedded(fd *ast.Field) string {
	if len(fd.Names) > 0 {
		return ""
	}
	e := fd.Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

func cutLast(name string) (before, after string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", name, false
	}
	return name[:i], name[i+1:], true
}

// call finds a call in the body of its caller.
func call(t *checkout.Tree, f feature.Fact) (diag.Pos, bool) {
	callee, caller, _ := strings.Cut(f.Name, " in ")
	file, fd := function(t, f.File, caller)
	if fd == nil || fd.Body == nil {
		return diag.Pos{}, false
	}
	var at diag.Pos
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || at.Line > 0 {
			return at.Line == 0
		}
		switch x := c.Fun.(type) {
		case *ast.Ident:
			ok = x.Name == last(callee)
		case *ast.SelectorExpr:
			ok = x.Sel.Name == last(callee)
		}
		if ok {
			at = file.Pos(c.Pos())
		}
		return true
	})
	return at, at.Line > 0
}

// literal finds a line of a file that holds a text in quotes.
func literal(t *checkout.Tree, p, text string) (diag.Pos, bool) {
	if text == "" {
		return diag.Pos{}, false
	}
	return holding(t, p, strconv.Quote(text))
}

// holding finds the first line of a file that holds a text.
func holding(t *checkout.Tree, p, text string) (diag.Pos, bool) {
	src, err := t.Read(p)
	if err != nil {
		return diag.Pos{}, false
	}
	i := strings.Index(string(src), text)
	if i < 0 {
		return diag.Pos{}, false
	}
	return diag.Pos{File: p, Line: strings.Count(string(src[:i]), "\n") + 1}, true
}

// mentioned finds the line of a file that declares the last name of a phrase,
// or holds what stands in quotes in it.
func mentioned(t *checkout.Tree, p, phrase string) (diag.Pos, bool) {
	if i := strings.IndexByte(phrase, '"'); i >= 0 {
		if q, err := strconv.QuotedPrefix(phrase[i:]); err == nil {
			return holding(t, p, q)
		}
	}
	words := strings.Fields(phrase)
	for i := len(words) - 1; i >= 0; i-- {
		name := words[i]
		if at, ok := field(t, feature.Fact{Name: name, File: p}); ok && at.File == p {
			return at, true
		}
		if file, fd := function(t, p, name); fd != nil {
			return file.Pos(fd.Pos()), true
		}
		if at, ok := declared(t, p, name); ok {
			return at, true
		}
	}
	return diag.Pos{}, false
}

// uses reports whether a function names one of some identifiers.
func uses(fd *ast.FuncDecl, names map[string]bool) bool {
	found := false
	if fd.Body == nil {
		return false
	}
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && names[id.Name]
		return !found
	})
	return found
}
