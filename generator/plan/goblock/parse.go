// This file holds the parser of a block: its cursor, the comments between
// declarations, and the declarations that have their keyword.
package goblock

import (
	"go/token"
	"slices"
	"strings"
)

// maxDepth bounds how deep types may nest in each other.
const maxDepth = 40

// reader walks over the tokens of one block.
type reader struct {
	src   string // without the signs of a diff
	toks  []tok
	i     int
	at0   int // where the declaration at hand begins
	depth int
	looks int // at tokens, so far
	most  int // looks that a block of this size may take
	sign  map[int]Change
	first int // line of the plan that the block begins on
	last  int // last line of the plan that the block has
	file  string
	out   Block
}

func newReader(src string, line int) *reader {
	clean, sign := signs(src)
	toks := scan(clean, line)
	return &reader{src: clean, toks: toks, sign: sign, first: line, last: line + strings.Count(src, "\n"), most: 200*len(toks) + 10_000}
}

// state is what a failed attempt to read something goes back to.
type state struct{ i, decls, loose, unread int }

func (p *reader) here() state {
	return state{p.i, len(p.out.Decls), len(p.out.Loose), len(p.out.Unread)}
}

func (p *reader) back(s state) {
	p.i = s.i
	p.out.Decls, p.out.Loose, p.out.Unread = p.out.Decls[:s.decls], p.out.Loose[:s.loose], p.out.Unread[:s.unread]
}

// peek returns the token at the cursor; behind the last one an EOF.
func (p *reader) peek() tok { return p.at(0) }

// at returns the token n behind the cursor. A block that takes too many looks
// ends where they are used up.
func (p *reader) at(n int) tok {
	if p.looks++; p.looks > p.most || p.i+n >= len(p.toks) {
		return tok{kind: token.EOF, from: len(p.src), to: len(p.src), line: p.last}
	}
	return p.toks[p.i+n]
}

func (p *reader) next() tok {
	t := p.peek()
	p.i++
	return t
}

// take steps over a token of the given kind.
func (p *reader) take(k token.Token) bool {
	if p.peek().kind != k {
		return false
	}
	p.i++
	return true
}

// prevEnd returns the offset behind the last token that was read.
func (p *reader) prevEnd() int {
	for n := min(p.i, len(p.toks)) - 1; n >= 0; n-- {
		if t := p.toks[n]; t.kind != token.COMMENT && (t.kind != token.SEMICOLON || t.text == ";") {
			return t.to
		}
	}
	return 0
}

// prevLine returns the line of the last token that was read.
func (p *reader) prevLine() int {
	for n := min(p.i, len(p.toks)) - 1; n >= 0; n-- {
		if t := p.toks[n]; t.kind != token.COMMENT && t.kind != token.SEMICOLON {
			return t.line + strings.Count(t.text, "\n")
		}
	}
	return p.first
}

// text returns the source between two offsets.
func (p *reader) text(from, to int) string {
	if to > len(p.src) {
		to = len(p.src)
	}
	if from >= to {
		return ""
	}
	return strings.TrimSpace(p.src[from:to])
}

// lead returns the comments right before the next token. Comments with a blank
// line behind them belong to nothing and are given to loose.
func (p *reader) lead(loose func(Comment)) []Comment {
	var out []Comment
	end := 0
	for p.peek().kind == token.COMMENT || p.peek().kind == token.SEMICOLON {
		t := p.next()
		if t.kind == token.SEMICOLON {
			continue
		}
		if end > 0 && t.line > end+1 {
			p.giveAll(out, loose)
			out = nil
		}
		out = append(out, t.lines()...)
		end = t.line + strings.Count(t.text, "\n")
	}
	if end > 0 && p.peek().line > end+1 {
		p.giveAll(out, loose)
		out = nil
	}
	return out
}

func (p *reader) giveAll(cs []Comment, loose func(Comment)) {
	for _, c := range cs {
		if strings.TrimSpace(c.Text) != "" {
			loose(c)
		}
	}
}

// loose files a comment of the block that belongs to no declaration.
func (p *reader) loose(c Comment) {
	if f := filePath(c.Text); f != "" {
		p.file = f
	}
	p.out.Loose = append(p.out.Loose, c)
}

