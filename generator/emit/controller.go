package emit

import (
	"go/ast"
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// controllerHook says where a controller calls the hook of a feature.
type controllerHook struct {
	controller string
	object     string // what a reconcile is about
	site       string
	before     func(f *checkout.GoFile, st ast.Stmt) bool // the statement it is called before
	last       bool                                       // the last such statement, not the first
}

// controllerTable has a row per controller. VM: before the one update of the
// VM; VMI: before it is decided whether to create the pod; migration: before
// the phases part.
var controllerTable = []controllerHook{
	{"vm", "a VM", "vm-controller", ifHolding(".Update("), true},
	{"vmi", "a VMI", "vmi-controller", ifCondition("PodExists("), false},
	{"migration", "a migration", "migration-controller", switchOn(".Status.Phase"), false},
}

func ifHolding(text string) func(*checkout.GoFile, ast.Stmt) bool {
	return func(f *checkout.GoFile, st ast.Stmt) bool {
		is, ok := st.(*ast.IfStmt)
		return ok && strings.Contains(f.NodeText(is.Body), text)
	}
}

func ifCondition(text string) func(*checkout.GoFile, ast.Stmt) bool {
	return func(f *checkout.GoFile, st ast.Stmt) bool {
		is, ok := st.(*ast.IfStmt)
		return ok && strings.Contains(f.NodeText(is.Cond), text)
	}
}

func switchOn(text string) func(*checkout.GoFile, ast.Stmt) bool {
	return func(f *checkout.GoFile, st ast.Stmt) bool {
		sw, ok := st.(*ast.SwitchStmt)
		return ok && sw.Tag != nil && strings.HasSuffix(f.NodeText(sw.Tag), text)
	}
}

// controllerHooks adds a hook method for every reconcile sketch that has steps
// but no function to put them in.
func (p *codePlan) controllerHooks() {
	for _, loop := range p.Feature.Loops {
		if len(loop.Steps) == 0 || p.stepsHaveHome(loop) {
			continue
		}
		what := "reconcile steps of " + orWord(loop.Controller.Value, "the controller")
		at := loop.Steps[0].At
		if !loop.New.Empty() {
			p.Left(what, "a controller of its own (informer, work queue, RBAC) is not made here", at)
			continue
		}
		row, ok := hookRow(loop)
		if !ok {
			p.Left(what, "there is no one place in this component where features hook in", at)
			continue
		}
		p.controllerHook(row, loop, what)
	}
}

// stepsHaveHome reports whether the steps are those of a new function, whose
// body tells them.
func (p *codePlan) stepsHaveHome(loop feature.Loop) bool {
	for _, nf := range p.Funcs {
		if nf.Name.Value == loop.Func.Value && len(nf.Steps) > 0 && nf.Steps[0] == loop.Steps[0] {
			return true
		}
	}
	return false
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func hookRow(loop feature.Loop) (controllerHook, bool) {
	for _, row := range controllerTable {
		if strings.EqualFold(loop.Controller.Value, row.controller) {
			return row, true
		}
	}
	return controllerHook{}, false
}

// controllerHook writes one hook and its call.
func (p *codePlan) controllerHook(row controllerHook, loop feature.Loop, what string) {
	at := loop.Steps[0].At
	site, ok := p.Site(row.site, what, at)
	if !ok {
		return
	}
	if why := p.hookTaken(path.Dir(site.File.Path), site.Func, loop); why != "" {
		p.Left(what, why, at)
		return
	}
	nf, why := p.hookFunc(row, loop, site)
	if why != "" {
		p.Left(what, why, at)
		return
	}
	if nf.There {
		p.Present(nf.Title(), at, diag.Pos{File: nf.Home})
		return
	}
	list := site.Func.Body.List
	found := -1
	for i, st := range list {
		if row.before(site.File, st) && (found < 0 || row.last) {
			found = i
		}
	}
	if found < 0 {
		p.Left(what, "the place to hook in was not found in "+site.Func.Name.Name, at)
		return
	}
	s, _ := code.BeforeStmt(site.File, list, found, site.Func)
	call := feature.Call{Func: feature.T(site.Func.Name.Name, at), Gated: p.gatedSteps(loop)}
	if why := p.insertCallAt(nf, call, s, site.File, site.Func); why != "" {
		p.Left(what, why, at)
		return
	}
	p.write(nf)
	p.Added("call of "+nf.Name.Value+" in "+site.Func.Name.Name, at, diag.Pos{File: site.File.Path})
}

// hookTaken tells why no hook is needed: the plan places the logic itself, in
// new functions of the controller's package or in changes of existing ones
// other than the one that would call the hook.
func (p *codePlan) hookTaken(dir string, caller *ast.FuncDecl, loop feature.Loop) string {
	if f := loop.Func.Value; f != "" && f != caller.Name.Name {
		return "the plan puts them into " + f
	}
	for _, fn := range p.Feature.Functions {
		file := fn.File.Value
		if file == "" || path.Dir(file) != dir && !p.namedIn(file, dir) {
			continue
		}
		if !fn.Modify || fn.Name.Value != caller.Name.Name {
			return "the plan puts them into " + fn.Name.Value
		}
	}
	return ""
}

func (p *codePlan) namedIn(base, dir string) bool {
	return !strings.Contains(base, "/") && p.Tree.Exists(dir+"/"+base)
}

// hookFunc makes the hook: it takes the objects its caller works on and gives
// the error that its caller returns.
func (p *codePlan) hookFunc(row controllerHook, loop feature.Loop, site checkout.Found) (*code.PlacedFunc, string) {
	subject := p.subjectName()
	if subject == "" {
		return nil, "the feature has no name to call a hook by"
	}
	at := loop.Steps[0].At
	have := p.SignatureOf(site.File, site.Func.Type)
	var sig code.Signature
	for _, pr := range have.Params {
		if strings.HasPrefix(pr.Typ, `*"`) && pr.Name != "" {
			sig.Params = append(sig.Params, pr)
		}
	}
	for _, r := range have.Results {
		if code.IsSyncError(r.Typ) || r.Typ == "error" && len(sig.Results) == 0 {
			sig.Results = []code.Param{{Typ: r.Typ}}
		}
		if code.IsSyncError(r.Typ) {
			break
		}
	}
	if len(sig.Params) == 0 || len(sig.Results) == 0 {
		return nil, "the controller's " + site.Func.Name.Name + " has another form than the tool knows"
	}
	nf := &code.PlacedFunc{Home: site.File.Path, Recv: checkout.ReceiverName(site.Func), Sig: sig, Known: true, Function: feature.Function{
		Name: feature.T("sync"+subject, at), Steps: loop.Steps,
		Calls: []feature.Call{{Func: feature.T(site.Func.Name.Name, at)}},
		Doc:   feature.T("sync"+subject+" is called on every sync of "+row.object+p.whileGated(loop), at)}}
	if _, fd := p.Tree.Package(path.Dir(site.File.Path)).FindFunc(nf.Recv, nf.Name.Value); fd != nil {
		nf.There = true
	}
	return nf, ""
}

func (p *codePlan) whileGated(loop feature.Loop) string {
	if g, ok := p.gate(); ok && p.gatedSteps(loop) {
		return " while feature gate " + g.Name.Value + " is enabled"
	}
	return ""
}

var gateOff = regexp.MustCompile(`(?i)\bgate\b[^.;]*\b(off|disabled|not enabled)\b|\b(disabled|without the)\b[^.;]*\bgate\b`)

// gatedSteps reports whether the hook stands behind the gate: it does unless
// the steps say what happens with the gate off.
func (p *codePlan) gatedSteps(loop feature.Loop) bool {
	if _, ok := p.gate(); !ok {
		return false
	}
	for _, s := range loop.Steps {
		if gateOff.MatchString(s.Value) {
			return false
		}
	}
	return true
}
