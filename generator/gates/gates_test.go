package gates_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/gates"
	"github.com/kubevirt/kvscaffold/golden"
)

const (
	active    = "pkg/virt-config/featuregate/active.go"
	inactive  = "pkg/virt-config/featuregate/inactive.go"
	accessors = "pkg/virt-config/feature-gates.go"
)

func mini(t *testing.T) *checkout.Tree {
	t.Helper()
	files, err := golden.Tree("mini")
	if err != nil {
		t.Fatal(err)
	}
	return checkout.FromFS(files)
}

// with returns the miniature tree after replacements in one file.
func with(t *testing.T, file string, oldnew ...string) *checkout.Tree {
	t.Helper()
	tree := mini(t)
	src, err := tree.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(oldnew...).Replace(string(src))
	if text == string(src) {
		t.Fatalf("nothing to replace in %s", file)
	}
	return tree.With(map[string][]byte{file: []byte(text)})
}

func codes(diags diag.List, about string) string {
	var out []string
	for _, d := range diags.Sorted() {
		if strings.Contains(d.Message, about) {
			out = append(out, fmt.Sprintf("%s %s", d.Severity, d.Code))
		}
	}
	return strings.Join(out, ", ")
}

func TestInspectReadsWhatTheCheckoutSays(t *testing.T) {
	all, _ := gates.Inspect(mini(t))
	var got []string
	for _, g := range all {
		got = append(got, fmt.Sprintf("%s %s %q %v %v", g.Name, g.State, g.Owner, g.Stages, g.Accessors))
	}
	want := []string{
		`DiskLabels Alpha "sig-storage" [{Alpha v1.6.0}] [DiskLabelsEnabled]`,
		`LinkHints Beta "SIG network" [{Alpha v1.7.0} {Beta v1.9.0}] [LinkHintsEnabled]`,
		`OldClock Deprecated "" [{Deprecated v1.5.0}] []`,
		`QuietBoot Alpha "sig-compute" [{Alpha v1.3.0}] [QuietBootEnabled]`,
		`SteadyNames GA "" [{GA v1.8.0}] []`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestInspectFindsBrokenGates(t *testing.T) {
	cases := []struct {
		why, about, want string
		tree             *checkout.Tree
	}{
		{"declared and read, but not registered", "LinkHints", "error gate-unregistered",
			with(t, active, "\tRegisterFeatureGate(FeatureGate{Name: LinkHints, State: Beta})\n", "")},
		{"comment behind the state", "LinkHints", "warning gate-stage",
			with(t, active, "\t// Beta: v1.9.0\n", "")},
		{"out of use among the active", "QuietBoot", "warning gate-file, warning gate-stage",
			with(t, active, "QuietBoot, State: Alpha", "QuietBoot, State: Deprecated")},
		{"active among those out of use", "OldClock", "warning gate-file",
			with(t, inactive, "OldClock, State: Deprecated", "OldClock, State: Beta")},
		{"no accessor and no reader", "DiskLabels", "warning gate-unread",
			with(t, accessors, "featuregate.DiskLabelsGate", `"DiskLabels"`)},
		{"no owner", "DiskLabels", "note gate-comment",
			with(t, active, "\t// Owner: sig-storage\n", "")},
		{"too long in its stage", "QuietBoot", "note gate-overdue", mini(t)},
	}
	for _, c := range cases {
		_, diags := gates.Inspect(c.tree)
		for _, want := range strings.Split(c.want, ", ") {
			if got := codes(diags, c.about); !strings.Contains(got, want) {
				t.Errorf("%s: %s has %q, want %q", c.why, c.about, got, want)
			}
		}
	}
}

func TestInspectIsSilentAboutGatesThatAreAsTheyShouldBe(t *testing.T) {
	_, diags := gates.Inspect(mini(t), "SteadyNames")
	if all := diags.Sorted(); len(all) > 0 {
		t.Errorf("%v", all)
	}
	if _, diags = gates.Inspect(mini(t)); diags.HasErrors() {
		t.Errorf("the miniature tree has no broken gate: %v", diags.Sorted())
	}
}

func TestInspectNamesTheNearestGate(t *testing.T) {
	got, diags := gates.Inspect(mini(t), "LinkHint")
	if len(got) != 0 || codes(diags, "LinkHint") != "error gate-not-declared" || !strings.Contains(diags.Sorted()[0].Remedy, "LinkHints") {
		t.Errorf("%v, %v", got, diags.Sorted())
	}
}

// TestKubeVirt holds the doctor against a real checkout: its main branch has no
// broken gate.
func TestKubeVirt(t *testing.T) {
	dir := os.Getenv("KUBEVIRT")
	if dir == "" {
		t.Skip("needs KUBEVIRT=<checkout>")
	}
	tree, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, diags := gates.Inspect(tree)
	if len(all) < 40 {
		t.Errorf("only %d gates found", len(all))
	}
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error {
			t.Errorf("%s", d)
		}
	}
}
