package emit

// Unit tests of rules that are expressions: an object that is accepted, and for
// each rule a change of it that breaks this rule alone.

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/generator/rule"
	"github.com/kubevirt/kvscaffold/generator/rule/gocode"
	"github.com/kubevirt/kvscaffold/generator/rule/sample"
)

const pointerPkg = gosrc.Module + "/pkg/pointer"

// testExpressions writes the tests of a check of VMI specs into the container
// of its test file.
func (c *Context) testExpressions(ck *check) {
	if ck.at != atSpec && ck.at != atNetwork {
		c.untest(ck)
		return
	}
	t := c.newCheckTest(ck)
	if t != nil {
		if have, there := t.box.find(ck.name); there {
			c.Present("unit tests of "+ck.name, ck.from, t.file.Pos(have.call.Pos()))
			return
		}
	}
	if !ck.plainForm {
		c.untest(ck)
		return
	}
	_, pointer := c.Tree.Package("pkg/pointer").FindFunc("", "P")
	if t == nil || pointer == nil || c.Tree.Package(path.Dir(ck.file)).Files[0].AST.Name.Name != t.file.AST.Name.Name {
		c.untest(ck)
		c.Left("unit tests of "+ck.name, "no test file was found that can call it", ck.from)
		return
	}
	t.im.Try(func() bool {
		text := c.expressionSpecs(ck, t)
		if text == "" {
			return false
		}
		c.Added("unit tests of "+ck.name, ck.from, diag.Pos{File: t.path})
		c.insertLast(t.box, text, ck.from)
		return true
	})
}

// expressionSpecs renders the specs, "" where no object keeps all rules.
func (c *Context) expressionSpecs(ck *check, t *checkTest) string {
	var rules []gocode.Rule
	set := &sample.Set{}
	for _, r := range ck.rules {
		if r.expr == nil || r.expr.Env.Kind != "VirtualMachineInstance" || !ck.written[r.expr] {
			continue
		}
		set.Env = r.expr.Env
		set.Rules = append(set.Rules, r.expr)
		rules = append(rules, gocode.Rule{Expr: r.expr, Field: r.Field.Value, Message: strings.Trim(r.Message.Value, "`\"")})
		for _, g := range gatesOf(r.expr.Root) {
			if !slices.Contains(set.Gates, g) {
				set.Gates = append(set.Gates, g)
			}
		}
		if home := c.ruleHome(r); set.Home == "" {
			set.Home = home
		}
	}
	if len(rules) == 0 {
		return ""
	}
	good, ok := set.Accepted()
	if !ok {
		c.Left("unit tests of "+ck.name, "no object was found that keeps all its rules", ck.from)
		return ""
	}
	return c.specsFor(ck, t, set, rules, good)
}

// ruleHome is the planned field that a rule is about.
func (c *Context) ruleHome(r boundRule) string {
	if r.path.Hops == nil {
		return ""
	}
	return strings.ReplaceAll(c.subject(r.path).String(), "[]", "")
}

func gatesOf(n *rule.Node) []string {
	var out []string
	if n.Op == rule.OpCall && n.Name == rule.FuncGate {
		if name, ok := n.Args[0].Value.(string); ok {
			out = append(out, name)
		}
	}
	for _, a := range n.Args {
		out = append(out, gatesOf(a)...)
	}
	return out
}

// specsFor writes the container with its table.
func (c *Context) specsFor(ck *check, t *checkTest, set *sample.Set, rules []gocode.Rule, good map[string]any) string {
	spec, _ := set.Env.Root.Field("spec")
	sp := sample.Speller{Qualify: t.im.Qualify, Pointer: pointerPkg}
	specType := t.im.Qualify(corePkg, "VirtualMachineInstanceSpec")
	goodSpec, _ := good["spec"].(map[string]any)
	var gates []string
	for _, g := range set.Gates {
		ref, ok := c.gateFor(g)
		if !ok {
			return ""
		}
		gates = append(gates, ref.qualified(t.im))
	}
	on := strings.Join(gates, ", ")
	var entries, off string
	for i, r := range rules {
		if gateOnly(r.Expr.Root) != "" {
			off = "\nIt(\"should reject it while the feature gate is disabled\", func() {\nExpect(validate(valid())).To(HaveLen(1))\n})\n"
			continue
		}
		bad, ok := set.Breaking(good, i)
		field, message := gocode.Reported(r)
		if !ok || strings.Contains(message, "%") {
			continue
		}
		badSpec, _ := bad["spec"].(map[string]any)
		changes := sp.Changes(spec.Type, goodSpec, badSpec, "spec")
		want := "HaveField(\"Message\", " + strconv.Quote(message) + ")"
		if !strings.Contains(field, "[]") {
			want = "And(" + want + ", HaveField(\"Field\", " + strconv.Quote(field) + "))"
		}
		entries += "Entry(" + strconv.Quote(message) + ", func(spec *" + specType + ") {\n" + strings.Join(changes, "\n") + "\n}, " + want + "),\n"
	}
	t.im.Dot(gomegaPath)
	var b strings.Builder
	b.WriteString("Context(" + strconv.Quote(ck.name) + ", func() {\n")
	b.WriteString("valid := func() *" + specType + " {\nreturn " + sp.Literal(spec.Type, goodSpec, true) + "\n}\n\n")
	b.WriteString("validate := func(spec *" + specType + ", gates ...string) []" + t.im.Qualify(metav1Path, "StatusCause") + " {\n")
	args := t.im.Qualify(fieldPkg, "NewPath") + "(\"spec\"), spec"
	if ck.needsConfig() {
		b.WriteString("config, _, _ := " + t.im.Qualify(testutilsPkg, "NewFakeClusterConfigUsingKVConfig") + "(&" + t.im.Qualify(corePkg, "KubeVirtConfiguration") +
			"{\nDeveloperConfiguration: &" + t.im.Qualify(corePkg, "DeveloperConfiguration") + "{FeatureGates: gates},\n})\n")
		args += ", config"
	}
	b.WriteString("return " + ck.name + "(" + args + ")\n}\n\n")
	b.WriteString("It(\"should accept a valid spec\", func() {\nExpect(validate(valid(), " + on + ")).To(BeEmpty())\n})\n\n")
	if set.Keeps(map[string]any{"spec": map[string]any{}}) {
		b.WriteString("It(\"should accept a spec that does not use it\", func() {\nExpect(validate(&" + specType + "{}, " + on + ")).To(BeEmpty())\n})\n")
	}
	b.WriteString(off)
	if entries != "" {
		b.WriteString("\nDescribeTable(\"should reject a spec that breaks one rule\", func(change func(*" + specType + "), cause OmegaMatcher) {\n" +
			"spec := valid()\nchange(spec)\nExpect(validate(spec, " + on + ")).To(ContainElement(cause))\n},\n" + entries + ")\n")
	}
	b.WriteString("})\n")
	return strings.ReplaceAll(b.String(), ", )).To", ")).To")
}

// plain reports whether a validator takes field and spec, and the cluster
// config where its rules ask for it, and nothing else.
func (ck *check) plain(names map[string]string, conf string) bool {
	if ck.needsConfig() {
		return len(names) == 3 && conf != ""
	}
	return len(names) == 2
}
