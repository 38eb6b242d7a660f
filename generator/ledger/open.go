package ledger

// This file finds what is made and still to be filled: it reads the result
// alone, so that a second run finds the same.

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// todo begins the comments that stand for code to be written.
const todo = "TODO"

// open returns the functions whose bodies hold a TODO, the tests that are
// pending, and the other TODO comments of the files that the feature is in.
func (b *book) open() []work.Item {
	var out []work.Item
	for _, p := range b.homes() {
		f, err := b.run.Next.Go(p)
		if err != nil {
			continue
		}
		out = append(out, b.openBodies(f)...)
		out = append(out, b.pending(f)...)
	}
	return out
}

// homes returns the Go files that what is written and what was there lie in.
func (b *book) homes() []string {
	var out []string
	for _, list := range [][]work.Item{b.Written, b.There} {
		for _, it := range list {
			if path.Ext(it.At.File) == ".go" && !slices.Contains(out, it.At.File) && !checkout.IsGenerated(it.At.File) {
				out = append(out, it.At.File)
			}
		}
	}
	for p := range b.changed {
		if path.Ext(p) == ".go" && !slices.Contains(out, p) && !checkout.IsGenerated(p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// openBodies returns the TODO comments of the feature in the functions of a
// file: those that stand in a function which the feature declares, and those
// that quote what it says.
func (b *book) openBodies(f *checkout.GoFile) []work.Item {
	var out []work.Item
	for _, d := range f.AST.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Body == nil {
			continue
		}
		fact, own := b.factOf(fd)
		for _, g := range f.AST.Comments {
			if g.Pos() < fd.Body.Pos() || g.End() > fd.Body.End() {
				continue
			}
			text := strings.TrimSpace(g.Text())
			if !strings.HasPrefix(text, todo) {
				continue
			}
			said, quoted := b.quotes(text)
			if !own && !quoted {
				continue
			}
			it := work.Item{ID: fact.ID, Kind: "body", Name: fd.Name.Name, What: "body of " + fd.Name.Name, Words: text, From: fact.At, At: f.Pos(g.Pos())}
			if quoted {
				it.ID, it.From = said.ID, said.At
			}
			out = append(out, it)
		}
	}
	return out
}

// factOf returns the fact that a function declaration is.
func (b *book) factOf(fd *ast.FuncDecl) (feature.Fact, bool) {
	for _, f := range b.facts {
		if f.ID.Kind() != "func" || last(f.Name) != fd.Name.Name {
			continue
		}
		if recv, _, ok := cutLast(f.Name); !ok || strings.TrimPrefix(recv, "*") == checkout.ReceiverName(fd) {
			return f, true
		}
	}
	return feature.Fact{}, false
}

// quotes finds the fact whose words a comment repeats.
func (b *book) quotes(text string) (feature.Fact, bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, f := range b.facts {
		words := strings.TrimRight(strings.Join(strings.Fields(f.Words), " "), ".")
		if len(words) > 12 && strings.Contains(text, words[1:min(len(words), 60)]) {
			return f, true
		}
	}
	return feature.Fact{}, false
}

// pending returns the specs of a file that are pending and promised.
func (b *book) pending(f *checkout.GoFile) []work.Item {
	var out []work.Item
	tests := map[string]feature.Fact{}
	for _, fact := range b.facts {
		if fact.ID.Kind() == "test" && fact.File == f.Path {
			tests[fact.Words] = fact
		}
	}
	if len(tests) == 0 {
		return nil
	}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		name := f.NodeText(call.Fun)
		name = name[strings.LastIndexByte(name, '.')+1:]
		lit, isLit := call.Args[0].(*ast.BasicLit)
		if !isLit || !strings.HasPrefix(name, "P") || name == "Pending" {
			return true
		}
		title, err := strconv.Unquote(lit.Value)
		if fact, ok := tests[title]; err == nil && ok {
			out = append(out, work.Item{ID: fact.ID, Kind: "test", Name: title, What: "pending test " + lit.Value, Words: fact.Words, From: fact.At, At: f.Pos(call.Pos())})
		}
		return true
	})
	return out
}
