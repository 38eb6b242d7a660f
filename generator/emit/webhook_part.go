package emit

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// A part is a check of one value that another check calls, for example for
// each element of a list.

// partForm is the form of a part: the value and its field path, and at most
// one cause.
func (c *Context) partForm(ck *check, causes string) checkForm {
	im := c.Imports(ck.file)
	f := checkForm{results: "*" + strings.TrimPrefix(causes, "[]"), params: []arg{{"field", "*" + im.Qualify(fieldPkg, "Path")}}}
	if len(ck.rules) != 1 || ck.rules[0].prose || ck.rules[0].path.Hops == nil {
		f.results = causes
		f.params = append(f.params, arg{"spec", "*" + im.Qualify(corePkg, "VirtualMachineInstanceSpec")})
		f.params, f.results = c.planSignature(ck, f)
		names := byType(f.params)
		f.body = func(w *body) { c.collect(w, ck, names, false) }
		return f
	}
	h := ck.rules[0].path.Last()
	typ := TypeName(h)
	if c.Fields().Declared(h) || c.Fields().structOf(h).Node != nil {
		typ = im.Qualify(gosrc.ImportPath(h.Owner.Dir()), typ)
	}
	if h.Ptr {
		typ = "*" + typ
	}
	v := h.JSON
	if v == "type" || v == "field" || v == "func" {
		v += "Value"
	}
	f.params = append(f.params, arg{v, typ})
	f.params, f.results = c.planSignature(ck, f)
	f.body = func(w *body) { c.partBody(w, ck, v) }
	return f
}

// partBody writes the only rule of a part.
func (c *Context) partBody(w *body, ck *check, v string) {
	r := ck.rules[0]
	r.Field = feature.Text{}
	n := len(r.path.Hops)
	h := r.path.Last()
	w.parts = nil
	c.validLists(w, ck)
	w.out = outlet{open: "return &" + w.im.Qualify(metav1Path, "StatusCause") + "{", close: "}", stop: "return nil"}
	sc := place{v: v, from: n, elem: true, field: fieldRef{base: "field"}}
	if unset := w.unset(v, h); unset != "" && r.Kind != feature.RuleRequired {
		w.line("if %s {", unset)
		w.line("return nil")
		w.line("}")
	}
	if h.Ptr {
		sc.v = "*" + v
	}
	switch r.Kind {
	case feature.RuleOneOf, feature.RulePrefix, feature.RuleRange:
		w.rule(sc, r)
	default:
		w.prose(r.Text.Value)
	}
	text := strings.ReplaceAll(w.b.String(), "\n\n", "\n")
	text = strings.Replace(text, "\nbreak\n", "\n", 1)
	w.b.Reset()
	w.b.WriteString(text)
	w.line("return nil")
}

// partFor returns the part that covers a rule of the calling check, nil where
// the check writes the rule itself.
func (w *body) partFor(r boundRule) *check {
	for _, p := range w.parts {
		if len(p.rules) == 1 && p.rules[0].Text == r.Text && p.rules[0].Kind == r.Kind && p.rules[0].path.Same(r.path) {
			return p
		}
	}
	return nil
}

// callPart calls a part for its value.
func (w *body) callPart(sc place, r boundRule, part *check) {
	arg := r.path.Expr(sc.v, sc.from, len(r.path.Hops))
	at := sc.field.child(segments(r.path, sc.from)...)
	w.when(w.reach(sc, r.path, false), func() {
		w.line("if cause := %s(%s, %s); cause != nil {", part.name, at.path(), arg)
		w.line("causes = append(causes, *cause)")
		w.line("}")
	})
}

// authorsWork leaves what a list of causes cannot stand in for: the new name of
// an existing function, and a helper without parameters of a check whose
// parameters the plan gives.
func (c *Context) authorsWork(fn feature.Function) bool {
	if f, fd := c.Tree.Package(path.Dir(fn.File.Value)).FindFunc("", fn.Replaces.Value); fd != nil {
		c.Left("function "+fn.Name.Value, "it is "+fn.Replaces.Value+" of "+f.Path+" under a new name", fn.At())
		return true
	}
	if fn.HasParams || len(fn.Calls) > 0 {
		return false
	}
	for _, by := range c.Feature.Functions {
		words := by.Doc.Value
		for _, s := range by.Steps {
			words += " " + s.Value
		}
		for _, r := range c.Feature.Rules {
			if r.Func.Value == by.Name.Value {
				words += " " + r.Text.Value
			}
		}
		if by.HasParams && by.Name.Value != fn.Name.Value && strings.Contains(words, "("+fn.Name.Value+")") {
			c.Left("function "+fn.Name.Value, by.Name.Value+" calls it, and the plan does not give its parameters", fn.At())
			return true
		}
	}
	return false
}
