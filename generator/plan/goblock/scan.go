// This file cuts a block into tokens and takes the signs of a diff off its
// lines.
package goblock

import (
	"go/scanner"
	"go/token"
	"strings"
)

// tok is a token with its place: byte offsets into the cleaned source and the
// line of the plan.
type tok struct {
	kind     token.Token
	text     string
	from, to int
	line     int
}

// foreign replaces signs that authors write and Go does not know by ones of
// the same length, so that offsets stay true.
var foreign = strings.NewReplacer("…", "...", "→", "-> ", "⇒", "-> ", "\u00a0", "  ", "\r", " ", "\x00", " ")

// scan returns the tokens of a source, comments among them. Signs that are no
// Go become illegal tokens.
func scan(src string, line int) []tok {
	clean := foreign.Replace(src)
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(clean))
	var s scanner.Scanner
	s.Init(file, []byte(clean), func(token.Position, string) {}, scanner.ScanComments)
	var out []tok
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			return out
		}
		from := file.Offset(pos)
		to := from + len(text)
		if text == "" {
			to = from + len(kind.String())
		}
		if kind == token.SEMICOLON && text == "\n" {
			to = from
		}
		if to > len(clean) {
			to = len(clean)
		}
		at := line + strings.Count(clean[:from], "\n")
		if n := len(out); n > 0 {
			at = out[n-1].line + strings.Count(clean[out[n-1].from:from], "\n")
		}
		out = append(out, tok{kind, text, from, to, at})
	}
}

// signs takes the leading + and - of a diff off the lines and says which lines
// had which. A block is a diff when some line begins with a plus, or with a
// minus that opens no list: no line of Go does.
func signs(src string) (clean string, sign map[int]Change) {
	lines := strings.Split(closeQuotes(src), "\n")
	plus, minus, list := false, false, false
	for _, l := range lines {
		plus = plus || strings.HasPrefix(l, "+")
		minus = minus || strings.HasPrefix(l, "-")
		list = list || strings.HasPrefix(l, "-") && strings.Contains(l, ":")
	}
	if !plus && (!minus || list) {
		return strings.Join(lines, "\n"), nil
	}
	sign = map[int]Change{}
	for i, l := range lines {
		switch {
		case strings.HasPrefix(l, "+++ "), strings.HasPrefix(l, "--- "), strings.HasPrefix(l, "@@"):
			lines[i] = "// " + pathOfHeader(l)
		case strings.HasPrefix(l, "+"):
			lines[i], sign[i] = " "+l[1:], New
		case strings.HasPrefix(l, "-"):
			lines[i], sign[i] = " "+l[1:], Removed
		}
	}
	return strings.Join(lines, "\n"), sign
}

// pathOfHeader returns the path in a line "+++ b/path" of a diff, or nothing.
func pathOfHeader(l string) string {
	name, ok := strings.CutPrefix(l, "+++ ")
	if !ok {
		return ""
	}
	return strings.TrimPrefix(strings.TrimSpace(name), "b/")
}

// closeQuotes closes a back-quote that an author left open at the end of its
// line, so that it costs no more than that line.
func closeQuotes(src string) string {
	if strings.Count(src, "`")%2 == 0 {
		return src
	}
	lines := strings.Split(src, "\n")
	for i, l := range lines {
		if strings.Count(l, "`")%2 == 1 {
			lines[i] += "`"
			break
		}
	}
	return strings.Join(lines, "\n")
}
