package score_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kubevirt/kvscaffold/golden"
	"github.com/kubevirt/kvscaffold/golden/score"
)

// demoFacts are what a careful reader takes from the example plan.
const demoFacts = `
gates:
- {name: PowerKey, const: PowerKey, accessor: PowerKeyEnabled}
types:
- {name: PowerKey, kind: struct}
- name: PowerKeyAction
  kind: string
  values: {PowerKeyActionShutdown: Shutdown, PowerKeyActionReboot: Reboot, PowerKeyActionIgnore: Ignore}
- {name: PowerKeyDomainConfigurator, kind: struct}
fields:
- {name: PowerKey, json: powerKey, go: '*PowerKey'}
- {name: Action, json: action, go: PowerKeyAction}
- {name: HoldSeconds, json: holdSeconds, go: '*int32'}
functions:
- {name: syncPowerKey, file: pkg/virt-controller/watch/vmi/lifecycle.go, receiver: '*Controller', calls: [sync]}
- {name: Configure, file: pkg/virt-launcher/virtwrap/converter/compute/power_key.go, receiver: PowerKeyDomainConfigurator}
- {name: PowerOff}
tests:
- {file: pkg/virt-api/webhooks/validating-webhook/admitters/vmi-create-admitter_test.go, titles: 6}
rules: [the gate, the values]
no_change: [virt-operator, virt-launcher]
`

// TestExamplePlan scores what the tool itself makes of the example plan on the
// miniature checkout, one fact and one component being none of the plan's.
func TestExamplePlan(t *testing.T) {
	cases, err := score.Load(fstest.MapFS{
		"demo/case.json":  {Data: []byte(`{"id": "demo", "style": "template", "base": "main"}`)},
		"demo/facts.yaml": {Data: []byte(demoFacts)},
		"demo/plan.md":    {},
	})
	if err != nil || len(cases) != 1 || cases[0].Dir != "demo" || cases[0].Style != "template" {
		t.Fatalf("got %+v, %v", cases, err)
	}
	archive, err := os.ReadFile("../plan_demo.txtar")
	if err != nil {
		t.Fatal(err)
	}
	example, err := golden.Parse("plan_demo.txtar", archive)
	if err != nil {
		t.Fatal(err)
	}
	run, err := example.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	row := score.Of(cases[0].Facts, score.Answer{Diff: run.Got.Diff, Account: run.Got.Account, Exit: run.Got.Exit})
	want := `gate 1/1 = 100%  type 3/3 = 100%  field 3/3 = 100%  function 2/3 = 67%  call 1/1 = 100%  tests 1/1 = 100%
1 plans: refused 0, built 10/11 = 91%, silent 1/12 = 8%, wrong 2, rough 0
`
	if got := row.Summary(1); got != want {
		t.Errorf("got\n%swant\n%s%s", got, want, row.Detail())
	}
	for _, w := range row.Wrong {
		if !strings.HasPrefix(w, "virt-launcher is left alone by the plan: ") {
			t.Errorf("not wrong: %s", w)
		}
	}
}

// TestMalformedCases: a case that cannot be read is named with its file.
func TestMalformedCases(t *testing.T) {
	good := fstest.MapFS{
		"one/case.json":  {Data: []byte(`{"id": "one", "base": "main"}`)},
		"one/facts.yaml": {Data: []byte("gates: []")},
		"one/plan.md":    {},
	}
	for _, c := range []struct{ file, text, want string }{
		{"one/case.json", `{"id": "one"}`, "case one: case.json names no id or no base commit"},
		{"one/case.json", `{"id": 1}`, "case one: case.json: "},
		{"one/facts.yaml", "gates: 5", "case one: facts.yaml: "},
		{"one/case.json", "", "case one: case.json: "},
	} {
		corpus := fstest.MapFS{c.file: {Data: []byte(c.text)}}
		for name, f := range good {
			if name != c.file {
				corpus[name] = f
			}
		}
		if _, err := score.Load(corpus); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s %q: got %v, want %s", c.file, c.text, err, c.want)
		}
	}
	delete(good, "one/plan.md")
	if _, err := score.Load(good); err == nil || !strings.Contains(err.Error(), "one/plan.md") {
		t.Errorf("without a plan: got %v", err)
	}
}
