// This file reads what stands in a block without the keyword or frame that Go
// wants: fields, constants, signatures, statements, and words that are no Go.
package goblock

import (
	"go/parser"
	"go/token"
	"strings"
	"unicode"
)

// bare reads a declaration that begins without a keyword.
func (p *reader) bare(lead []Comment) {
	start := p.here()
	for _, try := range []func([]Comment, int) bool{p.bareMethod, p.bareFunc, p.bareValue, p.bareField, p.statement} {
		if try(lead, start.i) {
			for k := start.decls; k < len(p.out.Decls); k++ {
				p.out.Decls[k].Bare = true
			}
			return
		}
		p.back(start)
	}
	p.unreadLine(lead)
}

// bareMethod reads (c *Controller) name(...) without func.
func (p *reader) bareMethod(lead []Comment, start int) bool {
	d := Decl{Kind: Func}
	return p.peek().kind == token.LPAREN && p.receiver(&d) && p.peek().kind == token.IDENT && p.funcFrom(d, lead, start)
}

// bareFunc reads name(...) without func. A call with literals is a statement.
func (p *reader) bareFunc(lead []Comment, start int) bool {
	if p.peek().kind != token.IDENT {
		return false
	}
	n := 1
	for p.at(n).kind == token.PERIOD && p.at(n+1).kind == token.IDENT {
		n += 2
	}
	if n > 3 || p.at(n).kind != token.LPAREN || p.at(n).from != p.at(n-1).to {
		return false
	}
	return p.funcFrom(Decl{Kind: Func}, lead, start)
}

// bareValue reads Name = value or Name Type = value.
func (p *reader) bareValue(lead []Comment, start int) bool {
	if p.peek().kind != token.IDENT {
		return false
	}
	var above *Decl
	if k := len(p.out.Decls); k > 0 && p.out.Decls[k-1].Kind == Const {
		above = &p.out.Decls[k-1]
	}
	before := len(p.out.Decls)
	if !p.valueSpec(Const, lead, start, above) {
		return false
	}
	for k := before; k < len(p.out.Decls); k++ {
		d := &p.out.Decls[k]
		if d.Value == "" && !d.Iota || d.Type != "" && (protobuf[d.Name] || !plausibleType(d.Name, d.Type)) {
			return false
		}
		if !constant(d.Value) && !d.Iota {
			d.Kind = Var
		}
		if hasWord(d.Value, d.Name) {
			return false // list = append(list, x): an assignment
		}
	}
	return true
}

// protobuf are the types a field of a protobuf message begins with; such a
// line (bytes data = 10) looks like a constant.
var protobuf = map[string]bool{
	"bytes": true, "string": true, "bool": true, "double": true, "float": true, "repeated": true, "optional": true, "required": true,
	"int32": true, "int64": true, "uint32": true, "uint64": true, "sint32": true, "sint64": true, "fixed32": true, "fixed64": true,
}

// constant reports whether an expression can be the value of a constant: it
// holds neither calls but conversions nor composite literals.
func constant(value string) bool {
	toks := scan(value, 1)
	for i, t := range toks {
		switch t.kind {
		case token.LBRACE, token.LBRACK, token.FUNC, token.AND, token.MAP:
			return false
		case token.LPAREN:
			if i > 0 && toks[i-1].kind == token.IDENT && !predeclared[toks[i-1].text] {
				return false
			}
		}
	}
	return true
}

// bareField reads a struct field without its struct. Two plain words are one
// only where the second can be a type.
func (p *reader) bareField(lead []Comment, start int) bool {
	var d Decl
	if !p.field(&d, lead) || len(d.Members) == 0 {
		return false
	}
	for i := range d.Members {
		f := &d.Members[i]
		if f.Tag == "" && (f.Embedded || predeclared[f.Name] || !plausibleType(f.Name, f.Type)) {
			return false
		}
		f.File = p.file
	}
	p.out.Decls = append(p.out.Decls, d.Members...)
	return true
}

// plausibleType reports whether what stands behind a name is a type and not
// the next word of a sentence.
func plausibleType(name, typ string) bool {
	if typ == "" {
		return false
	}
	if strings.ContainsAny(typ, "*[].({< ") || predeclared[typ] || strings.EqualFold(name, typ) {
		return true
	}
	inner := strings.IndexFunc(typ[1:], unicode.IsUpper) >= 0
	return inner || unicode.IsUpper(rune(typ[0])) && (unicode.IsUpper(rune(name[0])) || strings.IndexFunc(name[1:], unicode.IsUpper) >= 0)
}

// maxStatement bounds the tokens of one statement.
const maxStatement = 4000

// statement reads Go code that declares nothing.
func (p *reader) statement(lead []Comment, start int) bool {
	if p.peek().kind == token.IDENT && p.at(1).kind == token.COLON { // a label is rather a key of YAML
		return false
	}
	depth := 0
	for {
		switch t := p.peek(); t.kind {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		}
		if p.i-start > maxStatement {
			return false
		}
		if k := p.peek().kind; depth < 0 || k == token.EOF || depth == 0 && (k == token.SEMICOLON || k == token.COMMENT) {
			break
		}
		p.i++
	}
	text := p.text(p.toks[start].from, p.prevEnd())
	if text == "" || !parses(text) {
		return false
	}
	p.add(Decl{Kind: Statement}, lead, start)
	return true
}

// parses reports whether a text is statements of Go.
func parses(text string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {\n"+text+"\n}", parser.SkipObjectResolution)
	return err == nil
}

// unreadLine gives up on the line at the cursor; a bracket that the line opens
// is given up with what it holds, where it is closed.
func (p *reader) unreadLine(lead []Comment) {
	p.giveAll(lead, p.loose)
	first := p.peek()
	if first.kind == token.EOF {
		return
	}
	at, depth := p.i, 0
	to := first.to
	for p.peek().kind != token.EOF && p.peek().line == first.line {
		switch t := p.next(); t.kind {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth--; depth < 0 && p.i-1 > at {
				p.i--
				p.addUnread(first, to)
				return
			}
			to = t.to
		default:
			to = max(to, t.to)
		}
	}
	if depth > 0 {
		if end, ok := p.closing(depth); ok {
			to = end
		}
	}
	p.addUnread(first, to)
}

// closing steps behind the bracket that closes the given number of open ones.
func (p *reader) closing(depth int) (int, bool) {
	at := p.i
	for depth > 0 {
		switch t := p.next(); t.kind {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.EOF:
			p.i = at
			return 0, false
		}
	}
	return p.toks[p.i-1].to, true
}

func (p *reader) addUnread(first tok, to int) {
	text := p.text(first.from, to)
	p.out.Unread = append(p.out.Unread, Unread{first.line, first.line + strings.Count(text, "\n"), text})
}
