package emit

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// emitUnitTests adds the unit tests that the plan promises, apart from those
// of validators, which emitWebhooks writes with the rules. They are pending
// with the plan's words: what the code under test does is not there yet.
func emitUnitTests(c *Context) {
	for _, u := range unitTests(c) {
		switch {
		case u.file == "":
			c.Left("unit tests: "+u.words(), "the plan names no test file for them", u.from)
		case len(u.group.specs) == 0:
			c.leaveUnits(u)
		default:
			c.addUnits(u)
		}
	}
}

// unitTest is the share of one test file in the promised tests.
type unitTest struct {
	test  feature.Test
	file  string
	group group
	left  []feature.Text // existing tests to be adapted
	from  diag.Pos
}

func (u unitTest) words() string {
	var out []string
	for _, it := range u.test.Items {
		out = append(out, code.PlainWords(it.Value))
	}
	for _, k := range u.test.Cases {
		out = append(out, code.PlainWords(k.Title.Value))
	}
	if len(out) == 0 {
		return code.PlainWords(u.test.Title.Value)
	}
	return strings.Join(out, "; ")
}

// unitTests reads the plan's unit tests: where they go and what they are.
// Listed test files that no test speaks of get one for each new function of
// the source file they belong to; those without are no business of this
// emitter, and are reported with all other files that nothing is done to.
func unitTests(c *Context) []unitTest {
	var out []unitTest
	claimed := map[string]bool{}
	for _, t := range c.Feature.Tests {
		if p := c.testFile(t); t.Kind == feature.TestUnit && p != "" {
			claimed[p] = true
		}
	}
	for _, t := range c.placedTests(claimed) {
		u := unitTest{test: t, file: c.testFile(t), from: firstAt(t)}
		if u.file != "" && c.isValidatorTest(u.file) {
			continue
		}
		claimed[u.file] = true
		if t.State == feature.StateChanged && len(t.Items)+len(t.Cases) == 0 {
			continue
		}
		c.fillUnit(&u)
		out = append(out, u)
	}
	for _, f := range c.Feature.Files {
		if p := f.Path.Value; !isUnitFile(f) || claimed[p] || c.isValidatorTest(p) {
			continue
		}
		u := unitTest{file: f.Path.Value, from: f.Path.At}
		if c.fillUnit(&u); len(u.group.specs) > 0 && !adaptation.MatchString(itemWords(f.Note.Value)) {
			out = append(out, u)
		}
	}
	return out
}

// isUnitFile reports whether a listed file holds unit tests.
func isUnitFile(f feature.File) bool {
	p := f.Path.Value
	return f.State != feature.FileGenerated && strings.HasSuffix(p, "_test.go") && !isSuite(p) && !strings.HasPrefix(p, testsDir+"/")
}

func firstAt(t feature.Test) diag.Pos {
	for _, x := range append([]feature.Text{t.File, t.Title}, t.Items...) {
		if !x.At.IsZero() {
			return x.At
		}
	}
	return diag.Pos{}
}

// adaptation matches what is a change to existing tests, not a new test.
var adaptation = regexp.MustCompile(`(?i)^((the )?(new|changed|more|updated|expected|adapted?|adjusted?) )?(\w+ )?(parameters?|arguments?|signatures?|constructors?( calls?)?|calls?|numbers|counts?|constants?|functions?)$` +
	`|^(use|adapt|adjust|update|follow|rename|move)\b|\bfor the existing tests$|\bexpected (numbers|counts?)|\bnew [\w ]*(numbers|counts?)$|^(resource|patch|update)\b.*\bcounts?$`)

// fillUnit sorts the items into specs and adaptations and chooses the title.
func (c *Context) fillUnit(u *unitTest) {
	var items []feature.Text
	for _, it := range u.test.Items {
		switch words := itemWords(it.Value); {
		case words == "":
		case adaptation.MatchString(words):
			u.left = append(u.left, it)
		default:
			items = append(items, it)
		}
	}
	u.group.specs = append(casesOf(u.test.Cases), specsOf(items)...)
	if u.file == "" {
		return
	}
	if len(items)+len(u.left)+len(u.test.Cases) == 0 {
		for _, fn := range c.untested(u.file) {
			u.group.specs = append(u.group.specs, specOfFunction(fn))
		}
	}
	u.group.title = c.unitTitle(*u)
	c.actOn(u)
}

// specOfFunction promises a test of a planned function.
func specOfFunction(fn feature.Function) spec {
	s := spec{title: fn.Name.Value, apart: true, from: fn.Name}
	for _, t := range append([]feature.Text{fn.Doc}, fn.Steps...) {
		if !t.Empty() {
			s.steps = append(s.steps, code.PlainWords(t.Value))
		}
	}
	return s
}

// callChange matches adaptations that follow from a signature; who changes the
// signature changes the calls too, and listed files that stay as they are get
// reported as such.
var callChange = regexp.MustCompile(`(?i)\b(parameters?|arguments?|signatures?|constructors?|calls?)$`)

func (c *Context) leaveUnits(u unitTest) {
	for _, it := range u.left {
		if words := itemWords(it.Value); !callChange.MatchString(words) {
			c.Left(u.file+": "+words, "existing tests follow the changed code by hand", it.At)
		}
	}
	if len(u.left) == 0 {
		c.Left("unit tests in "+u.file, "the plan does not say what they test", u.from)
	}
}

func (c *Context) addUnits(u unitTest) {
	if len(u.left) > 0 {
		c.leaveUnits(u)
	}
	f, err := c.Tree.Go(u.file)
	if err != nil {
		if c.Tree.Exists(u.file) {
			c.Left("unit tests in "+u.file, "the file does not parse", u.from)
			return
		}
		c.describe(u.file, c.testPackage(u.file), opening{}, u.group, u.from)
		return
	}
	if own, ok := ownContainer(f, u.group); ok {
		c.complete(own, u)
		return
	}
	in, ok := c.top(f, c.sources(u.file))
	if !ok {
		c.Left("unit tests in "+u.file+": "+u.words(), "the file has no Ginkgo container to add them to", u.from)
		return
	}
	if _, there := in.find(u.group.title); !there {
		u.group.setup = c.gateSetup(in, u.group)
	}
	c.addGroup(in, u.group, u.from)
}

// ownContainer returns the top-level container that an earlier run made for
// the group: it has the group's title and at least one of its specs,
// not in a Context but by itself.
func ownContainer(f *checkout.GoFile, g group) (container, bool) {
	for _, d := range describes(f) {
		if d.title == g.title && slices.ContainsFunc(g.specs, func(s spec) bool { return d.holds(s.title) }) {
			return d, true
		}
	}
	return container{}, false
}

// complete adds the specs that a container lacks.
func (c *Context) complete(in container, u unitTest) {
	missing := u.group
	missing.setup, missing.specs = "", nil
	for _, s := range u.group.specs {
		if in.hasSpec(s.title) {
			c.Present("test "+quote(s.title)+" in "+u.file, s.from.At, in.file.Pos(in.call.Pos()))
		} else {
			missing.specs = append(missing.specs, s)
		}
	}
	if len(missing.specs) > 0 {
		c.insertLast(in, missing.text(c.ginkgo(u.file)), u.from)
		c.Added("tests in "+u.file, u.from, in.file.Pos(in.call.Pos()))
	}
}

func declaredFuncs(f *checkout.GoFile, into map[string]bool) {
	for _, d := range f.AST.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok {
			into[fd.Name.Name] = true
		}
	}
}
