package rule

// From tokens to conditions: a clause is an outcome, a condition and an
// assertion about its subject, in any order.

import (
	"slices"
	"strings"
)

// clause is one rule being read.
type clause struct {
	n        *names
	subject  ref    // implied by the heading, the row or the field beside
	has      bool   // there is a subject
	home     string // path of the planned field that all of this is about
	tokens   []token
	field    ref // where the plan has it reported
	hasField bool
	cause    string
	message  string
	beside   bool // the clause stands beside its subject
	element  ref  // the elements that a demand looks at
}

// read returns the condition that has to hold; ok is false where not every
// word has a role.
func (c *clause) read() ([]formula, bool) {
	c.tokens = slices.DeleteFunc(c.tokens, func(t token) bool { return t.role == isFiller })
	c.tidy()
	c.between()
	c.aside()
	c.trim()
	if i := c.index(isElse); i > 0 && (sep(c.tokens[i-1])) && c.index(isReject) > i { // "…, otherwise rejected" says nothing new
		c.tokens = trimmed(c.tokens[:i])
	}
	if len(c.tokens) == 0 {
		return nil, false
	}
	c.first()
	if f, ok := c.twice(); ok {
		return []formula{f}, true
	}
	if i := c.index(isReject); i >= 0 {
		f, ok := c.refusal(i)
		c.elementwise()
		return []formula{f}, ok
	}
	fs, ok := c.demand(c.tokens)
	c.elementwise()
	return fs, ok
}

// elementwise reports the elements rather than the list where they are looked at.
func (c *clause) elementwise() {
	if c.element.path != "" && c.field.path+"[]" == c.element.path {
		c.field = c.element
	}
}

