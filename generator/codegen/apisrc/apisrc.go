// Package apisrc compares two versions of a Go source file as far as
// generators can tell them apart.
package apisrc

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// SameCode reports whether two sources differ in comments and layout only,
// generator markers that direct code (+k8s:, +default, +genclient) included.
// Documentation generators still tell them apart.
func SameCode(a, b []byte) bool {
	return slices.Equal(code(a), code(b))
}

// directing markers change generated code rather than generated documentation.
var directing = []string{"+k8s:", "+default", "+genclient"}

func code(src []byte) []string {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", fset.Base(), len(src)), src, func(token.Position, string) {}, scanner.ScanComments)
	var out []string
	for {
		_, tok, lit := s.Scan()
		switch {
		case tok == token.EOF:
			return out
		case tok == token.SEMICOLON && lit == "\n":
		case tok != token.COMMENT:
			out = append(out, tok.String()+lit)
		case slices.ContainsFunc(directing, func(m string) bool { return strings.Contains(lit, m) }):
			out = append(out, strings.TrimSpace(lit))
		}
	}
}

// Loosened returns the fields, as Type.Field, that b always writes and a does
// not: new or changed ones whose json name lacks omitempty, of types that a
// has. Unlike optional fields they show in every example, and in fixtures of
// past releases. A new type shows only where such a field leads to it.
func Loosened(a, b []byte) []string {
	was, types := map[string]bool{}, map[string]bool{}
	for _, f := range writtenOrder(a) {
		was[f] = true
	}
	eachField(a, func(typ string, _ *ast.Field) { types[typ] = true })
	var out []string
	for _, f := range writtenOrder(b) {
		if typ, _, _ := strings.Cut(f, "."); types[typ] && !was[f] {
			out = append(out, f)
		}
	}
	return out
}

func writtenOrder(src []byte) []string {
	var out []string
	eachField(src, func(typ string, f *ast.Field) {
		if f.Tag == nil || len(f.Names) == 0 {
			return
		}
		raw, _ := strconv.Unquote(f.Tag.Value)
		name, options, _ := strings.Cut(reflect.StructTag(raw).Get("json"), ",")
		if name != "" && name != "-" && !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			out = append(out, typ+"."+f.Names[0].Name)
		}
	})
	return out
}

// Narrowed reports whether b lacks a json name that a has, or gives it another
// Go type: past releases' data may then not be readable any more.
func Narrowed(a, b []byte) bool {
	now := shape(b)
	for field, typ := range shape(a) {
		if now[field] != typ {
			return true
		}
	}
	return false
}

func shape(src []byte) map[string]string {
	out := map[string]string{}
	eachField(src, func(typ string, f *ast.Field) {
		if f.Tag != nil {
			out[typ+" "+f.Tag.Value] = string(src[f.Type.Pos()-1 : f.Type.End()-1])
		}
	})
	return out
}

func eachField(src []byte, visit func(typ string, f *ast.Field)) {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	for _, d := range file.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok != token.TYPE {
			continue
		}
		for _, s := range gd.Specs {
			ts := s.(*ast.TypeSpec)
			if st, ok := ts.Type.(*ast.StructType); ok {
				for _, f := range st.Fields.List {
					visit(ts.Name.Name, f)
				}
			}
		}
	}
}

// Clients returns the types of a source that are marked for client-gen.
func Clients(src []byte) []string {
	if !bytes.Contains(src, []byte("+genclient")) {
		return nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var out []string
	for _, c := range file.Comments {
		if !strings.Contains(c.Text(), "+genclient") {
			continue
		}
		if name := typeAfter(file, c.End()); name != "" {
			out = append(out, name+"\n"+clientMarkers(c.Text()))
		}
	}
	return out
}

func clientMarkers(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, "+genclient") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return strings.Join(out, "\n")
}

func typeAfter(file *ast.File, pos token.Pos) string {
	for _, d := range file.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.TYPE && gd.TokPos > pos {
			return gd.Specs[0].(*ast.TypeSpec).Name.Name
		}
	}
	return ""
}

// Interfaces returns what mocks are made of: the text of each interface type
// and of the imports their methods may use.
func Interfaces(src []byte) []string {
	if !bytes.Contains(src, []byte("interface")) {
		return nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return []string{string(src)}
	}
	text := func(n ast.Node) string { return string(src[n.Pos()-1 : n.End()-1]) }
	var out []string
	for _, i := range file.Imports {
		out = append(out, text(i))
	}
	found := false
	for _, d := range file.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok != token.TYPE {
			continue
		}
		for _, s := range gd.Specs {
			if _, ok := s.(*ast.TypeSpec).Type.(*ast.InterfaceType); ok {
				out, found = append(out, text(s)), true
			}
		}
	}
	if !found {
		return nil
	}
	return out
}

// SameImports reports whether two sources are alike to a BUILD file: both
// exist, with the same package clause, build constraints and imports.
func SameImports(a, b []byte) bool {
	return len(a) > 0 && len(b) > 0 && header(a) == header(b)
}

func header(src []byte) string {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return string(src)
	}
	out := file.Name.Name
	for _, c := range file.Comments {
		if strings.HasPrefix(c.List[0].Text, "//go:build") {
			out += c.List[0].Text
		}
	}
	for _, i := range file.Imports {
		out += "\n" + i.Path.Value
	}
	if strings.Contains(string(src), "//go:embed") {
		out += string(src)
	}
	return out
}

// KeepsConstants reports whether b has every constant of a with the same
// value.
func KeepsConstants(a, b []byte) bool {
	now := map[string]bool{}
	for _, c := range constants(b) {
		now[c] = true
	}
	for _, c := range constants(a) {
		if !now[c] {
			return false
		}
	}
	return true
}

func constants(src []byte) []string {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var out []string
	for _, d := range file.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.CONST {
			for _, s := range gd.Specs {
				out = append(out, strings.Join(strings.Fields(string(src[s.Pos()-1:s.End()-1])), " "))
			}
		}
	}
	return out
}
