// This file defines how gates, types, fields and constants become parts of the
// model.
package resolve

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

const apiDir = "staging/src/kubevirt.io/api/"

func (t *thing) title() feature.Text { return feature.T(t.name, t.at) }

func (t *thing) path() feature.Text { return feature.T(t.file, t.at) }

// of returns the things of a kind.
func (r *resolver) of(kind statement.Kind) []*thing {
	var out []*thing
	for _, t := range r.things {
		if t.kind == kind {
			out = append(out, t)
		}
	}
	return out
}

// find returns the thing of a name and kind, in a file if one is given and
// several have the name.
func (r *resolver) find(name string, kind statement.Kind, file string) *thing {
	var first *thing
	for _, t := range r.byName[name] {
		if t.kind != kind {
			continue
		}
		if t.file == file {
			return t
		}
		if first == nil {
			first = t
		}
	}
	return first
}

// gates fills the gates of the model.
func (r *resolver) gates() {
	for _, t := range r.of(statement.Gate) {
		if !t.has(statement.HasStage) && !t.has(statement.HasConst) && !t.has(statement.HasAccessor) && !t.has(statement.Since) && !t.has(statement.AtLine) {
			continue
		}
		g := feature.Gate{Name: t.title(), Const: t.text(statement.HasConst), Accessor: t.text(statement.HasAccessor), Stage: t.text(statement.HasStage), Release: t.text(statement.Since),
			Owner: t.text(statement.OwnedBy), Doc: t.plainDoc()}
		if g.Const.Value == g.Name.Value {
			g.Const = feature.Text{}
		}
		if s, ok := t.best(statement.FromStage); ok {
			g.From = feature.T(s.Object, s.At)
		}
		if st := g.Stage.Value; g.From.Empty() && r.isGate(t.name) && (st == "GA" || st == "Deprecated") {
			s, _ := t.best(statement.HasStage)
			g.From = feature.T(s.Words, s.At)
		}
		if g.Release.Empty() {
			g.Release = r.f.Release
		}
		if g.Owner.Empty() {
			g.Owner = r.f.Owner
		}
		g.Existing = g.From.Empty() && !t.has(statement.HasStage) && r.isGate(t.name)
		if !g.Existing && g.From.Empty() && !t.has(statement.HasStage) && !t.has(statement.HasAccessor) && !t.has(statement.Since) {
			continue
		}
		r.f.Gates = append(r.f.Gates, g)
	}
}

// plainDoc returns what is said of a thing in words of its own, not what a
// sentence about its place says.
func (t *thing) plainDoc() feature.Text {
	var out statement.Statement
	for _, s := range t.every(statement.Doc) {
		if s.More == "" && (out.Object == "" || s.Trust > out.Trust) {
			out = s
		}
	}
	return feature.T(out.Object, out.At)
}

// isGate reports whether the checkout has a gate of this name: a constant with
// the name as value where gates are kept.
func (r *resolver) isGate(name string) bool {
	if r.index == nil {
		return false
	}
	for _, d := range r.index.ByValue(name) {
		if strings.HasPrefix(d.File, "pkg/virt-config/") {
			return true
		}
	}
	return false
}

// isNewType reports whether a type is to be declared: the plan shows or names
// it as one, and the checkout has none of this name in its package.
func (r *resolver) isNewType(t *thing) bool {
	declared := t.isA("struct") || t.isA("string") || t.isA("interface") || t.isA("func") || t.isA("other") || t.has(statement.Underlying) || t.has(statement.IsNew)
	if !declared {
		return false
	}
	for _, s := range t.said {
		if s.Relation == statement.Exists {
			return false
		}
	}
	if r.index == nil {
		return true
	}
	for _, d := range r.index.ByName(t.name) {
		if d.Kind.IsType() && (t.file == "" || dir(d.File) == dir(t.file)) {
			return t.has(statement.IsNew) && t.file != ""
		}
	}
	return true
}

func dir(p string) string {
	if i := strings.LastIndexByte(p, '/'); i >= 0 {
		return p[:i]
	}
	return ""
}

// types fills the types of the model, with their fields and values.
func (r *resolver) types() {
	for _, t := range r.of(statement.Type) {
		if !r.isNewType(t) {
			continue
		}
		t.exists = false
		out := feature.Type{Name: t.title(), File: t.path(), Kind: r.typeKind(t), Markers: texts(t.every(statement.HasMarker)), Underlying: t.text(statement.Underlying)}
		out.API = t.file == "" || strings.HasPrefix(t.file, apiDir)
		if out.Kind != feature.KindOther && out.Kind != feature.KindFunc {
			out.Underlying = feature.Text{}
		}
		if s, ok := t.best(statement.Doc); ok && s.More == "" {
			out.Doc = feature.T(s.Object, s.At)
		}
		if s, ok := t.best(statement.HasEnum); ok {
			out.Enum = feature.T(s.Object, s.At)
		}
		for _, m := range out.Markers {
			if strings.HasPrefix(m.Value, "+kubebuilder:validation:Enum") {
				out.Enum = m
			}
		}
		for _, c := range r.things {
			if (c.kind == statement.Const) && r.valueOf(c) == t.name {
				out.Values = append(out.Values, r.constant(c))
				out.Kind = feature.KindString
			}
		}
		for _, m := range r.of(statement.Function) {
			if s, ok := m.best(statement.MethodIn); ok && s.Object == t.name {
				out.Methods = append(out.Methods, feature.T(m.name+"("+m.text(statement.HasParams).Value+") "+m.text(statement.HasResults).Value, m.at))
			}
		}
		r.f.Types = append(r.f.Types, out)
	}
	r.implied()
}

