package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file adds fields to structs outside the API.

// internalField adds a field to an existing struct outside the API.
func (p *codePlan) internalField(fld feature.Field) {
	strct, name := fld.Struct.Value, fld.Name.Value
	if s, n, ok := strings.Cut(name, "."); ok {
		strct, name = s, n
		fld.Name = feature.T(n, fld.Name.At)
	}
	what := "field " + strct + "." + name
	file, why := p.CompletePath(fld.File.Value, "")
	if file == "" {
		p.Left(what, why, fld.At())
		return
	}
	if t := p.PlannedIn(path.Dir(file), strct); t != nil && !p.DeclaredIn(path.Dir(file), strct) {
		return // part of a planned type
	}
	for _, f := range p.Tree.Package(path.Dir(file)).Files {
		if st := f.Struct(strct); st != nil {
			p.fieldInto(fld, f, strct, st)
			return
		}
	}
	p.Res.Diags.Warnf("unknown-type", fld.At(), "correct the struct's name or the file", "package %s has no struct %s for field %s", path.Dir(file), strct, name)
	p.Left(what, "no struct "+strct+" in "+path.Dir(file), fld.At())
}

func (p *codePlan) fieldInto(fld feature.Field, f *checkout.GoFile, strct string, st *ast.StructType) {
	what := "field " + strct + "." + fld.Name.Value
	if have := code.FieldNamed(st, fld.Name.Value); have != nil {
		want, ok := p.PlannedType(f.Path, fld.Type.Value)
		if typ := p.Canon(f, have.Type); ok && typ != "" && typ != want {
			if was, ok := p.PlannedType(f.Path, fld.Was.Value); ok && was == typ {
				p.retype(f, have, p.SpellType(f.Path, want), what, fld)
				return
			}
			p.Conflict(what, f.NodeText(have.Type), fld.Type.Value, fld.At(), f.Pos(have.Pos()))
			return
		}
		p.Present(what, fld.At(), f.Pos(have.Pos()))
		return
	}
	if fld.Type.Empty() {
		p.Left(what, "the plan gives no type", fld.At())
		return
	}
	p.addInternalField(fld, f, strct, st)
}

func (p *codePlan) addInternalField(fld feature.Field, f *checkout.GoFile, strct string, st *ast.StructType) {
	what := "field " + strct + "." + fld.Name.Value
	if !fld.Embedded && !code.IsIdentifier(fld.Name.Value) {
		p.Res.Diags.Warnf("bad-identifier", fld.At(), "write the bare field name in back-quotes", "%q is no Go identifier", fld.Name.Value)
		return
	}
	if fld.Tag.Empty() && fld.JSON.Empty() && !fld.Embedded {
		fld.Tag = elementTag(fld, st)
	}
	line, missing := p.internalFieldText(fld, f.Path)
	if missing != "" {
		p.Res.Diags.Warnf("unknown-type", fld.At(), "declare the type in the plan, or use one the checkout has", "%s has type %s, which is neither in the checkout nor in the plan", what, missing)
		p.Left(what, missing+" is not known", fld.At())
		return
	}
	off := f.LineStart(f.Offset(st.Fields.Closing))
	if after := code.FieldNamed(st, fld.After.Value); after != nil {
		off = f.LineEnd(f.Offset(after.End()))
	}
	p.Insert(f.Path, off, gosrc.Apart(f, off, line), fld.At())
	p.Added(what, fld.At(), diag.Pos{File: f.Path})
}

// elementTag gives a field without a tag the one that all its siblings have: in
// the domain schema a struct or list is the XML element of its name.
func elementTag(fld feature.Field, st *ast.StructType) feature.Text {
	if len(st.Fields.List) == 0 || !strings.ContainsAny(fld.Type.Value, "*[") {
		return feature.Text{}
	}
	for _, f := range st.Fields.List {
		if f.Tag == nil || !strings.HasPrefix(f.Tag.Value, "`xml:") {
			return feature.Text{}
		}
	}
	return feature.T(`xml:"`+jsonName(fld.Name.Value)+`,omitempty"`, fld.At())
}
