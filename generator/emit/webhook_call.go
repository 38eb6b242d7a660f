package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// callCheck adds the call of a validator where the plan says, else where the
// checks of its place are called.
func (c *Context) callCheck(ck *check, sig checkForm) {
	var calls []feature.Call
	if ck.fn != nil {
		calls = ck.fn.Calls
	}
	if len(calls) == 0 {
		if c.callBundle(ck) {
			return
		}
		id := siteOf[ck.at]
		if id == "" {
			c.Left("call of "+ck.name, "the plan does not say who calls it", ck.from)
			return
		}
		if found, ok := c.Site(id, "call of "+ck.name, ck.from); ok {
			c.addCall(callSite{found.File, found.Func, feature.Text{}}, ck, sig)
		}
		return
	}
	for _, call := range calls {
		f, fd := c.caller(ck, call)
		if fd == nil {
			if !c.plannedCaller(call.Func.Value) {
				c.Left("call of "+ck.name+" in "+call.Func.Value, "no function of that name was found", call.Func.At)
			}
			continue
		}
		c.addCall(callSite{f, fd, call.Where}, ck, sig)
	}
}

// plannedCaller reports whether the plan adds the calling function itself.
func (c *Context) plannedCaller(name string) bool {
	return slices.ContainsFunc(c.Feature.Functions, func(fn feature.Function) bool { return fn.Name.Value == name })
}

// caller finds the function a plan names as caller: in the file it gives, in
// the validator's package, at the place's site, or anywhere in the admission
// code.
func (c *Context) caller(ck *check, call feature.Call) (*checkout.GoFile, *ast.FuncDecl) {
	recv, name, ok := strings.Cut(call.Func.Value, ".")
	if !ok {
		recv, name = "", call.Func.Value
	}
	if id := siteOf[ck.at]; id != "" {
		if found, d := c.Tree.Locate(checkout.SiteByID(id)); d == nil && found.Func.Name.Name == name && (recv == "" || recv == checkout.ReceiverName(found.Func)) {
			return found.File, found.Func
		}
	}
	dirs := []string{}
	if f := call.File.Value; strings.Contains(f, "/") {
		dirs = append(dirs, path.Dir(f))
	}
	dirs = append(dirs, path.Dir(ck.file), "pkg/virt-api/webhooks/validating-webhook/admitters", "pkg/virt-api/webhooks")
	for _, own := range []bool{true, false} { // the validator's own file first: many admitters have an Admit
		for _, dir := range append(dirs, webhookDirs...) {
			for _, f := range c.Tree.Mentioning(dir, name) {
				if fd := declaredWith(f, recv, name); fd != nil && (!own || f.Path == ck.file) {
					return f, fd
				}
			}
		}
	}
	return nil, nil
}

// declaredWith finds a function or method with a body, of any type where recv
// is empty.
func declaredWith(f *checkout.GoFile, recv, name string) *ast.FuncDecl {
	for _, d := range f.AST.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == name && fd.Body != nil && (recv == "" || recv == checkout.ReceiverName(fd)) {
			return fd
		}
	}
	return nil
}

// callSite is where a call goes.
type callSite struct {
	file  *checkout.GoFile
	fn    *ast.FuncDecl
	where feature.Text
}

