package feature

import (
	"encoding/json"
	"reflect"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

func at(line int) diag.Pos { return diag.Pos{File: "plan.md", Line: line} }

// sample holds every awkward kind of value: several lines, what YAML would
// read as another type, quotes, a leading hash.
func sample() Feature {
	return Feature{Schema: Schema, Title: T("A: title # with hash", at(1)), Name: T("yes", at(2)), Release: T("1.10", at(3)),
		Summary: T("first line\nsecond line", at(4)),
		Gates:   []Gate{{Name: T("FancyGate", at(5)), Doc: T(`says "hi"`, at(6)), Existing: true}},
		Fields:  []Field{{Root: T("KubeVirt", at(7)), Path: T("spec.configuration.list[]", at(7)), Markers: []Text{T("+listType=atomic", at(8))}, Required: T("required", at(9))}},
		Rules:   []Rule{{Kind: RuleRange, Text: T("at least 1", at(10)), Min: T("1", at(10))}}}
}

func TestYAMLFormKeepsValuesAndPlaces(t *testing.T) {
	want := sample()
	b, err := yaml.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Feature
	if err := yaml.Unmarshal(b, &got); err != nil {
		t.Fatalf("%v in\n%s", err, b)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v\nfrom\n%s", got, want, b)
	}
}

func TestJSONFormKeepsValuesAndPlaces(t *testing.T) {
	want := sample()
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Feature
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatalf("%v in\n%s", err, b)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v\nfrom\n%s", got, want, b)
	}
}

func TestHandWrittenModelBlamesItsOwnLines(t *testing.T) {
	var f Feature
	if err := yaml.Unmarshal([]byte("schema: kvscaffold.feature/v1\ntitle: T\nname: n # a remark\n"), &f); err != nil {
		t.Fatal(err)
	}
	if f.Title.At.Line != 2 || f.Name.At.Line != 3 {
		t.Errorf("lines are %d and %d, want 2 and 3", f.Title.At.Line, f.Name.At.Line)
	}
}

func TestGateNamesFollowTheHouseHabit(t *testing.T) {
	g := Gate{Name: T("PanicDevices", at(1)), Const: T("PanicDevicesGate", at(1))}
	if g.ConstName() != "PanicDevicesGate" || g.AccessorName() != "PanicDevicesEnabled" {
		t.Errorf("got %s and %s", g.ConstName(), g.AccessorName())
	}
}
