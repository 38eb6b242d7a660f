package emit

import (
	"bytes"
	"go/ast"
	"maps"
	"path"
	"slices"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// interfaceMethod adds a method to the interface that the plan names, where
// that breaks nothing: its mock is made by a generator from this file, and no
// other hand-written type implements it.
func (p *codePlan) interfaceMethod(nf *code.PlacedFunc) {
	what := "method " + nf.Name.Value + " in interface " + nf.Iface
	f, ts := p.Tree.Package(path.Dir(nf.Home)).FindType(nf.Iface)
	it := ts.Type.(*ast.InterfaceType)
	if !bytes.Contains(f.Src, []byte("//go:generate mockgen")) || !nf.HasParams {
		p.Left(what, "the interface's mock and its other implementations have to follow", nf.At())
		return
	}
	if other := p.otherImplementer(it, path.Dir(f.Path)); other != "" {
		p.Left(what, other+" implements the interface, too", nf.At())
		return
	}
	line := "\t" + nf.Name.Value + p.Text(f.Path, nf.Sig) + "\n"
	p.Insert(f.Path, f.LineStart(f.Offset(it.Methods.Closing)), line, nf.At())
	p.Added(what, nf.At(), diag.Pos{File: f.Path})
}

// otherImplementer looks for a hand-written type outside the interface's
// package that has all its methods, tests included.
func (p *codePlan) otherImplementer(it *ast.InterfaceType, dir string) string {
	longest := ""
	for _, m := range it.Methods.List {
		if n := m.Names[0].Name; len(n) > len(longest) {
			longest = n
		}
	}
	dirs := map[string]bool{}
	for _, file := range p.Tree.Grep(code.CodeDirs, ") "+longest+"(") {
		if path.Dir(file) != dir && !checkout.IsGenerated(path.Base(file)) {
			dirs[path.Dir(file)] = true
		}
	}
	for _, d := range slices.Sorted(maps.Keys(dirs)) {
		if typ := p.Implementer(d, it); typ != "" {
			return typ + " in " + d
		}
	}
	return ""
}
