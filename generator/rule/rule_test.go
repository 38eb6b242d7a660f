package rule_test

import (
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/rule"
)

// api is a miniature of the KubeVirt API with one existing and one planned
// device.
const api = `package v1

import (
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type VirtualMachineInstance struct {
	metav1.ObjectMeta ` + "`json:\"metadata,omitempty\"`" + `
	Spec VirtualMachineInstanceSpec ` + "`json:\"spec\"`" + `
}

type VirtualMachineInstanceSpec struct {
	Architecture string ` + "`json:\"architecture,omitempty\"`" + `
	Domain DomainSpec ` + "`json:\"domain\"`" + `
	Volumes []Volume ` + "`json:\"volumes,omitempty\"`" + `
}

type DomainSpec struct {
	Memory *Memory ` + "`json:\"memory,omitempty\"`" + `
	Devices Devices ` + "`json:\"devices\"`" + `
}

type Memory struct {
	Guest *resource.Quantity ` + "`json:\"guest,omitempty\"`" + `
}

type Devices struct {
	Watchdog *Watchdog ` + "`json:\"watchdog,omitempty\"`" + `
}

type Watchdog struct {
	Name string ` + "`json:\"name\"`" + `
}

type Volume struct {
	Name string ` + "`json:\"name\"`" + `
	VolumeSource ` + "`json:\",inline\"`" + `
}

type VolumeSource struct {
	EmptyDisk *EmptyDisk ` + "`json:\"emptyDisk,omitempty\"`" + `
}

type EmptyDisk struct {
	Capacity resource.Quantity ` + "`json:\"capacity\"`" + `
}
`

const planned = `
types:
- name: Lamp
  kind: struct
  fields:
  - {name: Colour, json: colour, type: LampColour, exact: true}
  - {name: Power, json: power, type: '*int32', exact: true}
  - {name: Limit, json: limit, type: '*int32', exact: true}
  - {name: Size, json: size, type: '*resource.Quantity', exact: true}
  - {name: After, json: after, type: '*metav1.Duration', exact: true}
  - {name: Tags, json: tags, type: '[]string', exact: true}
  - {name: Labels, json: labels, type: 'map[string]string', exact: true}
  - {name: Bulbs, json: bulbs, type: '[]Bulb', exact: true}
- name: Bulb
  kind: struct
  fields:
  - {name: Name, json: name, type: string, exact: true}
  - {name: Watts, json: watts, type: '*int32', exact: true}
- name: LampColour
  kind: string
  values:
  - {name: LampColourRed, value: '"Red"'}
fields:
- {struct: Devices, name: Lamp, json: lamp, type: '*Lamp', exact: true}
`

func env(t *testing.T) *rule.Env {
	t.Helper()
	tree := checkout.FromFS(fstest.MapFS{"staging/src/kubevirt.io/api/core/v1/types.go": &fstest.MapFile{Data: []byte(api)}})
	var f feature.Feature
	if err := yaml.Unmarshal([]byte(planned), &f); err != nil {
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
