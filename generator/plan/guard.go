package plan

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Limits of a document. Real plans have some 30 KB; the limits keep hostile
// input from costing time in parsers that are not ours.
const (
	maxBytes    = 1 << 20
	maxLine     = 16 << 10
	maxLines    = 20000
	maxHeadings = 1000
	maxItems    = 4000 // list items and table rows
	maxMarks    = 64   // list, quote and indent signs that open one line
	maxDelims   = 2000
	maxYAML     = 256 << 10
	maxModel    = 4 << 20
	maxYAMLDeep = 100
)

// refuseBytes reports why bytes cannot be a Markdown plan at all.
func refuseBytes(name string, data []byte) (diag.Diagnostic, bool) {
	at := diag.Pos{File: name}
	bad := func(code string, line int, remedy, format string, args ...any) (diag.Diagnostic, bool) {
		at.Line = line
		return diag.Diagnostic{Severity: diag.Error, Code: code, Message: fmt.Sprintf(format, args...), Pos: at, Remedy: remedy}, true
	}
	if len(data) > maxBytes {
		return bad("plan-too-large", 0, "move details into documents of their own", "the document has %d bytes, the limit is %d", len(data), maxBytes)
	}
	if i := bytes.IndexByte(data, 0); i >= 0 || !utf8.Valid(data) {
		return bad("plan-binary", 0, "give a Markdown file in UTF-8", "the document is not text")
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return bad("plan-empty", 0, "start from `kvscaffold new NAME`", "the plan is empty")
	}
	if line, why := hostileLine(data); why != "" {
		return bad("plan-too-complex", line, "break the line up", "%s", why)
	}
	return diag.Diagnostic{}, false
}

// hostileLine finds a line or paragraph that no human wrote and that would
// cost more than linear time.
func hostileLine(data []byte) (int, string) {
	delims, line, headings, items := 0, 0, 0, 0
	for len(data) > 0 {
		line++
		row := data
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			row, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		if len(row) > maxLine {
			return line, fmt.Sprintf("the line has %d bytes, the limit is %d", len(row), maxLine)
		}
		if n := openers(row); n > maxMarks {
			return line, fmt.Sprintf("the line opens %d nested blocks, the limit is %d", n, maxMarks)
		}
		text := bytes.TrimSpace(row)
		if len(text) == 0 {
			delims = 0
			continue
		}
		switch text[0] {
		case '#':
			headings++
		case '-', '+', '*', '|', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			items++
		}
		if line > maxLines || headings > maxHeadings || items > maxItems {
			return line, "the document has more lines, headings or list items than people write"
		}
		for _, c := range row {
			switch c {
			case '[', ']', '*', '_', '`', '<', '!', '~', '(', '\\', '&':
				delims++
			}
		}
		if delims > maxDelims {
			return line, "the paragraph has too many special characters"
		}
	}
	return 0, ""
}

// openers counts block signs and indentation levels at the start of a line.
func openers(row []byte) int {
	n, blanks := 0, 0
	for _, c := range row {
		switch c {
		case ' ':
			blanks++
		case '\t':
			blanks += 4
		case '>', '-', '+', '*':
			n++
		default:
			return n + blanks/4
		}
	}
	return 0 // a rule or an empty line
}
