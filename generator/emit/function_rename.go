package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file renames functions, and leaves what a plan moves or takes away: the
// body goes with its imports and its neighbours, which is for the author.

// rename gives an existing unexported function its new name, with every use in
// its package. It reports whether it has decided on the function.
func (p *codePlan) rename(nf *code.PlacedFunc) bool {
	_, old := code.SplitMethod(nf.Renames.Value)
	if old == "" || nf.There {
		return false
	}
	f, fd := p.PackageOf(nf.Home).FindFunc(nf.Recv, old)
	if fd == nil {
		return false
	}
	what := nf.Title()
	if ast.IsExported(old) || nf.Recv != "" && p.methodsNamed(nf.Home, old) != 1 {
		p.Left(what, "it is "+old+" today, which others may use by that name, too", nf.At())
		return true
	}
	dir := path.Dir(f.Path)
	for _, g := range append(slices.Clone(p.Tree.Package(dir).Files), p.Tree.Tests(dir).Files...) {
		for _, id := range usesOf(g, old, nf.Recv != "") {
			p.Replace(g.Path, g.Offset(id.Pos()), g.Offset(id.End()), nf.Name.Value, nf.At())
		}
	}
	p.Added(what, nf.At(), diag.Pos{File: f.Path})
	for _, call := range nf.Calls {
		_, name := code.SplitMethod(call.Func.Value)
		p.inner[nf.Name.Value+" in "+name] = f.Path
	}
	nf.Known = true
	return true
}

func (p *codePlan) methodsNamed(file, name string) int {
	n := 0
	for _, f := range p.PackageOf(file).Files {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == name {
				n++
			}
		}
	}
	return n
}

// usesOf returns the identifiers of a file that mean a function, or a method, of
// its package.
func usesOf(f *checkout.GoFile, name string, method bool) []*ast.Ident {
	var out []*ast.Ident
	selected := map[*ast.Ident]bool{}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			selected[x.Sel] = true
		case *ast.KeyValueExpr:
			if id, ok := x.Key.(*ast.Ident); ok {
				selected[id] = true
			}
		}
		return true
	})
	ast.Inspect(f.AST, func(n ast.Node) bool {
		if fd, ok := n.(*ast.FuncDecl); ok && fd.Name.Name == name && (fd.Recv != nil) == method {
			out = append(out, fd.Name)
			return true
		}
		if id, ok := n.(*ast.Ident); ok && id.Name == name && selected[id] == method && !slices.Contains(out, id) {
			out = append(out, id)
		}
		return true
	})
	return out
}

// leftBehind leaves a function that the plan moves or takes away, with those who
// call it.
func (c *Context) leftBehind(fn feature.Function) {
	name := fn.QualifiedName()
	home := fn.MovesFrom.Or(fn.File)
	what, at := "removal of "+name, fn.Remove.At
	if fn.Remove.Empty() {
		what, at = "move of "+name+" from "+fn.MovesFrom.Value, fn.MovesFrom.At
	}
	_, bare := code.SplitMethod(name)
	var callers []string
	for _, file := range c.Tree.Grep(code.CodeDirs, bare+"(") {
		if file != home.Value {
			callers = append(callers, file)
		}
	}
	why := "nobody else calls it"
	if len(callers) > 0 {
		why = "it is called in " + strings.Join(callers[:min(len(callers), 5)], ", ")
	}
	if len(callers) > 5 {
		why += " and other files"
	}
	c.Left(what, why, at)
}
