package plan

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func constNamed(f *feature.Feature, name string) (feature.Const, bool) {
	for _, c := range f.Consts {
		if c.Name.Value == name {
			return c, true
		}
	}
	return feature.Const{}, false
}

// TestConditionsAreConstants, in all the ways in which plans introduce them.
func TestConditionsAreConstants(t *testing.T) {
	for _, words := range []string{
		"condition type `VirtualMachineInstanceLampReady` = `LampReady`: it burns",
		"new condition type `VirtualMachineInstanceLampReady` (\"LampReady\")",
		"constant `VirtualMachineInstanceLampReady` of type `VirtualMachineInstanceConditionType`, value `LampReady`",
		"condition `VirtualMachineInstanceLampReady` = \"LampReady\"",
		"`VirtualMachineInstanceConditionType` gets `VirtualMachineInstanceLampReady` (\"LampReady\"): it burns",
		"New VMI condition `LampReady`, constant `VirtualMachineInstanceLampReady`",
	} {
		f := readText(t, "## API Design\n\nIn `staging/src/kubevirt.io/api/core/v1/types.go`:\n- "+words+"\n")
		c, ok := constNamed(f, "VirtualMachineInstanceLampReady")
		if !ok || c.Value.Value != `"LampReady"` || c.Type.Value != "" && !strings.HasSuffix(c.Type.Value, "ConditionType") || c.Near.Value != "condition types" || len(f.Consts) != 1 || len(f.Types) != 0 {
			t.Errorf("%s: %+v %+v", words, f.Consts, f.Types)
		}
	}
}

// TestValuesBeforeConstants: lists of one length belong together.
func TestValuesBeforeConstants(t *testing.T) {
	for words, want := range map[string][]string{
		"features `soft-light` and `hard-light` (constants `SoftLight`, `HardLight`)": {`"soft-light"`, `"hard-light"`},
		"feature `soft-light` (constants `SoftLight`, `HardLight`)":                   {"", ""},
	} {
		f := readText(t, "## Component Implementation Strategy\n\n### virt-handler\n- `pkg/virt-handler/lamp.go`: requires the "+words+"\n")
		a, _ := constNamed(f, "SoftLight")
		b, _ := constNamed(f, "HardLight")
		if a.Value.Value != want[0] || b.Value.Value != want[1] {
			t.Errorf("%s: %+v", words, f.Consts)
		}
	}
}

// TestConstantInOneSpan covers "`Limit uint64 = 900`", and what has no type.
func TestConstantInOneSpan(t *testing.T) {
	f := readText(t, "## Component Implementation Strategy\n\n### virt-handler\n- constant `LampLimit uint64 = 900` in `pkg/virt-handler/lamp.go`\n- `pkg/virt-handler/schema.go`: `Bulb` gets the attribute `Watt`\n")
	if c, ok := constNamed(f, "LampLimit"); !ok || c.Type.Value != "uint64" || c.Value.Value != "900" || c.File.Value != "pkg/virt-handler/lamp.go" {
		t.Errorf("%+v", f.Consts)
	}
	if len(f.Left) != 1 || f.Left[0].What.Value != "field Bulb.Watt" {
		t.Errorf("%+v", f.Left)
	}
}

// TestAttributesOfStructsOfToday are omitted when empty.
func TestAttributesOfStructsOfToday(t *testing.T) {
	f := readText(t, "## Component Implementation Strategy\n\n### virt-launcher\n- `pkg/virt-launcher/schema.go`: `Bulb` gets `Watt string` (attribute `watt`)\n")
	if fl, ok := fieldOfStruct(f, "Bulb", "Watt"); !ok || fl.Tag.Value != `xml:"watt,attr,omitempty"` {
		t.Errorf("%+v", f.Fields)
	}
}

// TestWordInPlaceOfAValue can be a value; a type it is only by chance.
func TestWordInPlaceOfAValue(t *testing.T) {
	f := readText(t, "## API Design\n\n### VMI Status\n\n```yaml\nstatus:\n  conditions:\n  - type: LampReady\n    status: \"True\"\n```\n")
	for _, fl := range f.Fields {
		if !fl.Guess {
			t.Errorf("%+v", fl)
		}
	}
}

// TestTypesInAListWithTheirFields covers fields in parentheses.
func TestTypesInAListWithTheirFields(t *testing.T) {
	f := readText(t, "## Component Implementation Strategy\n\n### virt-launcher\n- `pkg/virt-launcher/schema.go`: new types `Lamp` (`Model string`, attribute `model`; `Bulb *Bulb`, element `bulb`) and `Bulb` (`Watt`, `Volt string`, attributes `watt`, `volt`); `Devices` gets `Lamps []Lamp` (element `lamp`)\n")
	for name, want := range map[string][]string{
		"Lamp": {`Model string xml:"model,attr"`, `Bulb *Bulb xml:"bulb,omitempty"`},
		"Bulb": {`Watt string xml:"watt,attr"`, `Volt string xml:"volt,attr"`},
	} {
		ty := typeNamed(t, f, name)
		var have []string
		for _, fl := range ty.Fields {
			have = append(have, fl.Name.Value+" "+fl.Type.Value+" "+fl.Tag.Value)
		}
		if strings.Join(have, "; ") != strings.Join(want, "; ") {
			t.Errorf("%s: %q", name, have)
		}
	}
	f = readText(t, "## Component Implementation Strategy\n\n### virt-launcher\n- `pkg/virt-launcher/schema.go`: new `Lamp` struct (`Kind` attribute, `Bulb *Bulb`)\n")
	if ty := typeNamed(t, f, "Lamp"); len(f.Types) != 1 || len(ty.Fields) != 1 || len(f.Left) != 1 || f.Left[0].What.Value != "field Lamp.Kind" {
		t.Errorf("%+v %+v", f.Types, f.Left)
	}
}

// TestFieldsOfTwins: two structs of one name in two packages get the field.
func TestFieldsOfTwins(t *testing.T) {
	f := readText(t, "## Component Implementation Strategy\n\n### virt-launcher\n- `Lamp` in `pkg/lamp/lamp.go` and the one in `pkg/room/lamp.go`: new field `Lit bool`\n- `pkg/lamp/lamp.go`: `Bulb.Watt` becomes a pointer\n")
	if len(f.Fields) != 2 || f.Fields[0].File.Value != "pkg/lamp/lamp.go" || f.Fields[1].File.Value != "pkg/room/lamp.go" {
		t.Errorf("%+v", f.Fields)
	}
	if len(f.Left) != 1 || f.Left[0].What.Value != "Bulb.Watt becomes a pointer" {
		t.Errorf("%+v", f.Left)
	}
}

// TestNewConditionOfASketch is left to the author where it has no constant.
func TestNewConditionOfASketch(t *testing.T) {
	sketch := "## API Design\n\n### VMI Status\n\n```yaml\nstatus:\n  conditions:\n  - type: LampReady   # new condition type\n```\n"
	if f := readText(t, sketch); len(f.Left) != 1 || f.Left[0].What.Value != "condition LampReady" {
		t.Errorf("%+v", f.Left)
	}
	if f := readText(t, sketch+"\n- condition type `VirtualMachineInstanceLampReady` (\"LampReady\")\n"); len(f.Left) != 0 {
		t.Errorf("%+v", f.Left)
	}
}
