package rule_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/plan/rule"
)

// read reads a document about the lamp of generator/rule/testdata.
func read(t *testing.T, text string) rule.Result {
	t.Helper()
	api, err := os.ReadFile("../../rule/testdata/types.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	planned, err := os.ReadFile("../../rule/testdata/planned.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f feature.Feature
	if err := yaml.Unmarshal(planned, &f); err != nil {
		t.Fatal(err)
	}
	f.Gates = []feature.Gate{{Name: feature.Text{Value: "Lamps"}}}
	d, err := document.Parse("plan.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	tree := checkout.FromFS(fstest.MapFS{"staging/src/kubevirt.io/api/core/v1/types.go": &fstest.MapFile{Data: api}})
	return rule.Read(d, &f, tree)
}

// TestSentencesBecomeExpressions reads testdata/sentences.txt: a sentence, then
// its rules with the reported field, or a word for what else it is. L stands
// for the path of the lamp.
func TestSentencesBecomeExpressions(t *testing.T) {
	cases, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range strings.Split(strings.TrimSpace(string(cases)), "\n\n") {
		sentence, want, _ := strings.Cut(c, "\n")
		res := read(t, "## Validation\n\n- "+sentence+"\n")
		var got []string
		for _, r := range res.Rules {
			line := "  " + r.Expr.Value + " @ " + r.Field.Value
			for _, more := range []string{r.Cause.Value, r.Message.Value} {
				if more != "" {
					line += " | " + more
				}
			}
			got = append(got, strings.ReplaceAll(line, "spec.domain.devices.lamp", "L"))
		}
		for _, h := range res.Heard {
			if h.As != rule.AsRule {
				got = append(got, "  "+h.As)
			}
		}
		if text := strings.Join(got, "\n"); text != want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", sentence, text, want)
		}
	}
}

// TestSectionsWithRules: which sections of a plan say rules. Comments count
// only where a validator is planned or a section says rules.
func TestSectionsWithRules(t *testing.T) {
	const clause = "`power` must be at most 10."
	for _, c := range []struct {
		plan string
		want int
	}{
		{"## Validation\n\n- " + clause, 1},
		{"## Webhook checks\n\n" + clause, 1},
		{"## Validation\n\n### Creation\n\n- " + clause, 1},
		{"## Testing\n\n### Validation\n\n- " + clause, 0},
		{"## Validation\n\n### Risks\n\n- " + clause, 0},
		{"## Overview\n\n- " + clause, 0},
		{"## Overview\n\n```go\n// " + clause + "\n```", 0},
	} {
		if res := read(t, c.plan); len(res.Rules) != c.want {
			t.Errorf("%q: %d rules, want %d: %v", c.plan, len(res.Rules), c.want, res.Heard)
		}
	}
}
