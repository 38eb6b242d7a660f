package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	quotedTitle = regexp.MustCompile(`["“]([^"”]+)["”]`)
	noPromise   = regexp.MustCompile(`(?i)\b(?:existing|by hand|manual(?:ly)?|later|for beta|in beta|planned for|not possible|no caller|follow(?:s|-up)?|covered by|see e2e|none in|no e2e|with the gate on|periodic lane)\b`)
	serialWords = regexp.MustCompile(`(?i)\bserial\b[^.;,]*`)
	selfEnables = regexp.MustCompile(`(?i)\b(?:enables?|enabling|turns? on|sets?) the (?:feature )?gate\b[^.;]*|\bturn the gate on\b`)
	newLabel    = regexp.MustCompile(`(?i)\b(?:new )?(?:label|decorator)s?\s*$`)
)

// readTests takes the promised tests: unit tests per file, functional tests by
// workflow.
func (r *reader) readTests() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			switch s.topic {
			case topicUnit:
				r.unitSection(s)
			case topicEndToEnd:
				r.functionalSection(s)
			case topicIntegration:
				r.integrationSection(s)
			case topicTests:
				r.mixedSection(s)
			case topicPhase:
				r.contractTests(s)
			}
		}
	}
}

// mixedSection reads a list in which each entry is a kind of test.
func (r *reader) mixedSection(s *section) {
	for _, b := range s.blocks {
		r.testTable(b, false)
		if it := (&item{text: b.text}); b.kind == blockText && lookupTopic(plainLabel(b.text)) == topicEndToEnd && len(pathsIn(b.text, "tests/")) > 0 {
			r.mixedItem(it)
		} else if b.kind == blockText {
			r.looseTest(it)
		}
		for _, it := range b.items {
			r.mixedItem(it)
		}
	}
}

func (r *reader) mixedItem(it *item) {
	key := plainTitle(it.key)
	if key == "" {
		key = plainLabel(it.text)
	}
	val := it.rest
	if it.key == "" && key != "" {
		val = it.text.rest(strings.IndexByte(it.text.text, ':') + 1)
	}
	switch lookupTopic(key) {
	case topicUnit:
		r.unitText(val)
		for _, sub := range it.subs() {
			r.unitItem(sub)
		}
	case topicEndToEnd:
		r.functionalItem(val, it)
	case topicIntegration:
		if len(pathsIn(val, "tests/")) > 0 && !noPromise.MatchString(val.text) {
			r.functionalItem(val, it)
		}
	default:
		r.looseTest(it)
	}
}

// contractTests reads the test entries of a spec-kit design phase.
func (r *reader) contractTests(s *section) {
	for _, b := range s.blocks {
		for _, it := range b.items {
			switch plainTitle(it.key) {
			case "contract tests", "test scenarios", "unit tests":
				if len(testFiles(it.rest)) > 0 {
					r.addUnits(it.rest)
					continue
				}
				t := feature.Test{Kind: feature.TestUnit, File: r.fileForTests()}
				for _, part := range it.rest.split() {
					t.Items = append(t.Items, part.value())
				}
				r.usePhrase(it.rest)
				r.addTest(t)
			}
		}
	}
}

// looseTest reads an entry that names a test file but no kind.
func (r *reader) looseTest(it *item) {
	switch {
	case len(pathsIn(it.text, "tests/")) > 0:
		r.functionalItem(it.text, it)
	case testFile(it.text).Value != "" && len(it.subs()) > 0:
		r.unitItem(it)
	case testFile(it.text).Value != "":
		goesOn := feature.Text{} // file of a list that semicolons part
		for _, s := range it.text.sentences() {
			switch {
			case len(testFiles(s)) > 0:
				r.addUnits(s)
				goesOn = testFile(s)
			case !goesOn.Empty():
				r.addTest(r.unitOf(phrase{text: ": " + s.text, file: s.file, lines: s.lines}, goesOn))
			}
			if !s.semi {
				goesOn = feature.Text{}
			}
		}
	}
}

func pathsIn(p phrase, prefix string) []feature.Text {
	var out []feature.Text
	for _, c := range p.codes() {
		if l := lexOf(c.text); l == lexPath && strings.HasPrefix(cleanPath(c.text), prefix) && isFileName(c.text) {
			out = append(out, pathText(c))
		}
	}
	return out
}

