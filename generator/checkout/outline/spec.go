// This file defines the outline of types, fields, constants and variables.
package outline

import "bytes"

func (o *outliner) typeSpec() {
	if o.tok != ident {
		return
	}
	line := o.lineOf(o.from)
	s := spans{name: o.keep(o.text())}
	from := o.to
	o.next()
	if o.tok == '[' && o.hasTypeParameters() {
		o.brackets()
	}
	if o.tok == '=' {
		o.next()
	}
	switch {
	case o.is("struct"):
		s.typ = o.keep(o.src[from:o.to])
		o.add(Struct, line, s)
		o.members(func() { o.field(s.name) })
	case o.is("interface"):
		s.typ = o.keep(o.src[from:o.to])
		o.add(Interface, line, s)
		o.members(func() { o.method(s.name) })
	default:
		s.typ = o.keep(o.src[from:o.skip(from, false)])
		o.add(Type, line, s)
	}
}

// hasTypeParameters tells the type parameters of a type from the length of an
// array: a name and a constraint, or several names.
func (o *outliner) hasTypeParameters() bool {
	ahead := o.scanner
	ahead.next()
	if ahead.tok != ident {
		return false
	}
	ahead.next()
	switch ahead.tok {
	case ident, ',', '~', '[', '(':
		return true
	case '*':
		spaced := ahead.from > 0 && ahead.src[ahead.from-1] == ' '
		ahead.next()
		return spaced && ahead.from > 0 && ahead.src[ahead.from-1] == '*'
	}
	return false
}

// brackets moves behind the brackets at hand.
func (o *outliner) brackets() {
	o.next()
	o.skip(o.from, false)
	o.next()
}

// members calls each for every member of the type literal whose keyword is at
// hand, and moves behind its closing brace.
func (o *outliner) members(each func()) {
	o.next()
	if o.tok != '{' {
		return
	}
	for o.next(); o.tok != '}' && o.tok != end; {
		if o.tok == ';' {
			o.next()
			continue
		}
		from := o.from
		each()
		if o.from == from {
			o.next()
		}
	}
	o.next()
}

// named is a name with its line.
type named struct {
	text span
	line int
}

// names reads a list of names with commas between them.
func (o *outliner) names() []named {
	var out []named
	for o.tok == ident {
		out = append(out, named{o.keep(o.text()), o.lineOf(o.from)})
		o.next()
		if o.tok != ',' {
			break
		}
		o.next()
	}
	return out
}

func (o *outliner) field(of span) {
	if o.isEmbedded() {
		o.embeddedField(of)
		return
	}
	names := o.names()
	typ, tag := o.typeAndTag()
	for _, n := range names {
		o.add(Field, n.line, spans{name: n.text, recv: of, typ: typ, tag: tag})
	}
}

// isEmbedded reports whether the field at hand has no name: a star or a type
// name stands alone, and brackets behind it are type arguments if nothing but
// a tag follows.
func (o *outliner) isEmbedded() bool {
	if o.tok != ident {
		return true
	}
	ahead := outliner{scanner: o.scanner, file: o.file}
	ahead.next()
	if ahead.tok == '[' {
		ahead.brackets()
	}
	return ahead.tok == ';' || ahead.tok == '}' || ahead.tok == '.' || ahead.tok == literal || ahead.tok == end
}

func (o *outliner) embeddedField(of span) {
	line := o.lineOf(o.from)
	typ, tag := o.typeAndTag()
	name := o.keepBase(typ)
	o.add(Field, line, spans{name: name, recv: of, typ: typ, tag: tag}).Embedded = true
}

// keepBase keeps the name of a type without star, package and arguments.
func (o *outliner) keepBase(typ span) span {
	text := o.texts[typ.from:typ.to]
	text, _, _ = bytes.Cut(text, []byte("["))
	text = bytes.Trim(text[bytes.LastIndexByte(text, '.')+1:], "*() ")
	return o.keep(bytes.Clone(text))
}

// typeAndTag reads what follows the names of a field.
func (o *outliner) typeAndTag() (typ, tag span) {
	from, to := o.from, o.from
	depth := 0
	for o.tok != end {
		switch o.tok {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case '{':
			o.block()
		case ';', '}':
			if depth <= 0 {
				return o.keep(o.src[from:to]), tag
			}
		case literal:
			if depth == 0 {
				tag = o.keep(o.text())
				o.next()
				return o.keep(o.src[from:to]), tag
			}
		}
		to = o.to
		o.next()
	}
	return o.keep(o.src[from:to]), tag
}

// method outlines a member of an interface.
func (o *outliner) method(of span) {
	from, line := o.from, o.lineOf(o.from)
	if o.tok == ident {
		name, behind := span{o.from, o.to}, o.to
		o.next()
		if o.tok == '(' {
			s := spans{name: o.keep(o.src[name.from:name.to]), recv: of}
			s.typ = o.keep(o.src[behind:o.skip(behind, false)])
			o.add(InterfaceMethod, line, s)
			return
		}
	}
	text := o.src[from:o.skip(o.from, false)]
	if bytes.ContainsAny(text, "|~ {") || len(text) == 0 || !letter[text[0]] && text[0] != '(' {
		return
	}
	typ := o.keep(text)
	o.add(InterfaceEmbedded, line, spans{name: o.keepBase(typ), recv: of, typ: typ})
}

// initial is the type and the values of a specification.
type initial struct {
	typ    span
	values []span
}

// valueSpec outlines constants or variables. last is that of the constants
// before, which bare names repeat.
func (o *outliner) valueSpec(k Kind, last *initial) {
	names := o.names()
	if len(names) == 0 {
		return
	}
	var now initial
	if o.tok != '=' && o.tok != ';' && o.tok != ')' && o.tok != end {
		now.typ = o.typeBefore()
	}
	if o.tok == '=' {
		now.values = o.values()
	} else if now.typ == (span{}) {
		now = *last
	}
	for i, n := range names {
		s := spans{name: n.text, typ: now.typ}
		if k == Const {
			s.recv = now.typ
		}
		if i < len(now.values) {
			s.value = now.values[i]
		}
		o.add(k, n.line, s)
	}
	*last = now
}

// typeBefore reads a type up to "=" or the end of the specification.
func (o *outliner) typeBefore() span {
	from, to, depth := o.from, o.from, 0
	for o.tok != end {
		switch o.tok {
		case '(', '[':
			depth++
		case ')', ']':
			if depth == 0 {
				return o.keep(o.src[from:to])
			}
			depth--
		case '=', ';':
			if depth == 0 {
				return o.keep(o.src[from:to])
			}
		case '{':
			o.block()
		}
		to = o.to
		o.next()
	}
	return o.keep(o.src[from:to])
}

// values reads the expressions behind "=", each up to its first brace.
func (o *outliner) values() []span {
	var out []span
	o.next()
	from, to, depth, cut := o.from, o.from, 0, false
	flush := func() { out = append(out, o.keep(o.src[from:to])) }
	for o.tok != end {
		switch o.tok {
		case '(', '[':
			depth++
		case ')', ']':
			if depth == 0 {
				flush()
				return out
			}
			depth--
		case ';':
			if depth == 0 {
				flush()
				return out
			}
		case ',':
			if depth == 0 {
				flush()
				o.next()
				from, to, cut = o.from, o.from, false
				continue
			}
		case '{':
			o.block()
			cut = true
		}
		if !cut {
			to = o.to
		}
		o.next()
	}
	flush()
	return out
}
