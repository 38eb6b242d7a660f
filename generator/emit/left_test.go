package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

func onLine(s string, line int) feature.Text {
	return feature.T(s, diag.Pos{File: "plan.md", Line: line})
}

func TestWhatThePlanWantsOfExistingFunctionsIsLeft(t *testing.T) {
	const pier, quay = "pkg/pier/pier.go", "pkg/pier/quay.go"
	tree := files{pier: "package pier\n\nfunc moor() {}\n\ntype Warden struct{}\n\nfunc (w *Warden) sync() {}\n"}.tree()
	f := &feature.Feature{
		Files: []feature.File{{Path: word(quay), State: feature.FileNew}},
		Functions: []feature.Function{
			{Name: onLine("moor", 3), File: word(pier), Modify: true, Steps: []feature.Text{onLine("ties the rope.", 3), onLine("twice.", 3), onLine("rings the bell", 4)}},
			{Name: onLine("sync", 5), File: word(pier), Modify: true, Steps: []feature.Text{onLine("calls moor", 5)}},
			{Name: onLine("unmoor", 6), File: word(pier), Modify: true, Steps: []feature.Text{onLine("drops the rope", 6)}},
			{Name: onLine("paint", 7), File: word(quay), Modify: true, Steps: []feature.Text{onLine("uses a brush", 7)}},
		},
		Left: []feature.Left{{What: onLine("flag --loud", 8), Reason: "no"}, {What: onLine("moor renamed to tie", 9), Reason: "by hand"}, {What: word(quay), Reason: "no"}},
	}
	next, res := applied(t, tree, f, "functions")
	var got []string
	for _, it := range res.Left {
		got = append(got, it.What+" — "+it.Why)
	}
	want := []string{
		"moor renamed to tie — by hand",
		"change of moor in " + pier + " — not written; the plan says: ties the rope",
		"change of moor in " + pier + " — not written; the plan says: rings the bell",
		"change of sync in " + pier + " — not written; the plan says: calls moor",
		"change of unmoor in " + pier + ", where no such function is — not written; the plan says: drops the rope",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("left:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	contains(t, content(t, next, quay), "func paint() {")
}
