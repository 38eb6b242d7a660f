package rule

// From the text of an expression to a small typed tree.

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Op is what a node does.
type Op string

// The operations of a node. The operators are spelled as in Go.
const (
	OpVar    Op = "var"    // Name: self, oldSelf, a loop variable
	OpField  Op = "field"  // Args[0].Field
	OpHas    Op = "has"    // has(Args[0]), which is an OpField
	OpConst  Op = "const"  // Value
	OpList   Op = "list"   // [Args…]
	OpCall   Op = "call"   // Name(Args…), Args[0] is the target of methods
	OpIndex  Op = "index"  // Args[0][Args[1]]
	OpAll    Op = "all"    // Args[0].all(Name, Args[1])
	OpExists Op = "exists" // Args[0].exists(Name, Args[1])
	OpMap    Op = "map"    // Args[0].map(Name, Args[1])
	OpFilter Op = "filter" // Args[0].filter(Name, Args[1])
	OpOne    Op = "one"    // Args[0].exists_one(Name, Args[1])
	OpCond   Op = "?:"     // Args[0] ? Args[1] : Args[2]
	OpIn     Op = "in"     // Args[0] in Args[1]
	OpNot    Op = "!"
	OpNeg    Op = "neg"
	OpAnd    Op = "&&"
	OpOr     Op = "||"
	OpEq     Op = "=="
	OpNe     Op = "!="
	OpLt     Op = "<"
	OpLe     Op = "<="
	OpGt     Op = ">"
	OpGe     Op = ">="
	OpAdd    Op = "+"
	OpSub    Op = "-"
	OpMul    Op = "*"
	OpDiv    Op = "/"
	OpMod    Op = "%"
)

var operatorOf = map[string]Op{
	operators.LogicalAnd: OpAnd, operators.LogicalOr: OpOr, operators.LogicalNot: OpNot, operators.Equals: OpEq, operators.NotEquals: OpNe,
	operators.Less: OpLt, operators.LessEquals: OpLe, operators.Greater: OpGt, operators.GreaterEquals: OpGe, operators.In: OpIn,
	operators.Add: OpAdd, operators.Subtract: OpSub, operators.Multiply: OpMul, operators.Divide: OpDiv, operators.Modulo: OpMod,
	operators.Negate: OpNeg, operators.Index: OpIndex, operators.Conditional: OpCond,
}

var macroOf = map[string]Op{"all": OpAll, "exists": OpExists, "map": OpMap, "filter": OpFilter, "exists_one": OpOne, "existsOne": OpOne}

// Node is one node of an expression.
type Node struct {
	Op    Op
	Name  string
	Field *Field
	Value any // bool, int64, float64, string
	Args  []*Node
	Type  *Type // nil where CEL alone knows it, as for lists in the expression
}

// Problem is what is wrong with an expression, at a place of its text.
type Problem struct {
	Line, Column int // from 1
	Message      string
}

// Error gives line, column and message.
func (p Problem) Error() string { return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Message) }

// Expr is a checked expression.
type Expr struct {
	Text string
	Root *Node
	Env  *Env
	ast  *cel.Ast
	prg  cel.Program
}

// Parse checks an expression that must be true or false.
func (e *Env) Parse(text string) (*Expr, []Problem) {
	checked, iss := e.cel.Compile(text)
	if iss != nil && iss.Err() != nil {
		var out []Problem
		for _, er := range iss.Errors() {
			out = append(out, Problem{er.Location.Line(), er.Location.Column() + 1, e.explain(er.Message)})
		}
		return nil, out
	}
	if t := checked.OutputType(); t.Kind() != types.BoolKind {
		return nil, []Problem{{1, 1, "the expression is of type " + t.String() + ", a rule is true or false"}}
	}
	c := &converter{env: e, ast: checked.NativeRep(), vars: map[string]*Type{}}
	root, err := c.node(c.ast.Expr())
	if err != nil {
		return nil, []Problem{{1, 1, err.Error()}}
	}
	return &Expr{Text: text, Root: root, Env: e, ast: checked}, nil
}

// explain says what CEL's message means here.
func (e *Env) explain(message string) string {
	if name, ok := strings.CutPrefix(message, "undefined field '"); ok {
		return "the API has no field '" + name
	}
	return message
}

type converter struct {
	env  *Env
	ast  *ast.AST
	vars map[string]*Type
}

