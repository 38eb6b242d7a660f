package tree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/plantest"
)

func TestLists(t *testing.T) {
	plantest.Check(t, "testdata/lists.txt", func(in string) string {
		d, err := document.Parse("plan.md", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		var w strings.Builder
		for _, b := range d.Blocks {
			for _, s := range Statements(b, "plan.md") {
				fmt.Fprintf(&w, "%d %s\n", s.At.Line, s)
			}
		}
		return w.String()
	})
}

func TestIs(t *testing.T) {
	for src, want := range map[string]bool{
		"pkg/\n└── tpm/\n    ├── tpm.go  # new\n    └── BUILD.bazel": true,
		"pkg/a.go\npkg/b.go\n(+ the tests)":                          true,
		"(none)":                                                     true,
		"spec:\n  domain:\n    cpu: 2":                               false,
		"┌───────┐   ┌──────┐\n│ virt-api │──▶│":  false,
		"make generate\nkubectl create -f x.yaml": false,
		"type X struct {\n}": false,
	} {
		if got := Is(strings.Split(src, "\n")); got != want {
			t.Errorf("Is(%q) = %v", src, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range plantest.Read(f, "testdata/lists.txt") {
		f.Add(c.In)
	}
	f.Fuzz(func(t *testing.T, src string) {
		lines := strings.Split(src, "\n")
		Is(lines)
		files, _ := Read(lines, 3, "")
		for _, g := range files {
			if g.Line < 3 || g.Line >= 3+len(lines) || g.Path == "" || strings.Contains(g.Path, "..") {
				t.Fatalf("%+v", g)
			}
		}
	})
}
