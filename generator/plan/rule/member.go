package rule

// Membership: what has to be the name of an entry of a list.

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/rule"
)

// member reads "name of an entry of LIST".
func (c *clause) member(r ref, ts []token, i int) (formula, int, bool) {
	for i < len(ts) && (ts[i].role == isAmong || ts[i].role == isMember || ts[i].role == isEach) {
		i++
	}
	if i < len(ts) && ts[i].role == isValue {
		return c.oneOf(c.elements(r, ts, i), ts, i)
	}
	if i >= len(ts) || ts[i].role != isField || r.typ == nil {
		return formula{}, i, false
	}
	list := ts[i].ref
	if strings.HasSuffix(list.path, "[]") {
		list = ref{path: strings.TrimSuffix(list.path, "[]"), field: list.field, typ: list.field.Type}
	}
	if parent, ok := c.n.find(list.parent(), nil); list.typ.Kind == rule.String && strings.HasSuffix(list.parent(),
		"[]") && ok { // volumes[].name
		list = ref{path: strings.TrimSuffix(list.parent(), "[]"), field: parent.field, typ: parent.field.Type}
	}
	if list.typ.Kind != rule.List {
		return formula{}, i, false
	}
	next := i + 1
	if next < len(ts) && sep(ts[next]) && next+1 < len(ts) && ts[next+1].role == isUnset {
		next += 2
	}
	if r.typ.Kind == rule.Map { // its values
		value := r.cel() + "[k]"
		c.take(r)
		f, ok := c.exists(list, value)
		return plain(r.cel()+".all(k, "+f+")", r.cel()+".exists(k, !("+f+"))"), next, ok
	}
	e := c.elements(r, ts, i-1)
	if r.typ.Kind == rule.List && r.typ.Elem.Kind == rule.String {
		e = r.element()
	}
	f, ok := c.exists(list, e.cel())
	return guard(e, plain(f, "!"+f)), next, ok && e.typ.Kind == rule.String
}

func (c *clause) exists(list ref, value string) (string, bool) {
	if list.typ.Elem.Kind == rule.String {
		return value + " in " + list.cel(), true
	}
	if _, ok := list.typ.Elem.Field("name"); !ok {
		return "", false
	}
	return list.cel() + ".exists(e, e.name == " + value + ")", true
}
