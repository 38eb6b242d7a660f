package plan

import (
	"regexp"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Some requirements about gates are more than "needs the gate": a check that
// only asks for the gate would refuse what they allow, so they stay prose.

var (
	// onChange matches requirements on changes: objects that have the value
	// already stay valid without the gate.
	onChange = regexp.MustCompile(`(?i)\b(?:be (?:changed|modified|edited|altered|updated)|newly set|unchanged|untouched|(?:changes|changing|modifying|editing|updating|on (?:a )?change)|(?:leaves?|keeps?) (?:it|them|the (?:field|value)) (?:as|unchanged)|as (?:it|they) (?:is|are|was|were))\b`)
	// oldPasses matches the sentence after a requirement that makes it one on
	// changes.
	oldPasses  = regexp.MustCompile(`(?i)\b(?:unchanged|untouched|already set|existing (?:values?|objects?|settings?)|as (?:it|they) (?:is|are|was|were))\b.*\b(?:pass|passes|accepted|allowed|valid|ok|fine|not (?:checked|refused|rejected))\b|\bonly\b.*\b(?:checked|refused|rejected)\b.*\bchang`)
	gateChoice = regexp.MustCompile("`?([A-Z]\\w+)`?(?: (?:feature )?gate)?,? or (?:the )?`?([A-Z]\\w+)`?")
)

// eitherGate reports whether one of several gates is enough.
func (v *ruleReader) eitherGate(p phrase) bool {
	m := gateChoice.FindStringSubmatch(p.text)
	if m == nil {
		return false
	}
	for _, g := range v.r.f.Gates {
		if g.Name.Value == m[1] || g.Name.Value == m[2] {
			return true
		}
	}
	return false
}

// onlyChanges turns gate rules into prose where the sentence after them says
// that what is there already passes.
func onlyChanges(rules []feature.Rule) {
	for i := 1; i < len(rules); i++ {
		r := rules[i]
		if r.Kind != feature.RuleProse || !oldPasses.MatchString(r.Text.Value) {
			continue
		}
		for j := i - 1; j >= 0 && rules[j].Kind == feature.RuleGate && rules[j].Text == rules[i-1].Text; j-- {
			if r.Path.Empty() || r.Path.Value == rules[j].Path.Value {
				rules[j].Kind = feature.RuleProse
			}
		}
	}
}
