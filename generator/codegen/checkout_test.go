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
	const file = apiDir + "/core/v1/schema.go"
	src, err := tree.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	const anchor = "type Chassis struct {\n"
	edited := strings.Replace(string(src), anchor, anchor+"\t// ScaffoldedProbe is a field of this test.\n\t// +optional\n\tScaffoldedProbe *bool `json:\"scaffoldedProbe,omitempty\"`\n", 1)
	next := tree.With(map[string][]byte{file: []byte(edited)})
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
