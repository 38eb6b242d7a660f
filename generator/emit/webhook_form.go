package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// configForm is a check of the KubeVirt CR: it looks at the new object, never
// at the cluster config, and spells fields as text.
func (c *Context) configForm(ck *check, causes string) checkForm {
	im := c.Imports(ck.file)
	typ, name, base := "KubeVirtConfiguration", "config", "spec.configuration"
	if len(ck.rules) > 0 && hopsTo(c.Fields(), ck.rules, typ) == 0 {
		typ, name, base = "KubeVirtSpec", "spec", "spec"
	}
	f := checkForm{results: causes, params: []arg{{name, "*" + im.Qualify(corePkg, typ)}}}
	f.params, f.results = c.planSignature(ck, f)
	v := byType(f.params)[typ]
	f.body = func(w *body) {
		sc := place{v: v, from: hopsTo(w.m, ck.rules, typ), field: fieldRef{base: base, text: true}}
		w.gate = func(g gateRef) string { return "!" + c.configGate(w.im, ck.file, v, typ, g) }
		if r, ok := soleRule(ck.rules); ok {
			for _, o := range ck.rules {
				if o.prose {
					w.prose(o.Text.Value)
				}
			}
			c.soleGate(w, sc, r)
			return
		}
		w.out = outlet{open: "causes = append(causes, " + w.im.Qualify(metav1Path, "StatusCause") + "{", close: "})", stop: "return causes", fieldFirst: true}
		c.validLists(w, ck)
		w.line("var causes %s", causes)
		w.write(sc, ck.rules)
		w.unplanned(ck)
		w.blank()
		w.line("return causes")
	}
	return f
}

// soleRule returns the gate rule of a check that has no other, apart from
// remarks.
func soleRule(rules []boundRule) (boundRule, bool) {
	var gate boundRule
	n := 0
	for _, r := range rules {
		switch {
		case r.prose && permits(r.Text.Value):
		case r.prose || r.Kind != feature.RuleGate:
			return boundRule{}, false
		default:
			gate = r
			n++
		}
	}
	return gate, n == 1
}

// soleGate writes a check that only asks for a gate: leave where the field is
// not set, leave where the gate is on, else one cause.
func (c *Context) soleGate(w *body, sc place, r boundRule) {
	w.out = outlet{open: "return []" + w.im.Qualify(metav1Path, "StatusCause") + "{{", close: "}}", stop: "return nil", fieldFirst: true}
	g, ok := c.gateFor(r.Gate.Value)
	if !ok || r.path.Hops == nil {
		w.prose(r.Text.Value)
		w.line("return nil")
		return
	}
	w.guard(sc, []boundRule{r})
	w.line("if %s {", strings.TrimPrefix(w.gate(g), "!"))
	w.line("return nil")
	w.line("}")
	w.b.WriteString("\n")
	subject, says := r.path.Last().Go, " cannot be set"
	if !r.When.Empty() {
		says += " to " + strings.Trim(r.When.Value, "`\"")
	}
	if w.m.Basic(r.path.Last()) == "bool" {
		says = " cannot be enabled"
	}
	w.cause(causeType(r, invalid), w.message(r, subject+says+" without enabling the %s feature gate", g.qualified(w.im)), w.fieldOf(sc, r), false)
}

// configGate returns the expression that a gate is on in a KubeVirt
// configuration: the package's helper, else the registry's own function, else
// the helper that is added for it.
func (c *Context) configGate(im *gosrc.Imports, file, v, typ string, g gateRef) string {
	if typ == "KubeVirtSpec" {
		v = "&" + v + ".Configuration"
	}
	name := "hasFeatureGateEnabled"
	if _, fd := c.findGateHelper(path.Dir(file)); fd != nil {
		name = fd.Name.Name
	} else if fn := c.plannedGateHelper(); fn != nil {
		name = fn.Name.Value
	} else {
		c.addGateHelper(file, name, diag.Pos{})
	}
	return name + "(" + v + ", " + g.qualified(im) + ")"
}

// findGateHelper finds a function of the package that takes a KubeVirt
// configuration and a gate's name.
func (c *Context) findGateHelper(dir string) (*checkout.GoFile, *ast.FuncDecl) {
	for _, f := range c.Tree.Package(dir).Files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if ok && fd.Recv == nil && bareTypes(f, fd) == "(*KubeVirtConfiguration, string) bool" {
				return f, fd
			}
		}
	}
	return nil, nil
}