func (c *converter) node(e ast.Expr) (*Node, error) {
	if call, ok := c.ast.SourceInfo().GetMacroCall(e.ID()); ok && e.Kind() != ast.SelectKind {
		return c.macro(call)
	}
	switch e.Kind() {
	case ast.IdentKind:
		return c.ident(e.AsIdent())
	case ast.LiteralKind:
		return &Node{Op: OpConst, Value: e.AsLiteral().Value()}, nil
	case ast.SelectKind:
		return c.selection(e.AsSelect())
	case ast.ListKind:
		n := &Node{Op: OpList}
		return n, c.args(n, e.AsList().Elements()...)
	case ast.CallKind:
		return c.call(e.AsCall())
	case ast.ComprehensionKind:
		return nil, fmt.Errorf("this form of quantifier is not understood")
	}
	return nil, fmt.Errorf("maps and structs are not understood here")
}

func (c *converter) args(n *Node, es ...ast.Expr) error {
	for _, e := range es {
		a, err := c.node(e)
		if err != nil {
			return err
		}
		n.Args = append(n.Args, a)
	}
	return nil
}

func (c *converter) ident(name string) (*Node, error) {
	if t, ok := c.vars[name]; ok {
		return &Node{Op: OpVar, Name: name, Type: t}, nil
	}
	if name == Self || name == OldSelf {
		return &Node{Op: OpVar, Name: name, Type: c.env.Root}, nil
	}
	if f, ok := c.env.Root.Field(name); ok {
		return &Node{Op: OpField, Field: f, Type: f.Type, Args: []*Node{{Op: OpVar, Name: Self, Type: c.env.Root}}}, nil
	}
	return nil, fmt.Errorf("%s has no meaning here", name)
}

func (c *converter) selection(s ast.SelectExpr) (*Node, error) {
	n := &Node{Op: OpField}
	if err := c.args(n, s.Operand()); err != nil {
		return nil, err
	}
	on := n.Args[0].Type
	if on == nil {
		return nil, fmt.Errorf("the type of what has the field %s is not known", s.FieldName())
	}
	if on.Kind == Map {
		n = &Node{Op: OpIndex, Type: on.Elem, Args: []*Node{n.Args[0], {Op: OpConst, Value: s.FieldName()}}}
	} else {
		f, ok := on.Field(unescape(s.FieldName()))
		if !ok {
			return nil, fmt.Errorf("the API has no field '%s' there", s.FieldName())
		}
		n.Field, n.Type = f, f.Type
	}
	if s.IsTestOnly() {
		return &Node{Op: OpHas, Args: []*Node{n}}, nil
	}
	return n, nil
}

func (c *converter) call(call ast.CallExpr) (*Node, error) {
	n := &Node{Op: OpCall, Name: call.FunctionName()}
	if op, ok := operatorOf[n.Name]; ok {
		n.Op, n.Name = op, ""
	}
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	if err := c.args(n, args...); err != nil {
		return nil, err
	}
	if n.Op == OpIndex && n.Args[0].Type != nil {
		n.Type = n.Args[0].Type.Elem
	}
	if (n.Op == OpAdd || n.Op == OpSub) && n.Args[0].Type != nil {
		n.Type = n.Args[0].Type
	}
	return n, nil
}

// macro reads list.all(x, …) and its like as they were written.
func (c *converter) macro(e ast.Expr) (*Node, error) {
	call := e.AsCall()
	if call.FunctionName() == operators.Has {
		field := call.Args()[0].AsSelect()
		n, err := c.selection(field)
		if err == nil && n.Op != OpHas {
			n = &Node{Op: OpHas, Args: []*Node{n}}
		}
		return n, err
	}
	op, ok := macroOf[call.FunctionName()]
	if !ok || len(call.Args()) != 2 {
		return nil, fmt.Errorf("%s is not understood in this form", call.FunctionName())
	}
	n := &Node{Op: op, Name: call.Args()[0].AsIdent()}
	if err := c.args(n, call.Target()); err != nil {
		return nil, err
	}
	t := elementType(n.Args[0])
	outer, shadowed := c.vars[n.Name]
	c.vars[n.Name] = t
	err := c.args(n, call.Args()[1])
	delete(c.vars, n.Name)
	if shadowed {
		c.vars[n.Name] = outer
	}
	if err != nil {
		return nil, err
	}
	switch op {
	case OpFilter:
		n.Type = n.Args[0].Type
	case OpMap:
		if n.Args[1].Type != nil {
			n.Type = &Type{Kind: List, Elem: n.Args[1].Type}
		}
	}
	return n, nil
}

// elementType is the type of what a quantifier runs over: elements of lists,
// keys of maps.
func elementType(n *Node) *Type {
	switch {
	case n.Type == nil:
		return nil
	case n.Type.Kind == Map:
		return n.Type.Key
	}
	return n.Type.Elem
}
