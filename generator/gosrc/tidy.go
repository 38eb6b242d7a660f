package gosrc

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"

	"github.com/kubevirt/kvscaffold/generator/change"
)

// Tidy returns the content to write for a Go file: formatted where the base
// was formatted or the file is new, else as it is, so that lines nobody planned
// to touch stay. The error is the parser's and names line and column. Printing
// is what costs, a test file of some thousand lines more than all the rest of
// a run: so what stands around the new lines is asked first, then the whole
// file, and the base only if formatting changes anything.
func Tidy(base, next []byte) ([]byte, error) {
	if base != nil {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "", next, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if near := around(fset, file, next, change.Lines(string(base), string(next))); formatted(near) {
			return next, nil
		}
	}
	out, err := format.Source(next)
	if err != nil || base == nil || bytes.Equal(out, next) {
		return out, err
	}
	if !formatted(base) {
		return next, nil
	}
	return out, nil
}

func formatted(src []byte) bool {
	out, err := format.Source(src)
	return err == nil && bytes.Equal(out, src)
}

// around returns the source without what has no bearing on how the given lines
// are formatted: declarations and statements that empty lines divide from
// them. It is formatted exactly if the source is formatted at those lines, for
// gofmt aligns and joins lines only up to the next empty one.
func around(fset *token.FileSet, file *ast.File, src []byte, lines []change.Span) []byte {
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
	for start < len(c.lines)-1 && c.empty(start) {
		start++
	}
	c.list(decls, start, len(c.lines)-1)
	var out bytes.Buffer
	for i, l := range c.lines {
		if !c.drop[i] {
			out.Write(l)
		}
	}
	return out.Bytes()
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
// reaches, and looks into those that stay. The nodes are what the lines hold.
func (c *cutter) list(nodes []ast.Node, from, to int) {
	ps := c.paragraphs(nodes, from, to)
	last := -1 // the last paragraph that stays
	for i, p := range ps {
		before, after := from, to
		if i > 0 {
			before = ps[i-1].End
		}
		if i+1 < len(ps) {
			after = ps[i+1].Start
		}
		if !c.reaches(before, after) {
			continue
		}
		if last+1 < i { // one gap divides what stays
			c.cut(ps[last+1].Start, p.Start)
		}
		last = i
	}
	switch {
	case len(ps) > 0 && last < 0:
		c.cut(from, to)
	case last+1 < len(ps):
		c.cut(ps[last].End, to)
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
