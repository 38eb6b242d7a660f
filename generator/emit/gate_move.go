package emit

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file moves gates that are there already to their next stage.

var stageLine = regexp.MustCompile(`(?m)^[ \t]*// ?(?:Alpha|Beta|GA|Deprecated):.*\n`)

// moveGate takes a gate to Beta, where it is on unless disabled, or to GA or
// Deprecated, where it stands with the inactive ones. Source of the form:
// pkg/virt-config/featuregate/active.go and inactive.go.
func (c *Context) moveGate(g feature.Gate) {
	_, name, _ := c.gateByString(g.Name.Value)
	what := "move of feature gate " + g.Name.Value + " to " + g.Stage.Value
	if !c.Tree.GatesRegistered() {
		c.moveConstant(g, name, what)
		return
	}
	f, st := c.registration(name)
	switch state := stateOf(st); {
	case state == nil:
		c.Left(what, "the gate is not registered in a way that is known here", g.Name.At)
	case state.Name == g.Stage.Value:
		c.Present(what, g.Name.At, f.Pos(st.Pos()))
		if g.Stage.Value == "GA" {
			c.leaveChecks(g, name)
		}
	case g.Stage.Value != "Beta":
		c.retireGate(g, name, f, st)
	default:
		home, spec := c.Tree.Package(checkout.RegisteredGates).FindValue(name)
		c.Replace(f.Path, f.Offset(state.Pos()), f.Offset(state.End()), g.Stage.Value, g.Name.At)
		c.commentStage(g, home, spec)
		c.Added(what, g.Name.At, diag.Pos{File: home.Path})
	}
}

// commentStage adds the line that says since when a gate has its stage, after
// those of its earlier stages.
func (c *Context) commentStage(g feature.Gate, home *checkout.GoFile, spec *ast.ValueSpec) {
	text, off := c.stageComment(g), home.LineStart(home.Offset(spec.Pos()))
	if spec.Doc != nil {
		doc := home.LineStart(home.Offset(spec.Doc.Pos()))
		if lines := stageLine.FindAllIndex(home.Src[doc:off], -1); len(lines) > 0 {
			off = doc + lines[len(lines)-1][1]
		} else {
			off = doc
		}
	}
	c.Insert(home.Path, off, text, g.Name.At)
}

// moveConstant takes a gate to another stage in releases whose gates are
// constants without registration: the stage of those that can be switched on
// stands in their comment alone.
func (c *Context) moveConstant(g feature.Gate, name, what string) {
	home, spec := c.Tree.Package(checkout.ConstantGates).FindValue(name)
	switch {
	case spec == nil:
		c.Left(what, "the gate is among those that are generally available or deprecated", g.Name.At)
	case g.Stage.Value != "Beta":
		users := c.askingFor(g, name)
		c.Left(what, "the constant goes to "+checkout.ConstantGates+"/deprecation, and with it its uses in "+strings.Join(users, ", "), g.Name.At)
	case spec.Doc != nil && strings.Contains(commentText(spec.Doc), "Beta:"):
		c.Present(what, g.Name.At, home.Pos(spec.Pos()))
	default:
		c.commentStage(g, home, spec)
		c.Added(what, g.Name.At, diag.Pos{File: home.Path})
	}
}

// stageComment is the line that says since when a gate has its stage.
func (c *Context) stageComment(g feature.Gate) string {
	rel := g.Release.Or(c.Feature.Release)
	if rel.Empty() {
		c.Res.Diags.Warnf("release-missing", g.Name.At, "write the release beside the gate, e.g. Beta in v1.8.0", "feature gate %s has no release for %s", g.Name.Value, g.Stage.Value)
		return ""
	}
	return "\t// " + g.Stage.Value + ": " + rel.Value + "\n"
}

// registration finds the statement that registers a gate by its constant.
func (c *Context) registration(name string) (*checkout.GoFile, ast.Stmt) {
	for _, f := range c.Tree.Package(checkout.RegisteredGates).Files {
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Name.Name != "init" || fd.Body == nil {
				continue
			}
			for _, st := range fd.Body.List {
				if registered(st) == name {
					return f, st
				}
			}
		}
	}
	return nil, nil
}

// stateOf returns the state in a registration.
func stateOf(st ast.Stmt) *ast.Ident {
	var out *ast.Ident
	if st != nil {
		ast.Inspect(st, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok {
				if k, ok := kv.Key.(*ast.Ident); ok && k.Name == "State" {
					out, _ = kv.Value.(*ast.Ident)
				}
			}
			return true
		})
	}
	return out
}

