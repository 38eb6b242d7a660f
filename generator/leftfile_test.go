package generator

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/emit"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

func text(s string) feature.Text { return feature.Text{Value: s} }

func TestUntouchedFilesAreToldWithWhatThePlanWants(t *testing.T) {
	r := &Result{Feature: &feature.Feature{
		Functions:  []feature.Function{{Name: text("hoist"), File: text("pkg/sail.go"), Steps: []feature.Text{text("pulls the rope.")}}},
		Components: []feature.Component{{Changes: []feature.Text{text("the keel in pkg/keel.go gets longer")}}},
	}}
	for want, f := range map[string]feature.File{
		"no rule writes .sh files; the plan says: builds the boat":        {Path: text("hack/boat.sh"), Note: text("builds the boat")},
		"no rule writes files of this kind":                               {Path: text("cmd/boat/Dockerfile")},
		"not written; the plan says: hoist: pulls the rope":               {Path: text("pkg/sail.go")},
		"not written; the plan says: the keel in pkg/keel.go gets longer": {Path: text("pkg/keel.go")},
		"not written; the plan says: red":                                 {Path: text("pkg/hull.go"), Note: text("red.")},
		"the plan does not say what it declares":                          {Path: text("pkg/oar.go"), State: feature.FileNew},
		"the plan does not say what changes in it":                        {Path: text("pkg/oar.go"), State: feature.FileModified},
	} {
		if got := r.untouched(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFilesThatAreLeftAlreadyAreNotToldTwice(t *testing.T) {
	r := &Result{Left: []emit.Item{{What: "pkg/sail_test.go: new knots"}}}
	if !r.leftAlready(feature.File{Path: text("pkg/sail_test.go")}) || r.leftAlready(feature.File{Path: text("pkg/sail.go")}) {
		t.Error("a file is left once")
	}
}

func TestWhatIsThereIsListedWithWhatHappensToIt(t *testing.T) {
	r := &Result{Present: []emit.Item{{What: "API type Boat", Kind: "type", Name: "Boat"}, {What: "function sail", Kind: "func", Name: "sail"},
		{What: "function moor"}, {What: "function moor"}},
		Added: []emit.Item{{What: "API field Boat.oars"}}, Left: []emit.Item{{What: "change of sail in pkg/sail.go", Kind: "change", Name: "sail"}}}
	want := "API type Boat, to which the plan adds\nfunction sail, what the plan changes in it is left to you\nfunction moor"
	if got := strings.Join(thereLines(r), "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
}
