package emit

import (
	"go/ast"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// amongKin gives a constant for which the plan names no file the place and the
// type of the API's constants of its kind: those whose names start with the
// same words, an API kind and what is said of it. Among equals the block with
// more of them is theirs.
func (c *Context) amongKin(k feature.Const) feature.Const {
	if strings.HasSuffix(k.File.Value, ".go") || !k.File.Empty() && !code.IsAPIFile(k.File.Value) || k.Value.Empty() {
		return k
	}
	if kin, ok := c.conditionKin(k); ok {
		return kin
	}
	best, many, tie := 2, 0, false
	var kin feature.Const
	for _, f := range c.Tree.Package(checkout.APIRoot + "/core/v1").Files {
		for _, gd := range f.ConstBlocks() {
			n, of, near, typ := kinship(f, gd, k.Name.Value)
			switch {
			case n > best || n == best && of > many && many > 0:
				best, many, tie = n, of, false
				kin = feature.Const{File: feature.T(f.Path, k.Name.At), Type: feature.T(typ, k.Name.At), Near: feature.T(near, k.Name.At)}
			case n == best && of == many && kin.Type.Value != typ:
				tie = true
			}
		}
	}
	if best == 2 || tie {
		return k
	}
	k.File, k.Type, k.Near = kin.File, k.Type.Or(kin.Type), kin.Near
	return k
}

// conditionKin places a condition's constant behind the last one of its type:
// the type the plan gives, else that of the longest kind its name begins with.
func (c *Context) conditionKin(k feature.Const) (feature.Const, bool) {
	const suffix = "ConditionType"
	if !strings.HasSuffix(k.Type.Value, suffix) && k.Near.Value != "condition types" {
		return k, false
	}
	longest, found := 0, false
	out := k
	for _, f := range c.Tree.Package(checkout.APIRoot + "/core/v1").Files {
		for _, gd := range f.ConstBlocks() {
			for _, s := range gd.Specs {
				vs := s.(*ast.ValueSpec)
				if vs.Type == nil {
					continue
				}
				typ := f.NodeText(vs.Type)
				kind, ok := strings.CutSuffix(typ, suffix)
				if !ok || !k.Type.Empty() && typ != k.Type.Value || k.Type.Empty() && !strings.HasPrefix(k.Name.Value, kind) || len(kind) < longest {
					continue
				}
				longest, found = len(kind), true
				out.File, out.Type, out.Near = feature.T(f.Path, k.Name.At), feature.T(typ, k.Name.At), feature.T(vs.Names[0].Name, k.Name.At)
			}
		}
	}
	return out, found
}

// kinship counts the words that a name shares at its start with the last
// constant of a block that shares most, and how many share as much; it returns
// that constant with its type.
func kinship(f *checkout.GoFile, gd *ast.GenDecl, name string) (n, of int, near, typ string) {
	for _, s := range gd.Specs {
		vs := s.(*ast.ValueSpec)
		for _, id := range vs.Names {
			if shared := sharedLead(id.Name, name); shared >= n && shared > 0 {
				if of++; shared > n {
					of = 1
				}
				n, near, typ = shared, id.Name, ""
				if vs.Type != nil {
					typ = f.NodeText(vs.Type)
				}
			}
		}
	}
	return n, of, near, typ
}

func sharedLead(a, b string) int {
	n := 0
	for i := 0; i < min(len(a), len(b)) && a[i] == b[i]; i++ {
		if i+1 < min(len(a), len(b)) && strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ", rune(a[i+1])) && strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ", rune(b[i+1])) {
			n++
		}
	}
	return n
}
