package emit

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// spec tests a check of the VMI spec, of SIG network or of another package with
// the same form.
func (t *checkTest) spec() {
	title := t.title("with " + strings.TrimPrefix(strings.TrimPrefix(t.ck.name, "validate"), "Validate"))
	if t.present(title) {
		return
	}
	from := hopsTo(t.m, t.ck.rules, "VirtualMachineInstanceSpec")
	call, ok := t.call()
	if from == 0 || !ok {
		t.leave("unit tests of "+t.ck.name, "its parameters are not those of its neighbours")
		return
	}
	s := &specTest{checkTest: t, from: from, call: call, weak: t.ck.at == atNetwork}
	for _, r := range gatesFirst(t.ck.rules) {
		if !r.prose {
			s.rule(r)
		}
	}
	t.finish(title)
}

// specTest writes the specs of one check of a VMI spec.
type specTest struct {
	*checkTest
	from int
	call func(on []gateRef) string // the call, given the gates that are on
	weak bool
}

// call returns how tests run the check: the check itself where the test is in
// its package, else the package's validator.
func (t *checkTest) call() (func([]gateRef) string, bool) {
	field := t.im.Qualify(fieldPkg, "NewPath") + `("fake")`
	if t.ck.at == atNetwork {
		return t.networkCall(field)
	}
	if strings.HasSuffix(t.file.AST.Name.Name, "_test") && !strings.HasPrefix(t.ck.name, "V") {
		return nil, false
	}
	sig := t.c.formOf(t.ck)
	var args []string
	for _, p := range sig.params {
		switch p.bare() {
		case "*Path":
			args = append(args, field)
		case "*VirtualMachineInstanceSpec":
			args = append(args, "&vmi.Spec")
		case "*ClusterConfig":
			args = append(args, "config")
		default:
			return nil, false
		}
	}
	text := t.im.Qualify(gosrc.ImportPath(path.Dir(t.ck.file)), t.ck.name) + "(" + strings.Join(args, ", ") + ")"
	return func([]gateRef) string { return text }, true
}

// networkCall runs the package's validator with a stub for the cluster config.
func (t *checkTest) networkCall(field string) (func([]gateRef) string, bool) {
	dir := path.Dir(t.ck.file)
	view, ok := t.c.narrowConfig(dir)
	if !ok {
		return nil, false
	}
	_, stub := t.c.stubOf(dir, methodNames(interfaceType(t.c.Tree.Package(dir), view.typ)))
	if stub == "" {
		return nil, false
	}
	return func(on []gateRef) string {
		var set []string
		for _, g := range on {
			set = append(set, stubField(g.accessor)+": true")
		}
		return t.im.Qualify(gosrc.ImportPath(dir), "NewValidator") + "(" + field + ", &vmi.Spec, " + stub + "{" + strings.Join(set, ", ") + "}).Validate()"
	}, true
}

// gates lists the gates that the check asks for.
func (t *checkTest) gates() []gateRef {
	var out []gateRef
	seen := map[string]bool{}
	for _, r := range t.ck.rules {
		if g, ok := t.c.gateFor(r.Gate.Value); ok && r.Kind == feature.RuleGate && !r.prose && !seen[g.name] {
			seen[g.name] = true
			out = append(out, g)
		}
	}
	return out
}

// vmi declares a VMI that passes validation otherwise.
func (t *checkTest) vmi(arch string) []string {
	memory := ""
	for _, name := range []string{"WithResourceMemory", "WithMemoryRequest"} {
		if _, fd := t.c.Tree.Package("pkg/libvmi").FindFunc("", name); fd != nil && memory == "" {
			memory = name
		}
	}
	if arch == "" {
		arch = t.im.Qualify("runtime", "GOARCH")
	}
	lib := t.im.Name(libvmiPkg)
	out := []string{"vmi := " + lib + ".New(", lib + ".WithArchitecture(" + arch + "),"}
	if memory != "" {
		out = append(out, lib+"."+memory+`("128M"),`)
	}
	return append(out, ")")
}

