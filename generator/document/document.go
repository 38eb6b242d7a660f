// Package document turns Markdown into what a reader of plans needs: sections,
// blocks (paragraphs, list items, table rows, code), tokens with their lines,
// sentences, and labelled values. It knows Markdown and the ends of sentences,
// and nothing about what is said.
package document

import "strings"

// Document is one parsed file. Blocks are in document order, nested ones after
// their parent.
type Document struct {
	File     string
	Lines    []string // source lines; line n is Lines[n-1]
	Sections []*Section
	Blocks   []*Block
	Front    []Record // labelled values of YAML front matter
}

// Section is a heading with the blocks below it. The first section of a
// document has level 0 and no title.
type Section struct {
	Level  int
	Title  Rich
	Line   int
	Parent *Section
	Blocks []*Block // those directly in it, not nested in items
}

// Titles returns the titles from the outermost section to this one.
func (s *Section) Titles() []string {
	if s == nil || s.Level == 0 {
		return nil
	}
	return append(s.Parent.Titles(), s.Title.Plain())
}

// Kind is the form of a block.
type Kind int

// The forms of blocks.
const (
	Paragraph Kind = iota
	Item           // list item; Text is its first paragraph
	Row            // table row below the heading; Cells are its texts
	Code           // fenced or indented code
)

// Box is the check box of an item.
type Box int

// The states of a check box.
const (
	NoBox Box = iota
	Open
	Ticked
)

// Block is a paragraph, an item, a row or a piece of code.
type Block struct {
	Kind     Kind
	Section  *Section
	Line     int
	End      int // last line
	Text     Rich
	Parent   *Block // the item it is nested in
	Lead     *Block // the paragraph or item right before it in the same place, which may introduce it
	Children []*Block
	Box      Box
	Number   int // of an item of an ordered list, else 0
	Quoted   bool
	Table    *Table
	Cells    []Rich
	Lang     string
	Code     []string // lines; the first is line CodeLine of the file
	CodeLine int
}

// Table is what the rows of one table share.
type Table struct {
	Head    []Rich
	Line    int
	Rows    []*Block
	Section *Section
	Lead    *Block
}

// Source returns the lines of the block as they stand in the file.
func (d *Document) Source(b *Block) string {
	from, to := b.Line, max(b.End, b.Line)
	if from < 1 || from > len(d.Lines) {
		return ""
	}
	return strings.Join(d.Lines[from-1:min(to, len(d.Lines))], "\n")
}

// Limit says why a document is not read.
type Limit struct {
	Code   string // plan-too-large, plan-binary, plan-empty, plan-too-complex
	What   string // a sentence without final stop
	Remedy string
	Line   int // 0 for the document as a whole
}

// Error returns the sentence.
func (l *Limit) Error() string { return l.What }
