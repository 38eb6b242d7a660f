package rule

// From tokens to conditions: a clause is an outcome, a condition and an
// assertion about its subject, in any order.

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
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
	c.aside()
	c.trim()
	if i := c.index(isElse); i > 0 && (sep(c.tokens[i-1])) && c.index(isReject) > i { // "…, otherwise rejected" says nothing new
		c.tokens = trimmed(c.tokens[:i])
	}
	if c.tokens == nil || len(c.tokens) == 0 {
		return nil, false
	}
	c.first()
	if i := c.index(isReject); i >= 0 {
		f, ok := c.refusal(i)
		return []formula{f}, ok
	}
	return c.demand(c.tokens)
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
		if c.tokens[i].role == isComma && consequence(rest) && find(c.tokens[:i], isMember, isOp, isOnly, isText, isFormat, isAmong, isUnique, isTimes) >= 0 &&
			find(c.tokens[:i], isReject) < 0 {
			c.tokens = c.tokens[:i]
			continue
		}
		if len(rest) > 0 && idle(rest) && find(c.tokens[:i], isReject, isNeed, isOp, isText, isFormat, isUnique, isUnset, isNotBoth, isBoth, isOnly, isMember) >= 0 {
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
	if find(ts, isReject) < 0 {
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
		case isIf, isUnless, isOnly, isNeed, isOp, isReject, isArrow, isAmong, isWithout, isUnique, isValue, isArch:
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

// condition reads parts joined by and, commas, with and or.
func (c *clause) condition(ts []token) (formula, bool) {
	for len(ts) > 0 && (ts[0].role == isIf || sep(ts[0]) || ts[0].role == isColon || ts[0].role == isOn || ts[0].role == isAnd) {
		ts = ts[1:]
	}
	if len(ts) == 0 {
		return formula{}, true
	}
	if i := find(ts, isOr); i > 0 && !valueList(ts, i) {
		a, ok := c.condition(ts[:i])
		if !ok {
			return formula{}, false
		}
		b, ok := c.condition(ts[i+1:])
		return or(a, b), ok
	}
	var parts []formula
	for len(ts) > 0 {
		f, n, ok := c.fact(ts)
		if !ok || n == 0 {
			return formula{}, false
		}
		parts = append(parts, f)
		ts = ts[n:]
		for len(ts) > 0 && (ts[0].role == isAnd || sep(ts[0]) || ts[0].role == isIf || ts[0].role == isColon || ts[0].role == isOn) {
			ts = ts[1:]
		}
	}
	return and(parts...), true
}

// valueList holds where an or stands between values.
func valueList(ts []token, i int) bool {
	return i+1 < len(ts) && isLiteral(ts[i-1]) && isLiteral(ts[i+1])
}

func isLiteral(t token) bool { return t.role == isValue || t.role == isArch }

// fact reads one statement about a field from the beginning of the tokens and
// returns how many it took.
func (c *clause) fact(ts []token) (formula, int, bool) {
	t := ts[0]
	at := func(i int) role {
		if i < len(ts) {
			return ts[i].role
		}
		return ""
	}
	switch t.role {
	case isGate:
		name := t.text
		n := 1
		if at(1) == isGate {
			if !c.known(name) {
				name = ts[1].text
			}
			n = 2
		}
		if !c.known(name) {
			if len(c.n.gates) != 1 {
				return formula{}, 0, false
			}
			name = c.n.gates[0]
		}
		on := plain("gate("+quote(name)+")", "!gate("+quote(name)+")")
		switch at(n) {
		case isOff, isUnset:
			return negated(on), n + 1, true
		case isEnabled, isSet:
			return on, n + 1, true
		}
		return formula{}, 0, false
	case isWithout, isUnset:
		if at(1) == isGate {
			f, n, ok := c.fact(append(slices.Clone(ts[1:2+b2i(at(2) == isGate)]), token{role: isOff}))
			return f, n, ok
		}
		if at(1) == isField {
			return negated(set(ts[1].ref, c.n.env, c.home)), 2, true
		}
		if t.role == isUnset && c.has {
			return negated(set(c.subject, c.n.env, c.home)), 1, true
		}
	case isSet:
		if at(1) == isField {
			return set(ts[1].ref, c.n.env, c.home), 2, true
		}
		if c.has {
			return set(c.subject, c.n.env, c.home), 1, true
		}
	case isArch:
		return c.archs(ts, 0)
	case isNot:
		if at(1) == isArch {
			f, n, ok := c.archs(ts, 1)
			return negated(f), n, ok
		}
	case isValue:
		vs, n := values(ts)
		if t.ref.field != nil && at(1) != isOp {
			return among(t.ref, vs), n, true
		}
		if c.has && fits(c.subject, vs) {
			return among(c.subject, vs), n, true
		}
	case isField:
		return c.aboutField(ts)
	case isCount, isOp, isText, isUnit:
		if c.has {
			return c.predicate(c.subject, ts, 0)
		}
	}
	return formula{}, 0, false
}

func (c *clause) known(gate string) bool { return slices.Contains(c.n.gates, gate) }

func (c *clause) archs(ts []token, n int) (formula, int, bool) {
	var vs []string
	for n < len(ts) && (ts[n].role == isArch || len(vs) > 0 && (ts[n].role == isOr || ts[n].role == isAnd || ts[n].role == isComma) && n+1 < len(ts) && ts[n+1].role == isArch) {
		if ts[n].role == isArch {
			vs = append(vs, ts[n].lit)
		}
		n++
	}
	if len(vs) == 1 {
		return plain("arch() == "+vs[0], "arch() != "+vs[0]), n, true
	}
	list := "arch() in [" + strings.Join(vs, ", ") + "]"
	return plain(list, "!("+list+")"), n, len(vs) > 0
}

// values reads a list of values.
func values(ts []token) ([]string, int) {
	var out []string
	n := 0
	for n < len(ts) {
		if isLiteral(ts[n]) {
			out = append(out, ts[n].lit)
			n++
			continue
		}
		if len(out) > 0 && (ts[n].role == isOr || ts[n].role == isComma || ts[n].role == isAnd) {
			k := n + 1
			for k < len(ts) && (ts[k].role == isOr || ts[k].role == isComma || ts[k].role == isAnd) {
				k++
			}
			if k < len(ts) && isLiteral(ts[k]) {
				n = k
				continue
			}
		}
		break
	}
	return out, n
}

// among is the condition that a field has one of some values.
func among(r ref, vs []string) formula {
	if len(vs) == 1 {
		switch {
		case vs[0] == "true":
			return plain(r.cel(), "!"+r.cel())
		case vs[0] == "false":
			return plain("!"+r.cel(), r.cel())
		}
		return plain(r.cel()+" == "+vs[0], r.cel()+" != "+vs[0])
	}
	list := r.cel() + " in [" + strings.Join(vs, ", ") + "]"
	return plain(list, "!("+list+")")
}

// aboutField reads what is said of the field at the beginning.
func (c *clause) aboutField(ts []token) (formula, int, bool) {
	r := ts[0].ref
	i := 1
	if i < len(ts) && (ts[i].role == isColon) && i+1 < len(ts) && ts[i+1].role != isField {
		i++
	}
	if i >= len(ts) {
		return c.alone(r), i, true
	}
	switch ts[i].role {
	case isSet:
		return set(r, c.n.env, c.home), i + 1, true
	case isUnset:
		return negated(set(r, c.n.env, c.home)), i + 1, true
	case isArch: // architecture: s390x
		if r.leaf() == "architecture" {
			return c.archs(ts, i)
		}
	case isValue:
		vs, n := values(ts[i:])
		if ts[i].ref.field != nil || fits(r, vs) {
			return among(r, vs), i + n, true
		}
	case isNot:
		if i+1 < len(ts) && ts[i+1].role == isValue {
			vs, n := values(ts[i+1:])
			return negated(among(r, vs)), i + 1 + n, fits(r, vs)
		}
		if i+1 < len(ts) && ts[i+1].role == isSet {
			return negated(set(r, c.n.env, c.home)), i + 2, true
		}
		if v, ok := c.capital(r, ts, i+1); ok {
			return negated(among(r, []string{v})), i + 2, true
		}
		f, n, ok := c.predicate(r, ts, i+1)
		return negated(f), n, ok
	case isEach, isKeys, isCount, isOp, isText, isUnit, isFormat, isAmong, isMember, isTimes, isPower:
		if f, n, ok := c.predicate(r, ts, i); ok {
			return f, n, true
		}
	case isUnknown: // a value without any mark, as in "policy Never"
		if v, ok := c.capital(r, ts, i); ok {
			return among(r, []string{v}), i + 1, true
		}
	}
	return c.alone(r), 1, true
}

// capital reads a word that can only be a value of a string: code, or a
// capitalised word right behind the field.
func (c *clause) capital(r ref, ts []token, i int) (string, bool) {
	if i >= len(ts) || ts[i].role != isUnknown || ts[i].text == "" || r.typ == nil || r.typ.Kind != rule.String {
		return "", false
	}
	t := ts[i].text
	for _, v := range r.typ.Enum {
		if v.Text == t {
			return quote(t), true
		}
	}
	return quote(t), ts[i].code || t[0] >= 'A' && t[0] <= 'Z' || strings.ContainsAny(t, "0123456789")
}

// alone is a field of which nothing is said: it is set, or true.
func (c *clause) alone(r ref) formula { return set(r, c.n.env, c.home) }

// fits reports whether values can be ones of a field.
func fits(r ref, vs []string) bool {
	if r.typ == nil || len(vs) == 0 {
		return false
	}
	for _, v := range vs {
		if !fit(r.typ.Kind, v) {
			return false
		}
	}
	return true
}

func fit(k rule.Kind, v string) bool {
	switch k {
	case rule.String:
		return strings.HasPrefix(v, "'")
	case rule.Bool:
		return v == "true" || v == "false"
	case rule.Int:
		return v[0] >= '0' && v[0] <= '9' || v[0] == '-' || v[0] == '+'
	case rule.Quantity:
		return strings.HasPrefix(v, "quantity(") || v[0] >= '0' && v[0] <= '9'
	case rule.Duration:
		return strings.HasPrefix(v, "duration(") || v == "0"
	}
	return false
}
