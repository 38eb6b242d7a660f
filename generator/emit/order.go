package emit

import (
	"slices"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/complete"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// RunInOrder runs the given emitters, in that order. The order may show in the
// order of the account, never in the bytes of the result; the golden cases hold
// emitters to that.
func RunInOrder(tree *checkout.Tree, f *feature.Feature, order []Emitter) Result {
	return run(tree, f, order, nil)
}

func run(tree *checkout.Tree, f *feature.Feature, order []Emitter, avoid *Avoid) Result {
	c := newContext(tree, complete.Feature(tree, f))
	c.Avoid = avoid
	for _, e := range order {
		c.Running = append(c.Running, e.Name)
	}
	c.settleGates(slices.Contains(c.Running, "gate"))
	for _, e := range order {
		c.Emitter = e.Name
		e.Run(c)
	}
	if slices.Contains(c.Running, "functions") {
		c.leftWords()
	}
	c.finish()
	c.Res.Unplaced()
	return c.Res
}
