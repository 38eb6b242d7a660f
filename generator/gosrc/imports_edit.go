// This file writes import declarations: the block of a new file, and edits that
// add imports to the groups that an existing file has.
package gosrc

import (
	"go/ast"
	"go/token"
	"path"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// spec renders one import. KubeVirt spells the name wherever the path's last
// element does not say it, and for versions even where it does.
func (im *Imports) spec(importPath string) string {
	a := im.need[importPath]
	if a == path.Base(importPath) && !versionElem.MatchString(a) {
		return strconv.Quote(importPath)
	}
	return a + " " + strconv.Quote(importPath)
}

func (im *Imports) missing() []string {
	out := make([]string, 0, len(im.need))
	for p := range im.need {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

// Block renders the import declaration of a new file, groups separated by
// blank lines, or "" where nothing is imported.
func (im *Imports) Block() string {
	if len(im.need) == 0 {
		return ""
	}
	groups := make([][]string, 5)
	for _, p := range im.missing() {
		c := class(p, im.need[p])
		groups[c] = append(groups[c], "\t"+im.spec(p)+"\n")
	}
	var out []string
	for _, g := range groups {
		if len(g) > 0 {
			out = append(out, strings.Join(g, ""))
		}
	}
	return "import (\n" + strings.Join(out, "\n") + ")\n"
}

// Edits returns the edits that add the missing imports to an existing file:
// into the group of their kind, or a new group in the house order.
func (im *Imports) Edits(emitter string) []change.Edit {
	if im.file == nil || len(im.need) == 0 {
		return nil
	}
	decl := importDecl(im.file)
	if decl == nil || !decl.Lparen.IsValid() {
		return im.openBlock(decl, emitter)
	}
	var edits []change.Edit
	fresh := map[int][]string{}
	for _, p := range im.missing() {
		if at, ok := im.groupEnd(decl, p, class(p, im.need[p])); ok {
			edits = append(edits, im.edit(at, at, "\t"+im.spec(p)+"\n", emitter, p))
		} else {
			c := class(p, im.need[p])
			fresh[c] = append(fresh[c], "\t"+im.spec(p)+"\n")
		}
	}
	for c := range 5 {
		if len(fresh[c]) == 0 {
			continue
		}
		at, before := im.groupPlace(decl, c)
		text := strings.Join(fresh[c], "")
		if before {
			text += "\n"
		} else {
			text = "\n" + text
		}
		e := im.edit(at, at, text, emitter, "group "+strconv.Itoa(c))
		e.Rank = c
		edits = append(edits, e)
	}
	return edits
}

func (im *Imports) edit(start, end int, text, emitter, key string) change.Edit {
	return change.Edit{Path: im.path, Start: start, End: end, New: text, Emitter: emitter, Key: "import " + key, From: im.from}
}

// openBlock handles files without an import block: none at all, or the
// single-line form.
func (im *Imports) openBlock(decl *ast.GenDecl, emitter string) []change.Edit {
	f := im.file
	if decl == nil {
		at := f.LineEnd(f.Offset(f.AST.Name.End()))
		return []change.Edit{im.edit(at, at, "\n"+im.Block(), emitter, "block")}
	}
	spec := decl.Specs[0].(*ast.ImportSpec)
	p, _ := strconv.Unquote(spec.Path.Value)
	all := &Imports{tree: im.tree, path: im.path, need: map[string]string{}}
	for q, a := range im.need {
		all.need[q] = a
	}
	all.need[p] = im.have[p]
	return []change.Edit{im.edit(f.Offset(decl.Pos()), f.Offset(decl.End()), strings.TrimSuffix(all.Block(), "\n"), emitter, "block")}
}

func importDecl(f *checkout.GoFile) *ast.GenDecl {
	var first *ast.GenDecl
	for _, d := range f.AST.Decls {
		if gd, ok := d.(*ast.GenDecl); ok && gd.Tok == token.IMPORT {
			if gd.Lparen.IsValid() {
				return gd
			}
			if first == nil {
				first = gd
			}
		}
	}
	return first
}

// groups returns the blank-line groups of the block that holds decl.
func (im *Imports) groups(decl *ast.GenDecl) [][]*ast.ImportSpec {
	var out [][]*ast.ImportSpec
	for _, g := range astutil.Imports(im.file.Fset(), im.file.AST) {
		if len(g) > 0 && g[0].Pos() > decl.Pos() && g[0].End() < decl.End() {
			out = append(out, g)
		}
	}
	return out
}

func groupClass(g []*ast.ImportSpec) int {
	count := [5]int{}
	for _, s := range g {
		p, _ := strconv.Unquote(s.Path.Value)
		alias := ""
		if s.Name != nil {
			alias = s.Name.Name
		}
		count[class(p, alias)]++
	}
	best := 0
	for c := range count {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

// groupEnd returns the offset after the last line of the group that holds
// imports of class c: of several the one with the nearest relative of the path,
// else the last.
func (im *Imports) groupEnd(decl *ast.GenDecl, importPath string, c int) (int, bool) {
	groups := im.groups(decl)
	var best []*ast.ImportSpec
	nearest := -1
	for i := len(groups) - 1; i >= 0; i-- {
		if groupClass(groups[i]) != c {
			continue
		}
		if n := kinship(groups[i], importPath); n > nearest {
			best, nearest = groups[i], n
		}
	}
	if best != nil {
		return im.after(best), true
	}
	for i := len(groups) - 1; i >= 0; i-- { // a mixed group that holds the kind
		for _, s := range groups[i] {
			p, _ := strconv.Unquote(s.Path.Value)
			if c != 0 && s.Name == nil && class(p, "") == c {
				return im.after(groups[i]), true
			}
		}
	}
	return 0, false
}

// kinship counts the elements that a path shares with the nearest of a group.
func kinship(g []*ast.ImportSpec, importPath string) int {
	best, own := 0, strings.Split(importPath, "/")
	for _, s := range g {
		p, _ := strconv.Unquote(s.Path.Value)
		n := 0
		for _, e := range strings.Split(p, "/") {
			if n == len(own) || own[n] != e {
				break
			}
			n++
		}
		best = max(best, n)
	}
	return best
}

func (im *Imports) after(g []*ast.ImportSpec) int {
	return im.file.LineEnd(im.file.Offset(g[len(g)-1].End()))
}

// groupPlace returns where a new group of class c goes: after the last group
// of a lower class, else before the first group.
func (im *Imports) groupPlace(decl *ast.GenDecl, c int) (off int, before bool) {
	groups := im.groups(decl)
	for i := len(groups) - 1; i >= 0; i-- {
		if groupClass(groups[i]) < c {
			return im.after(groups[i]), false
		}
	}
	if len(groups) == 0 {
		return im.file.LineEnd(im.file.Offset(decl.Lparen)), false
	}
	return im.file.LineEnd(im.file.Offset(decl.Lparen)), true
}
