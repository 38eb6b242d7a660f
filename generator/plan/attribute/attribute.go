// Package attribute reads the few words in which plans say what a field is:
// `*Type, optional. Purpose`, `bool, default false`, `enum A|B`. They stand in
// quotes behind a YAML key, behind a comment sign, in the cell of a table.
package attribute

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/plan/goblock"
)

// Attributes is what such words say. Empty parts are not said.
type Attributes struct {
	Type     string   // Go type expression
	Weak     bool     // Type is a lone capitalised word, which may be no type
	Loose    bool     // Type stands for English words ("integer"): the width or a pointer is not said
	Optional bool     // said to be optional
	Required bool     // said to be required
	Markers  []string // +listType=atomic
	Without  []string // markers said to be left out
	Default  string
	Enum     []string
	JSON     string // name with options
	XML      string // name with options
	Change   goblock.Change
	Old      string // what it was before, or replaces
	Min, Max string // bounds of a number
	Shape    string // list, map or object, where no more is said of the type
	None     bool   // "none", "no change"
	Purpose  string // the rest, as written
}

// Empty reports whether the words say nothing but perhaps a purpose.
func (a Attributes) Empty() bool {
	return a.Type == "" && !a.Optional && !a.Required && len(a.Markers) == 0 && len(a.Without) == 0 && a.Default == "" &&
		len(a.Enum) == 0 && a.Min == "" && a.Max == "" && a.Shape == "" && a.JSON == "" && a.XML == "" && a.Change == "" && !a.None
}

// Parse reads the words. Attributes come first, in any order; from the first
// words on that are none of them, the text is the purpose.
func Parse(text string) Attributes {
	p := &parser{rest: strings.TrimSpace(text)}
	p.rest = unquote(p.rest)
	for p.rest != "" {
		seg, tail := cut(p.rest)
		if strings.TrimSpace(seg) == "" {
			p.rest = tail
			continue
		}
		if !p.segment(strings.TrimSpace(seg), &tail) {
			p.a.Purpose = strings.TrimSpace(p.rest)
			break
		}
		p.rest, p.n = tail, p.n+1
	}
	if p.n > 1 && (p.a.Optional || p.a.Required || len(p.a.Enum) > 0 || p.a.Change != "" || len(p.a.Markers) > 0) {
		p.a.Weak = false // what else is said makes the word a type
	}
	return p.a
}

type parser struct {
	a    Attributes
	rest string
	n    int // segments read
}

func unquote(s string) string {
	for len(s) > 1 && strings.ContainsRune("\"'`", rune(s[0])) && s[len(s)-1] == s[0] && strings.Count(s, s[:1]) == 2 {
		s = s[1 : len(s)-1]
	}
	return s
}

// cut cuts a text behind its first segment: at a comma, semicolon, full stop
// or dash outside quotes and brackets.
func cut(s string) (seg, tail string) {
	depth, quote := 0, rune(0)
	for i, r := range s {
		end := i + len(string(r))
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '`':
			quote = r
		case strings.ContainsRune("([{", r):
			depth++
		case strings.ContainsRune(")]}", r):
			depth--
		case depth > 0:
		case r == '—' || r == '–', strings.ContainsRune(",;.", r) && (end == len(s) || s[end] == ' '),
			r == '-' && i > 0 && s[i-1] == ' ' && end < len(s) && s[end] == ' ':
			return s[:i], strings.TrimSpace(s[end:])
		}
	}
	return s, ""
}

// segment reads one segment. tail is the text behind it, of which a list of
// values or the options of a tag take their share.
func (p *parser) segment(seg string, tail *string) bool {
	seg = unquote(seg)
	low := lower(seg)
	for _, read := range []func(seg, low string, tail *string) bool{p.word, p.marker, p.bounds, p.setDefault, p.tag, p.enum, p.typed, p.bracketed, p.state, p.several} {
		if read(seg, low, tail) {
			return true
		}
	}
	return false
}

