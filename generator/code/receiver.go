package code

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// This file decides which new functions are methods, and of what.

// receiver decides whether a function is a method and of which type: the one
// the plan names; where it only says "method", or names no parameters for a
// function that a method of the same file calls, the type of the caller or of
// the file's other methods.
func (p *Plan) receiver(nf *PlacedFunc) bool {
	dir := path.Dir(nf.Home)
	if r := strings.TrimPrefix(nf.Receiver.Value, "*"); r != "" {
		if f, _ := p.PackageOf(nf.Home).FindType(r); f == nil && p.PlannedIn(dir, r) == nil {
			p.Res.Diags.Warnf("unknown-type", nf.Receiver.At, "correct the receiver, or declare the type in the plan", "package %s has no type %s for method %s", dir, r, nf.Name.Value)
			p.Left("method "+nf.Name.Value, "its receiver "+r+" is not in "+dir, nf.At())
			return false
		}
		return p.concrete(nf, r)
	}
	if r := strings.TrimPrefix(nf.Interface.Value, "*"); r != "" {
		return p.concrete(nf, r)
	}
	if m := ofInterface.FindStringSubmatch(nf.Method.Value); m != nil {
		return p.concrete(nf, m[1])
	}
	caller := p.callerType(nf)
	switch {
	case !nf.Method.Empty():
		nf.Recv = caller
		if nf.Recv == "" {
			nf.Recv = p.methodsType(nf.Home)
		}
		if nf.Recv == "" {
			p.Left("method "+nf.Name.Value, "the plan does not name the receiver, and "+nf.Home+" has no methods to follow", nf.At())
			return false
		}
	case caller != "" && nf.Params.Empty() && (nf.HasParams && !p.likesAreMethods(nf, "") || p.likesAreMethods(nf, caller)), caller != "" && p.besideMethod(nf, caller):
		nf.Recv = caller
	}
	return true
}

// besideMethod reports whether the call before or after which a function is to
// be called is one of a method of the caller's type: they are steps of one
// thing, written alike.
func (p *Plan) besideMethod(nf *PlacedFunc, caller string) bool {
	for _, call := range nf.Calls {
		word, name, _ := strings.Cut(call.Where.Value, " ")
		if word != "after" && word != "before" {
			continue
		}
		_, name = SplitMethod(name)
		if _, fd := p.Tree.Package(path.Dir(nf.Home)).FindFunc(caller, name); fd != nil {
			return !p.likesAreMethods(nf, "")
		}
	}
	return false
}

var ofInterface = regexp.MustCompile(`\b([A-Za-z_]\w*) interface\b`)

// concrete sets the receiver. Where the plan names an interface, the method is
// one of the type beside it that has its other methods; adding it to the
// interface is for interfaceMethod.
func (p *Plan) concrete(nf *PlacedFunc, typ string) bool {
	f, ts := p.Tree.Package(path.Dir(nf.Home)).FindType(typ)
	if ts == nil {
		nf.Recv = typ
		return true
	}
	it, ok := ts.Type.(*ast.InterfaceType)
	if !ok {
		nf.Recv = typ
		return true
	}
	nf.Iface = typ
	nf.Recv = p.Implementer(path.Dir(f.Path), it)
	if nf.Recv == "" {
		p.Left("method "+typ+"."+nf.Name.Value, "the interface has no implementation beside it, and its mock has to follow", nf.At())
		return false
	}
	return true
}

// Implementer returns the type of a package that has all methods of an
// interface, or "".
func (p *Plan) Implementer(dir string, it *ast.InterfaceType) string {
	count := map[string]int{}
	want := map[string]bool{}
	for _, m := range it.Methods.List {
		if len(m.Names) == 0 {
			return ""
		}
		want[m.Names[0].Name] = true
	}
	for _, f := range append(slices.Clone(p.Tree.Package(dir).Files), p.Tree.Tests(dir).Files...) {
		for _, d := range f.AST.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv != nil && want[fd.Name.Name] {
				count[checkout.ReceiverName(fd)]++
			}
		}
	}
	if best := MostFrequent(count); best != "" && count[best] == len(want) {
		return best
	}
	return ""
}

// likesAreMethods reports whether nine in ten functions of the file with the
// same first word are methods of a type, or with no type plain functions. Where
// none has that word, all functions of the file count.
func (p *Plan) likesAreMethods(nf *PlacedFunc, recv string) bool {
	f, err := p.Tree.Go(nf.Home)
	if err != nil {
		return false
	}
	methods, total, all, allMethods := 0, 0, 0, 0
	for _, d := range f.AST.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		is := 0
		if checkout.ReceiverName(fd) == recv {
			is = 1
		}
		all, allMethods = all+1, allMethods+is
		if sameStart(fd.Name.Name, nf.Name.Value) {
			total, methods = total+1, methods+is
		}
	}
	if total == 0 && recv == "" {
		return all > 0 && allMethods*10 >= all*9
	}
	return total > 0 && methods*10 >= total*9
}

// callerType returns the receiver type of a caller that is a method in the
// function's own package.
func (p *Plan) callerType(nf *PlacedFunc) string {
	for _, call := range nf.Calls {
		recv, name := SplitMethod(call.Func.Value)
		for _, f := range p.Tree.Mentioning(path.Dir(nf.Home), name) {
			for _, d := range f.AST.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if r := ""; ok && fd.Name.Name == name {
					if r = checkout.ReceiverName(fd); r != "" && (recv == "" || recv == r) && (call.File.Empty() || strings.HasSuffix(f.Path, path.Base(call.File.Value))) {
						return r
					}
				}
			}
		}
	}
	return ""
}

// methodsType returns the type that most methods of a file have.
func (p *Plan) methodsType(file string) string {
	f, err := p.Tree.Go(file)
	if err != nil {
		return ""
	}
	count := map[string]int{}
	for _, d := range f.AST.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok {
			if r := checkout.ReceiverName(fd); r != "" {
				count[r]++
			}
		}
	}
	return MostFrequent(count)
}
