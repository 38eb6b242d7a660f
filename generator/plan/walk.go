package plan

import "github.com/kubevirt/kvscaffold/generator/diag"

// phrases returns every phrase of the page in document order: titles,
// paragraphs, items (with their nested ones) and table cells.
func (pg *page) phrases() []phrase {
	var out []phrase
	for _, s := range pg.sections {
		if !s.title.empty() {
			out = append(out, s.title)
		}
		for _, b := range s.blocks {
			out = append(out, b.phrases()...)
		}
	}
	return out
}

func (b block) phrases() []phrase {
	var out []phrase
	if b.kind == blockText {
		out = append(out, b.text)
	}
	for _, row := range b.rows {
		out = append(out, row...)
	}
	for _, it := range b.items {
		out = append(out, it.text)
		for _, sub := range it.blocks {
			out = append(out, sub.phrases()...)
		}
	}
	return out
}

// every calls f for each section of all pages whose topic is one of the given.
func (r *reader) every(f func(*section), topics ...topic) {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			for _, t := range topics {
				if s.topic == t {
					f(s)
				}
			}
		}
	}
}

// items calls f for all items of a section, outer before inner.
func (s *section) eachItem(f func(*item)) {
	for _, b := range s.blocks {
		b.eachItem(f)
	}
}

func (b block) eachItem(f func(*item)) {
	for _, it := range b.items {
		f(it)
		for _, sub := range it.blocks {
			sub.eachItem(f)
		}
	}
}

// use records that a rule made use of the lines.
func (r *reader) use(file string, from, to int) {
	m := r.out.facts.used[file]
	if m == nil {
		m = map[int]bool{}
		r.out.facts.used[file] = m
	}
	for l := from; l <= to; l++ {
		m[l] = true
	}
}

func (r *reader) usePhrase(p phrase) { r.use(p.file, p.line(), p.lineOf(len(p.text))) }

// span is a code span with the text before it (from the previous one) and
// after it (to the next one).
type span struct {
	code
	lead, tail string
}

// spans returns the code spans of a phrase with their surroundings.
func (p phrase) spans() []span {
	cs := p.codes()
	out := make([]span, len(cs))
	prev := 0
	for i, c := range cs {
		out[i] = span{code: c, lead: p.text[prev:c.from]}
		if i > 0 {
			out[i-1].tail = out[i].lead
		}
		prev = c.to
	}
	if len(out) > 0 {
		out[len(out)-1].tail = p.text[prev:]
	}
	return out
}

func (r *reader) pos(line int) diag.Pos { return diag.Pos{File: r.doc.Name, Line: line} }
