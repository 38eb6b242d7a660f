// This file reads tables of tests and blocks of Ginkgo.
package tests

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
)

// column is what a column of a table of tests holds.
type column int

const (
	otherColumn  column = iota
	fileColumn          // the test file
	titleColumn         // the title of one case, whole
	casesColumn         // cases in any form
	stepsColumn         // what the case checks
	kindColumn          // unit, functional, new, adapted
	numberColumn        // a number or id
)

// headings name columns.
var headings = map[string]column{
	"file": fileColumn, "test file": fileColumn, "where": fileColumn, "location": fileColumn, "path": fileColumn, "in": fileColumn, "suite": fileColumn,
	"title": titleColumn, "test title": titleColumn, "name": titleColumn, "test name": titleColumn, "spec": titleColumn,
	"case": casesColumn, "cases": casesColumn, "scenario": casesColumn, "scenarios": casesColumn, "what": casesColumn, "test": casesColumn, "tests": casesColumn,
	"description": casesColumn, "change": casesColumn, "what is tested": casesColumn, "content": casesColumn, "covers": casesColumn, "contents": casesColumn, "test case": casesColumn,
	"checks": stepsColumn, "expectation": stepsColumn, "expected": stepsColumn, "verifies": stepsColumn, "asserts": stepsColumn, "details": stepsColumn, "expected result": stepsColumn,
	"expect": stepsColumn, "steps": stepsColumn, "result": stepsColumn,
	"kind": kindColumn, "type": kindColumn, "level": kindColumn, "state": kindColumn,
	"#": numberColumn, "no": numberColumn, "id": numberColumn, "n": numberColumn, "count": numberColumn,
}

// columns returns what the columns of a table hold, by heading or, for a
// column of paths, by content.
func columns(t *document.Table) []column {
	out := make([]column, len(t.Head))
	hasFile, hasText := false, false
	for i, h := range t.Head {
		out[i] = headings[strings.ToLower(strings.Trim(h.Plain(), " *`?"))]
		hasFile = hasFile || out[i] == fileColumn
		hasText = hasText || out[i] == titleColumn || out[i] == casesColumn
	}
	for i := range out {
		paths := 0
		for _, r := range t.Rows {
			if i < len(r.Cells) {
				for _, m := range r.Cells[i].Mentions() {
					if isTestFile(m.Text) {
						paths++
						break
					}
				}
			}
		}
		switch {
		case !hasFile && paths*2 > len(t.Rows):
			out[i], hasFile = fileColumn, true
		case !hasText && out[i] == otherColumn && paths == 0:
			out[i], hasText = casesColumn, true
		}
	}
	return out
}

// row reads one row of a table.
func (r *reader) row(b *document.Block) {
	cols := columns(b.Table)
	lead := r.at
	changed := false
	var steps, cases []document.Rich
	var titled []document.Rich
	file := ""
	for i, c := range cols {
		if i >= len(b.Cells) {
			break
		}
		cell := b.Cells[i]
		if repeats(cell.Plain()) || len(cell) == 0 && (c == fileColumn || c == kindColumn) {
			cell = above(b, i)
		}
		switch c {
		case fileColumn:
			file = r.fileIn(cell)
		case titleColumn:
			titled = append(titled, cell)
		case casesColumn:
			cases = append(cases, cell)
		case stepsColumn:
			steps = append(steps, cell)
		case kindColumn:
			low := strings.ToLower(cell.Plain())
			changed = changed || hasAny(low, []string{"adapt", "extend", "chang", "updat", "existing", "fix"})
		}
	}
	if file != "" {
		r.at = place{file: file}
	} else {
		r.at.table = ""
	}
	from := Phrase{Line: b.Line, Words: strings.TrimSpace(rowText(b))}
	r.cells(titled, cases, steps, changed, from)
	if lead.file != "" || file == "" {
		r.at = lead
	}
}

// cells reads the texts of a row.
func (r *reader) cells(titled, cases, steps []document.Rich, changed bool, from Phrase) {
	n := 0
	for _, c := range titled {
		t := tidy(c.Plain())
		switch {
		case t == "" || isNothing(strings.ToLower(t)):
		case changed && !strings.HasPrefix(strings.ToLower(t), "should") && !announces(strings.ToLower(c.String())):
			r.order(Phrase{t, from.Line, from.Words})
		default:
			r.promise(Phrase{t, from.Line, from.Words})
			n++
		}
	}
	for _, c := range cases {
		if n > 0 { // beside a title, the words say what it does
			steps = append(steps, c)
			continue
		}
		if changed && !announces(strings.ToLower(c.String())) {
			if len(c) > 0 {
				r.order(Phrase{c.Plain(), from.Line, from.Words})
			}
			continue
		}
		n += r.text(c, true).cases
	}
	if n != 1 {
		return
	}
	g := r.group(from.Line)
	for _, s := range steps {
		if len(g.Cases) > 0 && len(s) > 0 {
			g.Cases[len(g.Cases)-1].steps(clean(s), from)
		}
	}
}

// repeats reports whether a cell stands for the one above it.
func repeats(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .\"'*")) {
	case "ditto", "same", "same file", "see above", "as above", "〃", "″":
		return true
	}
	return strings.TrimSpace(s) == `"`
}

// above returns the nearest cell above that says something of its own.
func above(b *document.Block, i int) document.Rich {
	var last document.Rich
	for _, row := range b.Table.Rows {
		if row == b {
			break
		}
		if i < len(row.Cells) && len(row.Cells[i]) > 0 && !repeats(row.Cells[i].Plain()) {
			last = row.Cells[i]
		}
	}
	return last
}

func rowText(b *document.Block) string {
	var parts []string
	for _, c := range b.Cells {
		parts = append(parts, c.Plain())
	}
	return strings.Join(parts, " | ")
}

var ginkgo = regexp.MustCompile(`^\s*[PFX]?(Describe|Context|When|DescribeTable|It|Specify|Entry|By)\(\s*"((?:[^"\\]|\\.)*)"`)

// code reads a block of Ginkgo, or of words in its form.
func (r *reader) code(b *document.Block) {
	var last *Case
	for i, l := range b.Code {
		line := b.CodeLine + i
		if text, ok := strings.CutPrefix(strings.TrimSpace(l), "//"); ok {
			text = strings.TrimSpace(text)
			switch {
			case isTestFile(text):
				r.at = place{file: r.full(text)}
			case last != nil && text != "" && text != "...":
				last.Steps = append(last.Steps, Phrase{text, line, l})
			}
			continue
		}
		m := ginkgo.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		text := strings.ReplaceAll(m[2], `\"`, `"`)
		switch m[1] {
		case "Describe", "Context", "When":
			r.at.title, r.at.table, last = text, "", nil
		case "DescribeTable":
			r.at.table, last = text, nil
		case "By":
			if last != nil {
				last.Steps = append(last.Steps, Phrase{text, line, l})
			}
		case "It", "Specify":
			r.at.table = ""
			last = r.promise(Phrase{text, line, strings.TrimSpace(l)})
		case "Entry":
			last = r.promise(Phrase{text, line, strings.TrimSpace(l)})
		}
	}
}
