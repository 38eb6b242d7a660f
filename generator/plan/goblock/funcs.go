// This file reads functions: receivers, parameters and results with anything
// left out of them, and bodies.
package goblock

import (
	"go/token"
	"strings"
	"unicode"
)

// function reads a declaration that begins with func.
func (p *reader) function(lead []Comment) bool {
	start := p.i
	p.take(token.FUNC)
	d := Decl{Kind: Func}
	if p.peek().kind == token.LPAREN && !p.receiver(&d) {
		return false
	}
	if p.peek().kind != token.IDENT {
		return false
	}
	return p.funcFrom(d, lead, start)
}

// funcFrom reads a function from its name on.
func (p *reader) funcFrom(d Decl, lead []Comment, start int) bool {
	d.Name = p.next().text
	for d.Recv == nil && p.peek().kind == token.PERIOD && p.at(1).kind == token.IDENT { // Type.Method
		p.i++
		d.Recv = &Param{Type: d.Name}
		d.Name = p.next().text
	}
	if p.peek().kind == token.LBRACK {
		params, ok := p.bracket()
		if !ok {
			return false
		}
		d.TypeParams = params
	}
	if p.peek().kind == token.LPAREN {
		if !p.signature(&d) {
			return false
		}
	} else if !p.lineEnds() && p.peek().kind != token.LBRACE {
		return false
	}
	if p.peek().kind == token.LBRACE {
		p.funcBody(&d)
	}
	if !p.lineEnds() {
		return false
	}
	p.add(d, lead, start)
	return true
}

// receiver reads (c *Controller) before a method.
func (p *reader) receiver(d *Decl) bool {
	ps, _, ok := p.list(false)
	if !ok || len(ps) != 1 || p.peek().kind == token.PERIOD && p.at(1).kind != token.IDENT {
		return false
	}
	if p.peek().kind == token.PERIOD { // (*T).Method
		p.i++
	}
	r := ps[0]
	if r.Type == "" {
		r = Param{Type: r.Name}
	}
	d.Recv = &r
	return true
}

// signature reads parameters and results.
func (p *reader) signature(d *Decl) bool {
	ps, elided, ok := p.list(true)
	if !ok {
		return false
	}
	d.Params, d.HasParams = ps, true
	d.Elided = append(d.Elided, elided...)
	arrow := p.arrow()
	switch t := p.peek(); {
	case t.kind == token.LPAREN:
		d.Results, elided, ok = p.list(false)
		d.Elided = append(d.Elided, elided...)
		d.HasResults = ok
		return ok
	case p.beginsType(t):
		at := p.i
		typ, ok := p.typ()
		if !ok {
			p.i = at
			return !arrow
		}
		d.Results, d.HasResults = []Param{{Type: typ}}, true
	case arrow:
		return false
	}
	return true
}

// arrow steps over a sign that authors put before the result: -> or =>.
func (p *reader) arrow() bool {
	a, b := p.peek(), p.at(1)
	if (a.kind == token.SUB || a.kind == token.ASSIGN) && b.kind == token.GTR && a.to == b.from {
		p.i += 2
		return true
	}
	return p.take(token.COLON)
}

// beginsType reports whether a token on the same line can begin a type.
func (p *reader) beginsType(t tok) bool {
	switch t.kind {
	case token.MUL, token.LBRACK, token.MAP, token.CHAN, token.ARROW, token.FUNC, token.STRUCT, token.INTERFACE, token.IDENT:
		return t.line == p.prevLine()
	}
	return false
}

// entry is one part of a parameter list before it is clear which lone words
// are names and which are types.
type entry struct {
	name, typ string
	lone      bool
}

