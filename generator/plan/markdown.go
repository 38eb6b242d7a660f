package plan

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

// page is a Markdown document as a tree of sections, free of goldmark's types.
type page struct {
	name     string
	lines    []string
	root     *section
	sections []*section // in document order, root first
}

// section is a heading with what stands below it. A paragraph that is only a
// bold label opens a section as well (level 7), since people use such labels
// in place of headings.
type section struct {
	title  phrase
	line   int
	level  int
	up     *section
	blocks []block
	topic  topic
	kind   string // API kind or component that the heading names
	part   string // spec or status, where the heading says it
	remark phrase // all of the paragraph that is a label, as in "**Schema** (`file.go`):"
}

type blockKind int

const (
	blockText blockKind = iota
	blockList
	blockTable
	blockCode
)

// block is a paragraph, a list, a table or a fence.
type block struct {
	kind   blockKind
	line   int
	last   int
	text   phrase     // blockText
	items  []*item    // blockList
	rows   [][]phrase // blockTable; the first row is the head
	lang   string     // blockCode
	code   []string   // blockCode, from line
	quoted bool
}

type boxState int

const (
	boxNone boxState = iota
	boxOpen
	boxTicked
)

// item is a list item: its own text, then whatever is nested in it.
type item struct {
	line    int
	ordered bool
	box     boxState
	text    phrase // with the key
	key     string // bold label
	rest    phrase // without the key
	blocks  []block
	up      *item
}

// all returns the item's nested items, one level down.
func (it *item) subs() []*item {
	var out []*item
	for _, b := range it.blocks {
		out = append(out, b.items...)
	}
	return out
}

// fences returns the code of a block: its own, or that of its items.
func (b block) fences() []block {
	if b.kind == blockCode {
		return []block{b}
	}
	var out []block
	for _, it := range b.items {
		for _, sub := range it.blocks {
			out = append(out, sub.fences()...)
		}
	}
	return out
}

// parseMarkdown builds the section tree. The source must be valid UTF-8 with
// "\n" line ends and have passed the size limits.
func parseMarkdown(name string, src []byte) *page {
	b := &builder{src: src, name: name, page: &page{name: name}}
	for i, line := range bytes.Split(src, []byte("\n")) {
		if i == 0 {
			b.starts = append(b.starts, 0)
		}
		b.starts = append(b.starts, b.starts[i]+len(line)+1)
		b.page.lines = append(b.page.lines, string(line))
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList, extension.Strikethrough))
	doc := md.Parser().Parse(text.NewReader(src))
	b.open(&section{level: 0})
	b.page.root = b.cur
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		b.top(n)
	}
	return b.page
}

type builder struct {
	src    []byte
	starts []int
	name   string
	page   *page
	cur    *section
	last   int // last line seen, for nodes without a position
}

// lineOf returns the line of a source offset.
func (b *builder) lineOf(off int) int {
	return sort.Search(len(b.starts), func(i int) bool { return b.starts[i] > off })
}

func (b *builder) open(s *section) {
	up := b.cur
	for up != nil && up.level >= s.level {
		up = up.up
	}
	s.up = up
	b.cur = s
	b.page.sections = append(b.page.sections, s)
}

// top places one top level node into the section tree.
func (b *builder) top(n ast.Node) {
	if h, ok := n.(*ast.Heading); ok {
		title := b.inline(h)
		b.open(&section{title: title, line: max(title.line(), b.last), level: h.Level})
		return
	}
	for _, blk := range b.blocks(n, 0) {
		b.place(blk)
	}
}

// place appends a block to the current section, opening label sections.
func (b *builder) place(blk block) {
	if blk.kind == blockText && !blk.quoted {
		if key, rest := blk.text.key(); key != "" && len(key) < 60 {
			b.open(&section{title: b.label(key, blk), line: blk.line, level: 7})
			if rest.empty() {
				b.cur.remark = blk.text
				return
			}
			blk.text = rest
		}
	}
	b.cur.blocks = append(b.cur.blocks, blk)
}

func (b *builder) label(key string, blk block) phrase {
	return phrase{text: key, lines: []lineAt{{0, blk.line}}, file: b.name}
}

// maxNesting bounds recursion into lists and quotes; deeper content is dropped
// (the size guard has refused such documents before).
const maxNesting = 40