// run puts a spec together: gates, object, settings, call, expectations.
func (s *specTest) run(on bool, arch string, settings []setting, expect ...string) ([]string, bool) {
	var out []string
	gates := s.gates()
	if !s.weak && usesConfig(s.c.formOf(s.ck)) {
		for _, g := range gates {
			if lines := s.gate(g, on); len(out) == 0 || s.enable != nil {
				out = append(out, lines...)
			}
		}
		if len(gates) == 0 && s.config == "" {
			out = append(out, s.fakeConfig(""))
		}
	}
	if s.weak {
		out = append(out, "vmi := "+s.im.Qualify(libvmiPkg, "New")+"()")
	} else {
		out = append(out, s.vmi(arch)...)
	}
	assigned, ok := s.assign("vmi.Spec", s.from, settings)
	if !ok {
		return nil, false
	}
	out = append(out, assigned...)
	if !on {
		gates = nil
	}
	out = append(out, "", "causes := "+s.call(gates))
	return append(out, expect...), true
}

func usesConfig(f checkForm) bool {
	for _, p := range f.params {
		if p.bare() == "*ClusterConfig" {
			return true
		}
	}
	return false
}

// base returns settings that satisfy all rules for the field of one of them.
func (s *specTest) base(r boundRule) []setting {
	out := []setting{{path: s.c.subject(r.path)}}
	if !out[0].path.Same(r.path) && r.Kind != feature.RuleRequired {
		out = append(out, setting{path: r.path})
	}
	for _, o := range s.ck.rules {
		if o.prose || o.path.Hops == nil || !strings.HasPrefix(dotted(o.path), dotted(out[0].path)) {
			continue
		}
		if o.Kind == feature.RuleRequired && !(r.Kind == feature.RuleRequired && o.path.Same(r.path)) {
			out = append(out, setting{path: o.path})
		}
		if o.Kind == feature.RuleRequires && r.Kind != feature.RuleRequires {
			out = append(out, setting{path: o.others[0]})
		}
	}
	return out
}

func (s *specTest) add(title string, lines []string, ok bool) {
	if !ok {
		s.c.Left("unit test "+strconv.Quote(title), "no sample value is known for its type", s.ck.from)
		return
	}
	s.it(title, lines...)
}

func (s *specTest) accepted(r boundRule) string {
	if s.weak {
		return fmt.Sprintf("Expect(causes).NotTo(ContainElement(HaveField(\"Field\", HavePrefix(%q))))", reported(r, s.from, "fake"))
	}
	return "Expect(causes).To(BeEmpty())"
}

// gateTests tests a gate on, off, and off with the field unset.
func (s *specTest) gateTests(r boundRule) {
	g, ok := s.c.gateFor(r.Gate.Value)
	if !ok {
		return
	}
	json := r.path.Last().JSON
	settings := s.base(r)
	lines, ok := s.run(true, "", settings, s.accepted(r))
	s.add("should accept "+json+" when the feature gate is enabled", lines, ok)
	w := &body{c: s.c, im: s.im, m: s.m, known: map[string]bool{}}
	message := w.message(r, gateSays(r), g.qualified(s.im))
	lines, ok = s.run(false, "", settings, s.expectOne(causeType(r, invalid), message, reported(r, s.from, "fake"), s.weak)...)
	s.add("should reject "+json+" when the feature gate is disabled", lines, ok)
	lines, ok = s.run(false, "", nil, s.accepted(r))
	s.add("should accept a VMI without "+json+" when the feature gate is disabled", lines, ok)
}

