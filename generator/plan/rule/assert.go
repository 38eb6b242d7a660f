package rule

// What is asked of a field: comparisons, formats, membership, and how several
// fields go together.

import (
	"slices"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// demand reads what has to hold, with its condition.
func (c *clause) demand(ts []token) ([]formula, bool) {
	if len(ts) == 0 {
		return nil, false
	}
	if find(ts, isJust) >= 0 || find(ts, isNot) < 0 && c.hasField {
		arch := slices.DeleteFunc(slices.Clone(ts), func(t token) bool { return t.role == isJust || t.role == isOn })
		arch = trimmed(arch)
		about := c.n.planned
		if len(arch) > 1 && arch[0].role == isField {
			about, arch = []ref{arch[0].ref}, trimmed(arch[1:])
		} else if find(c.tokens, isField, isValue) >= 0 {
			about = nil
		}
		if f, n, ok := c.archs(arch, 0); ok && n == len(arch) {
			if len(about) == 1 {
				c.take(about[0])
				f = or(negated(isThere(about[0])), f)
			}
			return []formula{f}, about == nil || len(about) == 1
		}
	}
	ts = slices.DeleteFunc(slices.Clone(ts), func(t token) bool { return t.role == isJust && find(ts, isArch) < 0 })
	if i := find(ts, isUnless); i >= 0 {
		return c.conditional(ts[:i], ts[i+1:], false)
	}
	if len(ts) > 3 && ts[0].role == isField && ts[1].role == isColon && ts[2].role == isIf {
		c.subject, c.has = ts[0].ref, true
		c.take(ts[0].ref)
		return c.demand(ts[2:])
	}
	if i := find(ts, isIf); i > 0 {
		return c.conditional(ts[:i], ts[i+1:], true)
	} else if i == 0 {
		if cut := find(ts[1:], isComma, isColon, isArrow); cut > 0 {
			return c.conditional(ts[cut+2:], ts[1:cut+1], true)
		}
		return nil, false
	}
	if i := find(ts, isOnly); i >= 0 {
		return c.onlyWith(ts[:i], ts[i+1:])
	}
	if i := find(ts, isArrow); i > 0 {
		return c.conditional(ts[i+1:], ts[:i], true)
	}
	if i := find(ts, isColon); i > 0 && find(ts[:i], isValue, isArch, isUnset, isGate, isOp) >= 0 && find(ts[i:], isField,
		isNeed, isValue) >= 0 {
		if fs, ok := c.labelled(ts[:i], ts[i+1:]); ok {
			return fs, true
		}
	}
	if fs, ok := c.together(ts); ok {
		return fs, true
	}
	if i := find(ts, isColon); i > 0 {
		if fs, ok := c.labelled(ts[:i], ts[i+1:]); ok {
			return fs, true
		}
	}
	return c.subjectThen(ts)
}

// labelled reads "LABEL: demand": the label is the subject or the condition.
func (c *clause) labelled(label, rest []token) ([]formula, bool) {
	label = trimmed(label)
	if len(label) == 1 && label[0].role == isField {
		return nil, false // read as a subject
	}
	if len(label) == 2 && label[0].role == isField && (label[1].role == isEach || label[1].role == isKeys) {
		return nil, false
	}
	return c.conditional(rest, label, true)
}

func trimmed(ts []token) []token {
	for len(ts) > 0 && (sep(ts[0]) || ts[0].role == isAnd || ts[0].role == isColon) {
		ts = ts[1:]
	}
	for len(ts) > 0 && (sep(ts[len(ts)-1]) || ts[len(ts)-1].role == isAnd || ts[len(ts)-1].role == isColon) {
		ts = ts[:len(ts)-1]
	}
	return ts
}

// conditional joins a demand with the condition under which it is made.
func (c *clause) conditional(demand, cond []token, when bool) ([]formula, bool) {
	demand = trimmed(demand)
	if len(demand) > 0 && demand[0].role == isField {
		c.subject, c.has = demand[0].ref, true
	}
	if isSelf(cond) { // "if set", "if given": nothing more is asked
		return c.demand(demand)
	}
	f, ok := c.condition(cond)
	if !ok || f.op == "" && f.text == "" {
		return nil, false
	}
	fs, ok := c.demand(demand)
	if !ok {
		return nil, false
	}
	if when {
		f = negated(f)
	}
	for i := range fs {
		fs[i] = or(f, fs[i])
	}
	return fs, true
}

// free reads "no X in FIELD" for a text that a field must not contain.
func (c *clause) free(t token, r ref) ([]formula, bool) {
	lit := t.lit
	if lit == "" {
		lit = quote(t.text)
	}
	if r.typ == nil || r.typ.Kind != rule.String {
		return nil, false
	}
	call := r.cel() + ".contains(" + lit + ")"
	return []formula{plain("!"+call, call)}, true
}

// isSelf holds for a condition that only says that what is spoken of is there.
func isSelf(ts []token) bool {
	ts = trimmed(ts)
	return len(ts) == 1 && ts[0].role == isSet
}

// onlyWith reads "X only with Y": without Y there may be no X.
func (c *clause) onlyWith(left, right []token) ([]formula, bool) {
	var own formula
	left = trimmed(left)
	if len(left) > 2 && !slices.ContainsFunc(left, func(t token) bool { return t.role != isField && t.role != isAnd && t.role != isComma }) {
		var out []formula
		for _, t := range left {
			if t.role == isField {
				fs, ok := c.onlyWith([]token{t}, right)
				if !ok {
					return nil, false
				}
				out = append(out, fs...)
			}
		}
		return out, true
	}
	switch {
	case len(left) == 0 && c.has:
		own = set(c.subject, c.n.env, c.home)
	case len(left) > 0:
		f, ok := c.condition(left)
		if !ok {
			return nil, false
		}
		own = f
		if left[0].role == isField {
			c.take(left[0].ref)
		} else if left[0].ref.field != nil {
			c.take(left[0].ref)
		}
	default:
		return nil, false
	}
	need, ok := c.condition(right)
	if !ok || need.op == "" && need.text == "" {
		return nil, false
	}
	return []formula{or(negated(own), need)}, true
}

// take makes a field the one that is reported, unless the plan names another.
func (c *clause) take(r ref) {
	if !c.hasField {
		c.field, c.hasField = r, true
	}
}

// together reads how several fields go together.
func (c *clause) together(ts []token) ([]formula, bool) {
	i := find(ts, isBoth, isNotBoth, isOne, isSome)
	if i < 0 {
		return nil, false
	}
	var members []formula
	rest := append(slices.Clone(trimmed(ts[:i])), ts[i+1:]...)
	var first ref
	for j := 0; j < len(rest); {
		t := rest[j]
		switch t.role {
		case isAnd, isOr, isComma, isColon, isSet, isOn, isNot:
			j++
			continue
		case isNeed:
			j++
			continue
		case isUnknown, isMember: // "in the same profile"
			if len(members) > 1 && find(rest[j:], isField, isValue, isIf) < 0 {
				j = len(rest)
				continue
			}
			return nil, false
		case isField:
			f, n, ok := c.fact(rest[j:])
			if !ok {
				return nil, false
			}
			if first.field == nil {
				first = t.ref
			}
			members = append(members, f)
			j += n
			continue
		}
		return nil, false
	}
	if len(members) == 1 && c.has && ts[i].role == isNotBoth {
		members = append([]formula{isThere(c.subject)}, members...)
		first = c.subject
	}
	if len(members) < 2 {
		return nil, false
	}
	c.take(first)
	switch ts[i].role {
	case isBoth:
		if len(members) != 2 || members[0].op != "" || members[1].op != "" {
			return nil, false
		}
		a, b := members[0].text, members[1].text
		return []formula{plain("("+a+") == ("+b+")", "("+a+") != ("+b+")")}, true
	case isSome:
		return []formula{or(members...)}, true
	}
	var out []formula
	for a := range members {
		for b := range a {
			out = append(out, or(negated(members[b]), negated(members[a])))
		}
	}
	if ts[i].role == isOne {
		out = append(out, or(members...))
	}
	return []formula{and(out...)}, true
}
