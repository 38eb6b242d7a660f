package emit

import (
	"go/ast"
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

func (v *optionView) add(fn feature.Function) {
	what := "builder libvmi." + fn.Name.Value
	if !token.IsIdentifier(fn.Name.Value) {
		v.Refuse(what, diag.Diagnostic{Code: "bad-identifier", Pos: fn.At(), Message: quote(fn.Name.Value) + " is no name for a function", Remedy: "use a Go name"})
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
	o.home, o.recv, o.object = home, v.receiver(dir, o.result, ft.Params.List[0].Names[0].Name), ft.Params.List[0].Type
	o.root, _ = v.api.ResolveStruct(home, o.object)
	if path.Ext(o.file) != ".go" {
		o.file = home.Path
	}
	o.params = v.parameters(o)
	return o, true
}

// receiver returns what the builders of an option call the object, which need
// not be the name in the declaration of the option.
func (v *optionView) receiver(dir, result, declared string) string {
	for _, f := range v.Tree.Mentioning(dir, ") "+result+" {") {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil || len(fd.Body.List) != 1 || !returns(fd, result) {
				continue
			}
			if lit := returnedFunc(fd); lit != nil && len(lit.Type.Params.List) == 1 && len(lit.Type.Params.List[0].Names) == 1 {
				return lit.Type.Params.List[0].Names[0].Name
			}
		}
	}
	return declared
}

// returnedFunc returns the function literal that a builder consists of.
func returnedFunc(fd *ast.FuncDecl) *ast.FuncLit {
	ret, ok := fd.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return nil
	}
	lit, _ := ret.Results[0].(*ast.FuncLit)
	return lit
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
		v.Refuse(what, diag.Diagnostic{Code: "bad-signature", Pos: at, Message: "it cannot be written: " + err.Error(), Remedy: "write the parameters as Go: (policy v1.RebootPolicy)"})
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
		b.WriteString(gosrc.Comment("\t\t", "TODO: set what "+fn.Name.Value+" stands for"))
	}
	return b.String()
}

// docOf renders the plan's words as a doc comment that begins with the name.
// Words that only mention the builder, or name files, describe nothing, and
// notes are none: the builders around have no comment either.
func docOf(fn feature.Function) string {
	if doc := fn.Doc.Value; doc == "" || strings.Contains(doc, fn.Name.Value) && !strings.HasPrefix(doc, fn.Name.Value) || strings.Contains(doc, ".go") || !strings.HasPrefix(doc, fn.Name.Value) && !readsAfterName(doc) {
		return ""
	}
	return named(fn.Name.Value, fn.Name.Value, fn.Doc.Value)
}
