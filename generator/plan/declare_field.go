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
	fld := feature.Field{Name: feature.T(m[2], f.at), Type: feature.T(strings.TrimSpace(m[3]), f.at), Exact: true}
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