// word reads attributes that are fixed words.
func (p *parser) word(_, low string, _ *string) bool {
	switch low {
	case "optional", "is optional", "opt", "omitempty", "omitted when empty", "may be omitted", "not required", "omitted if empty":
		p.a.Optional = true
	case "required", "mandatory", "is required", "not optional", "must be set":
		p.a.Required = true
	case "list", "array", "map", "object", "struct", "structure", "list of objects", "list of structs":
		if p.a.Type != "" || p.a.Shape != "" {
			return false
		}
		p.a.Shape = strings.Fields(low)[0]
		switch p.a.Shape {
		case "array":
			p.a.Shape = "list"
		case "struct", "structure":
			p.a.Shape = "object"
		}
	case "nullable":
		p.a.Markers = append(p.a.Markers, "+nullable")
	case "atomic", "atomic list", "list is atomic", "listtype atomic":
		p.a.Markers = append(p.a.Markers, "+listType=atomic")
	case "none", "no change", "no changes", "unchanged structure", "nothing":
		if p.n > 0 {
			return false
		}
		p.a.None = true
	default:
		return false
	}
	return true
}

// marker reads markers, with or without the plus.
func (p *parser) marker(seg, low string, _ *string) bool {
	if rest, ok := strings.CutPrefix(low, "no +"); ok && strings.HasSuffix(rest, " marker") {
		p.a.Without = append(p.a.Without, "+"+strings.TrimSuffix(rest, " marker"))
		return true
	}
	words := strings.Fields(seg)
	if len(words) > 1 && strings.EqualFold(words[len(words)-1], "marker") {
		words = words[:len(words)-1]
	}
	all := len(words) > 0
	for _, w := range words {
		all = all && (isMarker(w) || strings.HasPrefix(w, "listType=") || strings.HasPrefix(w, "listMapKey=") || strings.HasPrefix(w, "kubebuilder:"))
	}
	if all {
		for _, w := range words {
			p.a.Markers = append(p.a.Markers, "+"+strings.TrimPrefix(w, "+"))
		}
		return true
	}
	if isMarker(seg) && strings.ContainsAny(seg, `="`) { // a marker with blanks in a quoted value
		p.a.Markers = append(p.a.Markers, seg)
		return true
	}
	if values, ok := strings.CutPrefix(low, "enum marker "); ok {
		p.a.Enum = valueList(seg[len(seg)-len(values):])
		p.a.Markers = append(p.a.Markers, "+kubebuilder:validation:Enum="+strings.Join(p.a.Enum, ";"))
		return true
	}
	return false
}

func isMarker(s string) bool {
	return len(s) > 1 && s[0] == '+' && (s[1] >= 'a' && s[1] <= 'z' || s[1] >= 'A' && s[1] <= 'Z')
}

// setDefault reads "default X", "defaults to X", "X by default".
func (p *parser) setDefault(seg, low string, _ *string) bool {
	for _, prefix := range []string{"default is ", "default value ", "defaults to ", "defaulting to ", "default to ", "default: ", "default = ", "default=", "default:", "default ", "defaulted to "} {
		if strings.HasPrefix(low, prefix) {
			return p.defaultTo(seg[len(prefix):])
		}
	}
	if v, ok := strings.CutSuffix(low, " by default"); ok {
		return p.defaultTo(seg[:len(v)])
	}
	if v, ok := strings.CutSuffix(low, " (default)"); ok {
		return p.defaultTo(seg[:len(v)])
	}
	return false
}

// defaultTo notes a default that is one value; a default told in words is left
// to the purpose.
func (p *parser) defaultTo(v string) bool {
	v = unquote(strings.TrimSpace(v))
	if v == "" || strings.ContainsAny(v, " \t") || p.a.Default != "" {
		return false
	}
	p.a.Default = v
	return true
}

// tag reads "json name,omitempty" and "xml path,attr,omitempty".
func (p *parser) tag(seg, _ string, _ *string) bool {
	kind, name, ok := strings.Cut(seg, " ")
	if !ok {
		kind, name, ok = strings.Cut(seg, ":")
	}
	name = strings.Trim(name, "`\"' :=")
	kind = lower(strings.TrimSuffix(kind, ":"))
	if !ok || kind != "json" && kind != "xml" || name == "" || strings.ContainsAny(name, " ") {
		return false
	}
	if kind == "json" {
		p.a.JSON = name
	} else {
		p.a.XML = name
	}
	return true
}

// lower returns the text with its ASCII letters in lower case, so that offsets
// into it hold for the text itself.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
