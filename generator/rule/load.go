package rule

// How the types of a schema are found in the checkout's sources, with the
// types and fields of the feature laid over them.

import (
	"go/ast"
	"go/parser"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Schema answers what the API objects of a checkout look like once a feature is
// in. Types are loaded when they are asked for.
type Schema struct {
	tree    *checkout.Tree
	feature *feature.Feature
	types   map[string]*Type // by import path and name
	structs map[string]*Type // by name in expressions
}

// NewSchema makes the schema of a checkout and a feature.
func NewSchema(tree *checkout.Tree, f *feature.Feature) *Schema {
	return &Schema{tree: tree, feature: f, types: map[string]*Type{}}
}

// Kind returns the type of an API kind.
func (s *Schema) Kind(kind string) (*Type, bool) {
	ref, ok := s.tree.Kind(kind)
	if !ok {
		return nil, false
	}
	return s.named(importPath(ref.Dir()), kind), true
}

// importPath spells a directory of the checkout as it is imported.
func importPath(dir string) string {
	for _, prefix := range []string{"staging/src/", "vendor/"} {
		if rest, ok := strings.CutPrefix(dir, prefix); ok {
			return rest
		}
	}
	return "kubevirt.io/kubevirt/" + dir
}

// dirOf is the directory of an import path, "" for packages outside.
func (s *Schema) dirOf(pkg string) string {
	for _, dir := range []string{"staging/src/" + pkg, "vendor/" + pkg, strings.TrimPrefix(pkg, "kubevirt.io/kubevirt/")} {
		if len(s.tree.Files(dir)) > 0 {
			return dir
		}
	}
	return ""
}

// special are types that expressions read as one value.
var special = map[string]Kind{
	"k8s.io/apimachinery/pkg/api/resource.Quantity": Quantity,
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration": Duration,
	"time.Duration": Duration,
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":       Time,
	"k8s.io/apimachinery/pkg/util/intstr.IntOrString": IntOrString,
	"k8s.io/apimachinery/pkg/runtime.RawExtension":    Any,
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":   Any,
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":  Time,
	"k8s.io/api/core/v1.ResourceList":                 Map,
}

func (s *Schema) named(pkg, name string) *Type {
	key := pkg + "." + name
	if t := s.types[key]; t != nil {
		return t
	}
	t := &Type{Go: name, Pkg: pkg, schema: s, id: ident(pkg) + "." + name}
	s.types[key] = t
	if k, ok := special[key]; ok {
		t.Kind = k
		if k == Map {
			t.Key, t.Elem = &Type{Kind: String, Go: "ResourceName", Pkg: pkg}, s.named("k8s.io/apimachinery/pkg/api/resource", "Quantity")
		}
		return t
	}
	if p := s.planned(name); p != nil && (s.dirOf(pkg) == "" || s.fileOf(pkg, name) == nil) {
		s.fillPlanned(t, p)
		return t
	}
	if file := s.fileOf(pkg, name); file != nil {
		ts, _ := file.Type(name)
		s.fill(t, file, ts.Type)
	}
	return t
}

// ident makes a name that CEL takes for a type from an import path.
func ident(pkg string) string {
	return strings.Map(func(r rune) rune {
		if r == '/' || r == '.' || r == '-' {
			return '_'
		}
		return r
	}, pkg)
}

func (s *Schema) fileOf(pkg, name string) *checkout.GoFile {
	dir := s.dirOf(pkg)
	if dir == "" {
		return nil
	}
	for _, f := range s.tree.Mentioning(dir, name) {
		if ts, _ := f.Type(name); ts != nil {
			return f
		}
	}
	return nil
}

// planned returns the type of that name that the feature declares.
func (s *Schema) planned(name string) *feature.Type {
	for i := range s.feature.Types {
		if s.feature.Types[i].Name.Value == name {
			return &s.feature.Types[i]
		}
	}
	return nil
}

func (s *Schema) fillPlanned(t *Type, p *feature.Type) {
	t.decl = p
	switch p.Kind {
	case feature.KindString:
		t.Kind = String
		for _, v := range p.Values {
			text, err := strconv.Unquote(v.Value.Value)
			if err != nil {
				text = v.Value.Value
			}
			t.Enum = append(t.Enum, Value{v.Name.Value, t.Pkg, text})
		}
	case feature.KindStruct, "":
		t.Kind = Struct
	default:
		if e, err := parser.ParseExpr(p.Underlying.Value); err == nil {
			s.fill(t, nil, e)
		}
	}
}

// fill gives a named type the shape of its declaration.
func (s *Schema) fill(t *Type, file *checkout.GoFile, e ast.Expr) {
	if st, ok := e.(*ast.StructType); ok {
		t.Kind, t.decl = Struct, structDecl{file, st}
		return
	}
	name := t.Go
	under, _ := s.typeOf(file, t.Pkg, e)
	id, enum := t.id, t.Enum
	pkg := t.Pkg
	*t = *under
	t.Go, t.Pkg, t.id, t.schema, t.Enum = name, pkg, id, s, enum
	if t.Kind == String && file != nil {
		t.Enum = s.constants(file, name)
	}
}

type structDecl struct {
	file *checkout.GoFile
	node *ast.StructType
}

// constants lists the constants of a named string type.
func (s *Schema) constants(file *checkout.GoFile, name string) []Value {
	dir := path.Dir(file.Path)
	var out []Value
	for _, f := range s.tree.Mentioning(dir, name) {
		for _, d := range f.AST.Decls {
			gd, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, sp := range gd.Specs {
				vs, ok := sp.(*ast.ValueSpec)
				if !ok || len(vs.Values) != 1 {
					continue
				}
				id, _ := vs.Type.(*ast.Ident)
				lit, _ := vs.Values[0].(*ast.BasicLit)
				if id == nil || id.Name != name || lit == nil {
					continue
				}
				if text, err := strconv.Unquote(lit.Value); err == nil {
					out = append(out, Value{vs.Names[0].Name, importPath(dir), text})
				}
			}
		}
	}
	for _, c := range s.feature.Consts {
		if text, err := strconv.Unquote(c.Value.Value); err == nil && path.Base(strings.TrimPrefix(c.Type.Value, "v1.")) == name {
			out = append(out, Value{c.Name.Value, importPath(dir), text})
		}
	}
	return out
}

// typeOf resolves a type expression; ptr tells that it is a pointer.
func (s *Schema) typeOf(file *checkout.GoFile, pkg string, e ast.Expr) (t *Type, ptr bool) {
	switch x := e.(type) {
	case *ast.StarExpr:
		t, _ = s.typeOf(file, pkg, x.X)
		return t, true
	case *ast.ParenExpr:
		return s.typeOf(file, pkg, x.X)
	case *ast.ArrayType:
		elem, p := s.typeOf(file, pkg, x.Elt)
		if elem.Go == "byte" || elem.Go == "uint8" {
			return &Type{Kind: Any, Go: "[]byte"}, false
		}
		return &Type{Kind: List, Elem: elem, Ptr: p}, false
	case *ast.MapType:
		key, _ := s.typeOf(file, pkg, x.Key)
		elem, p := s.typeOf(file, pkg, x.Value)
		return &Type{Kind: Map, Key: key, Elem: elem, Ptr: p}, false
	case *ast.Ident:
		if k, ok := basic[x.Name]; ok {
			return &Type{Kind: k, Go: x.Name}, false
		}
		return s.named(pkg, x.Name), false
	case *ast.SelectorExpr:
		q, ok := x.X.(*ast.Ident)
		if !ok {
			break
		}
		if p, ok := s.qualifier(file, q.Name); ok {
			return s.named(p, x.Sel.Name), false
		}
	case *ast.StructType:
		return &Type{Kind: Struct, schema: s, decl: structDecl{file, x}, id: "inline" + strconv.Itoa(int(x.Pos()))}, false
	}
	return &Type{Kind: Any}, false
}

var basic = map[string]Kind{
	"bool": Bool, "string": String, "float32": Double, "float64": Double, "any": Any, "error": Any,
	"int": Int, "int8": Int, "int16": Int, "int32": Int, "int64": Int, "rune": Int,
	"uint": Int, "uint8": Int, "uint16": Int, "uint32": Int, "uint64": Int, "byte": Int,
}

// conventional are the qualifiers that plans use for packages which the file of
// a struct may not import yet.
var conventional = map[string]string{
	"metav1": "k8s.io/apimachinery/pkg/apis/meta/v1", "resource": "k8s.io/apimachinery/pkg/api/resource",
	"corev1": "k8s.io/api/core/v1", "k8sv1": "k8s.io/api/core/v1", "v1": "kubevirt.io/api/core/v1", "virtv1": "kubevirt.io/api/core/v1",
	"intstr": "k8s.io/apimachinery/pkg/util/intstr", "time": "time", "runtime": "k8s.io/apimachinery/pkg/runtime",
}

func (s *Schema) qualifier(file *checkout.GoFile, name string) (string, bool) {
	if file != nil {
		for _, spec := range file.AST.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			if spec.Name != nil && spec.Name.Name == name || spec.Name == nil && path.Base(p) == name {
				return p, true
			}
		}
	}
	p, ok := conventional[name]
	return p, ok
}

