// This file defines what the Go files of a directory ask of its BUILD file:
// the sources, imports and embedded files of its library and of its test.
package bazel

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// source is what one Go file says about its build.
type source struct {
	name     string
	pkg      string // package name; without _test for an external test
	test     bool   // a _test.go file
	external bool   // in the package of that name with _test
	command  bool   // package main with a main function
	cgo      bool
	imports  []string
	embeds   []string
	reach    reach
}

// target is what a rule has to hold. The zero value holds nothing.
type target struct {
	srcs     []string
	imports  map[string]reach // by import path
	embeds   []string         // files that go:embed takes
	cgo      bool
	internal bool // a test inside the package it tests
}

// unit is the package of a directory.
type unit struct {
	lib, test target
	command   bool
	testdata  bool // has a testdata directory without Go packages
}

// readSource reads a Go file; nil if it has no package clause. What does not
// parse further is taken as far as it goes: the compiler says the rest.
func (w *workspace) readSource(name string, src []byte) *source {
	fset := token.NewFileSet()
	f, _ := parser.ParseFile(fset, name, src, parser.ImportsOnly|parser.SkipObjectResolution)
	if f == nil || f.Name == nil || f.Name.Name == "documentation" {
		return nil
	}
	s := &source{name: name, pkg: f.Name.Name, test: strings.HasSuffix(name, "_test.go")}
	if plain, ok := strings.CutSuffix(s.pkg, "_test"); ok && s.test {
		s.pkg, s.external = plain, true
	}
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == "C" {
			s.cgo = true
		} else if err == nil {
			s.imports = append(s.imports, p)
		}
	}
	if s.pkg == "main" || slices.Contains(s.imports, "embed") {
		s.readBody(src)
	}
	s.reach = constraintOf(name, src).reach(w)
	return s
}

// readBody looks for the main function and go:embed directives.
func (s *source) readBody(src []byte) {
	f, _ := parser.ParseFile(token.NewFileSet(), s.name, src, parser.ParseComments|parser.SkipObjectResolution)
	if f == nil {
		return
	}
	for _, d := range f.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == "main" && fd.Recv == nil && s.pkg == "main" && !s.test {
			s.command = true
		}
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if args, ok := strings.CutPrefix(c.Text, "//go:embed "); ok {
				s.embeds = append(s.embeds, patterns(args)...)
			}
		}
	}
}

// patterns splits the arguments of go:embed, which may be quoted.
func patterns(args string) []string {
	var out []string
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		if q, err := strconv.QuotedPrefix(args); err == nil {
			p, _ := strconv.Unquote(q)
			out, args = append(out, p), args[len(q):]
			continue
		}
		end := strings.IndexAny(args, " \t")
		if end < 0 {
			end = len(args)
		}
		out, args = append(out, args[:end]), args[end:]
	}
	return out
}

// unit gathers the package of a directory from its Go files. Where several
// packages share the directory, the one named like it counts, as for gazelle;
// where none is, there is nothing to follow and ok is false.
func (f *follower) unit(t *checkout.Tree, dir string) (u unit, ok bool) {
	byName := map[string][]*source{}
	for _, name := range t.Files(dir) {
		if !strings.HasSuffix(name, ".go") || isHidden(name) || f.isFromProto(t, dir, name) {
			continue
		}
		if s := f.source(t, path.Join(dir, name)); s != nil && !s.reach.empty() {
			byName[s.pkg] = append(byName[s.pkg], s)
		}
	}
	sources, found := byName[path.Base(dir)]
	if !found && len(byName) > 1 {
		return u, false
	}
	for _, only := range byName {
		if len(byName) == 1 {
			sources = only
		}
	}
	for _, s := range sources {
		u.add(s, f.space.unknown)
	}
	u.addForeign(t, dir)
	u.lib.embeds, u.test.embeds = embedded(t, dir, u.lib.embeds), embedded(t, dir, u.test.embeds)
	u.testdata = len(u.test.srcs) > 0 && isData(t, path.Join(dir, "testdata"))
	return u, true
}

