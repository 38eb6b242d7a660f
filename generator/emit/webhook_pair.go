package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Rules about two fields, and about architectures.

func (w *body) maxCount(sc place, r boundRule) {
	h := r.path.Last()
	conds := w.reach(sc, r.path, false)
	test := fmt.Sprintf("len(%s) > %s", r.path.Expr(sc.v, sc.from, len(r.path.Hops)), r.Max.Value)
	w.when(append(conds, test), func() {
		w.cause(causeType(r, invalid), w.message(r, h.JSON+" must not have more than "+r.Max.Value+" entries"), w.fieldOf(sc, r), false)
	})
}

func (w *body) notPrefix(sc place, r boundRule) {
	v, _ := elementOf(sc, r)
	var prefixes []string
	for _, p := range r.Values {
		prefixes = append(prefixes, strconv.Quote(strings.Trim(p.Value, "`\"")))
	}
	w.when(w.conditions(sc, r), func() {
		w.line("reservedPrefixes := []string{%s}", strings.Join(prefixes, ", "))
		w.line("for _, prefix := range reservedPrefixes {")
		w.when([]string{w.im.Qualify("strings", "HasPrefix") + "(" + v + ", prefix)"}, func() {
			w.cause(causeType(r, invalid), w.message(r, r.path.Last().JSON+" uses reserved prefix '%s'", "prefix"), w.fieldOf(sc, r), false)
			w.line("break")
		})
		w.line("}")
	})
}

func (w *body) arch(sc place, r boundRule) {
	if w.only != "" && r.path.Hops != nil && slices.ContainsFunc(r.Values, func(a feature.Text) bool { return strings.Trim(a.Value, "`\"") == w.only }) {
		w.when(w.reach(sc, r.path, true), func() { // called for this architecture only
			w.cause(causeType(r, "CauseTypeFieldValueNotSupported"), w.message(r, r.path.Last().JSON+" "+is(r.path)+" not supported on "+w.only+" architecture"), w.fieldOf(sc, r), false)
		})
		return
	}
	if w.conf == "" {
		w.prose(r.Text.Value)
		return
	}
	if !w.known["arch"] {
		w.line("arch := spec.Architecture")
		w.line(`if arch == "" {`)
		w.line("arch = %s.GetDefaultArchitecture()", w.conf)
		w.line("}")
		w.b.WriteString("\n")
		w.known["arch"] = true
	}
	var any []string
	for _, a := range r.Values {
		any = append(any, fmt.Sprintf("arch == %q", strings.Trim(a.Value, "`\"")))
	}
	subject := "this VMI"
	var conds []string
	if r.path.Hops != nil {
		subject = strings.ToLower(strings.Join(camelWords(r.path.Last().JSON), " "))
		conds = w.reach(sc, r.path, true)
	}
	test := strings.Join(any, " || ")
	if len(any) > 1 && len(conds) > 0 {
		test = "(" + test + ")"
	}
	w.when(append(conds, test), func() {
		w.cause(causeType(r, invalid), w.message(r, subject+" "+is(r.path)+" not supported on %s architecture", "arch"), w.fieldOf(sc, r), false)
	})
}

// is agrees with the number of a field.
func is(p FieldPath) string {
	if p.Hops != nil && p.Last().List {
		return "are"
	}
	return "is"
}

// pair writes the rules about two fields.
func (w *body) pair(sc place, r boundRule) {
	if len(r.others) == 0 {
		w.prose(r.Text.Value)
		return
	}
	o := r.others[0]
	from := sc.from
	if len(o.Hops) <= from || o.Root != r.path.Root || !samePrefix(o, r.path, from) {
		w.prose(r.Text.Value)
		return
	}
	a, b := r.path.Last(), o.Last()
	conds := w.reach(sc, r.path, r.Kind != feature.RuleEqual)
	var says string
	var args []string
	switch r.Kind {
	case feature.RuleExclusive:
		conds = joined(conds, w.reach(sc, o, true))
		says = a.JSON + " and " + b.JSON + " are mutually exclusive"
	case feature.RuleRequires:
		guards, un := w.reach(sc, o, false), w.unset(o.Expr(sc.v, from, len(o.Hops)), b)
		if un == "" {
			return
		}
		for _, g := range guards {
			un = strings.Replace(g, " != ", " == ", 1) + " || " + un
		}
		if len(guards) > 0 && len(conds) > 0 {
			un = "(" + un + ")"
		}
		conds = append(conds, un)
		says = a.JSON + " requires " + b.JSON + " to be set"
	case feature.RuleForbidIf:
		conds = joined(conds, w.reach(sc, o, b.Ptr))
		test, state := w.has(sc, o, r.Values)
		conds = append(conds, test)
		says = a.Go + " is not allowed when " + b.JSON + " " + state
	case feature.RuleEqual:
		conds = joined(conds, w.reach(sc, o, b.Ptr))
		if a.Ptr {
			conds = joined(conds, w.reach(sc, r.path, true))
		}
		x, y := value(sc, r.path), value(sc, o)
		conds = append(conds, x+" != "+y)
		says, args = pairLabel(r.path)+" %v does not match "+pairLabel(o)+" %v", []string{x, y}
		if w.m.Basic(a) == "string" {
			says = strings.ReplaceAll(says, "%v", "%s")
		}
	}
	w.when(conds, func() {
		w.cause(causeType(r, invalid), w.message(r, says, args...), w.fieldOf(sc, r), false)
	})
}

// pairLabel tells two fields of one name apart: sendTo migrationID.
func pairLabel(p FieldPath) string {
	if n := len(p.Hops); n > 1 && p.Hops[n-2].JSON != "spec" {
		return p.Hops[n-2].JSON + " " + p.Last().JSON
	}
	return p.Last().JSON
}

func samePrefix(a, b FieldPath, n int) bool {
	return slices.EqualFunc(a.Hops[:n], b.Hops[:n], func(x, y checkout.Hop) bool { return x.JSON == y.JSON })
}

// has returns the condition that a field has one of some values, and the words
// for it.
func (w *body) has(sc place, p FieldPath, values []feature.Text) (test, state string) {
	h, v := p.Last(), value(sc, p)
	if len(values) == 0 {
		return w.set(p.Expr(sc.v, sc.from, len(p.Hops)), h), "is set"
	}
	var any, words []string
	for _, val := range values {
		lit := w.literal(h, val.Value)
		switch {
		case w.m.Basic(h) == "bool" && lit == "false":
			any = append(any, "!"+v)
		case w.m.Basic(h) == "bool":
			any = append(any, v)
		default:
			any = append(any, v+" == "+lit)
		}
		words = append(words, strings.Trim(val.Value, "`\""))
	}
	test = strings.Join(any, " || ")
	if len(any) > 1 {
		test = "(" + test + ")"
	}
	return test, "is set to " + strings.Join(words, " or ")
}

// joined appends the conditions that are not there yet.
func joined(conds, more []string) []string {
	for _, m := range more {
		if !slices.Contains(conds, m) {
			conds = append(conds, m)
		}
	}
	return conds
}
