package emit

import (
	"fmt"
	"go/ast"
	"go/parser"
	"path"
	"reflect"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// addField writes one field into its existing struct.
func (a *apiPlan) addField(add addition) {
	f, s := add.field, add.owner
	text := a.fieldText(f, s)
	if fieldsApart(s) {
		text = "\n" + text
	}
	off := s.File.LineStart(s.File.Offset(s.Node.Fields.Closing))
	if after := a.sibling(s, f.After.Value); after != nil {
		off = s.File.LineEnd(s.File.Offset(after.End()))
	}
	a.Insert(s.File.Path, off, gosrc.Apart(s.File, off, text), f.At())
	a.Added("API field "+s.Name+"."+f.Name.Value, f.At(), diag.Pos{File: s.File.Path})
}

func (a *apiPlan) sibling(s checkout.StructRef, name string) *ast.Field {
	if name == "" {
		return nil
	}
	for _, f := range s.Node.Fields.List {
		if json, _ := checkout.JSONName(f); json == name || len(f.Names) > 0 && f.Names[0].Name == name {
			return f
		}
	}
	return nil
}

// fieldsApart reports whether the struct separates its fields by blank lines.
func fieldsApart(s checkout.StructRef) bool {
	list := s.Node.Fields.List
	if len(list) < 2 {
		return false
	}
	last, prev := list[len(list)-1], list[len(list)-2]
	from := s.File.Offset(prev.End())
	to := s.File.Offset(last.Pos())
	if last.Doc != nil {
		to = s.File.Offset(last.Doc.Pos())
	}
	return strings.Count(string(s.File.Src[from:to]), "\n") > 1
}

// fieldText renders a field with document, markers and tag, one per line.
func (a *apiPlan) fieldText(f feature.Field, s checkout.StructRef) string {
	file := a.fileOf(s)
	typ := a.qualifyType(f.Type.Value, file, f.At())
	if f.Embedded {
		tag := f.Tag.Value
		if tag == "" {
			tag = `json:",inline"`
		}
		return gosrc.Comment("\t", a.fieldDoc(f)) + "\t" + typ + " `" + tag + "`\n"
	}
	var b strings.Builder
	b.WriteString(gosrc.Comment("\t", a.fieldDoc(f)))
	space := markerSpace(s)
	for _, m := range a.markers(f, s) {
		b.WriteString("\t//" + space + m + "\n")
	}
	fmt.Fprintf(&b, "\t%s %s `%s`\n", f.Name.Value, typ, a.tag(f))
	return b.String()
}

func (a *apiPlan) fileOf(s checkout.StructRef) string {
	if s.File != nil {
		return s.File.Path
	}
	if a.planned[s.Name] != nil {
		return a.home(s.Name)
	}
	if o := a.owner[s.Name]; o.File != nil {
		return o.File.Path
	}
	return checkout.APIRoot + "/core/v1/types.go"
}

// fieldDoc returns the plan's words; where it has none the names must do.
func (a *apiPlan) fieldDoc(f feature.Field) string {
	if f.Doc.Empty() {
		return ""
	}
	doc := gosrc.Sentence(f.Doc.Value)
	if strings.Contains(f.Doc.Value, "\n") {
		doc = f.Doc.Value
	}
	return strings.ToUpper(doc[:1]) + doc[1:]
}

func (a *apiPlan) tag(f feature.Field) string {
	if !f.Tag.Empty() {
		return f.Tag.Value
	}
	if !f.Required.Empty() {
		return `json:"` + f.JSON.Value + `"`
	}
	return `json:"` + f.JSON.Value + `,omitempty"`
}

// markers returns the plan's markers, completed by the ones the API needs:
// +optional as the neighbours have it, a list type for slices, the default.
func (a *apiPlan) markers(f feature.Field, s checkout.StructRef) []string {
	var out []string
	has := func(prefix string) bool {
		for _, m := range out {
			if strings.HasPrefix(m, prefix) {
				return true
			}
		}
		return false
	}
	for _, m := range f.Markers {
		out = append(out, m.Value)
	}
	optional := f.Required.Empty() && !strings.Contains(f.Tag.Value, "json:") || reflect.StructTag(f.Tag.Value).Get("json") != "" && strings.Contains(f.Tag.Value, ",omitempty")
	if optional && !has("+optional") && usesOptional(s) {
		out = append([]string{"+optional"}, out...)
	}
	if strings.HasPrefix(f.Type.Value, "[]") && f.Type.Value != "[]byte" && !has("+listType") {
		out = append(out, "+listType=atomic")
	}
	if !f.Default.Empty() && !has("+kubebuilder:default") && !has("+default") {
		out = append(out, "+kubebuilder:default:="+f.Default.Value)
	}
	return out
}

// usesOptional reports whether optional fields of the struct carry the marker.
// New structs do.
func usesOptional(s checkout.StructRef) bool {
	if s.Node == nil {
		return true
	}
	with, without := 0, 0
	for _, f := range s.Node.Fields.List {
		if f.Tag == nil || !strings.Contains(f.Tag.Value, "omitempty") {
			continue
		}
		if f.Doc != nil && strings.Contains(commentText(f.Doc), "+optional") {
			with++
		} else {
			without++
		}
	}
	return with > 0 || without == 0
}

func commentText(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// markerSpace returns what stands between // and a marker in the struct.
func markerSpace(s checkout.StructRef) string {
	if s.Node == nil {
		return " "
	}
	tight, spaced := 0, 0
	for _, f := range s.Node.Fields.List {
		if f.Doc == nil {
			continue
		}
		text := commentText(f.Doc)
		tight += strings.Count(text, "//+")
		spaced += strings.Count(text, "// +")
	}
	if tight > spaced {
		return ""
	}
	return " "
}

// qualifyType spells a type for a file: names of the plan's own types stay,
// API types of other packages and qualified names get the file's import.
func (a *apiPlan) qualifyType(typ, file string, from diag.Pos) string {
	e, err := parser.ParseExpr(typ)
	if err != nil {
		a.Res.Diags.Errorf("unknown-type", from, "write a Go type, e.g. *string, []PortRange, map[string]string, *resource.Quantity", "%q is no Go type", typ)
		return typ
	}
	return a.spell(e, file, from)
}

// well holds import paths of qualifiers that plans use for API types.
var well = map[string]string{
	"metav1": "k8s.io/apimachinery/pkg/apis/meta/v1", "resource": "k8s.io/apimachinery/pkg/api/resource",
	"types": "k8s.io/apimachinery/pkg/types", "intstr": "k8s.io/apimachinery/pkg/util/intstr",
	"k8sv1": "k8s.io/api/core/v1", "corev1": "k8s.io/api/core/v1", "runtime": "k8s.io/apimachinery/pkg/runtime",
}

func (a *apiPlan) spell(e ast.Expr, file string, from diag.Pos) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return "*" + a.spell(x.X, file, from)
	case *ast.ArrayType:
		return "[]" + a.spell(x.Elt, file, from)
	case *ast.MapType:
		return "map[" + a.spell(x.Key, file, from) + "]" + a.spell(x.Value, file, from)
	case *ast.SelectorExpr:
		return a.selector(x, file, from)
	case *ast.Ident:
		return a.ident(x.Name, file, from)
	case *ast.StructType:
		return "struct{}"
	case *ast.InterfaceType:
		return "interface{}"
	}
	a.Res.Diags.Errorf("unknown-type", from, "use named types, pointers, lists and maps", "a type of this form cannot be used in the API")
	return "string"
}

