package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file reads tests from tables, and finds the file of tests from remarks.

// testTable reads a table with a row per test file: "| File | Tests |". In a
// section on unit tests, rows that only say what is tested count as well.
func (r *reader) testTable(b block, unit bool) {
	if len(b.rows) < 2 || isFieldTable(b) {
		return
	}
	for _, row := range b.rows[1:] {
		at := -1
		for i, c := range row {
			if at < 0 && (len(testFiles(c)) > 0 || len(pathsIn(c, "tests/")) > 0) {
				at = i
			}
		}
		if at < 0 && !unit || len(row) == 0 {
			continue
		}
		text := r.testRow(b.rows[0], row, max(at, 0))
		if at >= 0 && len(pathsIn(row[at], "tests/")) > 0 {
			r.functionalItem(text, nil)
			continue
		}
		r.addUnits(text)
	}
}

// testRow joins what a row says to the cell with the file; the kind of test is
// in the file's name already.
func (r *reader) testRow(head, row []phrase, at int) phrase {
	text := row[at]
	sep := ": "
	for i, c := range row {
		r.usePhrase(c)
		if i == at || c.empty() || i < len(head) && testKind.MatchString(plainTitle(head[i].text)) {
			continue
		}
		text, sep = joinPhrases(text, sep, c), ", "
	}
	return text
}

var testKind = regexp.MustCompile(`^(?:kind|type|level|sig|priority|status)$`)

var bareValue = regexp.MustCompile(`(?i)^(?:and |or )?(?:true|false|nil|null|on|off|\d+)$`)

// fragments holds for words between commas that only mean something together:
// "field true, false, nil".
func fragments(cases phrase) bool {
	for _, c := range cases.split() {
		if bareValue.MatchString(c.flat()) {
			return true
		}
	}
	return false
}

// withoutFile is a text without the test file that it names.
func withoutFile(p phrase) phrase {
	for _, c := range p.codes() {
		if !strings.HasSuffix(c.text, "_test.go") {
			continue
		}
		before := p.slice(0, c.from)
		lead := strings.TrimRight(before.text, " (`")
		lead = strings.TrimSuffix(strings.TrimSuffix(lead, " in"), ",")
		return joinPhrases(before.slice(0, len(lead)), " ", p.rest(c.to))
	}
	return p
}

var promisesTests = regexp.MustCompile(`(?i)\b(?:tests|scenarios|cases|specs)\b`)

// fileForTests is the one listed unit test file whose remark promises tests,
// for those that the plan names without a file.
func (r *reader) fileForTests() feature.Text {
	found := feature.Text{}
	for _, f := range r.f.Files {
		if !strings.HasSuffix(f.Path.Value, "_test.go") || strings.HasPrefix(f.Path.Value, "tests/") || !promisesTests.MatchString(f.Note.Value) {
			continue
		}
		if !found.Empty() {
			return feature.Text{}
		}
		found = f.Path
	}
	return found
}
