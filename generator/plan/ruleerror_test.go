package plan

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// kitchenRules reads a plan with a gate rule and one without a gate, with error messages.
func kitchenRules(errors string) []feature.Rule {
	return Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Kitchen\n\n" +
		"## Phase 1\n- [ ] Feature gate `PotLid`, Alpha in v1.9.0, owner @cook\n\n" +
		"## API Design\n\n### VMI Spec\n```yaml\nspec:\n  domain:\n    potLid: 1     # *int64, optional. The lid\n    ladle: 2      # *int64, optional. The ladle\n```\n\n" +
		"**Validation**:\n- `spec.domain.potLid` needs the `PotLid` gate\n- `spec.domain.potLid` and `spec.domain.ladle` are mutually exclusive\n" +
		"- **Error Messages**: " + errors + "\n")}).Feature.Rules
}

func TestTextsGoToTheRulesThatTheySpeakOf(t *testing.T) {
	for _, tt := range []struct{ errors, gate, pair string }{
		{`invalid value; "potLid needs the PotLid feature gate"`, "potLid needs the PotLid feature gate", ""},
		{`invalid value, "potLid needs the PotLid feature gate"`, "potLid needs the PotLid feature gate", ""},
		{`"either a lid or a ladle"; "without a gate no lid"`, "without a gate no lid", "either a lid or a ladle"},
		{`"without a gate no lid"; "exclusive ladle"`, "without a gate no lid", "exclusive ladle"},
		{`"something else altogether"`, "", ""},
	} {
		rules := kitchenRules(tt.errors)
		if len(rules) != 2 || rules[0].Kind != feature.RuleGate || rules[1].Kind != feature.RuleExclusive {
			t.Fatalf("rules %+v", rules)
		}
		if rules[0].Message.Value != tt.gate || rules[1].Message.Value != tt.pair {
			t.Errorf("%s: %q, %q", tt.errors, rules[0].Message.Value, rules[1].Message.Value)
		}
	}
}

func TestTheOnlyKindOfErrorHoldsForAllRules(t *testing.T) {
	for _, r := range kitchenRules(`forbidden; "potLid needs the PotLid feature gate"`) {
		if r.Cause.Value != "forbidden" {
			t.Errorf("cause %q of %s", r.Cause.Value, r.Text.Value)
		}
	}
}

func TestRequirementsThatAllowMoreThanTheGateStayWords(t *testing.T) {
	for text, kind := range map[string]string{
		"`spec.domain.potLid` needs the `PotLid` gate":                                               feature.RuleGate,
		"`spec.domain.potLid` can only be set while the `PotLid` gate is enabled":                    feature.RuleGate,
		"`spec.domain.potLid` may only be changed while the `PotLid` gate is enabled":                feature.RuleProse,
		"`spec.domain.potLid` needs the `PotLid` gate, an unchanged value passes an update":          feature.RuleProse,
		"`spec.domain.potLid` needs the `PotLid` gate. Updates that leave it as it is are accepted.": feature.RuleProse,
		"`spec.domain.potLid` needs the `PotLid` or the `Stove` gate":                                feature.RuleProse,
		"`spec.domain.potLid` is refused without the `Stove` or `PotLid` feature gate":               feature.RuleProse,
		"`spec.domain.potLid` or `spec.domain.ladle` need the `PotLid` gate and no other":            feature.RuleGate,
	} {
		rules := Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Kitchen\n\n" +
			"## Phase 1\n- [ ] Feature gate `PotLid`, Alpha in v1.9.0, owner @cook\n\n" +
			"## API Design\n\n### VMI Spec\n```yaml\nspec:\n  domain:\n    potLid: 1     # *int64, optional. The lid\n    ladle: 2      # *int64, optional. The ladle\n```\n\n" +
			"**Validation**:\n- " + text + "\n")}).Feature.Rules
		if len(rules) == 0 || rules[0].Kind != kind {
			t.Errorf("%s: %+v", text, rules)
		}
	}
}
