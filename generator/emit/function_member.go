package emit

import (
	"go/ast"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// resultsIn returns the result types of a function or method of a directory.
func (p *codePlan) resultsIn(dir, recv, name string) []string {
	for _, f := range p.Tree.Mentioning(dir, name) {
		if fd := f.Func(recv, name); fd != nil {
			return typesIn(p.signatureOf(f, fd.Type).results)
		}
	}
	return nil
}

func typesIn(params []param) []string {
	out := []string{}
	for _, pr := range params {
		out = append(out, pr.typ)
	}
	return out
}

// maxEmbedding bounds the walk through embedded structs.
const maxEmbedding = 4

// fieldType returns the type of a struct field, promoted ones included.
func (p *codePlan) fieldType(typ, name string, depth int) string {
	f, ts := p.declared(strings.TrimPrefix(typ, "*"))
	if ts == nil || depth > maxEmbedding {
		return ""
	}
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return ""
	}
	for _, field := range st.Fields.List {
		for _, id := range field.Names {
			if id.Name == name {
				return p.canon(f, field.Type)
			}
		}
	}
	for _, field := range st.Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		t := p.canon(f, field.Type)
		if strings.HasSuffix(t, "."+name) {
			return t
		}
		if found := p.fieldType(t, name, depth+1); found != "" {
			return found
		}
	}
	return ""
}

// methodResults returns the result types of a method of a named type: of a
// struct, of an interface, or promoted.
func (p *codePlan) methodResults(typ, name string, depth int) []string {
	bare := strings.TrimPrefix(typ, "*")
	m := qualified.FindStringSubmatch(bare)
	f, ts := p.declared(bare)
	if m == nil || ts == nil || depth > maxEmbedding {
		return nil
	}
	if out := p.resultsIn(gosrc.ImportDir(m[1]), ts.Name.Name, name); out != nil {
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
			return typesIn(p.signatureOf(f, ft).results)
		}
		if len(field.Names) == 0 {
			if out := p.methodResults(p.canon(f, field.Type), name, depth+1); out != nil {
				return out
			}
		}
	}
	return nil
}

// fieldOf returns the name of the only field of a struct with a type.
func (p *codePlan) fieldOf(strct, typ string, depth int) string {
	f, ts := p.declared(strings.TrimPrefix(strct, "*"))
	if ts == nil || depth > maxEmbedding {
		return ""
	}
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return ""
	}
	var found []string
	for _, field := range st.Fields.List {
		for _, id := range field.Names {
			if p.canon(f, field.Type) == typ {
				found = append(found, id.Name)
			}
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	for _, field := range st.Fields.List {
		if len(field.Names) == 0 {
			if name := p.fieldOf(p.canon(f, field.Type), typ, depth+1); name != "" {
				return name
			}
		}
	}
	return ""
}
