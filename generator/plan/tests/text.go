// This file cuts a text into the files it speaks of, and what it says of each
// into cases, containers and orders.
package tests

import (
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
)

// found tells what a text gave.
type found struct {
	cases  int
	single bool // one case and nothing else: what is nested below are its steps
}

// text reads a paragraph, item or cell. item says that the text is an entry of
// a list, where words without further form are one case.
func (r *reader) text(text document.Rich, item bool) found {
	var f found
	before := 0

	for _, part := range r.parts(text) {
		if part.file != "" && part.file != r.at.file {
			r.at = place{file: part.file}
		}
		for _, s := range part.text.Sentences() {
			if r.mixed(s) {
				f.cases += r.each(s)
				continue
			}
			g := r.sentence(s, item)
			f.cases += g.cases
			f.single = g.single
			before++
		}
	}
	f.single = f.single && f.cases == 1
	return f
}

// mixed reports whether a sentence enumerates what goes into several files:
// its first test file stands behind a comma, or in brackets.
func (r *reader) mixed(s document.Rich) bool {
	depth, commas := 0, 0
	for _, t := range s {
		switch {
		case t.Is("(") || t.Is("["):
			depth++
		case t.Is(")") || t.Is("]"):
			depth--
		case t.Is("\"") || t.Is(":") && depth == 0:
			return false
		case t.Is(",") && depth == 0:
			commas++
		case t.IsMention() && isTestFile(strings.Trim(t.Text, ".,;:()")):
			return commas > 0 && depth > 0 || commas > 1 && !s[0].Is("in")
		}
	}
	return false
}

// each reads the elements of such an enumeration, each with the file it names.
func (r *reader) each(s document.Rich) int {
	before, n := r.at, 0
	for _, e := range s.Split(func(i int) bool { return s[i].Is(",") }) {
		r.at = place{file: r.fileIn(e)}
		text := r.withoutFile(e)
		if r.at.file == "" {
			label, _, _ := strings.Cut(text, " (")
			r.at.file = r.fileFor(label)
		}
		from := Phrase{Text: e.Plain(), Line: e.Line(), Words: s.Plain()}
		switch low := strings.ToLower(text); {
		case isNothing(low):
		case isOrder(low):
			r.order(from)
		default:
			r.promise(Phrase{text, from.Line, from.Words})
			n++
		}
	}
	r.at = before
	return n
}

// part is the piece of a text that speaks of one file.
type part struct {
	file string
	text document.Rich
}

// parts cuts a text before the sentences or list elements that name another
// test file.
func (r *reader) parts(text document.Rich) []part {
	var out []part
	cur := part{}
	start := 0
	for _, s := range text.Sentences() {
		file := r.fileIn(s)
		if file != "" && file != cur.file && !r.mixed(s) {
			if start > 0 {
				out = append(out, cur)
			}
			cur = part{file: file}
		}
		cur.text = append(cur.text, s...)
		start++
	}
	if start > 0 {
		out = append(out, cur)
	}
	return out
}

// sentence reads one sentence.
func (r *reader) sentence(s document.Rich, item bool) found {
	from := Phrase{Text: strings.TrimSpace(s.Plain()), Line: s.Line(), Words: strings.TrimSpace(s.Plain())}
	if helperIn(s) {
		r.order(from)
		return found{}
	}
	return r.words(r.withoutFile(s), item, from)
}

// helperIn reports whether a sentence is about a function or file that is no
// test: "`X` in `tests/libx/y.go` …", "… is provided in pkg/libvmi/x.go".
func helperIn(s document.Rich) bool {
	for i, t := range s {
		if name := strings.Trim(t.Text, ".,;:()"); t.IsMention() && strings.HasSuffix(name, ".go") && i > 0 {
			first := s[0].IsMention() && !isTestFile(s[0].Text) && s[1].Is("in")
			return first || !isTestFile(name) && strings.Contains(name, "/")
		}
	}
	return false
}

// words reads a sentence from which the path of its file is taken.
func (r *reader) words(text string, item bool, from Phrase) found {
	low := strings.ToLower(text)
	if isNothing(low) {
		return found{}
	}
	if strings.Contains(from.Words, "Serial") {
		r.group(from.Line).Serial = &from
	}
	head, tail := cutColon(text)
	if parts := splitAt(text, ";"); tail == "" && len(parts) > 1 {
		var f found
		ordered := false // what follows an order in one sentence belongs to it
		for _, p := range parts {
			plow := strings.ToLower(p)
			if ordered = !announces(plow) && (ordered || isOrder(plow)); ordered {
				r.order(Phrase{strings.TrimSpace(p), from.Line, from.Words})
				continue
			}
			g := r.words(strings.TrimSpace(p), item, from)
			f = found{f.cases + g.cases, f.cases+g.cases == 1}
		}
		return f
	}
	named := r.containers(head)
	quoted := titles(head)
	switch {
	case tail != "" && isHeading(strings.ToLower(head)):
		return r.list(head, tail, from)
	case isOrder(low) && !announces(low):
		r.order(from)
		return found{}
	case tail != "" && isListHead(r, head, quoted):
		return r.list(head, tail, from)
	case len(quoted) > 0 && replacement(low):
		quoted = quoted[len(quoted)-1:]
		fallthrough
	case len(quoted) > 0:
		for _, q := range quoted {
			c := r.promise(Phrase{q, from.Line, from.Words})
			if len(quoted) == 1 {
				c.steps(strings.TrimSpace(tail), from)
			}
		}
		if rest := head[strings.LastIndexAny(head, "\"”")+1:]; isOrder(strings.ToLower(rest)) {
			r.order(Phrase{strings.Trim(rest, " ,;"), from.Line, from.Words})
		}
		return found{len(quoted), len(quoted) == 1}
	case strings.Contains(low, "table ") && strings.Contains(low, " with "):
		_, with, _ := strings.Cut(text, " with ")
		if vs := elements(with, 0); len(vs) > 1 {
			return r.all(vs, from)
		}
	}
	if named && tail == "" {
		return found{}
	}
	return r.plain(text, head, tail, item, from)
}

