package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file reads fields in the less usual forms of prose.

var (
	memberField = regexp.MustCompile(`^([A-Z]\w*)\.([A-Z]\w*)\s+((?:\*|\[\]|map\[|[A-Za-z_])[^\x60"=:;,]*)$`)
	keyTypeTail = regexp.MustCompile(`(?i)^\s*(?:is|as) the (?:new )?(?:Go |struct )?type (?:of|for)(?: the)?(?: field| key)?\s*$`)
	tagName     = regexp.MustCompile(`^([a-z]\w*),(?:omitempty|inline)$`)
	enumSpan    = regexp.MustCompile(`(?i)\benum(?: of)?:?\s*$`)
)

// memberField reads "`Struct.Field *Type`, listType=atomic: what it is".
func (d *declaring) memberField(f *ref) {
	m := memberField.FindStringSubmatch(f.text)
	t := d.r.book.typ(feature.T(m[1], f.at), d.fileOf(d.r.book.find(m[1])))
	t.existing = !t.declared
	fld := feature.Field{Name: feature.T(m[2], f.at), Type: feature.T(strings.TrimSpace(m[3]), f.at), Exact: true, Component: feature.T(d.sc.component, f.at)}
	if tail := strings.TrimLeft(f.tail, " ,"); tail != "" {
		if ph := readPhrase(tail); ph.doc != tail && ph.typ == "" {
			applyPhrase(&fld, ph, f.at)
		}
	}
	t.addField(fld, rankProse)
	d.r.usePhrase(d.s)
}

// typeOfKey holds for "`T` is the type of `key`".
func (d *declaring) typeOfKey(i int) bool {
	if i+1 >= len(d.refs) || !keyTypeTail.MatchString(d.refs[i].tail) {
		return false
	}
	next := d.refs[i+1]
	return next.lex == lexIdent && !isUpper(next.text) || next.lex == lexJSONPath
}

func (d *declaring) keyed(i int) {
	f := d.refs[i]
	d.r.book.typeOf[d.refs[i+1].text] = f.value()
	d.cur = d.r.book.typ(f.value(), d.file)
	if d.cur.Kind == "" {
		d.cur.Kind = feature.KindStruct
	}
	d.cur.existing = !d.cur.declared
	d.r.usePhrase(d.s)
}

// attributes reads what is in code behind a field: its JSON name with options,
// and "enum `a;b`".
func (d *declaring) attributes(i int, fld *feature.Field) {
	for _, f := range d.refs[i+1:] {
		if f.lex == lexTyped || f.kind == refConst || f.kind == refFunc {
			return
		}
		if m := tagName.FindStringSubmatch(f.text); m != nil && f.paren && fld.Tag.Empty() {
			fld.JSON = fld.JSON.Or(feature.T(m[1], f.at))
		}
		if enumSpan.MatchString(f.lead) && strings.ContainsAny(f.text, ";|,") && strings.TrimLeft(fld.Type.Value, "*") == "string" {
			markEnum(fld, splitValues(f.text), f.at)
		}
	}
}

var (
	nextInList = regexp.MustCompile(`(?i)^[^()]*\)\s*(?:,|and|,\s*and)\s*$`)
	tagsLead   = regexp.MustCompile(`(?i)^\s*,\s*(?:XML )?(attribute|element)s?\s*$`)
	commaLead  = regexp.MustCompile(`(?i)^\s*(?:,|and|,\s*and)\s*$`)
)

// settleTypes tells types in a list whose members have their fields behind them
// in parentheses, and attributes in these parentheses from types: "new types
// `A` (`X` attribute) and `B` (`Y string`)".
func (d *declaring) settleTypes() {
	for i, f := range d.refs {
		if f.lex != lexIdent || !isUpper(f.text) {
			continue
		}
		if open := d.openParen(i); open >= 0 && f.kind == refType && nounAfter(f.tail) == nounField {
			if owner := d.lastBefore(open); owner >= 0 {
				f.kind = refLiteral
				d.r.book.untyped = append(d.r.book.untyped, feature.Field{Struct: d.refs[owner].value(), Name: f.value()})
			}
			continue
		}
		if i == 0 || !nextInList.MatchString(f.lead) || !strings.HasPrefix(strings.TrimLeft(f.tail, " "), "(") {
			continue
		}
		first := d.lastBefore(d.openParen(i - 1))
		if first < 0 || d.refs[first].kind != refType {
			continue
		}
		lead := d.refs[first].lead
		if newTypeLead.MatchString(lead) || nounBefore(lead) == nounType && newWords.MatchString(lead) || d.newTypes[first] {
			f.kind, f.noun = refType, nounType
			d.newTypes[i] = true
		}
	}
}

