package emit

import (
	"go/ast"
	"path"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// configuration tests a check of the KubeVirt CR with a table of specs, as its
// neighbours are tested.
func (t *checkTest) configuration() {
	typ := "KubeVirtConfiguration"
	from := hopsTo(t.m, t.ck.rules, typ)
	rules := gatesFirst(t.ck.rules)
	if from == 0 || strings.HasSuffix(t.file.AST.Name.Name, "_test") || len(rules) == 0 || rules[0].prose || rules[0].Kind != feature.RuleGate {
		t.leave("unit tests of "+t.ck.name, "only checks of a feature gate are tested in a table")
		return
	}
	r := rules[0]
	what := "table " + t.ck.name + " in " + path.Base(t.path)
	if t.present(t.ck.name) {
		return
	}
	entries, ok := t.configEntries(r, from)
	if !ok {
		t.leave("unit tests of "+t.ck.name, "no sample value is known for its type")
		return
	}
	spec := t.im.Qualify(corePkg, "KubeVirtSpec")
	var b strings.Builder
	b.WriteString("DescribeTable(" + strconv.Quote(t.ck.name) + ", func(kvSpec " + spec + ", expectError bool) {\n")
	b.WriteString("causes := " + t.ck.name + "(&kvSpec.Configuration)\nif expectError {\n")
	b.WriteString(strings.Join(t.expectOne(causeType(r, invalid), "", reported(r, from, "spec.configuration"), false), "\n"))
	b.WriteString("\n} else {\nExpect(causes).To(BeEmpty())\n}\n},\n" + entries + ")\n")
	t.c.insertLast(t.box, b.String(), t.ck.from)
	t.c.Added(what, t.ck.from, diag.Pos{File: t.path})
}

// configEntries lists the cases: the value without and with the gate, no value,
// and the values that need no gate.
func (t *checkTest) configEntries(r boundRule, from int) (string, bool) {
	g, ok := t.c.gateFor(r.Gate.Value)
	if !ok {
		return "", false
	}
	name := r.path.Last().Go
	if !r.When.Empty() {
		name += " is " + strings.Trim(r.When.Value, "`\"")
	} else {
		name += " is set"
	}
	off, on := "", "FeatureGates: []string{"+g.qualified(t.im)+"},"
	if t.defaultOn(g) {
		off = "DisabledFeatureGates: []string{" + g.qualified(t.im) + "},"
	}
	var b strings.Builder
	add := func(title, gates string, value []setting, fails bool) bool {
		text, ok := t.kubeVirtSpec(from, gates, value)
		b.WriteString("Entry(" + strconv.Quote(title) + ",\n" + text + ",\n" + strconv.FormatBool(fails) + ",\n),\n")
		return ok
	}
	value := []setting{{path: r.path}}
	ok = add("should reject when "+name+" without "+g.name+" feature gate", off, value, true)
	ok = add("should allow when "+name+" with "+g.name+" feature gate", on, value, false) && ok
	add("should allow when "+r.path.Last().Go+" is not set", off, nil, false)
	w := &body{c: t.c, im: t.im, m: t.m}
	for _, e := range t.m.Enum(r.path.Last()) {
		if when := strings.Trim(r.When.Value, "`\""); when != "" && e.Value != when {
			s := &specTest{checkTest: t}
			add("should allow when "+r.path.Last().Go+" is "+e.Value+" without feature gate", off, []setting{{r.path, s.wrap(r.path.Last(), w.literal(r.path.Last(), e.Value))}}, false)
		}
	}
	return b.String(), ok
}

// kubeVirtSpec spells a KubeVirtSpec with gates and settings.
func (t *checkTest) kubeVirtSpec(from int, gates string, settings []setting) (string, bool) {
	v1 := t.im.Name(corePkg)
	fields := ""
	if gates != "" {
		fields = "DeveloperConfiguration: &" + v1 + ".DeveloperConfiguration{\n" + gates + "\n},\n"
	}
	root := &sampleNode{}
	for _, st := range settings {
		root.add(st, from)
	}
	for _, k := range root.kids {
		lit, ok := t.literal(k)
		if !ok {
			return "", false
		}
		fields += k.hop.Go + ": " + lit + ",\n"
	}
	if fields != "" {
		fields = "\n" + fields
	}
	return v1 + ".KubeVirtSpec{\nConfiguration: " + v1 + ".KubeVirtConfiguration{" + fields + "},\n}", true
}

// migration tests the inline checks of new migrations through Admit.
func (t *checkTest) migration() {
	review := t.reviewHelper()
	args, ok := t.constructorArgs()
	gates := t.gates()
	if review == "" || !ok || len(gates) != 1 {
		t.leave("unit tests of the migration checks", "the test file has no helper that makes an admission review of a migration")
		return
	}
	title := t.title(gates[0].name + " feature gate")
	if t.present(title) {
		return
	}
	mig := t.im.Qualify(corePkg, "VirtualMachineInstanceMigration")
	admitter := t.im.Qualify(gosrc.ImportPath(path.Dir(t.path)), "NewMigrationCreateAdmitter")
	lines := []string{
		"DescribeTable(\"should check the feature gate and the fields\", func(modify func(*" + mig + "), featureGates []string, allowed bool) {",
		t.fakeConfig("FeatureGates: featureGates,"),
		"vmi := " + t.im.Qualify(libvmiPkg, "New") + "(" + t.im.Qualify(libvmiPkg, "WithNamespace") + "(" + t.im.Qualify("k8s.io/api/core/v1", "NamespaceDefault") + "))",
		"virtClient := " + t.im.Qualify("kubevirt.io/client-go/kubevirt/fake", "NewSimpleClientset") + "(vmi)",
		"migration := &" + mig + "{\nObjectMeta: " + t.im.Qualify(metav1Path, "ObjectMeta") + "{\nNamespace: vmi.Namespace,\n},\nSpec: " + mig + "Spec{\nVMIName: vmi.Name,\n},\n}",
		"modify(migration)",
		"ar, err := " + review + "(migration)",
		"Expect(err).ToNot(HaveOccurred())",
		"",
		"resp := " + admitter + "(" + args + ").Admit(" + t.im.Qualify("context", "Background") + "(), ar)",
		"Expect(resp.Allowed).To(Equal(allowed))",
		"},",
	}
	entries, ok := t.migrationEntries(gates[0], mig)
	if !ok {
		t.leave("unit tests of the migration checks", "no sample value is known for a field's type")
		return
	}
	t.specs = append(t.specs, strings.Join(lines, "\n")+"\n"+entries+")\n")
	t.finish(title)
}

func (t *checkTest) migrationEntries(g gateRef, mig string) (string, bool) {
	var b strings.Builder
	good := true
	add := func(title string, on, allowed bool, settings ...setting) {
		lines, ok := t.assign("migration", 0, settings)
		good = good && ok
		gates := "nil"
		if on {
			gates = "[]string{" + g.qualified(t.im) + "}"
		}
		v, text := "migration", "{\n"+strings.Join(lines, "\n")+"\n}"
		if len(lines) == 0 {
			v, text = "_", "{}"
		}
		b.WriteString("Entry(" + strconv.Quote(title) + ", func(" + v + " *" + mig + ") " + text + ", " + gates + ", " + strconv.FormatBool(allowed) + "),\n")
	}
	add("accept a migration without the new fields if the feature gate is disabled", false, true)
	for _, r := range t.ck.rules {
		if r.prose {
			continue
		}
		switch r.Kind {
		case feature.RuleGate:
			for _, p := range append([]FieldPath{r.path}, r.others...) {
				add("reject "+p.Last().JSON+" if the feature gate is disabled", false, false, setting{path: p})
				if !t.hasProse() {
					add("accept "+p.Last().JSON+" if the feature gate is enabled", true, true, setting{path: p})
				}
			}
		case feature.RuleEqual:
			if t.m.Basic(r.path.Last()) == "string" && !r.path.Last().Ptr {
				o := r.others[0]
				add("accept equal values of "+pairLabel(r.path)+" and "+pairLabel(o), true, true, setting{r.path, `"one"`}, setting{o, `"one"`})
				add("reject different values of "+pairLabel(r.path)+" and "+pairLabel(o), true, false, setting{r.path, `"one"`}, setting{o, `"two"`})
			}
		case feature.RuleExclusive:
			add("reject "+r.path.Last().JSON+" together with "+r.others[0].Last().JSON, true, false, setting{path: r.path}, setting{path: r.others[0]})
		}
	}
	return b.String(), good
}

// hasProse reports whether rules are left that a migration may yet have to
// satisfy.
func (t *checkTest) hasProse() bool {
	for _, r := range t.ck.rules {
		if r.prose && !permits(r.Text.Value) {
			return true
		}
	}
	return false
}

// reviewHelper finds the function that wraps a migration into a review.
func (t *checkTest) reviewHelper() string {
	for _, f := range t.c.Tree.Tests(path.Dir(t.path)).Files {
		if f.AST.Name.Name != t.file.AST.Name.Name {
			continue
		}
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv == nil && strings.HasPrefix(bareTypes(f, fd), "(*VirtualMachineInstanceMigration) (*AdmissionReview") {
				return fd.Name.Name
			}
		}
	}
	return ""
}

// constructorArgs spells the arguments of the admitter's constructor, those it
// gains in this run included.
func (t *checkTest) constructorArgs() (string, bool) {
	f, fd := t.c.Tree.Package(path.Dir(t.path)).FindFunc("", "NewMigrationCreateAdmitter")
	if fd == nil {
		return "", false
	}
	var out []string
	for _, p := range paramsOf(f, fd) {
		switch b := p.bare(); {
		case b == "*ClusterConfig":
			out = append(out, "config")
		case strings.HasSuffix(b, "Interface") || strings.Contains(b, "Client"):
			out = append(out, "virtClient")
		case zeroOf(p.typ) != "":
			out = append(out, zeroOf(p.typ))
		default:
			return "", false
		}
	}
	for _, p := range t.c.gained[path.Dir(f.Path)+"."+fd.Name.Name] {
		if p.Bare == clusterConfigParam.Bare {
			out = append(out, "config")
		} else {
			out = append(out, p.Zero)
		}
	}
	return strings.Join(out, ", "), true
}
