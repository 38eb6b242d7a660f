// This file renders parameters and results, and reads types that stand alone.
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
