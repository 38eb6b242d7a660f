package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file writes the calls that one new function makes of another: its body is
// the tool's own, so every place in it is right that keeps the plan's order.

// innerCalls returns the statements of a new function that call other new ones,
// as far as their arguments are at hand and nothing has to become of their
// results but an error.
func (p *codePlan) innerCalls(nf *placedFunc) string {
	var b strings.Builder
	for _, other := range p.funcs {
		if other == nf || !other.known || other.there {
			continue
		}
		for _, call := range other.Calls {
			recv, name := splitMethod(call.Func.Value)
			if name != nf.Name.Value || recv != "" && recv != nf.recv || !call.File.Empty() && path.Base(call.File.Value) != path.Base(nf.file) {
				continue
			}
			if text := p.innerCall(nf, other, call); text != "" {
				b.WriteString(indentLines(text, "\t"))
				p.inner[other.Name.Value+" in "+name] = nf.file
			}
		}
	}
	return b.String()
}

func (p *codePlan) innerCall(nf, other *placedFunc, call feature.Call) string {
	s := p.scopeOfNew(nf)
	expr, why := s.callExpr(other)
	if why != "" {
		return ""
	}
	guard, why := s.guard(call, expr)
	if why != "" {
		return ""
	}
	results, text := other.sig.results, ""
	switch {
	case len(results) == 0:
		text = expr + "\n"
	case len(results) == 1 && results[0].typ == "error":
		n := len(nf.sig.results)
		if n == 0 || nf.sig.results[n-1].typ != "error" {
			return ""
		}
		pre, values := p.zeros(nf.file, nf.sig.results[:n-1])
		if pre != "" {
			return ""
		}
		text = "if err := " + expr + "; err != nil {\n\treturn " + strings.Join(append(values, "err"), ", ") + "\n}\n"
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
func (p *codePlan) scopeOfNew(nf *placedFunc) *scope {
	fd := &ast.FuncDecl{Name: ast.NewIdent(nf.Name.Value), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{}}
	s := &scope{p: p, f: &checkout.GoFile{Path: nf.file, AST: &ast.File{Name: ast.NewIdent("p")}}, fd: fd, names: map[string]string{}, copies: map[string]bool{}}
	if nf.recv != "" {
		name, typ, ok := strings.Cut(p.receiverText(nf), " ")
		if ok {
			star := typ[:len(typ)-len(strings.TrimLeft(typ, "*"))]
			s.declare(name, star+`"`+gosrc.ImportPath(path.Dir(nf.file))+`".`+nf.recv)
			fd.Recv = &ast.FieldList{List: []*ast.Field{{Names: []*ast.Ident{ast.NewIdent(name)}, Type: ast.NewIdent(nf.recv)}}}
		}
	}
	for _, pr := range nf.sig.params {
		s.declare(pr.name, pr.typ)
	}
	return s
}
