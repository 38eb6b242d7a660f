package emit

import (
	"bytes"
	"go/ast"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// launcherOptions sends the gate to virt-launcher with the other cluster
// settings, where the plan asks for it and the protocol's Go code has the
// field already.
func (p *codePlan) launcherOptions() {
	at, wanted := p.wantsOption()
	if !wanted {
		return
	}
	g, ok := p.gate()
	if !ok {
		return
	}
	what := "setting " + g.AccessorName() + " sent to virt-launcher"
	site, found := p.Site("vmi-options", what, at)
	if !found {
		return
	}
	lit := clusterSettings(site)
	if lit == nil {
		p.Left(what, "no cluster settings are filled in "+site.Func.Name.Name, at)
		return
	}
	sel := lit.Type.(*ast.SelectorExpr)
	importPath, _ := p.Imports(site.File.Path).Find(sel.X.(*ast.Ident).Name)
	if keyed(lit, g.AccessorName()) {
		p.Present(what, at, site.File.Pos(lit.Pos()))
		return
	}
	if !p.messageHas(importPath, sel.Sel.Name, g.AccessorName()) {
		p.Left(what, "the protocol has no field "+g.AccessorName()+" yet: add it to the .proto file, regenerate, and run again", at)
		return
	}
	cc := p.ScopeAt(site.File, site.Func, site.File.Offset(lit.Pos())).ClusterConfig()
	if cc == "" {
		p.Left(what, "the cluster configuration is not in scope in "+site.Func.Name.Name, at)
		return
	}
	off := site.File.LineStart(site.File.Offset(lit.Rbrace))
	p.Insert(site.File.Path, off, code.IndentAt(site.File, off)+"\t"+g.AccessorName()+": "+cc+"."+g.AccessorName()+"(),\n", at)
	p.Added(what, at, diag.Pos{File: site.File.Path})
}

// wantsOption looks for the plan's words on the settings sent to the launcher.
func (p *codePlan) wantsOption() (diag.Pos, bool) {
	for _, fn := range p.Feature.Functions {
		if fn.Name.Value == "virtualMachineOptions" {
			return fn.At(), true
		}
	}
	for _, comp := range p.Feature.Components {
		for _, ch := range comp.Changes {
			if comp.Name.Value == "virt-handler" && sentOn.MatchString(ch.Value) {
				return ch.At, true
			}
		}
	}
	for _, f := range p.Feature.Files {
		if strings.HasSuffix(f.Path.Value, "pkg/virt-handler/options.go") && f.State == feature.FileModified {
			return f.Path.At, true
		}
	}
	return diag.Pos{}, false
}

// sentOn matches changes of virt-handler that send a setting to virt-launcher.
var sentOn = regexp.MustCompile(`(?i)\boptions\.go\b|\bcmd\.proto\b|\b(?:forward|send|sent|pass|hand)\w*\b[^.;]*\b(?:to (?:the )?(?:virt-)?launcher|cluster settings)\b`)

// clusterSettings finds the literal of the protocol's cluster configuration.
func clusterSettings(site checkout.Found) *ast.CompositeLit {
	var lit *ast.CompositeLit
	ast.Inspect(site.Func.Body, func(n ast.Node) bool {
		if cl, ok := n.(*ast.CompositeLit); ok && lit == nil {
			if sel, ok := cl.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "ClusterConfig" && len(cl.Elts) > 0 {
				if _, ok := sel.X.(*ast.Ident); ok {
					lit = cl
				}
			}
		}
		return lit == nil
	})
	return lit
}

func keyed(lit *ast.CompositeLit, name string) bool {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == name {
				return true
			}
		}
	}
	return false
}

// messageHas looks into the generated Go code of the protocol.
func (p *codePlan) messageHas(importPath, message, field string) bool {
	dir := gosrc.ImportDir(importPath)
	for _, name := range p.Tree.Files(dir) {
		if !strings.HasSuffix(name, ".pb.go") {
			continue
		}
		src, err := p.Tree.Read(dir + "/" + name)
		if err != nil || !bytes.Contains(src, []byte("\t"+field+" ")) {
			continue
		}
		if f, err := p.Tree.Go(dir + "/" + name); err == nil {
			if st := f.Struct(message); st != nil && code.FieldNamed(st, field) != nil {
				return true
			}
		}
	}
	return false
}