// load lists the fields of a struct: those of the checkout, then those that the
// feature adds to it.
func (s *Schema) load(t *Type) []*Field {
	var out []*Field
	switch d := t.decl.(type) {
	case structDecl:
		out = s.declared(d, t.Pkg)
	case *feature.Type:
		for _, f := range d.Fields {
			out = s.add(out, t, f)
		}
	}
	for _, f := range s.feature.Fields {
		if f.Struct.Value == t.Go && t.Go != "" || f.Struct.Empty() && s.owns(t, f) {
			out = s.add(out, t, f)
		}
	}
	return out
}

// owns reports whether a field that the feature places by its path alone lies
// in a struct.
func (s *Schema) owns(t *Type, f feature.Field) bool {
	if f.Root.Empty() || f.Path.Empty() {
		return false
	}
	w, err := s.tree.Walk(f.Root.Value, f.Path.Value)
	return err == nil && len(w.Missing) == 1 && w.Last.Node != nil && w.Last.Name == t.Go
}

func (s *Schema) declared(d structDecl, pkg string) []*Field {
	var out []*Field
	for _, field := range d.node.Fields.List {
		json, inline := checkout.JSONName(field)
		typ, ptr := s.typeOf(d.file, pkg, field.Type)
		if len(field.Names) == 0 && (inline || json == "") {
			for _, f := range typ.Fields() {
				in := *f
				in.Via = append([]string{typ.Go}, f.Via...)
				out = append(out, &in)
			}
			continue
		}
		if json == "" || json == "-" {
			continue
		}
		f := &Field{JSON: json, Type: typ, Ptr: ptr, Required: !omits(field)}
		if len(field.Names) > 0 {
			f.Go = field.Names[0].Name
		} else {
			f.Go = typ.Go
		}
		out = append(out, f)
	}
	return out
}

