// This file defines what a mention says by itself: its kind, and what its form
// and noun state.
package prose

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// things makes subjects of a group of mentions and states what their own form
// and nouns say.
func (c *clause) things(g []*Mention) []*thing {
	var out []*thing
	for _, m := range g {
		t := &thing{m: m, line: m.Line, s: statement.Subject{Kind: c.kindOf(m), Name: m.Name, Owner: m.Owner, File: ""}}
		if t.s.Kind == statement.Const || t.s.Kind == statement.Unknown {
			t.s.Owner = ""
			if m.Form == Dotted {
				t.s.Owner = m.Owner
			}
		}
		if m.Owner != "" && t.s.Kind == statement.Function && !isExported(m.Owner) {
			t.s.Owner = "" // a package
		}
		out = append(out, t)
		c.all = append(c.all, t)
		c.own(t)
	}
	c.unfiled = append(c.unfiled, out...)
	c.alike(out)
	return out
}

// alike lets names listed beside a signature be functions that are asked for too.
func (c *clause) alike(ts []*thing) {
	signed := false
	for _, t := range ts {
		signed = signed || t.m.Form == Signature
	}
	if !signed || len(ts) < 2 {
		return
	}
	for _, t := range ts {
		if t.s.Kind == statement.Function {
			c.say(t.s, t.line, statement.IsA, "function", "")
		}
	}
}

// own states what a mention says by itself.
func (c *clause) own(t *thing) {
	m := t.m
	c.say(t.s, t.line, statement.AtLine, "", m.Owner)
	if m.New {
		c.say(t.s, t.line, statement.IsNew, "", "")
	}
	if m.Old {
		c.say(t.s, t.line, statement.Exists, "", "")
	}
	if m.HasParams && (m.Form == Signature || m.Form == Call) {
		c.say(t.s, t.line, statement.HasParams, m.Params, string("0123456789"[m.Form]))
		if m.Results != "" {
			c.say(t.s, t.line, statement.HasResults, m.Results, "")
		}
	}
	if m.Form == Value {
		c.say(t.s, t.line, statement.HasValue, m.Value, "")
		if m.Type != "" {
			c.say(t.s, t.line, statement.HasType, m.Type, "exact")
		}
	}
	if m.Noun == words.NType && words.Has(c.r[max(0, m.From-4):min(m.From+4, len(c.r))], "string", "enum", "enumeration") {
		c.say(t.s, t.line, statement.IsA, "string", "")
	}
	if kind := remarkedKind(c.r, m); kind != "" {
		t.s.Kind = statement.Type
		c.say(t.s, t.line, statement.IsA, kind, "")
	}
	if kind := kindOfNoun[m.Noun]; kind != "" {
		c.say(t.s, t.line, statement.IsA, kind, "")
	}
}

// kindOfNoun is what a noun beside a name says that the thing is.
var kindOfNoun = map[words.Noun]string{
	words.NStruct: "struct", words.NIface: "interface", words.NEnum: "string", words.NMethod: "method",
	words.NFunction: "function", words.NConst: "const", words.NVar: "var",
}

// remarkedKind reads the kind of a type from a remark: "`X` (struct)", "`X` (string, `+enum`)".
func remarkedKind(r document.Rich, m *Mention) string {
	if m.To+1 >= len(r) || !r[m.To].Is("(") || m.Form != Ident || !isExported(m.Name) {
		return ""
	}
	switch t := r[m.To+1]; {
	case t.Is("struct", "interface"):
		return strings.ToLower(t.Text)
	case t.Is("string", "enum") && m.To+2 < len(r) && r[m.To+2].Is(",", ")"), t.Text == "string" && t.Kind == document.Span:
		return "string"
	}
	return ""
}

// kindOf tells the kind of a mention by its noun, its form, what is listed
// here, and the checkout, in this order.
func (c *clause) kindOf(m *Mention) statement.Kind {
	switch m.Noun {
	case words.NFunction, words.NMethod:
		return statement.Function
	case words.NType, words.NStruct, words.NEnum, words.NIface:
		return statement.Type
	case words.NField:
		if m.Form != Signature && m.Form != Call {
			return statement.Field
		}
	case words.NConst, words.NValue:
		if m.Form == Ident || m.Form == Value || m.Form == Dotted || m.Form == Typed {
			if m.Noun == words.NValue && m.Form == Ident {
				break
			}
			return statement.Const
		}
	case words.NVar:
		return statement.Var
	case words.NGate:
		if m.Form == Ident {
			return statement.Gate
		}
	}
	switch m.Form {
	case Signature, Call:
		return statement.Function
	case Value:
		if c.scope.Noun == words.NVar {
			return statement.Var
		}
		return statement.Const
	case Typed:
		return statement.Field
	}
	if ks := c.kinds(m.Name); len(ks) == 1 {
		return ks[0]
	} else if len(ks) > 1 && isExported(m.Name) && c.is(m.Name, statement.Type) && !c.is(m.Name, statement.Function) {
		return statement.Type
	}
	switch c.scope.Noun {
	case words.NConst, words.NValue:
		return statement.Const
	case words.NField:
		return statement.Field
	case words.NFunction, words.NMethod:
		return statement.Function
	}
	return statement.Unknown
}

// declares reports whether a noun names a kind of declaration.
func declares(n words.Noun) bool {
	switch n {
	case words.NFunction, words.NMethod, words.NType, words.NStruct, words.NEnum, words.NIface, words.NField, words.NConst, words.NVar:
		return true
	}
	return false
}

func isFunction(ts []*thing) bool { return len(ts) > 0 && ts[0].s.Kind == statement.Function }

// pronoun reports whether words refer back: "it is a …".
func pronoun(gap document.Rich) bool {
	return len(gap) > 0 && gap[0].Is("it", "this", "they", "these", "its", "which")
}
