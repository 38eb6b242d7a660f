package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	parenQuoted = regexp.MustCompile(`^\s*\(\s*"([^"]*)"`)
	equalQuoted = regexp.MustCompile(`^\s*=\s*"([^"]*)"`)
	numberAfter = regexp.MustCompile(`^\s*(?:=\s*|\(\s*|:\s*)?(-?\d+)\b`)
	getsLead    = regexp.MustCompile(`(?i)\b(?:gets?|gains?|receives?|with|has|have|contains?|fields?|:),?\s*(?:(?:the|a|an|its)\s+)?(?:(?:new|optional|field|fields|member|members|property|boolean|bool|list|pointer)\s+)*$`)
	toLead      = regexp.MustCompile(`(?i)\b(?:to|on|in|of|into)(?: the)?(?: domain| existing| struct| API| libvirt)?\s*$`)
	newTypeLead = regexp.MustCompile(`(?i)\b(?:new|add|adds|introduces?)\b(?: (?:a|an|the|new|string|struct|type|typed|enum|interface|internal|exported|mutator|controller|API|named|called))*\s*$`)
	enumWords   = regexp.MustCompile(`(?i)\benum\b`)
	noEnumWords = regexp.MustCompile(`(?i)\b(?:no|not an?|without an?|not marked as an?)\b[^.;]*\benum\b`)
)

// scanDeclarations reads types, fields and constants that a sentence declares.
// It reports whether nothing else can be in the sentence.
func (r *reader) scanDeclarations(s phrase, refs []*ref, sc *scope) bool {
	d := &declaring{r: r, s: s, sc: sc, refs: refs, file: declFile(refs, sc, s.at(0)), newTypes: map[int]bool{}, constType: map[int]feature.Text{}, condition: map[int]feature.Text{}}
	d.settleTypes()
	d.settleConsts()
	for i, f := range refs {
		switch {
		case d.constSpan(i, f), d.untyped(i, f), d.retyped(f):
		case f.lex == lexIdent && d.isFunc(i):
			d.declare(f.value(), feature.KindFunc, refs[i+1].text)
		case f.lex == lexIdent && isUpper(f.text) && d.typeOfKey(i):
			d.keyed(i)
		case f.kind == refType:
			d.typ(i, f)
		case f.lex == lexTyped && f.kind == refField:
			d.field(i, f)
		case memberField.MatchString(f.text):
			d.memberField(f)
		case f.lex == lexGoType && strings.Contains(strings.ToLower(f.lead), "embed"):
			d.embed(i, f)
		case f.kind == refConst:
			d.constant(i, f)
		case f.kind == refOther && f.lex == lexIdent && isUpper(f.text) && (d.literalBehind(i) || d.listed(i)):
			f.kind = refConst
			d.constant(i, f)
		case f.kind == refOther && f.lex == lexIdent && (isUpper(f.text) || d.ownsFields(i)):
			d.owner(i, f)
		}
	}
	d.enum()
	return false
}

var isLead = regexp.MustCompile(`(?i)^\s*(?:type |function type )?(?:is|=|:|as)(?: an?)?(?: type)?\s*$`)

// isFunc holds for a function type that is declared by saying what it is: "`Hook`
// is `func(vmi *v1.VirtualMachineInstance) error`".
func (d *declaring) isFunc(i int) bool {
	if i+1 >= len(d.refs) || d.refs[i].kind == refFunc && d.refs[i].noun != nounType {
		return false
	}
	next := d.refs[i+1]
	return strings.HasPrefix(next.text, "func(") && isLead.MatchString(next.lead)
}

type declaring struct {
	r     *reader
	s     phrase
	sc    *scope
	refs  []*ref
	file  feature.Text
	cur   *typeFact // type the sentence speaks of
	twin  *typeFact // its like of another package, which gets the same
	keeps bool      // the sentence says that the type keeps unexported fields

	newTypes  map[int]bool         // types that go on with a list of new ones
	constType map[int]feature.Text // types that the sentence gives constants
	condition map[int]feature.Text // constants of conditions, with what they are called in the API
}

// declFile is the file a declaration goes to: the one named behind it in the
// same sentence ("in `path`"), or the one of the surroundings.
func declFile(refs []*ref, sc *scope, at diag.Pos) feature.Text {
	for i, f := range refs {
		if f.kind == refPath && !strings.HasSuffix(f.text, "_test.go") && (i > 0 || sc.file.Empty()) {
			if lexOf(f.text) == lexPath && !strings.HasSuffix(f.text, "/") && strings.Contains(f.text, ".") {
				return pathText(f.code)
			}
			if sc.file.Empty() {
				return pathText(f.code)
			}
		}
	}
	file := sc.file.Or(sc.guess).Or(sc.lastFile)
	if sc.topic == topicAPI || sc.topic == topicAPIKind {
		return file.Or(feature.T(apiFolder, at))
	}
	return file
}

// apiFolder stands for the file of an API type that the plan does not name.
const apiFolder = "staging/src/kubevirt.io/api/"