func omits(field *ast.Field) bool {
	return field.Tag != nil && (strings.Contains(field.Tag.Value, ",omitempty") || strings.Contains(field.Tag.Value, ",omitzero"))
}

// add appends a planned field unless the struct has it.
func (s *Schema) add(out []*Field, t *Type, f feature.Field) []*Field {
	json := f.JSON.Value
	if json == "" {
		parts := strings.Split(f.Path.Value, ".")
		json = strings.TrimSuffix(parts[len(parts)-1], "[]")
	}
	if json == "" || slices.ContainsFunc(out, func(have *Field) bool { return have.JSON == json }) {
		return out
	}
	expr := f.Type.Value
	if f.List && !strings.HasPrefix(expr, "[]") {
		expr = "[]" + expr
	}
	e, err := parser.ParseExpr(expr)
	if err != nil {
		return out
	}
	typ, ptr := s.typeOf(s.someFile(t), t.Pkg, e)
	if f.Embedded {
		for _, inner := range typ.Fields() {
			in := *inner
			in.Via = append([]string{typ.Go}, inner.Via...)
			out = append(out, &in)
		}
		return out
	}
	name := f.Name.Value
	if name == "" {
		name = goName(json)
	}
	if !f.Exact && !ptr && f.Required.Empty() && pointerInAPI(typ) {
		ptr = true
	}
	return append(out, &Field{JSON: json, Go: name, Type: typ, Ptr: ptr, Required: !f.Required.Empty(), Planned: true})
}

// pointerInAPI holds for types of which optional fields are pointers wherever
// the API has them.
func pointerInAPI(t *Type) bool {
	switch t.Kind {
	case Struct, Bool, Int, Quantity, Duration:
		return true
	}
	return false
}

// someFile is a file of the struct's package, for its imports.
func (s *Schema) someFile(t *Type) *checkout.GoFile {
	if d, ok := t.decl.(structDecl); ok {
		return d.file
	}
	return nil
}

// goName spells a JSON name as a Go name.
func goName(json string) string {
	if json == "" {
		return ""
	}
	return strings.ToUpper(json[:1]) + json[1:]
}
