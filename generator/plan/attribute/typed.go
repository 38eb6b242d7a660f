// This file reads types, closed sets of values and words of state.
package attribute

import (
	"strings"
	"unicode"

	"github.com/kubevirt/kvscaffold/generator/plan/goblock"
)

// typeWords are English names of types, with the Go type each stands for.
var typeWords = map[string]string{
	"bool": "bool", "boolean": "bool", "flag": "bool", "string": "string", "text": "string", "str": "string",
	"int": "int", "integer": "int", "number": "int", "int32": "int32", "int64": "int64", "uint32": "uint32", "uint64": "uint64", "float": "float64",
	"duration": "*metav1.Duration", "quantity": "resource.Quantity", "timestamp": "*metav1.Time", "time": "*metav1.Time",
	"label selector": "*metav1.LabelSelector", "bytes": "[]byte",
}

// exactWords are those of the words above that are Go themselves.
var exactWords = map[string]bool{"bool": true, "string": true, "int": true, "int32": true, "int64": true, "uint32": true, "uint64": true}

// typed reads a type, in Go or in words.
func (p *parser) typed(seg, low string, _ *string) bool {
	if p.a.Type != "" {
		return false
	}
	words := strings.Fields(low)
	if len(words) > 1 {
		switch words[0] {
		case "optional", "required":
			q := parser{a: p.a}
			if q.typed(seg[len(words[0])+1:], strings.Join(words[1:], " "), nil) {
				p.a = q.a
				p.a.Optional, p.a.Required = p.a.Optional || words[0] == "optional", p.a.Required || words[0] == "required"
				return true
			}
		}
	}
	typ, weak, loose, ok := TypeOf(seg)
	if !ok {
		return false
	}
	p.a.Type, p.a.Weak, p.a.Loose = typ, weak, loose
	return true
}

// TypeOf returns the Go type that a text names: a Go expression, an English
// word, "list of X", "map of string to X", "pointer to X". weak and loose are
// as in Attributes.
func TypeOf(text string) (typ string, weak, loose, ok bool) {
	text = unquote(strings.TrimSpace(text))
	text = strings.TrimPrefix(strings.TrimPrefix(text, "a "), "an ")
	low := lower(text)
	if t, found := typeWords[low]; found {
		return t, false, !exactWords[low] || text != low, true
	}
	for _, f := range []struct{ prefix, typ string }{
		{"list of ", "[]"}, {"array of ", "[]"}, {"slice of ", "[]"}, {"pointer to ", "*"}, {"map of string to ", "map[string]"}, {"map from string to ", "map[string]"},
	} {
		if rest, found := strings.CutPrefix(low, f.prefix); found {
			of := text[len(text)-len(rest):]
			elem, _, _, found := TypeOf(of)
			if !found {
				elem, _, _, found = TypeOf(singular(of))
			}
			return f.typ + elem, false, f.typ != "*", found
		}
	}
	for _, suffix := range []string{" list", " array", " slice"} {
		if elem, found := strings.CutSuffix(low, suffix); found {
			t, _, _, found := TypeOf(text[:len(elem)])
			return "[]" + t, false, true, found
		}
	}
	if t, found := goblock.Type(text); found && !strings.Contains(t, " ") {
		plain := strings.IndexFunc(t, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0
		if plain && t == strings.ToUpper(t) || strings.Count(t, ".") > 1 || !plain && !namesType(t) {
			return "", false, false, false
		}
		return t, plain && !exactWords[t], false, true
	}
	return "", false, false, false
}

// namesType reports whether an expression of several signs is a type rather
// than a path or number: what its stars and brackets hold is a type, and a
// qualified name ends with a capital letter.
func namesType(t string) bool {
	t = strings.TrimLeft(t, "*")
	if strings.HasPrefix(t, "[]") || strings.HasPrefix(t, "map[") || strings.HasPrefix(t, "func(") || strings.HasPrefix(t, "chan ") {
		return true
	}
	if _, name, ok := strings.Cut(t, "."); ok {
		return name != "" && unicode.IsUpper(rune(name[0]))
	}
	return t != ""
}

func singular(s string) string {
	if strings.HasSuffix(s, "s") && !strings.HasSuffix(s, "ss") {
		return s[:len(s)-1]
	}
	return s
}

// enum reads a closed set: "enum A|B|C", "one of A, B or C", "A | B".
func (p *parser) enum(seg, low string, tail *string) bool {
	for _, prefix := range []string{"enum of ", "enum: ", "enum ", "one of: ", "one of ", "either ", "values: ", "values ", "allowed: ", "any of "} {
		if !strings.HasPrefix(low, prefix) {
			continue
		}
		vs := valueList(seg[len(prefix):])
		if vs == nil {
			return false
		}
		for prefix != "enum marker " && *tail != "" { // one of A, B, C or D
			next, rest := cut(*tail)
			more := valueList(next)
			if more == nil || fixed[lower(more[0])] {
				break
			}
			vs, *tail = append(vs, more...), rest
		}
		p.a.Enum = append(p.a.Enum, vs...)
		return true
	}
	if strings.Contains(seg, "|") && !strings.Contains(seg, "||") {
		if vs := valueList(seg); len(vs) > 1 {
			p.a.Enum = append(p.a.Enum, vs...)
			return true
		}
	}
	return false
}

// fixed are words that end a list of values.
var fixed = map[string]bool{"optional": true, "required": true, "new": true, "default": true, "existing": true, "nullable": true}

// valueList returns the values of a list with bars, slashes, semicolons, "or" or
// "and" between them; nil if one of them is no single word.
func valueList(s string) []string {
	s = strings.NewReplacer(" or ", "|", " and ", "|", ";", "|", " / ", "|", ",", "|").Replace(strings.Trim(s, "(){}[] "))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "or "), "and ")
	var out []string
	for _, v := range strings.Split(s, "|") {
		v = unquote(strings.TrimSpace(v))
		if v == "" || strings.ContainsAny(v, " \t()") {
			return nil
		}
		out = append(out, v)
	}
	return out
}

