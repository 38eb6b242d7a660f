package rule

// What is asked of one field.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// subjectThen reads a subject and what is asked of it.
func (c *clause) subjectThen(ts []token) ([]formula, bool) {
	r, i := c.subject, 0
	if f, ok := c.tuple(ts); ok {
		return []formula{f}, true
	}
	if len(ts) == 3 && ts[0].role == isOp && ts[1].role == isValue && ts[2].role == isField { // at most 16 tags
		f, ok := c.against(ts[2].ref, ts[1], ts[0].text)
		c.take(ts[2].ref)
		return []formula{f}, ok
	}
	if ts[0].role == isEach && len(ts) > 1 && ts[1].role == isField {
		r, i = ts[1].ref.element(), 2
		c.element = r
	} else if (ts[0].role == isCount || ts[0].role == isKeys) && len(ts) > 1 && ts[1].role == isField {
		ts = append([]token{ts[1], ts[0]}, ts[2:]...)
		r, i = ts[0].ref, 1
	} else if ts[0].role == isField {
		r, i = ts[0].ref, 1
	} else if len(ts) == 2 && ts[0].role == isNot && ts[1].role == isField {
		return []formula{negated(set(ts[1].ref, c.n.env, c.home))}, true
	} else if len(ts) == 4 && ts[0].role == isNot && (ts[1].role == isValue || ts[1].role == isUnknown) &&
		ts[2].role == isMember && ts[3].role == isField {
		return c.free(ts[1], ts[3].ref)
	} else if !c.has {
		return nil, false
	}
	if fs, ok := c.several(ts); ok {
		return fs, true
	}
	var out []formula
	for i < len(ts) {
		if r.typ != nil && r.typ.Kind == rule.Map && ts[i].role == isAmong { // its values
			i++
			continue
		}
		if sep(ts[i]) || ts[i].role == isColon || ts[i].role == isAnd || ts[i].role == isNot && i+1 < len(ts) && ts[i+1].role == isComma {
			i++
			continue
		}
		f, n, ok := c.predicate(r, ts, i)
		if !ok || n == i || n < len(ts) && !sep(ts[n]) && ts[n].role != isAnd && ts[n].role != isColon {
			return nil, false
		}
		out = append(out, f)
		i = n
	}
	if len(out) > 0 {
		c.take(r)
	}
	return out, len(out) > 0
}

// tuple reads "A + B: unique" for fields of list elements.
func (c *clause) tuple(ts []token) (formula, bool) {
	var parts []string
	list := ""
	for _, t := range ts {
		switch t.role {
		case isAnd, isColon, isComma, isJust:
		case isUnique:
			if len(parts) < 2 || list == "" {
				return formula{}, false
			}
			c.field, c.hasField = ref{path: list + "[]"}, true
			text := "unique(" + open + list + shut + ".map(e, [" + strings.Join(parts, ", ") + "]))"
			return plain(text, "!"+text), true
		case isField:
			cut := strings.LastIndex(t.ref.path, "[].")
			if cut < 0 || list != "" && list != t.ref.path[:cut] {
				return formula{}, false
			}
			list = t.ref.path[:cut]
			part := "e." + t.ref.path[cut+3:]
			if t.ref.typ.Kind != rule.String {
				part = "string(" + part + ")"
			}
			parts = append(parts, part)
		default:
			return formula{}, false
		}
	}
	return formula{}, false
}

// several reads one demand on several fields: "A and B must be set".
func (c *clause) several(ts []token) ([]formula, bool) {
	fields := []ref{}
	i := 0
	for ; i < len(ts) && (ts[i].role == isField || ts[i].role == isAnd || ts[i].role == isComma); i++ {
		if ts[i].role == isField {
			fields = append(fields, ts[i].ref)
		}
	}
	if len(fields) < 2 || i >= len(ts) {
		return nil, false
	}
	var out []formula
	for _, r := range fields {
		f, n, ok := c.predicate(r, ts, i)
		if !ok || n != len(ts) {
			return nil, false
		}
		out = append(out, f)
	}
	return out, true
}

