package emit

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// launcherFlag is a command line flag of virt-launcher that carries the gate:
// rendered into the pod by virt-controller, read by the launcher's main.
type launcherFlag struct {
	name  string // without dashes
	from  diag.Pos
	lines []int // plan lines that speak of it
}

const launcherMain = "cmd/virt-launcher"

var longFlag = regexp.MustCompile(`--([a-z][a-z0-9]*(?:-[a-z0-9]+)*)`)

// launcherFlags wires each flag that the plan promises at both ends. The two
// go together: a launcher that is given a flag it does not know does not
// start.
func (p *codePlan) launcherFlags() {
	for _, fl := range p.plannedFlags() {
		what := "flag --" + fl.name + " of virt-launcher"
		if why := p.launcherFlag(fl, what); why != "" {
			p.Left(what, why, fl.from)
		}
	}
}

// plannedFlags collects the flags from what the plan says on the pod template
// and on virt-launcher.
func (p *codePlan) plannedFlags() []launcherFlag {
	var out []launcherFlag
	take := func(t feature.Text) {
		for _, m := range longFlag.FindAllStringSubmatch(t.Value, -1) {
			i := slices.IndexFunc(out, func(f launcherFlag) bool { return f.name == m[1] })
			if i < 0 {
				i, out = len(out), append(out, launcherFlag{name: m[1], from: t.At})
			}
			out[i].lines = append(out[i].lines, t.At.Line)
		}
	}
	for _, fn := range p.Feature.Functions {
		if fn.Name.Value == "renderLaunchManifest" {
			for _, s := range fn.Steps {
				take(s)
			}
		}
	}
	for _, comp := range p.Feature.Components {
		for _, ch := range comp.Changes {
			if comp.Name.Value == "virt-launcher" || comp.Name.Value == "virt-controller" && strings.Contains(ch.Value, "launcher") {
				take(ch)
			}
		}
	}
	for _, l := range p.Feature.Left {
		if strings.HasPrefix(l.What.Value, "flag --") {
			take(l.What)
		}
	}
	return out
}

// launcherFlag writes one flag; the answer is why it cannot be written, or "".
func (p *codePlan) launcherFlag(fl launcherFlag, what string) string {
	g, ok := p.gate()
	if !ok {
		return "the feature has no single gate that would decide about it"
	}
	site, found := p.Site("launch-manifest", what, fl.from)
	if !found {
		return "the pod template was not found"
	}
	mf, mainFunc := p.Tree.Package(launcherMain).FindFunc("", "main")
	if mainFunc == nil {
		return "no main function in " + launcherMain
	}
	rendered := hasLiteral(site.Func, "--"+fl.name)
	read := hasLiteral(mainFunc, fl.name)
	if rendered && read {
		p.Present(what, fl.from, site.File.Pos(site.Func.Pos()))
		return ""
	}
	if rendered != read {
		return "only one of the two ends has it"
	}
	return p.wireFlag(fl, g, what, site, flagMain{mf, mainFunc})
}

// flagMain is the launcher's main function.
type flagMain struct {
	file *checkout.GoFile
	fn   *ast.FuncDecl
}

func hasLiteral(n ast.Node, text string) bool {
	found := false
	ast.Inspect(n, func(x ast.Node) bool {
		if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING && lit.Value == strconv.Quote(text) {
			found = true
		}
		return !found
	})
	return found
}

func (p *codePlan) wireFlag(fl launcherFlag, g feature.Gate, what string, site checkout.Found, m flagMain) string {
	f := site.File
	list, i, slice := lastFlagAppend(f, site.Func)
	if list == nil {
		return "no place where other flags are added was found in " + site.Func.Name.Name
	}
	at := code.AfterStmt(f, list, i)
	cc := p.ScopeAt(f, site.Func, at.Off).ClusterConfig()
	flags := flagRun(m.file, m.fn)
	if cc == "" || flags == nil {
		return "the cluster configuration or the launcher's other flags were not found"
	}
	p.Insert(f.Path, at.Off, code.IndentLines("if "+cc+"."+g.AccessorName()+"() {\n\t"+slice+" = append("+slice+", \"--"+fl.name+"\")\n}\n", at.Indent), fl.from)
	call := "pflag.Bool(" + strconv.Quote(fl.name) + ", false, " + strconv.Quote("Set when the "+g.Name.Value+" feature gate is enabled") + ")"
	call = strings.Replace(call, "pflag", pflagName(m.file, flags), 1)
	if name, use := p.useOfFlag(g, m, fl); name != "" {
		call = name + " := " + call
		use()
	}
	p.Insert(m.file.Path, m.file.LineEnd(m.file.Offset(flags.End())), "\t"+call+"\n", fl.from)
	p.Added(what, fl.from, diag.Pos{File: f.Path})
	return ""
}

func pflagName(f *checkout.GoFile, st ast.Stmt) string {
	if q, _, ok := strings.Cut(f.NodeText(st.(*ast.AssignStmt).Rhs[0]), "."); ok {
		return q
	}
	return "pflag"
}

// flagAppend is a statement that appends one flag to the launcher's arguments.
type flagAppend struct {
	list  []ast.Stmt
	i     int
	slice string
}

