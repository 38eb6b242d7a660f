package code

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Spot is a place between two statements.
type Spot struct {
	Off    int    // offset of a line start
	Indent string // indentation of the statements there
	After  bool   // belongs to the statement before: blank line in front
}

// Frame adds the blank line that keeps an inserted statement apart.
func (s Spot) Frame(text string) string {
	if s.After {
		return "\n" + text
	}
	return text + "\n"
}

// Spot finds where a call goes: where the plan says, else beside the calls of
// functions with the same shape, else where such functions are known to be
// called from: before the status switch, or before the last return.
func (p *Plan) Spot(nf *PlacedFunc, call feature.Call, f *checkout.GoFile, fd *ast.FuncDecl) (Spot, string) {
	where := strings.TrimSpace(call.Where.Value)
	word, name, _ := strings.Cut(where, " ")
	_, name = SplitMethod(strings.Trim(name, "`() "))
	switch word {
	case "begin":
		return BeforeStmt(f, fd.Body.List, 0, fd)
	case "end":
		return EndOf(f, fd), ""
	case "after", "before":
		if s, ok := beside(f, fd, name, word == "after"); ok {
			return s, ""
		}
		return Spot{}, "its caller does not call " + name
	case "":
		if s, ok := p.withLikes(nf, f, fd); ok {
			return s, ""
		}
		if i := phaseSwitch(f, fd); i >= 0 && len(nf.Sig.Results) == 0 {
			return BeforeStmt(f, fd.Body.List, i, fd)
		}
		if i := copyFilled(f, fd); i >= 0 && len(nf.Sig.Results) == 0 {
			return AfterStmt(f, fd.Body.List, i), ""
		}
		if (len(nf.Sig.Results) == 0 || len(nf.Sig.Results) == 1 && nf.Sig.Results[0].Typ == "error") && plainEnd(fd) && call.When.Empty() && p.PlaceWords(nf, call) == "" {
			return EndOf(f, fd), ""
		}
		if words := p.PlaceWords(nf, call); words != "" {
			return Spot{}, "the place \"" + words + "\" was not found in its caller"
		}
		return Spot{}, "the plan does not say where in its caller"
	}
	return Spot{}, "the place \"" + where + "\" is not one the tool can find"
}

// PlaceWords returns how the plan tells the place of a call in words of its own:
// "called from `x` after the volumes are handled".
func (p *Plan) PlaceWords(nf *PlacedFunc, call feature.Call) string {
	if m := wordedPlace.FindStringSubmatch(call.When.Value); m != nil {
		return strings.TrimSpace(m[1])
	}
	_, caller := SplitMethod(call.Func.Value)
	said := append([]feature.Text{nf.Doc}, nf.Steps...)
	for _, comp := range p.Feature.Components {
		said = append(said, comp.Changes...)
	}
	for _, t := range said {
		if t.At.Line != call.Func.At.Line {
			continue
		}
		if _, rest, ok := strings.Cut(PlainWords(t.Value), caller); ok {
			if m := wordedPlace.FindStringSubmatch(rest); m != nil {
				return strings.TrimSpace(m[1])
			}
		}
	}
	return ""
}

var wordedPlace = regexp.MustCompile(`(?i)^[` + "`" + `()]*,? ?((?:(?:right|just|directly|immediately) )?(?:after|before|once|next to|beside|at|as the|between)\b[^.;]*)`)

// BeforeStmt is the place in front of a statement and its comment.
func BeforeStmt(f *checkout.GoFile, list []ast.Stmt, i int, fd *ast.FuncDecl) (Spot, string) {
	if len(list) == 0 {
		return Spot{Off: f.LineStart(f.Offset(fd.Body.Rbrace)), Indent: "\t"}, ""
	}
	off := f.LineStart(f.Offset(list[i].Pos()))
	s := Spot{Off: off, Indent: IndentAt(f, off)}
	for s.Off > 0 {
		prev := f.LineStart(s.Off - 1)
		if !strings.HasPrefix(strings.TrimSpace(string(f.Src[prev:s.Off])), "//") {
			break
		}
		s.Off = prev
	}
	return s, ""
}

