package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Settle decides with a checkout what a plan alone leaves open, and returns
// the settled copy: a function is to be modified if its file's package has it
// and to be added if not, and structs written out in full are extended where
// they exist. The tree has to be the one from before the feature; on a tree
// that has the feature already everything exists.
func Settle(f *feature.Feature, tree *checkout.Tree) *feature.Feature {
	out := *f
	out.Functions = slices.Clone(f.Functions)
	for i := range out.Functions {
		fn := &out.Functions[i]
		have, known := declaredIn(tree, fn.File.Value, fn.Receiver.Value, fn.Name.Value)
		switch {
		case !known:
		case have && !fn.Modify && !hasNewSignature(*fn):
			fn.Modify = true
			if len(fn.Steps) == 0 && !fn.Doc.Empty() {
				fn.Steps = []feature.Text{fn.Doc}
			}
		case !have && fn.Modify && len(fn.NewParams) == 0:
			fn.Modify = false
			if fn.Doc.Empty() && len(fn.Steps) > 0 {
				fn.Doc = fn.Steps[0]
			}
		}
	}
	out.Fields, out.Types = slices.Clone(f.Fields), nil
	for _, t := range f.Types {
		if !t.File.Empty() && t.Kind == feature.KindStruct && len(t.Fields) > 0 && isStructIn(tree, t) {
			for _, fl := range t.Fields {
				fl.Struct, fl.File = t.Name, t.File
				out.Fields = append(out.Fields, fl)
			}
			continue
		}
		out.Types = append(out.Types, t)
	}
	return &out
}

// hasNewSignature holds for functions the plan writes out with types, which it
// would not do for existing ones.
func hasNewSignature(f feature.Function) bool {
	return strings.Contains(f.Params.Value, " ") && strings.ContainsAny(f.Params.Value, ".*[ ") && !f.Results.Empty()
}

// declaredIn looks a function up in the package of a file; known is false
// where the file does not tell a package.
func declaredIn(tree *checkout.Tree, file, recv, name string) (have, known bool) {
	if !strings.Contains(file, "/") || !strings.HasSuffix(file, ".go") {
		return false, false
	}
	for _, gf := range tree.Package(path.Dir(file)).Files {
		if gf.IsTest() && !strings.HasPrefix(file, "tests/") {
			continue
		}
		for _, d := range gf.AST.Decls {
			if slices.Contains(declaredNames(d), name) && (recv == "" || gf.Func(recv, name) != nil) {
				return true, true
			}
		}
	}
	return false, true
}

// isStructIn reports whether the package has a struct of the name that lacks
// at least one of the planned fields: the plan shows additions in full form.
func isStructIn(tree *checkout.Tree, t feature.Type) bool {
	if !strings.HasSuffix(t.File.Value, ".go") {
		return false
	}
	file, _ := tree.Package(path.Dir(t.File.Value)).FindType(t.Name.Value)
	if file == nil {
		return false
	}
	st := file.Struct(t.Name.Value)
	if st == nil {
		return false
	}
	have := map[string]bool{}
	for _, f := range st.Fields.List {
		for _, n := range f.Names {
			have[n.Name] = true
		}
	}
	lacking := 0
	for _, f := range t.Fields {
		if !have[f.Name.Value] {
			lacking++
		}
	}
	return lacking > 0 && len(have) > len(t.Fields)-lacking
}
