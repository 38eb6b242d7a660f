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

// A narrow view is a package's own interface for the few questions it asks the
// cluster config. A new question needs a method there and in the stub that the
// package's tests use.

// widenConfig adds the accessors that a check's rules ask to the narrow view
// its package has.
func (c *Context) widenConfig(ck *check, sig checkForm) {
	dir := path.Dir(ck.file)
	for _, p := range sig.params {
		it := interfaceType(c.Tree.Package(dir), p.typ)
		if it == nil {
			continue
		}
		for _, r := range ck.rules {
			if g, ok := c.gateFor(r.Gate.Value); ok && r.Kind == feature.RuleGate && !r.prose && g.accessor != "" {
				c.addQuestion(dir, p.typ, it, g.accessor, ck.from)
			}
		}
	}
}

func (c *Context) addQuestion(dir, name string, it *ast.InterfaceType, method string, from diag.Pos) {
	what := "method " + name + "." + method
	f, ts := c.Tree.Package(dir).FindType(name)
	have := methodNames(it)
	if slices.Contains(have, method) {
		c.Present(what, from, f.Pos(ts.Pos()))
	} else if !c.justAdded(what) {
		c.Insert(f.Path, f.LineStart(f.Offset(it.Methods.Closing)), "\t"+method+"() bool\n", from)
		c.Added(what, from, f.Pos(ts.Pos()))
	}
	if file, stub := c.stubOf(dir, have); stub != "" {
		c.addAnswer(file, stub, method, from)
	}
}

func methodNames(it *ast.InterfaceType) []string {
	var out []string
	for _, m := range it.Methods.List {
		for _, id := range m.Names {
			out = append(out, id.Name)
		}
	}
	return out
}

// stubOf finds the test type that has all the methods of the view.
func (c *Context) stubOf(dir string, methods []string) (*checkout.GoFile, string) {
	count := map[string]int{}
	for _, f := range c.Tree.Tests(dir).Files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Recv == nil || !slices.Contains(methods, fd.Name.Name) {
				continue
			}
			recv := checkout.ReceiverName(fd)
			if count[recv]++; count[recv] == len(methods) && f.Struct(recv) != nil {
				return f, recv
			}
		}
	}
	return nil, ""
}

// stubField is the name of the answer in the stub.
func stubField(method string) string {
	words := camelWords(method)
	words[0] = strings.ToLower(words[0])
	return strings.Join(words, "")
}

// addAnswer gives the stub a field and the method that returns it.
func (c *Context) addAnswer(f *checkout.GoFile, stub, method string, from diag.Pos) {
	what := "method " + stub + "." + method
	if fd := f.Func(stub, method); fd != nil {
		c.Present(what, from, f.Pos(fd.Pos()))
		return
	}
	if c.justAdded(what) {
		return
	}
	c.addField(f, f.Struct(stub), NewParam{Name: stubField(method), Type: func(*gosrc.Imports) string { return "bool" }}, from)
	ms := methods(f, stub)
	last := ms[len(ms)-1]
	recv := f.Text(last.Recv.Opening, last.Recv.Closing) + ")"
	name := "s"
	if n := last.Recv.List[0].Names; len(n) > 0 {
		name = n[0].Name
	}
	text := "\nfunc " + recv + " " + method + "() bool {\n\treturn " + name + "." + stubField(method) + "\n}\n"
	c.Insert(f.Path, f.LineEnd(f.Offset(last.End())), text, from)
	c.Added(what, from, f.Pos(last.Pos()))
}
