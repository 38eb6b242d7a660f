package plan

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// scope is what a text inherits from where it stands.
type scope struct {
	file      feature.Text // file named by the item above or by the text's head
	component string
	topic     topic
	intro     string      // words that introduce the list: "Functions to add:"
	first     *funcFact   // first function of the item before
	last      []*funcFact // functions this item speaks of
	prev      []*funcFact // functions the item before spoke of
	lastFile  feature.Text
	typ       *typeFact // type the sentence declares
	above     *typeFact // type the item before declares
	typFrom   diag.Pos
	recv      feature.Text             // type whose methods the list holds
	mine      *funcFact                // first function of this item
	guess     feature.Text             // listed file that the label of the text means
	near      feature.Text             // listed file that a label spells out
	doc       func(feature.Text, bool) // takes further sentences of a doc text
	docSemi   bool
	docable   func(feature.Text, bool) // what a sentence "Doc: …" describes
}

// proseTopics are the parts in which names of code are promises. Narrative,
// gates of the constitution and exit criteria only talk about them.
var proseTopics = map[topic]bool{
	topicComponents: true, topicComponent: true, topicPhase: true, topicDeliverables: true, topicStack: true, topicContext: true,
	topicStructure: true, topicAPI: true, topicAPIKind: true, topicValidation: true, topicDefaulting: true, topicController: true,
	topicFilesModified: true, topicFilesNew: true, topicFiles: true, topicGate: true, topicArchitecture: true, topicEndToEnd: true,
	topicNone: true,
}

// readProse scans the text of all promising sections for functions, types,
// fields and constants.
func (r *reader) readProse() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			if s.level == 7 && plainTitle(s.title.text) == "integration points" && proseTopics[s.topic] {
				r.newAtPoints(s)
			}
			if !proseTopics[s.topic] || s.level == 7 && skipLabel(s.title.text) {
				continue
			}
			r.proseOfSection(s)
		}
	}
}

func (r *reader) proseOfSection(s *section) {
	sc := &scope{component: componentOfSection(s), topic: s.topic, near: r.fileSpelled(s.title.text)}
	for _, c := range s.title.codes() {
		if l := lexOf(c.text); l == lexPath || l == lexFile {
			sc.file = pathText(c)
		}
	}
	for _, b := range s.blocks {
		switch b.kind {
		case blockText:
			sc.intro = ""
			sc.last = nil
			sc.recv = listedMethods(b.text)
			sc.file = sc.file.Or(allIn(b.text))
			r.scanText(b.text, sc)
			if strings.HasSuffix(strings.TrimSpace(b.text.text), ":") {
				sc.intro = b.text.flat()
			}
		case blockList:
			for _, it := range b.items {
				r.scanItem(it, sc)
			}
			sc.intro = ""
		case blockTable:
			r.scanTable(b, sc)
		}
	}
}

func componentOfSection(s *section) string {
	for ; s != nil; s = s.up {
		if s.topic == topicComponent {
			return s.kind
		}
	}
	return ""
}

// scanItem scans an item, then what is nested in it with the file and the
// component it names.
func (r *reader) scanItem(it *item, sc *scope) {
	if skipItem(it, sc) {
		return
	}
	inner := *sc
	inner.last, inner.mine = nil, nil
	inner.above = sc.typ
	text := it.text
	if c := componentOf(it.key); c != "" {
		if c != inner.component {
			inner.lastFile = feature.Text{} // another component's file
		}
		inner.component = c
	}
	if it.key != "" && len(it.text.codes()) > 0 && !it.keyHasCode() {
		text = it.rest
	}
	if !skipLabel(it.key) {
		r.scanText(text, &inner)
	}
	sc.lastFile, sc.typ = inner.lastFile, inner.typ
	if len(inner.last) > 0 {
		sc.prev = inner.last
	}
	if inner.mine != nil {
		sc.first = inner.mine
	}
	nested := inner
	nested.intro = ""
	if strings.HasSuffix(strings.TrimSpace(it.text.text), ":") {
		nested.intro = it.text.flat()
		nested.recv = listedMethods(it.text).Or(inner.recv)
		nested.file = fileAhead(it.text).Or(inner.file)
	}
	for _, b := range it.blocks {
		if b.kind == blockText {
			r.scanText(b.text, &nested)
		}
		for _, sub := range b.items {
			r.scanItem(sub, &nested)
		}
	}
}

