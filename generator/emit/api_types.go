package emit

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// addTypes writes the new types, in the order in which they are used.
func (a *apiPlan) addTypes() {
	for _, name := range a.names {
		t := a.planned[name]
		home := a.home(name)
		if f, ts := a.Tree.Package(path.Dir(home)).FindType(name); ts != nil {
			a.existingType(t, f, ts)
			continue
		}
		text, fault := a.typeText(t, home)
		if fault != nil {
			fault.Pos = t.Name.At
			a.Refuse("API type "+name, *fault)
			continue
		}
		if f, err := a.Tree.Go(home); err == nil {
			a.insertType(f, name, text, t.Name.At)
		} else {
			a.Append(home, text, t.Name.At)
		}
		a.Added("API type "+name, t.Name.At, diag.Pos{File: home})
	}
}

// insertType places a type after the struct that uses it, behind that struct's
// methods (VirtualMachineInstanceSpec has an UnmarshalJSON that belongs to it).
func (a *apiPlan) insertType(f *checkout.GoFile, name, text string, from diag.Pos) {
	owner := a.owner[name]
	_, gd := f.Type(owner.Name)
	if gd == nil {
		a.Append(f.Path, text, from)
		return
	}
	end := gd.End()
	for i, d := range f.AST.Decls {
		if d != gd {
			continue
		}
		for _, next := range f.AST.Decls[i+1:] {
			fd, ok := next.(*ast.FuncDecl)
			if !ok || checkout.ReceiverName(fd) != owner.Name {
				break
			}
			end = fd.End()
		}
	}
	a.Insert(f.Path, f.LineEnd(f.Offset(end)), "\n"+text, from)
}

// existingType compares a planned type with the one in the tree; missing
// fields and values of an existing type are added, other differences conflict.
func (a *apiPlan) existingType(t *feature.Type, f *checkout.GoFile, ts *ast.TypeSpec) {
	st, isStruct := ts.Type.(*ast.StructType)
	if isStruct != (t.Kind == feature.KindStruct) {
		a.Conflict("API type "+ts.Name.Name, f.NodeText(ts.Type), t.Kind, t.Name.At, f.Pos(ts.Pos()))
		return
	}
	if !isStruct {
		for _, v := range t.Values {
			a.existingValue(v, f)
		}
		a.Present("API type "+ts.Name.Name, t.Name.At, f.Pos(ts.Pos()))
		return
	}
	ref := checkout.StructRef{File: f, Name: ts.Name.Name, Node: st}
	for _, field := range t.Fields {
		if field.Embedded {
			continue
		}
		if h, ok := a.Tree.Hop(ref, field.JSON.Value); ok {
			a.presentField(h, field)
		} else {
			a.addField(addition{ref, field})
		}
	}
	a.Present("API type "+ts.Name.Name, t.Name.At, f.Pos(ts.Pos()))
}

func (a *apiPlan) existingValue(v feature.Const, f *checkout.GoFile) {
	at, vs := a.Tree.Package(path.Dir(f.Path)).FindValue(v.Name.Value)
	if vs == nil {
		a.Res.Diags.Warnf("missing-value", v.Name.At, "add the constant by hand", "%s is not among the values of the existing type", v.Name.Value)
		return
	}
	a.compareConst(v, at, vs)
}

// typeText renders a type declaration with its document, markers and values,
// or says why it cannot be written.
func (a *apiPlan) typeText(t *feature.Type, home string) (string, *diag.Diagnostic) {
	var b strings.Builder
	b.WriteString(gosrc.Comment("", a.typeDoc(t)))
	for _, m := range a.typeMarkers(t) {
		b.WriteString("// " + m + "\n")
	}
	switch t.Kind {
	case feature.KindStruct:
		b.WriteString("type " + t.Name.Value + " struct {\n" + a.fieldsText(t) + "}\n")
	case feature.KindString:
		b.WriteString("type " + t.Name.Value + " string\n" + a.valuesText(t))
	default:
		if t.Underlying.Empty() {
			return "", &diag.Diagnostic{Code: "bad-type", Message: "the plan does not say what it consists of", Remedy: "write its declaration in the plan, or what it is based on"}
		}
		under, fault := a.qualifyType(t.Underlying.Value, home)
		if fault != nil {
			return "", fault
		}
		b.WriteString("type " + t.Name.Value + " " + under + "\n" + a.valuesText(t))
	}
	out, err := gosrc.FormatDecls(b.String())
	if err != nil {
		return "", &diag.Diagnostic{Code: "bad-type", Message: "it cannot be written as Go: " + err.Error(), Remedy: "correct the declaration in the plan"}
	}
	return out, nil
}

