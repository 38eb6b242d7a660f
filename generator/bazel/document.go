// This file defines a BUILD file under edit. Its tree owns all comments and
// prints as gazelle and buildifier print, so only what is changed here changes.
package bazel

import (
	"path"
	"slices"
	"strings"

	"github.com/bazelbuild/buildtools/build"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// goRules is the file from which BUILD files load the Go rules, unless they
// already load them from elsewhere.
const goRules = "@io_bazel_rules_go//go:def.bzl"

type document struct {
	path string
	src  []byte // nil for a file that is to be created
	file *build.File
}

// openBuild parses a directory's BUILD file; nil if there is none or it does
// not parse.
func openBuild(t *checkout.Tree, dir string) *document {
	p := buildFile(t, dir)
	if p == "" {
		return nil
	}
	src, err := t.Read(p)
	if err != nil {
		return nil
	}
	f, err := build.ParseBuild(p, src)
	if err != nil {
		return nil
	}
	return &document{path: p, src: src, file: f}
}

func newDocument(dir string) *document {
	p := path.Join(dir, "BUILD.bazel")
	return &document{path: p, file: &build.File{Path: p, Type: build.TypeBuild}}
}

// text returns the file as it is to be written.
func (d *document) text() string { return string(build.Format(d.file)) }

// edits returns what turns the file into the document; nothing for a new one
// that is empty.
func (d *document) edits(emitter string, from diag.Pos) change.Set {
	var set change.Set
	switch text := d.text(); {
	case d.src != nil:
		set.Rewrite(d.path, string(d.src), text, emitter, from)
	case text != "":
		set.Create(d.path, text, emitter, from)
	}
	return set
}

// lib returns the go_library with an import path, else the one of the
// usual name, else an only one; nil if there is none.
func (d *document) lib(importPath string) *build.Rule {
	all := d.file.Rules("go_library")
	for _, r := range all {
		if importPath != "" && r.AttrString("importpath") == importPath {
			return r
		}
	}
	if r := d.named("go_library", ruleName); r != nil || len(all) != 1 {
		return r
	}
	return all[0]
}

func (d *document) named(kind, name string) *build.Rule {
	for _, r := range d.file.Rules(kind) {
		if r.Name() == name {
			return r
		}
	}
	return nil
}

// has reports whether the file has any rule of a kind.
func (d *document) has(kind string) bool { return len(d.file.Rules(kind)) > 0 }

// setsVisibility reports whether a package() call gives the default, so that
// rules need no visibility of their own.
func (d *document) setsVisibility() bool {
	for _, r := range d.file.Rules("package") {
		if r.Attr("default_visibility") != nil {
			return true
		}
	}
	return false
}

// add appends a rule of Go and loads its kind.
func (d *document) add(kind, name string) *build.Rule {
	d.load(kind)
	return d.insert(len(d.file.Stmt), kind, name)
}

// insert puts a rule before the statement of that number.
func (d *document) insert(at int, kind, name string) *build.Rule {
	call := &build.CallExpr{X: &build.Ident{Name: kind}, ForceMultiLine: true}
	d.file.Stmt = slices.Insert(d.file.Stmt, at, build.Expr(call))
	r := build.NewRule(call)
	r.SetAttr("name", text(name))
	return r
}

// remove deletes a rule, and its kind from the load where none is left.
func (d *document) remove(r *build.Rule) {
	kind := r.Kind()
	d.file.Stmt = slices.DeleteFunc(d.file.Stmt, func(x build.Expr) bool { return x == r.Call })
	if d.has(kind) {
		return
	}
	d.file.Stmt = slices.DeleteFunc(d.file.Stmt, func(x build.Expr) bool {
		l, ok := x.(*build.LoadStmt)
		if !ok {
			return false
		}
		for i, to := range l.To {
			if to.Name == kind {
				l.To, l.From = slices.Delete(l.To, i, i+1), slices.Delete(l.From, i, i+1)
				break
			}
		}
		return len(l.To) == 0
	})
}

// load makes a Go rule known: in the statement that loads other Go rules, or in
// a new one at the top.
func (d *document) load(kind string) { d.loadFrom(goRules, kind) }

// loadFrom makes a rule kind known: in the statement that loads from the same
// file, or in a new one, in the order of the files.
func (d *document) loadFrom(module, kind string) {
	var home *build.LoadStmt
	first := 0
	for i, x := range d.file.Stmt {
		l, ok := x.(*build.LoadStmt)
		if !ok {
			if _, comment := x.(*build.CommentBlock); comment && first == i {
				first = i + 1
			}
			continue
		}
		for _, to := range l.To {
			if to.Name == kind {
				return
			}
		}
		if l.Module.Value == module || module == goRules && strings.HasSuffix(l.Module.Value, "rules_go//go:def.bzl") {
			home = l
		}
		if module != goRules && l.Module.Value < module {
			first = i + 1
		}
	}
	if home == nil {
		home = &build.LoadStmt{Module: text(module), ForceCompact: true}
		d.file.Stmt = slices.Insert(d.file.Stmt, first, build.Expr(home))
	}
	home.From = append(home.From, &build.Ident{Name: kind})
	home.To = append(home.To, &build.Ident{Name: kind})
	build.SortLoadArgs(home)
}

func text(s string) *build.StringExpr { return &build.StringExpr{Value: s} }

func texts(values []string) *build.ListExpr {
	l := &build.ListExpr{}
	for _, v := range values {
		l.List = append(l.List, text(v))
	}
	return l
}

// isKept reports whether a comment asks to leave an expression alone.
func isKept(x build.Expr) bool {
	if x == nil {
		return false
	}
	c := x.Comment()
	for _, list := range [][]build.Comment{c.Before, c.Suffix} {
		for _, line := range list {
			word := strings.TrimSpace(strings.TrimPrefix(line.Token, "#"))
			if word == "keep" || strings.HasPrefix(word, "keep:") {
				return true
			}
		}
	}
	return false
}
