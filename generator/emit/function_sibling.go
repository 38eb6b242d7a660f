package emit

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file places calls where the caller already treats functions of the same
// form in one way: an entry in a list of functions, an append of the result,
// both also below a condition that has its own parallel among the new functions.

// likeSibling writes a call as the caller writes that of a sibling. It reports
// whether it did.
func (p *codePlan) likeSibling(nf *code.PlacedFunc, call feature.Call, f *checkout.GoFile, fd *ast.FuncDecl) bool {
	if !call.Place.Empty() || !call.Where.Empty() || len(nf.Sig.Results) == 0 || nf.Recv != "" {
		return false
	}
	return p.functionList(nf, f, fd) || p.appended(nf, call, f, fd)
}

// functionList adds a function to the list of functions of its form.
func (p *codePlan) functionList(nf *code.PlacedFunc, f *checkout.GoFile, fd *ast.FuncDecl) bool {
	var list *ast.CompositeLit
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || len(lit.Elts) < code.FewLikes || list != nil {
			return true
		}
		at, ok := lit.Type.(*ast.ArrayType)
		if !ok {
			return true
		}
		ft, ok := at.Elt.(*ast.FuncType)
		if sig := (code.Signature{}); ok {
			sig = p.SignatureOf(f, ft)
			if code.SameTypes(sig.Params, nf.Sig.Params) && code.SameTypes(sig.Results, nf.Sig.Results) {
				list = lit
			}
		}
		return true
	})
	if list == nil {
		return false
	}
	last := list.Elts[len(list.Elts)-1]
	off, lead := f.Offset(last.End()), ", "
	if f.LineStart(off) > f.Offset(list.Lbrace) && f.LineEnd(off) <= f.Offset(list.Rbrace) {
		lead = ",\n" + code.IndentAt(f, f.LineStart(f.Offset(last.Pos())))
	}
	p.Insert(f.Path, off, lead+p.nameIn(f.Path, nf), nf.At())
	return true
}

// nameIn spells a function for a file.
func (p *codePlan) nameIn(file string, nf *code.PlacedFunc) string {
	if path.Dir(file) == path.Dir(nf.Home) {
		return nf.Name.Value
	}
	return p.Imports(file).Qualify(gosrc.ImportPath(path.Dir(nf.Home)), nf.Name.Value)
}

// appendCall is a statement that appends the result of a function like the new
// one: x = append(x, s(…)).
type appendCall struct {
	stmt   *ast.AssignStmt
	call   *ast.CallExpr
	below  *ast.IfStmt // the condition that it alone stands under, or nil
	list   []ast.Stmt  // the statements that it, or the condition, stands among
	index  int
	spread bool // x = append(x, s(…)...)
}

// appended writes the new call behind the last sibling's.
func (p *codePlan) appended(nf *code.PlacedFunc, call feature.Call, f *checkout.GoFile, fd *ast.FuncDecl) bool {
	var last *appendCall
	visitAppends(fd.Body.List, func(s *appendCall) {
		if p.isSibling(nf, f, s.call) {
			last = s
		}
	})
	if last == nil {
		return false
	}
	guard := ""
	if last.below != nil {
		if guard = p.parallelCondition(nf, call, f, fd, last.below); guard == "" {
			return false
		}
	}
	sp := code.AfterStmt(f, last.list, last.index)
	s := p.ScopeAt(f, fd, f.Offset(last.stmt.Pos()))
	expr, why := s.CallExpr(nf)
	if why != "" {
		return false
	}
	target := f.NodeText(last.stmt.Lhs[0])
	if last.spread {
		expr += "..."
	}
	line := target + " = append(" + target + ", " + expr + ")\n"
	if guard != "" {
		line = "if " + guard + " {\n\t" + line + "}\n"
		sp.After = spacedBefore(f, last.below)
	}
	text := code.IndentLines(line, sp.Indent)
	if guard == "" || !sp.After {
		p.Insert(f.Path, sp.Off, text, nf.At())
	} else {
		p.Insert(f.Path, sp.Off, sp.Frame(text), nf.At())
	}
	return true
}

// spacedBefore reports whether an empty line stands before a statement.
func spacedBefore(f *checkout.GoFile, n ast.Node) bool {
	start := f.LineStart(f.Offset(n.Pos()))
	return start > 1 && f.Src[start-1] == '\n' && f.Src[start-2] == '\n'
}

func visitAppends(list []ast.Stmt, visit func(*appendCall)) {
	for i, st := range list {
		if s := appends(st); s != nil {
			s.list, s.index = list, i
			visit(s)
		}
		if is, ok := st.(*ast.IfStmt); ok && is.Init == nil && is.Else == nil && len(is.Body.List) == 1 {
			if s := appends(is.Body.List[0]); s != nil {
				s.list, s.index, s.below = list, i, is
				visit(s)
			}
		}
	}
}

func appends(st ast.Stmt) *appendCall {
	as, ok := st.(*ast.AssignStmt)
	if !ok || as.Tok != token.ASSIGN || len(as.Rhs) != 1 || len(as.Lhs) != 1 {
		return nil
	}
	outer, ok := as.Rhs[0].(*ast.CallExpr)
	if !ok || code.CalleeName(outer) != "append" || len(outer.Args) != 2 {
		return nil
	}
	inner, ok := outer.Args[1].(*ast.CallExpr)
	if !ok {
		return nil
	}
	return &appendCall{stmt: as, call: inner, spread: outer.Ellipsis.IsValid()}
}

// isSibling reports whether a call is one of a function that is called like the
// new one and gives the same.
func (p *codePlan) isSibling(nf *code.PlacedFunc, f *checkout.GoFile, call *ast.CallExpr) bool {
	name := code.CalleeName(call)
	if !alike(name, nf.Name.Value) {
		return false
	}
	dir := path.Dir(f.Path)
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		q, ok := sel.X.(*ast.Ident)
		im := ""
		if ok {
			im = p.ImportsOf(f.Path)[q.Name]
		}
		if im == "" {
			return false
		}
		dir = gosrc.ImportDir(im)
	}
	return slices.Equal(p.ResultsIn(dir, "", name), code.TypesIn(nf.Sig.Results))
}

// alike reports whether two names begin or end with the same word.
func alike(a, b string) bool {
	wa, wb := code.NameWords(a), code.NameWords(b)
	return len(wa) > 1 && len(wb) > 1 && (strings.EqualFold(wa[0], wb[0]) || strings.EqualFold(wa[len(wa)-1], wb[len(wb)-1]))
}

// parallelCondition finds the question among the new functions that the same
// caller is to ask, as the sibling's condition asks its own.
func (p *codePlan) parallelCondition(nf *code.PlacedFunc, call feature.Call, f *checkout.GoFile, fd *ast.FuncDecl, below *ast.IfStmt) string {
	asked, ok := below.Cond.(*ast.CallExpr)
	if !ok {
		return ""
	}
	_, caller := code.SplitMethod(call.Func.Value)
	found := ""
	for _, other := range p.Funcs {
		if other == nf || !other.Known || len(other.Sig.Results) != 1 || other.Sig.Results[0].Typ != "bool" || !alike(code.CalleeName(asked), other.Name.Value) {
			continue
		}
		if !slices.ContainsFunc(other.Calls, func(c feature.Call) bool { _, n := code.SplitMethod(c.Func.Value); return n == caller }) {
			continue
		}
		s := p.ScopeAt(f, fd, f.Offset(below.Pos()))
		expr, why := s.CallExpr(other)
		if why != "" || found != "" {
			return ""
		}
		found = expr
		p.asked[other.Name.Value+" in "+caller] = true
	}
	return found
}
