package rule

// Cutting a clause into tokens with roles.

import (
	"regexp"
	"slices"
	"strings"
)

// token is a word or phrase with its role.
type token struct {
	role role
	text string // as written; of operators and formats what they mean
	ref  ref    // of fields, and of values that belong to one
	lit  string // of values: the literal in CEL
	code bool   // it was written as code
}

type lexer struct {
	n    *names
	near []ref // what was spoken of, nearest first
	out  []token
}

var (
	number    = regexp.MustCompile(`^[+-]?\d[\d_]*$`)
	hexNum    = regexp.MustCompile(`^0x[0-9a-fA-F]+$`)
	quantity  = regexp.MustCompile(`^\d+(\.\d+)?(Ki|Mi|Gi|Ti|Pi|Ei|k|K|M|G|T)(B|iB)?$`)
	duration  = regexp.MustCompile(`^(\d+(ns|us|µs|ms|s|m|h))+$`)
	rangeOf   = regexp.MustCompile(`^(\S+?)\s*(\.\.\.?|…|–)\s*(\S+)$`)
	patternT  = regexp.MustCompile(`^\^.*\$$|^/\^.*\$/$`)
	bareRegex = regexp.MustCompile(`^\^\S+\$`)
)

// chunk is a piece of the text: code, a quoted text, a sign or a word.
type chunk struct {
	text string
	code bool
	str  bool // in quotes
}

// chunks splits a clause. Parentheses that say something else than the clause
// are kept as chunks of their own.
func chunks(text string) []chunk {
	var out []chunk
	rest := text
	for rest != "" {
		switch {
		case rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\t':
			rest = rest[1:]
		case rest[0] == '`':
			end := strings.IndexByte(rest[1:], '`')
			if end < 0 {
				rest = rest[1:]
				continue
			}
			out = append(out, chunk{text: rest[1 : end+1], code: true})
			rest = rest[end+2:]
		case strings.HasPrefix(rest, `"`), strings.HasPrefix(rest, "“"), strings.HasPrefix(rest, "'") && len(rest) > 1 && rest[1] != ' ':
			open, size := quoteAt(rest)
			end := strings.Index(rest[size:], open)
			if end < 0 {
				rest = rest[size:]
				continue
			}
			out = append(out, chunk{text: rest[size : size+end], str: true})
			rest = rest[size+end+len(open):]
		case bareRegex.MatchString(rest):
			w := bareRegex.FindString(rest)
			out = append(out, chunk{text: w})
			rest = rest[len(w):]
		default:
			w, size := word(rest)
			out = append(out, chunk{text: w})
			rest = rest[size:]
		}
	}
	return out
}

func quoteAt(s string) (closing string, size int) {
	switch {
	case strings.HasPrefix(s, "“"):
		return "”", len("“")
	case s[0] == '\'':
		return "'", 1
	}
	return `"`, 1
}

var signs = []string{"->", "→", "=>", "⇒", "<=", ">=", "==", "!=", "=~", "&&", "||", "≤", "≥", "≠", "<>",
	"..", "…", "—", "–"}

// word takes one word or sign from the beginning of a text.
func word(s string) (string, int) {
	for _, sign := range signs {
		if strings.HasPrefix(s, sign) {
			n := len(sign)
			if sign == ".." && strings.HasPrefix(s, "...") {
				n = 3
			}
			return sign, n
		}
	}
	if strings.ContainsRune("(),;:|<>=&~*!?+{}", rune(s[0])) || s[0] == '[' && !strings.HasPrefix(s, "[]") {
		return s[:1], 1
	}
	end := 0
	for end < len(s) {
		if strings.ContainsRune(" \n\t`\"“(),;|<>=&~!?{}", rune(s[end])) || begins(s[end:], "..", "→", "->", "…", "–", "—") {
			break
		}
		if s[end] == ':' && (end+1 == len(s) || s[end+1] == ' ') {
			break
		}
		if s[end] == '.' && end+1 == len(s) {
			break
		}
		end++
	}
	if end == 0 {
		for end = 1; end < len(s) && s[end]&0xC0 == 0x80; end++ {
		}
		return s[:end], end
	}
	return s[:end], end
}