// rule tests one rule.
func (s *specTest) rule(r boundRule) {
	reject := func(def string) []string {
		return s.expectOne(causeType(r, def), "", reported(r, s.from, "fake"), s.weak)
	}
	one := func(title string, def string, more ...setting) {
		lines, ok := s.run(true, "", append(s.base(r), more...), reject(def)...)
		s.add(title, lines, ok)
	}
	json := ""
	if r.path.Hops != nil {
		json = r.path.Last().JSON
	}
	switch r.Kind {
	case feature.RuleGate:
		s.gateTests(r)
	case feature.RuleRequired:
		one("should reject a missing "+json, "CauseTypeFieldValueRequired")
	case feature.RuleOneOf:
		s.oneOf(r, one)
	case feature.RuleRange:
		s.bounds(r, one)
	case feature.RuleMaxCount:
		if typ, ok := s.typ(r.path.Last()); ok && r.path.Last().List {
			one("should reject more than "+r.Max.Value+" "+json, invalid, setting{r.path, "make([]" + typ + ", " + r.Max.Value + "+1)"})
		}
	case feature.RulePrefix:
		for _, v := range r.Values {
			prefix := strings.Trim(v.Value, "`\"")
			one("should reject "+json+" with prefix "+prefix, invalid, setting{r.path, s.wrap(r.path.Last(), strconv.Quote(prefix+"/test"))})
		}
	case feature.RuleArch:
		s.archs(r, reject(invalid))
	case feature.RuleExclusive:
		one("should reject "+json+" together with "+r.others[0].Last().JSON, invalid, setting{path: r.others[0]})
	case feature.RuleRequires:
		one("should reject "+json+" without "+r.others[0].Last().JSON, invalid)
	case feature.RuleForbidIf:
		for _, v := range r.Values {
			o := r.others[0]
			w := &body{c: s.c, im: s.im, m: s.m}
			lit := s.wrap(o.Last(), w.literal(o.Last(), v.Value))
			one("should reject "+json+" when "+o.Last().JSON+" is "+strings.Trim(v.Value, "`\""), invalid, setting{o, lit})
		}
	case feature.RuleEqual:
		if s.m.Basic(r.path.Last()) == "string" {
			one("should reject different values of "+pairLabel(r.path)+" and "+pairLabel(r.others[0]), invalid,
				setting{r.path, s.wrap(r.path.Last(), `"one"`)}, setting{r.others[0], s.wrap(r.others[0].Last(), `"two"`)})
		}
	}
}

// wrap turns a plain literal into the field's value.
func (s *specTest) wrap(h checkout.Hop, lit string) string {
	switch {
	case h.List:
		typ, _ := s.typ(h)
		return "[]" + typ + "{" + lit + "}"
	case h.Ptr:
		if typ, _ := s.typ(h); typ != "string" && strings.HasPrefix(lit, `"`) {
			lit = typ + "(" + lit + ")"
		}
		out, _ := s.pointerTo(h, lit)
		return out
	}
	return lit
}

func (s *specTest) oneOf(r boundRule, one func(string, string, ...setting)) {
	h := r.path.Last()
	w := &body{c: s.c, im: s.im, m: s.m}
	typ, ok := s.typ(h)
	if !ok || !strings.HasPrefix(s.m.Basic(h), "string") {
		return
	}
	expr := s.wrap(h, "value")
	if h.Ptr {
		expr = strings.Replace(expr, typ+"(value)", "value", 1)
	}
	lines, ok := s.run(true, "", append(s.base(r), setting{r.path, expr}), s.accepted(r))
	if ok {
		var entries strings.Builder
		for _, v := range r.Values {
			fmt.Fprintf(&entries, "Entry(%s, %s),\n", strconv.Quote(strings.Trim(v.Value, "`\"")), w.literal(h, v.Value))
		}
		s.specs = append(s.specs, "DescribeTable("+strconv.Quote("should accept valid "+h.JSON)+", func(value "+typ+") {\n"+strings.Join(lines, "\n")+"\n},\n"+entries.String()+")\n")
	}
	one("should reject an invalid "+h.JSON, invalid, setting{r.path, s.wrap(h, `"invalid"`)})
}

func (s *specTest) bounds(r boundRule, one func(string, string, ...setting)) {
	h := r.path.Last()
	step := func(v string, d int64) (string, bool) {
		n, err := strconv.ParseInt(v, 10, 64)
		return s.wrap(h, strconv.FormatInt(n+d, 10)), err == nil && (n+d >= 0 || !strings.HasPrefix(s.m.Basic(h), "uint"))
	}
	if lit, ok := step(r.Min.Value, -1); ok {
		one("should reject "+h.JSON+" below "+r.Min.Value, invalid, setting{r.path, lit})
	}
	if lit, ok := step(r.Max.Value, 1); ok {
		one("should reject "+h.JSON+" above "+r.Max.Value, invalid, setting{r.path, lit})
	}
}

