package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// newParams passes the parameters that existing functions gain, where every
// call can be served: tests pass the zero value, a caller that gains the same
// parameter passes its own, others what they have of that name or type.
func (p *codePlan) newParams() {
	for _, fn := range p.Feature.Functions {
		if !fn.Modify {
			continue
		}
		for _, np := range fn.NewParams {
			p.newParam(fn, np)
		}
	}
}

func (p *codePlan) newParam(fn feature.Function, np feature.Text) {
	name, text, _ := strings.Cut(np.Value, " ")
	what := "parameter " + name + " of " + fn.Name.Value
	if p.threaded[fn.Name.Value+" "+name] || p.passesAdmitters(fn) {
		return
	}
	f, fd, why := p.modified(fn)
	if fd == nil {
		p.Left(what, why, np.At)
		return
	}
	if paramNamed(fd, name) {
		p.Present(what, np.At, f.Pos(fd.Pos()))
		return
	}
	typ, ok := "", false
	if text == "" {
		typ = p.TypeOfName(f.Path, name)
		ok = typ != ""
	} else {
		typ, ok = p.PlannedType(f.Path, text)
	}
	if !ok {
		p.Left(what, "its type is not known", np.At)
		return
	}
	edits, why := p.threadParam(fn, code.Param{Name: name, Typ: typ}, "")
	if why != "" {
		p.Left(what, why, np.At)
		return
	}
	runAll(edits)
}

// modified finds the existing plain function that a plan changes. Methods are
// left alone: they may be called through interfaces.
func (p *codePlan) modified(fn feature.Function) (*checkout.GoFile, *ast.FuncDecl, string) {
	if fn.File.Empty() {
		return nil, nil, "the plan does not say in which file"
	}
	file, why := p.CompletePath(fn.File.Value, fn.Component.Value)
	if file == "" {
		return nil, nil, why
	}
	f, fd := p.Tree.Package(path.Dir(file)).FindFunc("", fn.Name.Value)
	if fd == nil {
		f, fd = p.calledFrom(file, fn.Name.Value)
	}
	if fd == nil {
		return nil, nil, "there is no plain function of that name; methods may be called through interfaces"
	}
	return f, fd, ""
}

// calledFrom finds a plain function of another package through a call in a
// file: plans name the file in which a new argument is passed.
func (p *codePlan) calledFrom(file, name string) (*checkout.GoFile, *ast.FuncDecl) {
	f, err := p.Tree.Go(file)
	if err != nil {
		return nil, nil
	}
	qualifier := ""
	ast.Inspect(f.AST, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && qualifier == "" {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == name {
				if x, ok := sel.X.(*ast.Ident); ok {
					qualifier = x.Name
				}
			}
		}
		return true
	})
	for importPath, alias := range gosrc.Aliases(f) {
		if alias == qualifier {
			return p.Tree.Package(gosrc.ImportDir(importPath)).FindFunc("", name)
		}
	}
	return nil, nil // a method, or a function of the same package
}

func paramNamed(fd *ast.FuncDecl, name string) bool {
	for _, field := range fd.Type.Params.List {
		for _, id := range field.Names {
			if id.Name == name {
				return true
			}
		}
	}
	return false
}

// threadParam plans all edits for one new parameter; none is made where one
// of the calls cannot be served. In main functions mainValue is passed.
func (p *codePlan) threadParam(fn feature.Function, pr code.Param, mainValue string) (edits []func(), why string) {
	f, fd, why := p.modified(fn)
	if fd == nil {
		return nil, why
	}
	t := &threading{codePlan: p, param: pr, mainValue: mainValue, from: paramPlace(fn, pr.Name), seen: map[string]bool{}}
	if g, inner := p.wrapped(f, fd); inner != nil {
		f, fd = g, inner
	}
	if why := t.function(f, fd, 0); why != "" {
		return nil, why
	}
	if p.threaded == nil {
		p.threaded = map[string]bool{}
	}
	p.threaded[fn.Name.Value+" "+pr.Name] = true
	return t.edits, ""
}

// paramPlace is the place of a function in the plan, with the number of one of
// its new parameters as column: signatures and calls get them in one order.
func paramPlace(fn feature.Function, name string) diag.Pos {
	at := fn.At()
	for i, np := range fn.NewParams {
		if word, _, _ := strings.Cut(np.Value, " "); word == name {
			at.Col = i + 1
		}
	}
	return at
}

// wrapped returns the function of the same name but for the case of its first
// letter, if the given one only prepares its arguments: the parameter is meant
// for both.
func (p *codePlan) wrapped(f *checkout.GoFile, fd *ast.FuncDecl) (*checkout.GoFile, *ast.FuncDecl) {
	name := code.LowerFirst(fd.Name.Name)
	if name == fd.Name.Name || !code.CallIn(fd.Body, name) {
		return nil, nil
	}
	return p.Tree.Package(path.Dir(f.Path)).FindFunc("", name)
}

