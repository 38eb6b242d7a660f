package emit

import (
	"fmt"
	"go/ast"
	"path"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

const (
	testutilsPkg = gosrc.Module + "/pkg/testutils"
	libvmiPkg    = gosrc.Module + "/pkg/libvmi"
	gomegaPath   = "github.com/onsi/gomega"
)

// checkTest writes the unit tests of one check into the test file beside it.
type checkTest struct {
	*sampler
	ck     *check
	file   *checkout.GoFile // nil for a new file
	path   string
	box    container
	enable *closure
	off    string // name of the closure that turns all gates off
	config string // variable with the cluster config
	specs  []string
}

// closure is a helper variable of the test file.
type closure struct {
	name     string
	variadic bool
}

// testCheck adds the unit tests of a check: gate on, gate off, field unset, and
// one for each further rule.
func (c *Context) testCheck(ck *check) {
	if ck.expressions() {
		c.testExpressions(ck)
		return
	}
	if ck.parent != nil || len(ck.rules) == 0 || archOf(ck.name) != "" && ck.at == atArch {
		return
	}
	t := c.newCheckTest(ck)
	if t == nil {
		c.untest(ck)
		c.Left("unit tests of "+ck.name, "no test file with a Describe was found beside "+ck.file, ck.from)
		return
	}
	t.im.Try(func() bool {
		edits := len(c.Res.Set.Edits)
		t.write()
		return len(c.Res.Set.Edits) > edits
	})
}

// write writes the tests in the form of the check's place.
func (t *checkTest) write() {
	switch t.ck.at {
	case atMigration:
		t.migration()
	case atConfig:
		t.configuration()
	case atSpec, atNetwork:
		t.spec()
	default:
		t.leave("unit tests of the checks in "+path.Base(t.ck.file), "tests of this admitter are written by hand")
	}
}

// leave reports tests that are not written; what the plan promises of them is
// kept as it is.
func (t *checkTest) leave(what, why string) {
	t.c.untest(t.ck)
	t.c.Left(what, why, t.ck.from)
}

// newCheckTest finds the test file, the first container in it, and its helpers.
func (c *Context) newCheckTest(ck *check) *checkTest {
	file := ck.file
	if found, d := c.Tree.Locate(checkout.SiteByID(siteOr(ck.at))); d == nil && (ck.at == atMigration || ck.at == atPolicy) {
		file = found.File.Path
	}
	p := strings.TrimSuffix(file, ".go") + "_test.go"
	t := &checkTest{ck: ck, path: p, sampler: &sampler{c: c, m: c.Fields(), im: c.Imports(p), rules: ck.rules}}
	f, err := c.Tree.Go(p)
	if err != nil {
		f = c.anyTest(path.Dir(p))
		if f == nil {
			return nil
		}
		t.path, t.im = f.Path, c.Imports(f.Path)
	}
	t.file = f
	tops := describes(f)
	if len(tops) == 0 {
		return nil
	}
	t.box = tops[0]
	t.helpers()
	return t
}

func siteOr(at string) string {
	if id := siteOf[at]; id != "" {
		return id
	}
	return "vmi-spec-validator"
}

// anyTest returns the largest test file of a directory, for checks whose own
// file has no tests yet.
func (c *Context) anyTest(dir string) *checkout.GoFile {
	var best *checkout.GoFile
	for _, f := range c.Tree.Tests(dir).Files {
		if !isSuite(f.Path) && len(describes(f)) > 0 && (best == nil || len(f.Src) > len(best.Src)) {
			best = f
		}
	}
	return best
}

// helpers finds the cluster config of the container and the closures that turn
// gates on and off.
func (t *checkTest) helpers() {
	for _, st := range t.box.body.List {
		if v := declares(t.file, st, clusterConfigParam); v != "" {
			t.config = v
		}
		as, ok := st.(*ast.AssignStmt)
		if !ok || len(as.Rhs) != 1 {
			continue
		}
		fl, ok := as.Rhs[0].(*ast.FuncLit)
		if !ok || fl.Type.Results != nil {
			continue
		}
		name, text := t.file.NodeText(as.Lhs[0]), t.file.NodeText(fl.Body)
		switch n := fl.Type.Params.NumFields(); {
		case n == 1 && len(fl.Type.Params.List[0].Names) == 1 && setsGates(text, fl.Type.Params.List[0].Names[0].Name):
			_, variadic := fl.Type.Params.List[0].Type.(*ast.Ellipsis)
			t.enable = &closure{name, variadic}
		case n == 0 && strings.Contains(name, "isable") && !strings.Contains(text, "DisabledFeatureGates") && strings.Contains(text, "UpdateFake"):
			t.off = name
		}
	}
}

// setsGates reports whether code sets the list of gates from a variable.
func setsGates(code, name string) bool {
	_, rest, ok := strings.Cut(code, ".FeatureGates = ")
	line, _, _ := strings.Cut(rest, "\n")
	return ok && uses(line, name)
}

// gate returns the statements that turn a gate on or off before the object is
// checked.
func (t *checkTest) gate(g gateRef, on bool) []string {
	if t.enable == nil || t.off == "" || t.config == "" {
		list := "FeatureGates"
		gates := g.qualified(t.im)
		if !on {
			if !t.defaultOn(g) {
				return []string{t.fakeConfig("")}
			}
			list = "DisabledFeatureGates"
		}
		return []string{t.fakeConfig(list + ": []string{" + gates + "},")}
	}
	switch {
	case on:
		return []string{t.enable.name + "(" + g.qualified(t.im) + ")"}
	case t.defaultOn(g):
		return []string{"kvConfig := kv.DeepCopy()",
			"kvConfig.Spec.Configuration.DeveloperConfiguration.DisabledFeatureGates = []string{" + g.qualified(t.im) + "}",
			t.im.Qualify(testutilsPkg, "UpdateFakeKubeVirtClusterConfig") + "(kvStore, kvConfig)"}
	}
	return []string{t.off + "()"}
}

// defaultOn reports whether a gate is on unless it is disabled: Beta gates
// since the registry itself tells what is enabled.
func (t *checkTest) defaultOn(g gateRef) bool {
	_, fd := t.c.Tree.Package(checkout.RegisteredGates).FindFunc("", "IsEnabled")
	return g.stage == "Beta" && fd != nil
}

// fakeConfig declares a cluster config of the test's own.
func (t *checkTest) fakeConfig(settings string) string {
	v1 := t.im.Name(corePkg)
	return "config, _, _ := " + t.im.Qualify(testutilsPkg, "NewFakeClusterConfigUsingKVConfig") + "(&" + v1 + ".KubeVirtConfiguration{\nDeveloperConfiguration: &" + v1 + ".DeveloperConfiguration{\n" + settings + "\n},\n})"
}

// it adds one spec.
func (t *checkTest) it(title string, lines ...string) {
	t.im.Dot(ginkgoPath)
	t.im.Dot(gomegaPath)
	t.specs = append(t.specs, "It("+strconv.Quote(title)+", func() {\n"+strings.Join(lines, "\n")+"\n})\n")
}

// present notes a Context or table of that title that is there already.
func (t *checkTest) present(title string) bool {
	if !t.box.hasSpec(title) {
		return false
	}
	t.c.Present("tests "+strconv.Quote(title)+" in "+path.Base(t.path), t.ck.from, t.file.Pos(t.box.call.Pos()))
	return true
}

// finish adds the specs as a Context.
func (t *checkTest) finish(title string) {
	for _, r := range t.ck.rules {
		if r.prose && !r.Text.Empty() && !permits(r.Text.Value) {
			t.specs = append(t.specs, spec{title: code.PlainWords(r.Text.Value), from: r.Text}.text("", false))
		}
	}
	t.rest()
	if len(t.specs) == 0 {
		return
	}
	t.c.insertLast(t.box, "Context("+strconv.Quote(title)+", func() {\n"+strings.Join(t.specs, "\n")+"})\n", t.ck.from)
	t.c.Added("tests "+strconv.Quote(title)+" in "+path.Base(t.path), t.ck.from, diag.Pos{File: t.path})
}

// title returns the plan's title for the tests, else one after the subject.
func (t *checkTest) title(def string) string {
	for _, pt := range t.c.Feature.Tests {
		if pt.Kind == feature.TestUnit && !pt.Title.Empty() && path.Base(pt.File.Value) == path.Base(t.path) {
			return pt.Title.Value
		}
	}
	return def
}

// expectOne lists the expectations on a single cause.
func (t *checkTest) expectOne(typ, message, field string, weak bool) []string {
	cause := t.im.Qualify(metav1Path, typ)
	if weak { // other checks of the same validator may complain as well
		said := ""
		if message != "" {
			said = "HaveField(\"Message\", " + message + "), "
		}
		return []string{fmt.Sprintf("Expect(causes).To(ContainElement(And(HaveField(\"Type\", %s), %sHaveField(\"Field\", %q))))", cause, said, field)}
	}
	out := []string{"Expect(causes).To(HaveLen(1))", "Expect(causes[0].Type).To(Equal(" + cause + "))"}
	if message != "" {
		out = append(out, "Expect(causes[0].Message).To(Equal("+message+"))")
	}
	return append(out, fmt.Sprintf("Expect(causes[0].Field).To(Equal(%q))", field))
}

// reported returns the field path that a rule reports in a test, as fieldOf
// spells it in the check.
func reported(r boundRule, from int, base string) string {
	if own := r.Field.Value; own != "" && !strings.ContainsAny(own, "[ ") {
		if strings.HasPrefix(base, "spec") {
			if !strings.HasPrefix(own, "spec") {
				own = "spec." + own
			}
			return own
		}
		if own = strings.TrimPrefix(own, "spec."); own != "spec" {
			return base + "." + own
		}
	}
	out := base
	for i := from; i < len(r.path.Hops); i++ {
		h := r.path.Hops[i]
		if out != "" {
			out += "."
		}
		out += h.JSON
		looped := r.Kind == feature.RuleOneOf || r.Kind == feature.RulePrefix || r.Kind == feature.RuleRange
		if h.List && (i < len(r.path.Hops)-1 || looped) {
			out += "[0]"
		}
	}
	return out
}
