package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestRulesOnOtherFieldsStandOutsideTheGate(t *testing.T) {
	f := &feature.Feature{
		Gates:  []feature.Gate{{Name: word("SlowStart"), Owner: word("@n"), Release: word("v1.9.0")}},
		Fields: []feature.Field{apiField("MigrationPolicy", "spec.slowStart", "*int64"), apiField("MigrationPolicy", "spec.slowEnd", "*int64")},
		Rules: []feature.Rule{
			gatedBy("SlowStart", "spec.slowStart"),
			{Kind: feature.RuleProse, Text: word("a slow start is a multiple of 8"), Path: word("spec.slowStart")},
			{Kind: feature.RuleProse, Text: word("allowAutoConverge is seldom useful"), Path: word("spec.allowAutoConverge")},
			{Kind: feature.RuleRange, Text: word("x"), Path: word("spec.slowEnd"), Min: word("1")},
		},
	}
	next, _ := applied(t, miniTree(t), f, "webhook")
	wantText(t, next, admittersDir+"migrationpolicy-admitter.go",
		"\n\t\t// TODO: a slow start is a multiple of 8\n\t}\n",
		"\n\t// TODO: allowAutoConverge is seldom useful\n",
		"\n\tif spec.SlowEnd != nil && *spec.SlowEnd < 1 {")
	if text := content(t, next, admittersDir+"migrationpolicy-admitter.go"); strings.Count(text, "SlowStartEnabled") != 1 {
		t.Error(text)
	}
}
