package sample

// Samples as Go literals.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kubevirt/kvscaffold/generator/rule"
	"github.com/kubevirt/kvscaffold/generator/rule/gocode"
)

// Speller writes literals for one file.
type Speller struct {
	Qualify func(importPath, name string) string
	Pointer string // import path of the package with func P[T any](T) *T
}

// Literal spells a value of a type; ptr asks for a pointer to it.
func (s Speller) Literal(t *rule.Type, v any, ptr bool) string {
	switch t.Kind {
	case rule.Struct:
		m, _ := v.(map[string]any)
		text := s.name(t) + s.fields(t, m)
		if ptr {
			return "&" + text
		}
		return text
	case rule.Duration:
		d, _ := time.ParseDuration(fmt.Sprint(v))
		text := s.name(t) + "{Duration: " + gocode.Duration(s.Qualify, d) + "}"
		if ptr {
			return "&" + text
		}
		return text
	}
	text := s.plain(t, v, ptr)
	if ptr {
		return s.Qualify(s.Pointer, "P") + "(" + text + ")"
	}
	return text
}

func (s Speller) name(t *rule.Type) string {
	if t.Pkg == "" {
		return t.Go
	}
	return s.Qualify(t.Pkg, t.Go)
}

// plain spells a value that is no struct; typed asks for a text that has its
// type on its own.
func (s Speller) plain(t *rule.Type, v any, typed bool) string {
	switch t.Kind {
	case rule.Bool:
		return fmt.Sprint(v)
	case rule.Int:
		if typed && t.Go != "int" {
			return s.name(t) + "(" + fmt.Sprint(v) + ")"
		}
		return fmt.Sprint(v)
	case rule.Quantity:
		return s.Qualify("k8s.io/apimachinery/pkg/api/resource", "MustParse") + "(" + strconv.Quote(fmt.Sprint(v)) + ")"
	case rule.String:
		return s.text(t, fmt.Sprint(v), typed)
	case rule.List:
		list, _ := v.([]any)
		var out []string
		for _, e := range list {
			text := s.Literal(t.Elem, e, t.Ptr)
			if t.Elem.Kind == rule.Struct {
				text = strings.TrimPrefix(strings.TrimPrefix(text, "&"), s.name(t.Elem))
			}
			out = append(out, text)
		}
		return s.list(t) + "{" + strings.Join(out, ", ") + "}"
	case rule.Map:
		m, _ := v.(map[string]any)
		var out []string
		for k, e := range m {
			out = append(out, strconv.Quote(k)+": "+s.Literal(t.Elem, e, t.Ptr))
		}
		slices.Sort(out)
		return "map[" + s.name(t.Key) + "]" + s.name(t.Elem) + "{" + strings.Join(out, ", ") + "}"
	}
	return "nil"
}

func (s Speller) list(t *rule.Type) string {
	if t.Go != "" {
		return s.name(t)
	}
	if t.Ptr {
		return "[]*" + s.name(t.Elem)
	}
	return "[]" + s.name(t.Elem)
}

func (s Speller) text(t *rule.Type, v string, typed bool) string {
	for _, e := range t.Enum {
		if e.Text == v {
			return s.Qualify(e.Pkg, e.Name)
		}
	}
	if n := len(v); n > 24 && strings.Count(v, v[:1]) == n {
		call := s.Qualify("strings", "Repeat") + "(" + strconv.Quote(v[:1]) + ", " + strconv.Itoa(n) + ")"
		if t.Go != "string" {
			return s.name(t) + "(" + call + ")"
		}
		return call
	}
	if typed && t.Go != "string" && t.Go != "" {
		return s.name(t) + "(" + strconv.Quote(v) + ")"
	}
	return strconv.Quote(v)
}

// fields spells the fields of a struct that are set, those of embedded structs
// inside these.
func (s Speller) fields(t *rule.Type, m map[string]any) string {
	var out, embedded []string
	inner := map[string][]string{}
	for _, f := range t.Fields() {
		v, ok := m[f.JSON]
		if !ok || v == nil {
			continue
		}
		text := f.Go + ": " + s.Literal(f.Type, v, f.Ptr)
		if len(f.Via) == 0 {
			out = append(out, text)
			continue
		}
		if _, known := inner[f.Via[0]]; !known {
			embedded = append(embedded, f.Via[0])
		}
		inner[f.Via[0]] = append(inner[f.Via[0]], text)
	}
	for _, e := range embedded {
		out = append(out, e+": "+s.Qualify(t.Pkg, e)+"{"+strings.Join(inner[e], ", ")+"}")
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// Changes are the assignments that make one object of another, below a variable
// that stands for a path of it.
func (s Speller) Changes(t *rule.Type, from, to map[string]any, variable string) []string {
	var out []string
	for _, f := range t.Fields() {
		a, b := from[f.JSON], to[f.JSON]
		if fmt.Sprint(a) == fmt.Sprint(b) && (a == nil) == (b == nil) {
			continue
		}
		at := variable + "." + f.Go
		x, isMap := a.(map[string]any)
		y, both := b.(map[string]any)
		if isMap && both && f.Type.Kind == rule.Struct {
			out = append(out, s.Changes(f.Type, x, y, at)...)
			continue
		}
		out = append(out, at+" = "+s.value(f, b))
	}
	return out
}

func (s Speller) value(f *rule.Field, v any) string {
	if v != nil {
		return s.Literal(f.Type, v, f.Ptr)
	}
	if f.Ptr {
		return "nil"
	}
	switch f.Type.Kind {
	case rule.List, rule.Map:
		return "nil"
	case rule.Bool:
		return "false"
	case rule.Int:
		return "0"
	case rule.String:
		return `""`
	}
	return s.name(f.Type) + "{}"
}
