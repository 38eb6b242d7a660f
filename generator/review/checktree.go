// This file defines what is compared with the checkout.
package review

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// treeChecker compares a plan's claims with a checkout. Its findings are
// warnings: whether a difference stands in the way is for apply to decide.
type treeChecker struct {
	*checker
	tree *checkout.Tree
}

func (c *treeChecker) all() {
	c.paths()
	c.functions()
	c.knownGates()
	c.fields()
}

// paths finds files to be modified that are not there and new ones that are.
func (c *treeChecker) paths() {
	for _, f := range c.f.Files {
		p := f.Path.Value
		if !strings.Contains(p, "/") || strings.HasPrefix(p, "/") || strings.Contains(p, "..") || f.State == feature.FileGenerated {
			continue
		}
		exists := c.tree.Exists(p)
		switch {
		case f.State == feature.FileModified && !exists:
			c.out.Add(diag.Diagnostic{Severity: diag.Warning, Code: "path-missing", Pos: f.Path.At,
				Message: fmt.Sprintf("there is no file %s to modify", p), Remedy: c.nearest(p)})
		case f.State == feature.FileNew && exists:
			c.out.Warnf("path-exists", f.Path.At, "list it under the modified files", "the new file %s is there already", p)
		}
	}
}

// nearest names the paths that most resemble a missing one: in the deepest
// folder that exists, and of the same name in the folders beside.
func (c *treeChecker) nearest(p string) string {
	dir := path.Dir(p)
	for dir != "." && !c.tree.IsDir(dir) {
		dir = path.Dir(dir)
	}
	base := path.Base(p)
	type near struct {
		path string
		dist int
	}
	var all []near
	look := func(d string) {
		for _, f := range c.tree.Files(d) {
			full := path.Join(d, f)
			all = append(all, near{full, distance(f, base) + distance(path.Dir(full), path.Dir(p))/2})
		}
	}
	look(dir)
	for _, sub := range c.tree.Dirs(dir) {
		look(path.Join(dir, sub))
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].dist < all[j].dist })
	if len(all) == 0 || all[0].dist > len(base) {
		return "correct the path, or list it under the new files"
	}
	return "did you mean " + all[0].path + "?"
}

// distance is the edit distance of two names; long ones are cut, so that the
// cost stays bounded.
func distance(a, b string) int {
	a, b = a[:min(len(a), 80)], b[:min(len(b), 80)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(prev+cost, row[j]+1, row[j+1]+1)
			prev, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}

// functions finds functions that the plan says exist and that do not.
func (c *treeChecker) functions() {
	for _, f := range c.f.Functions {
		if f.Modify && len(f.Steps) > 0 {
			c.exists(f.Name, f.File.Value)
		}
		for _, call := range f.Calls {
			name := call.Func
			name.Value = name.Value[strings.LastIndexByte(name.Value, '.')+1:]
			file := call.File.Value
			if file == "" {
				file = f.File.Value
			}
			if !c.planned(name.Value) {
				c.exists(name, file)
			}
		}
	}
}

func (c *treeChecker) planned(name string) bool {
	for _, f := range c.f.Functions {
		if f.Name.Value == name && !f.Modify {
			return true
		}
	}
	return false
}

// exists reports a function that its folder does not declare. Names without a
// known file cannot be checked.
func (c *treeChecker) exists(name feature.Text, file string) {
	if !strings.HasSuffix(file, ".go") || !strings.Contains(file, "/") || !c.tree.IsDir(path.Dir(file)) {
		return
	}
	var names []string
	for _, gf := range c.tree.Package(path.Dir(file)).Files {
		for _, d := range gf.AST.Decls {
			names = append(names, declaredNames(d)...)
		}
	}
	if slices.Contains(names, name.Value) {
		return
	}
	best, dist := "", len(name.Value)/2+1
	for _, n := range names {
		if d := distance(n, name.Value); d < dist {
			best, dist = n, d
		}
	}
	remedy := "correct the name or the file, or say that the function is new"
	if best != "" {
		remedy = "did you mean " + best + "?"
	}
	c.out.Warnf("function-missing", name.At, remedy, "there is no function %s in %s", name.Value, path.Dir(file))
}

// declaredNames are functions, and methods of interfaces.
func declaredNames(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return []string{d.Name.Name}
	case *ast.GenDecl:
		var out []string
		for _, s := range d.Specs {
			ts, ok := s.(*ast.TypeSpec)
			if !ok {
				continue
			}
			out = append(out, ts.Name.Name)
			if it, ok := ts.Type.(*ast.InterfaceType); ok {
				for _, m := range it.Methods.List {
					for _, n := range m.Names {
						out = append(out, n.Name)
					}
				}
			}
		}
		return out
	}
	return nil
}