func (a *apiPlan) selector(x *ast.SelectorExpr, file string, from diag.Pos) string {
	q, ok := x.X.(*ast.Ident)
	if !ok {
		return x.Sel.Name
	}
	if q.Name == "v1" && strings.HasPrefix(file, checkout.APIRoot+"/core/v1/") { // as seen from other packages
		if s, _ := a.Tree.Package(path.Dir(file)).FindType(x.Sel.Name); s != nil || a.planned[x.Sel.Name] != nil {
			return x.Sel.Name
		}
	}
	im := a.Imports(file)
	if p, ok := im.Find(q.Name); ok {
		return im.Qualify(p, x.Sel.Name)
	}
	if p, ok := well[q.Name]; ok {
		return im.Qualify(p, x.Sel.Name)
	}
	a.Res.Diags.Errorf("unknown-package", from, "use a qualifier that the file imports, or spell the type out", "nothing is known by the name %s in %s", q.Name, file)
	return q.Name + "." + x.Sel.Name
}

var builtin = map[string]bool{"string": true, "bool": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "float32": true, "float64": true, "byte": true, "rune": true, "any": true, "error": true}

// ident resolves an unqualified type name: built in, planned, of the file's
// package, else of core/v1, else a well-known one written without qualifier.
func (a *apiPlan) ident(name, file string, from diag.Pos) string {
	if builtin[name] {
		return name
	}
	dir := path.Dir(file)
	if t := a.planned[name]; t != nil {
		if home := path.Dir(a.home(name)); home != dir {
			return a.Imports(file).Qualify(gosrc.ImportPath(home), name)
		}
		return name
	}
	if f, _ := a.Tree.Package(dir).FindType(name); f != nil {
		return name
	}
	core := checkout.APIRoot + "/core/v1"
	if f, _ := a.Tree.Package(core).FindType(name); f != nil {
		return a.Imports(file).Qualify(gosrc.ImportPath(core), name)
	}
	for short, p := range map[string]string{"Quantity": well["resource"], "Duration": well["metav1"], "Time": well["metav1"], "UID": well["types"], "LabelSelector": well["metav1"], "IntOrString": well["intstr"]} {
		if name == short {
			return a.Imports(file).Qualify(p, name)
		}
	}
	a.Res.Diags.Errorf("unknown-type", from, "declare the type in the plan (Go or a table), or use one the checkout has", "type %s is neither in the checkout nor in the plan", name)
	return name
}

// home returns the file a planned type is written to: the plan's, else that of
// the struct using it.
func (a *apiPlan) home(name string) string {
	t := a.planned[name]
	if f := t.File.Value; strings.HasPrefix(f, checkout.APIRoot) && strings.HasSuffix(f, ".go") {
		return f
	}
	if o := a.owner[name]; o.File != nil {
		return o.File.Path
	}
	return checkout.APIRoot + "/core/v1/types.go"
}