// fieldsText renders the fields of a new struct; those that cannot be written
// are left.
func (a *apiPlan) fieldsText(t *feature.Type) string {
	var b strings.Builder
	for i, f := range t.Fields {
		text, fault := a.fieldText(f, checkout.StructRef{Name: t.Name.Value})
		if fault != nil {
			f.Struct = f.Struct.Or(t.Name)
			a.refuse(f, *fault)
			continue
		}
		if i > 0 && t.Fields[i-1].Embedded {
			text = "\n" + text
		}
		b.WriteString(text)
	}
	return b.String()
}

func (a *apiPlan) typeDoc(t *feature.Type) string {
	if t.Doc.Empty() {
		return ""
	}
	if strings.Contains(t.Doc.Value, "\n") {
		return t.Doc.Value
	}
	doc := gosrc.Sentence(t.Doc.Value)
	return capital(doc)
}

func (a *apiPlan) typeMarkers(t *feature.Type) []string {
	var out []string
	enum := false
	for _, m := range a.readable(t.Markers, "type "+t.Name.Value) {
		out = append(out, m)
		enum = enum || strings.HasPrefix(m, "+kubebuilder:validation:Enum")
	}
	if !t.Enum.Empty() && !enum && len(t.Values) > 0 {
		var values []string
		for _, v := range t.Values {
			s, err := strconv.Unquote(v.Value.Value)
			if err != nil {
				s = v.Value.Value
			}
			if s == "" || strings.ContainsAny(s, ";, \"") {
				s = strconv.Quote(s)
			}
			values = append(values, s)
		}
		out = append(out, "+kubebuilder:validation:Enum="+strings.Join(values, ";"))
	}
	return out
}

func (a *apiPlan) valuesText(t *feature.Type) string {
	if len(t.Values) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nconst (\n")
	for _, v := range t.Values {
		if !a.freeConstName(v, path.Dir(a.home(t.Name.Value))) {
			continue
		}
		b.WriteString(gosrc.Comment("\t", a.constDoc(v)))
		b.WriteString("\t" + v.Name.Value + " " + t.Name.Value + " = " + v.Value.Value + "\n")
	}
	b.WriteString(")\n")
	if !strings.Contains(b.String(), "=") {
		return ""
	}
	return b.String()
}

func (a *apiPlan) constDoc(v feature.Const) string {
	if v.Doc.Empty() {
		return ""
	}
	doc := gosrc.Sentence(v.Doc.Value)
	return capital(doc)
}

// freeConstName reports whether a value can have its name, and leaves it
// otherwise: all of core/v1 shares one namespace.
func (a *apiPlan) freeConstName(v feature.Const, dir string) bool {
	what := "constant " + v.Name.Value
	if !token.IsIdentifier(v.Name.Value) {
		a.Refuse(what, diag.Diagnostic{Code: "bad-identifier", Pos: v.Name.At, Message: strconv.Quote(v.Name.Value) + " is no Go identifier", Remedy: "give the constant a Go name"})
		return false
	}
	p := a.Tree.Package(dir)
	if f, vs := p.FindValue(v.Name.Value); vs != nil {
		a.Conflict(what, f.NodeText(vs), v.Value.Value, v.Name.At, f.Pos(vs.Pos()))
		return false
	}
	if f, ts := p.FindType(v.Name.Value); ts != nil {
		a.Conflict(what, "a type of that name", v.Value.Value, v.Name.At, f.Pos(ts.Pos()))
		return false
	}
	return true
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return capital(s)
}

// lastWord returns the last camel-case word of a name.
func lastWord(name string) string {
	i := len(name) - 1
	for i > 0 && (name[i] < 'A' || name[i] > 'Z') {
		i--
	}
	return name[max(i, 0):]
}
