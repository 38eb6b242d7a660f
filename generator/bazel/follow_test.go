package bazel

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

var update = flag.Bool("update", false, "rewrite what the cases expect")

// TestFollow runs the archives in testdata: files are the base tree; those
// below next/ replace or create files (an empty one deletes); those below want/
// are the BUILD files that result, and want.txt the diagnostics.
func TestFollow(t *testing.T) {
	names, _ := filepath.Glob("testdata/*.txtar")
	if len(names) < 10 {
		t.Fatalf("only %d cases found", len(names))
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var input []txtar.File
			base, over := fstest.MapFS{}, map[string][]byte{}
			var want []txtar.File
			for _, f := range a.Files {
				if p, ok := strings.CutPrefix(f.Name, "next/"); ok {
					over[p] = f.Data
					if len(f.Data) == 0 {
						over[p] = nil
					}
				} else if strings.HasPrefix(f.Name, "want") {
					want = append(want, f)
					continue
				} else {
					base[f.Name] = &fstest.MapFile{Data: f.Data}
				}
				input = append(input, f)
			}
			got := follow(t, checkout.FromFS(base), over)
			if *update {
				a.Files = append(input, got...)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if g, w := string(txtar.Format(&txtar.Archive{Files: got})), string(txtar.Format(&txtar.Archive{Files: want})); g != w {
				t.Errorf("got:\n%s\nwant:\n%s", g, w)
			}
		})
	}
}

// follow returns the BUILD files that change, and the diagnostics; a second
// run must find nothing.
func follow(t *testing.T, base *checkout.Tree, over map[string][]byte) []txtar.File {
	t.Helper()
	next := base.With(over)
	set, diags := Follow(base, next)
	files, more := set.Compose(next)
	diags.Merge(more)
	out := next.With(files)
	if again, _ := Follow(out, out.With(over)); !again.Empty() {
		t.Errorf("a second run still finds %v", again)
	}
	var got []txtar.File
	for _, p := range out.Changed(next) {
		data, _ := out.Read(p)
		got = append(got, txtar.File{Name: "want/" + p, Data: data})
	}
	var said strings.Builder
	for _, d := range diags.Sorted() {
		fmt.Fprintln(&said, d)
	}
	if said.Len() > 0 {
		got = append(got, txtar.File{Name: "want.txt", Data: []byte(said.String())})
	}
	return got
}

// BenchmarkFollow follows one new file in each of thirty packages of a real
// checkout, read afresh.
func BenchmarkFollow(b *testing.B) {
	dir := os.Getenv("KUBEVIRT")
	if dir == "" {
		b.Skip("KUBEVIRT names no checkout")
	}
	for b.Loop() {
		tree, err := checkout.Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		over := map[string][]byte{}
		for _, top := range []string{"pkg/virt-api", "pkg/virt-controller", "pkg/storage", "pkg/network", "pkg/virt-handler"} {
			for i, name := range tree.Dirs(top) {
				if i < 6 {
					over[top+"/"+name+"/zz_new_test.go"] = []byte("package " + strings.ReplaceAll(name, "-", "") + "_test\n\nimport _ \"k8s.io/api/core/v1\"\n")
				}
			}
		}
		Follow(tree, tree.With(over))
	}
}