func (s *specTest) archs(r boundRule, reject []string) {
	var settings []setting
	if r.path.Hops != nil {
		settings = s.base(r)
	}
	lines, ok := s.run(true, "arch", settings, reject...)
	if !ok || s.weak {
		return
	}
	var entries strings.Builder
	for _, v := range r.Values {
		a := strconv.Quote(strings.Trim(v.Value, "`\""))
		fmt.Fprintf(&entries, "Entry(%s, %s),\n", a, a)
	}
	s.specs = append(s.specs, "DescribeTable(\"should reject unsupported architectures\", func(arch string) {\n"+strings.Join(lines, "\n")+"\n},\n"+entries.String()+")\n")
}

// testArchs tests the checks of single architectures through the function that
// dispatches by architecture.
func (c *Context) testArchs(checks []*check) {
	var t *checkTest
	var good, bad strings.Builder
	var first boundRule
	for _, ck := range checks {
		if ck.at != atArch || len(ck.rules) != 1 || ck.rules[0].Kind != feature.RuleOneOf || ck.rules[0].prose {
			continue
		}
		if t == nil {
			spec := *ck
			spec.at = atSpec
			found, d := c.Tree.Locate(checkout.SiteByID(siteOf[atSpec]))
			if d != nil {
				return
			}
			spec.file = found.File.Path
			if t = c.newCheckTest(&spec); t == nil {
				return
			}
			first = ck.rules[0]
		}
		for _, v := range ck.rules[0].Values {
			val := strings.Trim(v.Value, "`\"")
			fmt.Fprintf(&good, "Entry(%q, %q, %q),\n", archOf(ck.name)+" allows "+val, archOf(ck.name), val)
		}
		fmt.Fprintf(&bad, "Entry(%q, %q),\n", archOf(ck.name), archOf(ck.name))
	}
	if t == nil {
		return
	}
	t.archTables(first, good.String(), bad.String())
}

func (t *checkTest) archTables(r boundRule, good, bad string) {
	_, fd := t.c.Tree.Package(path.Dir(t.path)).FindFunc("", "ValidateVirtualMachineInstancePerArch")
	from := hopInto(t.m, r.path, "VirtualMachineInstanceSpec")
	if fd == nil || from == 0 || t.m.Basic(r.path.Last()) != "string" {
		t.leave("unit tests of "+t.ck.name, "the function that dispatches by architecture was not found")
		return
	}
	title := "with " + t.c.subject(r.path).Last().Go + " on each architecture"
	if t.present(title) {
		return
	}
	s := &specTest{checkTest: t, from: from}
	set := func(expr string) ([]string, bool) {
		lines, ok := t.assign("vmi.Spec", from, []setting{{path: t.c.subject(r.path)}, {r.path, s.wrap(r.path.Last(), expr)}})
		out := append(t.vmi("arch"), lines...)
		return append(out, "", "causes := "+fd.Name.Name+"("+t.im.Qualify(fieldPkg, "NewPath")+`("fake"), &vmi.Spec)`), ok
	}
	lines, ok := set("value")
	if !ok {
		return
	}
	t.specs = append(t.specs, "DescribeTable("+strconv.Quote("should accept supported values of "+r.path.Last().JSON)+", func(arch, value string) {\n"+strings.Join(lines, "\n")+"\nExpect(causes).To(BeEmpty())\n},\n"+good+")\n")
	lines, _ = set(`"unsupported"`)
	lines = append(lines, t.expectOne(causeType(r, "CauseTypeFieldValueNotSupported"), "", reported(r, from, "fake"), false)...)
	t.specs = append(t.specs, "DescribeTable("+strconv.Quote("should reject an unsupported "+r.path.Last().JSON)+", func(arch string) {\n"+strings.Join(lines, "\n")+"\n},\n"+bad+")\n")
	t.ck.rules = nil
	t.finish(title)
}
