// This file defines which characters are kept out of everything that is written
// or printed, since they do not show or make text show otherwise than it is.
package diag

import (
	"fmt"
	"strings"
	"unicode"
)

// Unseen reports whether a character must not get into code, comments, diffs or
// a terminal: control characters other than tab and line break, those that
// change the direction of text, and those without width or meaning.
func Unseen(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.Is(unicode.Bidi_Control, r):
		return true
	case r == '\u200b' || r == '\u2060' || r == '\ufeff' || r == '\u2028' || r == '\u2029':
		return true
	}
	return unicode.IsControl(r) || r == unicode.ReplacementChar
}

// Visible returns a text with every character that cannot be seen spelled out.
func Visible(text string) string {
	if strings.IndexFunc(text, Unseen) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if Unseen(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
