// This file reads type declarations: structs, interfaces and the expressions
// that types are written as.
package goblock

import (
	"go/token"
	"strings"
)

// typeSpec reads a type declaration from its name on.
func (p *reader) typeSpec(lead []Comment, start int) bool {
	d := Decl{Kind: Defined, Name: p.next().text}
	if p.peek().kind == token.LBRACK && p.peek().from == p.toks[p.i-1].to {
		params, ok := p.bracket()
		if !ok {
			return false
		}
		d.TypeParams = params
	}
	if p.take(token.ASSIGN) {
		d.Kind = Alias
	}
	switch p.peek().kind {
	case token.STRUCT:
		d.Kind = Struct
		p.i++
		p.body(&d, p.field)
	case token.INTERFACE:
		d.Kind = Interface
		p.i++
		p.body(&d, p.method)
	default:
		if !p.lineEnds() {
			var ok bool
			if d.Type, ok = p.typ(); !ok || !p.lineEnds() {
				return false
			}
		}
	}
	p.add(d, lead, start)
	return true
}

// bracket steps over a pair of square brackets and returns what is in it.
func (p *reader) bracket() (string, bool) {
	from, depth := p.peek().to, 0
	for {
		switch t := p.next(); t.kind {
		case token.LBRACK:
			depth++
		case token.RBRACK:
			if depth--; depth == 0 {
				return p.text(from, t.from), true
			}
		case token.EOF, token.LBRACE, token.RBRACE:
			return "", false
		}
	}
}

// body reads the members of a struct or interface with the given reader. A
// body that is missing or never closed counts as elided.
func (p *reader) body(d *Decl, member func(d *Decl, lead []Comment) bool) {
	if !p.take(token.LBRACE) {
		d.Elided = append(d.Elided, Comment{Line: p.prevLine()})
		return
	}
	var notes []Comment // words beside dots, for the member that follows
	elide := func(c Comment) {
		words, ok := elision(c.Text)
		if !ok {
			words = c.Text
		} else if words != "" {
			notes = append(notes, Comment{c.Line, words})
		}
		d.Elided = append(d.Elided, Comment{c.Line, words})
	}
	for {
		lead := p.lead(elide)
		at := p.here()
		switch t := p.peek(); t.kind {
		case token.RBRACE:
			p.giveAll(lead, elide)
			p.i++
			return
		case token.EOF, token.TYPE, token.CONST, token.VAR:
			p.giveAll(lead, elide)
			d.Elided = append(d.Elided, Comment{Line: t.line, Text: ""})
			return
		case token.ELLIPSIS, token.PERIOD:
			p.giveAll(lead, elide)
			p.i++
			p.take(token.PERIOD)
			elide(Comment{t.line, p.restOfLine()})
		default:
			before := len(d.Members)
			if !member(d, lead) {
				d.Members = d.Members[:before]
				p.back(at)
				p.unreadLine(lead)
				break
			}
			if len(d.Members) > before {
				m := &d.Members[before]
				m.Remarks = append(notes, m.Remarks...)
				notes = nil
				d.Elided = append(d.Elided, m.takeElided()...)
			}
		}
		if p.i == at.i {
			p.i++
		}
	}
}

// takeElided moves the dots before a field to its struct; the words beside
// them tell where the field stands, so the field keeps them as a remark.
func (d *Decl) takeElided() []Comment {
	if d.Kind != Field || len(d.Members) > 0 {
		return nil
	}
	out := d.Elided
	for _, e := range out {
		if e.Text != "" {
			d.Remarks = append([]Comment{e}, d.Remarks...)
		}
	}
	d.Elided = nil
	return out
}

// field reads a struct field, or several with one type.
func (p *reader) field(d *Decl, lead []Comment) bool {
	start := p.i
	f := Decl{Kind: Field}
	var names []string
	switch t := p.peek(); {
	case t.kind == token.MUL, p.embeds():
		typ, ok := p.typ()
		if !ok {
			return false
		}
		f.Embedded, f.Type, f.Name = true, typ, lastPart(typ)
		names = []string{f.Name}
	case t.kind == token.IDENT:
		names = p.names()
		if p.peek().kind == token.ELLIPSIS {
			p.i++
			f.Elided = append(f.Elided, Comment{Line: p.prevLine()})
		} else if !p.fieldType(&f) {
			return false
		}
	default:
		return false
	}
	f.Tag = p.tag()
	if !p.lineEnds() {
		return false
	}
	for i, n := range names {
		one := f
		one.Name = n
		if i > 0 {
			lead = nil
		}
		p.frame(&one, lead, start)
		d.Members = append(d.Members, one)
	}
	return true
}

// fieldType reads the type of a field; an inline struct gives its members.
func (p *reader) fieldType(f *Decl) bool {
	from, at := p.peek().from, p.i
	for p.peek().kind == token.MUL || p.peek().kind == token.LBRACK && p.at(1).kind == token.RBRACK {
		if p.next().kind == token.LBRACK {
			p.i++
		}
	}
	if p.peek().kind == token.STRUCT && p.at(1).kind == token.LBRACE && p.depth < maxDepth {
		p.i++
		p.depth++
		p.body(f, p.field)
		p.depth--
		f.Type = p.text(from, p.prevEnd())
		return true
	}
	p.i = at
	var ok bool
	f.Type, ok = p.typ()
	return ok
}

