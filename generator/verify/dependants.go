// This file defines who else must be checked: packages that use a declaration
// which changes or goes away. A new declaration breaks nobody, but for a method
// that an interface gains and a field that a struct gains.
package verify

import (
	"bytes"
	"go/ast"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/checkout/outline"
)

const stagingDir = "staging/src/"

// member is a declaration as dependants see it; recv is "" at package level.
type member struct{ recv, name string }

// dependants collects directories.
type dependants struct {
	v    *verification
	dirs map[string]bool
}

// callers returns the directories whose packages the change could break.
func (v *verification) callers() []string {
	d := &dependants{v, map[string]bool{}}
	for _, dir := range v.packageDirs() {
		was, now := v.declared(v.base, dir), v.declared(v.next, dir)
		d.changed(dir, was, now)
		d.grown(dir, was, now)
	}
	return sorted(d.dirs)
}

// declared returns what the changed files of a directory declare for others, by
// name.
func (v *verification) declared(t *checkout.Tree, dir string) map[member]*checkout.Decl {
	out := map[member]*checkout.Decl{}
	for _, p := range v.changed {
		if path.Dir(p) != dir || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			continue
		}
		src, err := t.Read(p)
		if err != nil {
			continue
		}
		decls := outline.Of(p, src).Decls
		for i := range decls {
			d := &decls[i]
			recv := d.Recv
			if d.Kind == checkout.DeclConst {
				recv = ""
			}
			if ast.IsExported(d.Name) && (recv == "" || ast.IsExported(recv)) {
				out[member{recv, d.Name}] = d
			}
		}
	}
	return out
}

// changed looks for those who use what is not as it was.
func (d *dependants) changed(dir string, was, now map[member]*checkout.Decl) {
	for m, old := range was {
		if isSame(old, now[m]) {
			continue
		}
		word := []byte("." + m.name)
		if m.recv == "" {
			for _, f := range d.v.next.Index().Importers(d.v.importPath(dir)) {
				d.note(f.Path, word)
			}
			continue
		}
		for _, f := range d.above(dir) { // who calls a method need not import its package
			d.note(f, word, []byte(m.name+":"))
		}
	}
}

// isSame reports whether a declaration is for others what it was.
func isSame(was, now *checkout.Decl) bool {
	return now != nil && now.Kind == was.Kind && fold(now.Type) == fold(was.Type) &&
		(was.Kind != checkout.DeclConst || now.Value == was.Value)
}

// note takes in the package of a file that has one of the words, or that has
// the declarations of another package for its own.
func (d *dependants) note(p string, words ...[]byte) {
	src, err := d.v.next.Read(p)
	if err != nil {
		return
	}
	words = append(words, []byte("\t. \""), []byte("import . \""))
	if slices.ContainsFunc(words, func(w []byte) bool { return bytes.Contains(src, w) }) {
		d.dirs[path.Dir(p)] = true
	}
}

// grown looks for those whom a new method of an interface or a new field of a
// struct could break.
func (d *dependants) grown(dir string, was, now map[member]*checkout.Decl) {
	for m, n := range now {
		old := was[member{"", m.recv}]
		if was[m] != nil || old == nil {
			continue
		}
		switch n.Kind {
		case checkout.DeclField:
			d.unkeyed(dir, m.recv)
		case checkout.DeclInterfaceMethod, checkout.DeclInterfaceEmbedded:
			d.lacking(dir, m.recv, m.name)
		}
	}
}

// unkeyed looks for literals of a struct that give its fields without names.
func (d *dependants) unkeyed(dir, name string) {
	word := []byte("." + name + "{")
	for _, f := range d.v.next.Index().Importers(d.v.importPath(dir)) {
		src, err := d.v.next.Read(f.Path)
		if err != nil || !bytes.Contains(src, word) {
			continue
		}
		g, err := d.v.next.Go(f.Path)
		if err != nil {
			continue
		}
		ast.Inspect(g.AST, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) == 0 {
				return true
			}
			sel, ok := lit.Type.(*ast.SelectorExpr)
			if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); ok && sel.Sel.Name == name && !keyed {
				d.dirs[path.Dir(f.Path)] = true
			}
			return true
		})
	}
}

// lacking looks for types that could be taken for an interface but for a method
// that it gained, and for those who name them. Generated ones follow by
// themselves.
func (d *dependants) lacking(dir, iface, method string) {
	x := d.v.next.Index()
	for _, f := range x.Importers(d.v.importPath(dir)) {
		d.note(f.Path, []byte("."+iface))
	}
	for _, old := range d.v.base.Index().Members(dir, iface, checkout.DeclInterfaceMethod) {
		for _, m := range x.ByName(old.Name, checkout.DeclMethod) {
			has := slices.ContainsFunc(x.Methods(m.Dir(), m.Recv), func(o *checkout.Decl) bool { return o.Name == method })
			if has || checkout.IsGenerated(m.File) || !d.implements(m.Dir(), m.Recv, dir, iface) {
				continue
			}
			d.dirs[m.Dir()] = true
			for _, f := range x.Importers(d.v.importPath(m.Dir())) {
				d.note(f.Path, []byte(m.Recv))
			}
		}
		return // one method finds all who have them all
	}
}

// implements reports whether a type has all methods that an interface had.
func (d *dependants) implements(dir, typ, ifaceDir, iface string) bool {
	methods := d.v.base.Index().Methods(dir, typ)
	for _, want := range d.v.base.Index().Members(ifaceDir, iface, checkout.DeclInterfaceMethod) {
		if !slices.ContainsFunc(methods, func(m *checkout.Decl) bool { return m.Name == want.Name }) {
			return false
		}
	}
	return true
}

// above returns the files of all packages that need a directory's, directly or
// not, and the tests that import one of these.
func (d *dependants) above(dir string) []string {
	x := d.v.next.Index()
	var out []string
	seen := map[string]bool{dir: true}
	for todo := []string{dir}; len(todo) > 0; todo = todo[1:] {
		for _, f := range x.Importers(d.v.importPath(todo[0])) {
			at := path.Dir(f.Path)
			if strings.HasSuffix(f.Path, "_test.go") {
				out = append(out, f.Path)
				continue
			}
			if !seen[at] {
				seen[at] = true
				todo = append(todo, at)
				for _, name := range d.v.next.Files(at) {
					out = append(out, path.Join(at, name))
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(p string) bool { return !strings.HasSuffix(p, ".go") })
}

// importPath returns how a directory is imported: the path of the module it
// lies in, and the rest.
func (v *verification) importPath(dir string) string {
	for up := dir; ; up = path.Dir(up) {
		if data, err := v.next.Read(path.Join(up, "go.mod")); err == nil {
			return path.Join(modfile.ModulePath(data), strings.TrimPrefix(strings.TrimPrefix(dir, up), "/"))
		}
		if up == "." {
			return strings.TrimPrefix(dir, stagingDir)
		}
	}
}

func fold(text string) string { return strings.Join(strings.Fields(text), " ") }
