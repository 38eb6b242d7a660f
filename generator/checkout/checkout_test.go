package checkout_test

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

func tree(files map[string]string) *checkout.Tree {
	fsys := fstest.MapFS{}
	for p, text := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(text)}
	}
	return checkout.FromFS(fsys)
}

func TestWithLaysFilesOnTopAndLeavesTheBaseAlone(t *testing.T) {
	base := tree(map[string]string{"a/x.go": "package a\n", "a/y.go": "package a\n"})
	next := base.With(map[string][]byte{"a/x.go": nil, "a/z/new.go": []byte("package z\n")})
	if !base.Exists("a/x.go") || base.Exists("a/z/new.go") {
		t.Error("the base changed")
	}
	if next.Exists("a/x.go") || !next.Exists("a/z") || !next.IsDir("a/z") {
		t.Error("the overlay is not seen")
	}
	if got := next.Files("a"); !slices.Equal(got, []string{"y.go"}) {
		t.Errorf("files of a are %v", got)
	}
	if got := next.Dirs("a"); !slices.Equal(got, []string{"z"}) {
		t.Errorf("directories of a are %v", got)
	}
	if got := next.Changed(base); !slices.Equal(got, []string{"a/x.go", "a/z/new.go"}) {
		t.Errorf("changed are %v", got)
	}
}

func TestOpenCannotLeaveTheDirectory(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(path.Join(dir, "secret"), []byte("s"), 0o600); err != nil {
		t.Fatal(err)
	}
	sub := path.Join(dir, "repo")
	if err := os.Mkdir(sub, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../secret", path.Join(sub, "link")); err != nil {
		t.Fatal(err)
	}
	tr, err := checkout.Open(sub)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"../secret", "link", "/etc/passwd"} {
		if data, err := tr.Read(p); err == nil {
			t.Errorf("read %s: %q", p, data)
		}
	}
}

const types = `package v1

type VirtualMachineInstance struct {
	Spec VMISpec ` + "`json:\"spec\"`" + `
}

type VMISpec struct {
	Common ` + "`json:\",inline\"`" + `
	Disks  []Disk ` + "`json:\"disks,omitempty\"`" + `
	Labels map[string]string ` + "`json:\"labels,omitempty\"`" + `
	Odd    *Disk ` + "`json:\"otherName,omitempty\"`" + `
}

type Common struct {
	Mode string ` + "`json:\"mode\"`" + `
}

type Disk struct {
	Name string ` + "`json:\"name\"`" + `
}
`

func TestWalkFollowsJSONNames(t *testing.T) {
	tr := tree(map[string]string{checkout.APIRoot + "/core/v1/types.go": types})
	for _, c := range []struct{ path, last, missing, gone string }{
		{"spec.disks[].name", "Name", "", ""},
		{"spec.mode", "Mode", "", ""},
		{"spec.otherName.name", "Name", "", ""},
		{"spec.disks[].size", "Disks", "size", "Disk"},
		{"spec.new.area", "Spec", "new.area", "VMISpec"},
		{"spec.labels.app", "Labels", "app", ""},
	} {
		w, err := tr.Walk("VirtualMachineInstance", c.path)
		if err != nil {
			t.Fatal(err)
		}
		if last := w.Hops[len(w.Hops)-1].Go; last != c.last || strings.Join(w.Missing, ".") != c.missing || c.gone != "" && w.Last.Name != c.gone {
			t.Errorf("%s: ends in %s, missing %v below %q", c.path, last, w.Missing, w.Last.Name)
		}
	}
	if _, err := tr.Walk("Nothing", "spec"); err == nil {
		t.Error("an unknown kind is found")
	}
}

func TestMissingSiteNamesNearMisses(t *testing.T) {
	tr := tree(map[string]string{"tests/testsuite/x.go": "package testsuite\n\nfunc AdjustKubevirtResources() {}\n"})
	_, d := tr.Locate(checkout.SiteByID("e2e-gates"))
	if d == nil || d.Code != "missing-site" || len(d.Places) != 1 || !strings.Contains(d.Places[0].Text, "AdjustKubevirtResources") {
		t.Errorf("got %v", d)
	}
}

func TestRegistrationIsNotTheInactiveGates(t *testing.T) {
	tr := tree(map[string]string{
		"pkg/virt-config/featuregate/a_inactive.go": "package featuregate\n\nconst (\n\tOld = \"Old\"\n)\n\nfunc init() {\n\tRegisterFeatureGate(FeatureGate{Name: Old, State: GA})\n}\n",
		"pkg/virt-config/featuregate/b_active.go":   "package featuregate\n\nconst (\n\tNew = \"New\"\n)\n\nfunc init() {\n\tRegisterFeatureGate(FeatureGate{Name: New, State: Alpha})\n}\n",
	})
	for _, id := range []string{"gate-constants", "gate-registration"} {
		found, d := tr.Locate(checkout.SiteByID(id))
		if d != nil || !strings.HasSuffix(found.File.Path, "b_active.go") {
			t.Errorf("%s found in %v (%v)", id, found.File, d)
		}
	}
}

func TestNoKubeVirtTreeIsRefused(t *testing.T) {
	diags := tree(map[string]string{"go.mod": "module example.org/other\n"}).IsKubeVirt()
	if !diags.HasErrors() || diags.Sorted()[0].Code != "not-kubevirt" {
		t.Errorf("got %v", diags.Sorted())
	}
}

// TestSitesOnRealCheckout needs a KubeVirt checkout.
func TestSitesOnRealCheckout(t *testing.T) {
	dir := os.Getenv("KUBEVIRT")
	if dir == "" {
		t.Skip("set KUBEVIRT=<checkout> to look for all sites in a real tree")
	}
	tr, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range checkout.Sites {
		if _, d := tr.Locate(s); d != nil {
			t.Error(d)
		}
	}
}
