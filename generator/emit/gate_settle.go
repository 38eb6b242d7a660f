package emit

// This file decides, before anything is written, which planned gates can be
// made. A gate that cannot is left with its reason, and whatever relies on it
// finds it as the checkout has it, or not at all.

import (
	"go/token"
	"slices"
	"strconv"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// settleGates replaces the feature by one whose gates can all be made. What is
// wrong with the others is told where the gates are asked for.
func (c *Context) settleGates(tell bool) {
	before := len(c.Res.Left)
	f := *c.Feature
	f.Gates = nil
	for _, g := range c.Feature.Gates {
		if g, ok := c.settleGate(g); ok {
			f.Gates = append(f.Gates, g)
		}
	}
	c.Feature = &f
	if !tell {
		c.Res.Left = c.Res.Left[:before]
	}
}

// settleGate checks one gate. Where the checkout has a gate of that name in
// another form, that one stands for it; where nothing can, the answer is false.
func (c *Context) settleGate(g feature.Gate) (feature.Gate, bool) {
	at, name, there := c.gateByString(g.Name.Value)
	if g.Existing {
		return g, true
	}
	if there && slices.Contains([]string{"GA", "Deprecated"}, g.Stage.Value) {
		g.From = g.From.Or(g.Stage) // no gate begins there
	}
	if there && g.Const.Empty() {
		g.Const = feature.T(name, g.Name.At) // the plan leaves open what it is called
	}
	d, bad := c.gateFault(g, at, name, there)
	if bad {
		d.Pos = g.Name.At
		c.Refuse("feature gate "+g.Name.Value, d)
		g.Existing = there
		return g, there
	}
	for _, id := range c.gateSites() {
		if _, ok := c.Site(id, "feature gate "+g.Name.Value, g.Name.At); !ok {
			g.Existing = there
			return g, there
		}
	}
	if g.NoAccessor.Empty() {
		c.settleAccessor(&g)
	}
	return g, true
}

// gateFault says why a gate cannot be made.
func (c *Context) gateFault(g feature.Gate, at diag.Pos, name string, there bool) (diag.Diagnostic, bool) {
	conflict := func(have, want string, at diag.Pos) (diag.Diagnostic, bool) {
		return diag.Diagnostic{Code: "conflict", Message: "it exists with another meaning: the checkout has " + have + ", the plan wants " + want,
			Places: []diag.Place{{Pos: at, Text: "is declared here"}},
			Remedy: "change the plan to what is there, choose another name, or change the checkout by hand"}, true
	}
	for _, name := range []string{g.ConstName(), g.AccessorName()} {
		if !token.IsIdentifier(name) || !token.IsExported(name) {
			return diag.Diagnostic{Code: "bad-identifier", Message: strconv.Quote(name) + " is no exported Go identifier",
				Remedy: "use an exported Go name in CamelCase, letters and digits only"}, true
		}
	}
	if moves := !g.From.Empty(); !slices.Contains(gateStages(moves), g.Stage.Value) {
		return diag.Diagnostic{Code: "bad-stage", Message: "a new gate cannot start as " + strconv.Quote(g.Stage.Value), Remedy: "write Alpha or Beta"}, true
	} else if moves && !there {
		return diag.Diagnostic{Code: "unknown-gate", Message: "the plan moves it to " + g.Stage.Value + ", and the checkout has no such gate",
			Remedy: "correct the name, or describe the gate as a new one"}, true
	}
	if there && name != g.ConstName() {
		return conflict("constant "+name, "constant "+g.ConstName(), at)
	}
	if f, vs := c.Tree.Package(c.Tree.GatesDir()).FindValue(g.ConstName()); vs != nil && !there {
		return conflict(f.NodeText(vs), strconv.Quote(g.Name.Value), f.Pos(vs.Pos()))
	}
	if f, st := c.registration(g.ConstName()); st != nil && c.wrongState(g) {
		return conflict(f.NodeText(st), "State: "+stage(g), f.Pos(st.Pos()))
	}
	return diag.Diagnostic{}, false
}

// gateStages returns the stages that a gate can start in, or move to.
func gateStages(moves bool) []string {
	if moves {
		return []string{"Alpha", "Beta", "GA", "Deprecated", ""}
	}
	return []string{"Alpha", "Beta", ""}
}

// gateSites returns the places that a gate cannot do without in this release.
func (c *Context) gateSites() []string {
	if !c.runs("gate") {
		return nil
	}
	if c.Tree.GatesRegistered() {
		return []string{"gate-constants", "gate-registration"}
	}
	return []string{"gate-constants"}
}

// wrongState reports whether a registered gate is in a stage that the plan's
// one does not follow from.
func (c *Context) wrongState(g feature.Gate) bool {
	state := c.stateOfGate(g.ConstName())
	switch {
	case state == "" || state == stage(g) || c.graduates(g):
		return false
	case g.From.Empty():
		return true
	}
	return state != "Alpha" && state != "Beta" || stage(g) == "Beta" && state != "Alpha"
}

// graduates holds for a gate that the plan describes as Beta and the checkout
// has as Alpha: the plan means its move.
func (c *Context) graduates(g feature.Gate) bool {
	_, name, there := c.gateByString(g.Name.Value)
	return there && name == g.ConstName() && g.Stage.Value == "Beta" && c.stateOfGate(name) == "Alpha"
}

// settleAccessor leaves an accessor whose name another method has, or whose
// place the checkout lacks: what needs to know asks for the gate otherwise.
func (c *Context) settleAccessor(g *feature.Gate) {
	what := "accessor ClusterConfig." + g.AccessorName()
	f, fd := c.Tree.Package(checkout.ConstantGates).FindFunc("ClusterConfig", g.AccessorName())
	switch {
	case fd != nil && !mentionsName(fd, g.ConstName()):
		c.Conflict(what, "a method that does not look at "+g.ConstName(), "one that does", g.Name.At, f.Pos(fd.Pos()))
	case fd == nil && c.runs("gate"):
		if _, ok := c.Site("gate-accessors", what, g.Name.At); ok {
			return
		}
	default:
		return
	}
	g.NoAccessor = feature.T("it is left", g.Name.At)
}
