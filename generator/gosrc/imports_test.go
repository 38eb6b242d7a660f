package gosrc_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dave/jennifer/jen"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// add runs the import table over one file and returns the file with the
// missing imports.
func add(t *testing.T, src string, paths ...string) string {
	t.Helper()
	tree := checkout.FromFS(fstest.MapFS{"pkg/a/a.go": {Data: []byte(src)}})
	im := gosrc.NewImports(tree, "pkg/a/a.go")
	for _, p := range paths {
		im.Name(p)
	}
	set := change.Set{Edits: im.Edits("test")}
	out, diags := set.Compose(tree)
	if diags.HasErrors() {
		t.Fatal(diags.Sorted())
	}
	if len(out) == 0 {
		return src
	}
	text, err := gosrc.Tidy([]byte(src), out["pkg/a/a.go"])
	if err != nil {
		t.Fatalf("%v in\n%s", err, out["pkg/a/a.go"])
	}
	return string(text)
}

func TestImportsGoIntoTheGroupOfTheirKind(t *testing.T) {
	cases := []struct{ name, src, want string }{
		{"into existing groups", "package a\n\nimport (\n\t\"os\"\n\n\tk8sv1 \"k8s.io/api/core/v1\"\n\n\t\"kubevirt.io/kubevirt/pkg/b\"\n)\n\nvar _ = 1\n",
			"package a\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\n\tk8sv1 \"k8s.io/api/core/v1\"\n\tmetav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n\n\tv1 \"kubevirt.io/api/core/v1\"\n\n\t\"kubevirt.io/kubevirt/pkg/b\"\n\tvirtconfig \"kubevirt.io/kubevirt/pkg/virt-config\"\n)\n\nvar _ = 1\n"},
		{"no imports yet", "package a\n\nvar _ = 1\n",
			"package a\n\nimport (\n\t\"fmt\"\n\n\tmetav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n\n\tv1 \"kubevirt.io/api/core/v1\"\n\n\tvirtconfig \"kubevirt.io/kubevirt/pkg/virt-config\"\n)\n\nvar _ = 1\n"},
		{"single-line form", "package a\n\nimport \"kubevirt.io/kubevirt/pkg/b\"\n\nvar _ = 1\n",
			"package a\n\nimport (\n\t\"fmt\"\n\n\tmetav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n\n\tv1 \"kubevirt.io/api/core/v1\"\n\n\t\"kubevirt.io/kubevirt/pkg/b\"\n\tvirtconfig \"kubevirt.io/kubevirt/pkg/virt-config\"\n)\n\nvar _ = 1\n"},
		{"everything is there", "package a\n\nimport (\n\t\"fmt\"\n\n\tx \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n\ty \"kubevirt.io/api/core/v1\"\n\tz \"kubevirt.io/kubevirt/pkg/virt-config\"\n)\n", ""},
	}
	for _, c := range cases {
		want := c.want
		if want == "" {
			want = c.src
		}
		got := add(t, c.src, "fmt", "k8s.io/apimachinery/pkg/apis/meta/v1", "kubevirt.io/api/core/v1", "kubevirt.io/kubevirt/pkg/virt-config")
		if got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

func TestImportsJoinTheirNearestRelatives(t *testing.T) {
	src := "package a\n\nimport (\n\t\"os\"\n\n\t\"kubevirt.io/kubevirt/pkg/b\"\n\n\t\"kubevirt.io/kubevirt/tests/libfoo\"\n\t\"kubevirt.io/kubevirt/tests/libbar\"\n)\n"
	got := add(t, src, "kubevirt.io/kubevirt/pkg/virt-config/featuregate", "kubevirt.io/kubevirt/tests/decorators", "kubevirt.io/kubevirt/tools/x")
	want := "\t\"kubevirt.io/kubevirt/pkg/b\"\n\t\"kubevirt.io/kubevirt/pkg/virt-config/featuregate\"\n\n\t\"kubevirt.io/kubevirt/tests/lib"
	if !strings.Contains(got, want) || !strings.HasSuffix(got, "\t\"kubevirt.io/kubevirt/tools/x\"\n)\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestAliasIsThatOfTheFileThenOfThePackage(t *testing.T) {
	tree := checkout.FromFS(fstest.MapFS{
		"pkg/a/a.go": {Data: []byte("package a\n\nimport core \"kubevirt.io/api/core/v1\"\n")},
		"pkg/a/b.go": {Data: []byte("package a\n\nimport virtv1 \"kubevirt.io/api/core/v1\"\n")},
		"pkg/a/c.go": {Data: []byte("package a\n\nimport virtv1 \"kubevirt.io/api/core/v1\"\n")},
		"pkg/b/b.go": {Data: []byte("package b\n")},
	})
	for file, want := range map[string]string{"pkg/a/a.go": "core.VM", "pkg/a/new.go": "virtv1.VM", "pkg/b/b.go": "v1.VM"} {
		if got := gosrc.NewImports(tree, file).Qualify("kubevirt.io/api/core/v1", "VM"); got != want {
			t.Errorf("%s: got %s, want %s", file, got, want)
		}
	}
	if got := gosrc.NewImports(tree, "pkg/b/b.go").Qualify("kubevirt.io/kubevirt/pkg/b", "X"); got != "X" {
		t.Errorf("own package is qualified: %s", got)
	}
}

func TestFindKnowsQualifiersOfTheFileAndItsSurroundings(t *testing.T) {
	tree := checkout.FromFS(fstest.MapFS{
		"pkg/a/a.go":   {Data: []byte("package a\n")},
		"pkg/a/b/b.go": {Data: []byte("package b\n\nimport pv1 \"k8s.io/api/policy/v1\"\n\nvar _ pv1.Eviction\n")},
	})
	if p, ok := gosrc.NewImports(tree, "pkg/a/a.go").Find("pv1"); !ok || p != "k8s.io/api/policy/v1" {
		t.Errorf("got %q %v", p, ok)
	}
	if p, ok := gosrc.NewImports(tree, "pkg/a/a.go").Find("nowhere"); ok {
		t.Errorf("found %q", p)
	}
}

func TestCommentWrapsTextAndKeepsMarkers(t *testing.T) {
	long := strings.Repeat("word ", 30)
	got := gosrc.Comment("\t", long+"\n\n+kubebuilder:validation:XValidation:rule=\""+strings.Repeat("x ", 80)+"\"")
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(lines) != 4 || lines[2] != "\t//" || !strings.HasPrefix(lines[3], "\t// +kubebuilder") {
		t.Errorf("got %q", lines)
	}
}

func TestRenderGivesFormattedDeclarations(t *testing.T) {
	got := gosrc.Render(jen.Func().Id("f").Params().Bool().Block(jen.Return(jen.True())), jen.Var().Id("x").Op("=").Lit(1))
	if want := "func f() bool {\n\treturn true\n}\n\nvar x = 1\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
