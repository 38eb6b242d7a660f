package emit

// This file spells the types of API fields for the file they stand in.

import (
	"go/ast"
	"go/parser"
	"path"
	"strconv"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// qualifyType spells a type for a file: names of the plan's own types stay,
// API types of other packages and qualified names get the file's import. The
// diagnostic says what of it is not known.
func (a *apiPlan) qualifyType(typ, file string) (string, *diag.Diagnostic) {
	e, err := parser.ParseExpr(typ)
	if err != nil {
		return "", &diag.Diagnostic{Code: "unknown-type", Message: strconv.Quote(typ) + " is no Go type",
			Remedy: "write a Go type, e.g. *string, []PortRange, map[string]string, *resource.Quantity"}
	}
	var text string
	var fault *diag.Diagnostic
	a.Imports(file).Try(func() bool {
		text, fault = a.spell(e, file)
		return fault == nil
	})
	return text, fault
}

// bare holds the packages of well-known types that plans write without a
// qualifier.
var bare = map[string]string{"Quantity": code.Well["resource"], "Duration": code.Well["metav1"], "Time": code.Well["metav1"], "UID": code.Well["types"],
	"LabelSelector": code.Well["metav1"], "IntOrString": code.Well["intstr"]}

func (a *apiPlan) spell(e ast.Expr, file string) (string, *diag.Diagnostic) {
	prefix, inner := "", e
	switch x := e.(type) {
	case *ast.StarExpr:
		prefix, inner = "*", x.X
	case *ast.ArrayType:
		prefix, inner = "[]", x.Elt
	case *ast.MapType:
		key, fault := a.spell(x.Key, file)
		if fault != nil {
			return "", fault
		}
		prefix, inner = "map["+key+"]", x.Value
	case *ast.SelectorExpr:
		return a.selector(x, file)
	case *ast.Ident:
		return a.ident(x.Name, file)
	case *ast.StructType:
		if len(x.Fields.List) == 0 {
			return "struct{}", nil
		}
	case *ast.InterfaceType:
		if len(x.Methods.List) == 0 {
			return "interface{}", nil
		}
	}
	if prefix == "" {
		return "", &diag.Diagnostic{Code: "unknown-type", Message: "a type of this form cannot be used in the API", Remedy: "use named types, pointers, lists and maps"}
	}
	text, fault := a.spell(inner, file)
	return prefix + text, fault
}

// selector spells a qualified name. What the qualifier means is asked of the
// file's own imports first; a plan may also name the API's package as others
// see it, which is then no qualifier at all.
func (a *apiPlan) selector(x *ast.SelectorExpr, file string) (string, *diag.Diagnostic) {
	q, ok := x.X.(*ast.Ident)
	if !ok {
		return x.Sel.Name, nil
	}
	im := a.Imports(file)
	own := a.imported(file, q.Name)
	if q.Name == "v1" && path.Dir(file) == checkout.APIRoot+"/core/v1" && a.declaredHere(x.Sel.Name, file) && !a.declares(own, x.Sel.Name) {
		return x.Sel.Name, nil
	}
	if own != "" {
		return im.Qualify(own, x.Sel.Name), nil
	}
	if p, ok := im.Find(q.Name); ok {
		return im.Qualify(p, x.Sel.Name), nil
	}
	if p, ok := code.Well[q.Name]; ok {
		return im.Qualify(p, x.Sel.Name), nil
	}
	return "", &diag.Diagnostic{Code: "unknown-package", Message: "nothing is known by the name " + q.Name + " in " + file,
		Remedy: "use a qualifier that the file imports, or spell the type out"}
}

// imported returns the path that a file itself imports under a name.
func (a *apiPlan) imported(file, name string) string {
	f, err := a.Tree.Go(file)
	if err != nil {
		return ""
	}
	for p, alias := range gosrc.Aliases(f) {
		if alias == name {
			return p
		}
	}
	return ""
}

// declaredHere reports whether a file's package has a type, or will have it.
func (a *apiPlan) declaredHere(name, file string) bool {
	_, ts := a.Tree.Package(path.Dir(file)).FindType(name)
	return ts != nil || a.planned[name] != nil
}

// declares reports whether a package of the checkout or of its vendored
// modules declares a type; one that is not there may declare everything.
func (a *apiPlan) declares(importPath, name string) bool {
	if importPath == "" {
		return false
	}
	dir := gosrc.ImportDir(importPath)
	if dir == "" || !a.Tree.Exists(dir) {
		dir = "vendor/" + importPath
	}
	if !a.Tree.Exists(dir) {
		return true
	}
	_, ts := a.Tree.Package(dir).FindType(name)
	return ts != nil
}

// ident resolves an unqualified type name: built in, planned, of the file's
// package, else of core/v1, else a well-known one written without qualifier.
func (a *apiPlan) ident(name, file string) (string, *diag.Diagnostic) {
	if code.Builtin[name] {
		return name, nil
	}
	dir := path.Dir(file)
	if t := a.planned[name]; t != nil {
		if home := path.Dir(a.home(name)); home != dir {
			return a.Imports(file).Qualify(gosrc.ImportPath(home), name), nil
		}
		return name, nil
	}
	if f, _ := a.Tree.Package(dir).FindType(name); f != nil {
		return name, nil
	}
	core := checkout.APIRoot + "/core/v1"
	if f, _ := a.Tree.Package(core).FindType(name); f != nil {
		return a.Imports(file).Qualify(gosrc.ImportPath(core), name), nil
	}
	if p, ok := bare[name]; ok {
		return a.Imports(file).Qualify(p, name), nil
	}
	return "", &diag.Diagnostic{Code: "unknown-type", Message: "its type " + name + " is neither in the checkout nor in the plan",
		Remedy: "declare the type in the plan (Go or a table), or use one the checkout has"}
}
