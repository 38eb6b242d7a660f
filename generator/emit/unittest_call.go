package emit

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/templates"
)

// actOn gives the specs of a test file that are about a planned function a
// body that calls it. Without the emitter that writes the functions there may
// be nothing to call. Bodies are made when they are written, so that specs
// that are there already ask for no imports.
func (c *Context) actOn(u *unitTest) {
	if !c.runs("functions") {
		return
	}
	for i := range u.group.specs {
		s, file := u.group.specs[i], u.file
		u.group.specs[i].act = func(gk string) string { return c.actingSpec(file, gk, s) }
	}
}

// runs reports whether an emitter takes part in the run.
func (c *Context) runs(emitter string) bool { return slices.Contains(c.Running, emitter) }

// actingSpec renders a pending spec that calls the function it is about, or ""
// where it is about none, or none that can be called from the file.
func (c *Context) actingSpec(test, gk string, s spec) string {
	p := c.codePlan()
	pkg := c.testPackage(test)
	if f, err := c.Tree.Go(test); err == nil {
		pkg = f.AST.Name.Name
	}
	a := &act{codePlan: p, test: test, external: strings.HasSuffix(pkg, "_test"), words: strings.Join(append([]string{s.title}, s.steps...), "; "), names: map[string]bool{"got": true, "err": true}}
	nf := p.underTest(test, s)
	if nf == nil {
		return a.gateTable(gk, s)
	}
	if !a.prepare(nf, 0) {
		return ""
	}
	if a.external {
		c.Imports(test).Outside()
	}
	return a.text(gk, nf, s)
}

// underTest returns the function that a spec is about: the only one of the
// package that it names, or in a new test file the only one of its source file.
func (p *codePlan) underTest(test string, s spec) *code.PlacedFunc {
	words := strings.Join(append([]string{s.title}, s.steps...), " ")
	var named []*code.PlacedFunc
	for _, nf := range p.Funcs {
		if nf.Known && path.Dir(nf.Home) == path.Dir(test) && regexp.MustCompile(`\b`+regexp.QuoteMeta(nf.Name.Value)+`\b`).MatchString(words) {
			named = append(named, nf)
		}
	}
	if len(named) == 1 {
		return named[0]
	}
	if p.Tree.Exists(test) || len(named) > 1 {
		return nil
	}
	source, own := strings.TrimSuffix(test, "_test.go")+".go", []*code.PlacedFunc(nil)
	for _, nf := range p.Funcs {
		if (nf.Home == source || nf.Home == "" && nf.Function.File.Value == source) && !p.constructs(nf) {
			own = append(own, nf)
		}
	}
	if len(own) != 1 || !own[0].Known {
		return nil
	}
	return own[0]
}

// constructs reports whether a planned function is a constructor.
func (p *codePlan) constructs(nf *code.PlacedFunc) bool {
	return nf.Recv == "" && isConstructor(nf.Name.Value)
}

func isConstructor(name string) bool { return strings.ToLower(code.NameWords(name)[0]) == "new" }

// act is the call of a function in a spec: what is arranged before, the call,
// and what is expected of its results.
type act struct {
	*codePlan
	test     string
	external bool   // the test package is not the package under test
	words    string // what the plan says of the spec
	names    map[string]bool
	arranged []func() string // statements, and what they import
	call     func() string
	states   bool // a table of both states of the gate
}

// text renders the spec; everything in it is known to be there.
func (a *act) text(gk string, nf *code.PlacedFunc, s spec) string {
	var body strings.Builder
	for _, line := range a.arranged {
		body.WriteString(line() + "\n")
	}
	if len(a.arranged) > 0 {
		body.WriteString("\n")
	}
	lines := a.assertions(nf.Sig.Results)
	said := ""
	if s.apart {
		for _, step := range s.steps {
			said += gosrc.Comment("", step)
		}
	}
	if n := len(lines); n < 2 {
		lines = append([]string{said}, lines...)
	} else {
		lines = slices.Insert(lines, 1, said)
	}
	for _, line := range lines {
		body.WriteString(strings.TrimSuffix(line, "\n"))
		if line != "" {
			body.WriteString("\n")
		}
	}
	if len(nf.Sig.Results) > 0 {
		a.Imports(a.test).Dot(gomegaPath)
	}
	if a.states {
		return a.table(gk, s.title, body.String())
	}
	return templates.Text("pending", map[string]any{"Ginkgo": gk, "Title": quote(s.title), "Body": body.String()})
}

