// This file defines the words of a text: tokens with their line and dress.
package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TokenKind is the form of a token.
type TokenKind int

// The forms of tokens.
const (
	Word   TokenKind = iota
	Span             // a code span; Text is without back-quotes
	Name             // a bare word with the form of an identifier, path, call or Go type
	Punct            // one sign of punctuation
	Symbol           // signs without letters: emoji, arrows
)

// Token is one word, code span or sign.
type Token struct {
	Kind   TokenKind
	Text   string
	Line   int
	Space  bool // white space before it
	Strong bool
	Emph   bool
	Link   string
}

// IsMention reports whether the token can name something of a program.
func (t Token) IsMention() bool { return t.Kind == Span || t.Kind == Name }

// Is reports whether the token is one of the words or signs, without regard to case.
func (t Token) Is(words ...string) bool {
	if t.Kind == Span {
		return false
	}
	for _, w := range words {
		if strings.EqualFold(t.Text, w) {
			return true
		}
	}
	return false
}

// Rich is a text as tokens.
type Rich []Token

// String renders the text with back-quotes around code spans.
func (r Rich) String() string { return r.render("`") }

// Plain renders the text without back-quotes.
func (r Rich) Plain() string { return r.render("") }

func (r Rich) render(quote string) string {
	var b strings.Builder
	for i, t := range r {
		if t.Space && i > 0 {
			b.WriteByte(' ')
		}
		if t.Kind == Span {
			b.WriteString(quote + t.Text + quote)
		} else {
			b.WriteString(t.Text)
		}
	}
	return b.String()
}

// Line returns the line of the first token, or 0.
func (r Rich) Line() int {
	if len(r) == 0 {
		return 0
	}
	return r[0].Line
}

// Mentions returns the tokens that can name something.
func (r Rich) Mentions() Rich {
	var out Rich
	for _, t := range r {
		if t.IsMention() {
			out = append(out, t)
		}
	}
	return out
}

// Trim drops symbols and punctuation at both ends; signs of closing stay if
// all is false.
func (r Rich) Trim() Rich {
	for len(r) > 0 && (r[0].Kind == Symbol || r[0].Is(":", ",", ";", ".", "-", "–", "—", "|", "·")) {
		r = r[1:]
	}
	for len(r) > 0 && (r[len(r)-1].Kind == Symbol || r[len(r)-1].Is(":", ",", ";", "-", "–", "—", "|", "·")) {
		r = r[:len(r)-1]
	}
	return r
}

// abbreviations end with a stop that ends no sentence.
var abbreviations = map[string]bool{"e.g": true, "i.e": true, "etc": true, "cf": true, "vs": true, "resp": true, "approx": true, "incl": true, "art": true, "fig": true, "sec": true}

// Sentences cuts the text at its full stops, question and exclamation marks.
// Stops inside parentheses do not count.
func (r Rich) Sentences() []Rich {
	var out []Rich
	start, depth := 0, 0
	for i, t := range r {
		depth = max(0, depth+nesting(t))
		if t.Kind != Punct || !t.Is(".", "!", "?") || depth > 0 {
			continue
		}
		if i+1 < len(r) && !r[i+1].Space && !r[i+1].Is(")", "\"") {
			continue
		}
		if i > start && abbreviations[strings.ToLower(r[i-1].Text)] && r[i-1].Kind != Span {
			continue
		}
		if i == start { // a number of a list, a lone stop
			continue
		}
		out = append(out, r[start:i+1])
		start = i + 1
	}
	if start < len(r) {
		out = append(out, r[start:])
	}
	return out
}

func nesting(t Token) int {
	switch {
	case t.Kind != Punct:
		return 0
	case t.Text == "(" || t.Text == "[":
		return 1
	case t.Text == ")" || t.Text == "]":
		return -1
	}
	return 0
}

// Split cuts the text at every token outside parentheses for which at is true;
// the token itself is dropped.
func (r Rich) Split(at func(i int) bool) []Rich {
	var out []Rich
	start, depth := 0, 0
	for i, t := range r {
		depth = max(0, depth+nesting(t))
		if depth == 0 && at(i) {
			if i > start {
				out = append(out, r[start:i])
			}
			start = i + 1
		}
	}
	if start < len(r) {
		out = append(out, r[start:])
	}
	return out
}

var (
	camel     = regexp.MustCompile(`^\*?(\[\])*\*?[A-Za-z][A-Za-z0-9]*([a-z0-9][A-Z]|_)[A-Za-z0-9_]*$|^[A-Z]{2,}[a-z][a-z][A-Za-z0-9]*$`)
	dotted    = regexp.MustCompile(`^[*&]?(\[\])*\*?[A-Za-z_]\w*(\[\w*\])?(\.[A-Za-z_]\w*(\[\w*\])?)+$`)
	pathLike  = regexp.MustCompile(`^\.?/?[\w.\-]+(/[\w.\-*{}]+)+/?$`)
	fileLike  = regexp.MustCompile(`^[\w\-]+(\.[\w\-]+)*\.(go|md|yaml|yml|json|proto|bazel|xml|sh|in|list|mod|txt|bats)$`)
	goTypeish = regexp.MustCompile(`^(\*|\[\]|map\[)[A-Za-z*\[\]]`)
	callStart = regexp.MustCompile(`[A-Za-z_][\w.]*\($`)
)

var fileEnding = regexp.MustCompile(`\.(go|md|yaml|yml|json|proto|bazel|xml|sh|in|list|mod|txt)$`)

