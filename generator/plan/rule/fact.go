package rule

// Statements about fields, as conditions consist of them.

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

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
	var last token
	for len(ts) > 0 {
		if ts[0].role == isField {
			last = ts[0]
		} else if last.ref.field != nil && (ts[0].role == isOp || ts[0].role == isText || ts[0].role == isOutside) { // "is set and below 5"
			ts = append([]token{last}, ts...)
		}
		f, n, ok := c.fact(ts)
		if !ok || n == 0 {
			return formula{}, false
		}
		parts = append(parts, f)
		ts = ts[n:]
		for len(ts) > 0 && (ts[0].role == isAnd || ts[0].role == isBut || sep(ts[0]) || ts[0].role == isIf ||
			ts[0].role == isColon || ts[0].role == isOn) {
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
		return c.gateState(ts)
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
	case isEach:
		if at(1) == isField {
			c.element = ts[1].ref.element()
			return c.aboutField(append([]token{{role: isField, ref: ts[1].ref.element(), code: true}, {role: isFiller}}, ts[2:]...))
		}
	case isNot:
		if f, n, ok := c.nameless(ts); ok {
			return f, n, true
		}
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
		if t.role == isCount && at(1) == isField {
			f, n, ok := c.aboutField(ts[1:])
			return f, n + 1, ok
		}
		if c.has {
			return c.predicate(c.subject, ts, 0)
		}
	}
	return formula{}, 0, false
}

// gateState reads whether a gate is on or off.
func (c *clause) gateState(ts []token) (formula, int, bool) {
	at := func(i int) role {
		if i < len(ts) {
			return ts[i].role
		}
		return ""
	}
	name := ts[0].text
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
}

// nameless reads "no X in LIST has the name FIELD".
func (c *clause) nameless(ts []token) (formula, int, bool) {
	i := 1
	for i < len(ts) && (ts[i].role == isUnknown || ts[i].role == isField && i+1 < len(ts) && ts[i+1].role == isMember) {
		i++
	}
	if i+3 >= len(ts) || ts[i].role != isMember || ts[i+1].role != isField || ts[i+2].role != isNamed || ts[i+3].role != isField {
		return formula{}, 0, false
	}
	list, name := ts[i+1].ref, ts[i+3].ref
	if list.typ == nil || list.typ.Kind != rule.List || name.typ.Kind != rule.String {
		return formula{}, 0, false
	}
	f, ok := c.exists(list, name.cel())
	c.take(name)
	return negated(guard(name, plain(f, "!"+f))), i + 4, ok
}

func (c *clause) known(gate string) bool { return slices.Contains(c.n.gates, gate) }

func (c *clause) archs(ts []token, n int) (formula, int, bool) {
	var vs []string
	for n < len(ts) && (ts[n].role == isArch || len(vs) > 0 && (ts[n].role == isOr || ts[n].role == isAnd ||
		ts[n].role == isComma) && n+1 < len(ts) && ts[n+1].role == isArch) {
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
		numbers := len(out) > 0 && !strings.HasPrefix(out[len(out)-1], "'")
		if len(out) > 0 && (ts[n].role == isOr || ts[n].role == isComma || ts[n].role == isAnd && !numbers) {
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
	if i < len(ts) && ts[i].role == isFiller {
		i++
	}
	if i+1 < len(ts) && ts[i].role == isBut && isLiteral(ts[i+1]) { // any mode but X
		vs, n := values(ts[i+1:])
		return negated(among(r, vs)), i + 1 + n, own(r, ts[i+1]) && fits(r, vs)
	}
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
		if own(r, ts[i]) && fits(r, vs) {
			return among(r, vs), i + n, true
		}
	case isNot:
		if i+1 < len(ts) && ts[i+1].role == isValue {
			vs, n := values(ts[i+1:])
			return negated(among(r, vs)), i + 1 + n, own(r, ts[i+1]) && fits(r, vs)
		}
		if i+1 < len(ts) && ts[i+1].role == isSet {
			return negated(set(r, c.n.env, c.home)), i + 2, true
		}
		if v, ok := c.capital(r, ts, i+1); ok {
			return negated(among(r, []string{v})), i + 2, true
		}
		f, n, ok := c.predicate(r, ts, i+1)
		return negated(f), n, ok
	case isEach, isKeys, isCount, isOp, isText, isUnit, isFormat, isAmong, isMember, isTimes, isPower, isOutside:
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

// own holds for values that can be ones of a field: those of another field's
// type can't.
func own(r ref, t token) bool {
	return t.ref.field == nil || t.ref.path == r.path || t.ref.typ != nil && r.typ != nil && t.ref.typ.Go == r.typ.Go
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