// prepare arranges what a call needs; it reports whether everything can be
// made. Nothing is imported before that is certain.
func (a *act) prepare(nf *code.PlacedFunc, depth int) bool {
	dir := path.Dir(nf.Home)
	if a.external && (!ast.IsExported(nf.Name.Value) || a.PackageName(nf.Home) == "main") {
		return false
	}
	qualifier := func() string { return a.Imports(a.test).Qualify(gosrc.ImportPath(dir), nf.Name.Value) }
	if nf.Recv != "" {
		recv, ok := a.receiver(nf, depth)
		if !ok {
			return false
		}
		qualifier = func() string { return recv + "." + nf.Name.Value }
	}
	args, ok := a.arguments(nf.Sig.Params)
	if !ok || slices.ContainsFunc(nf.Sig.Results, func(r code.Param) bool { return r.Typ == "" }) {
		return false
	}
	a.call = func() string {
		var out []string
		for _, arg := range args {
			out = append(out, arg())
		}
		return qualifier() + "(" + strings.Join(out, ", ") + ")"
	}
	return true
}

// receiver makes the receiver of a method: by the planned constructor, or as
// a literal where the package has no constructor for the type.
func (a *act) receiver(nf *code.PlacedFunc, depth int) (string, bool) {
	words := code.NameWords(nf.Recv)
	name := strings.ToLower(words[len(words)-1])
	if name == nf.Recv {
		name = name[:1]
	}
	name = a.fresh(name)
	own := `"` + gosrc.ImportPath(path.Dir(nf.Home)) + `".` + nf.Recv
	for _, k := range a.Funcs {
		if k.Known && a.constructs(k) && len(k.Sig.Results) == 1 && strings.TrimPrefix(k.Sig.Results[0].Typ, "*") == own {
			if depth > 0 || !a.prepare(k, depth+1) {
				return "", false
			}
			a.arrange(name, " := ", a.call)
			return name, true
		}
	}
	if a.hasConstructor(path.Dir(nf.Home), nf.Recv) || !a.isComposite(own) || !a.spellable(own) {
		return "", false
	}
	a.arrange(name, " := ", func() string { return "&" + a.SpellType(a.test, own) + "{}" })
	return name, true
}

func (a *act) arrange(name, op string, value func() string) {
	a.arranged = append(a.arranged, func() string { return name + op + value() })
}

// hasConstructor reports whether a package makes values of a type itself.
func (a *act) hasConstructor(dir, typ string) bool {
	for _, f := range a.Tree.Mentioning(dir, typ) {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Recv != nil || fd.Type.Results == nil || !isConstructor(fd.Name.Name) {
				continue
			}
			if regexp.MustCompile(`\b`+typ+`\b`).MatchString(f.NodeText(fd.Type.Results)) || strings.EqualFold(fd.Name.Name, "new"+typ) {
				return true
			}
		}
	}
	return false
}

// isComposite reports whether a type is a struct.
func (a *act) isComposite(typ string) bool {
	m := code.Qualified.FindStringSubmatch(typ)
	if m == nil || strings.ContainsAny(typ, "[ ") {
		return false
	}
	name := typ[strings.LastIndex(typ, ".")+1:]
	if t := a.codePlan.PlannedIn(gosrc.ImportDir(m[1]), name); t != nil {
		return t.Kind == feature.KindStruct
	}
	return a.IsStruct(m[1], name)
}

// spellable reports whether the test may name everything in a type.
func (a *act) spellable(typ string) bool {
	for _, m := range regexp.MustCompile(`"([^"]+)"\.(\w+)`).FindAllStringSubmatch(typ, -1) {
		own := m[1] == gosrc.ImportPath(path.Dir(a.test))
		if own && !a.external {
			continue
		}
		if !ast.IsExported(m[2]) || !a.mayImport(m[1]) {
			return false
		}
	}
	return true
}

// mayImport reports whether the test may import a package without a cycle;
// what it imports already makes none.
func (a *act) mayImport(importPath string) bool {
	if f, err := a.Tree.Go(a.test); err == nil {
		if _, ok := gosrc.Aliases(f)[importPath]; ok {
			return true
		}
	}
	return a.external || a.Acyclic(a.test, importPath)
}

// fresh returns a name for a variable that hides no import of the file.
func (a *act) fresh(name string) string {
	taken := func(n string) bool {
		if a.names[n] || code.Builtin[n] || slices.Contains([]string{"len", "new", "nil", "true", "false", "type", "func", "range", "interface", "map", "struct", "package"}, n) {
			return true
		}
		if f, err := a.Tree.Go(a.test); err == nil {
			for _, alias := range gosrc.Aliases(f) {
				if alias == n {
					return true
				}
			}
		}
		return n == a.PackageName(path.Dir(a.test)+"/x.go") && a.external
	}
	for taken(name) {
		name += "Value"
	}
	a.names[name] = true
	return name
}

// declaresFunc reports whether a package of the checkout has a function.
func declaresFunc(t *checkout.Tree, importPath, name string) bool {
	_, fd := t.Package(gosrc.ImportDir(importPath)).FindFunc("", name)
	return fd != nil
}
