package rule

// Remarks in parentheses: what they explain, name or add to a clause.

import (
	"slices"
	"strings"
)

// variants are the readings of a clause with remarks in parentheses: as it is,
// with a field in parentheses in the place of the words before it, and without
// what only explains.
func (r *reader) variants(text string) []string {
	out := []string{text}
	if !strings.Contains(text, "(") {
		return out
	}
	named := paren.ReplaceAllStringFunc(text, func(p string) string {
		if f, ok := r.onlyField(strings.Trim(p, " ()")); ok {
			return " \x00`" + f.path + "`"
		}
		return p
	})
	for i := strings.Index(named, "\x00"); i >= 0; i = strings.Index(named, "\x00") {
		named = r.withoutWords(named[:i]) + named[i+1:]
	}
	dropped := paren.ReplaceAllStringFunc(text, func(p string) string {
		if _, ok := r.onlyField(strings.Trim(p, " ()")); ok {
			return ""
		}
		return p
	})
	return append(out, r.bare(dropped), r.bare(named))
}

// bare drops remarks that put no condition.
func (r *reader) bare(text string) string {
	return paren.ReplaceAllStringFunc(text, func(p string) string {
		ts := r.n.lex(strings.Trim(p, " ()"), r.n.planned)
		if find(ts, isIf) >= 0 && find(ts, isSet) >= 0 && find(ts, isValue, isNot, isUnset, isUnless, isWithout, isOp) < 0 {
			return "" // what is not set is not checked anyway
		}
		if find(ts, isIf, isUnless, isOnly, isWithout) >= 0 {
			return p
		}
		return ""
	})
}

// withoutWords drops the words without role at the end of a text.
func (r *reader) withoutWords(text string) string {
	text = strings.TrimRight(text, " ")
	for {
		i := strings.LastIndexByte(text, ' ')
		ts := r.n.lex(text[i+1:], r.n.planned)
		if i < 0 || len(ts) != 1 || ts[0].role != isUnknown && ts[0].role != isFiller && !(ts[0].role == isField && !ts[0].code) {
			return text + " "
		}
		text = strings.TrimRight(text[:i], " ")
	}
}

// counted puts the value that an unset field counts as, where a remark says it,
// in the field's place.
func (r *reader) counted(f formula, text string) formula {
	for _, p := range paren.FindAllString(text, -1) {
		ts := r.n.lex(strings.Trim(p, " ()"), r.n.planned)
		ts = slices.DeleteFunc(ts, func(t token) bool { return t.role == isFiller })
		if len(ts) == 4 && ts[0].role == isField && ts[1].role == isUnset && ts[2].role == isMeans && ts[3].role == isValue {
			path := ts[0].ref.cel()
			f = f.replaced(path, "(has("+path+") ? "+path+" : "+ts[3].lit+")")
		}
	}
	return f
}

func (f formula) replaced(old, by string) formula {
	f.text, f.not = strings.ReplaceAll(f.text, old, by), strings.ReplaceAll(f.not, old, by)
	args := f.args
	f.args = nil
	for _, a := range args {
		f.args = append(f.args, a.replaced(old, by))
	}
	return f
}
