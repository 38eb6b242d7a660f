package sample_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/rule"
	"github.com/kubevirt/kvscaffold/generator/rule/sample"
)

// TestEveryRuleIsBrokenAlone: for a set of rules that depend on each other one
// object keeps them all, and each is broken by an object that keeps the rest.
func TestEveryRuleIsBrokenAlone(t *testing.T) {
	api, err := os.ReadFile("../testdata/types.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	planned, err := os.ReadFile("../testdata/planned.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f feature.Feature
	if err := yaml.Unmarshal(planned, &f); err != nil {
		t.Fatal(err)
	}
	tree := checkout.FromFS(fstest.MapFS{"staging/src/kubevirt.io/api/core/v1/types.go": &fstest.MapFile{Data: api}})
	env, err := rule.NewEnv(rule.NewSchema(tree, &f), "VirtualMachineInstance")
	if err != nil {
		t.Fatal(err)
	}
	set := &sample.Set{Env: env, Home: "spec.domain.devices.lamp", Gates: []string{"Glow"}}
	for _, expr := range strings.Split(strings.TrimSpace(`
has(L.power)
L.power >= 2 && L.power <= 64
math.bitAnd(L.power, L.power - 1) == 0
L.limit >= L.power
L.size >= quantity('64Ki')
L.size.asInteger() % 4096 == 0
L.after <= duration('5m')
L.tags.all(t, t.matches('^[a-z]+$'))
size(L.tags) <= 4
unique(L.tags)
unique(L.bulbs.map(b, b.name))
L.bulbs.all(b, b.watts <= L.limit)
L.labels.all(k, k.startsWith('x.'))
L.colour == '' || spec.volumes.exists(v, v.name == L.colour)
!has(L.after) || has(L.size)`), "\n") {
		x, problems := env.Parse(strings.ReplaceAll(expr, "L.", "spec.domain.devices.lamp."))
		if len(problems) > 0 {
			t.Fatalf("%s: %v", expr, problems)
		}
		set.Rules = append(set.Rules, x)
	}
	good, ok := set.Accepted()
	if !ok {
		t.Fatal("no object keeps all rules")
	}
	for i, x := range set.Rules {
		bad, ok := set.Breaking(good, i)
		if !ok {
			t.Errorf("nothing breaks %s alone", x.Text)
			continue
		}
		for j, y := range set.Rules {
			got, err := y.Judge(rule.Sample{Object: bad, Gates: set.Gates})
			if err != nil || (got == rule.Broken) != (i == j) {
				t.Errorf("%v, which is to break %s, makes %s %v (%v)", bad, x.Text, y.Text, got, err)
			}
		}
	}
}