// addCall inserts the call in the form of its neighbours.
func (c *Context) addCall(at callSite, ck *check, sig checkForm) {
	what := "call of " + ck.name + " in " + at.fn.Name.Name
	if pos, ok := checkCallIn(at.file, at.fn, ck.name); ok {
		c.tellCall(&c.Res.Present, ck.name, at.fn.Name.Name, ck.from, pos)
		return
	}
	if path.Dir(ck.file) != path.Dir(at.file.Path) && !ast.IsExported(ck.name) {
		c.Left(what, "it is not exported from "+path.Dir(ck.file), ck.from)
		return
	}
	siblings := at.siblings()
	args, ok := c.arguments(at, siblings, sig.params, ck)
	if !ok {
		c.Left(what, "no argument of a fitting type is at hand there", ck.from)
		return
	}
	callee := ck.name
	if dir := path.Dir(ck.file); dir != path.Dir(at.file.Path) {
		callee = c.Imports(at.file.Path).Qualify(gosrc.ImportPath(dir), ck.name)
	}
	text := callee + "(" + strings.Join(args, ", ") + ")"
	if sig.results != "" {
		list := causesVar(at, siblings)
		if list == "" {
			c.Left(what, "no list of causes was found there", ck.from)
			return
		}
		text = list + " = append(" + list + ", " + text + "...)"
	}
	off, ok := at.offset(siblings)
	if !ok {
		c.Left(what, "the place \""+at.where.Value+"\" was not found", ck.from)
		return
	}
	c.Insert(at.file.Path, off, "\t"+text+"\n", ck.from)
	c.tellCall(&c.Res.Added, ck.name, at.fn.Name.Name, ck.from, at.file.Pos(at.fn.Pos()))
}

// callIn finds a call of a function inside another.
func checkCallIn(f *checkout.GoFile, fd *ast.FuncDecl, name string) (diag.Pos, bool) {
	var at diag.Pos
	found := false
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && callName(call) == name {
			at, found = f.Pos(call.Pos()), true
		}
		return !found
	})
	return at, found
}

func callName(call *ast.CallExpr) string {
	switch x := call.Fun.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// sibling is a top-level statement that calls a validator.
type sibling struct {
	stmt ast.Stmt
	call *ast.CallExpr
	list string // variable the causes are appended to, "" for bare calls
}

// siblings lists the caller's top-level calls of validators:
// causes = append(causes, f(...)...) and f(..., &causes).
func (at callSite) siblings() []sibling {
	var out []sibling
	for _, st := range at.fn.Body.List {
		switch x := st.(type) {
		case *ast.AssignStmt:
			app, ok := x.Rhs[0].(*ast.CallExpr)
			if !ok || callName(app) != "append" || len(app.Args) != 2 || !app.Ellipsis.IsValid() {
				continue
			}
			_, plain := x.Lhs[0].(*ast.Ident) // not response.Warnings
			if inner, ok := app.Args[1].(*ast.CallExpr); ok && plain {
				out = append(out, sibling{st, inner, at.file.NodeText(x.Lhs[0])})
			}
		case *ast.ExprStmt:
			if call, ok := x.X.(*ast.CallExpr); ok && strings.Contains(strings.ToLower(callName(call)), "validate") {
				out = append(out, sibling{st, call, ""})
			}
		}
	}
	return out
}

// causesVar returns the caller's variable that collects causes.
func causesVar(at callSite, siblings []sibling) string {
	for i := len(siblings) - 1; i >= 0; i-- {
		if siblings[i].list != "" {
			return siblings[i].list
		}
	}
	for _, st := range at.fn.Body.List {
		ds, ok := st.(*ast.DeclStmt)
		if !ok {
			continue
		}
		for _, s := range ds.Decl.(*ast.GenDecl).Specs {
			if vs, ok := s.(*ast.ValueSpec); ok && vs.Type != nil && bareQualifiers(at.file.NodeText(vs.Type)) == "[]StatusCause" {
				return vs.Names[0].Name
			}
		}
	}
	return ""
}

// offset returns where the call is inserted: the plan's place, else after the
// last sibling, else before the closing return.
func (at callSite) offset(siblings []sibling) (int, bool) {
	f := at.file
	kind, name, _ := strings.Cut(strings.TrimSpace(at.where.Value), " ")
	switch kind {
	case "after", "before":
		for _, st := range at.fn.Body.List {
			if identIn(f, st, strings.Trim(name, "`()")) {
				if kind == "after" {
					return f.LineEnd(f.Offset(st.End())), true
				}
				return f.LineStart(f.Offset(st.Pos())), true
			}
		}
	case "begin":
		if len(siblings) > 0 {
			return f.LineStart(f.Offset(siblings[0].stmt.Pos())), true
		}
	}
	if len(siblings) > 0 {
		return f.LineEnd(f.Offset(siblings[len(siblings)-1].stmt.End())), true
	}
	if n := len(at.fn.Body.List); n > 0 {
		if ret, ok := at.fn.Body.List[n-1].(*ast.ReturnStmt); ok {
			return f.LineStart(f.Offset(ret.Pos())), true
		}
	}
	return 0, false
}

func identIn(f *checkout.GoFile, n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		return !found
	})
	return found
}

