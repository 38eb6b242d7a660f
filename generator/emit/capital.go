// This file defines how a text begins with a capital, in any script.
package emit

import (
	"unicode"
	"unicode/utf8"
)

// capital returns a text with its first letter as a capital.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
