package emit

import (
	"path"
	"slices"

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
			if t.API || isAPIFile(t.File.Value) || !slices.Contains(p.types[t.Name.Value], t) || p.canWrite(t, placed) {
				continue
			}
			p.types[t.Name.Value] = slices.DeleteFunc(p.types[t.Name.Value], func(have *feature.Type) bool { return have == t })
			clear(p.exists)
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
	if p.declaredIn(path.Dir(file), t.Name.Value) {
		return true
	}
	for _, f := range t.Fields {
		if _, ok := p.plannedType(file, f.Type.Value); !ok && !qualified.MatchString(f.Type.Value) {
			return false
		}
	}
	return true
}