// list reads a parenthesised list of parameters or results.
func (p *reader) list(params bool) (out []Param, elided []Comment, ok bool) {
	if !p.take(token.LPAREN) {
		return nil, nil, false
	}
	var es []entry
	for {
		for p.peek().kind == token.SEMICOLON || p.peek().kind == token.COMMA {
			p.i++
		}
		switch t := p.peek(); {
		case t.kind == token.RPAREN:
			p.i++
			return settle(es, params), elided, true
		case t.kind == token.COMMENT:
			for _, c := range p.next().lines() {
				elided = append(elided, Comment{c.Line, strings.Trim(c.Text, ". ")})
			}
		case t.kind == token.ELLIPSIS && (p.at(1).kind == token.COMMA || p.at(1).kind == token.RPAREN):
			p.i++
			elided = append(elided, Comment{Line: t.line})
		case t.kind == token.EOF:
			return nil, nil, false
		default:
			e, ok := p.entry()
			if !ok {
				return nil, nil, false
			}
			es = append(es, e)
		}
	}
}

// entry reads one parameter up to the comma or parenthesis behind it.
func (p *reader) entry() (entry, bool) {
	ends := func() bool {
		k := p.peek().kind
		return k == token.COMMA || k == token.RPAREN || k == token.COMMENT || k == token.SEMICOLON
	}
	e := entry{}
	if p.peek().kind == token.IDENT {
		qualified := p.at(1).kind == token.PERIOD || p.at(1).kind == token.LBRACK && p.at(1).from == p.peek().to
		if !qualified {
			e.name = p.next().text
		}
		if ends() {
			e.lone = true
			return e, true
		}
	}
	var ok bool
	e.typ, ok = p.typ()
	return e, ok && ends()
}

// settle tells names from types in a list.
func settle(es []entry, params bool) []Param {
	named := false
	for _, e := range es {
		named = named || e.name != "" && !e.lone
	}
	var out []Param
	for i, e := range es {
		q := Param{Name: e.name, Type: e.typ}
		switch {
		case !e.lone:
		case named:
			for _, later := range es[i+1:] {
				if later.typ != "" && later.name != "" {
					q.Type, q.Shared = later.typ, true
					break
				}
			}
		case !params || looksLikeType(e.name):
			q = Param{Type: e.name}
		}
		out = append(out, q)
	}
	return out
}

var predeclared = map[string]bool{
	"bool": true, "string": true, "error": true, "any": true, "byte": true, "rune": true, "int": true, "int8": true, "int16": true,
	"int32": true, "int64": true, "uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "uintptr": true,
	"float32": true, "float64": true, "complex64": true, "complex128": true,
}

// looksLikeType reports whether a lone word of a parameter list is a type.
func looksLikeType(s string) bool {
	return predeclared[s] || s != "" && unicode.IsUpper(rune(s[0]))
}

// braces steps over a pair of braces and returns what is between them.
func (p *reader) braces() (string, bool) {
	from, depth := p.peek().to, 0
	for {
		switch t := p.next(); t.kind {
		case token.LBRACE:
			depth++
		case token.RBRACE:
			if depth--; depth == 0 {
				return p.src[min(from, t.from):t.from], true
			}
		case token.EOF:
			return p.src[min(from, len(p.src)):], false
		}
	}
}

// funcBody reads the body of a function. A body of comments alone gives steps.
func (p *reader) funcBody(d *Decl) {
	at := p.i + 1
	body, closed := p.braces()
	d.Body, d.HasBody = strings.Trim(body, "\n"), true
	inner := p.toks[min(at, len(p.toks)):min(p.i, len(p.toks))]
	if closed {
		inner = inner[:len(inner)-1]
	} else {
		d.Elided = append(d.Elided, Comment{Line: p.prevLine()})
	}
	code := false
	var comments []Comment
	for i, t := range inner {
		switch {
		case t.kind == token.COMMENT:
			comments = append(comments, t.lines()...)
		case t.kind == token.SEMICOLON:
		case t.kind == token.ELLIPSIS && (i == 0 || inner[i-1].kind == token.SEMICOLON || inner[i-1].kind == token.COMMENT):
			d.Elided = append(d.Elided, Comment{Line: t.line})
		default:
			code = true
		}
	}
	for _, c := range comments {
		words, dots := elision(c.Text)
		if dots {
			d.Elided = append(d.Elided, Comment{c.Line, words})
			c.Text = words
		}
		if !code && strings.TrimSpace(c.Text) != "" {
			d.Steps = append(d.Steps, c)
		}
	}
}