// IndentAt returns the white space at an offset, which is a line start.
func IndentAt(f *checkout.GoFile, off int) string {
	end := off
	for end < len(f.Src) && (f.Src[end] == '\t' || f.Src[end] == ' ') {
		end++
	}
	return string(f.Src[off:end])
}

// EndOf is the place before the last return of a function, or its end.
func EndOf(f *checkout.GoFile, fd *ast.FuncDecl) Spot {
	list := fd.Body.List
	if n := len(list); n > 0 {
		if _, ok := list[n-1].(*ast.ReturnStmt); ok {
			s, _ := BeforeStmt(f, list, n-1, fd)
			return s
		}
		return AfterStmt(f, list, n-1)
	}
	return Spot{Off: f.LineStart(f.Offset(fd.Body.Rbrace)), Indent: "\t"}
}

// plainEnd reports whether a function ends without giving back what its last
// statements made: what is put before such an end comes after everything else.
func plainEnd(fd *ast.FuncDecl) bool {
	n := len(fd.Body.List)
	if n == 0 {
		return true
	}
	ret, ok := fd.Body.List[n-1].(*ast.ReturnStmt)
	if !ok {
		return true
	}
	for _, e := range ret.Results {
		id, ok := e.(*ast.Ident)
		if _, lit := e.(*ast.BasicLit); !lit && (!ok || id.Name != "nil" && id.Name != "true" && id.Name != "false") {
			return false
		}
	}
	return true
}

// AfterStmt is the place behind a statement and the error check that follows.
func AfterStmt(f *checkout.GoFile, list []ast.Stmt, i int) Spot {
	if i+1 < len(list) {
		if is, ok := list[i+1].(*ast.IfStmt); ok && is.Init == nil && checksError(f, is) && adjacent(f, list[i], is) {
			i++
		}
	}
	off := f.LineEnd(f.Offset(list[i].End()))
	return Spot{Off: off, Indent: IndentAt(f, f.LineStart(f.Offset(list[i].Pos()))), After: true}
}

func checksError(f *checkout.GoFile, is *ast.IfStmt) bool {
	return strings.Contains(strings.ToLower(f.NodeText(is.Cond)), "err")
}

func adjacent(f *checkout.GoFile, a, b ast.Node) bool {
	return strings.Count(string(f.Src[f.Offset(a.End()):f.Offset(b.Pos())]), "\n") == 1
}

// beside finds the innermost statement that calls a function.
func beside(f *checkout.GoFile, fd *ast.FuncDecl, name string, after bool) (Spot, bool) {
	list, i := stmtHolder(fd.Body.List, func(st ast.Stmt) bool { return CallIn(st, name) })
	if list == nil {
		return Spot{}, false
	}
	if _, ret := list[i].(*ast.ReturnStmt); ret || !after {
		s, _ := BeforeStmt(f, list, i, fd)
		return s, true
	}
	return AfterStmt(f, list, i), true
}

// stmtHolder returns the statement list and index of the first innermost
// statement that satisfies has.
func stmtHolder(list []ast.Stmt, has func(ast.Stmt) bool) ([]ast.Stmt, int) {
	for i, st := range list {
		if !has(st) {
			continue
		}
		for _, inner := range InnerLists(st) {
			if l, j := stmtHolder(inner, has); l != nil {
				return l, j
			}
		}
		return list, i
	}
	return nil, 0
}

// InnerLists returns the statement lists directly inside a statement.
func InnerLists(st ast.Stmt) [][]ast.Stmt {
	switch x := st.(type) {
	case *ast.BlockStmt:
		return [][]ast.Stmt{x.List}
	case *ast.IfStmt:
		out := [][]ast.Stmt{x.Body.List}
		if x.Else != nil {
			out = append(out, InnerLists(x.Else)...)
		}
		return out
	case *ast.ForStmt:
		return [][]ast.Stmt{x.Body.List}
	case *ast.RangeStmt:
		return [][]ast.Stmt{x.Body.List}
	case *ast.SwitchStmt:
		return caseBodies(x.Body)
	case *ast.TypeSwitchStmt:
		return caseBodies(x.Body)
	case *ast.LabeledStmt:
		return [][]ast.Stmt{{x.Stmt}}
	}
	return nil
}

