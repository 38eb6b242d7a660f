package rule

// Comparisons and ranges.

import (
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// inBytes is the number of bytes of a quantity literal.
func inBytes(lit string) (int64, bool) {
	text := strings.TrimSuffix(strings.TrimPrefix(lit, "quantity('"), "')")
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return 0, false
	}
	return q.AsInt64()
}

// compare reads an operator with its operand before or behind it, a range, a
// list of values, or a number of hex digits.
func (c *clause) compare(r ref, ts []token, i int) (formula, int, bool) {
	if r.typ == nil {
		return formula{}, i, false
	}
	at := func(k int) role {
		if k < len(ts) {
			return ts[k].role
		}
		return ""
	}
	operand := func(k int) bool { return at(k) == isValue || at(k) == isField }
	op, said := "==", false
	if at(i) == isOp {
		said = true
		op = ts[i].text
		i++
		for at(i) == isOp && ts[i].text == "==" {
			i++
		}
	}
	if !operand(i) && op == "==" && i < len(ts) && i > 0 && ts[i-1].role == isOp { // "must be a power of two"
		return c.predicate(r, ts, i)
	}
	if !operand(i) {
		return formula{}, i, false
	}
	if !said && at(i) == isField && at(i+1) != isRange || at(i) == isValue && !own(r, ts[i]) && !own(r.element(), ts[i]) {
		return formula{}, i, false
	}
	if at(i+1) == isHex || op == "==" && at(i+1) == isUnit && at(i+2) == isHex {
		return c.hex(r, ts[i].lit, i+2)
	}
	if at(i+1) == isRange && operand(i+2) {
		low, ok1 := c.against(r, ts[i], ">=")
		high, ok2 := c.against(r, ts[i+2], "<=")
		return guard(r, and(low, high)), skipUnits(ts, i+3), ok1 && ok2
	}
	if at(i+1) == isOp && (ts[i+1].text == "<=" || ts[i+1].text == ">=") && op == "==" && !operand(i+2) { // 512Mi at most, 4Ki or more
		f, ok := c.against(r, ts[i], ts[i+1].text)
		return guard(r, f), skipUnits(ts, i+2), ok
	}
	if op == "!=" && at(i) == isValue {
		if vs, n := values(ts[i:]); len(vs) > 1 && fits(r, vs) {
			return guard(r, negated(among(r, vs))), i + n, true
		}
	}
	if at(i) == isValue && at(i+1) == isUnit && letters[ts[i+1].text] && r.typ.Kind != rule.String {
		return c.lengths(r, ts, i, op)
	}
	if op == "==" && at(i) == isValue {
		vs, n := values(ts[i:])
		if len(vs) > 1 || fits(r, vs) && ts[i].lit != "" {
			if e := c.elements(r, ts, i); fits(e, vs) {
				return c.oneOf(e, ts, i)
			}
		}
		_ = n
	}
	f, ok := c.against(r, ts[i], op)
	end := skipUnits(ts, i+1)
	if op == "==" || op == "!=" {
		return f, end, ok
	}
	return guard(r, f), end, ok
}

// letters are the units of texts.
var letters = map[string]bool{"characters": true, "character": true, "chars": true, "letters": true,
	"characters long": true, "bytes long": true}

// lengths bounds the texts in a list or a map.
func (c *clause) lengths(r ref, ts []token, i int, op string) (formula, int, bool) {
	switch {
	case r.typ.Kind == rule.List && r.typ.Elem.Kind == rule.String:
		c.element = r.element()
		f, ok := c.against(c.element, ts[i], op)
		return f, skipUnits(ts, i+1), ok
	case r.typ.Kind == rule.Map && r.typ.Elem.Kind == rule.String && fit(rule.Int, ts[i].lit):
		size := "size(" + r.cel() + "[k]) "
		return plain(r.cel()+".all(k, "+size+op+" "+ts[i].lit+")", r.cel()+".exists(k, "+size+contrary[op]+" "+ts[i].lit+")"),
			skipUnits(ts, i+1), true
	}
	return formula{}, i, false
}

func skipUnits(ts []token, i int) int {
	for i < len(ts) && (ts[i].role == isUnit || ts[i].role == isKeys || ts[i].role == isEach) {
		i++
	}
	return i
}

// hex is a number of hexadecimal digits.
func (c *clause) hex(r ref, digits string, n int) (formula, int, bool) {
	if r.typ.Kind == rule.List {
		r = r.element()
	}
	c.n.said[r.path] = ".matches('^[0-9a-f]{" + digits + "}$')"
	call := r.cel() + ".matches('^[0-9a-f]{" + digits + "}$')"
	return guard(r, plain(call, "!"+call)), n, r.typ.Kind == rule.String && fit(rule.Int, digits)
}

var contrary = map[string]string{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

// against compares a field with an operand: its value, or its size where the
// operand is a number and the field none.
func (c *clause) against(r ref, operand token, op string) (formula, bool) {
	left, right := r.cel(), operand.lit
	if operand.role == isField {
		other := operand.ref
		right = other.cel()
		if other.typ == nil || other.typ.Kind != r.typ.Kind {
			return formula{}, false
		}
		return plain(left+" "+op+" "+right, left+" "+contrary[op]+" "+right), true
	}
	switch r.typ.Kind {
	case rule.List, rule.Map, rule.String:
		if !fit(rule.Int, right) {
			if r.typ.Kind == rule.String && (op == "==" || op == "!=") && strings.HasPrefix(right, "'") {
				break
			}
			return formula{}, false
		}
		left = "size(" + left + ")"
	case rule.Quantity:
		if fit(rule.Int, right) {
			right = "quantity('" + right + "')"
		}
		if !strings.HasPrefix(right, "quantity(") {
			return formula{}, false
		}
	case rule.Duration:
		if right == "0" {
			right = "duration('0s')"
		}
		if !strings.HasPrefix(right, "duration(") {
			return formula{}, false
		}
	case rule.Int:
		if strings.HasPrefix(right, "quantity(") {
			n, ok := inBytes(right)
			if !ok {
				return formula{}, false
			}
			right = strconv.FormatInt(n, 10)
		}
		if !fit(rule.Int, right) {
			return formula{}, false
		}
	case rule.Bool:
		return among(r, []string{right}), right == "true" || right == "false"
	default:
		return formula{}, false
	}
	return plain(left+" "+op+" "+right, left+" "+contrary[op]+" "+right), true
}
