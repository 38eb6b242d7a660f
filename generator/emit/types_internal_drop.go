package emit

import (
	"path"
	"slices"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// dropUnknown forgets planned types outside the API that cannot be written,
// and then those that use them: nothing may be written that has a type which
// is not. With placed set, types for which no file is known go, too; before
// the functions are placed that is not settled.
func (p *codePlan) dropUnknown(placed bool) {
	for again := true; again; {
		again = false
		for i := range p.Feature.Types {
			t := &p.Feature.Types[i]
			if t.API || code.IsAPIFile(t.File.Value) || !slices.Contains(p.Types[t.Name.Value], t) || p.canWrite(t, placed) {
				continue
			}
			p.Types[t.Name.Value] = slices.DeleteFunc(p.Types[t.Name.Value], func(have *feature.Type) bool { return have == t })
			clear(p.Exists)
			again = true
		}
	}
}

// canWrite holds for types that are there, or whose file and parts are known.
func (p *codePlan) canWrite(t *feature.Type, placed bool) bool {
	if t.File.Empty() && !placed {
		return true
	}
	file, _ := p.homeFile(t.File, t.Name.Value)
	if file == "" {
		return false
	}
	if p.DeclaredIn(path.Dir(file), t.Name.Value) {
		return true
	}
	for _, f := range t.Fields {
		if _, ok := p.PlannedType(file, f.Type.Value); !ok && !code.Qualified.MatchString(f.Type.Value) {
			return false
		}
	}
	return true
}
