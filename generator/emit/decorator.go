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
// decorators and returns the name under which tests use it, "" where that is
// not possible.
func (c *Context) addLabel(label feature.Text) string {
	site, ok := c.Site("decorators", label.At)
	if !ok {
		return ""
	}
	name := GoName(label.Value)
	what := "test label " + name
	f := site.File
	if have := labelByText(f, label.Value); have != "" {
		c.Present(what, label.At, f.Pos(site.Decl.Pos()))
		return have
	}
	if vs, _ := f.Value(name); vs != nil {
		c.Conflict(what, f.NodeText(vs), name+" = Label("+strconv.Quote(label.Value)+")", label.At, f.Pos(vs.Pos()))
		return name
	}
	c.insertLabel(site, name+" = Label("+strconv.Quote(label.Value)+")", label.At)
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

// insertLabel puts a line at the end of the features section. A section is
// what follows a comment of its own up to the next one; gofmt aligns its
// lines, so the run is written anew where the name is the longest.
func (c *Context) insertLabel(site checkout.Found, line string, from diag.Pos) {
	f := site.File
	first, last := section(site)
	if last == nil {
		off := f.LineStart(f.Offset(site.Decl.Rparen))
		c.Insert(f.Path, off, "\t"+line+"\n", from)
		return
	}
	start, end := f.LineStart(f.Offset(first.Pos())), f.LineEnd(f.Offset(last.End()))
	if run := alignedRun(f, end); run > start {
		start = run
	}
	old := string(f.Src[start:end])
	text, err := gosrc.FormatDecls("var (\n" + old + "\t" + line + "\n)\n")
	if err != nil {
		c.Insert(f.Path, end, "\t"+line+"\n", from)
		return
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "var (\n"), ")\n")
	if added, ok := strings.CutPrefix(text, old); ok {
		c.Insert(f.Path, end, added, from)
		return
	}
	c.Replace(f.Path, start, end, text, from)
}

// section returns the first and last specification of the features section,
// nil where there is none.
func section(site checkout.Found) (first, last *ast.ValueSpec) {
	f := site.File
	inside := false
	for i, s := range site.Decl.Specs {
		from := site.Decl.Lparen
		if i > 0 {
			from = site.Decl.Specs[i-1].End()
		}
		for _, g := range f.AST.Comments {
			if g.Pos() > from && g.End() < s.Pos() && strings.HasPrefix(g.List[0].Text, "/*") {
				inside = featureSection.MatchString(g.List[0].Text)
			}
		}
		if inside {
			vs := s.(*ast.ValueSpec)
			if first == nil {
				first = vs
			}
			last = vs
		}
	}
	return first, last
}

// alignedRun returns the start of the lines before end that gofmt aligns with
// a further one: without blank or comment lines between.
func alignedRun(f *checkout.GoFile, end int) int {
	start := end
	for start > 0 {
		prev := f.LineStart(start - 1)
		text := strings.TrimSpace(string(f.Src[prev:start]))
		if text == "" || strings.HasPrefix(text, "//") || strings.HasSuffix(text, "*/") || strings.HasSuffix(text, "(") {
			break
		}
		start = prev
	}
	return start
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
