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
)

// converterFunc is the function that turns a VMI into a libvirt domain.
const converterFunc = "Convert_v1_VirtualMachineInstance_To_api_Domain"

// domainConfigurator puts the plan's steps on the conversion of the domain
// where the release at hand keeps such code: a configurator of its own,
// registered with the others (in a list, or in the factory of each
// hypervisor), or, before there were configurators, a function called at the
// end of the converter.
func (p *codePlan) domainConfigurator() {
	p.registerPlanned()
	fn, ok := p.converterSteps()
	if !ok {
		return
	}
	what := "conversion steps of " + fn.Name.Value
	subject := p.subjectName()
	if subject == "" {
		p.Left(what, "the feature has no name to call a configurator by", fn.At())
		return
	}
	lists := p.configuratorLists()
	if len(lists) == 0 {
		p.converterHelper(fn, subject, what)
		return
	}
	p.newConfigurator(fn, subject, what, lists)
}

// converterSteps returns the planned change of the converter, unless the plan
// has functions of its own for it.
func (p *codePlan) converterSteps() (feature.Function, bool) {
	var found feature.Function
	ok := false
	for _, fn := range p.Feature.Functions {
		if fn.Modify && fn.Name.Value == converterFunc && len(fn.Steps) > 0 {
			found, ok = fn, true
		}
	}
	for _, nf := range p.Funcs {
		if strings.Contains(nf.Home, "/virtwrap/converter/") {
			return found, false
		}
	}
	for _, fn := range p.Feature.Functions {
		if slices.ContainsFunc(fn.Calls, func(call feature.Call) bool { return call.Func.Value == converterFunc }) {
			return found, false
		}
	}
	return found, ok
}

// configuratorList is a place where configurators are listed.
type configuratorList struct {
	file  *checkout.GoFile
	fn    *ast.FuncDecl
	elems []ast.Expr
	dir   string // package of the domain-independent configurators
}

// configuratorLists finds every list that holds configurators of the compute
// package: the slice in the converter, or the arguments of NewDomainBuilder in
// the factories.
func (p *codePlan) configuratorLists() []configuratorList {
	var out []configuratorList
	dirs := []string{"pkg/virt-launcher/virtwrap/converter"}
	for _, d := range p.Tree.Dirs("pkg/hypervisor") {
		dirs = append(dirs, "pkg/hypervisor/"+d)
	}
	for _, dir := range dirs {
		for _, f := range p.Tree.Mentioning(dir, "DomainConfigurator") {
			for _, d := range f.AST.Decls {
				if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
					out = append(out, listsIn(f, fd)...)
				}
			}
		}
	}
	return out
}

// fewConfigurators tells a list of configurators from a chance occurrence.
const fewConfigurators = 5

func listsIn(f *checkout.GoFile, fd *ast.FuncDecl) []configuratorList {
	var out []configuratorList
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		l := configuratorList{file: f, fn: fd}
		switch x := n.(type) {
		case *ast.CompositeLit:
			l.elems = x.Elts
		case *ast.CallExpr:
			l.elems = x.Args
		default:
			return true
		}
		count := 0
		for _, e := range l.elems {
			if q := configuratorPackage(f, e); q != "" {
				for im, alias := range gosrc.Aliases(f) {
					if alias == q && path.Base(im) == "compute" {
						l.dir = gosrc.ImportDir(im)
						count++
					}
				}
			}
		}
		if count >= fewConfigurators {
			out = append(out, l)
			return false
		}
		return true
	})
	return out
}

// configuratorPackage returns the qualifier of "pkg.XConfigurator{…}" or
// "pkg.NewXConfigurator(…)".
func configuratorPackage(f *checkout.GoFile, e ast.Expr) string {
	text := f.NodeText(e)
	q, rest, ok := strings.Cut(text, ".")
	if i := strings.IndexAny(rest, "{("); ok && i > 0 && strings.HasSuffix(rest[:i], "Configurator") && code.IsIdentifier(q) {
		return q
	}
	return ""
}

// insertConfigurator adds an element at the end of a list.
func (p *codePlan) insertConfigurator(l configuratorList, elem string, from diag.Pos) {
	last := l.elems[len(l.elems)-1]
	off := l.file.LineEnd(l.file.Offset(last.End()))
	indent := code.IndentAt(l.file, l.file.LineStart(l.file.Offset(last.Pos())))
	p.Insert(l.file.Path, off, indent+elem+",\n", from)
}

// newConfigurator writes a configurator in a file of its own and lists it.
func (p *codePlan) newConfigurator(fn feature.Function, subject, what string, lists []configuratorList) {
	typ := subject + "DomainConfigurator"
	file := lists[0].dir + "/" + snake(subject) + ".go"
	if f, ts := p.Tree.Package(lists[0].dir).FindType(typ); ts != nil {
		p.Present("configurator "+typ, fn.At(), f.Pos(ts.Pos()))
		for _, l := range lists {
			if at := code.Mentions(l.file, l.fn, typ); at.IsValid() {
				p.Present("registration of "+typ+" in "+l.fn.Name.Name, fn.At(), l.file.Pos(at))
			}
		}
		return
	}
	sig, ok := p.configureForm(lists[0].dir)
	if !ok || p.Tree.Exists(file) {
		p.Left(what, "the configurators of this release have another form than the tool knows", fn.At())
		return
	}
	nf := &code.PlacedFunc{Home: file, Sig: sig, Function: fn}
	text := "type " + typ + " struct{}\n\nfunc (" + strings.ToLower(typ[:1]) + " " + typ + ") Configure" + p.Text(file, sig) + " {\n" +
		p.unsetGuard(file, sig) + stepComments("\t", usefulSteps(nf.Steps)) + "\treturn nil\n}\n"
	out, err := gosrc.FormatDecls(text)
	if err != nil {
		p.Left(what, err.Error(), fn.At())
		return
	}
	p.Append(file, out, fn.At())
	p.Added("configurator "+typ, fn.At(), diag.Pos{File: file})
	for _, l := range lists {
		p.insertConfigurator(l, p.Imports(l.file.Path).Qualify(code.ImportPathOf(file), typ)+"{}", fn.At())
		p.Added("registration of "+typ+" in "+l.fn.Name.Name, fn.At(), diag.Pos{File: l.file.Path})
	}
}

