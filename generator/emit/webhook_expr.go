package emit

// Rules that are expressions: how they are checked against the API, which
// function they go into, and their statements there.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/rule"
	"github.com/kubevirt/kvscaffold/generator/rule/gocode"
)

// ruleEnv returns the environment of an API kind, made once per run.
func (c *Context) ruleEnv(kind string) *rule.Env {
	if c.envs == nil {
		c.envs = map[string]*rule.Env{}
	}
	e, ok := c.envs[kind]
	if !ok {
		if c.schema == nil {
			c.schema = rule.NewSchema(c.Fields().Tree, c.Feature)
		}
		e, _ = rule.NewEnv(c.schema, kind)
		c.envs[kind] = e
	}
	return e
}

// ruleRoots are the kinds among which that of a rule is sought, where the rule
// does not name it.
var ruleRoots = []string{"VirtualMachineInstance", "VirtualMachine", "KubeVirt", "VirtualMachineInstanceMigration", "MigrationPolicy",
	"VirtualMachinePool", "VirtualMachineClone", "VirtualMachineSnapshot", "VirtualMachineRestore", "VirtualMachineExport",
	"VirtualMachineBackup", "VirtualMachineInstancetype", "VirtualMachinePreference"}

// parseRule checks the expression of a rule. What is wrong with it is reported
// with line and column, and costs this rule.
func (c *Context) parseRule(r feature.Rule) *rule.Expr {
	roots := ruleRoots
	if !r.Root.Empty() {
		roots = []string{r.Root.Value}
	}
	var problems []rule.Problem
	for _, kind := range roots {
		e := c.ruleEnv(kind)
		if e == nil {
			continue
		}
		x, wrong := e.Parse(r.Expr.Value)
		if len(wrong) == 0 {
			return x
		}
		if problems == nil {
			problems = wrong
		}
	}
	if problems == nil {
		problems = []rule.Problem{{Line: 1, Column: 1, Message: "the API has no kind " + r.Root.Value}}
	}
	for _, p := range problems {
		at := r.Expr.At
		c.Res.Diags.Add(diag.Diagnostic{Severity: diag.Warning, Code: "rule-expression", Pos: at,
			Message: fmt.Sprintf("the rule is left out, its expression is wrong at %d:%d: %s", p.Line, p.Column, p.Message),
			Remedy:  "write an expression in CEL over the fields of the API and of the plan"})
	}
	c.Left("validation rule: "+firstWords(r.Text.Or(r.Expr).Value), "its expression is wrong: "+problems[0].Message, r.Text.Or(r.Expr).At)
	return nil
}

// bindExpr resolves a rule that is an expression; ok is false where it is wrong.
func (c *Context) bindExpr(r feature.Rule) (boundRule, bool) {
	x := c.parseRule(r)
	if x == nil {
		return boundRule{}, false
	}
	br := boundRule{Rule: r, expr: x}
	subject := r.Field.Value
	if subject == "" {
		subject = gocode.Subject(x)
	}
	br.path, _ = c.Fields().Resolve(x.Env.Kind, subject)
	if br.path.Hops == nil {
		br.path, _ = c.Fields().Resolve(x.Env.Kind, gocode.Subject(x))
	}
	return br, true
}

// gateOnly returns the gate of a rule that asks for nothing but a gate.
func gateOnly(n *rule.Node) string {
	if n.Op != rule.OpOr {
		return ""
	}
	a, b := n.Args[0], n.Args[1]
	if b.Op == rule.OpCall && b.Name == rule.FuncGate {
		a, b = b, a
	}
	if a.Op != rule.OpCall || a.Name != rule.FuncGate || b.Op != rule.OpNot || b.Args[0].Op != rule.OpHas {
		return ""
	}
	name, _ := a.Args[0].Value.(string)
	return name
}

// asks reports whether an expression calls a function.
func asks(n *rule.Node, name string) bool {
	return n.Op == rule.OpCall && n.Name == name || slices.ContainsFunc(n.Args, func(a *rule.Node) bool { return asks(a, name) })
}

