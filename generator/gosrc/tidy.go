package gosrc

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"

	"github.com/kubevirt/kvscaffold/generator/change"
)

// Tidy returns the content to write for a Go file: formatted where the base
// was formatted or the file is new, else as it is, so that lines nobody planned
// to touch stay. The error is the parser's and names line and column. Printing
// is what costs, a test file of some thousand lines more than all the rest of
// a run: so only what stands around the new lines is printed.
func Tidy(base, next []byte) ([]byte, error) {
	if base == nil {
		return format.Source(next)
	}
	out, err := formatChanged(base, next)
	if err != nil || bytes.Equal(out, next) {
		return out, err
	}
	if was, err := formatChanged(next, base); err != nil || !bytes.Equal(was, base) {
		return next, nil
	}
	return out, nil
}

// formatChanged formats a file at the lines that another one does not have.
func formatChanged(other, src []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return around(fset, file, src, change.Lines(string(other), string(src))).format()
}

// excerpt is a file with a marker in place of what is of no interest.
type excerpt struct {
	whole []byte
	text  []byte
	cut   [][]byte // what the markers stand for
}

// marker matches the line that stands for the lines cut out.
var marker = regexp.MustCompile(`(?m)^[ \t]*//kvscaffold:cut:\d+\n`)

// format returns the whole file with the excerpt formatted.
func (e excerpt) format() ([]byte, error) {
	out, err := format.Source(e.text)
	if err != nil {
		return format.Source(e.whole)
	}
	at := marker.FindAllIndex(out, -1)
	if len(at) != len(e.cut) {
		return format.Source(e.whole)
	}
	var b bytes.Buffer
	end := 0
	for i, m := range at {
		b.Write(out[end:m[0]])
		b.Write(e.cut[i])
		end = m[1]
	}
	b.Write(out[end:])
	return b.Bytes(), nil
}

// around cuts out what has no bearing on how the given lines are formatted:
// declarations and statements that empty lines divide from them, for gofmt
// aligns and joins lines only up to the next empty one.
func around(fset *token.FileSet, file *ast.File, src []byte, lines []change.Span) excerpt {
	c := &cutter{tok: fset.File(file.Pos()), lines: bytes.SplitAfter(src, []byte("\n")), touched: lines}
	c.drop = make([]bool, len(c.lines))
	c.comments(file)
	var decls []ast.Node
	start := c.line(file.Name.End()) + 1
	for _, d := range file.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.IMPORT {
			start = c.line(d.End()-1) + 1
			continue
		}
		decls = append(decls, d)
	}
	c.list(decls, start, len(c.lines)-1)
	return c.excerpt(src)
}

func (c *cutter) excerpt(src []byte) excerpt {
	e := excerpt{whole: src}
	var out bytes.Buffer
	for i, l := range c.lines {
		if !c.drop[i] {
			out.Write(l)
			continue
		}
		if i == 0 || !c.drop[i-1] {
			out.Write(l[:len(l)-len(bytes.TrimLeft(l, " \t"))])
			fmt.Fprintf(&out, "//kvscaffold:cut:%d\n", len(e.cut))
			e.cut = append(e.cut, nil)
		}
		e.cut[len(e.cut)-1] = append(e.cut[len(e.cut)-1], l...)
	}
	e.text = out.Bytes()
	return e
}

// cutter decides which lines of a file are dropped. Lines count from 0.
type cutter struct {
	tok     *token.File
	lines   [][]byte
	touched []change.Span
	drop    []bool
	solid   map[int]bool // lines that a comment goes on in
}

// comments notes the lines that belong together because of a comment.
func (c *cutter) comments(file *ast.File) {
	c.solid = map[int]bool{}
	for _, g := range file.Comments {
		for _, cm := range g.List {
			for i := c.line(cm.Pos()) + 1; i <= c.line(cm.End()-1); i++ {
				c.solid[i] = true
			}
		}
	}
}

func (c *cutter) empty(line int) bool { return len(bytes.TrimSpace(c.lines[line])) == 0 }

func (c *cutter) line(p token.Pos) int { return c.tok.Line(p) - 1 }

// reaches reports whether a touched line lies in [from, to).
func (c *cutter) reaches(from, to int) bool {
	for _, t := range c.touched {
		if t.Start < to && from < t.End {
			return true
		}
	}
	return false
}

// list drops the paragraphs of the lines [from, to) that no touched line
// reaches, with what is between them, and looks into those that stay. The nodes
// are what the lines hold.
func (c *cutter) list(nodes []ast.Node, from, to int) {
	ps := c.paragraphs(nodes, from, to)
	first := -1 // of those to be dropped together
	for i, p := range ps {
		before, after := from, to
		if i > 0 {
			before = ps[i-1].End
		}
		if i+1 < len(ps) {
			after = ps[i+1].Start
		}
		switch stays := c.reaches(before, after); {
		case !stays && first < 0:
			first = i
		case stays && first >= 0:
			c.cut(ps[first].Start, ps[i-1].End)
			first = -1
		}
		if i == len(ps)-1 && first >= 0 {
			c.cut(ps[first].Start, p.End)
		}
	}
	for _, n := range nodes {
		if !c.drop[c.line(n.Pos())] {
			c.inside(n)
		}
	}
}

func (c *cutter) cut(from, to int) {
	for i := from; i < to; i++ {
		c.drop[i] = true
	}
}

// inside goes on with the outermost blocks of a node.
func (c *cutter) inside(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		block, ok := n.(*ast.BlockStmt)
		if !ok {
			return true
		}
		from, to := c.line(block.Lbrace)+1, c.line(block.Rbrace)
		if from >= to {
			return false
		}
		nodes := make([]ast.Node, len(block.List))
		for i, s := range block.List {
			nodes[i] = s
		}
		c.list(nodes, from, to)
		return false
	})
}

// paragraphs divides the lines [from, to) at the empty lines that lie in none
// of the nodes and in no comment.
func (c *cutter) paragraphs(nodes []ast.Node, from, to int) []change.Span {
	var out []change.Span
	next := 0
	open := false
	for i := from; i < to; i++ {
		for next < len(nodes) && c.line(nodes[next].End()-1) < i {
			next++
		}
		in := c.solid[i] || next < len(nodes) && c.line(nodes[next].Pos()) <= i
		if !in && c.empty(i) {
			open = false
			continue
		}
		if !open {
			out = append(out, change.Span{Start: i})
			open = true
		}
		out[len(out)-1].End = i + 1
	}
	return out
}
