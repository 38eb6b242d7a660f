// This file defines how constants and variables become parts of the model.
package resolve

import (
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

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
		if acronym.MatchString(t.name) && c.Type.Empty() {
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
		if s.More == "ending" {
			c.Type = feature.T(r.typeEnding(s.Object, t.name), s.At)
		}
	}
	if s, ok := t.best(statement.HasValue); ok {
		c.Value = feature.T(r.goValue(s), s.At)
	}
	if c.Value.Empty() && !c.Type.Empty() && t.kind == statement.Const {
		c.Value = r.siblingValue(c.Type.Value, t)
	}
	if s, ok := t.best(statement.Doc); ok && s.More == "" {
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

// typeEnding returns the type of the checkout that ends with the given word
// and whose other words a constant's name begins with; the longest wins.
func (r *resolver) typeEnding(ending, name string) string {
	best := ""
	if r.index == nil {
		return best
	}
	for typ := range r.index.Names {
		stem, ok := strings.CutSuffix(typ, ending)
		if ok && len(typ) > len(best) && strings.HasPrefix(name, stem) && len(r.index.Members("", typ, checkout.DeclConst)) > 0 {
			best = typ
		}
	}
	return best
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
