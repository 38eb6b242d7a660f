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
