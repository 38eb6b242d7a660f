// This file defines how declarations are made out among the tokens.
package outline

import (
	"bytes"
	"strconv"
)

// outliner goes through one file. Texts are collected in one buffer and become
// strings at the end, so that an outline keeps nothing of the source.
type outliner struct {
	scanner
	file    *File
	test    bool
	line    int // of offset counted
	counted int
	pathAt  int // where the last import path begins
	texts   []byte
	spans   []spans
}

// span is a piece of texts.
type span struct{ from, to int }

// spans are the texts of one declaration, in the order of Decl.
type spans struct{ name, recv, typ, value, tag span }

func (o *outliner) keep(text []byte) span {
	from := len(o.texts)
	o.texts = append(o.texts, bytes.TrimSpace(text)...)
	return span{from, len(o.texts)}
}

// settle turns the collected texts into those of the declarations.
func (o *outliner) settle() {
	all := string(o.texts)
	get := func(s span) string { return all[s.from:s.to] }
	for i, s := range o.spans {
		d := &o.file.Decls[i]
		d.Name, d.Recv, d.Type, d.Value, d.Tag = get(s.name), get(s.recv), get(s.typ), get(s.value), get(s.tag)
		d.File, d.Test = o.file.Path, o.test
	}
}

// lineOf returns the line of an offset; offsets never decrease from call to call.
func (o *outliner) lineOf(off int) int {
	o.line += bytes.Count(o.src[o.counted:off], []byte{'\n'})
	o.counted = off
	return o.line
}

func (o *outliner) add(k Kind, line int, s spans) *Decl {
	o.spans = append(o.spans, s)
	o.file.Decls = append(o.file.Decls, Decl{Kind: k, Line: line})
	return &o.file.Decls[len(o.file.Decls)-1]
}

func (o *outliner) run() {
	for o.next(); o.tok != end; o.next() {
		switch {
		case o.tok == '{':
			o.block()
		case o.tok != ident:
		case o.is("func"):
			o.function()
		case o.is("type"):
			o.group(o.typeSpec)
		case o.is("const"):
			var last initial
			o.group(func() { o.valueSpec(Const, &last) })
		case o.is("var"):
			o.group(func() { o.valueSpec(Var, &initial{}) })
		case o.is("import"):
			o.group(o.importSpec)
		case o.is("package") && o.file.Package == "":
			o.file.Generated = isGenerated(o.src[:o.from])
			o.next()
			o.file.Package = string(o.text())
		}
	}
}

func isGenerated(head []byte) bool {
	_, after, ok := bytes.Cut(head, []byte("// Code generated "))
	line, _, _ := bytes.Cut(after, []byte("\n"))
	return ok && bytes.HasSuffix(bytes.TrimRight(line, "\r"), []byte(" DO NOT EDIT."))
}

// group calls spec for each specification after a keyword; spec starts at its
// first token and ends at the one that ended it.
func (o *outliner) group(spec func()) {
	o.next()
	if o.tok != '(' {
		spec()
		return
	}
	for o.next(); o.tok != ')' && o.tok != end; {
		if o.tok == ';' {
			o.next()
			continue
		}
		from := o.from
		spec()
		if o.from == from {
			o.next() // no Go; go on behind it
		}
	}
}

func (o *outliner) importSpec() {
	var im Import
	if o.tok == ident || o.tok == '.' {
		im.Name = string(o.text())
		o.next()
	}
	if o.tok != literal {
		return
	}
	im.Path, _ = strconv.Unquote(string(o.text()))
	o.pathAt = o.from
	o.file.Imports = append(o.file.Imports, im)
	o.next()
}

// function outlines a function or method and skips its body.
func (o *outliner) function() {
	kind, s := Func, spans{}
	o.next()
	if o.tok == '(' {
		kind, s.recv = Method, o.receiver()
		o.next()
	}
	if o.tok != ident {
		return
	}
	line := o.lineOf(o.from)
	s.name = o.keep(o.text())
	from := o.to
	o.next()
	to := o.skip(from, true)
	s.typ = o.keep(o.src[from:to])
	o.add(kind, line, s)
	if o.tok == '{' {
		o.block()
	}
}

// receiver reads a receiver in parentheses and keeps the name of its type: the
// last name that stands in no brackets.
func (o *outliner) receiver() span {
	from, to, depth, parens := 0, 0, 0, 1
	for o.next(); o.tok != end; o.next() {
		switch o.tok {
		case '[':
			depth++
		case ']':
			depth--
		case '(':
			parens++
		case ')':
			parens--
		case ident:
			if depth == 0 {
				from, to = o.from, o.to
			}
		}
		if parens == 0 {
			break
		}
	}
	return o.keep(o.src[from:to])
}

// skip moves to the token that ends an expression or type: a semicolon, a
// closing bracket that was not opened, or, with stop, the brace of a body. It
// returns where the text before that token ends; from is what to return if
// there is none.
func (o *outliner) skip(from int, stop bool) int {
	to, depth, literal := from, 0, false
	for o.tok != end {
		switch o.tok {
		case '(', '[':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return to
			}
			depth--
		case ';':
			if depth == 0 {
				return to
			}
		case '{':
			if stop && depth == 0 && !literal {
				return to
			}
			o.block()
		}
		if o.tok != ';' {
			to = o.to
		}
		literal = o.is("struct") || o.is("interface")
		o.next()
	}
	return to
}
