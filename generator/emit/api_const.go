// This file places constants of the API that are no values of a planned type.
package emit

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// addConsts writes constants planned for API packages that are no enum values:
// each into the block of its likes, the others into one new block per file.
func (a *apiPlan) addConsts() {
	own := map[string]string{}
	from := map[string]diag.Pos{}
	var files []string
	for _, k := range a.Feature.Consts {
		k = a.amongKin(k)
		if !strings.HasPrefix(k.File.Value, checkout.APIRoot) {
			continue
		}
		k.File.Value = a.constHome(k.File.Value)
		file := k.File.Value
		if f, vs := a.Tree.Package(path.Dir(file)).FindValue(k.Name.Value); vs != nil {
			a.compareConst(k, f, vs)
			continue
		}
		line := a.addConst(k)
		if line == "" {
			continue
		}
		if !slices.Contains(files, file) {
			files = append(files, file)
			from[file] = k.Name.At
		}
		own[file] += line
	}
	for _, file := range files {
		a.Append(file, "const (\n"+own[file]+")\n", from[file])
	}
}

// constHome completes a folder, which is what the reader knows of a constant
// in an API section: the file of the first new type, else that of the kinds.
func (a *apiPlan) constHome(file string) string {
	if strings.HasSuffix(file, ".go") {
		return file
	}
	if len(a.names) > 0 {
		return a.home(a.names[0])
	}
	return checkout.APIRoot + "/core/v1/types.go"
}

// addConst writes a constant into the block of its likes (see likeBlock), or
// returns its line for a block of its own.
func (c *Context) addConst(k feature.Const) string {
	if k.Value.Empty() {
		c.Left("constant "+k.Name.Value, "the plan gives no value", k.Name.At)
		return ""
	}
	doc := ""
	if !k.Doc.Empty() {
		doc = gosrc.Comment("\t", upperFirst(gosrc.Sentence(k.Doc.Value)))
	}
	typ := ""
	if !k.Type.Empty() {
		typ = " " + k.Type.Value
	}
	c.Added("constant "+k.Name.Value, k.Name.At, diag.Pos{File: k.File.Value})
	f, err := c.Tree.Go(k.File.Value)
	if err == nil {
		if gd := likeBlock(f, k); gd != nil {
			if typ == "" {
				typ = typeOfLast(f, gd)
			}
			lead := ""
			if spaced(f, gd) || doc == "" {
				lead = "\n"
			}
			off := f.LineStart(f.Offset(gd.Rparen))
			c.Insert(k.File.Value, off, gosrc.Apart(f, off, lead+doc+"\t"+k.Name.Value+typ+" = "+k.Value.Value+"\n"), k.Name.At)
			return ""
		}
	}
	return doc + "\t" + k.Name.Value + typ + " = " + k.Value.Value + "\n"
}

// compareConst notes an equal constant and reports a different one.
func (c *Context) compareConst(k feature.Const, f *checkout.GoFile, vs *ast.ValueSpec) {
	for i, id := range vs.Names {
		if id.Name == k.Name.Value && i < len(vs.Values) && !k.Value.Empty() {
			if have := f.NodeText(vs.Values[i]); have != k.Value.Value {
				c.Conflict("constant "+id.Name, have, k.Value.Value, k.Name.At, f.Pos(vs.Pos()))
				return
			}
		}
	}
	c.Present("constant "+k.Name.Value, k.Name.At, f.Pos(vs.Pos()))
}

// typeOfLast returns the type that the last constant of a block spells out,
// where that is string: blocks of annotations and labels do it or do not.
func typeOfLast(f *checkout.GoFile, gd *ast.GenDecl) string {
	vs, ok := gd.Specs[len(gd.Specs)-1].(*ast.ValueSpec)
	if !ok || vs.Type == nil || f.NodeText(vs.Type) != "string" {
		return ""
	}
	return " string"
}

// spaced reports whether the last two entries of a block stand apart.
func spaced(f *checkout.GoFile, gd *ast.GenDecl) bool {
	n := len(gd.Specs)
	if n < 2 {
		return true
	}
	last := gd.Specs[n-1].(*ast.ValueSpec)
	to := f.Offset(last.Pos())
	if last.Doc != nil {
		to = f.Offset(last.Doc.Pos())
	}
	return strings.Count(string(f.Src[f.Offset(gd.Specs[n-2].End()):to]), "\n") > 1
}

// likeBlock finds the const block a constant belongs to: the one that declares
// Near; else the one with most names of the same last word (…Reason,
// …Annotation) or most values of the same prefix (kubevirt.io/…).
func likeBlock(f *checkout.GoFile, k feature.Const) *ast.GenDecl {
	if _, gd := f.Value(k.Near.Value); gd != nil && gd.Lparen.IsValid() {
		return gd
	}
	var best *ast.GenDecl
	bestScore := 0
	for _, gd := range f.ConstBlocks() {
		if gd.Doc != nil && len(gd.Specs) == 1 {
			continue // a documented block of one constant is about that constant
		}
		if s := likeness(f, gd, k); s > bestScore {
			best, bestScore = gd, s
		}
	}
	return best
}

// likeness scores a block: shared last word, shared value prefix, same type.
func likeness(f *checkout.GoFile, gd *ast.GenDecl, k feature.Const) int {
	score, names := 0, 0
	prefix, _, hasPrefix := strings.Cut(strings.Trim(k.Value.Value, `"`), "/")
	for _, s := range gd.Specs {
		vs := s.(*ast.ValueSpec)
		typ := ""
		if vs.Type != nil {
			typ = f.NodeText(vs.Type)
		}
		if typ != k.Type.Value && (k.Type.Value != "" || typ != "string") {
			continue
		}
		if typ != "" && typ != "string" {
			names++ // of a type of its own
		}
		for i, id := range vs.Names {
			if lastWord(id.Name) == lastWord(k.Name.Value) {
				names++
			}
			if hasPrefix && prefix != "" && i < len(vs.Values) && strings.HasPrefix(f.NodeText(vs.Values[i]), `"`+prefix+"/") {
				score++
			}
		}
	}
	if names*4 >= len(gd.Specs) { // one of its kind among many others is no family
		score += 2 * names
	}
	return score
}
