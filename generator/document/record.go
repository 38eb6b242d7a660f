// This file defines labelled values: "Key: value", "**Key** — value", and
// several of them on one line.
package document

import "strings"

// Record is a label with its value.
type Record struct {
	Label string
	Value Rich
	Line  int
}

// maxLabel is the number of words a label may have.
const maxLabel = 6

// Records returns the labelled values of a text: one for each part between
// bars or middle dots that begins with a label. A text without label gives none.
func (r Rich) Records() []Record {
	var out []Record
	for _, part := range r.Split(func(i int) bool { return r[i].Kind == Punct && r[i].Is("|", "·") }) {
		if rec, ok := part.Record(); ok {
			out = append(out, rec)
		}
	}
	return out
}

// Record cuts a text into label and value, if it begins with a label: bold
// words, or at most six plain words before a colon.
func (r Rich) Record() (Record, bool) {
	for len(r) > 0 && r[0].Kind == Symbol {
		r = r[1:]
	}
	if len(r) == 0 {
		return Record{}, false
	}
	n := 0
	if r[0].Strong {
		for n < len(r) && r[n].Strong {
			n++
		}
		label := r[:n]
		rest := r[n:]
		if label[n-1].Is(":") {
			return Record{strings.TrimSpace(label[:n-1].Plain()), rest.Trim(), label[0].Line}, true
		}
		for i, t := range rest { // "**Key** (remark): value"
			if t.Kind == Punct && t.Is(":", "—", "–", "-", "=") && depthAt(rest, i) == 0 {
				return Record{strings.TrimSpace(label.Plain()), rest[i+1:].Trim(), label[0].Line}, true
			}
			if t.Kind != Symbol && depthAt(rest, i) == 0 && !t.Is(")") {
				break
			}
		}
		return Record{}, false
	}
	for n < len(r) && n <= maxLabel && r[n].Kind != Span && !r[n].Is(".", ",", ";", "(") {
		if r[n].Is(":") {
			if n == 0 {
				return Record{}, false
			}
			return Record{r[:n].Plain(), r[n+1:].Trim(), r[0].Line}, true
		}
		n++
	}
	return Record{}, false
}

func depthAt(r Rich, i int) int {
	d := 0
	for _, t := range r[:i+1] {
		d += nesting(t)
	}
	return d
}
