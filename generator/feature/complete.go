package feature

import (
	"slices"
	"strings"
)

// Complete returns the feature with file names that the plan shortens
// ("containerpath.go", "mutators/x.go") spelled out where exactly one of its
// listed files has that ending. Names that no listed file or several have stay.
func (f *Feature) Complete() *Feature {
	out := *f
	out.Fields = slices.Clone(f.Fields)
	for i := range out.Fields {
		f.complete(&out.Fields[i].File)
	}
	out.Types = slices.Clone(f.Types)
	for i := range out.Types {
		f.complete(&out.Types[i].File)
	}
	out.Consts = slices.Clone(f.Consts)
	for i := range out.Consts {
		f.complete(&out.Consts[i].File)
	}
	out.Functions = slices.Clone(f.Functions)
	for i := range out.Functions {
		fn := &out.Functions[i]
		f.complete(&fn.File)
		fn.Calls = slices.Clone(fn.Calls)
		for j := range fn.Calls {
			f.complete(&fn.Calls[j].File)
			fn.Calls[j].Where = fn.Calls[j].Place.Or(fn.Calls[j].Where) // a place that is said as one counts
		}
	}
	out.Rules = slices.Clone(f.Rules)
	for i := range out.Rules {
		f.complete(&out.Rules[i].File)
	}
	out.Tests = slices.Clone(f.Tests)
	for i := range out.Tests {
		f.complete(&out.Tests[i].File)
	}
	return &out
}

func (f *Feature) complete(t *Text) {
	if t.Empty() || !strings.Contains(t.Value, ".") {
		return
	}
	var found []string
	for _, file := range f.Files {
		if p := file.Path.Value; p == t.Value {
			return
		} else if strings.HasSuffix(p, "/"+t.Value) && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	if len(found) == 1 {
		t.Value = found[0]
	}
}