func (d *declaring) typ(i int, f *ref) {
	name, kind, under := f.value(), "", ""
	if f.lex == lexTypeDecl {
		m := typeDeclRE.FindStringSubmatch(f.text)
		name.Value = m[1]
		under = m[2]
	}
	known := d.r.book.find(name.Value)
	isNew := f.lex == lexTypeDecl || newTypeLead.MatchString(f.lead) || strings.Contains(firstSentence(f.tail), "new ") || f.noun == nounType && nounBefore(f.lead) == nounType || f.noun == nounStringType || d.newInEnum(i) || d.newTypes[i]
	if strings.Contains(strings.ToLower(f.lead), "existing") || f.noun == nounInterface && !newWords.MatchString(f.lead) {
		isNew = false
	}
	if strings.HasPrefix(strings.TrimSpace(f.tail), "struct there") || d.gains(i) || known != nil && known.existing && known.rank == rankGo {
		isNew = false
	}
	if !isNew && known == nil && f.noun != nounType {
		return
	}
	if !isNew {
		d.cur = d.r.book.typ(name, d.fileOf(known))
		d.cur.existing = d.cur.existing || !d.cur.declared
		return
	}
	switch {
	case f.noun == nounStringType || under == "string":
		kind = feature.KindString
	case strings.HasSuffix(name.Value, "Func") || strings.HasPrefix(under, "func"):
		kind = feature.KindFunc
	case f.noun == nounInterface:
		kind = feature.KindInterface
	case under != "" && under != "struct":
		kind = feature.KindOther
	default:
		kind = feature.KindStruct
	}
	d.declare(name, kind, under)
}

// gains holds for a struct that gets something, which so exists: "`S` gets",
// "`S` in `file` gets".
func (d *declaring) gains(i int) bool {
	tail := d.refs[i].tail
	if i+1 < len(d.refs) && d.refs[i+1].kind == refPath && fileLead.MatchString(tail) {
		tail = d.refs[i+1].tail
	}
	w := plainWords(firstClause(tail))
	return len(w) > 0 && (w[0] == "gets" || w[0] == "gains" || w[0] == "receives")
}

func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i]
	}
	return s
}

func (d *declaring) newInEnum(i int) bool {
	for i > 0 && d.refs[i].enum {
		i--
		if newWords.MatchString(d.refs[i].lead) && d.refs[i].kind == refType {
			return true
		}
	}
	return false
}

func (d *declaring) fileOf(known *typeFact) feature.Text {
	if known != nil && (!isAPIFile(d.file.Value) || isAPIFile(known.File.Value) || known.File.Empty()) {
		return known.File
	}
	return d.file
}

func (d *declaring) declare(name feature.Text, kind, under string) {
	t := d.r.book.typ(name, d.file)
	t.declared, t.existing = true, false
	if t.Kind == "" || t.Kind == feature.KindStruct && kind != feature.KindStruct && len(t.Fields) == 0 {
		t.Kind = kind
	}
	if under != "" && (kind == feature.KindOther || kind == feature.KindFunc) {
		t.Underlying = t.Underlying.Or(feature.T(under, name.At))
	}
	t.API = t.API || isAPIFile(t.File.Value) || t.File.Empty() && (d.sc.topic == topicAPI || d.sc.topic == topicAPIKind)
	d.cur, d.sc.typ = t, t
	d.sc.typFrom = name.At
	d.r.usePhrase(d.s)
}

var keepsLead = regexp.MustCompile(`(?i)^\s*(?:gets|gains|keeps|holds|stores|remembers)\b`)

// ownsFields holds for an unexported struct that gets fields: "`tapeDeck` gains
// `speed int`". One word in lower case is rather a variable.
func (d *declaring) ownsFields(i int) bool {
	f := d.refs[i]
	return len(humps(f.text)) > 1 && !strings.Contains(f.text, "_") && i+1 < len(d.refs) && d.refs[i+1].lex == lexTyped && d.refs[i+1].kind == refField && keepsLead.MatchString(f.tail)
}

// owner notes a struct that gets fields: "`DomainSpec` gets …".
func (d *declaring) owner(i int, f *ref) {
	if d.r.book.ifaces[f.text] || looksLikeFunc(f.text) && nounAfter(f.tail) != nounType {
		return
	}
	if i+1 < len(d.refs) && d.refs[i+1].lex == lexTyped && (getsLead.MatchString(d.refs[i+1].lead) || keepsLead.MatchString(f.tail)) {
		t := d.r.book.typ(f.value(), d.file)
		d.keeps = keepsLead.MatchString(f.tail) && len(humps(f.text)) > 1 // one word may well be a method
		if strings.Contains(strings.ToLower(d.refs[i+1].lead), "with") && !t.existing && !t.declared {
			d.declare(f.value(), feature.KindStruct, "")
			return
		}
		t.existing = !t.declared
		d.cur = t
	}
	d.twins(i, f)
	if i+2 < len(d.refs) && d.refs[i+1].kind == refPath && d.refs[i+2].lex == lexTyped && getsLead.MatchString(d.refs[i+2].lead) {
		t := d.r.book.typ(f.value(), pathText(d.refs[i+1].code))
		t.existing = !t.declared
		d.cur = t
	}
}

