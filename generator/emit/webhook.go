package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/generator/rule"
	"github.com/kubevirt/kvscaffold/generator/rule/gocode"
)

// emitWebhooks adds the admission checks of the feature: validators with their
// calls, inline checks of migrations and migration policies, the count of new
// volume sources, defaults, and the unit tests of all of them. Forms follow
// the neighbours in the same place.
func emitWebhooks(c *Context) {
	checks := c.checks()
	c.constructorParams() // tests of the checks pass them too
	for _, ck := range checks {
		switch ck.at {
		case atMigration, atPolicy:
			c.inlineCheck(ck)
		case atOther:
			c.otherCheck(ck)
			continue
		default:
			c.functionCheck(ck)
		}
		c.testCheck(ck)
	}
	c.testArchs(checks)
	c.restOfTests()
	c.gateHelpers()
	c.volumeSources()
	c.defaults()
}

// otherCheck writes a validator of another admitter where the plan gives its
// signature; what it would get otherwise, and who calls it, is the author's.
func (c *Context) otherCheck(ck *check) {
	c.untest(ck)
	if ck.fn != nil && strings.Contains(ck.fn.Params.Value, " ") {
		c.functionCheck(ck)
		return
	}
	if ck.fn != nil {
		c.Left("validator "+ck.name, "the plan does not say what it gets from the admitter in "+path.Base(ck.file), ck.from)
	}
	for _, r := range ck.rules {
		c.Left("validation rule: "+firstWords(r.Text.Value), byHand(ck.file), r.Text.At)
	}
}

// checkForm is how a validator of one place is declared.
type checkForm struct {
	params  []arg
	results string
	body    func(*body) // statements around the rules
}

// arg is one parameter: name, type as the file spells it, and the type's
// bare name, by which arguments are matched.
type arg struct{ name, typ string }

// bare returns the type without package qualifiers.
func (p arg) bare() string { return bareQualifiers(p.typ) }

// functionCheck writes a validator, unless the package has it, and its call.
func (c *Context) functionCheck(ck *check) {
	if len(ck.rules) == 0 && ck.fn == nil || !strings.Contains(ck.file, "/") {
		c.Left("validator "+ck.name, "no place was found for it", ck.from)
		return
	}
	var sig checkForm
	c.Trial(ck.file, func() { sig = c.formOf(ck) })
	what := "validator " + ck.name
	if f, fd := c.Tree.Package(path.Dir(ck.file)).FindFunc("", ck.name); fd != nil {
		have, want := bareTypes(f, fd), sig.bareTypes()
		if ck.fn == nil && (have != want || !ck.readIn(f, fd)) {
			c.leaveRules(ck)
			return
		}
		if have != want && !ck.fn.HasParams && !c.namedForFeature(ck.name) {
			c.Left("change of "+ck.name, "it is there for more than this feature", ck.from)
			c.leaveRules(ck)
			return
		}
		if have != want {
			c.Conflict(what, have, want, ck.from, f.Pos(fd.Pos()))
			return
		}
		c.Present(what, ck.from, f.Pos(fd.Pos()))
		c.tellRules(&c.Res.Present, ck, f.Pos(fd.Pos()))
	} else {
		c.Imports(ck.file).Using(func() string { // a signature of the plan may leave out what the form has
			sig = c.formOf(ck)
			return sig.spelled()
		})
		c.Append(ck.file, c.functionText(ck, sig), ck.from)
		c.Added(what, ck.from, diag.Pos{File: ck.file})
		c.tellRules(&c.Res.Added, ck, diag.Pos{File: ck.file})
	}
	c.widenConfig(ck, sig)
	if ck.parent == nil {
		c.callCheck(ck, sig)
	}
}

// readIn reports whether a function looks at the fields of the check's rules,
// as one that an earlier run wrote does.
func (ck *check) readIn(f *checkout.GoFile, fd *ast.FuncDecl) bool {
	for _, r := range ck.rules {
		if !r.prose && r.path.Hops != nil && !uses(strings.ReplaceAll(f.NodeText(fd.Body), ".", " "), r.path.Last().Go) {
			return false
		}
	}
	return true
}

// namedForFeature holds for names that tell one of the planned fields. Other
// functions of the checkout that a plan names are to be changed, not to be added.
func (c *Context) namedForFeature(name string) bool {
	name = strings.TrimPrefix(strings.ToLower(name), "validate")
	return slices.ContainsFunc(c.Fields().Planned, func(p FieldPath) bool {
		return strings.Contains(name, strings.ToLower(strings.TrimSuffix(p.Last().JSON, "s")))
	})
}

// leaveRules reports rules that belong into a function which exists already.
func (c *Context) leaveRules(ck *check) {
	for _, r := range ck.rules {
		c.Left("validation rule: "+firstWords(r.Text.Value), "it belongs into the existing function "+ck.name, r.Text.At)
	}
	ck.rules = nil
}