// predicate reads one demand on a field; it returns how far it came.
func (c *clause) predicate(r ref, ts []token, i int) (formula, int, bool) {
	at := func(k int) role {
		if k < len(ts) {
			return ts[k].role
		}
		return ""
	}
	t := ts[i]
	switch t.role {
	case isEach:
		if at(i+1) == isEach {
			i++
		}
		if at(i+1) == isOp && r.typ != nil && r.typ.Kind == rule.List { // "entries at most 4"
			return c.predicate(r, ts, i+1)
		}
		c.element = r.element()
		return c.predicate(c.element, ts, i+1)
	case isKeys:
		return c.keys(r, ts, i+1)
	case isNeed:
		if at(i+1) == isUnit {
			i++
		}
		// a number or truth value that is no pointer can't tell that it is not set
		return isThere(r), i + 1, r.field.Ptr || r.typ.Kind != rule.Int && r.typ.Kind != rule.Bool && r.typ.Kind != rule.Struct
	case isUnset:
		if (at(i+1) == isComma || at(i+1) == isOr) && at(i+2) == isValue { // empty, A or B
			return c.oneOf(r, ts, i+2)
		}
		return negated(isThere(r)), i + 1, true
	case isNot:
		f, n, ok := c.predicate(c.elements(r, ts, i+1), ts, i+1)
		return negated(f), n, ok
	case isUnique:
		return c.unique(r, ts, i)
	case isPower:
		p := r.cel()
		return guard(r, plain("math.bitAnd("+p+", "+p+" - 1) == 0", "math.bitAnd("+p+", "+p+" - 1) != 0")), i + 1, r.typ.Kind == rule.Int
	case isTimes:
		if at(i+1) != isValue {
			return formula{}, i, false
		}
		return c.multiple(r, ts[i+1].lit, i+2)
	case isFormat:
		e := c.elements(r, ts, i)
		return guard(e, plain(t.text+"("+e.cel()+")", "!"+t.text+"("+e.cel()+")")), i + 1, e.typ.Kind == rule.String
	case isText:
		return c.textual(r, ts, i)
	case isOutside:
		f, n, ok := c.compare(r, ts, i+1)
		return negated(f), n, ok
	case isLike:
		return c.like(r, ts, i+1)
	case isMember:
		return c.member(r, ts, i+1)
	case isAmong:
		return c.oneOf(c.elements(r, ts, i), ts, i+1)
	case isCount, isUnit:
		return c.predicate(r, ts, i+1)
	case isOp, isValue, isField, isHex, isRange:
		return c.compare(r, ts, i)
	}
	return formula{}, i, false
}

// like reads "same form as FIELD".
func (c *clause) like(r ref, ts []token, i int) (formula, int, bool) {
	if i >= len(ts) || ts[i].role != isField {
		return formula{}, i, false
	}
	e := r
	if r.typ.Kind == rule.List {
		e = r.element()
		c.element = e
	}
	call, ok := c.n.said[ts[i].ref.path]
	if !ok {
		call, ok = c.n.said[ts[i].ref.element().path]
	}
	return guard(e, plain(e.cel()+call, "!"+e.cel()+call)), i + 1, ok && e.typ.Kind == rule.String
}

// textual reads a prefix, a suffix, a part or a pattern of a text.
func (c *clause) textual(r ref, ts []token, i int) (formula, int, bool) {
	at := func(k int) role {
		if k < len(ts) {
			return ts[k].role
		}
		return ""
	}
	t := ts[i]
	if at(i+1) == isUnknown {
		ts = slices.Clone(ts)
		ts[i+1] = token{role: isValue, text: ts[i+1].text, lit: quote(ts[i+1].text)}
	}
	if at(i+1) != isValue {
		return formula{}, i, false
	}
	if t.text == "contains" && r.typ.Kind == rule.List && r.typ.Elem.Kind == rule.String {
		in := ts[i+1].lit + " in " + r.cel()
		return plain(in, "!("+in+")"), i + 2, true
	}
	e := c.elements(r, ts, i)
	call := e.cel() + "." + t.text + "(" + ts[i+1].lit + ")"
	c.n.said[e.path] = "." + t.text + "(" + ts[i+1].lit + ")"
	return guard(e, plain(call, "!"+call)), i + 2, e.typ.Kind == rule.String && strings.HasPrefix(ts[i+1].lit, "'")
}

// elements is the elements where a list of values is asked for something that
// only values can be.
func (c *clause) elements(r ref, ts []token, i int) ref {
	if r.typ != nil && r.typ.Kind == rule.List && r.typ.Elem.Kind == rule.String && i < len(ts) {
		if ts[i].role == isText && ts[i].text == "contains" { // the list has it
			return r
		}
		switch ts[i].role {
		case isFormat, isText, isAmong, isMember, isHex, isLike:
			c.element = r.element()
			return c.element
		case isValue:
			if strings.HasPrefix(ts[i].lit, "'") {
				c.element = r.element()
				return c.element
			}
		}
	}
	return r
}