func (it *item) keyHasCode() bool {
	cs := it.text.codes()
	return len(cs) > 0 && cs[0].from < len(it.text.text)-len(it.rest.text)
}

// skipItem leaves out ticked questions of the constitution and the like.
func skipItem(it *item, sc *scope) bool {
	return strings.HasSuffix(strings.TrimSpace(it.text.text), "?") && it.box != boxNone
}

// skipLabel holds for labels whose text names code only as context.
func skipLabel(key string) bool {
	switch plainTitle(key) {
	case "role", "integration points", "objective", "principle", "application", "requirement", "mock strategy", "coverage target", "location", "data setup", "user workflows", "exit criteria",
		"programming language", "kubernetes api", "libvirt", "qemu", "framework usage", "abstractions avoided", "new go packages", "implementation", "privilege boundary",
		"kubernetes integration", "language version", "primary dependencies", "host dependencies", "performance goals", "security constraints", "scale scope", "target platform", "testing framework":
		return true
	}
	return false
}

// scanTable reads tables of components or functions: every row is a text, the
// component being the first cell.
func (r *reader) scanTable(b block, sc *scope) {
	if len(b.rows) < 2 || isFieldTable(b) {
		return
	}
	for _, row := range b.rows[1:] {
		inner := *sc
		if len(row) == 0 {
			continue
		}
		if c := componentOf(row[0].text); c != "" {
			inner.component = c
		}
		if sc.topic == topicGate {
			continue
		}
		for _, c := range row[0].codes() {
			if l := lexOf(c.text); l == lexPath || l == lexFile {
				inner.file = pathText(c)
			}
		}
		r.scanRow(row, &inner)
	}
}

// scanRow joins the cells, so that "| `f` | `path` | does x |" reads as one
// sentence.
func (r *reader) scanRow(row []phrase, sc *scope) {
	text := row[0]
	for i, c := range row[1:] {
		sep := ": "
		if cs := c.codes(); len(cs) == 1 && strings.TrimSpace(c.text) == cs[0].text {
			if l := lexOf(cs[0].text); l == lexPath || l == lexFile {
				sep = " in "
			}
		}
		if i == 0 && componentOf(row[0].text) != "" {
			text, sep = c, ""
			continue
		}
		text = joinPhrases(text, sep, c)
	}
	r.scanText(text, sc)
}

func joinPhrases(a phrase, sep string, b phrase) phrase {
	joined := appendPhrase(a, b)
	const used = "; "
	if sep == used {
		return joined
	}
	cut := len(a.text)
	delta := len(sep) - len(used)
	joined.text = a.text + sep + b.text
	for i := range joined.marks {
		if joined.marks[i].from >= cut+len(used) {
			joined.marks[i].from += delta
			joined.marks[i].to += delta
		}
	}
	for i := range joined.lines {
		if joined.lines[i].off >= cut+len(used) {
			joined.lines[i].off += delta
		}
	}
	return joined
}

func pathText(c code) feature.Text { return feature.T(cleanPath(c.text), c.at) }

// scanText scans one paragraph or item sentence by sentence.
func (r *reader) scanText(p phrase, sc *scope) {
	if p.empty() || isNone(p.flat()) {
		return
	}
	if sc.component != "" && saysNone(p.flat()) && !strings.Contains(p.text, " but ") {
		return // a component that says none gets nothing
	}
	r.newFiles(p)
	p = headFile(p, sc)
	sc.guess = r.fileByLabel(p)
	sc.near = r.fileSpelled(firstLabel(p)).Or(sc.near)
	sc.doc, sc.docable = nil, nil
	for _, s := range p.sentences() {
		if r.scanDoc(s, sc) {
			continue
		}
		sc.typ = nil
		r.scanSentence(s, sc)
		sc.docSemi = s.semi
	}
}

