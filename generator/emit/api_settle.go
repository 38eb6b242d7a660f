// This file completes planned API fields: Go names, types, enums and structs
// that a plan implies without declaring them.
package emit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// settle completes a field: Go name, type, document.
func (a *apiPlan) settle(f *feature.Field, owner checkout.StructRef) {
	*f = a.named(*f)
	a.settleType(f, owner)
}

// named completes the Go and the JSON name of a field, each from the other.
func (a *apiPlan) named(f feature.Field) feature.Field {
	if f.JSON.Empty() && !f.Name.Empty() && !f.Embedded {
		f.JSON = feature.T(jsonName(f.Name.Value), f.Name.At)
	}
	if f.Name.Empty() {
		f.Name = feature.T(GoName(f.JSON.Value), f.JSON.At)
	}
	return f
}

// fieldFault says why a field cannot be written: its name is none.
func fieldFault(f feature.Field) *diag.Diagnostic {
	if f.Embedded || token.IsIdentifier(f.Name.Value) && isWord(f.JSON.Or(f.Name).Value) {
		return nil
	}
	return &diag.Diagnostic{Code: "bad-identifier", Message: strconv.Quote(f.JSON.Or(f.Name).Value) + " is no name for a field",
		Remedy: "use a lower-camel JSON name of letters and digits"}
}

// isWord reports whether a JSON name consists of letters and digits and begins
// with a letter; unlike a Go identifier it may be a keyword such as type.
func isWord(name string) bool {
	return token.IsIdentifier("x"+name) && token.IsIdentifier(name+"x") && !strings.Contains(name, "_")
}

// settleType derives the type where the plan gives none in Go: a closed set of
// values becomes a string type, a field with children a struct.
func (a *apiPlan) settleType(f *feature.Field, owner checkout.StructRef) {
	star := "*"
	if !f.Required.Empty() {
		star = "" // it is always there
	}
	switch {
	case (f.Type.Empty() || f.Type.Value == "string") && len(f.Values) > 0:
		name := a.enumFor(*f, owner)
		f.Type = feature.T(star+name, f.At())
	case f.Type.Empty():
		list := f.List || strings.HasSuffix(f.Path.Value, "[]")
		name := f.Name.Value
		if one := singular(name); list && one != name+"Item" {
			name = one
		}
		name = a.typeName(name, owner)
		a.makeStruct(name, *f)
		f.Type = feature.T(star+name, f.At())
		if list {
			f.Type = feature.T("[]"+name, f.At())
		}
	}
	if base := baseType(f.Type.Value); a.planned[base] != nil {
		a.use(base, owner)
	}
	if a.wantsPointer(*f, owner) {
		f.Type = feature.T("*"+f.Type.Value, f.Type.At)
	}
}

// wantsPointer reports whether an optional field whose type was read from a
// phrase is a pointer in the API's habit (25 of 33 merged fields): everything
// but strings, lists and maps.
func (a *apiPlan) wantsPointer(f feature.Field, owner checkout.StructRef) bool {
	t := f.Type.Value
	if f.Exact || f.Embedded || !f.Required.Empty() || !f.Tag.Empty() || !f.Struct.Empty() {
		return false
	}
	return t != "" && t != "string" && !strings.HasPrefix(t, "*") && !strings.HasPrefix(t, "[]") && !strings.HasPrefix(t, "map[")
}

// enumFor returns the string type for a field with a closed set of values: a
// planned one with these values or with the field's name, else a new one.
func (a *apiPlan) enumFor(f feature.Field, owner checkout.StructRef) string {
	for _, t := range a.Feature.Types {
		if t.API && t.Kind == feature.KindString && (t.Name.Value == f.Name.Value || sameValues(t.Values, f.Values)) {
			return t.Name.Value
		}
	}
	name := a.typeName(f.Name.Value, owner)
	a.makeEnum(name, f)
	return name
}

func sameValues(have []feature.Const, want []feature.Text) bool {
	if len(have) != len(want) || len(have) == 0 {
		return false
	}
	for i, v := range have {
		if v.Value.Value != strconv.Quote(want[i].Value) {
			return false
		}
	}
	return true
}

// typeName chooses the name of a derived type: the field's name, preceded by
// the owner's where that is taken or the owner is new itself, because all of a
// version's types share one namespace.
func (a *apiPlan) typeName(field string, owner checkout.StructRef) string {
	if owner.Node == nil {
		return owner.Name + field
	}
	if a.planned[field] == nil {
		if f, ts := a.Tree.Package(owner.Dir()).FindType(field); f == nil && ts == nil {
			if f, vs := a.Tree.Package(owner.Dir()).FindValue(field); f == nil && vs == nil {
				return field
			}
		}
	} else if a.planned[field].Kind != "" {
		return field
	}
	return owner.Name + field
}

func (a *apiPlan) makeEnum(name string, f feature.Field) {
	if a.planned[name] != nil {
		return
	}
	t := &feature.Type{Name: feature.T(name, f.At()), Kind: feature.KindString, API: true, Enum: f.Values[0], File: f.File}
	for _, v := range f.Values {
		t.Values = append(t.Values, feature.Const{Name: feature.T(name+GoName(v.Value), v.At), Value: feature.T(strconv.Quote(v.Value), v.At)})
	}
	a.planned[name] = t
}

func (a *apiPlan) makeStruct(name string, f feature.Field) {
	if a.planned[name] == nil {
		a.planned[name] = &feature.Type{Name: feature.T(name, f.At()), Kind: feature.KindStruct, API: true, File: f.File}
	}
}

// use records that a new type is used by a struct and orders it.
func (a *apiPlan) use(name string, owner checkout.StructRef) {
	if slices.Contains(a.names, name) {
		return
	}
	a.names = append(a.names, name)
	if owner.File == nil {
		owner = a.owner[owner.Name]
	}
	a.owner[name] = owner
	t := a.planned[name]
	for i := range t.Fields {
		a.settle(&t.Fields[i], checkout.StructRef{Name: name})
	}
	if base := baseType(t.Underlying.Value); a.planned[base] != nil {
		a.use(base, owner)
	}
}

// order brings in planned types that no field uses yet.
func (a *apiPlan) order([]addition) {
	for _, t := range a.Feature.Types {
		if t.API && a.planned[t.Name.Value] != nil {
			a.use(t.Name.Value, checkout.StructRef{})
		}
	}
}

// baseType returns the named type inside a type expression: without pointers,
// slices and map keys, and without a qualifier.
func baseType(t string) string {
	e, err := parser.ParseExpr(t)
	if err != nil {
		return ""
	}
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.ArrayType:
			e = x.Elt
		case *ast.MapType:
			e = x.Value
		case *ast.SelectorExpr:
			return x.Sel.Name
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}
