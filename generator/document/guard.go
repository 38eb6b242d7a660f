// This file defines what is no document of a person: binary, empty, or made to
// cost time.
package document

import (
	"bytes"
	"fmt"
	"unicode/utf8"
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
)

// Refuse reports why bytes cannot be a document of a person, or nil.
func Refuse(data []byte) *Limit {
	if len(data) > maxBytes {
		return &Limit{Code: "plan-too-large", What: fmt.Sprintf("the document has %d bytes, the limit is %d", len(data), maxBytes), Remedy: "move details into documents of their own"}
	}
	if i := bytes.IndexByte(data, 0); i >= 0 || !utf8.Valid(data) {
		return &Limit{Code: "plan-binary", What: "the document is not text", Remedy: "give a Markdown file in UTF-8"}
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return &Limit{Code: "plan-empty", What: "the plan is empty", Remedy: "start from `kvscaffold new NAME`"}
	}
	if line, why := hostileLine(data); why != "" {
		return &Limit{Code: "plan-too-complex", What: why, Remedy: "break the line up", Line: line}
	}
	return nil
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