// threading is the state of passing one parameter through callers.
type threading struct {
	*codePlan
	param     code.Param
	mainValue string
	from      diag.Pos
	seen      map[string]bool
	edits     []func()
}

func (t *threading) function(f *checkout.GoFile, fd *ast.FuncDecl, depth int) string {
	key := f.Path + " " + fd.Name.Name
	if t.seen[key] || paramNamed(fd, t.param.Name) {
		return ""
	}
	if depth > maxThread || fd.Recv != nil {
		return "its callers are not plain functions"
	}
	t.seen[key] = true
	t.edits = append(t.edits, func() { t.addToSignature(f, fd) })
	t.keep(f, fd)
	for _, call := range t.callsOf(f, fd) {
		if why := t.pass(call, depth); why != "" {
			return why
		}
	}
	return ""
}

// pass serves one call.
func (t *threading) pass(call callPlace, depth int) string {
	arg := ""
	switch {
	case call.file.IsTest():
		arg = t.Zero(call.file.Path, t.param.Typ)
	case call.fn == nil:
	case call.fn.Name.Name == "main" && t.mainValue != "":
		arg = t.mainValue
	case call.fn.Recv == nil && strings.EqualFold(call.fn.Name.Name, code.CalleeName(call.call)):
		if why := t.function(call.file, call.fn, depth+1); why != "" {
			return why
		}
		arg = t.param.Name
	default:
		s := t.ScopeAt(call.file, call.fn, call.file.Offset(call.call.Pos()))
		if t.param.Typ != "bool" && t.param.Typ != "string" || s.Names[t.param.Name] == t.param.Typ {
			arg = s.Argument(t.param)
		}
	}
	if arg == "" {
		return "no value for it is in scope at the call in " + call.file.Path
	}
	t.edits = append(t.edits, func() { insertArgument(t.Context, call, arg, t.from) })
	return ""
}

// addToSignature appends the parameter, on its own line where the others have
// theirs.
func (t *threading) addToSignature(f *checkout.GoFile, fd *ast.FuncDecl) {
	text := t.param.Name + " " + t.SpellType(f.Path, t.param.Typ)
	closing := f.Offset(fd.Type.Params.Closing)
	n := len(fd.Type.Params.List)
	switch {
	case n == 0:
		t.Insert(f.Path, closing, text, t.from)
	case strings.TrimSpace(string(f.Src[f.LineStart(closing):closing])) == "":
		t.Insert(f.Path, f.LineStart(closing), "\t"+text+",\n", t.from)
	default:
		t.Insert(f.Path, f.Offset(fd.Type.Params.List[n-1].End()), ", "+text, t.from)
	}
	t.Added("parameter "+t.param.Name+" of "+fd.Name.Name, t.from, diag.Pos{File: f.Path})
}

// keep stores the parameter in the struct that a constructor builds.
func (t *threading) keep(f *checkout.GoFile, fd *ast.FuncDecl) {
	lit := builtBy(fd)
	if lit == nil {
		return
	}
	typ := lit.Type.(*ast.Ident).Name
	g, ts := t.Tree.Package(path.Dir(f.Path)).FindType(typ)
	st, ok := (*ast.StructType)(nil), false
	if ts != nil {
		st, ok = ts.Type.(*ast.StructType)
	}
	if !ok || code.FieldNamed(st, t.param.Name) != nil || f.LineStart(f.Offset(lit.Rbrace)) <= f.Offset(lit.Lbrace) {
		return
	}
	t.edits = append(t.edits, func() {
		t.Insert(g.Path, g.LineStart(g.Offset(st.Fields.Closing)), "\t"+t.param.Name+" "+t.SpellType(g.Path, t.param.Typ)+"\n", t.from)
		off := f.LineStart(f.Offset(lit.Rbrace))
		t.Insert(f.Path, off, code.IndentAt(f, off)+"\t"+t.param.Name+": "+t.param.Name+",\n", t.from)
		t.Added("field "+typ+"."+t.param.Name, t.from, diag.Pos{File: g.Path})
	})
}

// builtBy returns the literal of the struct whose name is in the constructor's
// name, where it is keyed.
func builtBy(fd *ast.FuncDecl) *ast.CompositeLit {
	var lit *ast.CompositeLit
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		cl, ok := n.(*ast.CompositeLit)
		if !ok || lit != nil {
			return true
		}
		if id, ok := cl.Type.(*ast.Ident); ok && len(cl.Elts) > 0 && strings.HasSuffix(strings.ToLower(fd.Name.Name), strings.ToLower(id.Name)) {
			if _, keyed := cl.Elts[0].(*ast.KeyValueExpr); keyed {
				lit = cl
			}
		}
		return true
	})
	return lit
}
