// This file defines how fields become parts of the model.
package resolve

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// fields fills the fields of the model.
func (r *resolver) fields() {
	for _, t := range r.of(statement.Field) {
		f, ok := r.field(t)
		if !ok {
			continue
		}
		if typ := r.newType(t.owner, t.file); typ != nil && typ.Kind == feature.KindStruct {
			f.Struct, f.File = feature.Text{}, feature.Text{}
			typ.Fields = append(typ.Fields, f)
			continue
		}
		r.f.Fields = append(r.f.Fields, f)
	}
}

// field makes a field of what was said; ok is false where the plan only speaks
// of an existing one, or too little was said.
func (r *resolver) field(t *thing) (feature.Field, bool) {
	f := feature.Field{Name: t.title(), JSON: t.text(statement.HasJSON), Tag: t.text(statement.HasTag), Markers: texts(t.every(statement.HasMarker)), Default: t.text(statement.HasDefault), Values: texts(t.every(statement.OneOf))}
	if p, ok := t.best(statement.AtPath); ok {
		f.Path, f.Root = feature.T(p.Object, p.At), feature.T(p.More, p.At)
	}
	if t.owner != "" {
		f.Struct = feature.T(t.owner, t.at)
		f.File = r.structFile(t)
	}
	if t.owner == "" && f.Path.Empty() || t.exists && !t.has(statement.Changes) && !t.has(statement.Replaces) {
		return f, false
	}
	if t.owner != "" {
		f.Path, f.Root = feature.Text{}, feature.Text{}
	}
	if s, ok := t.best(statement.HasType); ok {
		f.Type = feature.T(s.Object, s.At)
		f.Exact = s.More == "exact"
		if s.Object == "int" && !f.Exact {
			f.Type.Value = "int32" // "integer": fields of the API name their size
		}
		f.Guess = s.Trust == statement.Guess
	}
	if typ := r.newType(baseOf(f.Type.Value), t.file); typ != nil && len(typ.Values) > 0 {
		f.Values = nil // the type has them
	}
	if t.has(statement.Embedded) {
		f.Embedded = true
		f.Inline = strings.Contains(f.Tag.Value, ",inline")
	}
	for _, s := range t.said {
		if s.Relation == statement.Optional && s.Not {
			f.Required = feature.T(s.Object, s.At)
		}
	}
	if s, ok := t.best(statement.Doc); ok && s.More == "" {
		f.Doc = feature.T(s.Object, s.At)
	}
	if s, ok := t.best(statement.After); ok {
		f.After = feature.T(s.Object, s.At)
	}
	old := r.existingField(t)
	if t.owner == "" && f.Guess && r.tree != nil {
		return f, false
	}
	if f.Type.Empty() && len(f.Values) > 0 {
		f.Type = feature.T("string", t.at)
	}
	if f.Type.Empty() {
		return f, false
	}
	if old != nil {
		if s, ok := t.best(statement.Replaces); ok && s.Object != f.Type.Value {
			f.Was = feature.T(s.Object, s.At)
		} else if t.has(statement.Exists) || t.has(statement.Stays) {
			return f, false
		}
	}
	if f.JSON.Empty() && strings.HasPrefix(f.File.Value, apiDir) && f.Tag.Empty() && !f.Embedded {
		f.JSON = feature.T(lowerFirst(t.name), t.at)
	}
	if !f.Tag.Empty() && strings.HasPrefix(f.Tag.Value, "json:") && !f.Embedded {
		if name, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(f.Tag.Value, "json:"), `"`), ","); f.JSON.Empty() {
			f.JSON = feature.T(name, f.Tag.At)
		}
	}
	return f, true
}

func lowerFirst(s string) string {
	i := 0
	for i < len(s) && s[i] >= 'A' && s[i] <= 'Z' {
		i++
	}
	if i > 1 && i < len(s) {
		i--
	}
	return strings.ToLower(s[:i]) + s[i:]
}

// existingField returns the field that the checkout has already.
func (r *resolver) existingField(t *thing) *checkout.Decl {
	if r.index == nil || t.owner == "" {
		return nil
	}
	for _, d := range r.index.Members("", t.owner, checkout.DeclField) {
		if d.Name == t.name && (t.file == "" || dir(d.File) == dir(t.file)) {
			return d
		}
	}
	return nil
}

// structFile returns the file of the struct that gets a field: where the plan
// puts it, else where the checkout has the one struct of this name.
func (r *resolver) structFile(t *thing) feature.Text {
	if r.index == nil {
		return t.path()
	}
	var api, other []string
	tag := t.text(statement.HasTag).Value
	for _, d := range r.index.ByName(t.owner) {
		if !d.Kind.IsType() || d.Test {
			continue
		}
		if d.File == t.file || t.strong && dir(d.File) == dir(t.file) {
			return feature.T(d.File, t.at)
		}
		if strings.HasPrefix(tag, "xml:") && !t.strong && r.tagged(d, "xml:") {
			return feature.T(d.File, t.at)
		}
		if strings.HasPrefix(d.File, apiDir) {
			api = append(api, d.File)
		} else {
			other = append(other, d.File)
		}
	}
	switch {
	case len(api)+len(other) == 0:
		return t.path()
	case len(api) == 1 && (t.file == "" || !t.strong):
		return feature.T(api[0], t.at)
	case len(other) == 1 && len(api) == 0:
		return feature.T(other[0], t.at)
	}
	return t.path()
}

// tagged reports whether the fields of a struct carry tags of a kind.
func (r *resolver) tagged(d *checkout.Decl, kind string) bool {
	for _, m := range r.index.Members(d.Dir(), d.Name, checkout.DeclField) {
		if strings.Contains(m.Tag, kind) {
			return true
		}
	}
	return false
}
