package emit

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

// planBase is what the emitters of one run know of the code of a checkout and of
// what the plan adds to it. Answers are kept, so that each is looked for once.
type planBase struct {
	*work.Surface
	types   map[string][]*feature.Type   // planned types by name; the API and the libvirt schema share some
	funcs   []*placedFunc                // functions to be placed, in plan order
	index   map[string][]string          // paths by base name, filled on demand
	exists  map[string]bool              // typeExists by import path and name
	learnt  map[string]string            // typeOfName by directory and name
	aliases map[string]map[string]string // importsOf by file
	vendor  map[string][]string          // vendored packages by name
}

// newPlan returns the knowledge of a run that has asked nothing yet.
func newPlan(s *work.Surface) *planBase {
	return &planBase{Surface: s, types: map[string][]*feature.Type{}, exists: map[string]bool{}, learnt: map[string]string{}, aliases: map[string]map[string]string{}}
}

// placedFunc is a planned function with everything resolved that could be.
type placedFunc struct {
	feature.Function
	file  string    // where it goes
	recv  string    // receiver type, "" for functions
	iface string    // interface that gets the method, too
	sig   signature // complete, canonical
	known bool      // place and signature could be resolved
	there bool      // exists already
}

// plannedIn returns the planned type of that name that goes into a directory;
// one whose place is open goes anywhere.
func (p *codePlan) plannedIn(dir, name string) *feature.Type {
	for _, t := range p.types[name] {
		if home := p.plannedHome(t, ""); home == "" || home == gosrc.ImportPath(dir) {
			return t
		}
	}
	return nil
}

// packageOf returns the declarations that a file sees as its own: those of its
// package, and for a test file those of the other tests beside it.
func (p *codePlan) packageOf(file string) *checkout.Package {
	pkg := p.Tree.Package(path.Dir(file))
	if !strings.HasSuffix(file, "_test.go") {
		return pkg
	}
	return &checkout.Package{Dir: pkg.Dir, Files: append(slices.Clone(p.Tree.Tests(pkg.Dir).Files), pkg.Files...)}
}

func (nf *placedFunc) title() string {
	if nf.recv != "" {
		return "method " + nf.recv + "." + nf.Name.Value
	}
	return "function " + nf.Name.Value
}

// asks reports whether a function answers a question.
func (nf *placedFunc) asks() bool { return len(nf.sig.results) == 1 && nf.sig.results[0].typ == "bool" }

// findExisting looks for a declaration of that name among the package's files.
func (p *codePlan) findExisting(nf *placedFunc) {
	f, fd := p.packageOf(nf.file).FindFunc(nf.recv, nf.Name.Value)
	if fd == nil && nf.Receiver.Empty() {
		if f, fd = p.methodNamed(nf); fd != nil {
			nf.recv = checkout.ReceiverName(fd)
		}
	}
	if fd == nil {
		return
	}
	nf.there = true
	have := p.signatureOf(f, fd.Type)
	nf.Function.File = feature.T(f.Path, nf.File.At)
	nf.file, nf.sig, nf.known = f.Path, have, true
}

// methodNamed finds the method of that name in the file the plan gives: plans
// name methods without their type.
func (p *codePlan) methodNamed(nf *placedFunc) (*checkout.GoFile, *ast.FuncDecl) {
	f, err := p.Tree.Go(nf.file)
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

// resolve finds file, receiver and signature; what cannot be found is reported
// once, and the function is then left to the author.
func (p *codePlan) resolve(nf *placedFunc) {
	if recv, name, ok := strings.Cut(nf.Name.Value, "."); ok {
		nf.Receiver, nf.Name = feature.T(recv, nf.Name.At), feature.T(name, nf.Name.At)
	}
	if !isIdentifier(nf.Name.Value) {
		p.Res.Diags.Warnf("bad-identifier", nf.At(), "write the bare function name in back-quotes", "%q is no Go identifier", nf.Name.Value)
		return
	}
	if !p.place(nf) || !p.receiver(nf) {
		return
	}
	p.findExisting(nf)
	p.sign(nf)
}

func (p *codePlan) declaredIn(dir, name string) bool {
	f, _ := p.Tree.Package(dir).FindType(name)
	return f != nil
}

func fieldNamed(st *ast.StructType, name string) *ast.Field {
	for _, f := range st.Fields.List {
		for _, id := range f.Names {
			if id.Name == name {
				return f
			}
		}
	}
	return nil
}

func importPathOf(file string) string { return gosrc.ImportPath(path.Dir(file)) }

func isAPIFile(file string) bool { return checkout.IsAPIFile(file) }

// sharedWords counts the leading words two names have in common.
func sharedWords(a, b string) int {
	wa, wb := nameWords(a), nameWords(b)
	n := 0
	for n < len(wa) && n < len(wb) && strings.EqualFold(wa[n], wb[n]) {
		n++
	}
	return n
}