// testFile is the first Go test file a text names.
func testFile(p phrase) feature.Text {
	for _, c := range p.codes() {
		if strings.HasSuffix(c.text, "_test.go") && !strings.HasPrefix(cleanPath(c.text), "tests/") {
			return pathText(c)
		}
	}
	return feature.Text{}
}

func (r *reader) unitSection(s *section) {
	for _, b := range s.blocks {
		r.testTable(b, true)
		if b.kind == blockText {
			r.unitText(b.text)
		}
		for _, it := range b.items {
			r.unitItem(it)
		}
	}
}

// boilerplateKeys are the template's keys that promise no test by themselves.
var boilerplateKeys = map[string]bool{"framework": true, "coverage target": true, "coverage": true, "environment": true, "data setup": true, "mock strategy": true}

func (r *reader) unitItem(it *item) {
	key := plainTitle(it.key)
	if boilerplateKeys[key] {
		r.usePhrase(it.text)
		for _, s := range it.rest.sentences() {
			if f := testFile(s); !f.Empty() {
				r.addUnits(s)
			}
		}
		return
	}
	if len(it.subs()) == 0 {
		r.addUnits(it.text)
		return
	}
	t := r.unitOf(it.text, testFile(it.text))
	t.Items = nil
	for _, sub := range it.subs() {
		t.Items = append(t.Items, sub.text.value())
		r.usePhrase(sub.text)
	}
	r.addTest(t)
}

// unitText reads tests listed in one running text, each perhaps with its cases
// in parentheses.
func (r *reader) unitText(p phrase) {
	if p.empty() || saysNone(p.flat()) || noPromise.MatchString(p.flat()) && testFile(p).Empty() {
		return
	}
	if one := testFile(p); !one.Empty() && !strings.Contains(p.text, "(") && strings.Count(p.text, "_test.go") == 1 {
		r.addTest(r.unitOf(p, one))
		return
	}
	var rest feature.Test
	for _, part := range p.split() {
		f := testFile(part)
		open := strings.IndexByte(part.text, '(')
		switch {
		case open > 0 || !f.Empty():
			r.addUnits(part)
		default:
			rest.Items = append(rest.Items, part.value())
		}
	}
	r.usePhrase(p)
	if len(rest.Items) > 0 {
		rest.Kind = feature.TestUnit
		r.addTest(rest)
	}
}

// addUnits adds the tests of a text to every test file it names.
func (r *reader) addUnits(p phrase) {
	files := testFiles(p)
	if len(files) == 0 {
		r.addTest(r.unitOf(p, feature.Text{}))
		return
	}
	for _, f := range files {
		t := r.unitOf(p, f)
		if len(files) > 1 && colonOutside(p) < 0 {
			t.Items = []feature.Text{p.value()}
			if onlyCode(p) {
				t.Items = nil
			}
		}
		r.addTest(t)
	}
}

// onlyCode holds for a list of code spans without a word about them.
func onlyCode(p phrase) bool {
	var rest strings.Builder
	from := 0
	for _, c := range p.codes() {
		rest.WriteString(p.text[from:c.from] + " ")
		from = c.to
	}
	ws := plainWords(rest.String() + p.text[from:])
	return len(ws) == 0 || len(ws) == 1 && ws[0] == "and"
}

func testFiles(p phrase) []feature.Text {
	var out []feature.Text
	for _, c := range p.codes() {
		if strings.HasSuffix(c.text, "_test.go") && !strings.HasPrefix(cleanPath(c.text), "tests/") {
			out = append(out, pathText(c))
		}
	}
	return out
}

