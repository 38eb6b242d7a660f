// This file defines how gates, types, fields and constants become parts of the
// model.
package resolve

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
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

// decls returns what the checkout declares under a name.
func (r *resolver) decls(name string, kinds ...checkout.Decl) []*checkout.Decl {
	if r.index == nil {
		return nil
	}
	return r.index.ByName(name)
}

// gates fills the gates of the model.
func (r *resolver) gates() {
	for _, t := range r.of(statement.Gate) {
		if !t.has(statement.HasStage) && !t.has(statement.HasConst) && !t.has(statement.HasAccessor) && !t.has(statement.Since) && !t.has(statement.AtLine) {
			continue
		}
		g := feature.Gate{Name: t.title(), Const: t.text(statement.HasConst), Accessor: t.text(statement.HasAccessor), Stage: t.text(statement.HasStage), Release: t.text(statement.Since),
			Owner: t.text(statement.OwnedBy), Doc: t.text(statement.Doc)}
		if g.Const.Value == g.Name.Value {
			g.Const = feature.Text{}
		}
		if from := t.text(statement.FromStage); !from.Empty() {
			g.From = from
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
		if s, ok := t.best(statement.Doc); ok && (s.More != "sentence") {
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
		if name == "" || !isUpper(name) && t.kind == statement.Const || r.newType(name, "") != nil || r.hasType(name, t.file) || basic[name] {
			continue
		}
		file := t.path()
		for _, o := range r.things {
			if s, ok := o.best(statement.HasType); ok && o.kind == statement.Field && baseOf(s.Object) == name && o.owner != name {
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
		f.Guess = s.Trust == statement.Guess
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
	if s, ok := t.best(statement.Doc); ok && s.More != "sentence" {
		f.Doc = feature.T(s.Object, s.At)
	}
	if s, ok := t.best(statement.After); ok {
		f.After = feature.T(s.Object, s.At)
	}
	old := r.existingField(t)
	if t.owner == "" && f.Guess && r.tree != nil {
		return f, false
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

// consts fills the constants and variables of the model.
func (r *resolver) consts() {
	for _, t := range r.things {
		if t.kind != statement.Const && t.kind != statement.Var {
			continue
		}
		if r.newType(r.valueOf(t), "") != nil && t.kind == statement.Const {
			continue
		}
		c := r.constant(t)
		if text, ok := strings.CutPrefix(c.Value.Value, "Label("); ok {
			d := feature.Decorator{Name: c.Name, Label: feature.T(strings.Trim(strings.TrimSuffix(text, ")"), `"`), c.Value.At)}
			r.f.Decorators = append(r.f.Decorators, d)
			continue
		}
		if c.Value.Empty() || t.has(statement.Exists) || r.isGateConst(t.name) {
			continue
		}
		r.f.Consts = append(r.f.Consts, c)
	}
}

func (r *resolver) isGateConst(name string) bool {
	for _, g := range r.f.Gates {
		if g.ConstName() == name {
			return true
		}
	}
	return false
}

// constant makes a constant of what was said.
func (r *resolver) constant(t *thing) feature.Const {
	c := feature.Const{Name: t.title(), File: t.path(), Var: t.kind == statement.Var}
	if s, ok := t.best(statement.HasType); ok {
		c.Type = feature.T(s.Object, s.At)
	}
	if s, ok := t.best(statement.HasValue); ok {
		c.Value = feature.T(r.goValue(s), s.At)
	}
	if c.Value.Empty() && !c.Type.Empty() && t.kind == statement.Const {
		c.Value = r.siblingValue(c.Type.Value, t)
	}
	if s, ok := t.best(statement.Doc); ok && s.More != "sentence" {
		c.Doc = feature.T(s.Object, s.At)
	}
	if s, ok := t.best(statement.After); ok {
		c.After = feature.T(s.Object, s.At)
	}
	if v := c.Value.Value; !c.Var && (strings.ContainsAny(strings.Trim(v, `"`), "{") && !strings.HasPrefix(v, `"`) || strings.HasPrefix(v, "[]")) {
		c.Var = true
	}
	if c.File.Empty() && !c.Type.Empty() {
		c.File = r.typeFile(strings.TrimPrefix(c.Type.Value, "*"), t)
	}
	return c
}

// siblingValue gives a value of an existing enumeration the form that all its
// values have: their names, or their names in lower case.
func (r *resolver) siblingValue(typ string, t *thing) feature.Text {
	if r.index == nil {
		return feature.Text{}
	}
	same, lower, n := true, true, 0
	for _, d := range r.index.Members("", typ, checkout.DeclConst) {
		v, ok := d.Text()
		if !ok {
			return feature.Text{}
		}
		n++
		name := strings.TrimPrefix(d.Name, typ)
		same = same && (v == name || v == d.Name)
		lower = lower && (v == strings.ToLower(name) || v == strings.ToLower(d.Name))
	}
	name := strings.TrimPrefix(t.name, typ)
	switch {
	case n == 0 || !same && !lower:
		return feature.Text{}
	case lower:
		name = strings.ToLower(name)
	}
	return feature.T(strconv.Quote(name), t.at)
}

// typeFile returns the file of a type of the checkout, to which a value is added.
func (r *resolver) typeFile(name string, t *thing) feature.Text {
	if r.index == nil {
		return feature.Text{}
	}
	var files []string
	for _, d := range r.index.ByName(name) {
		if d.Kind.IsType() {
			files = append(files, d.File)
		}
	}
	if len(files) == 1 {
		return feature.T(files[0], t.at)
	}
	return feature.Text{}
}

var goExprRE = regexp.MustCompile(`^(-?\d[\d._xa-fA-F]*|true|false|nil|[A-Za-z_]\w*\(.*\)|.*[*+|&<] ?[\w.]+|&?(\[\]|map\[)?[\w.\]\[*]+\{.*\})$`)

// goValue makes Go of a value: quoted texts and expressions stay, bare words
// become strings unless the checkout or the plan knows them.
func (r *resolver) goValue(s statement.Statement) string {
	v := strings.TrimSpace(s.Object)
	switch {
	case v == "" || v[0] == '"' || v[0] == '`' || v[0] == '[':
		return v
	case s.Trust == statement.Go || goExprRE.MatchString(v):
		return v
	case s.More == "bare" && (strings.Contains(v, ".") && r.knownExpr(v)):
		return v
	case s.More != "bare" && strings.ContainsAny(v, "(+"):
		return v
	}
	if _, err := strconv.Unquote(v); err == nil {
		return v
	}
	return strconv.Quote(v)
}

// knownExpr reports whether pkg.Name is declared in the checkout.
func (r *resolver) knownExpr(v string) bool {
	if r.index == nil {
		return false
	}
	pkg, name, _ := strings.Cut(v, ".")
	return len(r.index.Packages(pkg)) > 0 && len(r.index.ByName(name)) > 0
}
