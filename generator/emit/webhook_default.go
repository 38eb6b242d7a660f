package emit

import (
	"go/ast"
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// defaults adds the functions that fill unset fields, where the plan asks for
// code: in pkg/defaults, or by the name of the function. Defaults of the CRD
// schema are markers on the field, not code.
func (c *Context) defaults() {
	for _, r := range c.Feature.Defaults {
		inCode := strings.HasPrefix(r.File.Value, "pkg/defaults") || strings.Contains(strings.ToLower(r.Func.Value), "default")
		if !inCode {
			continue
		}
		br := c.bind(r)
		if br.path.Hops == nil || len(r.Values) == 0 || hopInto(c.Fields(), br.path, "VirtualMachineInstanceSpec") == 0 {
			c.Left("default: "+firstWords(r.Text.Value), "its field or value is not known", r.Text.At)
			continue
		}
		c.addDefault(br)
	}
}

// addDefault writes one function and its call.
func (c *Context) addDefault(r boundRule) {
	found, ok := c.Site("vmi-defaults", "default: "+firstWords(r.Text.Value), r.Text.At)
	if !ok {
		return
	}
	file := r.File.Value
	if !strings.Contains(file, "/") {
		file = found.File.Path
	}
	name := r.Func.Or(feature.T("setDefault"+r.path.Last().Go, r.Text.At)).Value
	gate, gated := gateRef{}, false
	if !r.Gate.Empty() {
		gate, gated = c.gateFor(r.Gate.Value)
	}
	what := "function " + name
	if f, fd := c.Tree.Package(path.Dir(file)).FindFunc("", name); fd != nil {
		c.Present(what, r.Text.At, f.Pos(fd.Pos()))
	} else {
		text, ok := c.defaultText(r, file, name, gate, gated)
		if !ok {
			c.Left("default: "+firstWords(r.Text.Value), "a default inside a list, or of this type, is written by hand", r.Text.At)
			return
		}
		c.Append(file, text, r.Text.At)
		c.Added(what, r.Text.At, diag.Pos{File: file})
	}
	c.callDefault(found, name, gated, r.Text.At)
}

// defaultText renders the function: it leaves what a user has set.
func (c *Context) defaultText(r boundRule, file, name string, gate gateRef, gated bool) (string, bool) {
	im := c.Imports(file)
	w := &body{c: c, im: im, m: c.Fields(), known: map[string]bool{}}
	sc := place{v: "spec", from: hopInto(w.m, r.path, "VirtualMachineInstanceSpec")}
	for _, h := range r.path.Hops[sc.from:] {
		if h.List || h.Map {
			return "", false
		}
	}
	h := r.path.Last()
	s := &specTest{checkTest: &checkTest{sampler: &sampler{c: c, m: w.m, im: im}}}
	expr := r.path.Expr(sc.v, sc.from, len(r.path.Hops))
	unset := w.unset(expr, h)
	if unset == "" {
		return "", false
	}
	params := "spec *" + im.Qualify(corePkg, "VirtualMachineInstanceSpec")
	if gated {
		params = "clusterConfig *" + im.Qualify(configPkg, "ClusterConfig") + ", " + params
		w.line("if %s {", c.gateOff(im, "clusterConfig")(gate))
		w.line("return")
		w.line("}")
		w.b.WriteString("\n")
	}
	w.when(append(w.reach(sc, r.path, false), unset), func() {
		w.line("%s = %s", expr, s.wrap(h, w.literal(h, r.Values[0].Value)))
	})
	return mustFormat("func " + name + "(" + params + ") {\n" + w.b.String() + "}\n"), true
}

// callDefault calls the function after the last of its kind.
func (c *Context) callDefault(found checkout.Found, name string, gated bool, from diag.Pos) {
	what := "call of " + name + " in " + found.Func.Name.Name
	f := found.File
	if at, ok := checkCallIn(f, found.Func, name); ok {
		c.tellCall(&c.Res.Present, name, found.Func.Name.Name, from, at)
		return
	}
	var last *ast.ExprStmt
	for _, st := range found.Func.Body.List {
		if es, ok := st.(*ast.ExprStmt); ok {
			if call, ok := es.X.(*ast.CallExpr); ok && strings.HasPrefix(strings.ToLower(callName(call)), "set") {
				last = es
			}
		}
	}
	names := byType(paramsOf(f, found.Func))
	spec, config := names["VirtualMachineInstanceSpec"], names["ClusterConfig"]
	if last == nil || spec == "" || gated && config == "" {
		c.Left(what, "no run of defaulting calls was found there", from)
		return
	}
	args := spec
	if gated {
		args = config + ", " + spec
	}
	c.Insert(f.Path, f.LineEnd(f.Offset(last.End())), "\t"+name+"("+args+")\n", from)
	c.tellCall(&c.Res.Added, name, found.Func.Name.Name, from, f.Pos(found.Func.Pos()))
}
