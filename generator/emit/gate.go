package emit

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// gatesPkg returns the import path of the gate constants.
func (c *Context) gatesPkg() string { return gosrc.ImportPath(c.Tree.GatesDir()) }

// emitGates adds each new gate's constant, registration, accessor and entry in
// the list of gates that functional tests enable. Source of the forms:
// pkg/virt-config/featuregate/active.go, pkg/virt-config/feature-gates.go and
// tests/testsuite/kubevirtresource.go.
func emitGates(c *Context) {
	for _, g := range c.Feature.Gates {
		switch {
		case g.Existing:
			c.existingGate(g)
			continue
		case !g.From.Empty() || c.graduates(g):
			c.moveGate(g)
			continue
		}
		c.gateConstant(g)
		if c.Tree.GatesRegistered() {
			c.gateRegistration(g)
		}
		if g.NoAccessor.Empty() {
			c.gateAccessor(g)
		}
		if !g.E2E.Empty() {
			c.gateE2E(g)
		}
	}
}

// existingGate checks that a gate the plan takes for granted is there.
func (c *Context) existingGate(g feature.Gate) {
	if at, _, ok := c.gateByString(g.Name.Value); ok {
		c.Present("feature gate "+g.Name.Value, g.Name.At, at)
		return
	}
	c.Res.Diags.Warnf("unknown-gate", g.Name.At, "correct the name, or say that the gate is new (owner and release)",
		"the plan relies on feature gate %s, which the checkout does not register", g.Name.Value)
}

// gateByString finds the constant that holds a gate string.
func (c *Context) gateByString(name string) (at diag.Pos, constName string, ok bool) {
	for _, dir := range c.Tree.AllGatesDirs() {
		for _, f := range c.Tree.Package(dir).Files {
			if at, constName, ok = constantOf(f, strconv.Quote(name)); ok {
				return at, constName, true
			}
		}
	}
	return diag.Pos{}, "", false
}

// constantOf finds the constant of a file that has a literal as its value.
func constantOf(f *checkout.GoFile, literal string) (diag.Pos, string, bool) {
	for _, d := range f.AST.Decls {
		gd, isGen := d.(*ast.GenDecl)
		if !isGen || gd.Tok != token.CONST {
			continue
		}
		for _, s := range gd.Specs {
			vs := s.(*ast.ValueSpec)
			for i, v := range vs.Values {
				if lit, isLit := v.(*ast.BasicLit); isLit && lit.Value == literal && i < len(vs.Names) {
					return f.Pos(vs.Pos()), vs.Names[i].Name, true
				}
			}
		}
	}
	return diag.Pos{}, "", false
}

func (c *Context) gateConstant(g feature.Gate) {
	what := "feature gate constant " + g.ConstName()
	if at, _, ok := c.gateByString(g.Name.Value); ok {
		c.Present(what, g.Name.At, at)
		return
	}
	site, ok := c.Site("gate-constants", what, g.Name.At)
	if !ok {
		return
	}
	text := "\n" + c.gateComment(g) + "\t" + g.ConstName() + " = " + strconv.Quote(g.Name.Value) + "\n"
	off := site.File.LineStart(site.File.Offset(site.Decl.Rparen))
	c.Insert(site.File.Path, off, text, g.Name.At)
	c.Added(what, g.Name.At, diag.Pos{File: site.File.Path})
}

// gateComment renders owner and stage lines, an empty line and the description,
// the form of 22 of the last 36 gates.
func (c *Context) gateComment(g feature.Gate) string {
	var lines []string
	if owner := g.Owner.Or(c.Feature.Owner); !owner.Empty() {
		lines = append(lines, "Owner: "+owner.Value)
	} else {
		c.Res.Diags.Warnf("owner-missing", g.Name.At, "write the owner beside the gate: `owner sig-x / @user`", "the gate %s has no owner", g.Name.Value)
	}
	if rel := g.Release.Or(c.Feature.Release); !rel.Empty() {
		lines = append(lines, stage(g)+": "+rel.Value)
	} else {
		c.Res.Diags.Warnf("release-missing", g.Name.At, "write the release beside the stage: `Alpha in v1.9.0`", "the gate %s names no release", g.Name.Value)
	}
	if !g.Doc.Empty() {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, named(g.ConstName(), g.Name.Value, g.Doc.Value))
	}
	return gosrc.Comment("\t", strings.Join(lines, "\n"))
}

func stage(g feature.Gate) string {
	if g.Stage.Empty() {
		return "Alpha"
	}
	return g.Stage.Value
}

// named makes a doc sentence begin with the declared name: "It makes the hook
// run" becomes "X makes the hook run"; other sentences follow the name after a
// colon.
func named(name, other, doc string) string {
	doc = gosrc.Sentence(doc)
	first, rest, _ := strings.Cut(doc, " ")
	switch strings.ToLower(strings.TrimRight(first, ",.:")) {
	case strings.ToLower(name), strings.ToLower(other):
		return doc
	case "it", "this":
		return name + " " + rest
	case "the":
		if second, after, ok := strings.Cut(strings.TrimPrefix(rest, "feature "), " "); ok && second == "gate" {
			return name + " " + after
		}
	}
	w := strings.ToLower(first)
	if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 3 && w != "this" && first[1:] == w[1:] { // "VMIs" is no verb
		return name + " " + w + " " + rest // "Lets controllers …", "Enables …"
	}
	return name + ": " + doc
}

