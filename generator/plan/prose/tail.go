// This file defines what the words behind the last mention of a clause, and
// remarks in parentheses, say of it.
package prose

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// remark reads a remark in parentheses right behind the last group: "(strings)".
func (c *clause) remark(gap document.Rich) {
	if len(gap) < 3 || !gap[0].Is("(") {
		return
	}
	t := wordType(gap[:min(len(gap), 5)])
	for _, a := range c.attr {
		if t != "" && a.s.Kind == statement.Field && a.m.Type == "" {
			c.say(a.s, a.line, statement.HasType, t, "")
		}
	}
}

// tail reads the words behind the last mention.
func (c *clause) tail(rest document.Rich) {
	targets := c.attrs()
	if t := wordType(rest); t != "" && len(c.attr) > 0 {
		for _, a := range c.attr {
			if a.s.Kind == statement.Field && a.m.Type == "" {
				c.say(a.s, a.line, statement.HasType, t, "")
			}
		}
	}
	if words.Has(rest, "optional") {
		for _, a := range targets {
			if a.s.Kind == statement.Field {
				c.say(a.s, a.line, statement.Optional, rest.Plain(), "")
			}
		}
	}
	if i := words.Find(rest, "returns", "returning", "gives back"); i >= 0 {
		if t := wordType(rest[i:]); t != "" {
			of := c.subj
			if isFunction(c.attr) {
				of = c.attr
			}
			for _, a := range of {
				if a.s.Kind == statement.Function && a.m.Results == "" {
					c.say(a.s, a.line, statement.HasResults, t, "")
				}
			}
		}
	}
	c.declared(rest)
	if i := words.Find(rest, "of the", "on the"); i >= 0 && i < 2 && i+2 < len(rest) && rest[i+2].Kind == document.Word && words.NounOf(rest[i+2].Text) == words.NNone {
		for _, t := range c.all {
			if t.m.Noun == words.NMethod {
				c.say(t.s, t.line, statement.MethodOf, rest[i+2].Text, "word")
			}
		}
	}
	if words.Has(rest, "of the same name") {
		for _, t := range c.attrs() {
			if t.s.Kind == statement.Field {
				star := ""
				if words.Has(rest, "pointer") {
					star = "*"
				}
				c.say(t.s, t.line, statement.HasType, star+t.s.Name, "")
				kind := "struct"
				if words.Has(rest, "string", "enum") {
					kind = "string"
				}
				c.say(statement.Subject{Kind: statement.Type, Name: t.s.Name}, t.line, statement.IsA, kind, "")
			}
		}
	}
	if words.Removes(rest) && !words.Negates(rest) && len(rest) < 8 {
		c.each(c.subj, statement.Removed, "", "")
	}
}

// declared reads "`X` is a new struct".
func (c *clause) declared(rest document.Rich) {
	i := words.Find(rest, "is a", "is an", "becomes a")
	if i < 0 || i > 2 {
		return
	}
	for _, t := range rest[i+2 : min(len(rest), i+6)] {
		kind := map[words.Noun]string{words.NStruct: "struct", words.NIface: "interface", words.NEnum: "string"}[words.NounOf(t.Text)]
		if kind == "" || t.Kind != document.Word {
			continue
		}
		for _, s := range c.subj {
			s.s.Kind = statement.Type
			c.say(s.s, s.line, statement.IsA, kind, "")
			if words.Has(rest[i:min(len(rest), i+6)], "new") {
				c.say(s.s, s.line, statement.IsNew, "", "")
			}
		}
		return
	}
}

// wordType returns the Go type that words name: "a bool", "(strings)", "an error".
func wordType(r document.Rich) string {
	for i, t := range r {
		if t.Kind != document.Word {
			if t.Kind == document.Name && IsGoType(t.Text) {
				return t.Text
			}
			continue
		}
		base := map[string]string{"bool": "bool", "boolean": "bool", "booleans": "bool", "bools": "bool", "string": "string", "strings": "string", "error": "error", "int": "int", "integer": "int", "int32": "int32", "int64": "int64", "uint32": "uint32", "uint64": "uint64"}[strings.ToLower(t.Text)]
		if base == "" {
			continue
		}
		if i >= 2 && r[i-1].Is("of") && r[i-2].Is("list", "slice") {
			return "[]" + base
		}
		if i >= 2 && words.Has(r[max(0, i-3):i], "pointer") {
			return "*" + base
		}
		return base
	}
	return ""
}

func jsonName(s string) string {
	s = strings.Trim(s, `"`)
	s, _, _ = strings.Cut(s, ",")
	return s
}
