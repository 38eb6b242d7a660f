package emit

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// container is a call of Describe, Context or one of their wrappers.
type container struct {
	file  *checkout.GoFile
	call  *ast.CallExpr // outermost call
	title string
	body  *ast.BlockStmt
}

// describes returns the containers that a test file has at top level:
// var _ = Describe(…), also through wrappers such as Describe(SIG(…)).
func describes(f *checkout.GoFile) []container {
	var out []container
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok || gd.Tok != token.VAR {
			continue
		}
		for _, s := range gd.Specs {
			for _, v := range s.(*ast.ValueSpec).Values {
				if c, ok := containerOf(f, v); ok {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// containerOf reads a call whose last argument is a function, or a call that
// ends in one, as a container.
func containerOf(f *checkout.GoFile, e ast.Expr) (container, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 || strings.Contains(f.NodeText(call.Fun), "Table") {
		return container{}, false
	}
	c := container{file: f, call: call}
	switch x := call.Args[len(call.Args)-1].(type) {
	case *ast.FuncLit:
		if len(x.Type.Params.List) > 0 {
			return container{}, false
		}
		c.body = x.Body
	case *ast.CallExpr:
		inner, ok := containerOf(f, x)
		if !ok {
			return container{}, false
		}
		c.body, c.title = inner.body, inner.title
		return c, true
	default:
		return container{}, false
	}
	c.title = stringValue(call.Args[0])
	return c, true
}

// stringValue evaluates a string literal, or a sum that ends in one.
func stringValue(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(x.Value)
		return s
	case *ast.BinaryExpr:
		return stringValue(x.X) + stringValue(x.Y)
	}
	return ""
}

// find returns the container with that title inside, at any depth.
func (c container) find(title string) (container, bool) {
	var found container
	ast.Inspect(c.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && found.call == nil {
			if in, ok := containerOf(c.file, call); ok && in.title == title && isContainer(c.file, call) {
				found = in
			}
		}
		return found.call == nil
	})
	return found, found.call != nil
}

func isContainer(f *checkout.GoFile, call *ast.CallExpr) bool {
	name := f.NodeText(call.Fun)
	name = name[strings.LastIndexByte(name, '.')+1:]
	return strings.HasSuffix(name, "Context") || strings.HasSuffix(name, "Describe") || strings.HasSuffix(name, "When")
}

// hasSpec reports whether a spec of that title stands in the container.
func (c container) hasSpec(title string) bool {
	found := false
	ast.Inspect(c.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 && stringValue(call.Args[0]) == title {
			found = true
		}
		return !found
	})
	return found
}

// holds reports whether a spec of that title is a statement of the container.
func (c container) holds(title string) bool {
	for _, st := range c.body.List {
		if es, ok := st.(*ast.ExprStmt); ok {
			if call, ok := es.X.(*ast.CallExpr); ok && len(call.Args) > 0 && stringValue(call.Args[0]) == title {
				return true
			}
		}
	}
	return false
}

// mentions counts how often identifiers of the set occur in the container.
func (c container) mentions(names map[string]bool) int {
	n := 0
	ast.Inspect(c.body, func(x ast.Node) bool {
		if id, ok := x.(*ast.Ident); ok && names[id.Name] {
			n++
		}
		return true
	})
	return n
}
