package emit

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestPlacesInWordsAreQuoted(t *testing.T) {
	for said, want := range map[string]string{
		"moor, called from land after the sails are down; rings": "after the sails are down",
		"moor, called in `land()` right before the anchor falls": "right before the anchor falls",
		"moor, called from land":                                 "",
		"moor, called from dock after dark":                      "",
	} {
		f := &feature.Feature{Components: []feature.Component{{Changes: []feature.Text{word(said)}}}}
		p := newContext(files{}.tree(), f).codePlan()
		if got := p.PlaceWords(&code.PlacedFunc{}, feature.Call{Func: word("land")}); got != want {
			t.Errorf("%s: %q", said, got)
		}
	}
	p := newContext(files{}.tree(), &feature.Feature{}).codePlan()
	for when, want := range map[string]string{"after the sails are down": "after the sails are down", "while the gate is on": ""} {
		if got := p.PlaceWords(&code.PlacedFunc{}, feature.Call{Func: word("land"), When: word(when)}); got != want {
			t.Errorf("%s: %q", when, got)
		}
	}
}
