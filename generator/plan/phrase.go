package plan

import (
	"strings"
	"unicode"

	"github.com/kubevirt/kvscaffold/generator/feature"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// markKind tells what a marked stretch of a phrase was in Markdown.
type markKind int

const (
	markCode markKind = iota
	markStrong
	markLink
)

// mark is a stretch [from, to) of a phrase's text.
type mark struct {
	kind     markKind
	from, to int
	dest     string // link target
}

// phrase is inline text without its Markdown signs. Code spans, bold text and
// links are remembered as marks, and every offset knows its line.
type phrase struct {
	text  string
	marks []mark
	lines []lineAt // ascending offsets
	file  string
	semi  bool // a sentence that a semicolon cut off
}

type lineAt struct{ off, line int }

// empty reports whether there is nothing but white space.
func (p phrase) empty() bool { return strings.TrimSpace(p.text) == "" }

// lineOf returns the line of an offset.
func (p phrase) lineOf(off int) int {
	line := 0
	for _, l := range p.lines {
		if l.off > off && line > 0 {
			break
		}
		line = l.line
	}
	return line
}

// line returns the line the phrase starts on.
func (p phrase) line() int { return p.lineOf(0) }

// at returns the place of an offset.
func (p phrase) at(off int) diag.Pos { return diag.Pos{File: p.file, Line: p.lineOf(off)} }

// value returns the text on one line, with the phrase's place.
func (p phrase) value() feature.Text { return feature.T(p.flat(), p.at(p.firstByte())) }

func (p phrase) firstByte() int {
	return len(p.text) - len(strings.TrimLeftFunc(p.text, unicode.IsSpace))
}

// flat returns the text with all white space runs as single blanks.
func (p phrase) flat() string { return strings.Join(strings.Fields(p.text), " ") }

// slice returns the part [from, to) with the marks that lie in it.
func (p phrase) slice(from, to int) phrase {
	out := phrase{text: p.text[from:to], file: p.file}
	for _, m := range p.marks {
		lo, hi := max(m.from, from), min(m.to, to)
		if lo < hi {
			out.marks = append(out.marks, mark{m.kind, lo - from, hi - from, m.dest})
		}
	}
	out.lines = append(out.lines, lineAt{0, p.lineOf(from)})
	for _, l := range p.lines {
		if l.off > from && l.off < to {
			out.lines = append(out.lines, lineAt{l.off - from, l.line})
		}
	}
	return out
}

// from returns the rest of the phrase after an offset, trimmed on the left.
func (p phrase) rest(off int) phrase {
	for off < len(p.text) && (p.text[off] == ' ' || p.text[off] == '\n' || p.text[off] == '\t') {
		off++
	}
	return p.slice(off, len(p.text))
}

// code is one code span of a phrase.
type code struct {
	text     string
	from, to int
	at       diag.Pos
}

func (c code) value() feature.Text { return feature.T(c.text, c.at) }

// codes returns the code spans in order.
func (p phrase) codes() []code {
	var out []code
	for _, m := range p.marks {
		if m.kind == markCode {
			out = append(out, code{strings.TrimSpace(p.text[m.from:m.to]), m.from, m.to, p.at(m.from)})
		}
	}
	return out
}

// inCode reports whether an offset lies in a code span.
func (p phrase) inCode(off int) bool {
	for _, m := range p.marks {
		if m.kind == markCode && m.from <= off && off < m.to {
			return true
		}
	}
	return false
}

// key splits "**Key**: rest" and returns the key, or "" where the phrase does
// not start with bold text that works as a label.
func (p phrase) key() (string, phrase) {
	lead := p.firstByte()
	for _, m := range p.marks {
		if m.kind != markStrong || m.from > lead+4 || strings.TrimFunc(p.text[:m.from], isDecoration) != "" {
			continue
		}
		name := strings.TrimSpace(p.text[m.from:m.to])
		tail := strings.TrimLeft(p.text[m.to:], " ")
		off := len(p.text) - len(tail)
		switch {
		case strings.HasSuffix(name, ":"):
			return strings.TrimSpace(strings.TrimSuffix(name, ":")), p.rest(off)
		case strings.HasPrefix(tail, ":"):
			return name, p.rest(off + 1)
		case strings.HasPrefix(tail, "- "), strings.HasPrefix(tail, "– "), strings.HasPrefix(tail, "— "):
			return name, p.rest(off + strings.IndexByte(tail, ' '))
		case tail == "":
			return name, p.rest(len(p.text))
		}
		return labelBeforeColon(name, p, m.to)
	}
	return "", p
}

// labelBeforeColon reads "**Key** (remark): rest".
func labelBeforeColon(name string, p phrase, off int) (string, phrase) {
	tail := p.text[off:]
	if !strings.HasPrefix(strings.TrimSpace(tail), "(") {
		return "", p
	}
	end := strings.Index(tail, "):")
	if end < 0 || end > 60 {
		return "", p
	}
	return name, p.rest(off + end + 2)
}

// isDecoration holds for signs and emoji that people put before words.
func isDecoration(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || r == '\ufe0f' || r == '\u200d' || r == '•' || r == '→'
}

// sentences cuts the phrase at ends of sentences and at semicolons, never
// inside code or parentheses.
func (p phrase) sentences() []phrase {
	var out []phrase
	start, depth := 0, 0
	cut := func(end, next int) {
		if s := p.slice(start, end); !s.empty() {
			s = s.rest(0)
			s.semi = next > end
			out = append(out, s)
		}
		start = next
	}
	for i := 0; i < len(p.text); i++ {
		if p.inCode(i) {
			continue
		}
		switch p.text[i] {
		case '(':
			depth++
		case ')':
			depth = max(depth-1, 0)
		case ';':
			if depth == 0 {
				cut(i, i+1)
			}
		case '.', '!', '?':
			if depth == 0 && p.endsSentence(i) {
				cut(i+1, i+1)
			}
		}
	}
	cut(len(p.text), len(p.text))
	return out
}

// endsSentence reports whether the stop at i is followed by a new sentence and
// does not belong to an abbreviation.
func (p phrase) endsSentence(i int) bool {
	tail := p.text[i+1:]
	if strings.TrimSpace(tail) == "" {
		return true
	}
	if tail[0] != ' ' && tail[0] != '\n' {
		return false
	}
	for _, abbr := range []string{"e.g", "i.e", "etc", "vs", "cf", "approx"} {
		if strings.HasSuffix(strings.ToLower(p.text[:i]), abbr) {
			return false
		}
	}
	next := []rune(strings.TrimLeft(tail, " \n"))[0]
	off := len(p.text) - len(strings.TrimLeft(tail, " \n"))
	return unicode.IsUpper(next) || p.inCode(off) || unicode.IsDigit(next)
}
