package emit

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file finds structs that a component's part of the plan gives fields to
// without saying where they are.

// ofComponent holds for fields of structs outside the API for which the plan
// names the component and no file: it is no API struct, or the field has no
// place there.
func (c *Context) ofComponent(f feature.Field) bool {
	if f.Component.Empty() || !f.File.Empty() || !f.Path.Empty() || f.Struct.Empty() {
		return false
	}
	for _, t := range c.Feature.Types {
		if t.Name.Value == f.Struct.Value {
			return false
		}
	}
	if strings.HasPrefix(f.Tag.Value, "xml:") {
		return true
	}
	_, ok := c.Tree.APIStruct(f.Struct.Value)
	return !ok
}

// componentField adds a field to the one struct of that name in the packages
// of its component; in none or in several it is for the author to decide.
func (p *codePlan) componentField(f feature.Field) {
	what := "field " + f.Struct.Value + "." + f.Name.Value
	for _, dir := range code.ComponentDirs[f.Component.Value] {
		hits := p.structsBelow(dir, f.Struct.Value)
		if len(hits) > 1 {
			p.Left(what, f.Struct.Value+" can be the one of "+strings.Join(hits, ", "), f.At())
			return
		}
		if len(hits) == 1 {
			f.File = feature.T(hits[0], f.At())
			p.internalField(f)
			return
		}
	}
	p.Left(what, "there is no struct "+f.Struct.Value+" in the packages of "+f.Component.Value+" or in the API", f.At())
}

// structsBelow lists the files below a directory that declare a struct.
func (c *Context) structsBelow(dir, name string) []string {
	var out []string
	for _, p := range c.Tree.Grep([]string{dir}, name) {
		if s, ok := c.Tree.StructIn(path.Dir(p), name); ok && s.Name == name && s.File.Path == p {
			out = append(out, p)
		}
	}
	return out
}

// strayHome is the file of a struct outside the API that the plan shows in a
// part on the API without saying where it is: nothing planned has it, the API
// does not know it, and one package of the checkout declares it.
func (c *Context) strayHome(t *feature.Type) string {
	if !t.API || !t.File.Empty() || t.Kind != feature.KindStruct || c.isTypeOfField(t.Name.Value) {
		return ""
	}
	if _, ok := c.Tree.APIStruct(t.Name.Value); ok {
		return ""
	}
	if hits := c.structsBelow("pkg", t.Name.Value); len(hits) == 1 {
		return hits[0]
	}
	return ""
}

// atHome is a stray type as one of its package: fields without a tag get none
// from the rules of the API.
func atHome(t *feature.Type, file string) *feature.Type {
	out := *t
	out.File, out.Fields = feature.T(file, t.Name.At), slices.Clone(t.Fields)
	for i := range out.Fields {
		if out.Fields[i].Tag.Empty() {
			out.Fields[i].JSON = feature.Text{}
		}
	}
	return &out
}

// isTypeOfField holds for structs that a planned field has, so that the plan
// brings them in even where it does not call them new.
func (c *Context) isTypeOfField(name string) bool {
	has := func(fields []feature.Field) bool {
		return slices.ContainsFunc(fields, func(f feature.Field) bool { return baseType(f.Type.Value) == name && f.Struct.Value != name })
	}
	if has(c.Feature.Fields) {
		return true
	}
	return slices.ContainsFunc(c.Feature.Types, func(t feature.Type) bool { return t.Name.Value != name && has(t.Fields) })
}
