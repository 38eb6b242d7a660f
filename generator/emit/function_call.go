package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// wire adds the calls of a new function that can be added safely: every
// argument is in scope with the right type, the result is handled as the
// caller's other results are, and a gated call stands behind the accessor.
// Everything else is left to the author with the reason.
func (p *codePlan) wire(nf *code.PlacedFunc) {
	if !nf.Known {
		return
	}
	for _, call := range nf.Calls {
		what := "call of " + nf.Name.Value + " in " + call.Func.Value
		at := call.Func.At
		if at.IsZero() {
			at = nf.At()
		}
		_, caller := code.SplitMethod(call.Func.Value)
		if file := p.inner[nf.Name.Value+" in "+caller]; file != "" {
			p.Added(what, at, diag.Pos{File: file})
			continue
		}
		f, fd, why := p.caller(nf, call)
		if fd == nil {
			p.Left(what, why, at)
			continue
		}
		if pos := code.Mentions(f, fd, nf.Name.Value); pos.IsValid() {
			p.Present(what, at, f.Pos(pos))
			continue
		}
		if nf.There {
			p.Left(what, "the function is there already, so its author decides where it is called", at)
			continue
		}
		if why := p.insertCall(nf, call, f, fd); why != "" && !p.asked[nf.Name.Value+" in "+caller] {
			p.Left(what, why, at)
			continue
		}
		p.Added(what, at, diag.Pos{File: f.Path})
	}
}

// caller finds the function that is to make a call.
func (p *codePlan) caller(nf *code.PlacedFunc, call feature.Call) (*checkout.GoFile, *ast.FuncDecl, string) {
	recv, name := code.SplitMethod(call.Func.Value)
	if name == "" {
		return nil, nil, "the plan does not say who calls it"
	}
	var dirs []string
	if !call.File.Empty() {
		file, why := p.CompletePath(call.File.Value, nf.Component.Value)
		if file == "" {
			return nil, nil, why
		}
		dirs = []string{path.Dir(file)}
	} else {
		dirs = append([]string{path.Dir(nf.Home)}, p.PlanDirs(nf.Component.Value)...)
	}
	for _, dir := range dirs {
		var f *checkout.GoFile
		var fd *ast.FuncDecl
		n := 0
		for _, g := range p.Tree.Mentioning(dir, name) {
			for _, d := range g.AST.Decls {
				if x, ok := d.(*ast.FuncDecl); ok && x.Name.Name == name && x.Body != nil && (recv == "" || checkout.ReceiverName(x) == recv) &&
					(call.File.Empty() || !strings.HasSuffix(call.File.Value, ".go") || path.Base(g.Path) == path.Base(call.File.Value)) {
					f, fd = g, x
					n++
				}
			}
		}
		if n == 1 {
			return f, fd, ""
		}
		if g, x := p.ownMethod(nf, dir, name); n > 1 && x != nil && recv == "" && call.File.Empty() {
			return g, x, ""
		}
		if n > 1 {
			return nil, nil, "several functions in " + dir + " are called " + name
		}
	}
	if p.isPlanned(name) {
		return nil, nil, "its caller is new, too"
	}
	return nil, nil, "no function " + name + " in " + dirs[0]
}

// ownMethod returns the method of that name of a new method's own type.
func (p *codePlan) ownMethod(nf *code.PlacedFunc, dir, name string) (*checkout.GoFile, *ast.FuncDecl) {
	if nf.Recv == "" || dir != path.Dir(nf.Home) {
		return nil, nil
	}
	return p.Tree.Package(dir).FindFunc(nf.Recv, name)
}

func (p *codePlan) isPlanned(name string) bool {
	for _, fn := range p.Feature.Functions {
		if fn.Name.Value == name && !fn.Modify {
			return true
		}
	}
	return false
}

// insertCall writes one call; the answer is why it cannot be written, or "".
func (p *codePlan) insertCall(nf *code.PlacedFunc, call feature.Call, f *checkout.GoFile, fd *ast.FuncDecl) string {
	if p.likeSibling(nf, call, f, fd) {
		return ""
	}
	spot, why := p.Spot(nf, call, f, fd)
	if why != "" {
		return why
	}
	return p.insertCallAt(nf, call, spot, f, fd)
}

// insertCallAt writes one call at a place that is found already.
func (p *codePlan) insertCallAt(nf *code.PlacedFunc, call feature.Call, spot code.Spot, f *checkout.GoFile, fd *ast.FuncDecl) string {
	s := p.ScopeAt(f, fd, spot.Off)
	expr, why := s.CallExpr(nf)
	if why != "" {
		return why
	}
	guard, why := s.Guard(call, expr)
	if why != "" {
		return why
	}
	lines, why := s.Handled(nf, expr)
	if why != "" {
		return why
	}
	if guard != "" {
		lines = "if " + guard + " {\n" + lines + "}\n"
	}
	p.Insert(f.Path, spot.Off, spot.Frame(code.IndentLines(lines, spot.Indent)), nf.At())
	return ""
}