// unitOf reads "`x_test.go`: a, b, c", "label (`x_test.go`): a, b",
// "label (a, b)".
func (r *reader) unitOf(p phrase, f feature.Text) feature.Test {
	t := feature.Test{Kind: feature.TestUnit}
	r.usePhrase(p)
	label, cases := p, phrase{file: p.file}
	if i := colonOutside(p); i >= 0 {
		label, cases = p.slice(0, i), p.rest(i+1)
	} else if open := strings.IndexByte(p.text, '('); open > 0 && !p.inCode(open) {
		end := strings.LastIndexByte(p.text, ')')
		if end < open {
			end = len(p.text)
		}
		label, cases = p.slice(0, open), p.slice(open+1, end)
		if fragments(cases) {
			cases = withoutFile(p)
			t.Items = append(t.Items, cases.value())
			cases = phrase{file: p.file}
		}
	}
	if m := quotedTitle.FindStringSubmatch(label.text); m != nil {
		t.Title = feature.T(m[1], label.at(0))
	}
	if cs := cases.codes(); len(cs) > 0 && cs[0].from == 0 && strings.HasSuffix(cs[0].text, "_test.go") {
		cases = cases.rest(cs[0].to)
		cases = cases.rest(len(cases.text) - len(strings.TrimLeft(cases.text, " :")))
	}
	if inner := strings.TrimSpace(cases.text); unwrap(inner) != inner {
		cases = cases.rest(strings.IndexByte(cases.text, '(') + 1)
		cases = cases.slice(0, strings.LastIndexByte(cases.text, ')'))
	}
	if cases.empty() && len(t.Items) == 0 {
		t.Items = []feature.Text{p.value()}
	}
	for _, c := range cases.split() {
		t.Items = append(t.Items, c.value())
	}
	if t.File = f; f.Empty() {
		t.File = r.testFileFor(label)
	}
	if !t.File.Empty() && !strings.Contains(t.File.Value, "/") {
		t.File.Value = r.completePath(t.File.Value)
	}
	return t
}

// colonOutside finds the first colon outside code and parentheses.
func colonOutside(p phrase) int {
	depth := 0
	for i := 0; i < len(p.text); i++ {
		if p.inCode(i) {
			continue
		}
		switch p.text[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ':':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

// split cuts at commas and semicolons outside code and parentheses.
func (p phrase) split() []phrase {
	var out []phrase
	depth, start := 0, 0
	cut := func(end int) {
		if s := p.slice(start, end); !s.empty() {
			out = append(out, s.rest(0))
		}
		start = end + 1
	}
	semi := strings.Contains(p.text, ";") // then commas are part of the phrases
	for i := 0; i < len(p.text); i++ {
		if p.inCode(i) {
			continue
		}
		switch c := p.text[i]; c {
		case '(':
			depth++
		case ')':
			depth = max(depth-1, 0)
		case ',', ';':
			if depth == 0 && (c == ';' || !semi) {
				cut(i)
			}
		}
	}
	if start < len(p.text) {
		cut(len(p.text))
	}
	return out
}

// testFileFor guesses the listed test file that a label such as "evacuation"
// means: the one whose name shares most words, if it is the only one.
func (r *reader) testFileFor(label phrase) feature.Text {
	words := plainWords(label.text)
	best, score, tie := feature.Text{}, 0, false
	for _, f := range r.f.Files {
		if !strings.HasSuffix(f.Path.Value, "_test.go") || strings.HasSuffix(f.Path.Value, "_suite_test.go") || strings.HasPrefix(f.Path.Value, "tests/") {
			continue
		}
		base := strings.TrimSuffix(f.Path.Value[strings.LastIndexByte(f.Path.Value, '/')+1:], "_test.go")
		n := 0
		for _, w := range strings.FieldsFunc(base, func(c rune) bool { return c == '-' || c == '_' }) {
			for _, l := range words {
				if l == w || l == w+"s" || l == w+"er" {
					n++
				}
			}
		}
		switch {
		case n > score:
			best, score, tie = feature.T(f.Path.Value, label.at(0)), n, false
		case n == score && n > 0:
			tie = true
		}
	}
	if tie {
		return feature.Text{}
	}
	return best
}

// addTest keeps a test; tests of the same unit test file are one.
func (r *reader) addTest(t feature.Test) {
	if len(t.Items) == 0 && t.File.Empty() {
		return
	}
	for i := range r.f.Tests {
		if have := &r.f.Tests[i]; have.Kind == t.Kind && !t.File.Empty() && have.File.Value == t.File.Value {
			have.Items = append(have.Items, t.Items...)
			have.Title = have.Title.Or(t.Title)
			have.Label, have.Serial, have.EnablesGate = have.Label.Or(t.Label), have.Serial.Or(t.Serial), have.EnablesGate.Or(t.EnablesGate)
			return
		}
	}
	r.f.Tests = append(r.f.Tests, t)
}