func (ck *check) expressions() bool {
	return slices.ContainsFunc(ck.rules, func(r boundRule) bool { return r.expr != nil })
}

var causeNames = map[string]string{
	"invalid": "CauseTypeFieldValueInvalid", "notSupported": "CauseTypeFieldValueNotSupported", "forbidden": "CauseTypeForbidden",
	"required": "CauseTypeFieldValueRequired", "notFound": "CauseTypeFieldValueNotFound", "duplicate": "CauseTypeFieldValueDuplicate",
}

// causeConst is the constant of a cause as the plan names it: by a word of the
// model, or as the API does.
func causeConst(name string) string {
	if known, ok := causeNames[name]; ok || name == "" {
		return known
	}
	if !strings.HasPrefix(name, "CauseType") {
		return "CauseType" + name
	}
	return name
}

// exprTarget describes the function that expressions are written into.
func (c *Context) exprTarget(w *body, vars map[string]gocode.Var, field, fieldAt string) gocode.Target {
	return gocode.Target{
		Vars: vars, Qualify: w.im.Qualify, Field: field, FieldAt: fieldAt, Stop: w.out.stop, Empty: "return nil", Arch: w.only,
		Gate: func(name string) (string, bool) {
			g, ok := c.gateFor(name)
			if !ok || w.gate == nil {
				return "", false
			}
			return strings.TrimPrefix(w.gate(g), "!"), true
		},
		GateConst: func(name string) string {
			g, ok := c.gateFor(name)
			if !ok {
				return ""
			}
			return g.qualified(w.im)
		},
		Taken: []string{"field", "spec", "config", "causes", w.conf},
		Cause: func(r gocode.Report) string {
			own := &body{c: c, im: w.im, out: w.out}
			text := r.Field + ".String()"
			own.cause(r.Cause, r.Message, text, r.Last)
			return own.b.String()
		},
	}
}

// exprBody writes the rules of a check that are expressions, and the words of
// the others behind them.
func (c *Context) exprBody(w *body, ck *check, to gocode.Target) {
	writer := gocode.New(to)
	var rules []gocode.Rule
	var words []string
	for _, r := range ck.rules {
		if r.expr == nil {
			words = append(words, r.Text.Value)
			continue
		}
		if err := gocode.Check(to, r.expr); err != nil {
			c.Left("validation rule: "+firstWords(r.Text.Or(r.Expr).Value), err.Error(), r.Text.Or(r.Expr).At)
			words = append(words, r.Text.Or(r.Expr).Value)
			continue
		}
		rules = append(rules, gocode.Rule{Expr: r.expr, Field: r.Field.Value, Message: strings.Trim(r.Message.Value, "`\""),
			Cause: causeConst(r.Cause.Value), Gate: gateOnly(r.expr.Root)})
	}
	for i := range rules {
		if g := rules[i].Gate; g != "" && rules[i].Message == "" {
			field := rules[i].Field
			if field == "" {
				field = gocode.Subject(rules[i].Expr)
			}
			rules[i].Message = field[strings.LastIndexByte(field, '.')+1:] + " is set but the " + g + " feature gate is not enabled"
		}
	}
	if len(rules) > 0 {
		text, err := writer.Body(rules)
		if err != nil {
			c.Left("validator "+ck.name, err.Error(), ck.from)
			return
		}
		w.blank()
		w.b.WriteString(text)
		ck.written = map[*rule.Expr]bool{}
		for _, r := range rules {
			ck.written[r.Expr] = true
		}
		w.decls = append(w.decls, writer.Decls()...)
	}
	for _, t := range words {
		w.prose(t)
	}
}

// declsText renders the package variables that rules need before their function.
func declsText(decls []string) string {
	if len(decls) == 0 {
		return ""
	}
	if len(decls) == 1 {
		return decls[0] + "\n"
	}
	out := "var (\n"
	for _, d := range decls {
		out += strings.TrimPrefix(d, "var ")
	}
	return out + ")\n\n"
}
