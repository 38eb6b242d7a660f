package emit

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Loops over lists, and the guard before everything else.

// guard leaves the check early where nothing of what the rules look at is set.
func (w *body) guard(sc place, rules []boundRule) {
	p, ok := commonPath(rules)
	if !ok || len(p.Hops) <= sc.from {
		return
	}
	var conds []string
	for i := sc.from; i < len(p.Hops); i++ {
		h, expr := p.Hops[i], p.Expr(sc.v, sc.from, i+1)
		if i < len(p.Hops)-1 && !h.Ptr {
			continue
		}
		if i == len(p.Hops)-1 && (onlyRequired(rules, p) || h.List && !endsAt(rules, p)) {
			continue // a loop over nothing does nothing
		}
		if cond := w.unset(expr, h); cond != "" && !w.known[w.set(expr, h)] {
			conds = append(conds, cond)
			w.known[w.set(expr, h)] = true
		}
	}
	if extra := w.otherwise(sc, rules, p); extra != "" {
		conds = append(conds, extra)
	}
	if len(conds) == 0 {
		return
	}
	w.blank()
	w.line("if %s {", strings.Join(conds, " || "))
	w.line("%s", w.out.stop)
	w.line("}")
	w.b.WriteString("\n")
}

// otherwise returns the condition that the only gate rule, which holds for one
// value of a closed set, does not apply.
func (w *body) otherwise(sc place, rules []boundRule, p FieldPath) string {
	if len(rules) != 1 || rules[0].Kind != feature.RuleGate || rules[0].When.Empty() || rules[0].prose {
		return ""
	}
	h, v := p.Last(), value(sc, p)
	wanted := w.literal(h, rules[0].When.Value)
	w.known["when "+v] = true
	if enum := w.m.Enum(h); len(enum) == 2 {
		for _, e := range enum {
			if other := w.literal(h, e.Value); other != wanted {
				return v + " == " + other
			}
		}
	}
	if w.m.Basic(h) == "bool" {
		if wanted == "true" {
			return "!" + v
		}
		return v
	}
	return v + " != " + wanted
}

// commonPath returns the longest path that all rules go through, cut after its
// first list.
func commonPath(rules []boundRule) (FieldPath, bool) {
	var common FieldPath
	for _, r := range rules {
		if r.prose || r.Kind == feature.RuleArch && r.path.Hops == nil {
			continue
		}
		if common.Hops == nil {
			common = r.path
			continue
		}
		if common.Root != r.path.Root {
			return FieldPath{}, false
		}
		n := 0
		for n < len(common.Hops) && n < len(r.path.Hops) && common.Hops[n].JSON == r.path.Hops[n].JSON {
			n++
		}
		common.Hops = common.Hops[:n]
	}
	for i, h := range common.Hops {
		if h.List {
			common.Hops = common.Hops[:i+1]
			break
		}
	}
	return common, len(common.Hops) > 0
}

// endsAt reports whether a rule is about the very field p.
func endsAt(rules []boundRule, p FieldPath) bool {
	return slices.ContainsFunc(rules, func(r boundRule) bool { return r.path.Hops != nil && r.path.Same(p) })
}

// onlyRequired reports whether the rules demand the very field p.
func onlyRequired(rules []boundRule, p FieldPath) bool {
	return slices.ContainsFunc(rules, func(r boundRule) bool { return r.Kind == feature.RuleRequired && r.path.Same(p) })
}

// level writes rules in a scope; those below one list share a loop.
func (w *body) level(sc place, rules []boundRule) {
	looped := map[string]bool{}
	for _, r := range rules {
		i := w.listAt(sc, r)
		if i < 0 {
			w.rule(sc, r)
			continue
		}
		key := FieldPath{r.path.Root, r.path.Hops[:i+1]}.String()
		if looped[key] {
			continue
		}
		looped[key] = true
		var inner []boundRule
		for _, o := range rules {
			if j := w.listAt(sc, o); j >= 0 && (FieldPath{o.path.Root, o.path.Hops[:j+1]}).String() == key {
				inner = append(inner, o)
			}
		}
		w.loop(sc, FieldPath{r.path.Root, r.path.Hops[:i+1]}, inner)
	}
}

// listAt returns the index of the list a rule has to loop over, -1 for none.
func (w *body) listAt(sc place, r boundRule) int {
	if r.prose || r.path.Hops == nil {
		return -1
	}
	for i := sc.from; i < len(r.path.Hops); i++ {
		if !r.path.Hops[i].List {
			continue
		}
		if i < len(r.path.Hops)-1 {
			return i
		}
		switch r.Kind {
		case feature.RuleOneOf, feature.RulePrefix, feature.RuleRange:
			return i
		}
	}
	return -1
}

func (w *body) loop(sc place, list FieldPath, rules []boundRule) {
	conds := w.reach(sc, list, false)
	w.blank()
	if len(conds) > 0 {
		w.line("if %s {", strings.Join(conds, " && "))
	}
	idx, elem := "idx", singular(list.Last().JSON)
	for strings.Contains(sc.v+strings.Join(sc.field.segs, ""), idx) {
		idx += "x"
	}
	inner := place{elem, len(list.Hops), true, sc.field.child(segments(list, sc.from)...).child("[" + idx + "]")}
	saved := w.known
	w.known = map[string]bool{}
	for k, v := range saved {
		w.known[k] = v
	}
	outer := w.b.String()
	w.b.Reset()
	w.level(inner, rules)
	text := strings.TrimLeft(w.b.String(), "\n")
	w.b.Reset()
	w.b.WriteString(outer)
	switch {
	case !uses(text, elem) && !uses(text, idx):
		w.line("for range %s {", list.Expr(sc.v, sc.from, len(list.Hops)))
	case !uses(text, elem):
		w.line("for %s := range %s {", idx, list.Expr(sc.v, sc.from, len(list.Hops)))
	case !uses(text, idx):
		w.line("for _, %s := range %s {", elem, list.Expr(sc.v, sc.from, len(list.Hops)))
	default:
		w.line("for %s, %s := range %s {", idx, elem, list.Expr(sc.v, sc.from, len(list.Hops)))
	}
	w.b.WriteString(strings.TrimRight(text, "\n") + "\n")
	w.line("}")
	if len(conds) > 0 {
		w.line("}")
	}
	w.known = saved
}

// uses reports whether code mentions an identifier.
func uses(code, name string) bool {
	for rest := code; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		before := i > 0 && (identByte(rest[i-1]) || rest[i-1] == '.' || rest[i-1] == '"')
		end := i + len(name)
		after := end < len(rest) && identByte(rest[end])
		if !before && !after {
			return true
		}
		rest = rest[end:]
	}
}

func identByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// segments returns the JSON names of the hops from an index on.
func segments(p FieldPath, from int) []string {
	var out []string
	for _, h := range p.Hops[from:] {
		out = append(out, h.JSON)
	}
	return out
}

// singular returns the name of one element of a list.
func singular(list string) string {
	var s string
	switch {
	case list == "interfaces":
		return "iface"
	case strings.HasSuffix(list, "ies"):
		s = strings.TrimSuffix(list, "ies") + "y"
	case strings.HasSuffix(list, "sses"), strings.HasSuffix(list, "xes"), strings.HasSuffix(list, "ches"):
		s = strings.TrimSuffix(list, "es")
	case strings.HasSuffix(list, "s") && !strings.HasSuffix(list, "ss"):
		s = strings.TrimSuffix(list, "s")
	default:
		s = list + "Item"
	}
	switch s {
	case "type", "range", "map", "func", "interface", "default", "field", "spec", "config", "causes":
		return s + "Item"
	}
	return s
}
