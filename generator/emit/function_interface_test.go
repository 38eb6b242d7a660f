package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// TestAMethodOfAnInterfaceAndOfItsTypeIsWrittenOnce: plans name both.
func TestAMethodOfAnInterfaceAndOfItsTypeIsWrittenOnce(t *testing.T) {
	tree := treeOf(t, `
-- go.mod --
module kubevirt.io/kubevirt
-- pkg/kite/kite.go --
package kite

type Flyer interface {
	Rise() bool
}

type kite struct{}

func (k *kite) Rise() bool { return true }
`)
	method := func(receiver, iface string) feature.Function {
		return feature.Function{Name: word("Turn"), Receiver: word(receiver), Interface: word(iface), HasParams: true, Results: word("bool"), File: word("pkg/kite/kite.go")}
	}
	res := Run(tree, &feature.Feature{Functions: []feature.Function{method("", "Flyer"), method("kite", "")}}, []string{"functions"})
	n := 0
	for _, e := range res.Set.Edits {
		n += strings.Count(e.New, "func (k *kite) Turn() bool {")
	}
	if n != 1 {
		t.Errorf("written %d times: %+v", n, res.Set.Edits)
	}
}
