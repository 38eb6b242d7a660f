package emit

import (
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// RunInOrder runs the given emitters, in that order. The order may show in the
// order of the account, never in the bytes of the result; the golden cases hold
// emitters to that.
func RunInOrder(tree *checkout.Tree, f *feature.Feature, order []Emitter) Result {
	f = f.Complete()
	c := &Context{Tree: tree, Feature: f, imports: map[string]*gosrc.Imports{}, fresh: map[string]*newFile{}}
	for _, e := range order {
		c.emitter = e.Name
		e.Run(c)
	}
	c.finish()
	return c.res
}
