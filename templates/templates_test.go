package templates_test

import (
	"go/format"
	"testing"

	"github.com/kubevirt/kvscaffold/templates"
)

func TestTextsAreGo(t *testing.T) {
	spec := map[string]any{"Ginkgo": "", "Title": `"works"`, "Body": "\t\t// first\n", "Decorators": []string{"Serial"}}
	for name, data := range map[string]any{
		"suite":    map[string]any{"Test": "TestDisk", "Setup": "testutils.Setup"},
		"describe": map[string]any{"Open": "Describe(SIG(", "Title": `"disk"`, "Decorators": []string{"Serial"}, "Body": "\tBy(`x`)\n", "Close": "))"},
	} {
		if _, err := format.Source([]byte("package x\n\n" + templates.Text(name, data))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"context", "pending"} {
		if _, err := format.Source([]byte("package x\n\nfunc f() {\n" + templates.Text(name, spec) + "}\n")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := format.Source([]byte("package x\n\nfunc f() {\n" + templates.Text("gate", map[string]any{"Ginkgo": "", "Enable": []string{"on()"}}) + "}\n")); err != nil {
		t.Errorf("gate: %v", err)
	}
}

func TestPendingSpecWithoutWordsHasNoBody(t *testing.T) {
	got := templates.Text("pending", map[string]any{"Ginkgo": "", "Title": `"works"`, "Body": ""})
	if want := "PIt(\"works\")\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUnknownTemplatePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	templates.Text("nothing", nil)
}