// blocks turns a goldmark block node into blocks.
func (b *builder) blocks(n ast.Node, depth int) []block {
	if depth > maxNesting {
		return nil
	}
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
		if em, ok := n.FirstChild().(*ast.Emphasis); ok && em.Level == 1 && em.NextSibling() == nil && depth == 0 {
			return nil // a remark in italics, mostly the template's own
		}
		return b.paragraphs(b.inline(n))
	case *ast.List:
		return []block{b.list(n, depth)}
	case *ast.FencedCodeBlock:
		return []block{b.fence(n, strings.ToLower(string(n.Language(b.src))))}
	case *ast.CodeBlock:
		return []block{b.fence(n, "indented")}
	case *ast.Blockquote:
		return b.quote(n, depth)
	case *east.Table:
		return []block{b.table(n)}
	case *ast.HTMLBlock:
		if seg := n.Lines(); seg.Len() > 0 {
			b.last = b.lineOf(seg.At(seg.Len() - 1).Start)
		}
	}
	return nil
}

func (b *builder) quote(n ast.Node, depth int) []block {
	var out []block
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		for _, blk := range b.blocks(c, depth+1) {
			blk.quoted = true
			out = append(out, blk)
		}
	}
	return out
}

// paragraphs cuts a paragraph before each line that starts with a bold label,
// because such lines are key/value pairs rather than prose.
func (b *builder) paragraphs(p phrase) []block {
	var out []block
	start := 0
	add := func(end int) {
		if part := p.slice(start, end); !part.empty() {
			part = part.rest(0)
			b.last = max(b.last, part.lineOf(len(part.text)))
			out = append(out, block{kind: blockText, line: part.line(), last: part.lineOf(len(part.text)), text: part})
		}
		start = end
	}
	for i := 0; i+1 < len(p.text); i++ {
		if p.text[i] != '\n' || p.inCode(i) {
			continue
		}
		if key, _ := p.slice(i+1, len(p.text)).key(); key != "" {
			add(i + 1)
		}
	}
	add(len(p.text))
	return out
}

func (b *builder) fence(n ast.Node, lang string) block {
	segs := n.Lines()
	blk := block{kind: blockCode, lang: lang}
	for i := range segs.Len() {
		seg := segs.At(i)
		blk.code = append(blk.code, strings.TrimRight(string(seg.Value(b.src)), "\n"))
	}
	if segs.Len() > 0 {
		blk.line = b.lineOf(segs.At(0).Start)
	} else {
		blk.line = b.last + 2
	}
	blk.last = blk.line + max(segs.Len()-1, 0)
	b.last = blk.last + 1
	return blk
}

func (b *builder) list(n *ast.List, depth int) block {
	blk := block{kind: blockList}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		it := b.item(c, depth)
		it.ordered = n.IsOrdered()
		blk.items = append(blk.items, it)
	}
	if len(blk.items) > 0 {
		blk.line = blk.items[0].line
	}
	blk.last = b.last
	return blk
}

func (b *builder) item(n ast.Node, depth int) *item {
	it := &item{}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if first, ok := c.FirstChild().(*east.TaskCheckBox); ok && it.box == boxNone {
			it.box = boxOpen
			if first.IsChecked {
				it.box = boxTicked
			}
		}
		for _, blk := range b.blocks(c, depth+1) {
			if blk.kind == blockText && it.line == 0 {
				it.line, it.text = blk.line, blk.text
				continue
			}
			for _, sub := range blk.items {
				sub.up = it
			}
			it.blocks = append(it.blocks, blk)
		}
	}
	if it.line == 0 {
		it.line = b.last + 1
		it.text = phrase{file: b.name, lines: []lineAt{{0, it.line}}}
	}
	it.key, it.rest = it.text.key()
	return it
}

func (b *builder) table(n *east.Table) block {
	blk := block{kind: blockTable}
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var row []phrase
		line := 0
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cell := b.inline(c)
			if line == 0 && !cell.empty() {
				line = cell.line()
			}
			row = append(row, cell)
		}
		if line == 0 {
			line = b.last + 1
		}
		for i := range row {
			if row[i].empty() {
				row[i].lines = []lineAt{{0, line}}
			}
		}
		if blk.line == 0 {
			blk.line = line
		}
		b.last = line
		blk.rows = append(blk.rows, row)
	}
	blk.last = b.last
	return blk
}