func (c *clause) multiple(r ref, of string, n int) (formula, int, bool) {
	p := r.cel()
	switch {
	case r.typ.Kind == rule.Quantity:
		bytes, ok := inBytes(of)
		if !ok {
			return formula{}, n, false
		}
		text := fmt.Sprintf("%s.asInteger() %% %d", p, bytes)
		return guard(r, plain(text+" == 0", text+" != 0")), n, true
	case r.typ.Kind == rule.Int && fit(rule.Int, of):
		return guard(r, plain(p+" % "+of+" == 0", p+" % "+of+" != 0")), n, true
	}
	return formula{}, n, false
}

// keys reads what is asked of the keys of a map.
func (c *clause) keys(r ref, ts []token, i int) (formula, int, bool) {
	for i < len(ts) && (ts[i].role == isColon || ts[i].role == isEach || sep(ts[i])) {
		i++
	}
	if r.typ == nil || r.typ.Kind != rule.Map || i >= len(ts) {
		return formula{}, i, false
	}
	each := func(text string) formula {
		return plain(r.cel()+".all(k, "+text+")", r.cel()+".exists(k, !("+text+"))")
	}
	c.take(r)
	switch ts[i].role {
	case isOp:
		return c.compare(r, ts, i)
	case isText:
		if i+1 < len(ts) && ts[i+1].role == isValue {
			return each("k." + ts[i].text + "(" + ts[i+1].lit + ")"), i + 2, true
		}
	case isFormat:
		return each(ts[i].text + "(k)"), i + 1, true
	case isAmong:
		i++
		fallthrough
	case isValue, isUnknown:
		vs, n := loose(ts[i:])
		for i+n < len(ts) && (sep(ts[i+n]) || ts[i+n].role == isElse) {
			n++
		}
		return each("k in [" + strings.Join(vs, ", ") + "]"), i + n, len(vs) > 0
	}
	return formula{}, i, false
}

// loose reads values of which some are plain words.
func loose(ts []token) ([]string, int) {
	var out []string
	n := 0
	for n < len(ts) {
		t := ts[n]
		switch {
		case isLiteral(t):
			out = append(out, t.lit)
		case t.role == isUnknown:
			out = append(out, quote(t.text))
		case t.role == isComma || t.role == isOr || t.role == isAnd:
		default:
			return out, n
		}
		n++
	}
	return out, n
}

// oneOf reads a list of allowed values; what it says of other values or of
// the empty one is part of it.
func (c *clause) oneOf(r ref, ts []token, i int) (formula, int, bool) {
	for i < len(ts) && (ts[i].role == isColon || ts[i].role == isAmong) {
		i++
	}
	if r.typ == nil || r.typ.Kind != rule.String && r.typ.Kind != rule.Int {
		return formula{}, i, false
	}
	vs, n := values(ts[i:])
	if r.typ.Kind == rule.String && len(vs) == 0 {
		if i < len(ts) && ts[i].role == isField {
			return c.member(r, ts, i)
		}
		vs, n = loose(ts[i:])
	}
	if !fits(r, vs) {
		return formula{}, i, false
	}
	i += n
	for i < len(ts) { // ", empty = X"
		if sep(ts[i]) && i+1 < len(ts) && (ts[i+1].role == isUnset || ts[i+1].role == isElse) {
			i += 2
			if i+1 < len(ts) && ts[i].role == isOp && ts[i+1].role == isValue {
				i += 2
			}
			continue
		}
		break
	}
	return guard(r, among(r, vs)), i, true
}

// unique reads that nothing is there twice: elements, or fields of them.
func (c *clause) unique(r ref, ts []token, i int) (formula, int, bool) {
	if cut := strings.LastIndex(r.path, "[]."); cut >= 0 && r.typ.Kind != rule.List {
		list := open + r.path[:cut] + shut
		text := "unique(" + list + ".map(e, e." + r.path[cut+3:] + "))"
		c.take(r)
		return plain(text, "!"+text), i + 1, true
	}
	if r.typ.Kind != rule.List {
		return formula{}, i, false
	}
	if r.typ.Elem.Kind == rule.Struct {
		if _, ok := r.typ.Elem.Field("name"); !ok {
			return formula{}, i, false
		}
		text := "unique(" + r.cel() + ".map(e, e.name))"
		return plain(text, "!"+text), i + 1, true
	}
	text := "unique(" + strings.ReplaceAll(r.cel(), "[]"+shut, shut) + ")"
	return plain(text, "!"+text), i + 1, true
}
