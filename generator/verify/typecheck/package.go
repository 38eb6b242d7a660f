// This file defines packages: which files they have under the build
// constraints that hold, and what these import.
package typecheck

import (
	"bytes"
	"errors"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout/outline"
)

// pkg is a package with the files that a build takes.
type pkg struct {
	place
	name     string
	target   bool    // it is checked; else it is only needed
	files    []*file // what others see
	tests    []*file // _test.go files of the package
	external []*file // _test.go files of the package beside it
	excluded []string
	errs     []Error
}

// file is a Go file. Syntax trees of all files of a closure would take far more
// memory than their types: only those of targets are kept.
type file struct {
	serial  int    // tells contents apart
	path    string // relative to the root, or absolute outside the tree's modules
	src     []byte // nil outside the tree's modules, where it is read again
	name    string // of the package clause
	syntax  *ast.File
	imports []imported
	errs    []Error
}

// imported is one import of a file.
type imported struct {
	path      string
	line, col int
}

// open returns the package at a place. Of one that is only needed, neither
// tests nor the bodies of functions are read.
func (g *graph) open(at place, target bool) *pkg {
	p := &pkg{place: at, target: target}
	for _, name := range g.names(at) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") && !target {
			continue
		}
		full, src, err := g.read(at, name)
		if err != nil {
			continue
		}
		if !g.matches(at, name, src) {
			if name[0] != '_' && name[0] != '.' {
				p.excluded = append(p.excluded, full)
			}
			continue
		}
		f := g.checker.take(full, src, target)
		if f.imported("C") && !g.context.CgoEnabled {
			p.excluded = append(p.excluded, full)
			continue
		}
		p.take(f)
	}
	return p
}

// take puts a file where it belongs.
func (p *pkg) take(f *file) {
	name := f.name
	p.errs = append(p.errs, f.errs...)
	if strings.HasSuffix(f.path, "_test.go") && strings.HasSuffix(name, "_test") {
		p.external = append(p.external, f)
		return
	}
	if name == "documentation" {
		p.excluded = append(p.excluded, f.path)
		return
	}
	switch {
	case p.name == "":
		p.name = name
	case p.name != name:
		p.errs = append(p.errs, Error{File: f.path, Line: 1, Col: 1, Text: "found packages " + p.name + " and " + name + " in one directory"})
		return
	}
	if strings.HasSuffix(f.path, "_test.go") {
		p.tests = append(p.tests, f)
	} else {
		p.files = append(p.files, f)
	}
}

func (g *graph) names(at place) []string {
	if at.module != nil {
		return g.tree.Files(at.dir)
	}
	entries, err := os.ReadDir(at.dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

func (g *graph) read(at place, name string) (string, []byte, error) {
	if at.module != nil {
		full := path.Join(at.dir, name)
		src, err := g.tree.Read(full)
		return full, src, err
	}
	full := filepath.Join(at.dir, name)
	src, err := os.ReadFile(full)
	return full, src, err
}

// matches reports whether a build takes a file: its name and the constraint at
// its head must allow it.
func (g *graph) matches(at place, name string, src []byte) bool {
	c := g.context
	c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(src)), nil }
	ok, err := c.MatchFile(at.dir, name)
	var none *build.NoGoError
	return ok || err != nil && !errors.As(err, &none)
}

// take returns a file with its imports, once per content; one of a target is
// parsed.
func (c *Checker) take(full string, src []byte, target bool) *file {
	key := fileKey{full, target}
	c.mu.Lock()
	f := c.files[key]
	c.mu.Unlock()
	if f != nil && same(f.src, src) {
		return f
	}
	f = &file{path: full}
	head := outline.HeadOf(src)
	f.name = head.Package
	for _, im := range head.Imports {
		f.imports = append(f.imports, imported{im.Path, im.Line, im.Col})
	}
	if !filepath.IsAbs(full) {
		f.src = src
	}
	if target {
		var err error
		if f.syntax, err = parser.ParseFile(c.fset, full, src, parser.SkipObjectResolution); err != nil {
			f.errs = syntaxErrors(full, err)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.serial++
	f.serial = c.serial
	c.files[key] = f
	return f
}

// parsed returns the syntax tree of a file, for one that is only needed without
// the bodies of its functions.
func (c *Checker) parsed(f *file) *ast.File {
	if f.syntax != nil {
		return f.syntax
	}
	src := f.src
	if src == nil {
		src, _ = os.ReadFile(f.path) // it was read a moment ago; without it there is nothing to declare
	}
	syntax, _ := parser.ParseFile(c.fset, f.path, outline.WithoutBodies(src), parser.SkipObjectResolution)
	return syntax
}

func same(a, b []byte) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0] || bytes.Equal(a, b))
}

func syntaxErrors(full string, err error) []Error {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return []Error{{File: full, Text: err.Error()}}
	}
	var out []Error
	for _, e := range list {
		out = append(out, Error{File: full, Line: e.Pos.Line, Col: e.Pos.Column, Text: e.Msg})
	}
	return out
}

// imported reports whether the file imports a package.
func (f *file) imported(importPath string) bool {
	return slices.ContainsFunc(f.imports, func(im imported) bool { return im.path == importPath })
}
