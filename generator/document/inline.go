// This file defines how the inside of a paragraph becomes tokens.
package document

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// inline returns the tokens of a block's text.
func (b *builder) inline(n ast.Node) Rich {
	w := &inliner{b: b}
	w.walk(n, Token{})
	w.flush(Token{})
	for _, t := range w.out {
		b.last = max(b.last, t.Line)
	}
	return w.out
}

// inliner collects neighbouring plain text before it is cut into words, since
// goldmark tears text at signs that might have been markup.
type inliner struct {
	b     *builder
	out   Rich
	buf   strings.Builder
	line  int
	proto Token
	space bool // white space before the next token
}

func (w *inliner) walk(n ast.Node, proto Token) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			w.text(string(c.Segment.Value(w.b.src)), w.b.lineOf(c.Segment.Start), proto)
			if c.SoftLineBreak() || c.HardLineBreak() {
				w.buf.WriteByte('\n')
			}
		case *ast.String:
			w.text(string(c.Value), w.line, proto)
		case *ast.CodeSpan:
			w.flush(proto)
			w.code(c, proto)
		case *ast.Emphasis:
			inner := proto
			inner.Strong = inner.Strong || c.Level == 2
			inner.Emph = inner.Emph || c.Level == 1
			w.flush(proto)
			w.walk(c, inner)
			w.flush(inner)
		case *ast.Link:
			inner := proto
			inner.Link = string(c.Destination)
			w.flush(proto)
			w.walk(c, inner)
			w.flush(inner)
		case *ast.AutoLink:
			inner := proto
			inner.Link = string(c.URL(w.b.src))
			w.flush(proto)
			w.out = append(w.out, Token{Kind: Word, Text: inner.Link, Line: w.line, Space: w.space, Link: inner.Link})
			w.space = false
		case *ast.RawHTML:
			for i := range c.Segments.Len() {
				s := c.Segments.At(i)
				w.text(string(s.Value(w.b.src)), w.b.lineOf(s.Start), proto)
			}
		case *east.TaskCheckBox:
		default:
			w.walk(c, proto)
		}
	}
}

func (w *inliner) text(s string, line int, proto Token) {
	if w.buf.Len() == 0 {
		w.line, w.proto = line, proto
	}
	w.buf.WriteString(s)
}

func (w *inliner) flush(Token) {
	if w.buf.Len() == 0 {
		return
	}
	s := w.buf.String()
	w.buf.Reset()
	w.out = append(w.out, words(unescape(s), w.line, w.space, w.proto)...)
	w.space = strings.TrimRight(s, " \t\n") != s
	w.line += strings.Count(s, "\n")
}

func (w *inliner) code(c *ast.CodeSpan, proto Token) {
	var sb strings.Builder
	line := w.line
	first := true
	for t := c.FirstChild(); t != nil; t = t.NextSibling() {
		if seg, ok := t.(*ast.Text); ok {
			if first {
				line, first = w.b.lineOf(seg.Segment.Start), false
			}
			sb.WriteString(strings.ReplaceAll(string(seg.Segment.Value(w.b.src)), "\n", " "))
			if seg.SoftLineBreak() {
				sb.WriteByte(' ')
			}
		}
	}
	t := proto
	t.Kind, t.Text, t.Line, t.Space = Span, strings.TrimSpace(strings.ReplaceAll(sb.String(), `\|`, "|")), line, w.space
	w.out = append(w.out, t)
	w.space, w.line = false, line
}

// unescape drops the backslash before signs of punctuation.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_{}[]()#+-.!|<>\"'~", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
