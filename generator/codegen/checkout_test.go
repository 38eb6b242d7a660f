package codegen

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// openCheckout returns the tree that KUBEVIRT names, or skips.
func openCheckout(t testing.TB) *checkout.Tree {
	t.Helper()
	root := os.Getenv("KUBEVIRT")
	if root == "" {
		t.Skip("KUBEVIRT is not set: no checkout to run generators in")
	}
	tree, err := checkout.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// realOptions runs real tools out of the user's cache.
func realOptions(t testing.TB) Options {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	exe, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	return Options{CacheDir: filepath.Join(cache, "kvscaffold"), Env: os.Environ(), Go: exe, Parallel: 2, Clock: time.Now}
}

func report(t testing.TB, res *Result) {
	t.Helper()
	for _, r := range res.Ran {
		t.Logf("%-16s %6.2fs  %s (%s)", r.Name, r.Elapsed.Seconds(), r.Why, r.Tool)
	}
	for _, r := range res.Skipped {
		t.Logf("%-16s left out: %s", r.Name, r.Why)
	}
	for _, d := range res.Diags.Sorted() {
		t.Log(d)
	}
}

func TestRunFollowsAnAPIEdit(t *testing.T) {
	tree := openCheckout(t)
	next := edited(t, tree, "ScaffoldedProbe")
	began := time.Now()
	res, err := Run(context.Background(), tree, next, realOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1fs in all", time.Since(began).Seconds())
	report(t, res)
	var got []string
	for p := range res.Files {
		got = append(got, p)
	}
	slices.Sort(got)
	t.Log(strings.Join(got, "\n"))
	if len(got) != 9 {
		t.Errorf("%d generated files follow, want 9", len(got))
	}
}

// TestRunBringsBuildFilesUpToDate takes sources and dependencies out of BUILD
// files and expects gazelle to put them back as they were.
func TestRunBringsBuildFilesUpToDate(t *testing.T) {
	tree := openCheckout(t)
	overlay := map[string][]byte{}
	for _, dir := range []string{"pkg/virt-api/webhooks/validating-webhook/admitters", "cmd/virt-api", "tests/framework/checks", apiDir + "/core/v1"} {
		p := dir + "/BUILD.bazel"
		src, err := tree.Read(p)
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		dropped := 0
		for line := range strings.Lines(string(src)) {
			if text := strings.TrimSpace(line); dropped < 2 && (strings.HasPrefix(text, `"//vendor/`) || strings.HasPrefix(text, `"//staging/`)) {
				dropped++
				continue
			}
			kept = append(kept, line)
		}
		overlay[p] = []byte(strings.Join(kept, ""))
	}
	res, err := Run(context.Background(), tree, tree.With(overlay), realOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	report(t, res)
	for p := range overlay {
		want, _ := tree.Read(p)
		if string(res.Files[p]) != string(want) {
			t.Errorf("%s: gazelle does not restore it:\n%s", p, res.Files[p])
		}
	}
	if len(res.Files) != len(overlay) {
		t.Errorf("%d files, want %d", len(res.Files), len(overlay))
	}
}

// TestRunLeavesNothingForCheck makes an edit that touches many kinds of types
// and expects a check of the result, which builds the checkout's own
// openapispec, to find nothing to do.
func TestRunLeavesNothingForCheck(t *testing.T) {
	tree := openCheckout(t)
	next := tree.With(insertAfter(t, tree, map[string][2]string{
		apiDir + "/core/v1/schema.go": {"type Chassis struct {\n", `	// Rig is how the test is rigged <&>.
	// +optional
	Rig *ScaffoldedRig ` + "`json:\"rig,omitempty\"`" + `
`},
		apiDir + "/core/v1/types.go": {"type KubeVirtConfiguration struct {\n", `	// Fleet holds rigs by name.
	// +optional
	Fleet map[string]ScaffoldedRig ` + "`json:\"fleet,omitempty\"`" + `
`},
		apiDir + "/migrations/v1alpha1/types.go": {"type MigrationPolicySpec struct {\n", `	// +optional
	Patience *metav1.Duration ` + "`json:\"patience,omitempty\"`" + `
`},
	}))
	const file = apiDir + "/core/v1/schema.go"
	src, err := next.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	next = next.With(map[string][]byte{file: append(src, []byte(rigSource)...)})
	res, err := Run(context.Background(), tree, next, realOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	report(t, res)
	if res.Diags.HasErrors() || len(res.Files) < 12 {
		t.Fatalf("%d files", len(res.Files))
	}
	checkClean(t, next.With(res.Files))
}

// rigSource declares types that the edit uses.
const rigSource = `
// ScaffoldedRigKind says what kind of rig it is.
// +kubebuilder:validation:Enum=Square;Lateen
type ScaffoldedRigKind string

const (
	ScaffoldedRigSquare ScaffoldedRigKind = "Square"
	ScaffoldedRigLateen ScaffoldedRigKind = "Lateen"
)

// ScaffoldedRig is a struct of this test.
//
// It has a second paragraph: "quoted", and tells of
//   - one thing
//   - another
type ScaffoldedRig struct {
	// Kind is required.
	Kind ScaffoldedRigKind ` + "`json:\"kind\"`" + `
	// Weight is a quantity.
	// +optional
	Weight *resource.Quantity ` + "`json:\"weight,omitempty\"`" + `
	// Feature has a default.
	// +optional
	Feature *FeatureState ` + "`json:\"feature,omitempty\"`" + `
	// Names are a set.
	// +optional
	// +listType=set
	Names []string ` + "`json:\"names,omitempty\"`" + `
	// Ropes are merged by name.
	// +optional
	// +listType=map
	// +listMapKey=name
	Ropes []ScaffoldedRope ` + "`json:\"ropes,omitempty\"`" + `
	// Count is bounded.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=9
	Count *int32 ` + "`json:\"count,omitempty\"`" + `
	// Phase has a default.
	// +optional
	// +kubebuilder:default="new"
	Phase string ` + "`json:\"phase,omitempty\"`" + `
	// Conditions are of the machine's kind.
	// +optional
	// +listType=atomic
	Conditions []VirtualMachineCondition ` + "`json:\"conditions,omitempty\"`" + `
}

// ScaffoldedRope is held by the rig.
type ScaffoldedRope struct {
	Name string ` + "`json:\"name\"`" + `
	// +optional
	Selector *v1.NodeSelector ` + "`json:\"selector,omitempty\"`" + `
	// +optional
	Raw []byte ` + "`json:\"raw,omitempty\"`" + `
	// +optional
	Limits v1.ResourceList ` + "`json:\"limits,omitempty\"`" + `
}
`

// insertAfter returns the files with a text inserted after an anchor.
func insertAfter(t *testing.T, tree *checkout.Tree, edits map[string][2]string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for file, edit := range edits {
		src, err := tree.Read(file)
		if err != nil || !strings.Contains(string(src), edit[0]) {
			t.Fatalf("%s has no %q: %v", file, edit[0], err)
		}
		out[file] = []byte(strings.Replace(string(src), edit[0], edit[0]+edit[1], 1))
	}
	return out
}
