package codegen

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// TestRunReproducesMerges applies nothing but the API sources of merged pull
// requests, and the rule violations they accepted by hand, to the commits before them and expects the generated files that
// were merged. KUBEVIRT_MERGES names the merges, for instance
// "3d467ea1eb cfa3358c48 254178b656".
func TestRunReproducesMerges(t *testing.T) {
	clone := os.Getenv("KUBEVIRT")
	merges := strings.Fields(os.Getenv("KUBEVIRT_MERGES"))
	if clone == "" || len(merges) == 0 {
		t.Skip("KUBEVIRT and KUBEVIRT_MERGES are not set: no merges to replay")
	}
	for _, merge := range merges {
		t.Run(merge, func(t *testing.T) { replay(t, clone, merge) })
	}
}

func replay(t *testing.T, clone, merge string) {
	git := func(args ...string) []byte {
		t.Helper()
		out, err := exec.Command("git", append([]string{"-C", clone}, args...)...).Output()
		if err != nil {
			t.Fatalf("git %v: %v", args, err)
		}
		return out
	}
	base := export(t, clone, merge+"^1")
	steps, err := Steps(base)
	if err != nil {
		t.Fatal(err)
	}
	overlay, want := map[string][]byte{}, map[string][]byte{}
	for _, p := range strings.Fields(string(git("diff", "--name-only", merge+"^1", merge))) {
		switch {
		case strings.HasPrefix(p, apiDir+"/") && strings.HasSuffix(p, ".go") && !checkout.IsGenerated(path.Base(p)), p == knownList:
			overlay[p] = git("show", merge+":"+p)
		case isOutputOf(steps, p):
			want[p] = git("show", merge+":"+p)
		}
	}
	began := time.Now()
	res, err := Run(context.Background(), base, base.With(overlay), realOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1fs in all", time.Since(began).Seconds())
	report(t, res)
	identical := 0
	for p, data := range want {
		switch got, ok := res.Files[p]; {
		case !ok:
			t.Errorf("%s: not generated", p)
		case !bytes.Equal(got, data):
			t.Errorf("%s: differs from the merged file", p)
		default:
			identical++
		}
	}
	for p := range res.Files {
		if _, ok := want[p]; !ok {
			t.Errorf("%s: generated, but not part of the merge", p)
		}
	}
	t.Logf("%d of %d generated files identical", identical, len(want))
}

// isOutputOf reports whether a step for API edits may write the path. BUILD
// files follow Go files that are not part of the replay.
func isOutputOf(steps []Step, p string) bool {
	for _, s := range steps {
		if s.core && s.Name != "build-files" && Match(s.Outputs, p) {
			return true
		}
	}
	return false
}
