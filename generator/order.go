package generator

import (
	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/emit"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Emitted is the hand-edited half of a run: the tree, and the edits that the
// emitters asked for on the way to it.
type Emitted struct {
	Next  *checkout.Tree
	Edits []change.Edit
	Diags diag.List
}

// Emit does the hand-edited half of Run with the emitters in an order of the
// caller's. It is how the golden cases look into a run; Run does the same with
// the table's own order.
func Emit(f *feature.Feature, base *checkout.Tree, order []emit.Emitter) Emitted {
	out := emit.RunInOrder(base, f, order)
	if out.Diags.HasErrors() {
		return Emitted{Next: base, Diags: out.Diags}
	}
	next, diags := compose(base, out)
	diags.Merge(out.Diags)
	return Emitted{Next: next, Edits: out.Set.Edits, Diags: diags}
}
