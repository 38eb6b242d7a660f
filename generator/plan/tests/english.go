// This file holds what the reader of tests knows of English, and how lists in
// a sentence are cut.
package tests

import (
	"strconv"
	"strings"
	"unicode"
)

// orders are words of sentences that tell what becomes of tests and helpers
// that exist, or how a test is built.
var orders = []string{
	"existing", "extended", "extend ", "adapted", "adapt ", "is replaced", "are replaced", "replaces", "is deleted", "are deleted", "dropped", "drop ",
	"instead of", "stays", "must stay", "must not change", "must keep passing", "has to", "have to", "helper", "must keep", "is changed", "are changed", "turned round", "literals",
	"trailing", "moves here", "moves to", "moved", "uses the shared", "taken out", "in each of", "in each test", "additionally", "fixture", "counters",
	"must stop", "becomes", "is split", "are split", "set the ", "sets the ", "for this reason", "live in", "are found in", "common mock", "no longer",
	"additional `", "alloc ", "same ", "quarantined", "suite file", "with a new suite", "must be serial", "is serial", "still ", "covers", "carries", "carry",
}

// news are words with which such a sentence announces a case all the same.
var news = []string{"new", "one more", "another", "is created", "is added", "are added", "added:", "contains", "further", "added"}

// hasAny reports whether one of the words or phrases begins somewhere in a
// text.
func hasAny(low string, list []string) bool {
	for _, w := range list {
		for from := 0; ; {
			i := strings.Index(low[from:], w)
			if i < 0 {
				break
			}
			if i += from; i == 0 || !unicode.IsLetter(rune(low[i-1])) {
				return true
			}
			from = i + 1
		}
	}
	return false
}

func isOrder(low string) bool { return hasAny(low, orders) }

// announces reports whether a sentence brings cases: it says so, and has a
// title, a number or a list.
func announces(low string) bool {
	if strings.HasPrefix(low, `"`) || strings.HasPrefix(low, "“") {
		return true
	}
	for _, w := range news {
		if i := strings.Index(low, w); i >= 0 && (i == 0 || !unicode.IsLetter(rune(low[i-1]))) {
			return strings.ContainsAny(low, "\"“:") || replacement(low)
		}
	}
	return replacement(low)
}

// replacement reports whether a sentence puts one title in the place of
// another.
func replacement(low string) bool { return strings.Contains(low, "replaced by \"") }

// nothings are texts that promise nothing.
var nothings = []string{"none", "no new", "nothing new", "nothing else", "not applicable", "n/a", "no functional test", "no unit test", "see above", "see e2e", "as above", "manual", "no test"}

func isNothing(low string) bool {
	low = strings.Trim(low, " .()–—-*`")
	for _, n := range nothings {
		if low == n || strings.HasPrefix(low, n+" ") || strings.HasPrefix(low, n+",") || strings.HasPrefix(low, n+";") || strings.HasPrefix(low, n+":") {
			return true
		}
	}
	return low == "" || low == "nothing"
}

// isHeading reports whether a text only says what follows: "One table with 3
// entries", "Unit".
func isHeading(low string) bool {
	words := strings.FieldsFunc(low, func(r rune) bool { return strings.ContainsRune(" *`:.,()—–", r) })
	for _, w := range words {
		if !headingWords[w] && numbers[w] == 0 && strings.Trim(w, "0123456789") != "" {
			return false
		}
	}
	return true
}

var headingWords = map[string]bool{
	"unit": true, "functional": true, "e2e": true, "test": true, "tests": true, "case": true, "cases": true, "table": true, "entries": true, "entry": true,
	"with": true, "new": true, "a": true, "the": true, "integration": true, "context": true, "scenarios": true, "scenario": true, "of": true, "in": true,
	"end-to-end": true, "and": true, "following": true, "spec": true, "specs": true, "added": true, "is": true, "are": true, "end": true, "to": true,
}

// isListHead reports whether the words before a colon announce a list of
// cases rather than name one.
func isListHead(r *reader, head string, quoted []string) bool {
	low := strings.ToLower(head)
	if isHeading(low) || count(head) > 1 || strings.Contains(low, "entries") || strings.HasSuffix(low, "table") || strings.HasSuffix(low, "tests") ||
		strings.HasSuffix(low, "cases") {
		return true
	}
	if r.at.table != "" || r.at.title != "" {
		for _, q := range quoted {
			if q == r.at.table || q == r.at.title {
				return true
			}
		}
	}
	if count(head) == 1 && (strings.Contains(low, "case") || strings.Contains(low, "test") || strings.Contains(low, "entry")) && len(quoted) == 0 {
		return true
	}
	return r.at.file == "" && (r.fileFor(strings.Trim(head, " `*")) != "" || len(strings.Fields(head)) <= 4)
}

// provesThat returns what a test is said to prove: "one test proves that X".
func provesThat(text string) string {
	low := strings.ToLower(text)
	for _, verb := range []string{"proves that ", "shows that ", "checks that ", "verifies that ", "asserts that ", "ensures that ", "makes sure that ", "test that ", "verify that ", "check that "} {
		if i := strings.Index(low, verb); i >= 0 && len(low) == len(text) && (i == 0 || strings.Contains(low[:i], "test") || strings.Contains(low[:i], "case") || strings.Contains(low[:i], "spec")) {
			return strings.Trim(text[i+len(verb):], " .")
		}
	}
	return ""
}

