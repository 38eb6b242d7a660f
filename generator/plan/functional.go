package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// functionalSection reads the template's end-to-end section: file under
// Framework, workflows, requirements of the environment.
func (r *reader) functionalSection(s *section) {
	t := feature.Test{Kind: feature.TestFunctional}
	for _, b := range s.blocks {
		r.testTable(b, false)
		if b.kind == blockText {
			r.functionalItem(b.text, nil)
		}
		for _, it := range b.items {
			r.usePhrase(it.text)
			switch key := plainTitle(it.key); {
			case key == "framework", hasWords(key, "file"), hasWords(key, "location"), hasWords(key, "files"):
				r.functionalFacts(it.rest, &t)
			case hasWords(key, "user workflows"), hasWords(key, "workflows"), hasWords(key, "scenarios"), hasWords(key, "test cases"), hasWords(key, "test scenarios"):
				if len(pathsIn(it.rest, "tests/")) > 0 {
					r.functionalItem(it.rest, it)
					break
				}
				t.Items = append(t.Items, r.workflows(it)...)
				if ps := pathsIn(it.text.slice(0, len(it.text.text)-len(it.rest.text)), "tests/"); len(ps) > 0 {
					t.File = t.File.Or(ps[0]) // "**User Workflows** (`tests/x.go`): …"
				}
				requirements(it.rest, &t)
			case hasWords(key, "environment requirements"), hasWords(key, "environment"), hasWords(key, "requirements"):
				requirements(it.rest, &t)
				for _, sub := range it.subs() {
					requirements(sub.text, &t)
					r.usePhrase(sub.text)
				}
			case it.key == "" || len(pathsIn(it.text, "tests/")) > 0:
				r.functionalItem(it.text, it)
			}
		}
	}
	if len(t.Items) > 0 || !t.File.Empty() {
		r.addTest(t)
	}
}

// labelText matches what stands between a decorator and the text of its label.
var labelText = regexp.MustCompile(`(?i)^\s*(?:[,(]|with|and|has|gets)?\s*(?:the |its )?(?:ginkgo )?label\s*(?:text\s*)?[:=]?\s*$`)

// functionalFacts takes file and label.
func (r *reader) functionalFacts(p phrase, t *feature.Test) {
	if ps := pathsIn(p, "tests/"); len(ps) > 0 {
		t.File = t.File.Or(ps[0])
	}
	spans := p.spans()
	for i, sp := range spans {
		if i > 0 && spans[i-1].text == t.Label.Value && labelText.MatchString(sp.lead) && !strings.ContainsAny(sp.text, " /") {
			t.LabelText = t.LabelText.Or(feature.T(strings.Trim(sp.text, `"`), sp.value().At))
			continue
		}
		if newLabel.MatchString(sp.lead) || strings.HasPrefix(strings.TrimSpace(sp.tail), "label") {
			if lexOf(sp.text) == lexIdent {
				t.Label = t.Label.Or(sp.value())
			}
		}
	}
	requirements(p, t)
}

func requirements(p phrase, t *feature.Test) {
	for _, s := range p.sentences() {
		if m := serialWords.FindString(s.flat()); m != "" && !strings.Contains(strings.ToLower(s.flat()), "not serial") && !strings.Contains(strings.ToLower(s.flat()), "serial console") {
			t.Serial = t.Serial.Or(s.value())
		}
		if selfEnables.MatchString(s.flat()) && !enablesForTests(s) {
			t.EnablesGate = t.EnablesGate.Or(s.value())
		}
	}
}

// workflows are the nested items, or the parts between semicolons.
func (r *reader) workflows(it *item) []feature.Text {
	var out []feature.Text
	if !it.rest.empty() && !saysNone(it.rest.flat()) {
		for _, s := range it.rest.sentences() {
			out = append(out, s.value())
		}
	}
	for _, sub := range it.subs() {
		out = append(out, sub.text.value())
		r.usePhrase(sub.text)
	}
	return out
}

// sameTests matches promises that no test is written for.
var sameTests = regexp.MustCompile(`(?i)^\W*(?:all |the )*existing (?:[\w-]+ )?(?:tests?|specs?|suites?|lanes?)\b.*\b(?:run|pass|stay|cover|are run|keep|work)`)

// functionalItem reads "`tests/x.go`: start …; plain disk, …" and, without a
// file, a promise that has no place yet.
func (r *reader) functionalItem(p phrase, it *item) {
	files := pathsIn(p, "tests/")
	if sameTests.MatchString(p.flat()) {
		r.usePhrase(p)
		return
	}
	if len(files) == 0 && (saysNone(p.flat()) || noPromise.MatchString(p.flat()) || len(strings.Fields(p.flat())) < 3 && (it == nil || len(it.subs()) == 0)) {
		r.usePhrase(p)
		return
	}
	if strings.HasPrefix(strings.ToLower(p.flat()), "with the") {
		return
	}
	t := feature.Test{Kind: feature.TestFunctional}
	r.functionalFacts(p, &t)
	r.usePhrase(p)
	cases := p
	if len(files) > 0 {
		if i := colonOutside(p); i >= 0 {
			cases = p.rest(i + 1)
			if m := quotedTitle.FindStringSubmatch(p.text[:i]); m != nil {
				t.Title = feature.T(m[1], p.at(0))
			}
		}
	}
	for _, s := range cases.sentences() {
		t.Items = append(t.Items, s.value())
	}
	if it != nil {
		for _, sub := range it.subs() {
			t.Items = append(t.Items, sub.text.value())
			r.usePhrase(sub.text)
		}
	}
	r.addTest(t)
}

// integrationSection only counts where a functional test file is named.
func (r *reader) integrationSection(s *section) {
	for _, b := range s.blocks {
		for _, it := range b.items {
			r.usePhrase(it.text)
			if len(pathsIn(it.text, "tests/")) > 0 && !noPromise.MatchString(it.rest.text) {
				r.functionalItem(it.rest, it)
			}
		}
	}
}