// stateOfGate returns the state that a gate is registered in, by its constant.
func (c *Context) stateOfGate(name string) string {
	if _, st := c.registration(name); st != nil {
		if state := stateOf(st); state != nil {
			return state.Name
		}
	}
	return ""
}

// retireGate moves the constant with its comment and the registration to the
// file of the gates that are GA or deprecated already.
func (c *Context) retireGate(g feature.Gate, name string, reg *checkout.GoFile, st ast.Stmt) {
	what := "move of feature gate " + g.Name.Value + " to " + g.Stage.Value
	from, spec := c.Tree.Package(checkout.RegisteredGates).FindValue(name)
	to, block, init := c.retired()
	if spec == nil || to == nil {
		c.Left(what, "the checkout has no file of gates that are GA or deprecated", g.Name.At)
		return
	}
	start, end := from.LineStart(from.Offset(spec.Pos())), from.LineEnd(from.Offset(spec.End()))
	comment := ""
	if spec.Doc != nil {
		doc := from.LineStart(from.Offset(spec.Doc.Pos()))
		comment, start = string(from.Src[doc:start]), doc
	}
	if lines := stageLine.FindAllStringIndex(comment, -1); len(lines) > 0 {
		at := lines[len(lines)-1][1]
		comment = comment[:at] + c.stageComment(g) + comment[at:]
	} else {
		comment += c.stageComment(g)
	}
	if bytes.HasSuffix(from.Src[:start], []byte("\n\n")) {
		start-- // the empty line before it goes too
	}
	constant := "\n" + comment + "\t" + from.NodeText(spec) + "\n"
	c.Replace(from.Path, start, end, "", g.Name.At)
	c.Insert(to.Path, to.LineStart(to.Offset(block.Rparen)), constant, g.Name.At)
	state := stateOf(st)
	now := g.Stage.Value
	if rel := g.Release.Or(c.Feature.Release); now == "Deprecated" && !rel.Empty() {
		now += ", Message: " + strconv.Quote(g.Name.Value+" has been deprecated since "+rel.Value)
	}
	text := reg.NodeText(st)
	at := reg.Offset(state.Pos()) - reg.Offset(st.Pos())
	text = text[:at] + now + text[at+len(state.Name):]
	c.Replace(reg.Path, reg.LineStart(reg.Offset(st.Pos())), reg.LineEnd(reg.Offset(st.End())), "", g.Name.At)
	c.Insert(to.Path, to.LineStart(to.Offset(init.Body.Rbrace)), "\t"+text+"\n", g.Name.At)
	c.Added(what, g.Name.At, diag.Pos{File: to.Path})
	if g.Stage.Value == "GA" {
		c.leaveChecks(g, name)
	}
}

// retired finds the file that registers gates as GA, its constants, and the
// function that registers them.
func (c *Context) retired() (*checkout.GoFile, *ast.GenDecl, *ast.FuncDecl) {
	for _, f := range c.Tree.Package(checkout.RegisteredGates).Files {
		blocks := f.ConstBlocks()
		for _, d := range f.AST.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Name.Name != "init" || len(blocks) == 0 {
				continue
			}
			for _, st := range fd.Body.List {
				if s := stateOf(st); s != nil && s.Name == "GA" {
					return f, blocks[len(blocks)-1], fd
				}
			}
		}
	}
	return nil, nil, nil
}

// leaveChecks names the files that still ask for a gate that is always on.
func (c *Context) leaveChecks(g feature.Gate, name string) {
	if asking := c.askingFor(g, name); len(asking) > 0 {
		c.Left("checks of feature gate "+g.Name.Value, "it is always on now; what depends on it is in "+strings.Join(asking, ", "), g.Name.At)
	}
}

// askingFor returns the files that ask for a gate, without tests and without
// the package of the accessors.
func (c *Context) askingFor(g feature.Gate, name string) []string {
	tops := []string{"pkg", testsDir}
	asking := append(c.Tree.Grep(tops, "."+g.AccessorName()+"("), c.Tree.Grep(tops, path.Base(c.gatesPkg())+"."+name)...)
	slices.Sort(asking)
	return slices.DeleteFunc(slices.Compact(asking), func(p string) bool {
		return strings.HasSuffix(p, "_test.go") || checkout.IsGenerated(p) || path.Dir(p) == checkout.ConstantGates
	})
}
