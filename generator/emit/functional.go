package emit

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/templates"
)

// testsDir holds the functional tests; its own files are _test.go files, those
// of its packages ordinary ones that tests_suite_test.go imports.
const testsDir = "tests"

// emitFunctionalTests adds the functional tests that the plan promises: a
// pending spec for each workflow, with the SIG wrapper of the neighbours, the
// feature's label, and the gate switched on where the test is to do that.
func emitFunctionalTests(c *Context) {
	for _, t := range c.Feature.Tests {
		if t.Kind != feature.TestFunctional {
			continue
		}
		p := c.testFile(t)
		label := ""
		if !t.Label.Empty() {
			label = c.addLabel(t.Label, t.LabelText.Or(t.Label))
		}
		specs, notes := workflowSpecs(t.Items)
		specs = append(casesOf(t.Cases), specs...)
		if t.State == feature.StateChanged && len(specs) == 0 {
			continue
		}
		switch {
		case p == "" || !strings.HasPrefix(p, testsDir+"/") || !strings.HasSuffix(p, ".go"):
			if len(specs) > 0 {
				c.Left("functional tests: "+specs[0].title, "the plan names no file for them", firstAt(t))
			}
		case len(specs) == 0:
			c.Left("functional tests in "+p, "the plan names no workflows", firstAt(t))
		default:
			c.functional(t, p, label, group{specs: specs, setup: notes, by: true})
		}
	}
}

var condition = regexp.MustCompile(`(?i)^(skip(ped)?|only|requires?|needs?)\b`)

// workflowSpecs turns workflows into specs. What only says when they run
// becomes a comment. Items of one line that end in an expectation are the
// steps of a single workflow.
func workflowSpecs(items []feature.Text) (specs []spec, notes string) {
	var flows []feature.Text
	for _, it := range items {
		if words := itemWords(it.Value); condition.MatchString(words) {
			notes += gosrc.Comment("", gosrc.Sentence(words))
		} else {
			flows = append(flows, it)
		}
	}
	if n := len(flows); n > 1 && flows[0].At == flows[n-1].At && expectation.MatchString(flows[n-1].Value) &&
		!slices.ContainsFunc(flows[:n-1], func(t feature.Text) bool { return expectation.MatchString(t.Value) }) {
		s := spec{title: itemWords(flows[n-1].Value), apart: true, from: flows[0]}
		for _, it := range flows {
			s.steps = append(s.steps, clauses(itemWords(it.Value))...)
		}
		return []spec{s}, notes
	}
	return specsOf(flows), notes
}

func (c *Context) functional(t feature.Test, p, label string, g group) {
	from := firstAt(t)
	if c.neverRun(p) {
		c.Res.Diags.Warnf("dead-test-file", from, "name it "+strings.TrimSuffix(p, "_test.go")+".go",
			"%s is in a package that the tests import, and such packages leave their _test.go files out", p)
		c.Left("functional tests in "+p, "they would never run there", from)
		return
	}
	g.title = code.PlainWords(t.Title.Value)
	f, err := c.Tree.Go(p)
	if err != nil {
		c.newFunctional(t, p, label, g)
		return
	}
	if g.title == "" {
		g.title = "with " + c.featureWords()
	}
	tops := describes(f)
	if own := c.ownFunctional(tops, t); own.call != nil {
		c.complete(own, unitTest{file: p, group: g, from: from})
		return
	}
	in, ok := c.top(f, nil)
	if !ok {
		c.Left("functional tests in "+p, "the file has no Ginkgo container to add them to", from)
		return
	}
	if have, ok := in.find(g.title); ok {
		c.complete(have, unitTest{file: p, group: g, from: from})
		return
	}
	c.decorate(&g, t, p, label, serialIn(in))
	c.addGroup(in, g, from)
}

// neverRun reports whether a _test.go file lies in a package of ordinary test
// files.
func (c *Context) neverRun(p string) bool {
	dir := path.Dir(p)
	return strings.HasSuffix(p, "_test.go") && dir != testsDir && c.imported(dir)
}

// imported reports whether the functional tests' main file imports a package.
func (c *Context) imported(dir string) bool {
	for _, f := range testsHolding(c.Tree, testsDir, gosrc.ImportPath(dir)) {
		if alias, ok := gosrc.Aliases(f)[gosrc.ImportPath(dir)]; ok && alias == "_" {
			return true
		}
	}
	return false
}

// ownFunctional returns the container a former run made for the test.
func (c *Context) ownFunctional(tops []container, t feature.Test) container {
	want := c.functionalTitle(t)
	for _, d := range tops {
		if d.title == want || strings.HasSuffix(d.title, "] "+want) {
			return d
		}
	}
	return container{}
}

// functionalTitle is the title of a new file's container.
func (c *Context) functionalTitle(t feature.Test) string {
	if !t.Title.Empty() {
		return code.PlainWords(t.Title.Value)
	}
	return c.featureTitle()
}