func (c *Context) gateRegistration(g feature.Gate) {
	what := "registration of feature gate " + g.ConstName()
	if f, st := c.registration(g.ConstName()); st != nil {
		c.Present(what, g.Name.At, f.Pos(st.Pos()))
		return
	}
	site, ok := c.Site("gate-registration", what, g.Name.At)
	if !ok {
		return
	}
	want := "RegisterFeatureGate(FeatureGate{Name: " + g.ConstName() + ", State: " + stage(g) + "})"
	c.Insert(site.File.Path, site.File.LineStart(site.File.Offset(site.Func.Body.Rbrace)), "\t"+want+"\n", g.Name.At)
	c.Added(what, g.Name.At, diag.Pos{File: site.File.Path})
}

// registered returns the constant that a RegisterFeatureGate statement names.
func registered(st ast.Stmt) string {
	es, ok := st.(*ast.ExprStmt)
	if !ok {
		return ""
	}
	call, ok := es.X.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return ""
	}
	lit, ok := call.Args[0].(*ast.CompositeLit)
	if !ok {
		return ""
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if k, ok := kv.Key.(*ast.Ident); ok && k.Name == "Name" {
				if v, ok := kv.Value.(*ast.Ident); ok {
					return v.Name
				}
			}
		}
	}
	return ""
}

// mentionsName reports whether an identifier stands in a piece of source.
func mentionsName(n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(x ast.Node) bool {
		id, ok := x.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// asksGate reports whether a function passes a gate's constant to a call, with
// or without a qualifier.
func asksGate(fd *ast.FuncDecl, constant string) bool {
	found := false
	ast.Inspect(fd, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, a := range call.Args {
			switch x := a.(type) {
			case *ast.Ident:
				found = found || x.Name == constant
			case *ast.SelectorExpr:
				found = found || x.Sel.Name == constant
			}
		}
		return true
	})
	return found
}

// gatePkgAt returns the import path of the package that a gate lies in.
func gatePkgAt(at diag.Pos) string { return gosrc.ImportPath(path.Dir(at.File)) }

// gateQualifier returns what gate constants are called by in a file.
func (c *Context) gateQualifier(f *checkout.GoFile) string {
	if q := gosrc.Aliases(f)[c.gatesPkg()]; q != "" {
		return q
	}
	return "featuregate"
}

func (c *Context) gateAccessor(g feature.Gate) {
	what := "accessor ClusterConfig." + g.AccessorName()
	if f, fd := c.Tree.Package(checkout.ConstantGates).FindFunc("ClusterConfig", g.AccessorName()); fd != nil {
		c.Present(what, g.Name.At, f.Pos(fd.Pos()))
		return
	}
	site, ok := c.Site("gate-accessors", what, g.Name.At)
	if !ok {
		return
	}
	recv := site.Func.Recv.List[0].Names[0].Name
	constant := c.Imports(site.File.Path).Qualify(c.gatesPkg(), g.ConstName())
	c.Append(site.File.Path, gosrc.Render(
		jen.Func().Params(jen.Id(recv).Op("*").Id("ClusterConfig")).Id(g.AccessorName()).Params().Bool().Block(
			jen.Return(jen.Id(recv).Dot(site.Func.Name.Name).Call(jen.Id(constant))))), g.Name.At)
	c.Added(what, g.Name.At, diag.Pos{File: site.File.Path})
}

// gateE2E adds the gate to the list that functional tests enable: the longest
// list of gate constants in AdjustKubeVirtResource that does not disable gates.
func (c *Context) gateE2E(g feature.Gate) {
	what := "feature gate " + g.ConstName() + " in the functional tests' list"
	site, ok := c.Site("e2e-gates", what, g.E2E.At)
	if !ok {
		return
	}
	list := gateList(site, c.gateQualifier(site.File))
	if len(list) == 0 {
		c.Left(what, "no list of gates found in "+site.Func.Name.Name, g.E2E.At)
		return
	}
	want := c.Imports(site.File.Path).Qualify(c.gatesPkg(), g.ConstName())
	for _, e := range list {
		if site.File.NodeText(e) == want {
			c.Present(what, g.E2E.At, site.File.Pos(e.Pos()))
			return
		}
	}
	last := list[len(list)-1]
	off := site.File.Offset(last.End())
	if line := site.File.LineStart(site.File.Offset(last.Pos())); strings.TrimSpace(string(site.File.Src[line:site.File.Offset(last.Pos())])) == "" && site.File.Src[off] == ',' {
		indent := string(site.File.Src[line:site.File.Offset(last.Pos())])
		c.Insert(site.File.Path, site.File.LineEnd(off), indent+want+",\n", g.E2E.At)
	} else {
		c.Insert(site.File.Path, off, ", "+want, g.E2E.At)
	}
	c.Added(what, g.E2E.At, diag.Pos{File: site.File.Path})
}

// gateList returns the elements of the longest literal or append call that
// lists gate constants.
func gateList(site checkout.Found, qualifier string) []ast.Expr {
	var best []ast.Expr
	ast.Inspect(site.Func.Body, func(n ast.Node) bool {
		var elems []ast.Expr
		switch x := n.(type) {
		case *ast.CompositeLit:
			elems = x.Elts
		case *ast.CallExpr:
			if id, ok := x.Fun.(*ast.Ident); ok && id.Name == "append" && len(x.Args) > 1 && !strings.Contains(site.File.NodeText(x.Args[0]), "Disabled") {
				elems = x.Args[1:]
			}
		}
		if allGates(elems, qualifier) && len(elems) > len(best) {
			best = elems
		}
		return true
	})
	return best
}

func allGates(elems []ast.Expr, qualifier string) bool {
	for _, e := range elems {
		sel, ok := e.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		if q, ok := sel.X.(*ast.Ident); !ok || q.Name != qualifier {
			return false
		}
	}
	return len(elems) > 0
}
