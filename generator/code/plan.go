// Package code knows Go as the checkout writes it: canonical types, the forms and
// places that neighbours have, what is in scope where, and how a file spells it.
// It finds and spells; writing is for the emitters above it.
package code

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// This file defines what is known of the code of a run, and its new functions.

// Plan is what the emitters of one run know of the code of a checkout and of
// what the plan adds to it. Answers are kept, so that each is looked for once.
type Plan struct {
	*work.Surface
	Types   map[string][]*feature.Type   // planned types by name; the API and the libvirt schema share some
	Funcs   []*PlacedFunc                // functions to be placed, in plan order
	index   map[string][]string          // paths by base name, filled on demand
	Exists  map[string]bool              // typeExists by import path and name
	learnt  map[string]string            // typeOfName by directory and name
	aliases map[string]map[string]string // importsOf by file
	vendor  map[string][]string          // vendored packages by name
}

// NewPlan returns the knowledge of a run that has asked nothing yet.
func NewPlan(s *work.Surface) *Plan {
	return &Plan{Surface: s, Types: map[string][]*feature.Type{}, Exists: map[string]bool{}, learnt: map[string]string{}, aliases: map[string]map[string]string{}}
}

// PlacedFunc is a planned function with everything resolved that could be.
type PlacedFunc struct {
	feature.Function
	Home  string    // where it goes
	Recv  string    // receiver type, "" for functions
	Iface string    // interface that gets the method, too
	Sig   Signature // complete, canonical
	Known bool      // place and signature could be resolved
	There bool      // exists already
}

// PlannedIn returns the planned type of that name that goes into a directory;
// one whose place is open goes anywhere.
func (p *Plan) PlannedIn(dir, name string) *feature.Type {
	for _, t := range p.Types[name] {
		if home := p.plannedHome(t, ""); home == "" || home == gosrc.ImportPath(dir) {
			return t
		}
	}
	return nil
}

// PackageOf returns the declarations that a file sees as its own: those of its
// package, and for a test file those of the other tests beside it.
func (p *Plan) PackageOf(file string) *checkout.Package {
	pkg := p.Tree.Package(path.Dir(file))
	if !strings.HasSuffix(file, "_test.go") {
		return pkg
	}
	return &checkout.Package{Dir: pkg.Dir, Files: append(slices.Clone(p.Tree.Tests(pkg.Dir).Files), pkg.Files...)}
}

// Title names the function for the account.
func (nf *PlacedFunc) Title() string {
	if nf.Recv != "" {
		return "method " + nf.Recv + "." + nf.Name.Value
	}
	return "function " + nf.Name.Value
}

// Asks reports whether a function answers a question.
func (nf *PlacedFunc) Asks() bool { return len(nf.Sig.Results) == 1 && nf.Sig.Results[0].Typ == "bool" }

// findExisting looks for a declaration of that name among the package's files.
func (p *Plan) findExisting(nf *PlacedFunc) {
	f, fd := p.PackageOf(nf.Home).FindFunc(nf.Recv, nf.Name.Value)
	if fd == nil && nf.Receiver.Empty() {
		if f, fd = p.methodNamed(nf); fd != nil {
			nf.Recv = checkout.ReceiverName(fd)
		}
	}
	if fd == nil {
		return
	}
	nf.There = true
	have := p.SignatureOf(f, fd.Type)
	nf.Function.File = feature.T(f.Path, nf.File.At)
	nf.Home, nf.Sig, nf.Known = f.Path, have, true
}

// methodNamed finds the method of that name in the file the plan gives: plans
// name methods without their type.
func (p *Plan) methodNamed(nf *PlacedFunc) (*checkout.GoFile, *ast.FuncDecl) {
	f, err := p.Tree.Go(nf.Home)
	if err != nil {
		return nil, nil
	}
	for _, d := range f.AST.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name == nf.Name.Value {
			return f, fd
		}
	}
	return nil, nil
}

// Resolve finds file, receiver and signature; what cannot be found is reported
// once, and the function is then left to the author.
func (p *Plan) Resolve(nf *PlacedFunc) {
	if recv, name, ok := strings.Cut(nf.Name.Value, "."); ok {
		nf.Receiver, nf.Name = feature.T(recv, nf.Name.At), feature.T(name, nf.Name.At)
	}
	if !IsIdentifier(nf.Name.Value) {
		p.Res.Diags.Warnf("bad-identifier", nf.At(), "write the bare function name in back-quotes", "%q is no Go identifier", nf.Name.Value)
		return
	}
	if !p.place(nf) || !p.receiver(nf) {
		return
	}
	p.findExisting(nf)
	p.sign(nf)
}

// DeclaredIn reports whether a package of the checkout has a type.
func (p *Plan) DeclaredIn(dir, name string) bool {
	f, _ := p.Tree.Package(dir).FindType(name)
	return f != nil
}

// FieldNamed returns the field of a struct, or nil.
func FieldNamed(st *ast.StructType, name string) *ast.Field {
	for _, f := range st.Fields.List {
		for _, id := range f.Names {
			if id.Name == name {
				return f
			}
		}
	}
	return nil
}

// ImportPathOf returns the import path of the package of a file.
func ImportPathOf(file string) string { return gosrc.ImportPath(path.Dir(file)) }

// IsAPIFile reports whether a path lies in the KubeVirt API.
func IsAPIFile(file string) bool { return checkout.IsAPIFile(file) }

// SharedWords counts the leading words two names have in common.
func SharedWords(a, b string) int {
	wa, wb := NameWords(a), NameWords(b)
	n := 0
	for n < len(wa) && n < len(wb) && strings.EqualFold(wa[n], wb[n]) {
		n++
	}
	return n
}