func serialIn(in container) bool {
	return strings.Contains(in.file.Text(in.call.Pos(), in.body.Pos()), "Serial")
}

// decorate completes a group: feature label, Serial, and the gate. A test that
// changes the cluster's configuration cannot share the cluster.
func (c *Context) decorate(g *group, t feature.Test, p, label string, serial bool) {
	gates := c.enabledGates(t)
	if !serial && (!t.Serial.Empty() || len(gates) > 0) {
		g.decorators = append(g.decorators, c.ginkgo(p)+"Serial")
	}
	g.decorators = append(g.decorators, c.requirements(t, p)...)
	if label != "" {
		g.decorators = append(g.decorators, c.Imports(p).Qualify(decoratorsPkg, label))
	}
	if len(gates) == 0 || startsWithout.MatchString(t.EnablesGate.Value) {
		return
	}
	dir, ok := c.gateHelper()
	if !ok {
		c.Left("feature gate in the functional tests", "the checkout has no function EnableFeatureGate for tests", t.EnablesGate.At)
		return
	}
	var enable []string
	for _, name := range gates {
		enable = append(enable, c.Imports(p).Qualify(gosrc.ImportPath(dir), "EnableFeatureGate")+"("+c.Imports(p).Qualify(c.gatesPkg(), name)+")")
	}
	g.setup += templates.Text("gate", map[string]any{"Ginkgo": c.ginkgo(p), "Enable": enable})
}

// startsWithout matches workflows that switch the gate on in their course.
var startsWithout = regexp.MustCompile(`(?i)\bgate (is )?(off|disabled)\b`)

// enabledGates returns the constants of the gates a test switches on: those
// its words name, else the feature's own.
func (c *Context) enabledGates(t feature.Test) []string {
	if t.EnablesGate.Empty() {
		return nil
	}
	var named, own []string
	for _, g := range c.Feature.Gates {
		name := g.ConstName()
		if g.Existing {
			if _, have, ok := c.gateByString(g.Name.Value); ok {
				name = have
			} else {
				continue
			}
		} else {
			own = append(own, name)
		}
		if strings.Contains(t.EnablesGate.Value, g.Name.Value) {
			named = append(named, name)
		}
	}
	if len(named) > 0 {
		return named
	}
	return own
}

// gateHelper finds the package whose EnableFeatureGate functional tests call.
func (c *Context) gateHelper() (string, bool) {
	for _, dir := range []string{"tests/libkubevirt/config", "tests/libkubevirt", "tests"} {
		if _, fd := c.Tree.Package(dir).FindFunc("", "EnableFeatureGate"); fd != nil {
			return dir, true
		}
	}
	return "", false
}

// newFunctional writes a new file, in the form of its neighbours, and imports
// its package where that is new.
func (c *Context) newFunctional(t feature.Test, p, label string, g group) {
	from := firstAt(t)
	dir := path.Dir(p)
	g.title = c.functionalTitle(t)
	fm, serial := c.functionalForm(p, !t.Serial.Empty() || !t.EnablesGate.Empty())
	c.decorate(&g, t, p, label, serial)
	pkg := ""
	if dir == testsDir {
		pkg = c.flatPackage()
	}
	c.describe(p, pkg, fm, g, from)
	if dir != testsDir && !c.imported(dir) {
		c.importTests(dir, from)
	}
}

// flatPackage is the package of the files directly in tests/.
func (c *Context) flatPackage() string {
	if names := testPackages(c.Tree, testsDir); len(names) > 0 {
		return names[0]
	}
	return "tests_test"
}

// importTests adds the blank import that makes a new package's tests part of
// the test binary, in alphabetic order among the others.
func (c *Context) importTests(dir string, from diag.Pos) {
	what := "import of " + dir + " into the functional tests"
	want := gosrc.ImportPath(dir)
	for _, f := range testsHolding(c.Tree, testsDir, "_ \""+gosrc.ImportPath(testsDir)+"/") {
		off := blankImport(f, want)
		if off < 0 {
			continue
		}
		c.Insert(f.Path, off, "\t_ \""+want+"\"\n", from)
		c.Added(what, from, diag.Pos{File: f.Path})
		return
	}
	c.Left(what, "no file in "+testsDir+" imports test packages", from)
}

// blankImport returns where a blank import of a test package goes, -1 where
// the file has none.
func blankImport(f *checkout.GoFile, want string) int {
	off := -1
	for _, spec := range f.AST.Imports {
		p := stringValue(spec.Path)
		if spec.Name == nil || spec.Name.Name != "_" || !strings.HasPrefix(p, gosrc.Module+"/"+testsDir+"/") {
			continue
		}
		if p > want {
			if off < 0 {
				return f.LineStart(f.Offset(spec.Pos()))
			}
			return off
		}
		off = f.LineEnd(f.Offset(spec.End()))
	}
	return off
}
