package rule_test

import (
	"os"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/rule"
)

func env(t *testing.T) *rule.Env {
	t.Helper()
	api, err := os.ReadFile("testdata/types.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	planned, err := os.ReadFile("testdata/planned.yaml")
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

// TestRulesJudgeSamples: an expression, a lamp, and whether that breaks it.
func TestRulesJudgeSamples(t *testing.T) {
	e := env(t)
	const lamp = "spec.domain.devices.lamp"
	for _, c := range []struct {
		expr, lamp string
		want       rule.Verdict
	}{
		{lamp + ".power <= 10", "{power: 11}", rule.Broken},
		{lamp + ".power <= 10", "{power: 10}", rule.Kept},
		{lamp + ".power <= 10", "{}", rule.Silent},
		{lamp + ".power <= 10", "", rule.Silent},
		{lamp + ".power <= " + lamp + ".limit", "{power: 2, limit: 1}", rule.Broken},
		{"has(" + lamp + ".power)", "{}", rule.Broken},
		{"has(" + lamp + ".power)", "", rule.Silent},
		{"!has(" + lamp + ".power) || has(" + lamp + ".limit)", "{power: 1}", rule.Broken},
		{lamp + ".colour in ['Red', '']", "{}", rule.Kept},
		{lamp + ".colour in ['Red']", "{colour: Blue}", rule.Broken},
		{lamp + ".size >= quantity('64Ki')", "{size: 63Ki}", rule.Broken},
		{lamp + ".size <= spec.domain.memory.guest", "{size: 63Ki}", rule.Silent},
		{lamp + ".size.asInteger() % 4096 == 0", "{size: 4097}", rule.Broken},
		{lamp + ".after > duration('0s')", "{after: 0s}", rule.Broken},
		{lamp + ".tags.all(t, t.matches('^[a-z]+$'))", "{tags: [a, B]}", rule.Broken},
		{"size(" + lamp + ".tags) <= 1", "{tags: [a, b]}", rule.Broken},
		{"unique(" + lamp + ".bulbs.map(b, b.name))", "{bulbs: [{name: a}, {name: a}]}", rule.Broken},
		{"unique(" + lamp + ".bulbs.map(b, [b.name, string(b.watts)]))", "{bulbs: [{name: a, watts: 1}, {name: a, watts: 2}]}", rule.Kept},
		{lamp + ".bulbs.all(b, b.watts > 0)", "{bulbs: [{name: a}, {name: b, watts: 0}]}", rule.Broken},
		{lamp + ".labels.all(k, k.startsWith('x.'))", "{labels: {y: '1'}}", rule.Broken},
		{lamp + ".colour == '' || spec.volumes.exists(v, v.name == " + lamp + ".colour)", "{colour: vol}", rule.Kept},
		{lamp + ".colour == '' || spec.volumes.exists(v, v.name == " + lamp + ".colour)", "{colour: v}", rule.Broken},
		{"gate('Lamps') || !has(" + lamp + ")", "{}", rule.Kept},
		{"gate('Other') || !has(" + lamp + ")", "{}", rule.Broken},
		{"arch() != 's390x' || !has(" + lamp + ")", "{}", rule.Broken},
		{"math.bitAnd(" + lamp + ".power, " + lamp + ".power - 1) == 0", "{power: 6}", rule.Broken},
		{"isCIDR(" + lamp + ".colour)", "{colour: 10.0.0.0/33}", rule.Broken},
	} {
		x, problems := e.Parse(c.expr)
		if len(problems) > 0 {
			t.Errorf("%s: %v", c.expr, problems)
			continue
		}
		var object map[string]any
		text := "spec: {architecture: s390x, volumes: [{name: vol}], domain: {devices: {"
		if c.lamp != "" {
			text += "lamp: " + c.lamp
		}
		if err := yaml.Unmarshal([]byte(text+"}}}"), &object); err != nil {
			t.Fatal(err)
		}
		got, err := x.Judge(rule.Sample{Object: object, Gates: []string{"Lamps"}})
		if err != nil || got != c.want {
			t.Errorf("%s for %q is %v (%v), want %v", c.expr, c.lamp, got, err, c.want)
		}
	}
}

// TestProblemsNameTheirPlace: what is no rule is told with line and column.
func TestProblemsNameTheirPlace(t *testing.T) {
	e := env(t)
	for expr, want := range map[string]string{
		"spec.domain.devices.lump.power > 1":         "1:20: the API has no field 'lump'",
		"spec.domain.devices.lamp.power > 'x'":       "1:32: found no matching overload for '_>_' applied to '(int, string)'",
		"spec.domain.devices.lamp.power":             "1:1: the expression is of type int, a rule is true or false",
		"power must be positive":                     "1:7: Syntax error: mismatched input 'must' expecting <EOF>",
		"has(spec.volumes) &&\n  spec.nothing == ''": "2:7: the API has no field 'nothing'",
	} {
		_, problems := e.Parse(expr)
		if len(problems) == 0 || problems[0].Error() != want {
			t.Errorf("%s: %v, want %s", expr, problems, want)
		}
	}
}