// embeds reports whether the cursor is at an embedded type without a star.
func (p *reader) embeds() bool {
	if p.peek().kind != token.IDENT {
		return false
	}
	n := 1
	if p.at(1).kind == token.PERIOD && p.at(2).kind == token.IDENT {
		n = 3
	}
	switch t := p.at(n); t.kind {
	case token.SEMICOLON, token.COMMENT, token.RBRACE, token.EOF:
		return true
	case token.STRING:
		return strings.HasPrefix(t.text, "`")
	case token.LBRACK: // embedded generic type
		return n == 3
	}
	return false
}

// tag reads a struct tag, in back-quotes or, as in a sentence, without.
func (p *reader) tag() string {
	if t := p.peek(); t.kind == token.STRING && strings.HasPrefix(t.text, "`") {
		p.i++
		return strings.Trim(t.text, "`")
	}
	from := p.peek().from
	for p.peek().kind == token.IDENT && p.at(1).kind == token.COLON && p.at(2).kind == token.STRING {
		p.i += 3
	}
	if p.prevEnd() <= from {
		return ""
	}
	return p.text(from, p.prevEnd())
}

// lastPart returns the name of an embedded type.
func lastPart(typ string) string {
	typ = strings.TrimLeft(typ, "*")
	if i := strings.IndexByte(typ, '['); i >= 0 {
		typ = typ[:i]
	}
	return typ[strings.LastIndexByte(typ, '.')+1:]
}

// method reads a member of an interface: a method or an embedded interface.
func (p *reader) method(d *Decl, lead []Comment) bool {
	start := p.i
	if p.peek().kind == token.IDENT && p.at(1).kind == token.LPAREN {
		m := Decl{Kind: Func, Name: p.next().text}
		if !p.signature(&m) || !p.lineEnds() {
			return false
		}
		p.frame(&m, lead, start)
		d.Members = append(d.Members, m)
		return true
	}
	typ, ok := p.typ()
	if !ok {
		return false
	}
	for p.peek().kind == token.OR || p.peek().kind == token.TILDE { // a constraint
		p.i++
		if _, ok := p.typ(); !ok {
			return false
		}
	}
	m := Decl{Kind: Field, Embedded: true, Type: typ, Name: lastPart(typ)}
	p.frame(&m, lead, start)
	d.Members = append(d.Members, m)
	return true
}

// typ reads a type expression and returns it as Go formats it on one line.
func (p *reader) typ() (string, bool) {
	if p.depth++; p.depth > maxDepth {
		p.depth--
		return "", false
	}
	defer func() { p.depth-- }()
	switch t := p.peek(); t.kind {
	case token.MUL:
		p.i++
		return p.prefixed("*")
	case token.ELLIPSIS:
		p.i++
		return p.prefixed("...")
	case token.TILDE:
		p.i++
		return p.prefixed("~")
	case token.LBRACK:
		size, ok := p.bracket()
		if !ok {
			return "", false
		}
		return p.prefixed("[" + size + "]")
	case token.MAP:
		p.i++
		if p.peek().kind != token.LBRACK {
			return "", false
		}
		key, ok := p.bracket()
		if !ok {
			return "", false
		}
		return p.prefixed("map[" + key + "]")
	case token.CHAN:
		p.i++
		if p.take(token.ARROW) {
			return p.prefixed("chan<- ")
		}
		return p.prefixed("chan ")
	case token.ARROW:
		p.i++
		if !p.take(token.CHAN) {
			return "", false
		}
		return p.prefixed("<-chan ")
	case token.FUNC:
		return p.funcType()
	case token.STRUCT, token.INTERFACE:
		return p.braced()
	case token.IDENT:
		return p.typeName()
	case token.LPAREN:
		p.i++
		s, ok := p.typ()
		return "(" + s + ")", ok && p.take(token.RPAREN)
	}
	return "", false
}

func (p *reader) prefixed(prefix string) (string, bool) {
	s, ok := p.typ()
	return prefix + s, ok
}

// funcType reads a function type.
func (p *reader) funcType() (string, bool) {
	from := p.next().from
	var d Decl
	if !p.signature(&d) {
		return "", false
	}
	return p.text(from, p.prevEnd()), true
}

// braced reads struct{...} or interface{...} as text.
func (p *reader) braced() (string, bool) {
	from := p.next().from
	if p.peek().kind != token.LBRACE {
		return "", false
	}
	_, ok := p.braces()
	return p.text(from, p.prevEnd()), ok
}

// typeName reads a possibly qualified, possibly instantiated name.
func (p *reader) typeName() (string, bool) {
	from := p.next().from
	if p.peek().kind == token.PERIOD && p.at(1).kind == token.IDENT {
		p.i += 2
	}
	if t := p.peek(); t.kind == token.LBRACK && t.from == p.toks[p.i-1].to && p.at(1).kind != token.RBRACK {
		if _, ok := p.bracket(); !ok {
			return "", false
		}
	}
	return p.text(from, p.prevEnd()), true
}
