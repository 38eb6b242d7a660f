// Package complete fills in what a feature leaves to the checkout: files that
// are given by their last name, structs without a file, homes of types. It is
// the stage between whoever understood the feature and the emitters; what it
// returns is a new feature, the one it is given stays as it is.
package complete

import (
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Feature returns the feature with everything settled that the checkout or
// other parts of the feature tell without doubt. What stays open is for the
// emitters to leave.
func Feature(tree *checkout.Tree, f *feature.Feature) *feature.Feature {
	return settleHomes(tree, settleOwners(tree, f.Complete()))
}

// settleOwners corrects the files of fields whose struct the plan names without
// its file, or with the file of its surroundings: where that package has no
// such struct, the one among the files that the plan lists is meant.
func settleOwners(tree *checkout.Tree, f *feature.Feature) *feature.Feature {
	var listed []string
	for _, file := range f.Files {
		listed = append(listed, file.Path.Value)
	}
	planned := func(name string) bool {
		return slices.ContainsFunc(f.Types, func(t feature.Type) bool { return t.Name.Value == name })
	}
	out := *f
	out.Fields = slices.Clone(f.Fields)
	for i := range out.Fields {
		fld := &out.Fields[i]
		if fld.Struct.Empty() || !fld.Path.Empty() || planned(fld.Struct.Value) || ownerThere(tree, fld) {
			continue
		}
		if s, ok := tree.StructAmong(listed, fld.Struct.Value); ok {
			fld.File = feature.T(s.File.Path, fld.Struct.At)
		}
	}
	return &out
}

// ownerThere reports whether the struct is where the plan says, or in the API
// where it says nothing.
func ownerThere(tree *checkout.Tree, fld *feature.Field) bool {
	if !strings.Contains(fld.File.Value, "/") || checkout.IsAPIFile(fld.File.Value) {
		_, ok := tree.APIStruct(fld.Struct.Value)
		return ok
	}
	_, ok := tree.StructIn(path.Dir(fld.File.Value), fld.Struct.Value)
	return ok
}