func (c *Context) plannedGateHelper() *feature.Function {
	for i := range c.Feature.Functions {
		if isGateHelper(c.Feature.Functions[i]) {
			return &c.Feature.Functions[i]
		}
	}
	return nil
}

// gateHelpers adds the gate helper that the plan names.
func (c *Context) gateHelpers() {
	fn := c.plannedGateHelper()
	if fn == nil {
		return
	}
	found, ok := c.Site("kubevirt-update-admitter", "function "+fn.Name.Value, fn.Name.At)
	if !ok {
		return
	}
	file := fn.File.Value
	if !strings.Contains(file, "/") {
		file = found.File.Path
	}
	for _, call := range fn.Calls {
		if !c.plannedCaller(call.Func.Value) {
			c.Left("use of "+fn.Name.Value+" in "+call.Func.Value, "how the existing function asks for its gate is changed by hand", call.Func.At)
		}
	}
	if f, fd := c.Tree.Package(path.Dir(file)).FindFunc("", fn.Name.Value); fd != nil {
		c.Present("function "+fn.Name.Value, fn.Name.At, f.Pos(fd.Pos()))
		return
	}
	c.addGateHelper(file, fn.Name.Value, fn.Name.At)
}

// addGateHelper writes the helper: what the registry calls enabled where it
// can be asked (v1.9 and later), else membership in the list. Asking twice for
// it in one run adds it once.
func (c *Context) addGateHelper(file, name string, from diag.Pos) {
	if c.justAdded("function " + name) {
		return
	}
	im := c.Imports(file)
	text := "func " + name + "(config *" + im.Qualify(corePkg, "KubeVirtConfiguration") + ", gate string) bool {\n"
	if _, fd := c.Tree.Package(checkout.RegisteredGates).FindFunc("", "IsEnabled"); fd != nil && len(fd.Type.Params.List) == 2 {
		text += "return " + im.Qualify(gosrc.ImportPath(checkout.RegisteredGates), "IsEnabled") + "(gate, config.DeveloperConfiguration)\n}\n"
	} else {
		text += "return config.DeveloperConfiguration != nil && " + im.Qualify("slices", "Contains") + "(config.DeveloperConfiguration.FeatureGates, gate)\n}\n"
	}
	c.Append(file, mustFormat(text), from)
	c.Added("function "+name, from, diag.Pos{File: file})
}

// archForm is a check of one architecture: it adds to the caller's causes. A
// function that bundles the checks of an architecture returns its own.
func (c *Context) archForm(ck *check, causes string) checkForm {
	im := c.Imports(ck.file)
	f := checkForm{params: []arg{{"field", "*" + im.Qualify(fieldPkg, "Path")}, {"spec", "*" + im.Qualify(corePkg, "VirtualMachineInstanceSpec")}}}
	if c.isBundle(ck) {
		f.results = causes
		f.params, f.results = c.planSignature(ck, f)
		f.body = func(w *body) { c.bundle(w, ck, f.params) }
		return f
	}
	f.params = append(f.params, arg{"statusCauses", "*" + causes})
	f.params, f.results = c.planSignature(ck, f)
	names := byType(f.params)
	f.body = func(w *body) {
		list := names["StatusCause"]
		w.out = outlet{open: "*" + list + " = append(*" + list + ", " + w.im.Qualify(metav1Path, "StatusCause") + "{", close: "})", stop: "return"}
		w.gate = func(g gateRef) string { return "!" + g.accessor + "()" }
		w.only = archOf(ck.name)
		sc := place{v: names["VirtualMachineInstanceSpec"], from: hopsTo(w.m, ck.rules, "VirtualMachineInstanceSpec"), field: fieldRef{base: names["Path"]}}
		c.archBody(w, sc, ck)
		w.unplanned(ck)
	}
	return f
}

