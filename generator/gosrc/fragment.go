package gosrc

import (
	"fmt"
	"go/format"
	"strings"

	"github.com/dave/jennifer/jen"
)

// Render returns the formatted source of one or more declarations made with
// jennifer, with one line break at the end. A fragment that does not parse is
// a programming error and panics with its text.
func Render(decls ...jen.Code) string {
	f := jen.NewFilePathName("x", "x")
	for i, d := range decls {
		if i > 0 {
			f.Line()
		}
		f.Add(d)
	}
	var b strings.Builder
	if err := f.Render(&b); err != nil {
		panic(fmt.Sprintf("fragment does not parse: %v", err))
	}
	_, body, _ := strings.Cut(b.String(), "\n")
	return strings.TrimLeft(body, "\n")
}

// FormatDecls formats declarations given as text. The error is the parser's.
func FormatDecls(text string) (string, error) {
	out, err := format.Source([]byte("package x\n\n" + text))
	if err != nil {
		return "", fmt.Errorf("fragment does not parse: %w", err)
	}
	_, body, _ := strings.Cut(string(out), "\n")
	return strings.TrimLeft(body, "\n"), nil
}

// commentWidth is where doc comments are wrapped, counted without the
// indentation.
const commentWidth = 100

// Comment renders text as line comments with the given indentation, wrapped at
// word boundaries; lines of the text that are markers (+optional) or empty stay
// on their own. The result ends with a line break; empty text gives "".
func Comment(indent, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	var b strings.Builder
	for _, line := range strings.Split(text, "\n") {
		for _, part := range Wrap(strings.TrimRight(line, " \t"), commentWidth) {
			b.WriteString(indent + strings.TrimRight("// "+part, " ") + "\n")
		}
	}
	return b.String()
}

// Wrap breaks one line at spaces so that no part is longer than width where
// that is possible. Markers are never broken.
func Wrap(line string, width int) []string {
	if strings.HasPrefix(line, "+") || len(line) <= width {
		return []string{line}
	}
	var out []string
	cur := ""
	for _, w := range strings.Fields(line) {
		if cur != "" && len(cur)+1+len(w) > width {
			out = append(out, cur)
			cur = w
			continue
		}
		if cur != "" {
			cur += " "
		}
		cur += w
	}
	return append(out, cur)
}

// Sentence turns the plan's words into a comment sentence: first letter as
// given, spaces folded, a full stop at the end.
func Sentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, ":") {
		return text
	}
	return text + "."
}
