package emit

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// files is a small tree by path.
type files map[string]string

func (fs files) tree() *checkout.Tree {
	m := fstest.MapFS{}
	for p, text := range fs {
		m[p] = &fstest.MapFile{Data: []byte(text)}
	}
	return checkout.FromFS(m)
}

func (fs files) and(more files) files {
	out := files{}
	for _, m := range []files{fs, more} {
		for p, text := range m {
			out[p] = text
		}
	}
	return out
}

// word makes a Text from line 7 of a plan.
func word(s string) feature.Text { return feature.T(s, diag.Pos{File: "plan.md", Line: 7}) }

// applied runs one emitter and returns the tree after it; a second run must
// have nothing to add.
func applied(t *testing.T, tree *checkout.Tree, f *feature.Feature, emitter string) (*checkout.Tree, Result) {
	t.Helper()
	res := Run(tree, f, []string{emitter})
	if res.Diags.HasErrors() {
		return tree, res
	}
	overlay, diags := res.Set.Compose(tree)
	if diags.HasErrors() {
		t.Fatal(diags.Sorted())
	}
	for p := range overlay {
		was, _ := tree.Read(p)
		text, err := gosrc.Tidy(was, overlay[p])
		if err != nil {
			t.Fatalf("%s: %v in\n%s", p, err, overlay[p])
		}
		overlay[p] = text
	}
	next := tree.With(overlay)
	if again := Run(next, f, []string{emitter}); !again.Set.Empty() || again.Diags.HasErrors() {
		t.Errorf("the second run is not empty: %+v %v", again.Set, again.Diags.Sorted())
	}
	return next, res
}

func content(t *testing.T, tree *checkout.Tree, p string) string {
	t.Helper()
	b, err := tree.Read(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func contains(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("lacks\n%s\nin\n%s", w, text)
		}
	}
}

func onlyCode(t *testing.T, res Result, code string) diag.Diagnostic {
	t.Helper()
	all := faults(res)
	if len(all) != 1 || all[0].Code != code {
		t.Fatalf("want one diagnostic %s, got %v", code, all)
	}
	return all[0]
}

// faults returns what a run warns of and why pieces are left unsettled.
func faults(res Result) []diag.Diagnostic {
	all := res.Diags.Sorted()
	for _, it := range res.Left {
		if it.Unsettled() {
			all = append(all, it.Diagnostic(diag.Error))
		}
	}
	return all
}

// gates is the smallest tree with the sites of a gate.
var gates = files{
	"pkg/virt-config/featuregate/active.go": `package featuregate

const (
	First = "First"
	// Second does something
	Second = "SecondThing"
)

func init() {
	RegisterFeatureGate(FeatureGate{Name: First, State: Alpha})
	RegisterFeatureGate(FeatureGate{Name: Second, State: Beta})
}
`,
	"pkg/virt-config/feature-gates.go": `package virtconfig

import (
	"kubevirt.io/kubevirt/pkg/virt-config/featuregate"
)

func (config *ClusterConfig) isFeatureGateEnabled(gate string) bool {
	return true
}

func (config *ClusterConfig) FirstEnabled() bool {
	return config.isFeatureGateEnabled(featuregate.First)
}
`,
}

func TestGateIsDeclaredRegisteredAndAsked(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("Third"), Const: word("ThirdGate"), Stage: word("Beta"), Release: word("v1.9.0"),
		Owner: word("sig-storage / @someone"), Doc: word("It lets volumes grow")}}}
	next, res := applied(t, gates.tree(), f, "gate")
	contains(t, content(t, next, "pkg/virt-config/featuregate/active.go"),
		"	Second = \"SecondThing\"\n\n	// Owner: sig-storage / @someone\n	// Beta: v1.9.0\n	//\n	// ThirdGate lets volumes grow.\n	ThirdGate = \"Third\"\n)\n",
		"State: Beta})\n	RegisterFeatureGate(FeatureGate{Name: ThirdGate, State: Beta})\n}\n")
	contains(t, content(t, next, "pkg/virt-config/feature-gates.go"),
		"\n\nfunc (config *ClusterConfig) ThirdEnabled() bool {\n	return config.isFeatureGateEnabled(featuregate.ThirdGate)\n}\n")
	if len(res.Added) != 3 || res.Diags.Len() != 0 {
		t.Errorf("added %v, diagnostics %v", res.Added, res.Diags.Sorted())
	}
}

func TestGateWithoutAccessorOwnerAndRelease(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("Third"), NoAccessor: word("comes later")}}}
	next, res := applied(t, gates.tree(), f, "gate")
	if strings.Contains(content(t, next, "pkg/virt-config/feature-gates.go"), "Third") {
		t.Error("an accessor was added")
	}
	var codes []string
	for _, d := range res.Diags.Sorted() {
		codes = append(codes, d.Code)
	}
	if strings.Join(codes, " ") != "owner-missing release-missing" {
		t.Errorf("diagnostics %v", codes)
	}
}

func TestGateUnderAnotherConstantIsAConflict(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("SecondThing"), Const: word("SecondThingGate")}}}
	_, res := applied(t, gates.tree(), f, "gate")
	found := false
	for _, d := range faults(res) {
		if d.Code == "conflict" && d.Pos.Line == 7 && len(d.Places) == 1 && d.Places[0].Pos.String() == "pkg/virt-config/featuregate/active.go:6:2" {
			found = true
		}
	}
	if !found {
		t.Errorf("no conflict naming both places: %v", res.Diags.Sorted())
	}
}

