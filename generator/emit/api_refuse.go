package emit

// This file leaves planned API fields that cannot be made, and what depends on
// them.

import (
	"go/ast"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// refuse leaves a field, and with it what is below it.
func (a *apiPlan) refuse(f feature.Field, d diag.Diagnostic) {
	d.Pos = f.At()
	name := f.Path.Value
	if name == "" || !f.Struct.Empty() && !f.Name.Empty() {
		name = strings.TrimPrefix(f.Struct.Value+"."+f.Name.Or(f.JSON).Value, ".")
	}
	a.Refuse("API field "+name, d)
	if !f.Path.Empty() {
		a.gone[f.Root.Value+" "+strings.TrimSuffix(f.Path.Value, "[]")] = name
	}
}

// goneAbove returns the field above another that is left, if there is one.
func (a *apiPlan) goneAbove(f feature.Field) string {
	at := f.Root.Value + " " + f.Path.Value
	for i := strings.LastIndexByte(at, '.'); i > 0; i = strings.LastIndexByte(at[:i], '.') {
		if name := a.gone[strings.TrimSuffix(at[:i], "[]")]; name != "" {
			return name
		}
	}
	return ""
}

// belowScalar leaves a field whose parent has none.
func (a *apiPlan) belowScalar(h checkout.Hop, f feature.Field) {
	if h.Map {
		a.Left("API field "+f.Path.Value, "it is a key of the map "+h.JSON+", which is data", f.At())
		return
	}
	a.refuse(f, diag.Diagnostic{Code: "not-a-struct", Message: h.JSON + " has no fields, so nothing can be below it",
		Places: []diag.Place{{Pos: h.Owner.File.Pos(h.Field.Pos()), Text: "is declared here"}}, Remedy: "correct the path in the plan"})
}

// retype gives an existing field another type: the plan says which it has
// today. Its uses are the author's.
func (c *Context) retype(f *checkout.GoFile, have *ast.Field, typ, what string, fld feature.Field) {
	c.Replace(f.Path, f.Offset(have.Type.Pos()), f.Offset(have.Type.End()), typ, fld.At())
	c.Added(what, fld.At(), f.Pos(have.Pos()))
}

// misspelt refuses a new area that nobody planned as such and whose name is all
// but that of an existing field.
func (a *apiPlan) misspelt(f feature.Field, w checkout.Walk) bool {
	name := strings.TrimSuffix(w.Missing[0], "[]")
	near, ok := checkout.Misspelt(name, a.Tree.FieldNames(w.Last))
	if !ok {
		return false
	}
	h, _ := a.Tree.Hop(w.Last, near)
	a.refuse(f, diag.Diagnostic{Code: "unknown-parent", Message: w.Last.Name + " has no field " + name + ", and the plan does not introduce one",
		Places: []diag.Place{{Pos: h.Owner.File.Pos(h.Field.Pos()), Text: "near miss: " + near}},
		Remedy: "correct the path, or give " + name + " a line of its own with its type"})
	return true
}