// block reads the whole block.
func (p *reader) block() {
	for p.peek().kind != token.EOF {
		lead := p.lead(p.loose)
		lead = p.takePath(lead)
		before := p.here()
		p.at0 = p.i
		switch t := p.peek(); t.kind {
		case token.EOF, token.RBRACE, token.RPAREN, token.COMMA:
			p.giveAll(lead, p.loose)
			p.i++
		case token.ELLIPSIS, token.PERIOD:
			p.giveAll(lead, p.loose)
			p.i++
			p.take(token.PERIOD)
			p.loose(Comment{t.line, p.restOfLine()})
		case token.PACKAGE:
			p.giveAll(lead, p.loose)
			p.i++
			p.out.Package = p.next().text
		case token.IMPORT:
			p.giveAll(lead, p.loose)
			p.imports()
		case token.TYPE, token.CONST, token.VAR:
			p.general(lead)
		case token.FUNC:
			if !p.function(lead) {
				p.back(before)
				p.unreadLine(lead)
			}
		default:
			p.bare(lead)
		}
		if p.i == before.i {
			p.i++
		}
	}
}

// takePath takes a path that comments before a declaration consist of off
// them; it holds for all that follows.
func (p *reader) takePath(lead []Comment) []Comment {
	var out []Comment
	for _, c := range lead {
		if f := filePath(c.Text); f != "" {
			p.file = f
			continue
		}
		out = append(out, c)
	}
	return out
}

// restOfLine steps to the end of the line and returns what was there.
func (p *reader) restOfLine() string {
	line, from := p.peek().line, p.peek().from
	if p.i > 0 && p.toks[p.i-1].line != line {
		return ""
	}
	to := from
	for p.peek().kind != token.EOF && p.peek().line == line {
		to = p.next().to
	}
	return p.text(from, to)
}

func (p *reader) imports() {
	p.i++
	group := p.take(token.LPAREN)
	alias := ""
	for {
		switch t := p.peek(); t.kind {
		case token.EOF, token.RPAREN:
			p.take(token.RPAREN)
			return
		case token.STRING:
			p.out.Imports = append(p.out.Imports, strings.TrimSpace(alias+" "+t.text))
			alias = ""
			p.i++
			if !group {
				return
			}
		case token.IDENT, token.PERIOD:
			alias = t.text
			if t.kind == token.PERIOD {
				alias = "."
			}
			p.i++
		case token.COMMENT, token.SEMICOLON, token.ELLIPSIS:
			p.i++
		default:
			return
		}
	}
}

// add files a declaration with the comments before it and behind it on its
// line.
func (p *reader) add(d Decl, lead []Comment, start int) {
	p.frame(&d, lead, start)
	d.File = p.file
	if k := len(p.out.Decls); k > 0 && d.Change == "" && len(lead) == 0 {
		if above := p.out.Decls[k-1]; above.Kind == d.Kind && above.End+1 == d.Line && !above.HasBody && len(above.Members) == 0 {
			d.Change = above.Change // one comment above lines that follow each other
		}
	}
	p.out.Decls = append(p.out.Decls, d)
}

// frame gives a declaration its comments, lines and text.
func (p *reader) frame(d *Decl, lead []Comment, start int) {
	if start < len(p.toks) {
		d.Line = p.toks[start].line
		d.Text = p.text(p.toks[start].from, p.prevEnd())
	}
	d.End = p.prevLine()
	for _, c := range lead {
		if e := d.noteBefore(c, d.Name); e != nil {
			d.Elided = append(d.Elided, *e)
		}
	}
	d.trimDoc()
	for p.peek().kind == token.SEMICOLON || p.peek().kind == token.COMMA {
		p.i++
	}
	for p.peek().kind == token.COMMENT && p.peek().line == d.End {
		for _, c := range p.next().lines() {
			if e := d.noteBehind(c); e != nil {
				d.Elided = append(d.Elided, *e)
			}
		}
	}
	if d.Change == "" {
		d.Change = p.sign[d.Line-p.first]
	}
}

// trimDoc takes empty lines off both ends of a doc comment.
func (n *Notes) trimDoc() {
	for len(n.Doc) > 0 && strings.TrimSpace(n.Doc[0].Text) == "" {
		n.Doc = n.Doc[1:]
	}
	for k := len(n.Doc); k > 0 && strings.TrimSpace(n.Doc[k-1].Text) == ""; k-- {
		n.Doc = n.Doc[:k-1]
	}
}

// finish sorts out what is left when the block is read.
func (p *reader) finish() {
	if p.looks > p.most && p.at0 < len(p.toks) {
		from := p.toks[p.at0]
		p.out.Unread = append(p.out.Unread, Unread{from.line, p.last, p.text(from.from, len(p.src))})
	}
	slices.SortStableFunc(p.out.Unread, func(a, b Unread) int { return a.Line - b.Line })
	merged := p.out.Unread[:0]
	for _, u := range p.out.Unread {
		if k := len(merged); k > 0 && merged[k-1].End+1 >= u.Line {
			merged[k-1].End = max(u.End, merged[k-1].End)
			merged[k-1].Text += "\n" + u.Text
			continue
		}
		merged = append(merged, u)
	}
	p.out.Unread = merged
}