// headFile takes the file at the head of a text, "`path`: rest" or
// "Label (`path`): rest", into the scope and returns the text.
func headFile(p phrase, sc *scope) phrase {
	sp := p.spans()
	if file, ok := onlyFile(p, sp); ok {
		sc.file, sc.lastFile = file, file
		return p
	}
	for i, s := range sp {
		l := lexOf(s.text)
		if l != lexPath && l != lexFile {
			return p
		}
		tail := strings.TrimLeft(s.tail, " )")
		switch {
		case strings.HasPrefix(tail, ":") && i == 0, strings.HasPrefix(tail, " - "), strings.HasPrefix(tail, "- "), strings.HasPrefix(tail, "– "), strings.HasPrefix(tail, "— "):
			sc.file = pathText(s.code)
			if strings.HasSuffix(sc.file.Value, "_test.go") {
				sc.file = feature.Text{} // functions named for a test are elsewhere
			}
			sc.lastFile = sc.file
			rest := p.text[s.to:]
			return p.rest(s.to + len(rest) - len(strings.TrimLeft(rest, " ):-–—")))
		}
	}
	return p
}

// onlyFile takes the file of a text that names nothing else and ends there,
// with at most a label before it: "`path`", "**virt-handler**, `path`".
func onlyFile(p phrase, sp []span) (feature.Text, bool) {
	if len(sp) != 1 || strings.Trim(sp[0].tail, " :") != "" || strings.HasSuffix(sp[0].text, "_test.go") || !isFileName(sp[0].text) {
		return feature.Text{}, false
	}
	lead := strings.TrimSpace(sp[0].lead)
	if lead != "" && !strings.HasSuffix(lead, ",") && !strings.HasSuffix(lead, "(") && !strings.HasSuffix(lead, ":") {
		return feature.Text{}, false
	}
	if l := lexOf(sp[0].text); l != lexPath && l != lexFile || len(strings.Fields(lead)) > 4 {
		return feature.Text{}, false
	}
	return pathText(sp[0].code), true
}

// fileByLabel finds the one listed file whose name is a word of the label:
// "Domain schema: …" and …/schema.go.
func (r *reader) fileByLabel(p phrase) feature.Text {
	words := plainWords(firstLabel(p))
	found := feature.Text{}
	for _, f := range r.f.Files {
		base := f.Path.Value[strings.LastIndexByte(f.Path.Value, '/')+1:]
		for _, w := range words {
			if base == w+".go" {
				if !found.Empty() {
					return feature.Text{}
				}
				found = feature.T(f.Path.Value, p.at(0))
			}
		}
	}
	return found
}

func firstLabel(p phrase) string {
	if i := colonOutside(p); i > 0 && i < 40 && len(p.slice(0, i).codes()) == 0 {
		return p.text[:i]
	}
	return ""
}

// scanDoc takes "Doc: …" and what follows as the doc text of the field, type
// or constant spoken of last.
func (r *reader) scanDoc(s phrase, sc *scope) bool {
	if m := docRE.FindStringSubmatch(s.flat()); m != nil && sc.docable != nil {
		sc.doc = sc.docable
		sc.doc(feature.T(m[1], s.at(0)), false)
	} else if sc.doc != nil {
		sc.doc(feature.T(s.flat(), s.at(0)), sc.docSemi)
	} else {
		return false
	}
	sc.docSemi = s.semi
	r.usePhrase(s)
	return true
}

// extend appends a sentence to a doc text.
func extend(doc *feature.Text, more feature.Text, semi bool) {
	switch {
	case doc.Empty():
		*doc = more
	case semi:
		doc.Value = strings.TrimRight(doc.Value, ".") + "; " + more.Value
	default:
		doc.Value = endWithStop(doc.Value) + " " + more.Value
	}
}

// isNone holds for the words with which people say that nothing is to be done.
func isNone(s string) bool {
	p := plainTitle(s)
	switch p {
	case "", "none", "no", "n a", "na", "nil", "nothing", "no change", "no changes", "unchanged", "not applicable", "not affected", "not needed", "not required", "as today", "as before", "not touched", "untouched", "none planned", "none needed", "no api changes", "no changes needed", "no changes required":
		return true
	}
	return false
}

// saysNone returns whether a text starts by saying that nothing changes.
func saysNone(s string) bool {
	if isNone(s) {
		return true
	}
	l := strings.ToLower(strings.TrimLeft(s, " *-"))
	for _, w := range []string{"none", "n/a", "no change", "nothing", "not applicable", "not affected", "unchanged", "not touched", "not involved", "no code change"} {
		if strings.HasPrefix(l, w) {
			tail := l[len(w):]
			return tail == "" || !isLetter(tail[0]) || strings.HasPrefix(tail, "s")
		}
	}
	return false
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