// cutColon cuts a sentence at its first colon outside quotes and brackets.
func cutColon(s string) (head, tail string) {
	for i, at := range outside(s) {
		if at && s[i] == ':' && (i+1 == len(s) || s[i+1] == ' ') {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:])
		}
	}
	for _, dash := range []string{" — ", " – "} {
		if h, t, ok := strings.Cut(s, dash); ok {
			return strings.TrimSpace(h), strings.TrimSpace(t)
		}
	}
	return s, ""
}

// outside says for every byte of a text whether it stands outside quotes,
// back-quotes and brackets.
func outside(s string) []bool {
	out := make([]bool, len(s))
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
			continue
		case (c == '"' || c == '`') && strings.IndexByte(s[i+1:], c) >= 0:
			quote = c
			continue
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth = max(0, depth-1)
			continue
		}
		out[i] = depth == 0
	}
	return out
}

// splitAt cuts a text at a sign that stands outside quotes and brackets.
func splitAt(s, sign string) []string {
	var out []string
	from := 0
	at := outside(s)
	for i := 0; i+len(sign) <= len(s); i++ {
		if at[i] && strings.HasPrefix(s[i:], sign) && i >= from {
			out = append(out, s[from:i])
			from = i + len(sign)
		}
	}
	return append(out, s[from:])
}

// elements cuts an enumeration: at semicolons where it has any, behind counts
// in parentheses, at slashes, else at commas and "and". n is the number of
// elements announced, 0 if none: commas that give another number part nothing.
func elements(s string, n int) []string {
	s = strings.Trim(s, " .")
	parts := splitAt(s, ";")
	if len(parts) == 1 {
		parts = counted(s)
	}
	if len(parts) == 1 {
		parts = alternatives(s)
	}
	if len(parts) == 1 {
		parts = commas(s, n)
	}
	var out []string
	for _, p := range parts {
		if p = tidy(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// alternatives cuts "selector present / absent" and completes the later ones.
func alternatives(s string) []string {
	parts := splitAt(s, " / ")
	first := strings.Fields(parts[0])
	for i := 1; i < len(parts) && len(first) > 1; i++ {
		if len(strings.Fields(parts[i])) <= len(first) {
			parts[i] = strings.Join(first[:len(first)-1], " ") + " " + strings.TrimSpace(parts[i])
		}
	}
	return parts
}

// commas cuts at commas and a last "and"; where that does not give the number
// announced, at the signs before "and that" or "and".
func commas(s string, n int) []string {
	parts := splitAt(s, ", ")
	k := len(parts) - 1
	last := splitAt(parts[k], " and ")
	short := n == 0 && k > 0 && !strings.HasPrefix(parts[k], "and ") && len(strings.Fields(parts[k])) < 8
	if len(last) == 2 && (short || n == len(parts)+1) {
		parts = append(parts[:k], last...)
	}
	if n == 0 || len(parts) == n {
		return parts
	}
	for _, sign := range []string{", and that ", " and that ", ", and ", " and "} {
		if parts := splitAt(s, sign); len(parts) == n {
			return parts
		}
	}
	return []string{s}
}

// counted cuts behind counts: "field access (4), compile time (4)".
func counted(s string) []string {
	var out []string
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '(' {
			continue
		}
		end := strings.IndexByte(s[i:], ')')
		if end < 2 || strings.Trim(s[i+1:i+end], "0123456789") != "" {
			continue
		}
		out = append(out, s[from:i])
		from = i + end + 1
	}
	if len(out) == 0 || strings.Trim(s[from:], " .,") != "" {
		return []string{s}
	}
	if len(out) > 1 {
		return out
	}
	n, _ := strconv.Atoi(s[len(out[0])+1 : from-1]) // gate off, valid plugin, empty spec (3)
	return commas(strings.TrimSpace(out[0]), n)
}

// tidy takes conjunctions, marks and back-quotes off the ends of a title.
func tidy(s string) string {
	s = strings.Trim(s, " .,;:*–—")
	for _, p := range []string{"and ", "or ", "that ", "and that ", "plus "} {
		s = strings.TrimPrefix(s, p)
	}
	s = strings.ReplaceAll(s, "`", "")
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 {
		s = s[1 : len(s)-1]
	}
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' && strings.Count(s, `"`) == 2 {
		s = s[1 : len(s)-1]
	}
	return strings.TrimSpace(strings.Trim(s, "*"))
}

// lastClause returns the last part of an enumeration.
func lastClause(s string) string {
	es := elements(s, 0)
	if len(es) == 0 {
		return s
	}
	return es[len(es)-1]
}

// titles returns the quoted parts of a text that have several words, but those
// that name a container.
func titles(s string) []string {
	var out []string
	for _, q := range quotes(s) {
		if strings.Contains(q.text, " ") && !q.container {
			out = append(out, q.text)
		}
	}
	return out
}

type quote struct {
	text      string
	before    string // the word before it
	container bool
}

// quotes returns the quoted parts of a text.
func quotes(s string) []quote {
	s = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace(s)
	var out []quote
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return out
		}
		end := strings.IndexByte(s[i+1:], '"')
		if end < 0 {
			return out
		}
		q := quote{text: strings.TrimSpace(s[i+1 : i+1+end])}
		if w := strings.Fields(s[:i]); len(w) > 0 {
			q.before = strings.ToLower(strings.Trim(w[len(w)-1], "*`("))
		}
		switch q.before {
		case "context", "describe", "container", "block", "table", "existing":
			q.container = true
		}
		if q.text != "" {
			out = append(out, q)
		}
		s = s[i+end+2:]
	}
}

// quotedAfter returns the quoted part that stands right behind a word.
func quotedAfter(s, word string) string {
	for _, q := range quotes(s) {
		if q.before == word {
			return q.text
		}
	}
	return ""
}