// arguments chooses an argument for each parameter by its type: what siblings
// pass for that type, the caller's own parameters and receiver fields, or a
// part of an object at hand.
func (c *Context) arguments(at callSite, siblings []sibling, params []arg, ck *check) ([]string, bool) {
	have := map[string]string{}
	for _, p := range paramsOf(at.file, at.fn) {
		have[p.bare()] = p.name
	}
	c.receiverFields(at, have)
	for _, s := range siblings {
		c.siblingArgs(at, s, have)
	}
	for i, s := range siblings { // an object at hand: newKV in newKV.Spec.Infra
		for _, a := range s.call.Args {
			text := strings.TrimPrefix(at.file.NodeText(a), "&")
			if obj, _, ok := strings.Cut(text, ".Spec."); ok && i == 0 && !strings.ContainsAny(obj, "( ") {
				keep(have, "*KubeVirtConfiguration", "&"+obj+".Spec.Configuration")
				keep(have, "*KubeVirtSpec", "&"+obj+".Spec")
			}
		}
	}
	if list := causesVar(at, siblings); list != "" {
		keep(have, "*[]StatusCause", "&"+list)
	}
	var out []string
	for i, p := range params {
		alike := func(o arg) bool { return o.bare() == p.bare() }
		value, ok := have[p.bare()]
		if !ok {
			value, ok = c.configArg(at, p, have)
		}
		if ageOf(p.name) == "old" || slices.ContainsFunc(params[:i], alike) || slices.ContainsFunc(params[i+1:], alike) {
			value, ok = at.ofAge(value, p)
		}
		if !ok {
			return nil, false
		}
		out = append(out, value)
	}
	return out, true
}

func keep(m map[string]string, k, v string) {
	if _, ok := m[k]; !ok {
		m[k] = v
	}
}

// configArg passes a cluster config where a narrow view of it is asked for.
func (c *Context) configArg(at callSite, p arg, have map[string]string) (string, bool) {
	if interfaceType(c.Tree.Package(path.Dir(at.file.Path)), p.typ) == nil {
		return "", false
	}
	arg, ok := have["*ClusterConfig"]
	return arg, ok
}

func (c *Context) receiverFields(at callSite, have map[string]string) {
	if at.fn.Recv == nil || len(at.fn.Recv.List[0].Names) == 0 {
		return
	}
	recv := at.fn.Recv.List[0].Names[0].Name
	f, ts := c.Tree.Package(path.Dir(at.file.Path)).FindType(checkout.ReceiverName(at.fn))
	if ts == nil {
		return
	}
	if st, ok := ts.Type.(*ast.StructType); ok {
		for _, field := range st.Fields.List {
			for _, id := range field.Names {
				have[bareQualifiers(f.NodeText(field.Type))] = recv + "." + id.Name
			}
		}
	}
}

// siblingArgs notes what a sibling passes for each parameter type.
func (c *Context) siblingArgs(at callSite, s sibling, have map[string]string) {
	f, fd := c.Tree.Package(path.Dir(at.file.Path)).FindFunc("", callName(s.call))
	if fd == nil {
		return
	}
	for i, p := range paramsOf(f, fd) {
		if i < len(s.call.Args) {
			have[p.bare()] = at.file.NodeText(s.call.Args[i])
		}
	}
}