// knownGates compares gates with the registered ones.
func (c *treeChecker) knownGates() {
	if !c.tree.IsDir(c.tree.GatesDir()) {
		return
	}
	var files []*checkout.GoFile
	for _, dir := range c.tree.AllGatesDirs() {
		files = append(files, c.tree.Package(dir).Files...)
	}
	values := map[string]diag.Pos{}
	for _, f := range files {
		if f.IsTest() {
			continue
		}
		for _, d := range f.AST.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range gd.Specs {
				vs, ok := s.(*ast.ValueSpec)
				if !ok {
					continue
				}
				for _, v := range vs.Values {
					if lit, ok := v.(*ast.BasicLit); ok {
						values[strings.Trim(lit.Value, "\"`")] = f.Pos(vs.Pos())
					}
				}
			}
		}
	}
	for _, g := range c.f.Gates {
		at, found := values[g.Name.Value]
		switch {
		case found && !g.Existing && g.From.Empty():
			c.out.Add(diag.Diagnostic{Severity: diag.Warning, Code: "gate-exists", Pos: g.Name.At, Message: "the gate " + g.Name.Value + " is there already",
				Places: []diag.Place{{Pos: at, Text: "declared here"}}, Remedy: "nothing to do if the plan has been applied; else choose another name"})
		case !found && g.Existing:
			c.out.Warnf("gate-unknown", g.Name.At, "correct the name, or describe it as a new gate", "the gate %s, which the plan takes as existing, is not registered", g.Name.Value)
		}
	}
}

// listed returns the files that the plan lists.
func (c *treeChecker) listed() []string {
	var out []string
	for _, f := range c.f.Files {
		out = append(out, f.Path.Value)
	}
	return out
}

// fields finds fields of named structs that are there already.
func (c *treeChecker) fields() {
	for _, f := range c.f.Fields {
		if f.Struct.Empty() || f.Name.Empty() || !strings.Contains(f.File.Value, "/") || !c.tree.IsDir(path.Dir(f.File.Value)) {
			continue
		}
		file, spec := c.tree.Package(path.Dir(f.File.Value)).FindType(f.Struct.Value)
		if _, ok := c.tree.StructAmong(c.listed(), f.Struct.Value); ok && spec == nil {
			continue // in another file of the plan
		}
		if spec == nil {
			c.out.Warnf("struct-missing", f.Struct.At, "correct the name or the file", "there is no struct %s in %s", f.Struct.Value, path.Dir(f.File.Value))
			continue
		}
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, have := range st.Fields.List {
			for _, n := range have.Names {
				if n.Name == f.Name.Value {
					c.out.Add(diag.Diagnostic{Severity: diag.Warning, Code: "field-exists", Pos: f.At(), Message: fmt.Sprintf("%s has a field %s already", f.Struct.Value, n.Name),
						Places: []diag.Place{{Pos: file.Pos(n.Pos()), Text: "with the type " + file.NodeText(have.Type)}}, Remedy: "nothing to do if the plan has been applied; else choose another name"})
				}
			}
		}
	}
}