// field records "Name Type" for the struct it belongs to: the one spoken of
// before, or the one named behind ("add `X T` to `S`").
func (d *declaring) field(i int, f *ref) {
	m := typedRE.FindStringSubmatch(f.text)
	fld := feature.Field{Name: feature.T(m[1], f.at), Type: feature.T(strings.TrimSpace(m[2]), f.at), Exact: true, Tag: feature.T(m[3], f.at)}
	if m[3] == "" {
		fld.Tag = feature.Text{}
	}
	owner := d.ownerBehind(i)
	if owner == nil {
		owner = d.cur
	}
	if owner == nil || f.noun == nounParam {
		return
	}
	if !isUpper(m[1]) && owner.Kind != feature.KindStruct && !d.keeps {
		return
	}
	d.tag(i, owner, &fld)
	d.attributes(i, &fld)
	d.siblings(i, owner, &fld)
	if tail := docTail(f.tail); tail != "" {
		fld.Doc = feature.T(tail, f.at)
	}
	fld.Component = feature.T(d.sc.component, f.at)
	owner.addField(fld, rankProse)
	if d.twin != nil && owner == d.cur {
		d.twin.addField(fld, rankProse)
	}
	owner.existing = owner.existing || !owner.declared
	d.sc.docable = func(t feature.Text, semi bool) {
		for i := range owner.Fields {
			if f := &owner.Fields[i]; f.Name.Value == fld.Name.Value && owner.rank < rankGo {
				extend(&f.Doc, t, semi)
			}
		}
	}
	if !fld.Doc.Empty() {
		d.sc.doc = d.sc.docable
	}
	d.r.usePhrase(d.s)
}

// embed reads "embedded inline as `*T` into `A` and `B`".
func (d *declaring) embed(i int, f *ref) {
	for _, o := range d.refs[i+1:] {
		if o.lex != lexIdent || !isUpper(o.text) || !o.enum && !toLead.MatchString(o.lead) {
			return
		}
		t := d.r.book.typ(o.value(), d.file)
		t.existing = !t.declared
		t.addField(feature.Field{Name: feature.T(baseType(f.text), f.at), Type: f.value(), Embedded: true, Tag: feature.T(`json:",inline"`, f.at)}, rankProse)
	}
}

// ranks of sources of fields: the more exact one wins.
const (
	rankProse = 1
	rankTable = 2
	rankGo    = 3
)

var docRE = regexp.MustCompile(`(?i)^\s*[.:–—-]?\s*(?:doc|description|meaning)\s*:\s*(.+)`)

// docTail takes ": text" or "- text" behind a field.
func docTail(tail string) string {
	if m := docRE.FindStringSubmatch(tail); m != nil {
		return endWithStop(m[1])
	}
	t := strings.TrimLeft(tail, " ")
	for _, sep := range []string{": ", "– ", "— ", "- "} {
		if rest, ok := strings.CutPrefix(t, sep); ok && len(strings.Fields(rest)) > 2 {
			return strings.Join(strings.Fields(rest), " ")
		}
	}
	return ""
}

func (d *declaring) ownerBehind(i int) *typeFact {
	for j := i + 1; j < len(d.refs); j++ {
		f := d.refs[j]
		if f.lex == lexTyped || f.lex == lexGoType || f.kind == refConst {
			return nil
		}
		if f.paren {
			continue
		}
		if f.lex == lexIdent && isUpper(f.text) && toLead.MatchString(f.lead) {
			t := d.r.book.typ(f.value(), d.file)
			t.existing = !t.declared
			return t
		}
	}
	return nil
}

// tag derives the struct tag from words in parentheses: "(XML element `x`,
// omitted when empty)", "(attribute `y`)", or just the JSON name.
// An attribute that a struct of today gets is omitted when empty, so that what
// is written today stays as it is.
func (d *declaring) tag(i int, owner *typeFact, fld *feature.Field) {
	if i+1 >= len(d.refs) || !d.refs[i+1].paren {
		return
	}
	next := d.refs[i+1]
	words := strings.ToLower(next.lead)
	if next.lex != lexIdent && next.lex != lexKey {
		return
	}
	omit := strings.HasPrefix(fld.Type.Value, "*") || strings.HasPrefix(fld.Type.Value, "[]") || strings.Contains(strings.ToLower(next.tail), "omit")
	suffix := ""
	if omit {
		suffix = ",omitempty"
	}
	switch {
	case strings.Contains(words, "attribute"):
		if !owner.declared {
			suffix = ",omitempty"
		}
		fld.Tag = feature.T(`xml:"`+next.text+`,attr`+suffix+`"`, next.at)
	case strings.Contains(words, "element"):
		fld.Tag = feature.T(`xml:"`+next.text+suffix+`"`, next.at)
	case !isUpper(next.text):
		fld.JSON = next.value()
	}
}

// enum reads whether the CRD closes the set of values of the type.
func (d *declaring) enum() {
	if d.cur == nil || d.cur.Kind != feature.KindString || !enumWords.MatchString(d.s.text) || noEnumWords.MatchString(d.s.text) {
		return
	}
	d.cur.Enum = d.cur.Enum.Or(d.s.value())
}