// IsPath reports whether the text has the form of a path in a source tree.
func IsPath(s string) bool {
	if strings.ContainsAny(s, " \t()<>\"'") || strings.Contains(s, "://") {
		return false
	}
	if fileLike.MatchString(s) {
		return true
	}
	if !pathLike.MatchString(s) {
		return false
	}
	return fileEnding.MatchString(s) || strings.HasSuffix(s, "/") || strings.Count(s, "/") >= 2 || rootDir[strings.SplitN(s, "/", 2)[0]]
}

var rootDir = map[string]bool{"pkg": true, "cmd": true, "staging": true, "tests": true, "tools": true, "hack": true, "api": true, "manifests": true, "docs": true, "vendor": true}

// looksLikeName reports whether a bare word has the form of something of a program.
func looksLikeName(s string) bool {
	return camel.MatchString(s) || IsPath(s) || goTypeish.MatchString(s) ||
		dotted.MatchString(s) && !abbreviations[strings.ToLower(s)] && !isDomain(s)
}

func isDomain(s string) bool {
	for _, end := range []string{".io", ".com", ".org", ".x", ".0"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// words cuts plain text into tokens. space says whether white space stands before it.
func words(s string, line int, space bool, proto Token) Rich {
	var out Rich
	add := func(k TokenKind, text string) {
		t := proto
		t.Kind, t.Text, t.Line, t.Space = k, text, line, space
		out = append(out, t)
		space = false
	}
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == '\n':
			line++
			space = true
			s = s[n:]
		case unicode.IsSpace(r):
			space = true
			s = s[n:]
		case opens(r):
			if w := wordAt(s); w != "" && goTypeish.MatchString(w) {
				kind, text := classify(w)
				add(kind, text)
				s = s[len(text):]
				continue
			}
			add(Punct, s[:n])
			s = s[n:]
		default:
			w := wordAt(s)
			if w == "" || startsWithSign(w) && !looksLikeName(w) && !strings.ContainsRune("@#$_~", r) {
				if strings.ContainsRune(".,;:!?)]}\"'`|·—–=/+&%<>@#*~^$\\-", r) {
					add(Punct, s[:n])
				} else {
					add(Symbol, s[:n])
				}
				s = s[n:]
				continue
			}
			kind, text := classify(w)
			add(kind, text)
			s = s[len(text):]
		}
	}
	return out
}

func opens(r rune) bool { return strings.ContainsRune("([{\"'“”„‘’«»", r) }

// wordAt returns the run at the start of s up to white space, extended over a
// balanced parameter list where an identifier stands right before "(".
func wordAt(s string) string {
	end := strings.IndexFunc(s, unicode.IsSpace)
	if end < 0 {
		end = len(s)
	}
	w := s[:end]
	if i := strings.IndexByte(w, '('); i > 0 {
		if !callStart.MatchString(w[:i+1]) {
			return trimWord(w[:i])
		}
		if j := closing(s[i:]); j > 0 && isCall(w[:i], s[i+1:i+j]) {
			return s[:i+j+1]
		}
		return trimWord(w[:i])
	}
	return trimWord(w)
}

// isCall reports whether name(args) is a call or signature, not a word with a
// plural in parentheses.
func isCall(name, args string) bool {
	return camel.MatchString(name) || dotted.MatchString(name) || strings.Contains(args, " ") && strings.Contains(args, ",") || name == "func"
}

// closing returns the index of the parenthesis that closes s[0].
func closing(s string) int {
	depth := 0
	for i := 0; i < len(s) && i < 600; i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// trimWord cuts punctuation from the end of a run and returns what is left of
// it from the start; a run of signs only gives "".
func trimWord(w string) string {
	w = strings.TrimRight(w, ".,;:!?)]}\"'”“’»*|—–…")
	if i := strings.IndexAny(w, "\"“”|—;"); i > 0 {
		w = w[:i]
	}
	if i := strings.IndexByte(w, ','); i > 0 && !strings.Contains(w, "(") {
		w = w[:i]
	}
	if i := strings.IndexByte(w, ']'); i > 0 && strings.IndexByte(w, '[') < 0 {
		w = w[:i]
	}
	for _, r := range w {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return w
		}
	}
	return ""
}

// classify gives a run its kind; a slash or equals sign between words that
// form no path ends the token.
func classify(w string) (TokenKind, string) {
	if looksLikeName(w) || strings.HasSuffix(w, ")") && strings.Contains(w, "(") {
		return Name, w
	}
	if i := strings.IndexAny(w, "/=:<>"); i > 0 && !strings.Contains(w, "://") && !startsWithSign(w) {
		return classify(w[:i])
	}
	if i := strings.IndexByte(w, '['); i > 0 {
		return classify(w[:i])
	}
	return Word, w
}

func startsWithSign(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// HasArrow reports whether an arrow stands in the text: "→" or "->".
func (r Rich) HasArrow() bool {
	for i, t := range r {
		if t.Kind == Symbol && strings.ContainsAny(t.Text, "→➡⇒") || t.Is("-") && i+1 < len(r) && r[i+1].Is(">") {
			return true
		}
	}
	return false
}

// Words cuts a plain text into tokens; code spans keep their back-quotes as
// spans.
func Words(s string, line int) Rich {
	var out Rich
	for i, part := range strings.Split(s, "`") {
		if i%2 == 1 {
			out = append(out, Token{Kind: Span, Text: strings.TrimSpace(part), Line: line, Space: true})
			continue
		}
		out = append(out, words(part, line, i > 0, Token{})...)
	}
	return out
}
