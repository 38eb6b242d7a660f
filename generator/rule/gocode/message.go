package gocode

// Messages made from expressions, where the plan gives none.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// Says makes a message from an expression: what must be the case, and when.
func Says(x *rule.Expr, field string) string {
	s := speaker{w: New(Target{})}
	s.w.subject(x.Root) // learns where loop variables lead
	var when []string
	n := x.Root
	for n.Op == rule.OpOr || n.Op == rule.OpAll {
		if n.Op == rule.OpAll {
			if isMap(n.Args[0]) {
				s.w.paths[varPath(n.Name)] = "keys of " + s.name(n.Args[0])
			}
			n = n.Args[1]
			continue
		}
		if c := s.condition(n.Args[0]); c != "" {
			when = append(when, c)
		}
		n = n.Args[1]
	}
	out := s.must(n)
	if out == "" {
		leaf := field[strings.LastIndexByte(field, '.')+1:]
		return strings.TrimSuffix(leaf, "[]") + " is not valid: " + strings.Join(strings.Fields(x.Text), " ") + " must hold"
	}
	when = slices.DeleteFunc(when, func(c string) bool { return strings.HasPrefix(out, strings.TrimSuffix(c, " is set")) })
	if len(when) > 0 {
		out += " when " + strings.Join(when, " and ")
	}
	return out
}

type speaker struct{ w *Writer }

// name is how a field is called in a message.
func (s speaker) name(n *rule.Node) string {
	switch n.Op {
	case rule.OpConst:
		return fmt.Sprint(n.Value)
	case rule.OpCall:
		switch n.Name {
		case "quantity", "duration":
			return fmt.Sprint(n.Args[0].Value)
		case rule.FuncArch:
			return "the architecture"
		case "asInteger":
			return s.name(n.Args[0])
		case "size":
			return "the length of " + s.name(n.Args[0])
		}
	case rule.OpCond:
		return s.name(n.Args[1])
	case rule.OpList:
		var out []string
		for _, a := range n.Args {
			out = append(out, s.name(a))
		}
		return strings.Join(out, ", ")
	}
	p := strings.ReplaceAll(s.w.jsonPath(n), "[]", "")
	return p[strings.LastIndexByte(p, '.')+1:]
}

// condition says under which condition an alternative does not help: the
// contrary of n.
func (s speaker) condition(n *rule.Node) string {
	switch n.Op {
	case rule.OpNot:
		return s.fact(n.Args[0])
	case rule.OpNe:
		if isConst(n.Args[1], "") {
			return ""
		}
		return s.name(n.Args[0]) + " is " + s.name(n.Args[1])
	case rule.OpEq:
		if isConst(n.Args[1], "") {
			return s.name(n.Args[0]) + " is set"
		}
		return s.name(n.Args[0]) + " is not " + s.name(n.Args[1])
	case rule.OpOr:
		return joined(s.condition(n.Args[0]), s.condition(n.Args[1]))
	case rule.OpHas:
		return s.name(n.Args[0]) + " is not set"
	}
	return ""
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " and " + b
}

func (s speaker) fact(n *rule.Node) string {
	switch n.Op {
	case rule.OpHas:
		return s.name(n.Args[0]) + " is set"
	case rule.OpEq:
		return s.name(n.Args[0]) + " is " + s.name(n.Args[1])
	case rule.OpField:
		return s.name(n) + " is true"
	case rule.OpIn:
		return s.name(n.Args[0]) + " is one of " + s.name(n.Args[1])
	case rule.OpAnd:
		return joined(s.fact(n.Args[0]), s.fact(n.Args[1]))
	}
	return ""
}

var comparatives = map[rule.Op]string{
	rule.OpEq: "must be ", rule.OpNe: "must not be ", rule.OpLt: "must be less than ", rule.OpLe: "must be at most ",
	rule.OpGt: "must be greater than ", rule.OpGe: "must be at least ",
}

