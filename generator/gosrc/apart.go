package gosrc

// This file defines how lines are put between others without moving them.

import (
	"bytes"
	"go/ast"
	"go/format"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// Apart returns text as it is to be inserted at off, the start of a line inside
// a declaration of f: with empty lines around it where gofmt would otherwise
// align the lines beside it anew. What is there keeps its bytes.
func Apart(f *checkout.GoFile, off int, text string) string {
	start, end, ok := declarationAt(f, off)
	if !ok || keeps(f.Src[start:end], off-start, text) {
		return text
	}
	before := lastLine(f.Src[:off])
	if before != "" && !strings.HasSuffix(before, "{") && !strings.HasSuffix(before, "(") && !strings.HasPrefix(text, "\n") {
		text = "\n" + text
	}
	after, _, _ := strings.Cut(string(f.Src[off:end]), "\n")
	if after = strings.TrimSpace(after); after != "" && !strings.HasPrefix(after, "}") && !strings.HasPrefix(after, ")") {
		text += "\n"
	}
	return text
}

// declarationAt returns the bounds of the declaration that holds an offset.
func declarationAt(f *checkout.GoFile, off int) (start, end int, ok bool) {
	for _, d := range f.AST.Decls {
		if _, isGen := d.(*ast.GenDecl); isGen && f.Offset(d.Pos()) < off && off < f.Offset(d.End()) {
			return f.Offset(d.Pos()), f.Offset(d.End()), true
		}
	}
	return 0, 0, false
}

// keeps reports whether formatting a declaration with a text in it leaves every
// other line as formatting it without leaves it.
func keeps(decl []byte, at int, text string) bool {
	const head = "package p\n\n"
	was, err := format.Source([]byte(head + string(decl)))
	if err != nil {
		return true
	}
	now, err := format.Source([]byte(head + string(decl[:at]) + text + string(decl[at:])))
	if err != nil {
		return true
	}
	lines := bytes.Split(now, []byte("\n"))
	for _, line := range bytes.Split(was, []byte("\n")) {
		i := 0
		for i < len(lines) && !bytes.Equal(lines[i], line) {
			i++
		}
		if i == len(lines) {
			return false
		}
		lines = lines[i+1:]
	}
	return true
}

// lastLine returns the last line of a text that ends in a line break, without
// the spaces around it.
func lastLine(src []byte) string {
	src = bytes.TrimSuffix(src, []byte("\n"))
	return strings.TrimSpace(string(src[bytes.LastIndexByte(src, '\n')+1:]))
}