func caseBodies(b *ast.BlockStmt) [][]ast.Stmt {
	var out [][]ast.Stmt
	for _, st := range b.List {
		if cc, ok := st.(*ast.CaseClause); ok {
			out = append(out, cc.Body)
		}
	}
	return out
}

// CallIn reports whether a function or method of a name is called in a node.
func CallIn(n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(x ast.Node) bool {
		if call, ok := x.(*ast.CallExpr); ok && CalleeName(call) == name {
			found = true
		}
		return !found
	})
	return found
}

// CalleeName returns the bare name of what a call calls, "" where it has none.
func CalleeName(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

// withLikes finds the last top-level call of a function or method of the same
// package that has the same results and, as its parameters, the same types.
func (p *Plan) withLikes(nf *PlacedFunc, f *checkout.GoFile, fd *ast.FuncDecl) (Spot, bool) {
	last := -1
	for i, st := range fd.Body.List {
		call := plainCall(st)
		if call == nil {
			continue
		}
		for _, g := range p.Tree.Mentioning(path.Dir(f.Path), "func") {
			if other := g.Func(nf.Recv, CalleeName(call)); other != nil {
				sig := p.SignatureOf(g, other.Type)
				if SameTypes(sig.Results, nf.Sig.Results) && len(sig.Params) > 0 && SameTypes(sig.Params, nf.Sig.Params) {
					last = i
				}
			}
		}
	}
	if last < 0 {
		return Spot{}, false
	}
	return AfterStmt(f, fd.Body.List, last), true
}

// plainCall returns the call of a statement that is a call, or that calls and
// checks the error.
func plainCall(st ast.Stmt) *ast.CallExpr {
	switch x := st.(type) {
	case *ast.ExprStmt:
		call, _ := x.X.(*ast.CallExpr)
		return call
	case *ast.IfStmt:
		if as, ok := x.Init.(*ast.AssignStmt); ok && len(as.Rhs) == 1 {
			call, _ := as.Rhs[0].(*ast.CallExpr)
			return call
		}
	case *ast.AssignStmt:
		if len(x.Rhs) == 1 && x.Tok != token.DEFINE {
			call, _ := x.Rhs[0].(*ast.CallExpr)
			return call
		}
	}
	return nil
}

// phaseSwitch returns the index of the only top-level switch that sets a phase:
// status functions decide the phase after all other fields are set.
func phaseSwitch(f *checkout.GoFile, fd *ast.FuncDecl) int {
	at := -1
	for i, st := range fd.Body.List {
		if sw, ok := st.(*ast.SwitchStmt); ok && strings.Contains(f.NodeText(sw), ".Status.Phase = ") {
			if at >= 0 {
				return -1
			}
			at = i
		}
	}
	return at
}

// copyFilled returns the index of the last statement of the first run of
// assignments to fields of a deep copy: there a function fills in the object
// that it writes back later.
func copyFilled(f *checkout.GoFile, fd *ast.FuncDecl) int {
	name, last := "", -1
	for i, st := range fd.Body.List {
		as, ok := st.(*ast.AssignStmt)
		if ok && as.Tok == token.DEFINE && len(as.Rhs) == 1 && isDeepCopy(as.Rhs[0]) && name == "" {
			name = f.NodeText(as.Lhs[0])
			continue
		}
		fills := ok && name != "" && as.Tok == token.ASSIGN && strings.HasPrefix(f.NodeText(as.Lhs[0]), name+".")
		if !fills && last >= 0 {
			return last
		}
		if fills {
			last = i
		}
	}
	return last
}
