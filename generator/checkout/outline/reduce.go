// This file defines what is left of a file for those who need less than its
// outline: its imports, or its declarations without bodies.
package outline

import "bytes"

// Head is what a Go file says before its declarations.
type Head struct {
	Package string
	Imports []PlacedImport
}

// PlacedImport is an import with its place, line and column counted from 1.
type PlacedImport struct {
	Import
	Line, Col int
}

// HeadOf reads the package clause and the imports of a file.
func HeadOf(src []byte) Head {
	o := &outliner{scanner: scanner{src: src}, file: &File{}, line: 1}
	var h Head
	for o.next(); o.tok != end; o.next() {
		switch {
		case o.tok == ';':
		case o.is("package") && h.Package == "":
			o.next()
			h.Package = string(o.text())
		case o.is("import"):
			o.group(func() {
				n := len(o.file.Imports)
				o.importSpec()
				if len(o.file.Imports) > n {
					h.Imports = append(h.Imports, o.placed(o.file.Imports[n]))
				}
			})
		default:
			return h
		}
	}
	return h
}

// placed adds the place of the literal that was read last.
func (o *outliner) placed(im Import) PlacedImport {
	col := o.pathAt - bytes.LastIndexByte(o.src[:o.pathAt], '\n')
	return PlacedImport{im, o.lineOf(o.pathAt), col}
}

// WithoutBodies returns the source without the bodies of its functions and
// methods: what a file means to others, in a fraction of the text. Places in it
// are not those of the source.
func WithoutBodies(src []byte) []byte {
	o := &outliner{scanner: scanner{src: src}, file: &File{}}
	out := make([]byte, 0, len(src)/2)
	from, start := 0, true
	for o.next(); o.tok != end; o.next() {
		begins := start
		start = o.tok == ';'
		switch {
		case o.tok == '{':
			o.block()
		case begins && o.is("func"):
			open := o.header()
			if o.tok != '{' {
				start = o.tok == ';'
				continue
			}
			out = append(out, src[from:open]...)
			o.block()
			from = o.pos
		}
		o.texts = o.texts[:0]
	}
	return append(out, src[from:]...)
}

// header moves from the keyword of a function to its body, and returns where
// that begins.
func (o *outliner) header() int {
	o.next()
	if o.tok == '(' {
		o.receiver()
		o.next()
	}
	if o.tok != ident {
		return o.from
	}
	o.next()
	o.skip(o.to, true)
	return o.from
}
