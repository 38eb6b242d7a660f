package emit

import (
	"fmt"
	"go/ast"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// addField writes one field into its existing struct.
func (a *apiPlan) addField(add addition) {
	f, s := add.field, add.owner
	text, fault := a.fieldText(f, s)
	if fault != nil {
		a.refuse(f, *fault)
		return
	}
	if fieldsApart(s) {
		text = "\n" + text
	}
	off := s.File.LineStart(s.File.Offset(s.Node.Fields.Closing))
	if after := a.sibling(s, f.After.Value); after != nil {
		off = s.File.LineEnd(s.File.Offset(after.End()))
	}
	a.Insert(s.File.Path, off, gosrc.Apart(s.File, off, text), f.At())
	a.Added("API field "+s.Name+"."+f.Name.Value, f.At(), diag.Pos{File: s.File.Path})
}

func (a *apiPlan) sibling(s checkout.StructRef, name string) *ast.Field {
	if name == "" {
		return nil
	}
	for _, f := range s.Node.Fields.List {
		if json, _ := checkout.JSONName(f); json == name || len(f.Names) > 0 && f.Names[0].Name == name {
			return f
		}
	}
	return nil
}

// fieldsApart reports whether the struct separates its fields by blank lines.
func fieldsApart(s checkout.StructRef) bool {
	list := s.Node.Fields.List
	if len(list) < 2 {
		return false
	}
	last, prev := list[len(list)-1], list[len(list)-2]
	from := s.File.Offset(prev.End())
	to := s.File.Offset(last.Pos())
	if last.Doc != nil {
		to = s.File.Offset(last.Doc.Pos())
	}
	return strings.Count(string(s.File.Src[from:to]), "\n") > 1
}

// fieldText renders a field with document, markers and tag, one per line, or
// says why it cannot be written.
func (a *apiPlan) fieldText(f feature.Field, s checkout.StructRef) (string, *diag.Diagnostic) {
	if fault := fieldFault(f); fault != nil {
		return "", fault
	}
	typ, fault := a.qualifyType(f.Type.Value, a.fileOf(s))
	if fault != nil {
		return "", fault
	}
	doc := gosrc.Comment("\t", a.fieldDoc(f))
	if f.Embedded {
		tag := f.Tag.Value
		if tag == "" {
			tag = `json:",inline"`
		}
		return doc + "\t" + typ + " `" + tag + "`\n", nil
	}
	var b strings.Builder
	b.WriteString(doc)
	space := markerSpace(s)
	for _, m := range a.markers(f, s) {
		b.WriteString("\t//" + space + m + "\n")
	}
	fmt.Fprintf(&b, "\t%s %s `%s`\n", f.Name.Value, typ, a.tag(f))
	return b.String(), nil
}

func (a *apiPlan) fileOf(s checkout.StructRef) string {
	if s.File != nil {
		return s.File.Path
	}
	if a.planned[s.Name] != nil {
		return a.home(s.Name)
	}
	if o := a.owner[s.Name]; o.File != nil {
		return o.File.Path
	}
	return checkout.APIRoot + "/core/v1/types.go"
}

// fieldDoc returns the plan's words; where it has none the names must do.
func (a *apiPlan) fieldDoc(f feature.Field) string {
	if f.Doc.Empty() {
		return ""
	}
	doc := gosrc.Sentence(f.Doc.Value)
	if strings.Contains(f.Doc.Value, "\n") {
		doc = f.Doc.Value
	}
	return capital(doc)
}

func (a *apiPlan) tag(f feature.Field) string {
	if !f.Tag.Empty() {
		return f.Tag.Value
	}
	if !f.Required.Empty() {
		return `json:"` + f.JSON.Value + `"`
	}
	return `json:"` + f.JSON.Value + `,omitempty"`
}

// usesOptional reports whether optional fields of the struct carry the marker.
// New structs do.
func usesOptional(s checkout.StructRef) bool {
	if s.Node == nil {
		return true
	}
	with, without := 0, 0
	for _, f := range s.Node.Fields.List {
		if f.Tag == nil || !strings.Contains(f.Tag.Value, "omitempty") {
			continue
		}
		if f.Doc != nil && strings.Contains(commentText(f.Doc), "+optional") {
			with++
		} else {
			without++
		}
	}
	return with > 0 || without == 0
}

func commentText(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// markerSpace returns what stands between // and a marker in the struct.
func markerSpace(s checkout.StructRef) string {
	if s.Node == nil {
		return " "
	}
	tight, spaced := 0, 0
	for _, f := range s.Node.Fields.List {
		if f.Doc == nil {
			continue
		}
		text := commentText(f.Doc)
		tight += strings.Count(text, "//+")
		spaced += strings.Count(text, "// +")
	}
	if tight > spaced {
		return ""
	}
	return " "
}

// home returns the file a planned type is written to: the plan's, else that of
// the struct using it.
func (a *apiPlan) home(name string) string {
	t := a.planned[name]
	if f := t.File.Value; strings.HasPrefix(f, checkout.APIRoot) && strings.HasSuffix(f, ".go") {
		return f
	}
	if o := a.owner[name]; o.File != nil {
		return o.File.Path
	}
	return checkout.APIRoot + "/core/v1/types.go"
}
