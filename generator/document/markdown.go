// This file defines how goldmark's tree becomes sections and blocks.
package document

import (
	"bytes"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Parse reads a Markdown file. name is used for positions only. The error is a
// *Limit.
func Parse(name string, src []byte) (*Document, error) {
	src = bytes.ReplaceAll(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	d := &Document{File: name, Lines: strings.Split(string(src), "\n")}
	if l := Refuse(src); l != nil {
		return d, l
	}
	src = d.front(src)
	b := &builder{doc: d, src: src, starts: []int{0}}
	for i, c := range src {
		if c == '\n' {
			b.starts = append(b.starts, i+1)
		}
	}
	b.section = &Section{}
	d.Sections = []*Section{b.section}
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList, extension.Strikethrough))
	root := md.Parser().Parse(text.NewReader(src))
	b.children(root, nil, false)
	return d, nil
}

// front takes YAML front matter ("---" on the first line) out of the text and
// keeps its flat values as records.
func (d *Document) front(src []byte) []byte {
	if len(d.Lines) == 0 || strings.TrimRight(d.Lines[0], " ") != "---" {
		return src
	}
	for i := 1; i < len(d.Lines) && i < 60; i++ {
		if strings.TrimRight(d.Lines[i], " ") != "---" {
			continue
		}
		for j := 1; j < i; j++ {
			if k, v, ok := strings.Cut(d.Lines[j], ":"); ok && !strings.HasPrefix(k, " ") {
				d.Front = append(d.Front, Record{Label: strings.TrimSpace(k), Value: words(strings.Trim(strings.TrimSpace(v), `"'`), j+1, false, Token{}), Line: j + 1})
			}
		}
		blank := bytes.SplitN(src, []byte("\n"), i+2)
		return append(bytes.Repeat([]byte("\n"), i+1), blank[len(blank)-1]...)
	}
	return src
}

type builder struct {
	doc     *Document
	src     []byte
	starts  []int
	section *Section
	last    int
}

func (b *builder) lineOf(off int) int {
	return sort.Search(len(b.starts), func(i int) bool { return b.starts[i] > off })
}

// children places the children of a node below parent.
func (b *builder) children(n ast.Node, parent *Block, quoted bool) {
	var lead *Block
	if parent != nil {
		lead = parent
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Heading:
			b.heading(c)
			lead = nil
		case *ast.Paragraph, *ast.TextBlock:
			if parent != nil && parent.Kind == Item && parent.Text == nil && len(parent.Children) == 0 {
				continue // the item's own text, taken by item
			}
			lead = b.add(&Block{Kind: Paragraph, Text: b.inline(c), Quoted: quoted, Lead: lead}, parent, b.linesOf(c))
		case *ast.Blockquote:
			b.children(c, parent, true)
		case *ast.List:
			if last := b.list(c, parent, lead, quoted); last != nil && len(last.Text) > 0 && last.Text[len(last.Text)-1].Is(":") && len(last.Children) == 0 {
				lead = last
			}
		case *east.Table:
			b.table(c, parent, lead)
		case *ast.FencedCodeBlock:
			b.code(c, string(c.Language(b.src)), parent, lead)
		case *ast.CodeBlock:
			b.code(c, "", parent, lead)
		case *ast.HTMLBlock:
		}
	}
}

func (b *builder) heading(h *ast.Heading) {
	up := b.section
	for up.Level >= h.Level {
		up = up.Parent
	}
	r := b.linesOf(h)
	b.section = &Section{Level: h.Level, Title: b.inline(h).Trim(), Line: r[0], Parent: up}
	b.doc.Sections = append(b.doc.Sections, b.section)
}

func (b *builder) add(bl *Block, parent *Block, lines [2]int) *Block {
	bl.Section, bl.Parent, bl.Line, bl.End = b.section, parent, lines[0], lines[1]
	if parent != nil {
		parent.Children = append(parent.Children, bl)
		parent.End = max(parent.End, bl.End)
	} else {
		b.section.Blocks = append(b.section.Blocks, bl)
	}
	b.doc.Blocks = append(b.doc.Blocks, bl)
	return bl
}

// list places the items of a list and returns the last block in it.
func (b *builder) list(l *ast.List, parent, lead *Block, quoted bool) *Block {
	number := 0
	if l.IsOrdered() {
		number = l.Start
	}
	for c := l.FirstChild(); c != nil; c = c.NextSibling() {
		it := &Block{Kind: Item, Number: number, Quoted: quoted, Lead: lead}
		if l.IsOrdered() {
			number++
		}
		first := c.FirstChild()
		lines := [2]int{b.last, b.last}
		var own ast.Node
		switch first.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			own = first
			lines = b.linesOf(first)
		}
		b.add(it, parent, lines)
		if own != nil {
			it.Box = boxOf(own)
			it.Text = b.inline(own)
			c.RemoveChild(c, own)
		}
		if it.Text == nil {
			it.Text = Rich{}
		}
		b.children(c, it, quoted)
	}
	if len(b.doc.Blocks) == 0 {
		return nil
	}
	return b.doc.Blocks[len(b.doc.Blocks)-1]
}

func boxOf(n ast.Node) Box {
	if c, ok := n.FirstChild().(*east.TaskCheckBox); ok {
		if c.IsChecked {
			return Ticked
		}
		return Open
	}
	return NoBox
}

func (b *builder) table(t *east.Table, parent, lead *Block) {
	tab := &Table{Section: b.section, Lead: lead}
	for c := t.FirstChild(); c != nil; c = c.NextSibling() {
		var cells []Rich
		for cell := c.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, b.inline(cell).Trim())
		}
		if _, ok := c.(*east.TableHeader); ok {
			tab.Head = cells
			for _, h := range cells {
				if tab.Line == 0 {
					tab.Line = h.Line()
				}
			}
			continue
		}
		line := 0
		for _, r := range cells {
			if line == 0 {
				line = r.Line()
			}
		}
		if line == 0 {
			line = b.last
		}
		row := b.add(&Block{Kind: Row, Table: tab, Cells: cells, Lead: lead}, parent, [2]int{line, line})
		tab.Rows = append(tab.Rows, row)
	}
}

func (b *builder) code(n ast.Node, lang string, parent, lead *Block) {
	bl := &Block{Kind: Code, Lang: lang, Lead: lead}
	segs := n.Lines()
	for i := range segs.Len() {
		s := segs.At(i)
		if i == 0 {
			bl.CodeLine = b.lineOf(s.Start)
		}
		bl.Code = append(bl.Code, strings.TrimRight(string(s.Value(b.src)), "\n"))
	}
	if bl.CodeLine == 0 {
		bl.CodeLine = b.last + 1
	}
	b.last = max(b.last, bl.CodeLine+len(bl.Code)-1)
	b.add(bl, parent, [2]int{bl.CodeLine, b.last})
}

// linesOf returns the first and last line of a node with source lines.
func (b *builder) linesOf(n ast.Node) [2]int {
	segs := n.Lines()
	if segs == nil || segs.Len() == 0 {
		return [2]int{b.last, b.last}
	}
	first, last := b.lineOf(segs.At(0).Start), b.lineOf(max(segs.At(segs.Len()-1).Stop-1, 0))
	b.last = max(b.last, last)
	return [2]int{first, last}
}