// begins reports whether a text begins with one of some others.
func begins(s string, with ...string) bool {
	return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(s, w) })
}

// lex gives the tokens of a clause.
func (n *names) lex(text string, near []ref) []token {
	l := &lexer{n: n, near: near}
	cs := chunks(lengthOf.ReplaceAllString(text, "length of $1"))
	for i := 0; i < len(cs); {
		i += l.next(cs, i)
	}
	return l.out
}

func (l *lexer) add(t token) {
	if t.role == isField {
		l.near = append([]ref{t.ref}, l.near...)
	}
	l.out = append(l.out, t)
}

var lengthOf = regexp.MustCompile("\\b(?:len|size|length)\\((`?[^()`]+`?)\\)")

// next reads one token and returns how many chunks it took.
func (l *lexer) next(cs []chunk, i int) int {
	c := cs[i]
	switch {
	case c.str:
		l.add(token{role: isValue, text: c.text, lit: quote(c.text), code: true})
		return 1
	case c.code:
		return l.code(c.text)
	}
	if n := l.phrase(cs, i); n > 0 {
		return n
	}
	return l.plain(c.text)
}

// phrase takes the longest phrase of the lexicon.
func (l *lexer) phrase(cs []chunk, i int) int {
	if _, ok := l.n.bare(cs[i].text, l.near); ok && !slices.Contains([]string{"size", "length", "count", "max", "min"},
		cs[i].text) && l.fieldHere(cs, i) {
		return 0
	}
	for _, p := range all {
		if len(p.words) > len(cs)-i {
			continue
		}
		fits := true
		for k, w := range p.words {
			if have := cs[i+k]; have.code || have.str || strings.ToLower(have.text) != w {
				fits = false
				break
			}
		}
		if !fits || p.role == isOp && (p.text == "<=" || p.text == ">=") && (p.words[0] == "min" || p.words[0] == "max") && l.shortName(cs, i) {
			continue
		}
		l.add(token{role: p.role, text: p.text})
		return len(p.words)
	}
	return 0
}

// fieldHere reports whether a word that is a field's name and one of the
// lexicon too stands for the field: not where an article or a verb makes it a
// plain word.
func (l *lexer) fieldHere(cs []chunk, i int) bool {
	word := cs[i].text
	if word != strings.ToLower(word) || strings.ContainsAny(word, ".[") {
		return true
	}
	for _, p := range all { // "mode", "name" and "slots" are no words of rules; "keys", "values", "key" are
		if len(p.words) == 1 && p.words[0] == word {
			return false
		}
	}
	return true
}

// shortName holds where min or max stands for a field: before an operator.
func (l *lexer) shortName(cs []chunk, i int) bool {
	_, ok := l.n.begins(cs[i].text, l.near)
	if !ok {
		return false
	}
	return i+1 < len(cs) && slices.Contains([]string{"<", ">", "<=", ">=", "->", "and"}, cs[i+1].text) ||
		i > 0 && slices.Contains([]string{"<", ">", "<=", ">="}, cs[i-1].text)
}

func quote(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), "'", `\'`) + "'"
}

var signRoles = map[string]role{"->": isArrow, "→": isArrow, "=>": isArrow, "⇒": isArrow, ",": isComma, ";": isComma,
	":": isColon, "|": isOr, "..": isRange,
	"…": isRange, "–": isRange, "—": isComma, "(": isUnknown, ")": isUnknown, "+": isAnd}

// plain reads a word that is in no phrase.
func (l *lexer) plain(w string) int {
	if r, ok := signRoles[w]; ok {
		l.add(token{role: r, text: w})
		return 1
	}
	if patternT.MatchString(w) {
		l.pattern(w)
		return 1
	}
	if low, high, ok := strings.Cut(w, "-"); ok && literal(low) != "" && literal(high) != "" {
		l.add(token{role: isValue, text: low, lit: literal(low)})
		l.add(token{role: isRange, text: "-"})
		l.add(token{role: isValue, text: high, lit: literal(high)})
		return 1
	}
	l.add(l.nameOrValue(w, false))
	return 1
}

