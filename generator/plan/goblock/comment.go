// This file says what a comment of a block is: a sentence for the code, a
// marker, a sign that something is left out, or a remark to the reader.
package goblock

import (
	"strings"
	"unicode"
)

// lines returns the text of the lines of a comment token, without slashes.
func (t tok) lines() []Comment {
	text := t.text
	if rest, ok := strings.CutPrefix(text, "//"); ok {
		return []Comment{{t.line, strings.TrimRight(strings.TrimPrefix(rest, " "), " \t")}}
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "/*"), "*/")
	var out []Comment
	for i, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l), "* "))
		if l != "" {
			out = append(out, Comment{t.line + i, l})
		}
	}
	return out
}

// elision reports whether a comment says that something is left out, and
// returns the words beside the dots.
func elision(text string) (words string, ok bool) {
	t := strings.Trim(strings.ReplaceAll(text, "…", "..."), " \t[]()")
	for _, f := range []func(string, string) (string, bool){strings.CutPrefix, strings.CutSuffix} {
		if rest, found := f(t, "..."); found {
			return strings.Trim(rest, ". "), true
		}
	}
	return "", false
}

// markers returns the markers of a comment; several stand behind each other
// with commas. words is what else the line says.
func markers(text string) (found []string, words string) {
	text = strings.TrimSpace(text)
	if !isMarker(text) {
		return nil, ""
	}
	parts := splitOutside(text, ",")
	several := false
	for _, p := range parts[1:] {
		several = several || isMarker(strings.TrimSpace(p))
	}
	if !several {
		return []string{text}, ""
	}
	var rest []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); isMarker(p) {
			found = append(found, p)
		} else if p != "" {
			rest = append(rest, p)
		}
	}
	return found, strings.Join(rest, ", ")
}

func isMarker(s string) bool {
	return len(s) > 1 && s[0] == '+' && (s[1] >= 'a' && s[1] <= 'z' || s[1] >= 'A' && s[1] <= 'Z')
}

// splitOutside cuts a text at any of the given signs that stand outside quotes
// and brackets.
func splitOutside(s, at string) []string {
	var out []string
	depth, quote, from := 0, rune(0), 0
	for i, r := range s {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '`':
			quote = r
		case strings.ContainsRune("([{", r):
			depth++
		case strings.ContainsRune(")]}", r):
			depth--
		case depth <= 0 && strings.ContainsRune(at, r):
			out = append(out, s[from:i])
			from = i + len(string(r))
		}
	}
	return append(out, s[from:])
}

// changes are the words with which a remark names the state of a declaration.
var changes = map[string]Change{
	"new": New, "added": New, "add": New, "adds": New, "created": New,
	"changed": Changed, "change": Changed, "modified": Changed, "modify": Changed, "extended": Changed, "updated": Changed,
	"rewritten": Changed, "becomes": Changed, "now": Changed,
	"existing": Same, "existed": Same, "exists": Same, "unchanged": Same, "untouched": Same, "same": Same, "stays": Same, "kept": Same,
	"removed": Removed, "remove": Removed, "dropped": Removed, "deleted": Removed, "gone": Removed,
}

// olds are the words behind which a remark names what was there before.
var olds = map[string]Change{"was": Changed, "were": Changed, "replaces": New, "renamed": Changed, "formerly": Changed}

// kindWords may stand behind a word of state without adding to it.
var kindWords = map[string]bool{
	"field": true, "function": true, "func": true, "method": true, "type": true, "struct": true, "interface": true, "parameter": true,
	"constant": true, "const": true, "value": true, "member": true, "variable": true, "helper": true, "fields": true, "here": true,
	"already": true, "before": true, "as": true, "is": true, "in": true, "place": true,
}

// StateOf takes the words of state off the front of a remark: "new; nil in,
// nil out" says that the thing is new and leaves "nil in, nil out".
func StateOf(text string) (change Change, old, rest string) {
	rest = strings.TrimSpace(text)
	head, tail := cutClause(rest)
	words := strings.Fields(strings.ToLower(strings.Trim(head, "()")))
	for len(words) > 1 && (words[0] == "both" || words[0] == "all" || words[0] == "is" || words[0] == "only" || words[0] == "a") {
		words = words[1:]
	}
	if len(words) == 0 {
		return "", "", rest
	}
	if c, ok := olds[words[0]]; ok && len(words) > 1 && len(words) < 4 {
		if old := oldName(head); nameLike(old) {
			return c, old, tail
		}
	}
	c, ok := changes[words[0]]
	if !ok && strings.HasSuffix(strings.ToLower(head), "as before") {
		return Same, "", tail
	}
	if !ok {
		return "", "", rest
	}
	for i, w := range words[1:] {
		w = strings.Trim(w, "(")
		if _, isOld := olds[w]; isOld {
			return c, oldName(strings.Join(strings.Fields(head)[i+1:], " ")), tail
		}
		if !kindWords[w] {
			return "", "", rest
		}
	}
	return c, "", tail
}

