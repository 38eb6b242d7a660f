package code

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// ClusterConfigType is the canonical type of the cluster configuration, which
// has the accessors of the feature gates.
const ClusterConfigType = `*"` + gosrc.Module + `/pkg/virt-config".ClusterConfig`

// Scope is what can be named at one place of a function: parameters, receiver
// and the variables declared before it in the blocks around it, with the
// canonical types that can be told without a type checker ("" otherwise).
type Scope struct {
	P      *Plan
	F      *checkout.GoFile
	Fd     *ast.FuncDecl
	Names  map[string]string
	order  []string        // names in the order of declaration
	Copies map[string]bool // variables that hold a deep copy
}

// ScopeAt returns what is in scope at an offset inside a function.
func (p *Plan) ScopeAt(f *checkout.GoFile, fd *ast.FuncDecl, off int) *Scope {
	s := &Scope{P: p, F: f, Fd: fd, Names: map[string]string{}, Copies: map[string]bool{}}
	for _, fl := range []*ast.FieldList{fd.Recv, fd.Type.Params, fd.Type.Results} {
		if fl == nil {
			continue
		}
		for _, field := range fl.List {
			for _, id := range field.Names {
				s.Declare(id.Name, p.Canon(f, field.Type))
			}
		}
	}
	s.block(fd.Body.List, off)
	return s
}

// Declare adds a name to the scope; an unknown type does not take away a known one.
func (s *Scope) Declare(name, typ string) {
	if name == "_" {
		return
	}
	if typ == "" && s.Names[name] != "" && slices.Contains(s.order, name) {
		return // redeclared by :=, keeps its type
	}
	s.Names[name] = typ
	s.order = append(s.order, name)
}

// block takes the declarations of the statements before off and goes into the
// statement that holds off.
func (s *Scope) block(list []ast.Stmt, off int) {
	for _, st := range list {
		switch {
		case s.F.Offset(st.End()) <= off:
			s.statement(st)
		case s.F.Offset(st.Pos()) < off:
			s.enter(st, off)
			return
		default:
			return
		}
	}
}

func (s *Scope) enter(st ast.Stmt, off int) {
	inside := func(n ast.Node) bool { return s.F.Offset(n.Pos()) < off && off < s.F.Offset(n.End()) }
	switch x := st.(type) {
	case *ast.BlockStmt:
		s.block(x.List, off)
	case *ast.IfStmt:
		s.statement(x.Init)
		if inside(x.Body) {
			s.block(x.Body.List, off)
		} else if x.Else != nil && inside(x.Else) {
			s.enter(x.Else, off)
		}
	case *ast.ForStmt:
		s.statement(x.Init)
		s.block(x.Body.List, off)
	case *ast.RangeStmt:
		s.ranged(x)
		s.block(x.Body.List, off)
	case *ast.SwitchStmt:
		s.statement(x.Init)
		s.block(x.Body.List, off)
	case *ast.CaseClause:
		s.block(x.Body, off)
	case *ast.LabeledStmt:
		s.enter(x.Stmt, off)
	}
}

func (s *Scope) ranged(x *ast.RangeStmt) {
	if x.Tok != token.DEFINE {
		return
	}
	t := s.typeOf(x.X)
	if id, ok := x.Key.(*ast.Ident); ok {
		key := ""
		if strings.HasPrefix(t, "[]") {
			key = "int"
		}
		s.Declare(id.Name, key)
	}
	if id, ok := x.Value.(*ast.Ident); ok {
		s.Declare(id.Name, strings.TrimPrefix(t, "[]"))
	}
}

// statement declares what a statement defines.
func (s *Scope) statement(st ast.Stmt) {
	switch x := st.(type) {
	case *ast.AssignStmt:
		if x.Tok == token.DEFINE {
			s.define(x)
		}
	case *ast.DeclStmt:
		gd, ok := x.Decl.(*ast.GenDecl)
		if !ok || gd.Tok != token.VAR {
			return
		}
		for _, spec := range gd.Specs {
			vs := spec.(*ast.ValueSpec)
			for i, id := range vs.Names {
				switch {
				case vs.Type != nil:
					s.Declare(id.Name, s.P.Canon(s.F, vs.Type))
				case i < len(vs.Values):
					s.Declare(id.Name, s.typeOf(vs.Values[i]))
				}
			}
		}
	}
}