// first notes the field that is named first; it is reported unless the plan
// says which.
func (c *clause) first() {
	if c.hasField || c.tokens[0].role == isIf || c.tokens[0].role == isUnless {
		return
	}
	if c.beside {
		c.take(c.subject)
		return
	}
	for _, t := range c.tokens {
		if t.role == isField {
			c.take(t.ref)
			return
		}
	}
	if c.has && c.index(isReject) >= 0 {
		c.take(c.subject)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *clause) index(roles ...role) int {
	return slices.IndexFunc(c.tokens, func(t token) bool { return slices.Contains(roles, t.role) })
}

func find(ts []token, roles ...role) int {
	return slices.IndexFunc(ts, func(t token) bool { return slices.Contains(roles, t.role) })
}

// between turns "between A and B" into a range, and drops the words of ranges
// that stand between no values.
func (c *clause) between() {
	operand := func(i int) bool {
		return i >= 0 && i < len(c.tokens) && (c.tokens[i].role == isValue || c.tokens[i].role == isField)
	}
	for i, t := range c.tokens {
		if (t.role == isBetween || t.role == isOutside) && operand(i+1) && operand(i+3) &&
			(c.tokens[i+2].role == isAnd || c.tokens[i+2].role == isRange) {
			c.tokens[i+2].role = isRange
		}
	}
	var out []token
	for i, t := range c.tokens {
		if t.role == isRange && (!operand(i-1) || !operand(i+1)) || t.role == isBetween && !operand(i+1) {
			continue
		}
		if t.role == isBetween && i+2 < len(c.tokens) && c.tokens[i+2].role != isRange {
			t = token{role: isOp, text: ">="}
		} else if t.role == isBetween {
			continue
		}
		out = append(out, t)
	}
	c.tokens = out
}

// aside takes out what a rule says about its answer: message, cause and field.
func (c *clause) aside() {
	var out []token
	for i := 0; i < len(c.tokens); i++ {
		t := c.tokens[i]
		switch {
		case t.role == isValue && strings.Count(t.text, " ") >= 2 && !strings.ContainsAny(t.text[:1], "^["):
			c.message = t.text
		case t.role == isCause:
			c.cause = t.text
			if find(c.tokens, isReject) < 0 {
				out = append(out, token{role: isReject, text: "cause"})
			}
		case t.role == isSame:
		default:
			out = append(out, t)
			continue
		}
	}
	for i := 0; i+1 < len(out); i++ {
		if out[i].role == isOn && out[i+1].role == isField && (i > 0 && out[i-1].role != isOnly) &&
			(i+2 == len(out) || out[i+2].role == isComma || out[i+2].role == isIf) && find(out[:i], isReject, isNeed, isUnique, isUnset, isOp) >= 0 {
			c.field, c.hasField = out[i+1].ref, true
			out = slices.Delete(out, i, i+2)
			break
		}
	}
	c.tokens = out
}

// trim drops separators at the ends and doubled ones, and an explanation
// behind the last comma that has no role in the rule.
func (c *clause) trim() {
	for i := len(c.tokens) - 1; i >= 0; i-- {
		if c.tokens[i].role != isComma && c.tokens[i].role != isArrow {
			continue
		}
		rest := c.tokens[i+1:]
		if c.tokens[i].role == isComma && consequence(rest) && find(c.tokens[:i], isMember, isOp, isOnly, isText, isFormat,
			isAmong, isUnique, isTimes) >= 0 &&
			find(c.tokens[:i], isReject) < 0 {
			c.tokens = c.tokens[:i]
			continue
		}
		if len(rest) > 0 && idle(rest) && find(c.tokens[:i], isReject, isNeed, isOp, isText, isFormat, isUnique, isUnset,
			isNotBoth, isBoth, isOnly, isMember) >= 0 {
			c.tokens = c.tokens[:i]
		}
	}
	out := c.tokens[:0:0]
	for _, t := range c.tokens {
		if sep(t) && (len(out) == 0 || sep(out[len(out)-1])) && t.role != isColon {
			continue
		}
		out = append(out, t)
	}
	for len(out) > 0 && sep(out[len(out)-1]) {
		out = out[:len(out)-1]
	}
	c.tokens = out
}

func sep(t token) bool { return t.role == isComma || t.role == isArrow }

// consequence holds for words that only say what happens otherwise: "not found
// -> invalid", "nonsense for Speaker".
func consequence(ts []token) bool {
	if find(ts, isReject) < 0 || ts[0].role == isValue || ts[0].role == isArrow {
		return false
	}
	for _, t := range ts {
		switch t.role {
		case isReject, isIf, isNot, isElse, isArrow, isSet, isUnset, isValue:
		default:
			return false
		}
	}
	return true
}

// idle holds for words that are an explanation: some word without role, and
// nothing that could be part of the rule.
func idle(ts []token) bool {
	unknown := 0
	for _, t := range ts {
		switch t.role {
		case isUnknown:
			unknown++
		case isIf:
			if t.text != "for" {
				return false
			}
		case isUnless, isOnly, isNeed, isOp, isReject, isArrow, isAmong, isWithout, isUnique, isValue, isArch:
			return false
		case isField:
			if t.code {
				return false
			}
		}
	}
	return unknown > 0
}

// refusal reads "X is rejected [if Y] [unless Z]".
func (c *clause) refusal(at int) (formula, bool) {
	before, after := c.tokens[:at], c.tokens[at+1:]
	for len(before) > 0 && sep(before[len(before)-1]) {
		before = before[:len(before)-1]
	}
	var unless formula
	cut := func(ts []token) ([]token, bool) {
		if i := find(ts, isUnless); i >= 0 {
			u, ok := c.condition(ts[i+1:])
			if !ok {
				return nil, false
			}
			unless = u
			return ts[:i], true
		}
		return ts, true
	}
	var ok bool
	if before, ok = cut(before); !ok {
		return formula{}, false
	}
	if after, ok = cut(after); !ok {
		return formula{}, false
	}
	for len(after) > 0 && (after[0].role == isIf || sep(after[0]) || after[0].role == isOn || after[0].role == isAnd) {
		after = after[1:]
	}
	if len(after) == 1 && after[0].role == isField && len(before) > 0 { // "reject FIELD": where it is reported
		if !c.hasField {
			c.field, c.hasField = after[0].ref, true
		}
		after = nil
	}
	if len(before) == 0 && c.index(isIf) < 0 && (len(after) < 2 || !after[0].code) { // "one cause per broken rule"
		return formula{}, false
	}
	cond, ok := c.condition(before)
	if !ok {
		return formula{}, false
	}
	if len(after) > 0 {
		more, ok := c.condition(after)
		if !ok {
			return formula{}, false
		}
		cond = and(cond, more)
	}
	if cond.op == "" && cond.text == "" {
		return formula{}, false
	}
	if !strings.Contains(cond.String(), open) { // the gate or the architecture alone: of what is planned
		about := c.n.planned
		if c.hasField {
			about = []ref{c.field}
		} else if c.has {
			about = []ref{c.subject}
		}
		if len(about) != 1 {
			return formula{}, false
		}
		c.take(about[0])
		cond = and(cond, isThere(about[0]))
	}
	out := negated(cond)
	if unless.op != "" || unless.text != "" {
		out = or(unless, out)
	}
	return out, true
}
