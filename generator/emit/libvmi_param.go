package emit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// optionParam is a parameter of a builder.
type optionParam struct {
	name, typ string // typ is spelled for the target file; "" where the plan gives none
	base      string // type name without pointer, list and qualifier
	variadic  bool
}

// value returns the parameter as a value, pointer as a pointer to it.
func (p optionParam) value() string {
	if strings.HasPrefix(p.typ, "*") {
		return "*" + p.name
	}
	return p.name
}

func (p optionParam) pointer() string {
	if strings.HasPrefix(p.typ, "*") {
		return p.name
	}
	return "&" + p.name
}

// parameters reads the planned parameter list. A parameter without a type gets
// it from the field it sets.
func (v *optionView) parameters(o *option) []optionParam {
	e, err := parser.ParseExpr("func(" + o.fn.Params.Value + ")")
	ft, ok := e.(*ast.FuncType)
	if err != nil || !ok {
		return nil
	}
	var out []optionParam
	for _, f := range ft.Params.List {
		if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && !code.Builtin[id.Name] && !token.IsExported(id.Name) {
			out = append(out, optionParam{name: id.Name})
			continue
		}
		_, variadic := f.Type.(*ast.Ellipsis)
		p := optionParam{typ: v.spellParam(f.Type, o.file), base: paramBase(f.Type), variadic: variadic}
		for _, n := range f.Names {
			p.name = n.Name
			out = append(out, p)
		}
		if len(f.Names) == 0 {
			p.name = jsonName(p.base)
			out = append(out, p)
		}
	}
	return out
}

func paramBase(e ast.Expr) string {
	if x, ok := e.(*ast.Ellipsis); ok {
		e = x.Elt
	}
	return strings.TrimLeft(bareExpr(e), "*[].")
}

// spellParam writes a parameter type with the qualifiers of the target file.
func (v *optionView) spellParam(e ast.Expr, file string) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return "*" + v.spellParam(x.X, file)
	case *ast.ArrayType:
		return "[]" + v.spellParam(x.Elt, file)
	case *ast.Ellipsis:
		return "..." + v.spellParam(x.Elt, file)
	case *ast.MapType:
		return "map[" + v.spellParam(x.Key, file) + "]" + v.spellParam(x.Value, file)
	case *ast.SelectorExpr:
		q, _ := x.X.(*ast.Ident)
		if p, ok := v.importOf(q, x.Sel.Name, file); ok {
			return v.Imports(file).Qualify(p, x.Sel.Name)
		}
		return bareExpr(x.X) + "." + x.Sel.Name
	case *ast.Ident:
		if core := checkout.APIRoot + "/core/v1"; !code.Builtin[x.Name] && v.isType(core, x.Name) && !v.isType(path.Dir(file), x.Name) {
			return v.Imports(file).Qualify(gosrc.ImportPath(core), x.Name)
		}
		return x.Name
	}
	return "any"
}

// importOf tells which package a plan means by a qualifier: "v1" is the
// KubeVirt API for a name that the API has.
func (v *optionView) importOf(q *ast.Ident, name, file string) (string, bool) {
	core := checkout.APIRoot + "/core/v1"
	switch {
	case q == nil:
		return "", false
	case strings.HasSuffix(q.Name, "v1") && q.Name != "metav1" && v.isType(core, name):
		return gosrc.ImportPath(core), true
	}
	if p, ok := v.Imports(file).Find(q.Name); ok {
		return p, true
	}
	p, ok := code.Well[q.Name]
	return p, ok
}

func (v *optionView) isType(dir, name string) bool {
	_, ts := v.api.Package(dir).FindType(name)
	return ts != nil
}

// signature is the parameter list and result as they will be written.
func (o *option) signature() string {
	var b strings.Builder
	b.WriteString("(")
	for i, p := range o.params {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.name)
		if i+1 == len(o.params) || o.params[i+1].typ != p.typ || p.variadic {
			b.WriteString(" " + p.typ)
		}
	}
	return b.String() + ") " + o.result
}

// sameSignature compares parameter and result types by their bare names.
func sameSignature(have *ast.FuncType, want string) bool {
	e, err := parser.ParseExpr("func" + want)
	if err != nil {
		return true
	}
	return bareFields(have.Params) == bareFields(e.(*ast.FuncType).Params) && bareFields(have.Results) == bareFields(e.(*ast.FuncType).Results)
}

func bareFields(list *ast.FieldList) string {
	var out []string
	if list == nil {
		return ""
	}
	for _, f := range list.List {
		for range max(1, len(f.Names)) {
			out = append(out, bareExpr(f.Type))
		}
	}
	return strings.Join(out, ",")
}

// bareExpr spells a type without qualifiers.
func bareExpr(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return "*" + bareExpr(x.X)
	case *ast.ArrayType:
		return "[]" + bareExpr(x.Elt)
	case *ast.Ellipsis:
		return "..." + bareExpr(x.Elt)
	case *ast.MapType:
		return "map[" + bareExpr(x.Key) + "]" + bareExpr(x.Value)
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return "?"
}