// lastBefore is the last span that ends before an offset, or -1.
func (d *declaring) lastBefore(at int) int {
	out := -1
	for i, f := range d.refs {
		if f.to <= at {
			out = i
		}
	}
	return out
}

// siblings reads fields that share a type as in Go, and names in XML that stand
// behind them one by one: "`A`, `B string`, attributes `a`, `b`".
func (d *declaring) siblings(i int, owner *typeFact, fld *feature.Field) {
	open := d.openParen(i)
	var names []*ref
	for j := i - 1; j >= 0 && open >= 0; j-- {
		f := d.refs[j]
		if f.lex != lexIdent || !isUpper(f.text) || d.openParen(j) != open || !commaLead.MatchString(d.refs[j+1].lead) {
			break
		}
		names = append([]*ref{f}, names...)
	}
	var tags []*ref
	kind := ""
	for j := i + 1; j < len(d.refs) && d.openParen(j) == open; j++ {
		f := d.refs[j]
		if j == i+1 {
			m := tagsLead.FindStringSubmatch(f.lead)
			if m == nil {
				break
			}
			kind = strings.ToLower(m[1])
		} else if !commaLead.MatchString(f.lead) {
			break
		}
		if f.lex != lexIdent || isUpper(f.text) {
			break
		}
		tags = append(tags, f)
	}
	zips := len(tags) == len(names)+1 && fld.Tag.Empty()
	for k, n := range names {
		one := feature.Field{Name: n.value(), Type: fld.Type, Exact: true}
		if zips {
			one.Tag = xmlTag(kind, tags[k], owner, fld.Type.Value)
		}
		owner.addField(one, rankProse)
	}
	if zips {
		fld.Tag = xmlTag(kind, tags[len(names)], owner, fld.Type.Value)
	}
}

func xmlTag(kind string, name *ref, owner *typeFact, typ string) feature.Text {
	tag := name.text
	if kind == "attribute" {
		tag += ",attr"
	}
	if strings.HasPrefix(typ, "*") || strings.HasPrefix(typ, "[]") || kind == "attribute" && !owner.declared {
		tag += ",omitempty"
	}
	return feature.T(`xml:"`+tag+`"`, name.at)
}

var (
	twinLead   = regexp.MustCompile(`(?i)^\s*,?\s*and (?:the )?(?:one|same|other)(?: one| struct)? (?:in|of)\s*$`)
	retypeTail = regexp.MustCompile(`(?i)^\s*(?:becomes?|turns? into|changes? (?:in)?to|is (?:now|changed to))\s+(?:an? )?(?:pointer|list|slice|map|optional|required|string|bool|u?int\w*)\b`)
)

// twins reads "`A` in `a.go` and the one in `b.go`: new field `X T`".
func (d *declaring) twins(i int, f *ref) {
	if i+3 >= len(d.refs) || d.refs[i+1].kind != refPath || d.refs[i+2].kind != refPath || !twinLead.MatchString(d.refs[i+2].lead) || d.refs[i+3].lex != lexTyped {
		return
	}
	d.cur = d.r.book.typ(f.value(), pathText(d.refs[i+1].code))
	d.twin = d.r.book.typ(f.value(), pathText(d.refs[i+2].code))
	d.cur.existing, d.twin.existing = !d.cur.declared, !d.twin.declared
}

// retyped leaves the change of a field of today to the author: "`S.F` becomes a
// pointer".
func (d *declaring) retyped(f *ref) bool {
	m := memberRE.FindStringSubmatch(f.text)
	if m == nil || f.lex != lexMember || !isUpper(m[1]) || !isUpper(m[2]) || !retypeTail.MatchString(f.tail) {
		return false
	}
	what := f.value()
	what.Value += " " + strings.TrimSpace(firstClause(f.tail))
	d.r.leave(what, "the type of a field that is there is changed by hand, with all that uses it")
	d.r.usePhrase(d.s)
	return true
}
