package emit

import (
	"strings"

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
	for _, dir := range componentDirs[f.Component.Value] {
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
func (p *codePlan) structsBelow(dir, name string) []string {
	var out []string
	if s, ok := p.Tree.StructIn(dir, name); ok && s.Name == name {
		out = append(out, s.File.Path)
	}
	for _, d := range p.Tree.Dirs(dir) {
		if d != "testdata" && d != "vendor" {
			out = append(out, p.structsBelow(dir+"/"+d, name)...)
		}
	}
	return out
}
