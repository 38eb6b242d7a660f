// This file reads declarations that have their keyword: groups and single
// ones, and the specifications of constants and variables.
package goblock

import (
	"go/token"
	"strings"
)

// general reads a type, const or var declaration, grouped or single.
func (p *reader) general(lead []Comment) {
	before := p.here()
	kind := p.next().kind
	if !p.take(token.LPAREN) {
		if !p.spec(kind, lead, before.i, nil) {
			p.back(before)
			p.unreadLine(lead)
		}
		return
	}
	p.giveAll(lead, p.loose)
	var above *Decl
	for {
		lead := p.lead(p.loose)
		at := p.here()
		switch t := p.peek(); {
		case t.kind == token.RPAREN, t.kind == token.EOF:
			p.giveAll(lead, p.loose)
			p.i++
			return
		case t.kind == token.ELLIPSIS:
			p.giveAll(lead, p.loose)
			p.i++
			p.loose(Comment{t.line, p.restOfLine()})
		case p.spec(kind, lead, at.i, above):
			above = &p.out.Decls[len(p.out.Decls)-1]
		default:
			p.back(at)
			p.unreadLine(lead)
		}
		if p.i == at.i {
			p.i++
		}
	}
}

// spec reads one specification of a group; above is the one before it.
func (p *reader) spec(kind token.Token, lead []Comment, start int, above *Decl) bool {
	if p.peek().kind != token.IDENT {
		return false
	}
	if kind == token.TYPE {
		return p.typeSpec(lead, start)
	}
	k := Const
	if kind == token.VAR {
		k = Var
	}
	return p.valueSpec(k, lead, start, above)
}

// valueSpec reads names, type and values of constants or variables.
func (p *reader) valueSpec(k Kind, lead []Comment, start int, above *Decl) bool {
	names := p.names()
	typ := ""
	if p.peek().kind != token.ASSIGN && !p.lineEnds() {
		var ok bool
		if typ, ok = p.typ(); !ok {
			return false
		}
	}
	value := ""
	if p.take(token.ASSIGN) {
		var ok bool
		if value, ok = p.expr(); !ok {
			return false
		}
	} else if !p.lineEnds() {
		return false
	}
	values := splitOutside(value, ",")
	for i, n := range names {
		d := Decl{Kind: k, Name: n, Type: typ, Value: value}
		if len(values) == len(names) {
			d.Value = strings.TrimSpace(values[i])
		}
		if value == "" && typ == "" && k == Const && above != nil && (above.Iota || strings.Contains(above.Value, "iota")) {
			d.Type, d.Iota = above.Type, true
		}
		d.Iota = d.Iota || hasWord(d.Value, "iota")
		p.add(d, lead, start)
		lead = nil
	}
	return true
}

func hasWord(s, word string) bool {
	for _, t := range scan(s, 1) {
		if t.text == word {
			return true
		}
	}
	return false
}

// names reads identifiers with commas between them.
func (p *reader) names() []string {
	out := []string{p.next().text}
	for p.peek().kind == token.COMMA && p.at(1).kind == token.IDENT {
		p.i++
		out = append(out, p.next().text)
	}
	return out
}

// lineEnds reports whether nothing but a comment follows on the line.
func (p *reader) lineEnds() bool {
	switch p.peek().kind {
	case token.EOF, token.SEMICOLON, token.COMMENT, token.RPAREN, token.RBRACE, token.COMMA:
		return true
	}
	return p.i > 0 && p.peek().line > p.prevLine()
}

// expr steps over an expression up to the end of its line and returns it.
func (p *reader) expr() (string, bool) {
	from, depth := p.peek().from, 0
	for {
		switch t := p.peek(); t.kind {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth--; depth < 0 {
				return p.text(from, p.prevEnd()), p.prevEnd() > from
			}
		case token.EOF:
			return p.text(from, p.prevEnd()), depth == 0 && p.prevEnd() > from
		case token.SEMICOLON, token.COMMENT:
			if depth == 0 {
				return p.text(from, p.prevEnd()), p.prevEnd() > from
			}
		}
		p.i++
	}
}