func usefulSteps(steps []feature.Text) []feature.Text {
	return slices.DeleteFunc(slices.Clone(steps), func(s feature.Text) bool { return calledBy(s.Value) })
}

// configureForm is the signature that the Configure methods beside it have.
func (p *codePlan) configureForm(dir string) (code.Signature, bool) {
	var found []code.Signature
	for _, f := range p.Tree.Mentioning(dir, "Configure(") {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv != nil && fd.Name.Name == "Configure" {
				found = append(found, p.SignatureOf(f, fd.Type))
			}
		}
	}
	params, ok := code.Agreed(found, func(s code.Signature) []code.Param { return s.Params })
	results, same := code.Agreed(found, func(s code.Signature) []code.Param { return s.Results })
	if !ok || !same || len(params) != 2 || len(results) != 1 || results[0].Typ != "error" {
		return code.Signature{}, false
	}
	return code.Signature{Params: []code.Param{{Name: "vmi", Typ: params[0].Typ}, {Name: "domain", Typ: params[1].Typ}}, Results: results}, true
}

// unsetGuard leaves the function where the feature's field is not set: the
// only new pointer or list in the VMI spec that is reached without following
// another pointer.
func (p *codePlan) unsetGuard(file string, sig code.Signature) string {
	expr := p.fieldExpr()
	if expr == "" {
		return ""
	}
	ret := "return"
	if _, values := p.Zeros(file, sig.Results); len(values) > 0 {
		ret += " " + strings.Join(values, ", ")
	}
	return "\tif vmi." + expr + " == nil {\n\t\t" + ret + "\n\t}\n\n"
}

func (p *codePlan) fieldExpr() string {
	found := ""
	for _, f := range p.Feature.Fields {
		jsonPath := strings.TrimPrefix(f.Path.Value, "spec.template.")
		if !strings.HasPrefix(jsonPath, "spec.domain.") || f.Root.Value != "VirtualMachineInstance" && f.Root.Value != "VirtualMachine" || strings.Contains(jsonPath, "[]") {
			continue
		}
		if found != "" || !strings.HasPrefix(f.Type.Value, "*") && !strings.HasPrefix(f.Type.Value, "[]") {
			return ""
		}
		if found = p.goPath(jsonPath, f); found == "" {
			return ""
		}
	}
	return found
}

// goPath spells a JSON path in Go, if no pointer or list is on the way.
func (p *codePlan) goPath(jsonPath string, f feature.Field) string {
	walk, err := p.Tree.Walk("VirtualMachineInstance", jsonPath)
	if err != nil || len(walk.Missing) > 1 {
		return ""
	}
	var parts []string
	for i, h := range walk.Hops {
		if (h.Ptr || h.List || h.Map) && i+1 < len(walk.Hops)+len(walk.Missing) {
			return ""
		}
		parts = append(parts, h.Go)
	}
	if len(walk.Missing) == 1 {
		name := f.Name.Value
		if name == "" {
			name = GoName(walk.Missing[0])
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, ".")
}

// converterHelper is the form of releases without configurators: a function
// of the converter's package, called before the converter's last return.
func (p *codePlan) converterHelper(fn feature.Function, subject, what string) {
	site, ok := p.Site("domain-converter", what, fn.At())
	if !ok {
		return
	}
	have := p.SignatureOf(site.File, site.Func.Type)
	nf := &code.PlacedFunc{Home: site.File.Path, Known: true, Function: feature.Function{Name: feature.T("convert"+subject, fn.At()), Steps: usefulSteps(fn.Steps),
		Calls: []feature.Call{{Func: fn.Name}}}}
	for _, pr := range have.Params {
		if strings.HasSuffix(pr.Typ, ".VirtualMachineInstance") || strings.HasSuffix(pr.Typ, ".Domain") {
			nf.Sig.Params = append(nf.Sig.Params, pr)
		}
	}
	nf.Sig.Results = []code.Param{{Typ: "error"}}
	if f, fd := p.Tree.Package(path.Dir(nf.Home)).FindFunc("", nf.Name.Value); fd != nil {
		p.Present(nf.Title(), fn.At(), f.Pos(fd.Pos()))
		return
	}
	if len(nf.Sig.Params) != 2 {
		p.Left(what, "the converter has another form than the tool knows", fn.At())
		return
	}
	if why := p.insertCallAt(nf, feature.Call{}, code.EndOf(site.File, site.Func), site.File, site.Func); why != "" {
		p.Left(what, why, fn.At())
		return
	}
	p.write(nf)
	p.Added("call of "+nf.Name.Value+" in "+site.Func.Name.Name, fn.At(), diag.Pos{File: site.File.Path})
}

// snake spells a CamelCase name for a file.
func snake(name string) string {
	return strings.ToLower(strings.Join(code.NameWords(name), "_"))
}