func (f checkForm) bareTypes() string {
	var out []string
	for _, p := range f.params {
		out = append(out, p.bare())
	}
	return "(" + strings.Join(out, ", ") + ") " + bareQualifiers(f.results)
}

// spelled lists the types as the file spells them.
func (f checkForm) spelled() string {
	out := f.results
	for _, p := range f.params {
		out += ", " + p.typ
	}
	return out
}

// bareTypes renders a declaration's parameter and result types unqualified.
func bareTypes(f *checkout.GoFile, fd *ast.FuncDecl) string {
	var out []string
	for _, p := range paramsOf(f, fd) {
		out = append(out, p.bare())
	}
	res := ""
	if fd.Type.Results != nil {
		res = f.NodeText(fd.Type.Results)
	}
	return "(" + strings.Join(out, ", ") + ") " + bareQualifiers(res)
}

// functionText renders the whole declaration.
func (c *Context) functionText(ck *check, sig checkForm) string {
	im := c.Imports(ck.file)
	w := &body{c: c, im: im, m: c.Fields(), known: map[string]bool{}, lists: map[string]string{}, parts: ck.parts}
	sig.body(w)
	var ps []string
	for i, p := range sig.params {
		if i+1 < len(sig.params) && sig.params[i+1].typ == p.typ {
			ps = append(ps, p.name)
		} else {
			ps = append(ps, strings.TrimSpace(p.name+" "+p.typ))
		}
	}
	text := declsText(w.decls) + "func " + ck.name + "(" + strings.Join(ps, ", ") + ") " + sig.results + " {\n" + strings.TrimRight(w.b.String(), "\n") + "\n}\n"
	return mustFormat(text)
}

// mustFormat formats a fragment of ours; one that does not parse is a
// programming error.
func mustFormat(text string) string {
	out, err := gosrc.FormatDecls(text)
	if err != nil {
		panic(err.Error() + "\n" + text)
	}
	return out
}

// statements formats statements for a function body, one tab deep.
func statements(text string) string {
	out := mustFormat("func x() {\n" + strings.Trim(text, "\n") + "\n}\n")
	_, out, _ = strings.Cut(out, "\n")
	return strings.TrimSuffix(out, "}\n")
}

// formOf decides the signature: the plan's where it gives types, else that of
// the place.
func (c *Context) formOf(ck *check) checkForm {
	im := c.Imports(ck.file)
	causes := "[]" + im.Qualify(metav1Path, "StatusCause")
	switch {
	case ck.parent != nil:
		return c.partForm(ck, causes)
	case ck.at == atConfig:
		return c.configForm(ck, causes)
	case ck.at == atArch:
		return c.archForm(ck, causes)
	}
	f := checkForm{results: causes}
	f.params = []arg{{"field", "*" + im.Qualify(fieldPkg, "Path")}, {"spec", "*" + im.Qualify(corePkg, "VirtualMachineInstanceSpec")}}
	if ck.needsConfig() {
		f.params = append(f.params, c.configParam(ck))
	}
	f.params, f.results = c.planSignature(ck, f)
	names := byType(f.params)
	f.body = func(w *body) { c.collect(w, ck, names, false) }
	return f
}

// configParam is the parameter that answers for the cluster configuration: the
// package's own narrow view of it, where a network check has one.
func (c *Context) configParam(ck *check) arg {
	if ck.at == atNetwork {
		if checker, ok := c.narrowConfig(path.Dir(ck.file)); ok {
			return checker
		}
	}
	return arg{"config", "*" + c.Imports(ck.file).Qualify(configPkg, "ClusterConfig")}
}

// needsConfig reports whether the check asks the cluster configuration.
func (ck *check) needsConfig() bool {
	if ck.fn != nil && len(ck.rules) == 0 && len(ck.parts) == 0 {
		return true
	}
	return slices.ContainsFunc(ck.rules, func(r boundRule) bool {
		return r.expr != nil && asks(r.expr.Root, rule.FuncGate) || !r.prose && (r.Kind == feature.RuleGate || r.Kind == feature.RuleArch)
	})
}

// usualType is the type of a parameter that the plan only names: that of the
// form, else the one that parameters of that name have around the file.
func (c *Context) usualType(file, name string, form []arg) string {
	for _, known := range form {
		if known.name == name {
			return known.typ
		}
	}
	p := c.codePlan()
	typ := p.TypeOfName(file, name)
	if typ == "" || !p.Usable(file, typ) {
		return ""
	}
	return p.SpellType(file, typ)
}