// isFromProto reports whether bazel itself makes a Go file from a .proto file,
// so that the committed one is no source; a directive turns that off.
func (f *follower) isFromProto(t *checkout.Tree, dir, name string) bool {
	stem, ok := strings.CutSuffix(name, ".pb.go")
	return ok && !f.space.plainProto && t.Exists(path.Join(dir, stem+".proto"))
}

// source reads a file once where base and next have the same.
func (f *follower) source(t *checkout.Tree, p string) *source {
	if s, ok := f.kept[p]; ok {
		return s
	}
	src, err := t.Read(p)
	if err != nil {
		return nil
	}
	s := f.space.readSource(path.Base(p), src)
	if !f.changed[p] {
		f.kept[p] = s
	}
	return s
}

func (u *unit) add(s *source, unknown []string) {
	to := &u.lib
	if s.test {
		to = &u.test
		to.internal = to.internal || !s.external
	}
	u.command = u.command || s.command
	to.srcs = append(to.srcs, s.name)
	to.embeds = append(to.embeds, s.embeds...)
	to.cgo = to.cgo || s.cgo
	if to.imports == nil {
		to.imports = map[string]reach{}
	}
	for _, p := range s.imports {
		to.imports[p] = to.imports[p].with(s.reach, unknown)
	}
}

// addForeign adds C and assembler files to the library: C only beside cgo.
func (u *unit) addForeign(t *checkout.Tree, dir string) {
	if len(u.lib.srcs) == 0 {
		return
	}
	for _, name := range t.Files(dir) {
		switch path.Ext(name) {
		case ".c", ".cc", ".cpp", ".cxx", ".m", ".mm", ".S":
			if !u.lib.cgo {
				continue
			}
		case ".h", ".hh", ".hpp", ".hxx", ".s":
		default:
			continue
		}
		if !isHidden(name) {
			u.lib.srcs = append(u.lib.srcs, name)
		}
	}
	slices.Sort(u.lib.srcs)
}

// isData reports whether a testdata directory holds data: it is there, is not
// empty, and is no package itself.
func isData(t *checkout.Tree, dir string) bool {
	files, dirs := t.Files(dir), t.Dirs(dir)
	for _, name := range files {
		if strings.HasSuffix(name, ".go") || isBuildFile(name) {
			return false
		}
	}
	return len(files)+len(dirs) > 0
}

func isBuildFile(name string) bool { return name == "BUILD.bazel" || name == "BUILD" }

// embedded expands go:embed patterns to the files they take: files below the
// directory that belong to no other bazel package.
func embedded(t *checkout.Tree, dir string, globs []string) []string {
	var out []string // nil where there are no patterns
	for _, glob := range globs {
		pattern, all := strings.CutPrefix(glob, "all:")
		var visit func(rel string, in bool)
		visit = func(rel string, in bool) {
			for _, name := range t.Files(path.Join(dir, rel)) {
				p := path.Join(rel, name)
				if match, _ := path.Match(pattern, p); match || in && (all || !isHidden(name)) {
					out = append(out, p)
				}
			}
			for _, name := range t.Dirs(path.Join(dir, rel)) {
				p := path.Join(rel, name)
				if buildFile(t, path.Join(dir, p)) != "" || name == ".git" {
					continue
				}
				match, _ := path.Match(pattern, p)
				visit(p, match || in && (all || !isHidden(name)))
			}
		}
		visit("", false)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func isHidden(name string) bool { return name[0] == '.' || name[0] == '_' }

// buildFile returns the path of a directory's BUILD file, "" if it has none.
func buildFile(t *checkout.Tree, dir string) string {
	for _, name := range []string{"BUILD.bazel", "BUILD"} {
		if p := path.Join(dir, name); t.Exists(p) && !t.IsDir(p) {
			return p
		}
	}
	return ""
}
