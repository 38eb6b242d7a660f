package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file writes the calls that one new function makes of another: its body is
// the tool's own, so every place in it is right that keeps the plan's order.

// innerCalls returns the statements of a new function that call other new ones,
// as far as their arguments are at hand and nothing has to become of their
// results but an error.
func (p *codePlan) innerCalls(nf *code.PlacedFunc) string {
	var b strings.Builder
	for _, other := range p.Funcs {
		if other == nf || !other.Known || other.There {
			continue
		}
		for _, call := range other.Calls {
			recv, name := code.SplitMethod(call.Func.Value)
			if name != nf.Name.Value || recv != "" && recv != nf.Recv || !call.File.Empty() && path.Base(call.File.Value) != path.Base(nf.Home) {
				continue
			}
			if text := p.innerCall(nf, other, call); text != "" {
				b.WriteString(code.IndentLines(text, "\t"))
				p.inner[other.Name.Value+" in "+name] = nf.Home
			}
		}
	}
	return b.String()
}

func (p *codePlan) innerCall(nf, other *code.PlacedFunc, call feature.Call) string {
	s := p.scopeOfNew(nf)
	expr, why := s.CallExpr(other)
	if why != "" {
		return ""
	}
	guard, why := s.Guard(call, expr)
	if why != "" {
		return ""
	}
	results, text := other.Sig.Results, ""
	switch {
	case len(results) == 0:
		text = expr + "\n"
	case len(results) == 1 && results[0].Typ == "error":
		n := len(nf.Sig.Results)
		if n == 0 || nf.Sig.Results[n-1].Typ != "error" {
			return ""
		}
		pre, values := p.Zeros(nf.Home, nf.Sig.Results[:n-1])
		if pre != "" {
			return ""
		}
		text = "if err := " + expr + "; err != nil {\n\treturn " + strings.Join(append(values, "err"), ", ") + "\n}\n"
	case other.Asks():
		text = "if " + expr + " {\n\t// TODO: write what follows\n}\n"
	default:
		return ""
	}
	if guard != "" {
		text = "if " + guard + " {\n" + text + "}\n"
	}
	return text
}

// scopeOfNew is the scope in the body of a new function: its receiver and its
// parameters.
func (p *codePlan) scopeOfNew(nf *code.PlacedFunc) *code.Scope {
	fd := &ast.FuncDecl{Name: ast.NewIdent(nf.Name.Value), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{}}
	s := &code.Scope{P: p.Plan, F: &checkout.GoFile{Path: nf.Home, AST: &ast.File{Name: ast.NewIdent("p")}}, Fd: fd, Names: map[string]string{}, Copies: map[string]bool{}}
	if nf.Recv != "" {
		name, typ, ok := strings.Cut(p.ReceiverText(nf), " ")
		if ok {
			star := typ[:len(typ)-len(strings.TrimLeft(typ, "*"))]
			s.Declare(name, star+`"`+gosrc.ImportPath(path.Dir(nf.Home))+`".`+nf.Recv)
			fd.Recv = &ast.FieldList{List: []*ast.Field{{Names: []*ast.Ident{ast.NewIdent(name)}, Type: ast.NewIdent(nf.Recv)}}}
		}
	}
	for _, pr := range nf.Sig.Params {
		s.Declare(pr.Name, pr.Typ)
	}
	return s
}