// planSignature lets a signature in the plan win over the derived one.
func (c *Context) planSignature(ck *check, f checkForm) ([]arg, string) {
	if ck.fn == nil || !strings.Contains(ck.fn.Params.Value, " ") {
		return f.params, f.results
	}
	var out []arg
	for _, p := range code.SplitParams(ck.fn.Params.Value) {
		if t := c.SettledType(ck.file, ck.fn.Params.Value, p.Name); t != "" {
			p.Typ = c.SpellType(ck.file, t)
		}
		if p.Typ == "" {
			p.Typ = c.usualType(ck.file, p.Name, f.params)
		}
		if p.Typ == "" { // a name alone that nobody knows: the form of the neighbours is surer
			return f.params, f.results
		}
		out = append(out, arg{p.Name, p.Typ})
	}
	for i, p := range out { // spelled as the file spells it
		out[i].typ = c.spelled(ck.file, p.typ)
		for _, known := range f.params {
			if known.bare() == p.bare() {
				out[i].typ = known.typ
			}
		}
	}
	if ck.fn.Results.Empty() {
		return out, f.results
	}
	if bareQualifiers(ck.fn.Results.Value) == bareQualifiers(f.results) {
		return out, f.results
	}
	return out, ck.fn.Results.Value
}

// spelled writes a qualified type of the plan with the imports of a file; one
// that nothing is known about stays as it is.
func (c *Context) spelled(file, typ string) string {
	p := c.codePlan()
	if t, ok := p.PlannedType(file, typ); ok && strings.Contains(typ, ".") {
		return p.SpellType(file, t)
	}
	return typ
}

// byType indexes parameter names by the bare name of their type.
func byType(params []arg) map[string]string {
	out := map[string]string{}
	for _, p := range params {
		key := strings.TrimLeft(p.bare(), "*[]")
		if _, ok := out[key]; !ok && p.name != "_" {
			out[key] = p.name
		}
	}
	return out
}

// collect writes the body of a check that returns its causes.
func (c *Context) collect(w *body, ck *check, names map[string]string, fieldFirst bool) {
	w.out = outlet{open: "causes = append(causes, " + w.im.Qualify(metav1Path, "StatusCause") + "{", close: "})", stop: "return causes", fieldFirst: fieldFirst}
	for typ, name := range names {
		if strings.Contains(typ, "onfig") && typ != "KubeVirtConfiguration" {
			w.conf = name
		}
	}
	w.gate = c.gateOff(w.im, w.conf)
	if !ck.expressions() {
		c.validLists(w, ck)
	}
	w.line("var causes []%s", w.im.Qualify(metav1Path, "StatusCause"))
	spec, field := names["VirtualMachineInstanceSpec"], names["Path"]
	if ck.expressions() && spec != "" && field != "" {
		to := c.exprTarget(w, map[string]gocode.Var{"spec": {Go: spec}}, field, "spec")
		to.ArchExpr = spec + ".Architecture"
		ck.plainForm = ck.plain(names, w.conf)
		c.exprBody(w, ck, to)
	} else if spec != "" && field != "" {
		w.write(place{v: spec, from: hopsTo(w.m, ck.rules, "VirtualMachineInstanceSpec"), field: fieldRef{base: field}}, ck.rules)
	} else {
		c.proseOnly(w, ck)
	}
	w.unplanned(ck)
	w.blank()
	w.line("return causes")
}

// unplanned keeps the plan's steps where no rule says what to check.
func (w *body) unplanned(ck *check) {
	if len(ck.rules) > 0 || ck.fn == nil {
		return
	}
	for _, s := range ck.fn.Steps {
		w.prose(s.Value)
	}
	if len(ck.fn.Steps) == 0 {
		w.prose(ck.fn.Doc.Value)
	}
}

func (c *Context) proseOnly(w *body, ck *check) {
	for _, r := range ck.rules {
		w.prose(r.Text.Value)
	}
}

// gateOff returns the condition that a gate is off, asked at a ClusterConfig
// or a narrow view of it.
func (c *Context) gateOff(im *gosrc.Imports, conf string) func(gateRef) string {
	return func(g gateRef) string {
		if g.accessor != "" {
			return "!" + conf + "." + g.accessor + "()"
		}
		return "!" + im.Qualify("slices", "Contains") + "(" + conf + ".GetConfig().DeveloperConfiguration.FeatureGates, " + g.qualified(im) + ")"
	}
}

// hopsTo counts the hops up to and including the one that leads into a struct.
func hopsTo(m *Fields, rules []boundRule, name string) int {
	for _, r := range rules {
		if n := hopInto(m, r.path, name); n > 0 {
			return n
		}
	}
	return 0
}

func hopInto(m *Fields, p FieldPath, name string) int {
	for i, h := range p.Hops {
		if m.structOf(h).Name == name {
			return i + 1
		}
	}
	return 0
}
