package gocode_test

import (
	"go/format"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/rule"
	"github.com/kubevirt/kvscaffold/generator/rule/gocode"
)

func env(t *testing.T) *rule.Env {
	t.Helper()
	api, err := os.ReadFile("../testdata/types.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	planned, err := os.ReadFile("../testdata/planned.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tree := checkout.FromFS(fstest.MapFS{"staging/src/kubevirt.io/api/core/v1/types.go": &fstest.MapFile{Data: api}})
	var f feature.Feature
	if err := yaml.Unmarshal(planned, &f); err != nil {
		t.Fatal(err)
	}
	e, err := rule.NewEnv(rule.NewSchema(tree, &f), "VirtualMachineInstance")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func target() gocode.Target {
	return gocode.Target{
		Vars:     map[string]gocode.Var{"spec": {Go: "spec"}},
		Qualify:  func(pkg, name string) string { return path.Base(pkg) + "." + name },
		Gate:     func(name string) (string, bool) { return "config." + name + "Enabled()", true },
		ArchExpr: "spec.Architecture", Field: "field", FieldAt: "spec", Stop: "return causes", Empty: "return nil",
		Cause: func(r gocode.Report) string { return "report(" + r.Cause + ", " + r.Message + ", " + r.Field + ")\n" },
	}
}

// TestStatementsOfRules shows the Go of one rule each. The lamp is spelled out
// as L to keep the lines short.
func TestStatementsOfRules(t *testing.T) {
	e := env(t)
	cases, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range strings.Split(string(cases), "\n---\n") {
		expr, want, _ := strings.Cut(strings.TrimSpace(c), "\n")
		x, problems := e.Parse(strings.ReplaceAll(expr, "L", "spec.domain.devices.lamp"))
		if len(problems) > 0 {
			t.Errorf("%s: %v", expr, problems)
			continue
		}
		w := gocode.New(target())
		body, err := w.Body([]gocode.Rule{{Expr: x}})
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		text := strings.Join(w.Decls(), "") + "func check() {\n" + body + "}\n"
		out, err := format.Source([]byte(text))
		if err != nil {
			t.Errorf("%s: %v in\n%s", expr, err, text)
			continue
		}
		got := strings.ReplaceAll(strings.TrimSpace(string(out)), "report(CauseTypeFieldValue", "report(")
		if got != strings.TrimSpace(want) {
			t.Errorf("%s\ngot\n%s\nwant\n%s", expr, got, want)
		}
	}
}