// implied adds the types that fields and constants need and nobody declares:
// the struct of new fields, the string type of named values.
func (r *resolver) implied() {
	for _, t := range r.things {
		name, kind := "", feature.KindStruct
		switch {
		case t.kind == statement.Field && !t.exists && t.has(statement.HasType):
			name = t.owner
		case t.kind == statement.Const && t.has(statement.HasValue):
			name, kind = r.valueOf(t), feature.KindString
		}
		if name == "" || !isUpper(name) && t.kind == statement.Const || r.newType(name, t.file) != nil || r.hasType(name, t.file) || basic[name] {
			continue
		}
		file := t.path()
		for _, o := range r.things {
			if s, ok := o.best(statement.HasType); ok && o.kind == statement.Field && baseOf(s.Object) == name && o.owner != name && (t.file == "" || o.file == "" || dir(o.file) == dir(t.file)) {
				if f := r.structFile(o); !f.Empty() {
					file = f
				}
			}
		}
		if file.Empty() {
			continue
		}
		typ := feature.Type{Name: feature.T(name, t.at), Kind: kind, File: file, API: strings.HasPrefix(file.Value, apiDir)}
		if kind == feature.KindString {
			for _, c := range r.things {
				if c.kind == statement.Const && r.valueOf(c) == name {
					typ.Values = append(typ.Values, r.constant(c))
				}
			}
		}
		r.f.Types = append(r.f.Types, typ)
	}
	r.enums()
}

// enums adds the string types of new fields of which the plan names the type
// and the closed set of its values.
func (r *resolver) enums() {
	for _, t := range r.of(statement.Field) {
		s, ok := t.best(statement.HasType)
		values := texts(t.every(statement.OneOf))
		name := baseOf(s.Object)
		if !ok || t.exists || len(values) < 2 || !isUpper(name) || strings.Contains(s.Object, ".") || strings.HasPrefix(s.Object, "[]") || r.newType(name, t.file) != nil || r.hasType(name, t.file) {
			continue
		}
		file := r.structFile(t)
		typ := feature.Type{Name: feature.T(name, s.At), Kind: feature.KindString, File: file, API: strings.HasPrefix(file.Value, apiDir), Enum: feature.T(s.Words, s.At)}
		for _, v := range values {
			typ.Values = append(typ.Values, feature.Const{Name: feature.T(name+strings.ToUpper(v.Value[:1])+v.Value[1:], v.At), Type: typ.Name, Value: feature.T(strconv.Quote(v.Value), v.At)})
		}
		r.f.Types = append(r.f.Types, typ)
	}
}

var basic = map[string]bool{"string": true, "int": true, "bool": true, "int32": true, "int64": true, "error": true, "uint32": true, "uint64": true, "uint": true}

// hasType reports whether the checkout declares a type: in the package of a
// file, or anywhere if no file is known.
func (r *resolver) hasType(name, file string) bool {
	if r.index == nil {
		return false
	}
	for _, d := range r.index.ByName(name) {
		if d.Kind.IsType() && (file == "" || dir(d.File) == dir(file) || strings.HasPrefix(d.File, apiDir) && !strings.HasPrefix(file, apiDir)) {
			return true
		}
	}
	return false
}

func (r *resolver) typeKind(t *thing) string {
	s, _ := t.best(statement.IsA)
	for _, x := range t.said {
		if x.Relation == statement.IsA && x.Trust >= s.Trust && x.Object != "other" {
			s = x
		}
	}
	switch s.Object {
	case "struct", "interface", "func", "string":
		return s.Object
	}
	if u, ok := t.best(statement.Underlying); ok {
		switch {
		case u.Object == "string":
			return feature.KindString
		case strings.HasPrefix(u.Object, "func"):
			return feature.KindFunc
		case strings.HasPrefix(u.Object, "struct"):
			return feature.KindStruct
		}
		return feature.KindOther
	}
	if t.has(statement.OneOf) {
		return feature.KindString
	}
	return feature.KindStruct
}

func texts(ss []statement.Statement) []feature.Text {
	var out []feature.Text
	for _, s := range ss {
		if t := feature.T(s.Object, s.At); !slices.ContainsFunc(out, func(o feature.Text) bool { return o.Value == t.Value }) {
			out = append(out, t)
		}
	}
	return out
}

// valueOf returns the type whose value a constant is.
func (r *resolver) valueOf(c *thing) string {
	if s, ok := c.best(statement.HasType); ok {
		return strings.TrimPrefix(s.Object, "*")
	}
	return c.owner
}

// newType returns the type of the model that has a name, in a file if given.
func (r *resolver) newType(name, file string) *feature.Type {
	var found *feature.Type
	for i := range r.f.Types {
		t := &r.f.Types[i]
		if t.Name.Value != name {
			continue
		}
		if file == "" || t.File.Value == file || dir(t.File.Value) == dir(file) {
			return t
		}
		if t.File.Empty() {
			found = t
		}
	}
	return found
}

var goExprRE = regexp.MustCompile(`^(-?\d[\d._xa-fA-F]*|true|false|nil|[A-Za-z_]\w*\(.*\)|.*[*+|&<] ?[\w.]+|&?(\[\]|map\[)?[\w.\]\[*]+\{.*\})$`)
