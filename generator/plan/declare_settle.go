package plan

import (
	"go/parser"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file finds out which names of a sentence are constants, and which types
// and values belong to them, where they are not simply "constant `X` = 1".

var (
	conditionLead = regexp.MustCompile(`(?i)\bconditions?(?: types?)?(?: constants?)?\s*$`)
	ofTypeLead    = regexp.MustCompile(`(?i)^\s*,?\s*of (?:the )?type\s*$`)
	valueLead     = regexp.MustCompile(`(?i)^\s*,?\s*(?:and |with )?(?:the )?value\s*[:=]?\s*$`)
	constantLead  = regexp.MustCompile(`(?i)^\s*,?\s*(?:with )?(?:the )?constant\s*$`)
	valueTypes    = regexp.MustCompile(`(?:Type|Phase|Reason|State|Mode|Policy|Strategy)$`)
	constSpanRE   = regexp.MustCompile(`^(?:(const|var)\s+)?([A-Za-z_]\w*)(?:\s+([A-Za-z][\w.]*))?\s*=\s*(\S.*)$`)
	namelessType  = regexp.MustCompile(`(?i)\b(?:gets?|gains?|receives?|has|have)(?: (?:the|an?|new|its))* (attribute|element)s?\s*$`)
)

// settleConsts makes constants of what the sentence calls conditions or gives a
// type and a value.
func (d *declaring) settleConsts() {
	for i, f := range d.refs {
		if f.lex != lexIdent || !isUpper(f.text) {
			continue
		}
		_, before := d.condition[i-1]
		if open := d.openParen(i); i > 0 && f.enum && f.kind == refOther && d.refs[i-1].kind == refConst && open >= 0 && open == d.openParen(i-1) {
			f.kind = refConst // goes on with the constants in parentheses
		}
		switch {
		case d.behind(i, ofTypeLead) && f.kind == refConst:
			d.typed(i)
		case d.setsValues(i):
			f.kind = refLiteral
			for j := i + 1; j < len(d.refs) && (j == i+1 || d.refs[j].enum) && d.literalBehind(j); j++ {
				d.refs[j].kind = refConst
				d.constType[j] = f.value()
				d.setCondition(j, f.text)
			}
		case conditionLead.MatchString(f.lead) && d.literalBehind(i), before && f.enum && d.literalBehind(i):
			f.kind = refConst
			d.condition[i] = feature.Text{}
		case f.kind == refConst && i > 0 && constantLead.MatchString(f.lead) && conditionLead.MatchString(d.refs[i-1].lead) && d.refs[i-1].lex == lexIdent:
			d.refs[i-1].kind = refLiteral
			d.condition[i] = feature.T(strconv.Quote(d.refs[i-1].text), d.refs[i-1].at)
		}
	}
}

func (d *declaring) isCondition(i int) bool {
	_, ok := d.condition[i]
	return ok
}

// behind holds where the next span is an exported name with that lead.
func (d *declaring) behind(i int, lead *regexp.Regexp) bool {
	return i+1 < len(d.refs) && d.refs[i+1].lex == lexIdent && isUpper(d.refs[i+1].text) && lead.MatchString(d.refs[i+1].lead)
}

// typed takes "constant `X` of type `T`, value `v`".
func (d *declaring) typed(i int) {
	typ := d.refs[i+1]
	typ.kind = refLiteral
	d.constType[i] = typ.value()
	d.setCondition(i, typ.text)
	if i+2 < len(d.refs) && valueLead.MatchString(d.refs[i+2].lead) {
		d.refs[i+2].kind = refLiteral
		d.condition[i] = feature.T(quoteValue(d.refs[i+2].text), d.refs[i+2].at)
	}
}

func (d *declaring) setCondition(i int, typ string) {
	if strings.HasSuffix(typ, "ConditionType") {
		d.condition[i] = feature.Text{}
	}
}

// setsValues holds for a type of today that gets values: "`PhaseType` gets
// `Lit` ("Lit")". What the plan declares itself has a list of values of its own.
func (d *declaring) setsValues(i int) bool {
	known := d.r.book.find(d.refs[i].text)
	return valueTypes.MatchString(d.refs[i].text) && d.behind(i, getsLead) && d.literalBehind(i+1) && (known == nil || !known.declared)
}

// zipped gives the constants in parentheses the values before these, one by
// one: "features `a` and `b` (constants `A`, `B`)". Where the numbers differ
// nobody knows whose is whose.
func (d *declaring) zipped(i int) feature.Text {
	open := d.openParen(i)
	if open < 0 {
		return feature.Text{}
	}
	var consts, keys []*ref
	for j, f := range d.refs {
		if d.openParen(j) == open && f.kind == refConst {
			consts = append(consts, f)
		}
	}
	for j := len(d.refs) - 1; j >= 0; j-- {
		f := d.refs[j]
		if f.from >= open {
			continue
		}
		if f.lex != lexKey && f.lex != lexLiteral && (f.lex != lexIdent || isUpper(f.text)) || len(keys) > 0 && !keys[0].enum {
			break
		}
		keys = append([]*ref{f}, keys...)
	}
	n := slices.Index(consts, d.refs[i])
	if len(keys) != len(consts) || n < 0 || len(keys) == 1 && keys[0].lex == lexIdent {
		return feature.Text{}
	}
	return feature.T(quoteValue(keys[n].text), keys[n].at)
}

// openParen is the offset of the parenthesis a span stands in, or -1.
func (d *declaring) openParen(i int) int {
	depth := 0
	for at := d.refs[i].from - 1; at >= 0; at-- {
		switch d.s.text[at] {
		case ')':
			depth++
		case '(':
			if depth == 0 {
				return at
			}
			depth--
		}
	}
	return -1
}

// constSpan takes a declaration that is all in one span: `Limit uint64 = 900`.
func (d *declaring) constSpan(i int, f *ref) bool {
	m := constSpanRE.FindStringSubmatch(f.text)
	if m == nil || m[1] == "" && m[3] == "" && f.noun != nounConst && f.noun != nounVar {
		return false
	}
	if _, err := parser.ParseExpr(m[4]); err != nil {
		return false
	}
	c := d.r.book.constant(feature.T(m[2], f.at), d.constFile(i))
	c.Value = c.Value.Or(feature.T(m[4], f.at))
	if m[3] != "" {
		c.Type = c.Type.Or(feature.T(m[3], f.at))
	}
	c.Var = m[1] == "var" || f.noun == nounVar
	if tail := docTail(f.tail); tail != "" {
		c.Doc = c.Doc.Or(feature.T(tail, f.at))
	}
	d.r.usePhrase(d.s)
	return true
}

// untyped notes attributes and elements that a struct gets without a type, so
// that they are left to the author where nothing else tells it.
func (d *declaring) untyped(i int, f *ref) bool {
	if i == 0 || f.lex != lexIdent || !isUpper(f.text) {
		return false
	}
	first := i
	for first > 0 && d.refs[first].enum && d.refs[first-1].lex == lexIdent {
		first--
	}
	if first == 0 || !namelessType.MatchString(d.refs[first].lead) {
		return false
	}
	owner := d.refs[first-1]
	if owner.lex != lexIdent || !isUpper(owner.text) {
		return false
	}
	d.r.book.untyped = append(d.r.book.untyped, feature.Field{Struct: owner.value(), Name: f.value()})
	return true
}

// leaveConditions leaves new conditions of sketches to the author for which the
// plan names no constant.
func (r *reader) leaveConditions() {
	for _, c := range r.book.conditions {
		if !slices.ContainsFunc(r.book.consts, func(k *feature.Const) bool { return k.Value.Value == strconv.Quote(c.Value) }) {
			r.leave(feature.T("condition "+c.Value, c.At), "the plan does not name its constant")
		}
	}
}

// leaveUntyped leaves fields to the author for which the plan has no type.
func (r *reader) leaveUntyped() {
	for _, f := range r.book.untyped {
		known := false
		for _, t := range r.book.types {
			for _, have := range t.Fields {
				known = known || t.Name.Value == f.Struct.Value && have.Name.Value == f.Name.Value && !have.Type.Empty()
			}
		}
		if !known {
			r.leave(feature.T("field "+f.Struct.Value+"."+f.Name.Value, f.Name.At), "the plan gives no type")
		}
	}
}
