package emit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// libvmiDir holds the VMI and VM builders that tests share.
const libvmiDir = "pkg/libvmi"

// emitLibvmi adds the builders that the plan asks for: functions that return
// an option, i.e. a function over an API object. The body sets the API field
// that the name and the parameters tell.
func emitLibvmi(c *Context) {
	var view *optionView
	for _, fn := range c.Feature.Functions {
		if !isOption(fn) || fn.Modify {
			continue
		}
		if view == nil {
			view = newOptionView(c)
		}
		view.add(fn)
	}
}

// isOption reports whether a planned function is a builder of pkg/libvmi,
// which emitLibvmi takes care of.
func isOption(fn feature.Function) bool {
	if strings.HasPrefix(fn.File.Value, libvmiDir+"/") {
		return fn.Receiver.Empty() && fn.Method.Empty()
	}
	short := !strings.Contains(fn.File.Value, "/")
	return short && strings.HasPrefix(fn.Name.Value, "With") && strings.HasSuffix(fn.Results.Value, "Option") && !strings.Contains(fn.Results.Value, ".")
}

// option is a builder to be written.
type option struct {
	fn     feature.Function
	file   string
	result string             // option type it returns
	recv   string             // name of the object the option changes
	object ast.Expr           // its type, as the option type spells it
	root   checkout.StructRef // the same, resolved
	home   *checkout.GoFile   // file that declares the option type
	params []optionParam
}

type optionParam struct {
	name, typ string // typ is spelled for the target file; "" where the plan gives none
	base      string // type name without pointer, list and qualifier
	variadic  bool
}

func (v *optionView) add(fn feature.Function) {
	what := "builder libvmi." + fn.Name.Value
	if !token.IsIdentifier(fn.Name.Value) {
		v.res.Diags.Errorf("bad-identifier", fn.At(), "use a Go name", "%q is no name for a function", fn.Name.Value)
		return
	}
	o, ok := v.option(fn)
	if !ok {
		v.Left(what, "no option type "+fn.Results.Or(feature.T("Option", fn.At())).Value+" in "+libvmiDir, fn.At())
		return
	}
	if f, fd := v.Tree.Package(path.Dir(o.file)).FindFunc("", fn.Name.Value); fd != nil {
		v.existing(what, o, f, fd)
		return
	}
	v.write(what, o)
}

// existing holds the planned signature against the one in the checkout.
func (v *optionView) existing(what string, o *option, f *checkout.GoFile, fd *ast.FuncDecl) {
	have := f.Text(fd.Type.Params.Pos(), fd.Type.End())
	if want := o.signature(); o.fn.HasParams && !sameSignature(fd.Type, want) {
		v.Conflict(what, have, want, o.fn.At(), f.Pos(fd.Pos()))
		return
	}
	v.Present(what, o.fn.At(), f.Pos(fd.Pos()))
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

// option resolves file, option type and parameters of a planned builder.
func (v *optionView) option(fn feature.Function) (*option, bool) {
	o := &option{fn: fn, file: fn.File.Value, result: fn.Results.Value}
	if o.file == "" || !strings.Contains(o.file, "/") {
		o.file = path.Join(libvmiDir, o.file)
	}
	dir := path.Dir(o.file)
	if o.file == libvmiDir {
		dir = libvmiDir
	}
	if o.result == "" {
		o.result = "Option"
		if path.Base(o.file) == "vm.go" {
			o.result = "VMOption"
		}
	}
	home, ts := v.Tree.Package(dir).FindType(o.result)
	if ts == nil {
		return nil, false
	}
	ft, ok := ts.Type.(*ast.FuncType)
	if !ok || len(ft.Params.List) != 1 || len(ft.Params.List[0].Names) != 1 {
		return nil, false
	}
	o.home, o.recv, o.object = home, ft.Params.List[0].Names[0].Name, ft.Params.List[0].Type
	o.root, _ = v.api.ResolveStruct(home, o.object)
	if path.Ext(o.file) != ".go" {
		o.file = home.Path
	}
	o.params = v.parameters(o)
	return o, true
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
		if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && !builtin[id.Name] && !token.IsExported(id.Name) {
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
		if core := checkout.APIRoot + "/core/v1"; !builtin[x.Name] && v.isType(core, x.Name) && !v.isType(path.Dir(file), x.Name) {
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
	p, ok := well[q.Name]
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

// write adds the builder, and the private factory it may need.
func (v *optionView) write(what string, o *option) {
	at := o.fn.At()
	b, derived := v.body(o)
	if !derived {
		v.Left("body of "+what, "no API field with that name takes these parameters", at)
		b = optionBody{stmts: honest(o.fn)}
	}
	for i := range o.params {
		if o.params[i].typ == "" {
			o.params[i].typ = "any"
		}
	}
	object := v.objectType(o)
	text := gosrc.Comment("", docOf(o.fn)) + "func " + o.fn.Name.Value + o.signature() + " {\n\treturn func(" + o.recv + " " + object + ") {\n" +
		b.stmts + "}\n}\n"
	text, err := gosrc.FormatDecls(text)
	if err != nil {
		v.res.Diags.Errorf("bad-signature", at, "write the parameters as Go: (policy v1.RebootPolicy)", "the builder %s cannot be written: %v", o.fn.Name.Value, err)
		return
	}
	v.place(o, text, b)
	v.Added(what, at, diag.Pos{File: o.file})
}

func (v *optionView) objectType(o *option) string {
	if _, ok := o.object.(*ast.StarExpr); ok && o.root.File != nil {
		return "*" + v.Imports(o.file).Qualify(gosrc.ImportPath(o.root.Dir()), o.root.Name)
	}
	return o.home.NodeText(o.object)
}

// honest returns the plan's words as the body of a function that does nothing.
func honest(fn feature.Function) string {
	var b strings.Builder
	for _, s := range fn.Steps {
		b.WriteString(gosrc.Comment("\t\t", s.Value))
	}
	if doc := docOf(fn); b.Len() == 0 && doc != "" {
		b.WriteString(gosrc.Comment("\t\t", fn.Doc.Value))
	}
	if b.Len() == 0 {
		b.WriteString(gosrc.Comment("\t\t", "set what "+fn.Name.Value+" stands for"))
	}
	return b.String()
}

// docOf renders the plan's words as a doc comment that begins with the name.
// Words that only mention the builder, or name files, describe nothing.
func docOf(fn feature.Function) string {
	if doc := fn.Doc.Value; doc == "" || strings.Contains(doc, fn.Name.Value) && !strings.HasPrefix(doc, fn.Name.Value) || strings.Contains(doc, ".go") {
		return ""
	}
	return named(fn.Name.Value, fn.Name.Value, fn.Doc.Value)
}
