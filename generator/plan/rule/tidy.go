package rule

// Parts of a clause that add nothing to the rule: reasons, examples, "if set".

import "slices"

// tidy drops them.
func (c *clause) tidy() {
	ts := c.tokens
	at := func(i int) role {
		if i >= 0 && i < len(ts) {
			return ts[i].role
		}
		return ""
	}
	var out []token
	for i := 0; i < len(ts); i++ {
		switch {
		case ts[i].role == isBecause && len(out) > 0:
			c.tokens = trimmed(out)
			return
		case ts[i].role == isExample: // the values behind it
			for at(i+1) == isValue || at(i+1) == isUnknown || (at(i+1) == isOr || at(i+1) == isComma) && (at(i+2) == isValue) {
				i++
			}
			continue
		case sep2(at(i)) && at(i+1) == isIf && (at(i+2) == isSet || at(i+2) == isNeed || at(i+2) == isNot &&
			at(i+3) == isUnset) && i+3 <= len(ts):
			end := i + 3
			if at(i+2) == isNot {
				end++
			}
			if end == len(ts) || at(end) == isComma { // ", if given,"
				i = end
				continue
			}
		case ts[i].role == isPer && i > 0 && (at(i+1) == isField || at(i+1) == isUnknown):
			i++
			continue
		case ts[i].role == isMeans && at(i+1) == isValue && len(out) > 0 && (i+2 == len(ts) || at(i+2) == isAnd || at(i+2) == isComma):
			i++
			continue
		case ts[i].role == isColon && i > 0 && find(ts[i:], isElse) >= 0 && find(ts[:i], isJust) >= 0:
			c.tokens = trimmed(out)
			return
		}
		out = append(out, ts[i])
	}
	c.tokens = out
}

func sep2(r role) bool { return r == isComma }

// twice reads that something is there twice, which is refused: in a list, or
// with the same fields.
func (c *clause) twice() (formula, bool) {
	i := c.index(isTwice)
	if i < 0 || c.index(isReject, isNot) < 0 {
		return formula{}, false
	}
	var fields []token
	for _, t := range c.tokens {
		switch t.role {
		case isField:
			fields = append(fields, t)
		case isIf, isUnless, isOnly, isOp, isNeed, isArch, isGate, isWithout:
			return formula{}, false
		}
	}
	if len(fields) == 0 && c.has {
		fields = []token{{role: isField, ref: c.subject}}
	}
	if len(fields) > 1 { // the list of which fields are the same is named too
		fields = slices.DeleteFunc(fields, func(t token) bool {
			return slices.ContainsFunc(fields, func(o token) bool { return o.ref.parent() == t.ref.path || o.ref.parent() == t.ref.path+"[]" })
		})
	}
	if len(fields) > 1 {
		ts := []token{}
		for _, f := range fields {
			ts = append(ts, f, token{role: isAnd})
		}
		return c.tuple(append(ts, token{role: isUnique}))
	}
	f, _, ok := c.unique(fields[0].ref, nil, 0)
	return f, ok
}
