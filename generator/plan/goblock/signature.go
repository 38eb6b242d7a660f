// This file holds short forms of Span for one kind of declaration each.
package goblock

import (
	"go/token"
	"strings"
)

// Params renders parameters as between the parentheses of a declaration.
// Names that share a type are written as in the plan: a, b int.
func Params(ps []Param) string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = strings.TrimSpace(p.Name + " " + p.Type)
		if p.Shared {
			out[i] = p.Name
		}
	}
	return strings.Join(out, ", ")
}

// results renders results as behind the parameters.
func results(ps []Param) string {
	s := Params(ps)
	if len(ps) == 1 && ps[0].Name == "" {
		return s
	}
	return "(" + s + ")"
}

// Signature reads a function: "func (c *X) Name(a int) bool", "Name(a, b)".
// recv is "c *X" or "X"; params is what stands between the parentheses, elided
// parts left out. ok is false where the text is no signature.
func Signature(text string) (name, recv, params, result string, ok bool) {
	d, ok := Span(text, 1)
	if !ok || d.Kind != Func || !d.HasParams {
		return "", "", "", "", false
	}
	if d.Recv != nil {
		recv = strings.TrimSpace(d.Recv.Name + " " + d.Recv.Type)
	}
	if d.HasResults {
		result = results(d.Results)
	}
	return d.Name, recv, Params(d.Params), result, true
}

// Member reads a struct field: "tdxEnabled bool", with or without its tag.
func Member(text string) (name, typ, tag string, ok bool) {
	d, ok := Span(text, 1)
	if !ok || d.Kind != Field {
		return "", "", "", false
	}
	return d.Name, d.Type, d.Tag, true
}

// Value reads a constant or variable: `Name = "x"`, `Name Type = 1`. constant
// is false where only a variable can have the value.
func Value(text string) (name, typ, value string, constant, ok bool) {
	d, ok := Span(text, 1)
	if !ok || d.Kind != Const && d.Kind != Var || d.Value == "" {
		return "", "", "", false, false
	}
	return d.Name, d.Type, d.Value, d.Kind == Const, true
}

// Type reads a text that is a type and nothing else: "*v1.Disk",
// "map[string]string". A plain word is one where Go declares it before all
// else (string), or where it begins with a capital letter.
func Type(text string) (string, bool) {
	p := newReader(strings.TrimSpace(text), 1)
	if p.peek().line != p.last || strings.HasPrefix(text, "+") || strings.HasPrefix(text, "(") {
		return "", false
	}
	typ, ok := p.typ()
	if !ok || p.peek().kind != token.EOF && p.peek().kind != token.SEMICOLON || p.at(1).kind != token.EOF {
		return "", false
	}
	if strings.ContainsAny(typ, "*[].({ ") || looksLikeType(typ) {
		return typ, true
	}
	return "", false
}
