// This file defines the type check of packages that cannot be compiled here
// because C headers are missing, as those around libvirt: they are checked from
// source, with everything that does compile read from the go command's cache.
package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// node is a package as go list knows it; Export is empty where it did not
// compile. Its identifier tells variants for a test apart.
type node struct {
	ImportPath, Dir, Export string
	GoFiles, CgoFiles       []string
	ImportMap               map[string]string
}

// loader makes types of nodes.
type loader struct {
	tree   *checkout.Tree
	root   string
	fset   *token.FileSet
	nodes  map[string]*node
	done   map[string]*types.Package
	cached types.Importer
	wanted map[string]bool         // directories whose errors count
	errs   map[string][]diag.Place // by directory
}

// checkSource type-checks directories from source. The errors come by
// directory; the error result says that the check could not be made.
func (s *session) checkSource(ctx context.Context, overlay bool, dirs []string) (map[string][]diag.Place, error) {
	args := []string{"-e", "-export", "-deps", "-test", "-json=ImportPath,Dir,GoFiles,CgoFiles,Export,ImportMap"}
	for _, dir := range dirs {
		args = append(args, s.argument(dir))
	}
	out, err := s.run(ctx, overlay, "list", args...)
	if err != nil {
		return nil, err
	}
	l := &loader{tree: s.v.base, fset: token.NewFileSet(), nodes: map[string]*node{}, done: map[string]*types.Package{},
		wanted: map[string]bool{}, errs: map[string][]diag.Place{}}
	if overlay {
		l.tree = s.v.next
	}
	if l.root, err = filepath.Abs(l.tree.Dir()); err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		l.wanted[dir] = true
	}
	return l.errs, l.run(out.Stdout)
}

func (l *loader) run(listing []byte) error {
	var order []string
	for dec := json.NewDecoder(bytes.NewReader(listing)); ; {
		n := &node{}
		if err := dec.Decode(n); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		l.nodes[n.ImportPath] = n
		order = append(order, n.ImportPath)
	}
	l.cached = importer.ForCompiler(l.fset, "gc", func(p string) (io.ReadCloser, error) {
		if n := l.nodes[p]; n != nil && n.Export != "" {
			return os.Open(n.Export)
		}
		return nil, fmt.Errorf("%s is not compiled", p)
	})
	for _, id := range order {
		if l.wanted[l.home(l.nodes[id])] && !strings.HasSuffix(id, ".test") {
			if _, err := l.load(id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *loader) home(n *node) string {
	rel, err := filepath.Rel(l.root, n.Dir)
	if err != nil {
		return n.Dir
	}
	return filepath.ToSlash(rel)
}

// load returns the types of a node, from the cache where it compiled.
func (l *loader) load(id string) (*types.Package, error) {
	if id == "unsafe" {
		return types.Unsafe, nil
	}
	if p, ok := l.done[id]; ok {
		return p, nil
	}
	n := l.nodes[id]
	if n == nil {
		return nil, fmt.Errorf("package %s is not known", id)
	}
	if n.Export != "" && !l.wanted[l.home(n)] {
		name, _, _ := strings.Cut(id, " ")
		p, err := l.cached.Import(name)
		l.done[id] = p
		return p, err
	}
	return l.check(id, n)
}

// imports makes a function an importer.
type imports func(p string) (*types.Package, error)

func (f imports) Import(p string) (*types.Package, error) { return f(p) }

// check type-checks a node from source. Of packages that are only needed, the
// declarations do.
func (l *loader) check(id string, n *node) (*types.Package, error) {
	dir := l.home(n)
	files := l.parse(dir, append(slices.Clone(n.GoFiles), n.CgoFiles...))
	conf := types.Config{
		FakeImportC:      true,
		IgnoreFuncBodies: !l.wanted[dir],
		Importer: imports(func(p string) (*types.Package, error) {
			if to, ok := n.ImportMap[p]; ok {
				p = to
			}
			return l.load(p)
		}),
		Error: func(err error) { l.note(dir, err) },
	}
	name, _, _ := strings.Cut(id, " ")
	p, _ := conf.Check(name, l.fset, files, nil) // errors have gone to note
	l.done[id] = p
	return p, nil
}

func (l *loader) parse(dir string, names []string) []*ast.File {
	var out []*ast.File
	for _, name := range names {
		p := path.Join(dir, name)
		src, err := l.tree.Read(p)
		if err != nil {
			continue
		}
		if f, _ := parser.ParseFile(l.fset, p, src, parser.SkipObjectResolution); f != nil {
			out = append(out, f)
		}
	}
	return out
}

func (l *loader) note(dir string, err error) {
	var e types.Error
	if !errors.As(err, &e) || !l.wanted[dir] || strings.HasPrefix(e.Msg, "\t") { // a tab continues the error before
		return
	}
	at := l.fset.Position(e.Pos)
	place := diag.Place{Pos: diag.Pos{File: at.Filename, Line: at.Line, Col: at.Column}, Text: e.Msg}
	if !slices.Contains(l.errs[dir], place) {
		l.errs[dir] = append(l.errs[dir], place)
	}
}

// judgeSource checks packages from source that wait for something, and reports
// what the untouched checkout does not have, too.
func (s *session) judgeSource(ctx context.Context, dirs []string, now map[string]*verdict) error {
	if len(dirs) == 0 {
		return nil
	}
	found, err := s.fresh(ctx, dirs)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		for _, dir := range dirs {
			s.v.add("types", NotRun, "%s: %s", dir, cause(now[dir].all()))
		}
		return nil
	}
	failed, unsure := 0, 0
	for _, dir := range dirs {
		before, waits := s.v.report.Diags.Count(diag.Error), false
		for _, p := range found[dir] {
			if typ, method, ok := s.v.awaits(p.Text); ok {
				s.v.await(dir, typ, method)
				waits = true
				continue
			}
			s.v.report.Diags.Errorf("type-error", p.Pos, typeRemedy, "%s", p.Text)
		}
		switch {
		case s.v.report.Diags.Count(diag.Error) > before:
			failed++
		case waits:
			unsure++
		}
	}
	if failed > 0 {
		s.v.add("types", Failed, "%s, from source", count(failed, "package"))
	}
	if good := len(dirs) - failed - unsure; good > 0 {
		s.v.add("types", Passed, "%s from source, as something needed cannot be compiled here", count(good, "package"))
	}
	return nil
}

// fresh returns the errors of a check from source that base does not have.
func (s *session) fresh(ctx context.Context, dirs []string) (map[string][]diag.Place, error) {
	now, err := s.checkSource(ctx, true, dirs)
	if err != nil {
		return nil, err
	}
	old := slices.DeleteFunc(slices.Clone(dirs), func(d string) bool { return len(now[d]) == 0 || len(s.v.base.Files(d)) == 0 })
	if len(old) == 0 {
		return now, nil
	}
	was, err := s.checkSource(ctx, false, old)
	if err != nil {
		return nil, err
	}
	for _, dir := range old {
		now[dir] = slices.DeleteFunc(now[dir], func(p diag.Place) bool {
			return slices.ContainsFunc(was[dir], func(w diag.Place) bool { return w.Text == p.Text })
		})
	}
	return now, nil
}
