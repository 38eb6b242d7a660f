package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// isFieldTable recognises a table of API fields by its head.
func isFieldTable(b block) bool {
	cols := fieldColumns(b)
	_, field := cols["field"]
	_, typ := cols["type"]
	_, path := cols["path"]
	return (field || path) && typ
}

func fieldColumns(b block) map[string]int {
	cols := map[string]int{}
	if len(b.rows) == 0 {
		return cols
	}
	for i, h := range b.rows[0] {
		name := fieldColumn(plainTitle(h.text))
		if _, dup := cols[name]; !dup {
			cols[name] = i
		}
	}
	return cols
}

func fieldColumn(head string) string {
	switch {
	case hasWords(head, "go type"), head == "type", hasWords(head, "data type"), hasWords(head, "field type"):
		return "type"
	case hasWords(head, "struct"), hasWords(head, "go struct"), hasWords(head, "object"), hasWords(head, "parent"):
		return "struct"
	case hasWords(head, "json path"), hasWords(head, "path"), hasWords(head, "api path"):
		return "path"
	case hasWords(head, "json"), hasWords(head, "json name"), hasWords(head, "json tag"):
		if hasWords(head, "field") {
			return "field"
		}
		return "json"
	case hasWords(head, "field"), hasWords(head, "new field"), hasWords(head, "name"), hasWords(head, "field name"):
		return "field"
	case hasWords(head, "xml"), hasWords(head, "tag"), hasWords(head, "xml tag"):
		return "xml"
	case hasWords(head, "file"):
		return "file"
	case hasWords(head, "purpose"), hasWords(head, "description"), hasWords(head, "meaning"), hasWords(head, "doc"), hasWords(head, "notes"), hasWords(head, "comment"):
		return "doc"
	case hasWords(head, "required"), hasWords(head, "optional"):
		return "required"
	case hasWords(head, "default"):
		return "default"
	case hasWords(head, "markers"), hasWords(head, "validation"), hasWords(head, "constraints"):
		return "constraints"
	}
	return head
}

// readFieldTables takes tables whose rows are fields of structs.
func (r *reader) readFieldTables() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			for i, b := range s.blocks {
				if b.kind == blockTable && isFieldTable(b) {
					near := s.pathAbove(i)
					(&fieldTable{r: r, b: b, cols: fieldColumns(b), file: near, sect: s}).read()
				}
			}
		}
	}
}

// pathAbove is the Go file that was named last before a block: in a paragraph,
// an item, the label in bold that a part of the section goes by, or a heading.
func (s *section) pathAbove(i int) feature.Text {
	near := feature.Text{}
	for up := s; up != nil; up = up.up {
		if near = lastPath(up.remark, lastPath(up.title, near)); !near.Empty() || up.level < 7 {
			break
		}
	}
	for _, before := range s.blocks[:i] {
		for _, p := range before.phrases() {
			near = lastPath(p, near)
		}
	}
	return near
}

type fieldTable struct {
	r    *reader
	b    block
	cols map[string]int
	file feature.Text
	sect *section
	cur  *typeFact
}

func (t *fieldTable) cell(row []phrase, col string) phrase {
	if i, ok := t.cols[col]; ok && i < len(row) {
		return row[i]
	}
	return phrase{file: t.b.rows[0][0].file, lines: t.b.rows[0][0].lines}
}

func (t *fieldTable) read() {
	for _, row := range t.b.rows[1:] {
		file := t.file
		if f := lastPath(t.cell(row, "file"), feature.Text{}); !f.Empty() {
			file = f
		}
		t.structCell(t.cell(row, "struct"), file)
		for _, c := range row {
			t.r.usePhrase(c)
		}
		t.fieldCell(row)
	}
}

var newMark = regexp.MustCompile(`(?i)\bnew\b`)

// structCell opens the struct of the following rows; an empty cell continues
// the one above.
func (t *fieldTable) structCell(p phrase, file feature.Text) {
	if p.empty() {
		return
	}
	name := p.value()
	rest := p.text
	if cs := p.codes(); len(cs) > 0 {
		name = cs[0].value()
		rest = p.text[cs[0].to:]
	} else if f := strings.Fields(name.Value); len(f) > 0 {
		name.Value = f[0]
		rest = strings.Join(f[1:], " ")
	}
	name.Value = baseType(name.Value)
	if !identRE.MatchString(name.Value) {
		return
	}
	t.cur = t.r.book.typ(name, file)
	t.cur.API = t.cur.API || isAPIFile(file.Value) || file.Empty()
	if newMark.MatchString(rest) {
		t.cur.declared, t.cur.existing, t.cur.Kind = true, false, feature.KindStruct
	} else if !t.cur.declared {
		t.cur.existing = true
	}
}

