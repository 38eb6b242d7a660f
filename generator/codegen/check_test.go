package codegen

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// TestCheckFindsUntouchedTreesClean runs all steps of an API edit on the
// checkout, and on the revisions that KUBEVIRT_REVS names, for instance
// "v1.7.0 v1.8.0 v1.9.0". KUBEVIRT_ALL=1 runs every step.
func TestCheckFindsUntouchedTreesClean(t *testing.T) {
	tree := openCheckout(t)
	revs := strings.Fields(os.Getenv("KUBEVIRT_REVS"))
	if len(revs) == 0 {
		checkClean(t, tree)
	}
	for _, rev := range revs {
		t.Run(rev, func(t *testing.T) { checkClean(t, export(t, tree.Dir(), rev)) })
	}
}

// export returns a revision of a clone as a tree without repository.
func export(t testing.TB, clone, rev string) *checkout.Tree {
	t.Helper()
	dir := t.TempDir()
	archive, err := exec.Command("git", "-C", clone, "archive", rev).Output()
	if err != nil {
		t.Fatalf("git archive %s: %v", rev, err)
	}
	tar := exec.Command("tar", "-x", "-C", dir)
	tar.Stdin = bytes.NewReader(archive)
	if err := tar.Run(); err != nil {
		t.Fatal(err)
	}
	tree, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func checkClean(t *testing.T, tree *checkout.Tree) {
	opts := realOptions(t)
	opts.All = os.Getenv("KUBEVIRT_ALL") != ""
	began := time.Now()
	res, err := Check(context.Background(), tree, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1fs in all", time.Since(began).Seconds())
	report(t, res)
	if res.Files == nil || res.Diags.HasErrors() {
		t.Error("the check did not complete")
	}
	for p := range res.Files {
		t.Errorf("%s: differs", p)
	}
}