// TestConstantOfAGateIsTheCheckoutsWhereThePlanNamesNone: plans name gates by
// the string that users write; what the constant is called is no contradiction.
func TestConstantOfAGateIsTheCheckoutsWhereThePlanNamesNone(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("SecondThing"), Stage: word("Beta")}}}
	next, res := applied(t, gates.tree(), f, "gate")
	if res.Diags.HasErrors() || len(res.Present) < 2 {
		t.Errorf("present %v, diagnostics %v", res.Present, res.Diags.Sorted())
	}
	contains(t, content(t, next, "pkg/virt-config/feature-gates.go"), "featuregate.Second)")
}

func TestGateThatIsNotThereCannotMove(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("Unheard"), Stage: word("Beta"), From: word("graduates to Beta")}}}
	_, res := applied(t, gates.tree(), f, "gate")
	if d := onlyCode(t, res, "unknown-gate"); d.Pos.Line != 7 || !strings.Contains(d.Remedy, "new one") {
		t.Errorf("%v", d)
	}
}

// TestGateThatThePlanHasInBetaMoves: what is Alpha in the checkout and Beta in
// the plan graduates, in whatever words.
func TestGateThatThePlanHasInBetaMoves(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("First"), Stage: word("Beta"), Release: word("v1.9.0")}}}
	next, res := applied(t, gates.tree(), f, "gate")
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Sorted())
	}
	contains(t, content(t, next, "pkg/virt-config/featuregate/active.go"), "// Beta: v1.9.0\n", "{Name: First, State: Beta}")
}

func TestGateDoesNotMoveBack(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("OldThing"), Stage: word("Beta"), From: word("graduates to Beta")}}}
	tree := gates.and(files{"pkg/virt-config/featuregate/inactive.go": "package featuregate\n\nconst (\n\tOldThing = \"OldThing\"\n)\n\nfunc init() {\n\tRegisterFeatureGate(FeatureGate{Name: OldThing, State: GA})\n}\n"}).tree()
	_, res := applied(t, tree, f, "gate")
	onlyCode(t, res, "conflict")
}

func TestGateNameMustBeAnIdentifier(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("My-Gate"), Const: word("MyGate"), Accessor: word("MyGateEnabled?")}}}
	_, res := applied(t, gates.tree(), f, "gate")
	if d := onlyCode(t, res, "bad-identifier"); d.Remedy == "" || d.Pos.Line != 7 {
		t.Errorf("no line or remedy: %v", d)
	}
}

func TestExistingGateIsNotCreated(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("First"), Existing: true}, {Name: word("Nowhere"), Existing: true}}}
	_, res := applied(t, gates.tree(), f, "gate")
	onlyCode(t, res, "unknown-gate")
	if !res.Set.Empty() || len(res.Present) != 1 {
		t.Errorf("set %+v, present %v", res.Set, res.Present)
	}
}

func TestGateJoinsTheListOfFunctionalTestsInBothForms(t *testing.T) {
	forms := map[string]string{
		"loop": "for _, g := range []string{\n\t\tfeaturegate.First,\n\t\tfeaturegate.Second,\n\t} {\n\t\tuse(g)\n\t}\n",
		"append": "if arm() {\n\t\ton.FeatureGates = append(on.FeatureGates, featuregate.First)\n\t}\n" +
			"\toff.DisabledFeatureGates = append(off.DisabledFeatureGates,\n\t\tfeaturegate.A,\n\t\tfeaturegate.B,\n\t\tfeaturegate.C,\n\t)\n" +
			"\ton.FeatureGates = append(on.FeatureGates,\n\t\tfeaturegate.First,\n\t\tfeaturegate.Second,\n\t)\n",
	}
	for name, body := range forms {
		tree := gates.and(files{"tests/testsuite/kubevirtresource.go": "package testsuite\n\nimport \"kubevirt.io/kubevirt/pkg/virt-config/featuregate\"\n\nfunc AdjustKubeVirtResource() {\n\t" + body + "}\n"}).tree()
		f := &feature.Feature{Gates: []feature.Gate{{Name: word("Third"), Release: word("v1.9.0"), Owner: word("@x"), E2E: word("added to the list")}}}
		next, _ := applied(t, tree, f, "gate")
		got := content(t, next, "tests/testsuite/kubevirtresource.go")
		if strings.Count(got, "\t\tfeaturegate.First,\n\t\tfeaturegate.Second,\n\t\tfeaturegate.Third,\n") != 1 || strings.Count(got, "Third") != 1 {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

func TestGateCommentBeginsWithTheName(t *testing.T) {
	for doc, want := range map[string]string{
		"It makes the hook run":       "X makes the hook run.",
		"Lets controllers choose.":    "X lets controllers choose.",
		"X enables y":                 "X enables y.",
		"Use of memory is reported":   "X: Use of memory is reported.",
		"TheX does z":                 "TheX does z.",
		"Less memory for everybody":   "X: Less memory for everybody.",
		"The gate guards the field":   "X guards the field.",
		"The feature gate guards it":  "X guards it.",
		"The field is guarded":        "X: The field is guarded.",
		"This turns the thing on now": "X turns the thing on now.",
	} {
		if got := named("X", "TheX", doc); got != want {
			t.Errorf("%q: got %q, want %q", doc, got, want)
		}
	}
}