func (t *fieldTable) fieldCell(row []phrase) {
	p := t.cell(row, "field")
	cs := p.codes()
	if len(cs) == 0 && strings.Contains(strings.ToLower(p.text), "embed") {
		if t.cur != nil {
			t.cur.embeds = append(t.cur.embeds, p.value())
		}
		return
	}
	name, json := fieldNames(p)
	path := t.cell(row, "path")
	if v := firstCode(p); path.empty() && lexOf(strings.Trim(v.Value, "`")) == lexJSONPath {
		path = p
	}
	if name.Empty() && json.Empty() && path.empty() {
		return
	}
	if typ := t.cell(row, "type"); t.cur != nil && wasType.MatchString(typ.flat()) {
		what := name.Or(json)
		what.Value = t.cur.Name.Value + "." + what.Value + ": " + typ.flat()
		t.r.leave(what, "the type of a field that is there is changed by hand, with all that uses it")
		return
	}
	f := feature.Field{Name: name, JSON: json.Or(firstCode(t.cell(row, "json")))}
	t.typeCell(&f, t.cell(row, "type"))
	t.xmlCell(&f, t.cell(row, "xml"))
	doc := t.cell(row, "doc")
	describeField(&f, doc)
	if req := t.cell(row, "required"); !req.empty() {
		requiredCell(&f, req, plainTitle(t.b.rows[0][t.cols["required"]].text))
	}
	if def := t.cell(row, "default"); !def.empty() && !isNone(def.flat()) && def.flat() != "-" {
		f.Default = def.value()
	}
	if c := t.cell(row, "constraints"); !c.empty() {
		applyPhrase(&f, readPhrase(c.flat()), c.at(0))
	}
	if !path.empty() {
		t.pathCell(&f, path)
	}
	if t.cur == nil {
		t.r.addLooseField(f, t.sect)
		return
	}
	t.cur.addField(f, rankTable)
}

var wasType = regexp.MustCompile(`(?i)\(\s*(?:was|formerly|instead of|before|currently)\b`)

// fieldNames reads "`SendTo` (`sendTo`)", "`sendTo`" or "SendTo".
func fieldNames(p phrase) (name, json feature.Text) {
	var words []feature.Text
	for _, c := range p.codes() {
		words = append(words, c.value())
	}
	if len(words) == 0 {
		for _, w := range strings.FieldsFunc(p.flat(), func(r rune) bool { return r == ' ' || r == '(' || r == ')' || r == ',' }) {
			words = append(words, feature.T(w, p.at(0)))
		}
	}
	for _, w := range words {
		w.Value = strings.Trim(w.Value, `"`)
		if !identRE.MatchString(w.Value) {
			continue
		}
		if isUpper(w.Value) {
			name = name.Or(w)
		} else {
			json = json.Or(w)
		}
	}
	return name, json
}

func firstCode(p phrase) feature.Text {
	if cs := p.codes(); len(cs) > 0 {
		return cs[0].value()
	}
	return p.value()
}

// typeCell takes the type and what else the cell says: "`[]int`, atomic list".
func (t *fieldTable) typeCell(f *feature.Field, p phrase) {
	if cs := p.codes(); len(cs) > 0 {
		f.Type, f.Exact = cs[0].value(), true
		applyPhrase(f, readPhrase(strings.TrimLeft(p.text[cs[0].to:], " ,;")), p.at(0))
		return
	}
	ph := readPhrase(p.flat())
	applyPhrase(f, ph, p.at(0))
}

// xmlCell takes the tag of a field of the domain schema: `iommu,omitempty`.
func (t *fieldTable) xmlCell(f *feature.Field, p phrase) {
	if p.empty() {
		return
	}
	tag := firstCode(p)
	if !strings.Contains(tag.Value, `:"`) {
		tag.Value = `xml:"` + strings.Trim(tag.Value, `"`) + `"`
	}
	f.Tag = tag
}

// describeField takes the doc cell; ", required" at its end is a fact and no
// part of the text.
func describeField(f *feature.Field, p phrase) {
	if p.empty() {
		return
	}
	doc := p.value()
	for _, w := range []string{"required", "optional"} {
		for _, sep := range []string{", ", "; ", ". ", " ("} {
			l := strings.ToLower(doc.Value)
			for _, end := range []string{"", ".", ")"} {
				if strings.HasSuffix(l, sep+w+end) {
					if w == "required" {
						f.Required = f.Required.Or(feature.T(w, doc.At))
					}
					doc.Value = doc.Value[:len(doc.Value)-len(sep+w+end)]
				}
			}
		}
	}
	f.Doc = f.Doc.Or(doc)
}

func requiredCell(f *feature.Field, p phrase, head string) {
	l := strings.ToLower(p.flat())
	yes := strings.HasPrefix(l, "y") || strings.HasPrefix(l, "x") || strings.HasPrefix(l, "✓") || strings.HasPrefix(l, "true") || strings.HasPrefix(l, "required") || strings.HasPrefix(l, "✅")
	if hasWords(head, "optional") {
		yes = strings.HasPrefix(l, "n") || strings.HasPrefix(l, "required")
	}
	if yes {
		f.Required = p.value()
	}
}

// pathCell takes a JSON path; the root is the section's kind, or the VMI.
func (t *fieldTable) pathCell(f *feature.Field, p phrase) {
	v := firstCode(p)
	root, path := splitRoot(v.Value, t.sect)
	f.Root, f.Path = feature.T(root, v.At), feature.T(path, v.At)
	if f.JSON.Empty() {
		f.JSON = feature.T(lastKey(path), v.At)
	}
}