// plain reads a sentence without list and without title.
func (r *reader) plain(text, head, tail string, item bool, from Phrase) found {
	low := strings.ToLower(text)
	if that := provesThat(text); that != "" {
		r.promise(Phrase{that, from.Line, from.Words})
		return found{1, true}
	}
	switch {
	case strings.TrimSpace(strings.Trim(text, ".:,;()")) == "", isHeading(low),
		!item && strings.HasSuffix(from.Words, ":") && len(strings.Fields(text)) < 4:
		return found{}
	case tail != "" && item && r.at.file != "":
		r.promise(Phrase{head, from.Line, from.Words}).steps(tail, from)
		return found{1, true}
	case item && len(counted(text)) > 1:
		return r.all(elements(text, 0), from)
	case item:
		r.promise(Phrase{text, from.Line, from.Words})
		return found{1, true}
	case r.at.title != "": // the course of the one spec of a container
		g := r.group(from.Line)
		if len(g.Cases) == 0 || len(g.Cases[len(g.Cases)-1].Steps) > 0 {
			var c *Case
			if len(g.Cases) == 0 {
				c = r.promise(Phrase{lastClause(text), from.Line, from.Words})
			} else {
				c = &g.Cases[len(g.Cases)-1]
			}
			for _, e := range elements(text, 0) {
				c.Steps = append(c.Steps, Phrase{e, from.Line, from.Words})
			}
			return found{cases: 1}
		}
	}
	r.order(from)
	return found{}
}

// containers notes the titles that a text gives to a context or table.
func (r *reader) containers(head string) (named bool) {
	for _, word := range []string{"context", "describe", "container", "block", "when"} {
		if q := quotedAfter(head, word); q != "" {
			r.at.title, r.at.table, named = q, "", true
		}
	}
	if q := quotedAfter(head, "table"); q != "" {
		r.at.table, named = q, true
	}
	return named
}

// list reads the elements behind a colon.
func (r *reader) list(head, tail string, from Phrase) found {
	if f := r.fileFor(strings.Trim(head, " `*")); f != "" && r.at.file == "" {
		r.at = place{file: f}
		defer func() { r.at = place{} }()
	}
	n := count(head)
	if n == 1 {
		if parts := splitAt(tail, ";"); len(parts) > 1 {
			tail = strings.TrimSpace(parts[0])
			defer r.all(parts[1:], from)
		}
		vs := elements(tail, 0)
		if len(strings.Fields(tail)) <= 12 || len(vs) < 2 {
			r.promise(Phrase{tail, from.Line, from.Words})
			return found{1, true}
		}
		c := r.promise(Phrase{vs[0], from.Line, from.Words})
		for _, v := range vs[1:] {
			c.Steps = append(c.Steps, Phrase{v, from.Line, from.Words})
		}
		return found{1, true}
	}
	vs := titles(tail)
	if len(vs) == 0 {
		vs = elements(tail, n)
	}
	return r.all(vs, from)
}

func (r *reader) all(vs []string, from Phrase) found {
	n := 0
	for _, v := range vs {
		if low := strings.ToLower(v); isNothing(low) {
			continue
		} else if isOrder(low) {
			r.order(Phrase{v, from.Line, from.Words})
			continue
		}
		r.promise(Phrase{v, from.Line, from.Words})
		n++
	}
	return found{n, n == 1}
}

// withoutFile returns the text of a sentence without the path it begins with
// or names, and without the words that lead to it.
func (r *reader) withoutFile(s document.Rich) string {
	i := -1
	for k, t := range s {
		if t.IsMention() && isTestFile(strings.Trim(t.Text, ".,;:()")) {
			i = k
			break
		}
	}
	if i < 0 {
		return strings.TrimSpace(s.Trim().String())
	}
	head, rest := s[:i], s[i+1:]
	for len(head) > 0 && (head[len(head)-1].Is("in", "to", "of", "(", "file", "and", "from", ",", ":", "-", "—", "–")) {
		head = head[:len(head)-1]
	}
	if len(rest) > 2 && rest[0].Is("(") { // file (unit), 2 cases: …
		for k, t := range rest {
			if t.Is(")") {
				if k <= 4 {
					rest = rest[k+1:]
				}
				break
			}
		}
	}
	out := strings.TrimSpace(head.Trim().String())
	tail := strings.TrimSpace(rest.Trim().String())
	if out == "" {
		return tail
	}
	return strings.TrimSpace(out + " " + tail)
}

// numbers are small numbers in words.
var numbers = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "both": 2}

// count returns the number of cases that a text announces, 0 if none.
func count(head string) int {
	for _, w := range strings.Fields(strings.ToLower(head)) {
		w = strings.Trim(w, "*`.,;:()")
		if n, ok := numbers[w]; ok {
			return n
		}
		if n, err := strconv.Atoi(w); err == nil && n > 0 && n < 100 {
			return n
		}
	}
	return 0
}
