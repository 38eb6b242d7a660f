package code

import (
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// TestNamesBesideATypedOneKeepTheirUsualType: a plan that writes "sail, knots *Knots"
// means the sails of the file, and Go's own reading where the file says nothing.
func TestNamesBesideATypedOneKeepTheirUsualType(t *testing.T) {
	tree := checkout.FromFS(fstest.MapFS{"pkg/boat/boat.go": {Data: []byte("package boat\n\ntype Sail struct{}\ntype Knots int\n\n" +
		"func a(sail *Sail) {}\nfunc b(sail *Sail) {}\nfunc c(sail *Sail) {}\n")}})
	p := NewPlan(work.New(tree, &feature.Feature{}))
	nf := &PlacedFunc{Function: feature.Function{Name: feature.T("d", diag.Pos{}), HasParams: true, Params: feature.T("sail, rope, knots *Knots", diag.Pos{})}, Home: "pkg/boat/boat.go"}
	got, missing := p.parameters(nf)
	want := []Param{{"sail", `*"kubevirt.io/kubevirt/pkg/boat".Sail`}, {"rope", `*"kubevirt.io/kubevirt/pkg/boat".Knots`}, {"knots", `*"kubevirt.io/kubevirt/pkg/boat".Knots`}}
	if missing != "" || len(got) != len(want) {
		t.Fatalf("got %v, missing %q", got, missing)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
}
