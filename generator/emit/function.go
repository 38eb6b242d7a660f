package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// emitFunctions adds the functions and methods the plan names, each in its
// file, with the signature the plan or the neighbours give it, and wires the
// calls that can be wired safely. Bodies compile and do nothing; they carry
// the plan's steps as ordered comments.
func emitFunctions(c *Context) {
	p := c.codePlan()
	for _, nf := range p.Funcs {
		p.write(nf)
	}
	for _, questions := range []bool{false, true} { // the call that a condition guards finds the condition
		for _, nf := range p.Funcs {
			if nf.Asks() == questions {
				p.wire(nf)
			}
		}
	}
}

// isGate holds for a gate of the checkout that the plan names as it names
// functions: "refused unless `HotplugDisks`".
func (p *codePlan) isGate(fn feature.Function) bool {
	if fn.HasParams || !fn.Receiver.Empty() || !ast.IsExported(fn.Name.Value) {
		return false
	}
	if _, _, there := p.gateByString(fn.Name.Value); there {
		return true
	}
	_, spec := p.Tree.Package(p.Tree.GatesDir()).FindValue(fn.Name.Value)
	return spec != nil
}

// codePlan is the code part of a feature while it is being placed: what the
// emitters of functions, hooks and types outside the API share.
type codePlan struct {
	*Context
	threaded map[string]bool   // new parameters already passed, by function and name
	inner    map[string]string // files of new functions by the new functions they call, see innerCalls
	asked    map[string]bool   // questions that stand as conditions, by function and caller
}

// codePlan returns the placed code part of the feature; it is made once, so
// that what it reports is reported once.
func (c *Context) codePlan() *codePlan {
	if c.code != nil {
		return c.code
	}
	p := &codePlan{Context: c, inner: map[string]string{}, asked: map[string]bool{}}
	c.code = p
	for i := range c.Feature.Types {
		if t := &c.Feature.Types[i]; t.API || writable(t) {
			p.Types[t.Name.Value] = append(p.Types[t.Name.Value], t)
		}
	}
	p.dropUnknown(false)
	for _, fn := range c.Feature.Functions {
		if fn.Modify && !p.inNewFile(fn) || leaves(fn) || p.ownedElsewhere(fn) || p.isGate(fn) {
			continue
		}
		p.Funcs = append(p.Funcs, &code.PlacedFunc{Function: fn})
	}
	for _, nf := range p.Funcs {
		p.Resolve(nf)
	}
	return p
}

// leaves holds for functions that the plan moves or takes away.
func leaves(fn feature.Function) bool { return !fn.Remove.Empty() || !fn.MovesFrom.Empty() }

// inNewFile holds for functions that the plan speaks of as if they were there,
// in a file that it makes.
func (p *codePlan) inNewFile(fn feature.Function) bool {
	return strings.HasSuffix(fn.File.Value, ".go") && p.ListedNew(fn.File.Value) && !p.Tree.Exists(fn.File.Value)
}

// writable reports whether the plan says enough of a type to write it.
func writable(t *feature.Type) bool {
	switch t.Kind {
	case feature.KindStruct, feature.KindString:
		return true
	case feature.KindInterface:
		return len(t.Methods) > 0
	}
	return !t.Underlying.Empty()
}

// ownedElsewhere tells functions that other emitters write: gate accessors,
// admission checks, and builders for tests.
func (p *codePlan) ownedElsewhere(fn feature.Function) bool {
	file := fn.File.Value
	for _, g := range p.Feature.Gates {
		if fn.Name.Value == g.AccessorName() && (fn.Receiver.Empty() || fn.Receiver.Value == "ClusterConfig") && (file == "" || strings.HasPrefix(file, "pkg/virt-config") || path.Base(file) == "feature-gates.go") {
			return true
		}
	}
	if strings.HasPrefix(file, "pkg/libvmi/") && !strings.HasSuffix(file, "_test.go") {
		return true
	}
	if p.passesAdmitters(fn) {
		return true
	}
	return fn.Receiver.Empty() && isAdmission(file) && isCheck(fn.Name.Value) && !otherAnswer(fn) || ownsCheck(fn)
}

// admissionDirs hold the code that the admission emitter owns, as far as it
// validates.
var admissionDirs = []string{"pkg/virt-api/webhooks", "pkg/network/admitter", "pkg/storage/admitters", "pkg/virt-operator/webhooks", "pkg/dra/admitter"}

func isAdmission(file string) bool {
	if !strings.Contains(file, "/") {
		return strings.Contains(file, "admitter")
	}
	for _, d := range admissionDirs {
		if strings.HasPrefix(file, d+"/") {
			return true
		}
	}
	return false
}

// isCheck tells validation functions by their name.
func isCheck(name string) bool {
	first := strings.ToLower(code.NameWords(name)[0])
	return first == "validate" || first == "admit"
}