func (s *Scope) define(x *ast.AssignStmt) {
	var types []string
	if len(x.Rhs) == 1 && len(x.Lhs) > 1 {
		types = s.typesOf(x.Rhs[0])
	} else {
		for _, r := range x.Rhs {
			types = append(types, s.typeOf(r))
		}
	}
	for i, l := range x.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			continue
		}
		t := ""
		if i < len(types) {
			t = types[i]
		}
		s.Declare(id.Name, t)
		if i < len(x.Rhs) && isDeepCopy(x.Rhs[i]) {
			s.Copies[id.Name] = true
		}
	}
}

func isDeepCopy(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "DeepCopy"
}

// typeOf returns the canonical type of an expression, or "" where it takes a
// type checker to know.
func (s *Scope) typeOf(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		if x.Name == "true" || x.Name == "false" {
			return "bool"
		}
		return s.Names[x.Name]
	case *ast.ParenExpr:
		return s.typeOf(x.X)
	case *ast.StarExpr:
		return strings.TrimPrefix(s.typeOf(x.X), "*")
	case *ast.UnaryExpr:
		switch t := s.typeOf(x.X); {
		case x.Op == token.NOT:
			return "bool"
		case x.Op == token.AND && t != "":
			return "*" + t
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND, token.LOR, token.EQL, token.NEQ, token.LSS, token.GTR, token.LEQ, token.GEQ:
			return "bool"
		}
	case *ast.CompositeLit:
		if x.Type != nil {
			return s.P.Canon(s.F, x.Type)
		}
	case *ast.TypeAssertExpr:
		if x.Type != nil {
			return s.P.Canon(s.F, x.Type)
		}
	case *ast.IndexExpr:
		if t := s.typeOf(x.X); strings.HasPrefix(t, "[]") {
			return t[2:]
		}
	case *ast.SelectorExpr:
		if t := s.typeOf(x.X); t != "" {
			return s.P.FieldType(t, x.Sel.Name, 0)
		}
	case *ast.CallExpr:
		if ts := s.typesOf(x); len(ts) == 1 {
			return ts[0]
		}
	}
	return ""
}

// typesOf returns the canonical result types of a call.
func (s *Scope) typesOf(e ast.Expr) []string {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		if ta, ok := e.(*ast.TypeAssertExpr); ok && ta.Type != nil {
			return []string{s.P.Canon(s.F, ta.Type), "bool"}
		}
		return nil
	}
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		if s.Names[fun.Name] != "" {
			return nil
		}
		return s.P.ResultsIn(path.Dir(s.F.Path), "", fun.Name)
	case *ast.SelectorExpr:
		if q, ok := fun.X.(*ast.Ident); ok {
			if _, local := s.Names[q.Name]; !local {
				if im := s.P.ImportsOf(s.F.Path)[q.Name]; im != "" {
					return s.P.ResultsIn(gosrc.ImportDir(im), "", fun.Sel.Name)
				}
			}
		}
		t := s.typeOf(fun.X)
		if fun.Sel.Name == "DeepCopy" && t != "" {
			return []string{"*" + strings.TrimPrefix(t, "*")}
		}
		return s.P.methodResults(t, fun.Sel.Name, 0)
	}
	return nil
}

// ClusterConfig returns the expression for the cluster configuration, found by
// type: a variable, or a field of the receiver.
func (s *Scope) ClusterConfig() string { return s.reach(ClusterConfigType) }

// reach finds an expression of exactly a type: a variable in scope, else a
// field of the receiver, promoted fields included.
func (s *Scope) reach(typ string) string {
	for _, name := range s.order {
		if s.Names[name] == typ {
			return name
		}
	}
	if s.Fd.Recv == nil || len(s.Fd.Recv.List[0].Names) == 0 {
		return ""
	}
	recv := s.Fd.Recv.List[0].Names[0].Name
	if field := s.P.FieldOf(s.Names[recv], typ, 0); field != "" && recv != "_" {
		return recv + "." + field
	}
	return ""
}