var saidOfText = map[string]string{
	"startsWith": "must start with ", "endsWith": "must end with ", "contains": "must contain ", "matches": "must match ",
	"isDNS1123Label":     "must be a DNS-1123 label",
	"isDNS1123Subdomain": "must be a DNS-1123 subdomain", "isDNS1035Label": "must be a DNS-1035 label",
	"isQualifiedName": "must be a qualified name", "isLabelValue": "must be a label value", "isIP": "must be an IP address",
	"isCIDR": "must be a CIDR", "isURL": "must be a URL", "isQuantity": "must be a quantity", "isAbsolutePath": "must be an absolute path",
}

// must says what a condition asks for.
func (s speaker) must(n *rule.Node) string {
	switch n.Op {
	case rule.OpHas:
		return s.name(n.Args[0]) + " is required"
	case rule.OpNot:
		return s.mustNot(n.Args[0])
	case rule.OpAnd:
		a, b := s.must(n.Args[0]), s.must(n.Args[1])
		if n.Args[1].Op == rule.OpHas && n.Args[0].Op == rule.OpHas {
			return b
		}
		subject, rest, _ := strings.Cut(a, " must ")
		if other, more, ok := strings.Cut(b, " must "); ok && other == subject && rest != "" {
			return a + " and " + strings.TrimPrefix(more, "be ")
		}
		return ""
	case rule.OpIn:
		if n.Args[1].Op == rule.OpList {
			return s.name(n.Args[0]) + " must be one of " + s.name(n.Args[1])
		}
		return s.name(n.Args[0]) + " must be one of " + s.name(n.Args[1])
	case rule.OpEq, rule.OpNe, rule.OpLt, rule.OpLe, rule.OpGt, rule.OpGe:
		if isConst(n.Args[1], "") && n.Op == rule.OpNe {
			return s.name(n.Args[0]) + " is required"
		}
		if boolean(n.Args[0]) || n.Args[0].Op == rule.OpMod || n.Args[0].Op == rule.OpCall && strings.HasPrefix(n.Args[0].Name, "math.") {
			return s.special(n)
		}
		return s.name(n.Args[0]) + " " + comparatives[n.Op] + s.name(n.Args[1])
	case rule.OpExists:
		if other := s.w.otherThan(n.Args[1], n.Name); other != "" {
			return other[strings.LastIndexByte(other, '.')+1:] + " must name an entry of " + s.name(n.Args[0])
		}
		return ""
	case rule.OpCall:
		if n.Name == rule.FuncUnique {
			return s.name(n.Args[0]) + " must not have duplicates"
		}
		if says, ok := saidOfText[n.Name]; ok {
			out := s.name(n.Args[0]) + " " + says
			if len(n.Args) > 1 {
				out += s.name(n.Args[1])
			}
			return out
		}
	case rule.OpField:
		return s.name(n) + " must be true"
	}
	return ""
}

// special says what some arithmetic and comparisons of conditions stand for.
func (s speaker) special(n *rule.Node) string {
	left, right := n.Args[0], n.Args[1]
	zero := n.Op == rule.OpEq && isConst(right, int64(0))
	switch {
	case n.Op == rule.OpEq && left.Op == rule.OpHas && right.Op == rule.OpHas:
		return s.name(left.Args[0]) + " and " + s.name(right.Args[0]) + " must be set together"
	case n.Op == rule.OpNe && left.Op == rule.OpHas && right.Op == rule.OpHas:
		return "exactly one of " + s.name(left.Args[0]) + " and " + s.name(right.Args[0]) + " must be set"
	case zero && left.Op == rule.OpMod:
		return s.name(left.Args[0]) + " must be a multiple of " + s.name(left.Args[1])
	case zero && left.Name == "math.bitAnd" && left.Args[1].Op == rule.OpSub:
		return s.name(left.Args[0]) + " must be a power of two"
	}
	return ""
}

func (s speaker) mustNot(n *rule.Node) string {
	switch n.Op {
	case rule.OpHas:
		return s.name(n.Args[0]) + " must not be set"
	case rule.OpField:
		return s.name(n) + " must not be true"
	case rule.OpIn:
		return s.name(n.Args[0]) + " must not be one of " + s.name(n.Args[1])
	}
	if says := s.must(n); strings.Contains(says, " must ") {
		return strings.Replace(says, " must ", " must not ", 1)
	}
	return ""
}