// cutClause cuts a remark behind its first clause.
func cutClause(s string) (head, tail string) {
	depth := 0
	for i, r := range s {
		switch {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth--
		case depth > 0:
		case strings.ContainsRune(";:,", r), r == '.' && (i+1 == len(s) || s[i+1] == ' '), strings.ContainsRune("–—", r),
			r == '-' && i > 0 && s[i-1] == ' ':
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(string(r)):])
		}
	}
	return s, ""
}

// oldName returns what stands behind "was" or "replaces".
func oldName(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, "("))
		if _, ok := olds[w]; ok || w == "from" {
			if i+1 < len(words) && words[i+1] != "from" {
				return strings.Trim(words[i+1], "()`,;.")
			}
		}
	}
	return ""
}

// nameLike reports whether a word is a name or type rather than English.
func nameLike(s string) bool {
	return predeclared[s] || strings.ContainsAny(s, "*[._(") || strings.IndexFunc(s, unicode.IsUpper) >= 0
}

// places are the words with which a remark says where a declaration stands.
var places = []string{
	"next to", "right after", "right before", "right behind", "directly after", "directly below", "directly above", "directly before",
	"just below", "just above", "beside", "behind", "after", "before", "below", "above", "following", "last", "first", "at the end",
	"at the start", "at the beginning", "between", "in the same", "here", "near",
}

// isPlace reports whether a remark in small letters says where something
// stands.
func isPlace(text string) bool {
	for _, p := range places {
		if rest, ok := strings.CutPrefix(text, p); ok && (rest == "" || !unicode.IsLetter(rune(rest[0]))) {
			return true
		}
	}
	return false
}

// placeholder reports whether a comment only holds the place of one: <doc>,
// [DESCRIPTION], "doc: see below".
func placeholder(text string) bool {
	t := strings.TrimSpace(text)
	return t == "" || t[0] == '<' && t[len(t)-1] == '>' || t[0] == '[' && t[len(t)-1] == ']' || strings.EqualFold(t, "see below") || strings.EqualFold(t, "see above")
}

// filePath returns the path that a comment line consists of, if it names one:
// "pkg/tpm/tpm.go", "in pkg/tpm/tpm.go:", "File: x.go (new)".
func filePath(text string) string {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 4 {
		return ""
	}
	found := ""
	for _, w := range words {
		w = strings.Trim(w, "`\"'(),;:")
		if strings.HasSuffix(w, ".go") && w != ".go" {
			if found != "" {
				return ""
			}
			found = w
		}
	}
	return found
}

// noteBefore files a comment that stands before a declaration.
func (n *Notes) noteBefore(c Comment, name string) (elided *Comment) {
	if words, ok := elision(c.Text); ok {
		return &Comment{c.Line, words}
	}
	if ms, words := markers(c.Text); ms != nil {
		for _, m := range ms {
			n.Markers = append(n.Markers, Comment{c.Line, m})
		}
		if words != "" {
			n.Remarks = append(n.Remarks, Comment{c.Line, words})
		}
		return nil
	}
	if len(n.Doc) == 0 && (name == "" || !strings.HasPrefix(c.Text, name)) {
		c.Text = n.takeStates(c)
	}
	switch {
	case placeholder(c.Text) && len(n.Doc) == 0:
	case placeholder(c.Text):
		n.Doc = append(n.Doc, c)
	case len(n.Doc) == 0 && isPlace(c.Text):
		n.Remarks = append(n.Remarks, c)
	default:
		n.Doc = append(n.Doc, c)
	}
	return nil
}

// noteBehind files a comment that stands behind a declaration on its line.
func (n *Notes) noteBehind(c Comment) (elided *Comment) {
	if words, ok := elision(c.Text); ok && words == "" {
		return &Comment{c.Line, words}
	}
	if ms, words := markers(c.Text); ms != nil {
		for _, m := range ms {
			n.Markers = append(n.Markers, Comment{c.Line, m})
		}
		if words != "" {
			n.Remarks = append(n.Remarks, Comment{c.Line, words})
		}
		return nil
	}
	if rest := n.takeStates(c); rest != "" && !placeholder(rest) {
		n.Remarks = append(n.Remarks, Comment{c.Line, rest})
	}
	return nil
}

// takeStates takes the clauses of state off the front of a comment and returns
// the rest.
func (n *Notes) takeStates(c Comment) string {
	rest := c.Text
	for rest != "" {
		change, old, tail := StateOf(rest)
		if head, _ := cutClause(rest); change == "" && stays(head) {
			n.Remarks = append(n.Remarks, Comment{c.Line, head})
			_, tail = cutClause(rest)
			change = Same
		}
		if change == "" {
			return rest
		}
		if n.Change == "" {
			n.Change = change
		}
		if n.Old == "" {
			n.Old = old
		}
		rest = tail
	}
	return ""
}

// stays reports whether a clause says that some part of the thing stays as it
// is: "signature stays".
func stays(clause string) bool {
	words := strings.Fields(strings.ToLower(clause))
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	switch words[len(words)-1] {
	case "stay", "stays", "unchanged", "untouched":
		return true
	}
	return false
}
