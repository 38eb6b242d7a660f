package code

import (
	"go/ast"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// ResultsIn returns the result types of a function or method of a directory.
func (p *Plan) ResultsIn(dir, recv, name string) []string {
	for _, f := range p.Tree.Mentioning(dir, name) {
		if fd := f.Func(recv, name); fd != nil {
			return TypesIn(p.SignatureOf(f, fd.Type).Results)
		}
	}
	return nil
}

// TypesIn returns the types of parameters or results.
func TypesIn(params []Param) []string {
	out := []string{}
	for _, pr := range params {
		out = append(out, pr.Typ)
	}
	return out
}

// MaxEmbedding bounds the walk through embedded structs.
const MaxEmbedding = 4

// FieldType returns the type of a struct field, promoted ones included.
func (p *Plan) FieldType(typ, name string, depth int) string {
	f, ts := p.Declared(strings.TrimPrefix(typ, "*"))
	if ts == nil || depth > MaxEmbedding {
		return ""
	}
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return ""
	}
	for _, field := range st.Fields.List {
		for _, id := range field.Names {
			if id.Name == name {
				return p.Canon(f, field.Type)
			}
		}
	}
	for _, field := range st.Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		t := p.Canon(f, field.Type)
		if strings.HasSuffix(t, "."+name) {
			return t
		}
		if found := p.FieldType(t, name, depth+1); found != "" {
			return found
		}
	}
	return ""
}

// methodResults returns the result types of a method of a named type: of a
// struct, of an interface, or promoted.
func (p *Plan) methodResults(typ, name string, depth int) []string {
	bare := strings.TrimPrefix(typ, "*")
	m := Qualified.FindStringSubmatch(bare)
	f, ts := p.Declared(bare)
	if m == nil || ts == nil || depth > MaxEmbedding {
		return nil
	}
	if out := p.ResultsIn(gosrc.ImportDir(m[1]), ts.Name.Name, name); out != nil {
		return out
	}
	var members *ast.FieldList
	switch x := ts.Type.(type) {
	case *ast.InterfaceType:
		members = x.Methods
	case *ast.StructType:
		members = x.Fields
	default:
		return nil
	}
	for _, field := range members.List {
		if ft, ok := field.Type.(*ast.FuncType); ok && len(field.Names) == 1 && field.Names[0].Name == name {
			return TypesIn(p.SignatureOf(f, ft).Results)
		}
		if len(field.Names) == 0 {
			if out := p.methodResults(p.Canon(f, field.Type), name, depth+1); out != nil {
				return out
			}
		}
	}
	return nil
}

// FieldOf returns the name of the only field of a struct with a type.
func (p *Plan) FieldOf(strct, typ string, depth int) string {
	f, ts := p.Declared(strings.TrimPrefix(strct, "*"))
	if ts == nil || depth > MaxEmbedding {
		return ""
	}
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return ""
	}
	var found []string
	for _, field := range st.Fields.List {
		for _, id := range field.Names {
			if p.Canon(f, field.Type) == typ {
				found = append(found, id.Name)
			}
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	for _, field := range st.Fields.List {
		if len(field.Names) == 0 {
			if name := p.FieldOf(p.Canon(f, field.Type), typ, depth+1); name != "" {
				return name
			}
		}
	}
	return ""
}