// archBody writes the rules; a single list of values gets its value into a
// variable first, and an empty text, which stands for the default, passes.
func (c *Context) archBody(w *body, sc place, ck *check) {
	if len(ck.rules) != 1 || ck.rules[0].prose || ck.rules[0].Kind != feature.RuleOneOf || w.listAt(sc, ck.rules[0]) >= 0 {
		w.write(sc, ck.rules)
		return
	}
	r := ck.rules[0]
	h := r.path.Last()
	parent := boundRule{Rule: r.Rule, path: FieldPath{r.path.Root, r.path.Hops[:len(r.path.Hops)-1]}}
	if h.Ptr {
		parent.path = r.path
	}
	w.guard(sc, []boundRule{parent})
	words := titleWords(label(r.path))
	words[0] = strings.ToLower(words[0])
	name := strings.Join(words, "")
	w.line("%s := %s", name, value(sc, r.path))
	if w.m.Basic(h) == "string" && !h.Ptr {
		w.line("if %s == \"\" {", name)
		w.line("return")
		w.line("}")
	}
	w.b.WriteString("\n")
	list := "valid" + plural(GoName(h.JSON))
	w.line("%s := %s", list, w.listLiteral(h, r.Values))
	w.line("if !%s(%s, %s) {", w.im.Qualify("slices", "Contains"), list, name)
	w.cause(causeType(r, "CauseTypeFieldValueNotSupported"), w.message(r, label(r.path)+" '%s' is not supported on "+archOf(ck.name)+" architecture", name), w.fieldOf(sc, r), false)
	w.line("}")
}

func titleWords(s string) []string {
	var out []string
	for _, w := range strings.Fields(s) {
		out = append(out, upperFirst(w))
	}
	return out
}

// isBundle recognises the function that runs all checks of an architecture: it
// has no rules, and its name differs from an existing one of its kind only in
// the architecture.
func (c *Context) isBundle(ck *check) bool {
	return len(ck.rules) == 0 && c.bundleSibling(ck) != nil
}

func (c *Context) bundleSibling(ck *check) *ast.FuncDecl {
	for _, f := range c.Tree.Package(path.Dir(ck.file)).Files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Recv != nil || !strings.Contains(bareTypes(f, fd), "VirtualMachineInstanceSpec) []StatusCause") {
				continue
			}
			if withoutArch(fd.Name.Name) == withoutArch(ck.name) && withoutArch(ck.name) != strings.ToLower(ck.name) {
				return fd
			}
		}
	}
	return nil
}

func withoutArch(name string) string {
	name = strings.ToLower(name)
	for _, a := range architectures {
		name = strings.ReplaceAll(name, a, "*")
	}
	return name
}

// bundle calls the new checks of the same architecture.
func (c *Context) bundle(w *body, ck *check, params []arg) {
	names := byType(params)
	w.line("var statusCauses []%s", w.im.Qualify(metav1Path, "StatusCause"))
	for _, fn := range c.Feature.Functions {
		if isValidator(fn) && fn.Name.Value != ck.name && archOf(fn.Name.Value) != "" && strings.Contains(strings.ToLower(ck.name), archOf(fn.Name.Value)) {
			w.line("%s(%s, %s, &statusCauses)", fn.Name.Value, names["Path"], names["VirtualMachineInstanceSpec"])
		}
	}
	w.line("return statusCauses")
}

// narrowConfig finds the package's own view of the cluster config: an
// interface of methods that return a bool and have no parameters.
func (c *Context) narrowConfig(dir string) (arg, bool) {
	for _, f := range c.Tree.Package(dir).Files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Recv != nil {
				continue
			}
			for _, p := range paramsOf(f, fd) {
				if it := interfaceType(c.Tree.Package(dir), p.typ); it != nil && boolMethods(it) && strings.Contains(strings.ToLower(p.typ), "clusterconfig") {
					return p, true
				}
			}
		}
	}
	return arg{}, false
}

func interfaceType(p *checkout.Package, name string) *ast.InterfaceType {
	_, ts := p.FindType(name)
	if ts == nil {
		return nil
	}
	it, _ := ts.Type.(*ast.InterfaceType)
	return it
}

func boolMethods(it *ast.InterfaceType) bool {
	for _, m := range it.Methods.List {
		ft, ok := m.Type.(*ast.FuncType)
		if !ok || len(ft.Params.List) > 0 || ft.Results == nil || len(ft.Results.List) != 1 {
			return false
		}
		if id, ok := ft.Results.List[0].Type.(*ast.Ident); !ok || id.Name != "bool" {
			return false
		}
	}
	return len(it.Methods.List) > 0
}