// write adds the declaration, or notes what is there.
func (p *codePlan) write(nf *code.PlacedFunc) {
	what := nf.Title()
	if p.rename(nf) {
		return
	}
	if nf.There {
		p.compare(nf)
		return
	}
	if !nf.Known {
		return
	}
	if p.plannedTwice(nf) {
		if nf.Iface != "" {
			p.interfaceMethod(nf)
		} else {
			p.Left(what, "the plan has it twice", nf.At())
		}
		return
	}
	if f, clash := p.clash(nf); clash != nil {
		p.Conflict(what, "another declaration of that name", "a function", nf.At(), f.Pos(clash.Pos()))
		return
	}
	text, err := gosrc.FormatDecls(p.declaration(nf))
	if err != nil {
		p.Left(what, "its signature is no Go: "+err.Error(), nf.At())
		return
	}
	p.insertFunc(nf, text)
	p.Added(what, nf.At(), diag.Pos{File: nf.Home})
	if nf.Iface != "" {
		p.interfaceMethod(nf)
	}
}

// compare checks an existing function against a signature that the plan gives
// in full; a plan that gives less cannot contradict.
func (p *codePlan) compare(nf *code.PlacedFunc) {
	f, fd := p.PackageOf(nf.Home).FindFunc(nf.Recv, nf.Name.Value)
	want, ok := p.PlannedSignature(nf)
	if ok && nf.HasParams && !p.agrees(nf, want) {
		p.Conflict(nf.Title(), "func"+strings.TrimPrefix(f.NodeText(fd.Type), "func"), p.Text(nf.Home, want), nf.At(), f.Pos(fd.Pos()))
		return
	}
	p.Present(nf.Title(), nf.At(), f.Pos(fd.Pos()))
}

// agrees compares parameter types, and results where the plan names them.
func (p *codePlan) agrees(nf *code.PlacedFunc, want code.Signature) bool {
	if len(want.Params) != len(nf.Sig.Params) {
		return false
	}
	for i := range want.Params {
		if want.Params[i].Typ != nf.Sig.Params[i].Typ {
			return false
		}
	}
	if nf.Results.Empty() {
		return true
	}
	if len(want.Results) != len(nf.Sig.Results) {
		return false
	}
	for i := range want.Results {
		if want.Results[i].Typ != nf.Sig.Results[i].Typ {
			return false
		}
	}
	return true
}

// plannedTwice reports whether another new function is the same one: the method
// of an interface that the plan also gives to the type that has it, or the later
// of two that it says alike.
func (p *codePlan) plannedTwice(nf *code.PlacedFunc) bool {
	self := slices.Index(p.Funcs, nf)
	for i, other := range p.Funcs {
		same := i != self && other.Known && other.Recv == nf.Recv && other.Name.Value == nf.Name.Value && path.Dir(other.Home) == path.Dir(nf.Home)
		if same && (other.Iface == "" && nf.Iface != "" || (other.Iface == "") == (nf.Iface == "") && i < self) {
			return true
		}
	}
	return false
}

// clash finds a type, constant or variable that has the name already.
func (p *codePlan) clash(nf *code.PlacedFunc) (*checkout.GoFile, ast.Node) {
	if nf.Recv != "" {
		return nil, nil
	}
	pkg := p.PackageOf(nf.Home)
	if f, ts := pkg.FindType(nf.Name.Value); ts != nil {
		return f, ts
	}
	if f, vs := pkg.FindValue(nf.Name.Value); vs != nil {
		return f, vs
	}
	return nil, nil
}

// insertFunc puts the text after the function it replaces, after its first
// caller in the same file, or at the end of the file.
func (p *codePlan) insertFunc(nf *code.PlacedFunc, text string) {
	f, err := p.Tree.Go(nf.Home)
	if err != nil {
		p.Append(nf.Home, text, nf.At())
		return
	}
	off := len(f.Src)
	if after := p.relative(f, nf); after != nil && after != f.AST.Decls[len(f.AST.Decls)-1] {
		off = f.LineEnd(f.Offset(after.End()))
	}
	p.insertRanked(nf.Home, off, "\n"+text, nf.At(), slices.Index(p.Funcs, nf)+1)
}

// insertRanked is Insert for declarations that stand together and keep the
// order of the plan.
func (p *codePlan) insertRanked(file string, off int, text string, from diag.Pos, rank int) {
	p.Res.Set.Edits = append(p.Res.Set.Edits, change.Edit{Path: file, Start: off, End: off, New: text, Emitter: p.Emitter, From: from, Rank: rank})
}

func (p *codePlan) relative(f *checkout.GoFile, nf *code.PlacedFunc) ast.Decl {
	names := []string{nf.Replaces.Value}
	for _, call := range nf.Calls {
		_, name := code.SplitMethod(call.Func.Value)
		names = append(names, name)
	}
	for _, name := range names {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && name != "" && fd.Name.Name == name {
				return fd
			}
		}
	}
	return nil
}