// bracketed reads a type with more in parentheses: "*Strategy (exists)".
func (p *parser) bracketed(seg, _ string, _ *string) bool {
	open := strings.Index(seg, " (")
	if open < 0 || !strings.HasSuffix(seg, ")") {
		return false
	}
	head, inner := seg[:open], seg[open+2:len(seg)-1]
	q := &parser{a: p.a}
	empty := ""
	if !q.segment(strings.TrimSpace(head), &empty) {
		return false
	}
	in := Parse(inner)
	if in.Empty() && in.Purpose == "" {
		return false
	}
	p.a = merge(q.a, in)
	return true
}

// several reads words that name type and more without a comma between them:
// "optional bool", "string enum: A | B", "new *Type".
func (p *parser) several(seg, low string, tail *string) bool {
	for i, r := range seg {
		if r != ' ' || i == 0 {
			continue
		}
		q := &parser{a: p.a, n: p.n}
		rest := *tail
		empty := ""
		head := strings.TrimSuffix(seg[:i], ":")
		if !q.simple(head, &empty) || !q.segment(strings.TrimSpace(seg[i:]), &rest) {
			continue
		}
		p.a, *tail = q.a, rest
		return true
	}
	return false
}

// simple reads a segment that is one attribute.
func (p *parser) simple(seg string, tail *string) bool {
	low := lower(seg)
	return p.word(seg, low, tail) || p.marker(seg, low, tail) || p.typed(seg, low, tail) || low == "enum" || p.state(seg, low, tail)
}

// state reads new, existing, was X.
func (p *parser) state(seg, _ string, _ *string) bool {
	change, old, rest := goblock.StateOf(seg)
	if change == "" || rest != "" {
		return false
	}
	if p.a.Change == "" {
		p.a.Change = change
	}
	if old != "" {
		p.a.Old = old
	}
	return true
}

// merge adds what brackets say to what stands before them.
func merge(a, in Attributes) Attributes {
	if a.Type == "" {
		a.Type, a.Weak, a.Loose = in.Type, in.Weak, in.Loose
	}
	a.Optional, a.Required = a.Optional || in.Optional, a.Required || in.Required
	a.Markers, a.Without, a.Enum = append(a.Markers, in.Markers...), append(a.Without, in.Without...), append(a.Enum, in.Enum...)
	for _, f := range []struct{ to, from *string }{{&a.Default, &in.Default}, {&a.JSON, &in.JSON}, {&a.XML, &in.XML}, {&a.Old, &in.Old}} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if a.Change == "" {
		a.Change = in.Change
	}
	if in.Purpose != "" {
		a.Purpose = strings.TrimSpace(a.Purpose + " " + in.Purpose)
	}
	return a
}
