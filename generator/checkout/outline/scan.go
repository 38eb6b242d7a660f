// This file defines the tokens of Go as far as an outline needs them.
package outline

import "bytes"

// The kinds of tokens that are no single character.
const (
	end     byte = 0
	ident   byte = 'a' // identifiers and keywords
	literal byte = '0' // strings, runes and numbers
)

// scanner cuts Go source into tokens. Semicolons that the language inserts at
// line ends are tokens, comments are not.
type scanner struct {
	src      []byte
	pos      int  // where the next token is looked for
	ends     bool // a line end here is a semicolon
	tok      byte
	from, to int // the token's place
}

// letter holds the bytes of identifiers, hot those at which skipping a block
// must look more closely.
var letter, hot [256]bool

func init() {
	for c := range 256 {
		letter[c] = c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
	}
	for _, c := range "{}\"'`/" {
		hot[c] = true
	}
}

// text returns the source of the token at hand.
func (s *scanner) text() []byte { return s.src[s.from:s.to] }

// is reports whether the token at hand is a word.
func (s *scanner) is(word string) bool { return s.tok == ident && string(s.text()) == word }

// next moves to the next token.
func (s *scanner) next() {
	if s.blank() {
		s.tok, s.from, s.to, s.ends = ';', s.pos, s.pos, false
		return
	}
	s.from = s.pos
	if s.pos >= len(s.src) {
		s.tok, s.to, s.ends = end, s.pos, false
		return
	}
	switch c := s.src[s.pos]; {
	case c == '"' || c == '`' || c == '\'':
		s.quoted(c)
		s.tok, s.ends = literal, true
	case c >= '0' && c <= '9' || c == '.' && s.pos+1 < len(s.src) && s.src[s.pos+1] >= '0' && s.src[s.pos+1] <= '9':
		s.number()
		s.tok, s.ends = literal, true
	case letter[c]:
		for s.pos < len(s.src) && letter[s.src[s.pos]] {
			s.pos++
		}
		s.tok, s.ends = ident, !isOpen(s.src[s.from:s.pos])
	default:
		s.pos++
		s.tok, s.ends = c, c == ')' || c == ']' || c == '}'
	}
	s.to = s.pos
}

// blank skips space and comments and reports whether a line ended that ends a
// statement.
func (s *scanner) blank() bool {
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case c == '\n':
			s.pos++
			if s.ends {
				return true
			}
		case c == ' ' || c == '\t' || c == '\r':
			s.pos++
		case c == '/' && s.pos+1 < len(s.src) && (s.src[s.pos+1] == '/' || s.src[s.pos+1] == '*'):
			from := s.pos
			s.comment()
			if s.ends && bytes.IndexByte(s.src[from:s.pos], '\n') >= 0 {
				return true
			}
		default:
			return false
		}
	}
	return s.ends
}

// comment skips the comment at pos, but not the end of its line.
func (s *scanner) comment() {
	rest, mark := s.src[s.pos+2:], "\n"
	if s.src[s.pos+1] == '*' {
		mark = "*/"
	}
	n := bytes.Index(rest, []byte(mark))
	switch {
	case n < 0:
		s.pos = len(s.src)
	case mark == "\n":
		s.pos += 2 + n
	default:
		s.pos += 2 + n + len(mark)
	}
}

// quoted skips the string or rune at pos. One that is never closed ends with
// its line.
func (s *scanner) quoted(quote byte) {
	s.pos++
	if quote == '`' {
		if n := bytes.IndexByte(s.src[s.pos:], '`'); n >= 0 {
			s.pos += n + 1
		} else {
			s.pos = len(s.src)
		}
		return
	}
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case quote:
			s.pos++
			return
		case '\\':
			s.pos++
		case '\n':
			return
		}
		s.pos++
	}
	s.pos = min(s.pos, len(s.src))
}

func (s *scanner) number() {
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		exponent := (c == '+' || c == '-') && (s.src[s.pos-1]|0x20 == 'e' || s.src[s.pos-1]|0x20 == 'p')
		if !letter[c] && c != '.' && !exponent {
			return
		}
		s.pos++
	}
}

// block skips what follows an opening brace up to the closing one, which is
// then the token at hand.
func (s *scanner) block() {
	for depth := 1; s.pos < len(s.src); {
		c := s.src[s.pos]
		if !hot[c] {
			s.pos++
			continue
		}
		switch c {
		case '{':
			depth++
			s.pos++
		case '}':
			depth--
			s.pos++
			if depth == 0 {
				s.tok, s.from, s.to, s.ends = '}', s.pos-1, s.pos, true
				return
			}
		case '/':
			if s.pos+1 < len(s.src) && (s.src[s.pos+1] == '/' || s.src[s.pos+1] == '*') {
				s.comment()
			} else {
				s.pos++
			}
		default:
			s.quoted(c)
		}
	}
	s.tok, s.from, s.to, s.ends = end, s.pos, s.pos, false
}

// isOpen reports whether a word is a keyword after which a statement goes on in
// the next line.
func isOpen(word []byte) bool {
	switch string(word) {
	case "case", "chan", "const", "default", "defer", "else", "for", "func", "go", "goto", "if", "import",
		"interface", "map", "package", "range", "select", "struct", "switch", "type", "var":
		return true
	}
	return false
}
