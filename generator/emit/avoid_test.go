package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestWhatDoesNotCompileIsGivenUpAlone(t *testing.T) {
	f := &feature.Feature{Gates: []feature.Gate{{Name: word("Third"), Owner: word("@x"), Release: word("v1.9.0")}}}
	first := Run(gates.tree(), f, []string{"gate"})
	avoid := &Avoid{}
	d := diag.Diagnostic{Severity: diag.Error, Code: "type-error", Message: "no such thing", Pos: diag.Pos{File: "pkg/virt-config/feature-gates.go", Line: 14}}
	if !avoid.Blame(first, d, "\treturn config.isFeatureGateEnabled(featuregate.Third)") {
		t.Fatal("the accessor is not blamed")
	}
	if avoid.Blame(first, d, "\treturn config.isFeatureGateEnabled(featuregate.Third)") {
		t.Error("the same text is blamed twice: the attempts would not end")
	}
	if avoid.Blame(first, d, "\treturn config.isFeatureGateEnabled(featuregate.First)") {
		t.Error("a line of the checkout is blamed")
	}
	second := RunWithout(gates.tree(), f, []string{"gate"}, avoid)
	overlay, _ := second.Set.Compose(gates.tree())
	if len(overlay) != 1 || !strings.Contains(string(overlay["pkg/virt-config/featuregate/active.go"]), "Name: Third") {
		t.Errorf("more than the accessor is gone: %v", overlay)
	}
	if len(avoid.Items) != 1 || !strings.Contains(avoid.Items[0].Why, "no such thing") || avoid.Items[0].From.Line != 7 {
		t.Errorf("the account is %+v", avoid.Items)
	}
}

// TestTheSurestEmittersRunWhenAllElseIsGivenUp: gates stand alone.
func TestTheSurestEmittersRunWhenAllElseIsGivenUp(t *testing.T) {
	var r Result
	r.Set.Insert("c.go", 20, "\tPlay()\n", "functions", diag.Pos{File: "plan.md", Line: 4})
	avoid := &Avoid{}
	avoid.Emitters(r, diag.Diagnostic{Severity: diag.Error, Code: "type-error"}, Names())
	second := RunWithout(gates.tree(), &feature.Feature{Gates: []feature.Gate{{Name: word("Third"), Owner: word("@x"), Release: word("v1.9.0")}}}, nil, avoid)
	if second.Set.Empty() {
		t.Error("the gate is gone as well")
	}
}
