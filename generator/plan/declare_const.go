package plan

import (
	"go/ast"
	"go/parser"
	"regexp"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// constant records a constant: a value of the string type spoken of, or one
// on its own.
func (d *declaring) constant(i int, f *ref) {
	if f.lex != lexIdent {
		return
	}
	value, doc := d.constValue(i)
	doc = doc.Or(d.remarkBehind(i))
	if d.cur != nil && d.cur.Kind == feature.KindString {
		for _, v := range d.cur.Values {
			if v.Name.Value == f.text {
				return
			}
		}
		d.cur.Values = append(d.cur.Values, feature.Const{Name: f.value(), Type: d.cur.Name, Value: value, Doc: doc})
		return
	}
	file := d.constFile(i)
	if conditionConst.MatchString(d.s.text[:f.from]) && len(pathsOf(d.refs)) == 0 && d.sc.file.Empty() {
		file = feature.Text{} // beside the other conditions of its kind, not in the file spoken of before
	}
	if d.isCondition(i) && (file.Empty() || isAPIFile(file.Value)) {
		file = feature.T(apiFolder, f.at) // its kin say where
	}
	c := d.r.book.constant(f.value(), file)
	c.Value, c.Doc = c.Value.Or(value), c.Doc.Or(doc)
	c.Type = c.Type.Or(d.constType[i])
	if file.Value == apiFolder && d.isCondition(i) {
		c.Near = c.Near.Or(feature.T("condition types", f.at))
	}
	if m := typedValue.FindStringSubmatch(f.tail); m != nil && !value.Empty() {
		c.Type = c.Type.Or(feature.T(m[1], f.at))
	}
	c.Var = f.noun == nounVar
	d.sc.docable = func(t feature.Text, semi bool) { extend(&c.Doc, t, semi) }
	if !doc.Empty() && i == len(d.refs)-1 || !doc.Empty() && i == len(d.refs)-2 {
		d.sc.doc = d.sc.docable
	}
	if strings.Contains(" "+strings.ToLower(d.s.text[:f.from])+" ", "int constants") {
		c.Type = c.Type.Or(feature.T("int", f.at))
	}
	d.r.usePhrase(d.s)
}

// fillValues gives the constants of a string type that the plan only names the
// values that a sketch lists: the one that the constant's name ends in.
func fillValues(t *typeFact, n *apiNode) {
	for i := range t.Values {
		c := &t.Values[i]
		best := ""
		for _, v := range n.phrase.values {
			if strings.HasSuffix(c.Name.Value, pascal(v)) && len(v) > len(best) {
				best = v
			}
		}
		if c.Value.Empty() && best != "" {
			c.Value = feature.T(strconv.Quote(best), n.at)
		}
	}
}

// deriveValues gives constants without a value the one that their names say,
// as the API's own string types have it: MemLockRequired is "Required".
func deriveValues(t *feature.Type) {
	if len(t.Values) == 0 {
		return
	}
	lead := t.Name.Value
	if len(t.Values) > 1 {
		lead = t.Values[0].Name.Value
	}
	for _, c := range t.Values {
		if c.Name.Value != lead {
			lead = commonLead(lead, c.Name.Value)
		}
	}
	for i := range t.Values {
		if c := &t.Values[i]; c.Value.Empty() {
			c.Value = feature.T(strconv.Quote(strings.TrimPrefix(c.Name.Value, lead)), c.Name.At)
		}
	}
}

// commonLead is the longest run of whole words that both names start with and
// that leaves something of each.
func commonLead(a, b string) string {
	n := 0
	for _, h := range humps(a) {
		if n+len(h) >= min(len(a), len(b)) || !strings.EqualFold(a[:n+len(h)], b[:n+len(h)]) || !isUpper(b[n+len(h):]) {
			break
		}
		n += len(h)
	}
	return a[:n]
}

// remarked is what stands between two constants of a list with remarks:
// "`A`: for this, `B`: for that".
var remarked = regexp.MustCompile(`^\s*[:–—-]\s+([^.;()]+?)\s*,\s*(?:and\s+)?$`)

// listed holds for an identifier that goes on with a list of constants whose
// members have remarks.
func (d *declaring) listed(i int) bool {
	return i > 0 && d.refs[i-1].kind == refConst && d.refs[i-1].lex == lexIdent && remarked.MatchString(d.refs[i].lead) &&
		(strings.HasPrefix(strings.TrimLeft(d.refs[i].tail, " "), ":") || d.refs[i].tail == "")
}

// remarkBehind is the remark on one constant of such a list.
func (d *declaring) remarkBehind(i int) feature.Text {
	f := d.refs[i]
	if i+1 < len(d.refs) && d.listed(i+1) {
		return feature.T(remarked.FindStringSubmatch(f.tail)[1], f.at)
	}
	if !d.listed(i) {
		return feature.Text{}
	}
	tail := strings.TrimLeft(f.tail, " :–—-")
	if j := strings.IndexAny(tail, ".;)"); j >= 0 {
		tail = tail[:j]
	}
	return feature.T(strings.TrimSpace(tail), f.at)
}

var conditionConst = regexp.MustCompile(`(?i)\bconditions? (?:types?|reasons?)\b`)

func pathsOf(refs []*ref) []*ref {
	var out []*ref
	for _, f := range refs {
		if f.kind == refPath {
			out = append(out, f)
		}
	}
	return out
}

// constFile prefers a file in parentheses or behind "in" right after it.
func (d *declaring) constFile(i int) feature.Text {
	if i+1 < len(d.refs) && d.refs[i+1].kind == refPath && fileLead.MatchString(d.refs[i+1].lead) {
		return pathText(d.refs[i+1].code)
	}
	return d.file
}

// constValue finds the value behind a constant: (`v`), ("v"), = `v`, 1000; or
// before it: "annotation `v` (constant `X`)".
func (d *declaring) constValue(i int) (value, doc feature.Text) {
	f := d.refs[i]
	if v, ok := d.condition[i]; ok && !v.Empty() {
		return v, doc
	}
	if m := parenQuoted.FindStringSubmatch(f.tail); m != nil {
		if j := strings.Index(f.tail, `",`); j > 0 {
			if k := strings.IndexByte(f.tail[j:], ')'); k > 0 {
				doc = feature.T(strings.Trim(f.tail[j+2:j+k], " "), f.at)
			}
		}
		return feature.T(strconv.Quote(m[1]), f.at), doc
	}
	if m := equalQuoted.FindStringSubmatch(f.tail); m != nil {
		return feature.T(strconv.Quote(m[1]), f.at), doc
	}
	if m := besideQuoted.FindStringSubmatch(f.tail); m != nil && f.kind == refConst {
		return feature.T(strconv.Quote(m[1]), f.at), doc
	}
	if m := typedValue.FindStringSubmatch(f.tail); m != nil && f.kind == refConst {
		return feature.T(m[2], f.at), doc
	}
	if i+1 < len(d.refs) && strings.TrimSpace(d.refs[i+1].lead) == "=" && isSum(d.refs[i+1].text) {
		return d.refs[i+1].value(), doc
	}
	if m := numberAfter.FindStringSubmatch(f.tail); m != nil {
		return feature.T(m[1], f.at), doc
	}
	if d.literalSpan(i) {
		lit := d.refs[i+1]
		return feature.T(quoteValue(lit.text), lit.at), feature.T(docTail(lit.tail), lit.at).Or(remarkAfter(lit))
	}
	return d.zipped(i), doc
}

// remarkAfter is what stands in parentheses behind a value that follows "=":
// "`X` = `v` (marks what is lit)".
func remarkAfter(lit *ref) feature.Text {
	m := parenRemark.FindStringSubmatch(lit.tail)
	if m == nil || strings.TrimSpace(lit.lead) != "=" || len(strings.Fields(m[1])) < 3 {
		return feature.Text{}
	}
	return feature.T(m[1], lit.at)
}

var parenRemark = regexp.MustCompile(`^\s*\(([^()]+)\)`)

// literalBehind holds where a literal follows in parentheses or after "=".
func (d *declaring) literalBehind(i int) bool {
	tail := d.refs[i].tail
	return parenQuoted.MatchString(tail) || equalQuoted.MatchString(tail) || d.literalSpan(i) ||
		i+1 < len(d.refs) && strings.TrimSpace(d.refs[i+1].lead) == "=" && isSum(d.refs[i+1].text)
}

var (
	besideQuoted = regexp.MustCompile(`^\s*"([^"]*)"`)
	typedValue   = regexp.MustCompile(`^\s*\(\s*([a-z]\w*)\s*,\s*(-?[\w.]*\d[\w.]*|"[^"]*")\s*\)`)
)

// isSum holds for a value that is put together: `Prefix + "/" + Name`.
func isSum(s string) bool {
	e, err := parser.ParseExpr(s)
	_, ok := e.(*ast.BinaryExpr)
	return err == nil && ok && strings.Contains(s, "+")
}

func (d *declaring) literalSpan(i int) bool {
	if i+1 >= len(d.refs) {
		return false
	}
	next := d.refs[i+1]
	lead := strings.TrimSpace(next.lead)
	if valueLead.MatchString(next.lead) {
		return next.lex == lexLiteral || next.lex == lexKey || next.lex == lexIdent
	}
	if lead != "(" && lead != "=" && lead != "(value" && lead != ":" {
		return false
	}
	return next.lex == lexLiteral || next.lex == lexKey || lead == "=" && next.lex == lexIdent || lead != ":" && next.lex == lexIdent && !isUpper(next.text) && d.refs[i].kind == refConst
}

func quoteValue(s string) string {
	if strings.HasPrefix(s, `"`) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return strconv.Quote(s)
}
