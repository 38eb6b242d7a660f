package emit

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/templates"
)

// addGroup adds a Context at the end of a container of an existing file. A
// Context of that title is completed by the specs it lacks; identity is the
// title.
func (c *Context) addGroup(in container, g group, from diag.Pos) {
	p := in.file.Path
	gk := c.ginkgo(p)
	what := "Context " + quote(g.title) + " in " + p
	have, ok := in.find(g.title)
	if !ok {
		c.insertLast(in, g.context(gk), from)
		c.Added(what, from, diag.Pos{File: p})
		return
	}
	missing := g
	missing.setup, missing.specs = "", nil
	for _, s := range g.specs {
		if have.hasSpec(s.title) {
			c.Present("test "+quote(s.title)+" in "+p, s.from.At, in.file.Pos(have.call.Pos()))
		} else {
			missing.specs = append(missing.specs, s)
		}
	}
	if len(missing.specs) > 0 {
		c.insertLast(have, missing.text(gk), from)
		c.Added("tests in "+what, from, in.file.Pos(have.call.Pos()))
	}
}

// insertLast puts statements before the closing brace of a container, one
// blank line after what is there.
func (c *Context) insertLast(in container, text string, from diag.Pos) {
	f := in.file
	brace := f.Offset(in.body.Rbrace)
	off := f.LineStart(brace)
	indent := string(f.Src[off:brace])
	if rest := strings.TrimLeft(indent, " \t"); rest != "" { // closes on the line it opens
		indent = strings.TrimSuffix(indent, rest)
		c.Insert(f.Path, brace, "\n"+indented(text, indent+"\t")+indent, from)
		return
	}
	lead := "\n"
	before := bytes.TrimRight(f.Src[:off], " \t\n")
	if len(in.body.List) == 0 || bytes.Count(f.Src[len(before):off], []byte("\n")) > 1 {
		lead = ""
	}
	c.Insert(f.Path, off, lead+indented(text, indent+"\t"), from)
}

// indented formats statements and puts an indentation before each line that is
// not part of a raw string.
func indented(text, indent string) string {
	formatted, err := gosrc.FormatDecls("func _() {\n" + text + "}\n")
	if err != nil {
		panic("statements do not parse: " + err.Error() + "\n" + text)
	}
	lines := strings.Split(strings.TrimSuffix(formatted, "\n"), "\n")
	var b strings.Builder
	for _, line := range lines[1 : len(lines)-1] {
		if line != "" {
			line = indent + strings.TrimPrefix(line, "\t")
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// describe adds a top-level container to a test file that has none yet or does
// not exist.
func (c *Context) describe(p, pkg string, f opening, g group, from diag.Pos) {
	gk := c.ginkgo(p)
	text, err := gosrc.FormatDecls(templates.Text("describe", map[string]any{
		"Open": f.open(gk), "Title": quote(f.prefix + g.title), "Decorators": append(f.decorators, g.decorators...), "Body": g.text(gk), "Close": f.close()}))
	if err != nil {
		panic("container does not parse: " + err.Error())
	}
	c.Append(p, text, from)
	if nf := c.Fresh(p); nf != nil && pkg != "" {
		nf.Package = pkg
	}
	c.Added("tests "+quote(g.title)+" in "+p, from, diag.Pos{File: p})
}

// opening is how a package opens its top-level containers.
type opening struct {
	wrapper    string   // SIG, compute.SIG …: Describe(SIG("…", …))
	call       string   // SIGDescribe …: a function instead of Describe
	prefix     string   // "[sig-compute] " before the title
	decorators []string // decorators.SigCompute
}

func (f opening) open(gk string) string {
	switch {
	case f.wrapper != "":
		return gk + "Describe(" + f.wrapper + "("
	case f.call != "":
		return f.call + "("
	}
	return gk + "Describe("
}

func (f opening) close() string {
	if f.wrapper != "" {
		return "))"
	}
	return ")"
}

// top chooses the container of an existing test file that the code under test
// is tested in: the one that mentions most of what the source file declares
// (vmi-create-admitter_test.go has two, and only one has the set-up).
func (c *Context) top(f *checkout.GoFile, sources []string) (container, bool) {
	all := describes(f)
	if len(all) < 2 {
		return append(all, container{})[0], len(all) == 1
	}
	names := map[string]bool{}
	for _, p := range sources {
		if src, err := c.Tree.Go(p); err == nil {
			declaredFuncs(src, names)
		}
	}
	best, most := all[0], -1
	for _, d := range all {
		if n := d.mentions(names); n > most {
			best, most = d, n
		}
	}
	return best, true
}

// sources returns the files whose tests a test file holds: the one of the same
// name, and those of the package with planned functions.
func (c *Context) sources(test string) []string {
	dir := path.Dir(test)
	out := []string{strings.TrimSuffix(test, "_test.go") + ".go"}
	for _, fn := range c.Feature.Functions {
		if p := c.plannedFile(fn); path.Dir(p) == dir && c.Tree.Exists(p) {
			out = append(out, p)
		}
	}
	return out
}

// plannedIn returns the new functions of a source file.
func (c *Context) plannedIn(source string) []feature.Function {
	var out []feature.Function
	for _, fn := range c.Feature.Functions {
		if !fn.Modify && c.plannedFile(fn) == source {
			out = append(out, fn)
		}
	}
	return out
}

// untested returns the new functions that a test file gets a spec for: of its
// source file those that other packages see, or all where there are none. A
// function that the checkout has already is only changed by the plan.
func (c *Context) untested(test string) []feature.Function {
	source := strings.TrimSuffix(test, "_test.go") + ".go"
	have, _ := c.Tree.Read(source)
	tests, _ := c.Tree.Read(test)
	var all, exported []feature.Function
	for _, fn := range c.plannedIn(source) {
		name := fn.Name.Value
		there := regexp.MustCompile(`(?m)^func (\([^)]*\) )?` + regexp.QuoteMeta(name) + `\(`).Match(have)
		if there && !bytes.Contains(tests, []byte(quote(name))) {
			continue
		}
		all = append(all, fn)
		if ast.IsExported(name) {
			exported = append(exported, fn)
		}
	}
	if len(exported) > 0 {
		return exported
	}
	return all
}
