package emit

import (
	"go/ast"
	"regexp"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// decoratorsPkg holds the labels by which CI lanes choose tests.
const decoratorsPkg = gosrc.Module + "/tests/decorators"

// addLabel adds a feature label at the end of the features section of the
// decorators, one for what a cluster must have beside the others of that kind,
// and returns the name under which tests use it, "" where that is not possible.
func (c *Context) addLabel(label, text feature.Text) string {
	name := GoName(label.Value)
	what := "test label " + name
	site, ok := c.Site("decorators", what, label.At)
	if !ok {
		return ""
	}
	f := site.File
	if have := labelByText(f, text.Value); have != "" {
		c.Present(what, label.At, f.Pos(site.Decl.Pos()))
		return have
	}
	if vs, _ := f.Value(name); vs != nil {
		c.Conflict(what, f.NodeText(vs), name+" = Label("+strconv.Quote(text.Value)+")", label.At, f.Pos(vs.Pos()))
		return name
	}
	c.insertLabel(site, name, name+" = Label("+strconv.Quote(text.Value)+")", label.At)
	c.Added(what, label.At, diag.Pos{File: f.Path})
	return name
}

// labelByText returns the variable that holds a label.
func labelByText(f *checkout.GoFile, text string) string {
	want := strconv.Quote(text)
	for _, d := range f.AST.Decls {
		gd, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range gd.Specs {
			vs, ok := s.(*ast.ValueSpec)
			if !ok || len(vs.Values) != 1 {
				continue
			}
			if call, ok := vs.Values[0].(*ast.CallExpr); ok && len(call.Args) == 1 && f.NodeText(call.Args[0]) == want {
				return vs.Names[0].Name
			}
		}
	}
	return ""
}

var featureSection = regexp.MustCompile(`(?i)^/?[/*\s]*features?\b`)

// insertLabel puts a line at the end of the features section, which is what
// follows a comment of its own up to the next one.
func (c *Context) insertLabel(site checkout.Found, name, line string, from diag.Pos) {
	f := site.File
	off := f.LineStart(f.Offset(site.Decl.Rparen))
	last := lastFeature(site)
	if strings.HasPrefix(name, requires) {
		if kin := lastRequirement(site, last); kin != nil {
			last = kin
		}
	}
	if last != nil {
		off = f.LineEnd(f.Offset(last.End()))
	}
	c.Insert(f.Path, off, "\t"+line+"\n", from)
}

// requires begins the names of decorators for what a cluster must have.
const requires = "Requires"

// lastRequirement returns the last specification of that kind in the features
// section, which ends at upTo, or the last of all where it has none.
func lastRequirement(site checkout.Found, upTo *ast.ValueSpec) *ast.ValueSpec {
	var last *ast.ValueSpec
	for _, s := range site.Decl.Specs {
		vs := s.(*ast.ValueSpec)
		if strings.HasPrefix(vs.Names[0].Name, requires) && (last == nil || upTo == nil || vs.Pos() <= upTo.Pos() || last.Pos() > upTo.Pos()) {
			last = vs
		}
	}
	return last
}

// lastFeature returns the last specification of the features section, nil
// where there is none.
func lastFeature(site checkout.Found) *ast.ValueSpec {
	var last *ast.ValueSpec
	inside, from := false, site.Decl.Lparen
	for _, s := range site.Decl.Specs {
		for _, g := range site.File.AST.Comments {
			if g.Pos() > from && g.End() < s.Pos() && strings.HasPrefix(g.List[0].Text, "/*") {
				inside = featureSection.MatchString(g.List[0].Text)
			}
		}
		if from = s.End(); inside {
			last = s.(*ast.ValueSpec)
		}
	}
	return last
}

// requirements returns the decorators for what the plan says a test needs of
// the cluster: "two schedulable nodes" → RequiresTwoSchedulableNodes.
func (c *Context) requirements(t feature.Test, p string) []string {
	text := strings.ToLower(t.Serial.Value + " " + t.EnablesGate.Value)
	found, d := c.Tree.Locate(checkout.SiteByID("decorators"))
	if d != nil || strings.TrimSpace(text) == "" {
		return nil
	}
	var out []string
	for _, s := range found.Decl.Specs {
		vs := s.(*ast.ValueSpec)
		if len(vs.Values) != 1 {
			continue
		}
		call, ok := vs.Values[0].(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			continue
		}
		need, ok := strings.CutPrefix(stringValue(call.Args[0]), "requires-")
		if ok && strings.Contains(text, strings.ReplaceAll(need, "-", " ")) {
			out = append(out, c.Imports(p).Qualify(decoratorsPkg, vs.Names[0].Name))
		}
	}
	return out
}

// sigDecorator returns the decorator of a SIG and its label ("sig-compute").
func (c *Context) sigDecorator(sig string) (name, label string) {
	found, d := c.Tree.Locate(checkout.SiteByID("decorators"))
	if d != nil || sig == "" {
		return "", ""
	}
	label = "sig-" + strings.TrimPrefix(strings.ToLower(sig), "sig-")
	return labelByText(found.File, label), label
}