// lastFlagAppend finds the last statement of the pod template that appends one
// flag under one condition on the cluster configuration, or under
// run-as-nonroot; of several slices, the one that gets most of them.
func lastFlagAppend(f *checkout.GoFile, fd *ast.FuncDecl) (list []ast.Stmt, i int, slice string) {
	var found []flagAppend
	count := map[string]int{}
	var visit func(stmts []ast.Stmt)
	visit = func(stmts []ast.Stmt) {
		for k, st := range stmts {
			if is, ok := st.(*ast.IfStmt); ok && is.Init == nil && len(is.Body.List) == 1 {
				cond := f.NodeText(is.Cond)
				if target, flag := appended(f, is.Body.List[0]); flag != "" && (strings.HasSuffix(cond, "Enabled()") || flag == "--run-as-nonroot") {
					found = append(found, flagAppend{stmts, k, target})
					count[target]++
				}
			}
			for _, inner := range code.InnerLists(st) {
				visit(inner)
			}
		}
	}
	visit(fd.Body.List)
	usual := code.MostFrequent(count)
	for _, a := range found {
		if a.slice == usual {
			list, i, slice = a.list, a.i, a.slice
		}
	}
	return list, i, slice
}

// appended reads "x = append(x, "--flag")".
func appended(f *checkout.GoFile, st ast.Stmt) (slice, flag string) {
	as, ok := st.(*ast.AssignStmt)
	if !ok || len(as.Rhs) != 1 {
		return "", ""
	}
	call, ok := as.Rhs[0].(*ast.CallExpr)
	if !ok || code.CalleeName(call) != "append" || len(call.Args) != 2 {
		return "", ""
	}
	lit, ok := call.Args[1].(*ast.BasicLit)
	if !ok || !strings.HasPrefix(lit.Value, `"--`) {
		return "", ""
	}
	return f.NodeText(as.Lhs[0]), strings.Trim(lit.Value, `"`)
}

// flagRun returns the last of the boolean flags that are defined together with
// run-as-nonroot.
func flagRun(f *checkout.GoFile, fd *ast.FuncDecl) ast.Stmt {
	var last ast.Stmt
	in := false
	for _, st := range fd.Body.List {
		as, ok := st.(*ast.AssignStmt)
		isBool := ok && len(as.Rhs) == 1 && strings.HasPrefix(f.NodeText(as.Rhs[0]), "pflag.Bool(")
		switch {
		case isBool && hasLiteral(st, "run-as-nonroot"):
			in, last = true, st
		case isBool && in:
			last = st
		case in:
			return last
		}
	}
	return last
}

// useOfFlag finds what the launcher does with the flag, if that is clear: a
// new boolean parameter of a constructor that main calls, or a new hook
// function that is registered with the others. A flag without use is only
// parsed, which Go allows as a statement.
func (p *codePlan) useOfFlag(g feature.Gate, m flagMain, fl launcherFlag) (name string, use func()) {
	for _, fn := range p.Feature.Functions {
		if !fn.Modify {
			continue
		}
		for _, np := range fn.NewParams {
			pname, typ, _ := strings.Cut(np.Value, " ")
			if typ == "" {
				typ = code.ByWord(pname)
			}
			if typ == "" && np.At.Line > 0 && slices.Contains(fl.lines, np.At.Line) {
				typ = "bool" // it carries the flag that the same sentence is about
			}
			if typ != "bool" || !code.CallIn(m.fn.Body, fn.Name.Value) || hasLocal(m, pname) {
				continue
			}
			if edits, why := p.threadParam(fn, code.Param{Name: pname, Typ: "bool"}, "*"+pname); why == "" {
				return pname, func() { runAll(edits) }
			}
		}
	}
	name = code.LowerFirst(g.AccessorName())
	if st, hook := p.hookToRegister(m); hook != nil && !hasLocal(m, name) {
		return name, func() {
			target, _ := hookAppend(m.file, st)
			fnName := p.Imports(m.file.Path).Qualify(code.ImportPathOf(hook.Home), hook.Name.Value)
			p.Insert(m.file.Path, m.file.LineEnd(m.file.Offset(st.End())),
				"\tif *"+name+" {\n\t\t"+target+" = append("+target+", "+fnName+")\n\t}\n", fl.from)
			p.Added("registration of hook "+hook.Name.Value, hook.At(), diag.Pos{File: m.file.Path})
		}
	}
	return "", nil
}

func runAll(edits []func()) {
	for _, e := range edits {
		e()
	}
}

func hasLocal(m flagMain, name string) bool { return code.Mentions(m.file, m.fn, name).IsValid() }

// hookToRegister returns the new hook function of a package below the hook
// server, and the statement behind which it is registered.
func (p *codePlan) hookToRegister(m flagMain) (ast.Stmt, *code.PlacedFunc) {
	var last ast.Stmt
	for _, st := range m.fn.Body.List {
		if target, ok := hookAppend(m.file, st); ok && target != "" {
			last = st
		}
	}
	if last == nil {
		return nil, nil
	}
	for _, nf := range p.Funcs {
		if nf.Known && !nf.There && nf.Recv == "" && strings.Contains(path.Dir(path.Dir(nf.Home)), "hook-server") && ast.IsExported(nf.Name.Value) {
			return last, nf
		}
	}
	return nil, nil
}

// hookAppend reads "if *flag { hooks = append(hooks, pkg.Hook) }".
func hookAppend(f *checkout.GoFile, st ast.Stmt) (slice string, ok bool) {
	is, isIf := st.(*ast.IfStmt)
	if !isIf || len(is.Body.List) != 1 {
		return "", false
	}
	as, isAssign := is.Body.List[0].(*ast.AssignStmt)
	if !isAssign || len(as.Rhs) != 1 {
		return "", false
	}
	call, isCall := as.Rhs[0].(*ast.CallExpr)
	if !isCall || code.CalleeName(call) != "append" || !strings.Contains(strings.ToLower(f.NodeText(as.Lhs[0])), "hook") {
		return "", false
	}
	return f.NodeText(as.Lhs[0]), true
}
