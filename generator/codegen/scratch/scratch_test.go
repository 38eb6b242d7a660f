package scratch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// dock writes a small checkout to disk.
func dock(t *testing.T) (string, *checkout.Tree) {
	t.Helper()
	dir := t.TempDir()
	for p, text := range map[string]string{"a.go": "a", "sub/run.sh": "#!", "vendor/m/m.go": "m", "vendor/m/BUILD.bazel": "rule", "gone.go": "x"} {
		file := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "sub/run.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"inside": "a.go", "outside": "/etc/hosts"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	tree, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, tree
}

func fill(t *testing.T, tree *checkout.Tree, files ...string) *Dir {
	t.Helper()
	d, err := New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Remove() })
	if err := d.Fill(context.Background(), tree, files); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFillCopiesTheTreeAsItIs(t *testing.T) {
	_, disk := dock(t)
	tree := disk.With(map[string][]byte{"a.go": []byte("changed"), "new/n.go": []byte("n"), "gone.go": nil})
	d := fill(t, tree, "a.go", "gone.go", "inside", "missing.go", "new/n.go", "outside", "sub/run.sh")
	for p, want := range map[string]string{"a.go": "changed", "new/n.go": "n", "sub/run.sh": "#!", "inside": "changed"} {
		if got, err := d.Read(p); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", p, got, err)
		}
	}
	for _, p := range []string{"gone.go", "missing.go", "outside"} {
		if _, err := d.Read(p); err == nil {
			t.Errorf("%s is in the copy", p)
		}
	}
	if info, err := os.Stat(filepath.Join(d.Root, "sub/run.sh")); err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("mode is lost: %v, %v", info, err)
	}
	if touched, err := d.Touched(); err != nil || len(touched) > 0 {
		t.Errorf("touched %v, %v", touched, err)
	}
}

func TestTouchedFindsEveryKindOfChange(t *testing.T) {
	dir, tree := dock(t)
	d := fill(t, tree, "a.go", "gone.go", "sub/run.sh")
	if err := d.LinkVendor(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(d.Root, "gone.go")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.Root, "sub/run.sh"), []byte("longer"), 0o755); err != nil {
		t.Fatal(err)
	}
	for p, text := range map[string]string{"fresh/f.go": "f", "a.go": "b"} {
		if err := d.Write(p, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.Touched()
	if want := []string{"a.go", "fresh/f.go", "gone.go", "sub/run.sh"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("touched %v, %v", got, err)
	}
	if user, _ := os.ReadFile(filepath.Join(dir, "a.go")); string(user) != "a" {
		t.Errorf("the checkout was changed: %q", user)
	}
}

func TestVendorIsLinkedAndWatched(t *testing.T) {
	dir, tree := dock(t)
	d := fill(t, tree, "a.go")
	if err := d.LinkVendor(dir); err != nil {
		t.Fatal(err)
	}
	if text, err := d.Read("vendor/m/m.go"); err != nil || string(text) != "m" {
		t.Errorf("vendored file %q, %v", text, err)
	}
	if touched, err := d.VendorTouched(); err != nil || len(touched) > 0 {
		t.Errorf("touched %v, %v", touched, err)
	}
	if err := d.VendorRules(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Read("vendor/m/m.go"); err == nil {
		t.Error("sources are among the rules")
	}
	if text, _ := d.Read("vendor/m/BUILD.bazel"); string(text) != "rule" {
		t.Errorf("rules %q", text)
	}
	if err := os.WriteFile(filepath.Join(dir, "vendor/m/m.go"), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if touched, _ := d.VendorTouched(); !slices.Equal(touched, []string{"vendor/m/m.go"}) {
		t.Errorf("touched %v", touched)
	}
}

func TestNewSweepsAwayWhatKilledRunsLeft(t *testing.T) {
	parent := t.TempDir()
	dead := filepath.Join(parent, "kvscaffold-dead")
	if err := os.MkdirAll(filepath.Join(dead, "tree"), 0o755); err != nil {
		t.Fatal(err)
	}
	alive, err := New(parent)
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Remove()
	second, err := New(parent)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Remove()
	if _, err := os.Stat(dead); err == nil {
		t.Error("the dead run's directory is still there")
	}
	if _, err := os.Stat(alive.Root); err != nil {
		t.Error("the living run's directory is gone")
	}
}

func TestFillStopsWhenCancelled(t *testing.T) {
	_, tree := dock(t)
	d, err := New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Remove()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := d.Fill(ctx, tree, []string{"a.go"}); err == nil {
		t.Error("a cancelled copy succeeds")
	}
}

func TestWalkLeavesOutBuildOutput(t *testing.T) {
	dir, tree := dock(t)
	for _, p := range []string{".git/HEAD", "_out/x", "bazel-bin/y", "pkg/_testdata/z"} {
		file := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := Walk(tree)
	slices.Sort(got)
	want := []string{"a.go", "gone.go", "inside", "outside", "pkg/_testdata/z", "sub/run.sh", "vendor/m/BUILD.bazel", "vendor/m/m.go"}
	if !slices.Equal(got, want) {
		t.Errorf("walked %v", got)
	}
}
