// This file defines where the packages of a tree are: in its modules, in its
// vendor directory, in Go's own library.
package typecheck

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// module is a module whose source the tree holds.
type module struct {
	path, dir string // dir is relative to the root, "." for the root
	language  string
}

// layout knows the modules of a tree and where everything else is.
type layout struct {
	tree    *checkout.Tree
	root    string // absolute
	goroot  string
	modules []module // those with longer paths first
}

// place is where a package is.
type place struct {
	path     string // by which it is imported
	dir      string // relative to the root for a package of a module, else absolute
	module   *module
	standard bool
}

func newLayout(t *checkout.Tree, e Env) (*layout, error) {
	root, err := filepath.Abs(t.Dir())
	if err != nil {
		return nil, err
	}
	l := &layout{tree: t, root: root, goroot: e.GOROOT}
	dirs := []string{"."}
	if data, err := t.Read("go.work"); err == nil {
		work, err := modfile.ParseWork("go.work", data, nil)
		if err != nil {
			return nil, fmt.Errorf("cannot find the modules: %w", err)
		}
		dirs = nil
		for _, u := range work.Use {
			dirs = append(dirs, path.Clean(u.Path))
		}
	}
	for i := 0; i < len(dirs); i++ {
		more, err := l.add(dirs[i])
		if err != nil {
			return nil, err
		}
		dirs = append(dirs, more...)
	}
	slices.SortStableFunc(l.modules, func(a, b module) int { return len(b.path) - len(a.path) })
	return l, nil
}

// add reads a go.mod file and returns the directories that it replaces modules
// with.
func (l *layout) add(dir string) ([]string, error) {
	p := path.Join(dir, "go.mod")
	data, err := l.tree.Read(p)
	if err != nil {
		return nil, fmt.Errorf("cannot find the modules: %w", err)
	}
	f, err := modfile.ParseLax(p, data, nil)
	if err != nil {
		return nil, fmt.Errorf("cannot find the modules: %w", err)
	}
	if f.Module == nil || slices.ContainsFunc(l.modules, func(m module) bool { return m.dir == dir }) {
		return nil, nil
	}
	m := module{path: f.Module.Mod.Path, dir: dir}
	if f.Go != nil {
		m.language = language(f.Go.Version)
	}
	l.modules = append(l.modules, m)
	strict, err := modfile.Parse(p, data, nil)
	if err != nil {
		return nil, nil //nolint:nilerr // lax parsing has read what matters; replacements of such a file are unknown
	}
	var more []string
	for _, r := range strict.Replace {
		to := path.Join(dir, r.New.Path)
		if r.New.Version == "" && strings.HasPrefix(r.New.Path, ".") && l.tree.Exists(path.Join(to, "go.mod")) {
			more = append(more, to)
		}
	}
	return more, nil
}

// ofDir returns the place of a directory of the tree.
func (l *layout) ofDir(dir string) (place, error) {
	best := -1
	for i, m := range l.modules {
		if (m.dir == "." || m.dir == dir || strings.HasPrefix(dir, m.dir+"/")) && (best < 0 || len(m.dir) > len(l.modules[best].dir)) {
			best = i
		}
	}
	if best < 0 || l.isOutside(l.modules[best].dir, dir) {
		return place{}, fmt.Errorf("%s lies in no module of the workspace", dir)
	}
	m := &l.modules[best]
	rest := strings.TrimPrefix(strings.TrimPrefix(dir, m.dir), "/")
	if m.dir == "." {
		rest = strings.TrimPrefix(dir, ".")
	}
	return place{path: path.Join(m.path, rest), dir: dir, module: m}, nil
}

// isOutside reports whether a module of its own, which the workspace does not
// name, lies between a module and a directory below it.
func (l *layout) isOutside(module, dir string) bool {
	for ; dir != module && dir != "."; dir = path.Dir(dir) {
		if l.tree.Exists(path.Join(dir, "go.mod")) {
			return true
		}
	}
	return false
}

var errNotFound = errors.New("no such package in the checkout, its vendor directory and Go's library")

// find returns the place of an imported package.
func (l *layout) find(importPath string, from place) (place, error) {
	first, _, _ := strings.Cut(importPath, "/")
	if from.standard && strings.Contains(first, ".") {
		return l.outside(path.Join("vendor", importPath), filepath.Join(l.goroot, "src", "vendor", filepath.FromSlash(importPath)), true)
	}
	for i := range l.modules {
		m := &l.modules[i]
		if rest, ok := strings.CutPrefix(importPath+"/", m.path+"/"); ok {
			dir := path.Join(m.dir, strings.TrimSuffix(rest, "/"))
			if l.hasGo(dir) && !l.isOutside(m.dir, dir) {
				return place{path: importPath, dir: dir, module: m}, nil
			}
		}
	}
	if !strings.Contains(first, ".") {
		if p, err := l.outside(importPath, filepath.Join(l.goroot, "src", filepath.FromSlash(importPath)), true); err == nil {
			return p, nil
		}
	}
	return l.outside(importPath, filepath.Join(l.root, "vendor", filepath.FromSlash(importPath)), false)
}

func (l *layout) outside(importPath, dir string, standard bool) (place, error) {
	entries, err := os.ReadDir(dir)
	if err != nil || !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), ".go") }) {
		return place{}, errNotFound
	}
	return place{path: importPath, dir: dir, standard: standard}, nil
}

func (l *layout) hasGo(dir string) bool {
	return slices.ContainsFunc(l.tree.Files(dir), func(n string) bool { return strings.HasSuffix(n, ".go") })
}
