package plan

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// inline collects the text below a block node into a phrase.
func (b *builder) inline(n ast.Node) phrase {
	w := &inliner{b: b}
	w.p.file = b.name
	w.children(n, 0)
	if len(w.p.lines) == 0 {
		w.p.lines = []lineAt{{0, b.last + 1}}
	}
	w.p.text = w.text.String()
	for w.trailing() {
		w.p.text = w.p.text[:len(w.p.text)-1]
	}
	return w.p
}

type inliner struct {
	b    *builder
	p    phrase
	text strings.Builder
}

func (w *inliner) trailing() bool {
	return strings.HasSuffix(w.p.text, "\n") || strings.HasSuffix(w.p.text, " ")
}

func (w *inliner) children(n ast.Node, depth int) {
	if depth > maxNesting {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c, depth)
	}
}

func (w *inliner) node(n ast.Node, depth int) {
	switch n := n.(type) {
	case *ast.Text:
		w.line(n.Segment.Start)
		w.text.Write(n.Segment.Value(w.b.src))
		if n.SoftLineBreak() || n.HardLineBreak() {
			w.text.WriteByte('\n')
		}
	case *ast.String:
		w.text.Write(n.Value)
	case *ast.CodeSpan:
		w.marked(markCode, "", n, depth)
	case *ast.Emphasis:
		if n.Level >= 2 {
			w.marked(markStrong, "", n, depth)
			return
		}
		w.children(n, depth+1)
	case *ast.Link:
		w.marked(markLink, string(n.Destination), n, depth)
	case *ast.Image:
	case *ast.AutoLink:
		w.text.Write(n.Label(w.b.src))
	case *ast.RawHTML:
		w.rawHTML(n)
	default:
		w.children(n, depth+1)
	}
}

func (w *inliner) marked(kind markKind, dest string, n ast.Node, depth int) {
	from := w.text.Len()
	w.children(n, depth+1)
	if to := w.text.Len(); to > from {
		w.p.marks = append(w.p.marks, mark{kind, from, to, dest})
	}
}

// rawHTML keeps tags such as <panic>, which in plans are words, and drops
// line breaks and comments.
func (w *inliner) rawHTML(n *ast.RawHTML) {
	var raw strings.Builder
	for i := range n.Segments.Len() {
		seg := n.Segments.At(i)
		w.line(seg.Start)
		raw.Write(seg.Value(w.b.src))
	}
	switch s := raw.String(); {
	case strings.HasPrefix(s, "<!--"):
	case strings.HasPrefix(strings.ToLower(s), "<br"):
		w.text.WriteByte(' ')
	default:
		w.text.WriteString(s)
	}
}

func (w *inliner) line(off int) {
	line := w.b.lineOf(off)
	if k := len(w.p.lines); k == 0 || w.p.lines[k-1].line != line {
		w.p.lines = append(w.p.lines, lineAt{w.text.Len(), line})
	}
}
