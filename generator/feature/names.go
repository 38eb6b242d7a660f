// This file defines which pieces of a model are taken out: names that are none,
// and code that would run without being called.
package feature

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// pieces takes out what must not be written. Names of gates are the matter of
// whoever registers them.
func (g *Guarded) pieces() {
	f := g.Feature
	f.Fields = slices.DeleteFunc(f.Fields, g.badField)
	f.Types = slices.DeleteFunc(f.Types, g.badType)
	for i := range f.Types {
		f.Types[i].Fields = slices.DeleteFunc(f.Types[i].Fields, g.badField)
		f.Types[i].Values = slices.DeleteFunc(f.Types[i].Values, g.badConst)
	}
	f.Consts = slices.DeleteFunc(f.Consts, g.badConst)
	f.Functions = slices.DeleteFunc(f.Functions, g.badFunction)
}

// identifier reports whether a name can be declared in Go; none counts as good.
func identifier(t Text) bool {
	return t.Empty() || token.IsIdentifier(t.Value) && t.Value != "_"
}

func (g *Guarded) badField(x Field) bool {
	what := "field " + x.Name.Or(x.JSON).Or(x.Path).Value
	switch {
	case !identifier(x.Name):
		return g.drop(what, x.At(), "%q is no Go identifier", x.Name.Value)
	case strings.ContainsAny(x.JSON.Value, "`\"' \t\n\\"):
		return g.drop(what, x.At(), "%q is no JSON name", x.JSON.Value)
	case strings.ContainsAny(x.Tag.Value, "`\n"):
		return g.drop(what, x.At(), "its tag does not fit between back-quotes")
	case strings.ContainsAny(x.Type.Value, ";\n`") || strings.Contains(x.Type.Value, "//"):
		return g.drop(what, x.At(), "its type is more than a Go type")
	}
	return false
}

func (g *Guarded) badType(x Type) bool {
	what := "type " + x.Name.Value
	if !identifier(x.Name) {
		return g.drop(what, x.Name.At, "%q is no Go identifier", x.Name.Value)
	}
	if x.Source.Empty() {
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+x.Source.Value, parser.ParseComments)
	if err != nil {
		return false // whoever writes it says why
	}
	for _, d := range file.Decls {
		if gd, ok := d.(*ast.GenDecl); !ok || gd.Tok != token.TYPE {
			return g.drop(what, x.Name.At, "its declaration declares more than types")
		}
	}
	if line := directive(x.Source.Value); line != "" {
		return g.drop(what, x.Name.At, "its declaration holds a directive of the Go tools: %s", line)
	}
	return false
}

// directive returns the first line of a text that the Go tools would obey.
func directive(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "//go:") || strings.HasPrefix(line, "//export ") || strings.HasPrefix(line, "#cgo ") {
			return line
		}
	}
	return ""
}

func (g *Guarded) badConst(x Const) bool {
	what := "constant " + x.Name.Value
	if x.Var {
		what = "variable " + x.Name.Value
	}
	if !identifier(x.Name) {
		return g.drop(what, x.Name.At, "%q is no Go identifier", x.Name.Value)
	}
	value, err := parser.ParseExpr(x.Value.Value)
	if err != nil {
		return false // whoever writes it says why
	}
	if call := runs(value, x.Type.Value); call != "" {
		return g.drop(what, x.Name.At, "its initialiser runs code whenever the program starts (%s), and is not taken over from a plan: write it by hand", call)
	}
	return false
}

// runs returns the part of an initialiser that runs code: a call that is no
// conversion to the declared or a predeclared type, a receive, or a function
// that is called on the spot; "" if there is none.
func runs(value ast.Expr, typ string) string {
	found := ""
	ast.Inspect(value, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncLit:
			return false // declared, not called
		case *ast.UnaryExpr:
			if x.Op == token.ARROW {
				found = "<-"
			}
		case *ast.CallExpr:
			name := types.ExprString(x.Fun)
			switch x.Fun.(type) {
			case *ast.ArrayType, *ast.MapType, *ast.InterfaceType, *ast.ParenExpr:
				return true // a conversion
			}
			if lit, ok := x.Fun.(*ast.FuncLit); ok {
				found = types.ExprString(lit.Type)
			} else if obj := types.Universe.Lookup(name); name != typ && !isTypeOrPure(obj) {
				found = name + "(…)"
			}
		}
		return found == ""
	})
	return found
}

// isTypeOrPure reports whether a predeclared name is a type, or one of the
// functions that do nothing but compute.
func isTypeOrPure(obj types.Object) bool {
	switch obj.(type) {
	case *types.TypeName:
		return true
	case *types.Builtin:
		return slices.Contains([]string{"len", "cap", "make", "new", "min", "max", "complex", "real", "imag"}, obj.Name())
	}
	return false
}

func (g *Guarded) badFunction(x Function) bool {
	what := "function " + x.Name.Value
	owner, name, method := strings.Cut(x.Name.Value, ".")
	if !method {
		owner, name = "", x.Name.Value
	}
	receiver := strings.TrimLeft(x.Receiver.Value, "*")
	if i := strings.IndexByte(receiver, '['); i > 0 {
		receiver = receiver[:i]
	}
	switch {
	case !identifier(Text{Value: name}) || !identifier(Text{Value: owner}):
		return g.drop(what, x.Name.At, "%q is no name of a Go function", x.Name.Value)
	case receiver != "" && !token.IsIdentifier(receiver):
		return g.drop(what, x.Name.At, "%q is no receiver", x.Receiver.Value)
	case owner == "" && receiver == "" && x.Method.Empty() && (name == "init" || name == "main") && !x.Modify:
		return g.drop(what, x.Name.At, "a function of this name runs by itself, and is not taken over from a plan: write it by hand")
	}
	for label, text := range map[string]string{"parameters": x.Params.Value, "results": x.Results.Value, "body": x.Body.Value} {
		if leaves(label, text) {
			return g.drop(what, x.Name.At, "its %s end before their text does", label)
		}
	}
	if line := directive(x.Body.Value); line != "" {
		return g.drop(what, x.Name.At, "its body holds a directive of the Go tools: %s", line)
	}
	return false
}

// leaves reports whether a part of a function holds more than that part: text
// that, put in its place, declares something else beside the function.
func leaves(part, text string) bool {
	if !strings.ContainsAny(text, "{}") {
		return part != "body" && strings.ContainsAny(text, ";\n") && strings.Contains(text, "func ")
	}
	src := map[string]string{
		"parameters": "func f(%s) {}",
		"results":    "func f() %s {}",
		"body":       "func f() {\n%s\n}",
	}[part]
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+fmt.Sprintf(src, text), 0)
	return err == nil && len(file.Decls) != 1
}