// pattern is a regular expression; that a field matches it goes without saying.
func (l *lexer) pattern(w string) {
	if n := len(l.out); n == 0 || l.out[n-1].role != isText {
		l.add(token{role: isText, text: "matches"})
	}
	l.add(token{role: isValue, text: w, lit: quote(strings.Trim(w, "/")), code: true})
}

// code reads a code span, which may hold a comparison.
func (l *lexer) code(text string) int {
	if patternT.MatchString(text) {
		l.pattern(text)
		return 1
	}
	if in, ok := strings.CutPrefix(strings.TrimSuffix(text, ")"), "len("); ok {
		l.add(token{role: isCount, text: "len"})
		return l.code(in)
	}
	t := l.nameOrValue(text, true)
	if t.role != isUnknown {
		t.code = true
		l.add(t)
		return 1
	}
	if name, value, ok := strings.Cut(text, ": "); ok {
		if r, found := l.n.find(name, l.near); found {
			l.add(token{role: isField, text: name, ref: r, code: true})
			v := l.nameOrValue(strings.TrimSpace(value), false)
			if v.role == isUnknown {
				v = token{role: isValue, text: value, lit: quote(strings.Trim(value, `"'`))}
			}
			v.code = true
			l.add(v)
			return 1
		}
	}
	if strings.ContainsAny(text, " <>=") && !patternT.MatchString(text) {
		cs := chunks(text)
		if len(cs) > 1 {
			for i := 0; i < len(cs); {
				i += l.next(cs, i)
			}
			return 1
		}
	}
	l.add(token{role: isValue, text: text, lit: quote(text), code: true})
	return 1
}

// nameOrValue reads a word as a field, a value, an architecture or a cause.
func (l *lexer) nameOrValue(w string, code bool) token {
	if strings.HasPrefix(w, "CauseType") || strings.HasPrefix(w, "FieldValue") {
		return token{role: isCause, text: w}
	}
	if m := rangeOf.FindStringSubmatch(w); m != nil && code {
		return token{role: isUnknown, text: w}
	}
	if slices.Contains(architectures, w) {
		return token{role: isArch, text: w, lit: quote(w)}
	}
	if r, ok := l.n.enums[w]; ok {
		return token{role: isValue, text: w, lit: quote(w), ref: r, code: code}
	}
	if slices.Contains(l.n.gates, w) {
		return token{role: isGate, text: w, code: true}
	}
	if code {
		if r, ok := l.n.find(w, l.near); ok {
			return token{role: isField, text: w, ref: r, code: true}
		}
	} else if r, ok := l.n.bare(w, l.near); ok {
		return token{role: isField, text: w, ref: r}
	}
	if lit := literal(w); lit != "" {
		return token{role: isValue, text: w, lit: lit}
	}
	if r, ok := l.n.begins(w, l.near); ok && !code {
		return token{role: isField, text: w, ref: r}
	}
	return token{role: isUnknown, text: w, code: code}
}

// literal spells a value in CEL, "" where the word is none.
func literal(w string) string {
	switch {
	case number.MatchString(w):
		return strings.ReplaceAll(w, "_", "")
	case hexNum.MatchString(w), w == "true", w == "false":
		return w
	case quantity.MatchString(w):
		return "quantity('" + strings.TrimSuffix(w, "B") + "')"
	case duration.MatchString(w):
		return "duration('" + w + "')"
	case patternT.MatchString(w):
		return quote(strings.Trim(w, "/"))
	case w == "zero":
		return "0"
	}
	return words[strings.ToLower(w)]
}

// words are numbers that are spelled out.
var words = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
	"eight": "8", "nine": "9", "ten": "10"}
