package verify

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// TestRealCheckout verifies additions to the checkout that the environment
// names: one in a package that compiles anywhere, one in the launcher, which
// needs libvirt, one in a new package; then the same with an error in each.
func TestRealCheckout(t *testing.T) {
	dir := os.Getenv("KUBEVIRT")
	if dir == "" {
		t.Skip("KUBEVIRT names no checkout")
	}
	base, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, addition := range []string{"var zzAdded = 1", "var zzAdded = zzMissing"} {
		over := map[string][]byte{"pkg/virt-config/zzadded/new.go": []byte("package zzadded\n\n" + addition + "\n")}
		for _, p := range []string{"pkg/virt-config/featuregate/feature-gates.go", "pkg/virt-launcher/virtwrap/manager.go"} {
			src, err := base.Read(p)
			if err != nil {
				t.Fatal(err)
			}
			over[p] = []byte(string(src) + "\n" + addition + "\n")
		}
		r, err := Run(context.Background(), base, base.With(over), Options{Env: os.Environ(), Flags: []string{"-mod=vendor", "-trimpath"}})
		if err != nil {
			t.Fatal(err)
		}
		var places []string
		for _, d := range r.Diags.Sorted() {
			places = append(places, d.Pos.File+" "+d.Message)
		}
		t.Log(strings.Join(r.Lines(), "\n"), places)
		want := sorted(over)
		for i := range want {
			want[i] += " undefined: zzMissing"
		}
		if addition == "var zzAdded = 1" {
			want = nil
		}
		if !slices.Equal(places, want) {
			t.Errorf("got %q, want %q", places, want)
		}
	}
}
