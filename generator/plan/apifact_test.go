package plan

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func fieldAt(t *testing.T, f *feature.Feature, path string) feature.Field {
	t.Helper()
	for _, fl := range f.Fields {
		if fl.Path.Value == path {
			return fl
		}
	}
	t.Fatalf("no field %s among %+v", path, f.Fields)
	return feature.Field{}
}

// TestExampleValuesAreNoTypes: what a value looks like is a guess, what a
// remark says is not.
func TestExampleValuesAreNoTypes(t *testing.T) {
	f := readText(t, "## API Design\n\n```yaml\nspec:\n  cores: 2\n  lamps: 3   # *int32, optional. Lamps\n```\n")
	if fl := fieldAt(t, f, "spec.cores"); !fl.Guess {
		t.Errorf("%+v is no guess", fl)
	}
	if fl := fieldAt(t, f, "spec.lamps"); fl.Guess {
		t.Errorf("%+v is a guess", fl)
	}
}

// TestNeedBeforeTheType covers "optional int64, 1 to 9".
func TestNeedBeforeTheType(t *testing.T) {
	for phrase, want := range map[string]struct {
		typ, doc, need string
		markers        int
	}{
		"optional int64, 1 to 2000000":                              {"int64", "", "", 2},
		"optional uint64, 1 to 2000000. Lamps":                      {"uint64", "Lamps", "", 2},
		"required string. Name of the lamp":                         {"string", "Name of the lamp", "required", 0},
		"optional list of strings, at most 4 items. Lamps":          {"[]string", "Lamps", "", 1},
		"Optional name of the lamp":                                 {"", "Optional name of the lamp", "", 0},
		"optional duration of the pause":                            {"", "optional duration of the pause", "", 0},
		"optional duration. The pause":                              {"metav1.Duration", "The pause", "", 0},
		"list, optional. Lamps of the room":                         {"", "Lamps of the room", "", 0},
		"optional list. Lamps of the room":                          {"", "Lamps of the room", "", 0},
		"optional `int64`, 1 to 9. The brightness of all the lamps": {"int64", "The brightness of all the lamps", "", 2},
	} {
		var fl feature.Field
		applyPhrase(&fl, readPhrase(phrase), fl.At())
		if fl.Type.Value != want.typ || fl.Doc.Value != want.doc || fl.Required.Value != want.need || len(fl.Markers) != want.markers {
			t.Errorf("%q: %+v", phrase, fl)
		}
	}
}

// TestSequencesOfMappingsAreLists, whatever the remark on the key says.
func TestSequencesOfMappingsAreLists(t *testing.T) {
	for _, remark := range []string{"optional. Plugs", "list, optional. Plugs", "optional list. Plugs", "list of objects, optional. Plugs"} {
		f := readText(t, "## API Design\n\n```yaml\nspec:\n  plugs:   # "+remark+"\n  - name: a   # string, required. Name\n```\n")
		if fl := fieldAt(t, f, "spec.plugs"); !fl.List || !fl.Type.Empty() || fl.Doc.Value != "Plugs" {
			t.Errorf("%s: %+v", remark, fl)
		}
	}
}

// TestOneNameInTwoStructs: a key belongs to the struct of its path, not to the
// first one that has a field of its name.
func TestOneNameInTwoStructs(t *testing.T) {
	disk := "In `staging/src/kubevirt.io/api/core/v1/schema.go`:\n\n```go\ntype Disk struct {\n\tLamp *bool `json:\"lamp,omitempty\"`\n}\n```\n"
	f := readText(t, "## API Design\n\n### VMI Status\n\n```yaml\nstatus:\n  lamp:   # *LampStatus, optional. Light\n    state: on   # string, required. Whether it burns\n```\n\n"+disk+"\n### VMI Spec\n\n```yaml\nspec:\n  domain:\n    devices:\n      disks:\n      - lamp: true   # *bool, optional. Lamp of the disk\n```\n")
	if fl := fieldAt(t, f, "status.lamp"); fl.Type.Value != "*LampStatus" {
		t.Errorf("status: %+v", fl)
	}
	if ty := typeNamed(t, f, "Disk"); len(ty.Fields) != 1 || ty.Fields[0].Type.Value != "*bool" || ty.Fields[0].Path.Value != "spec.domain.devices.disks[].lamp" {
		t.Errorf("disk: %+v", ty.Fields)
	}
}

// TestTypesTheSketchNames: with their values in the same remark, or in words.
func TestTypesTheSketchNames(t *testing.T) {
	for _, remark := range []string{"LampName, enum desk | wall, optional. Name", "LampName (string enum desk, wall), optional. Name"} {
		f := readText(t, "## API Design\n\n```yaml\nspec:\n  lampName: desk   # "+remark+"\n```\n")
		if ty := typeNamed(t, f, "LampName"); ty.Kind != feature.KindString || ty.Enum.Empty() || len(ty.Values) != 2 {
			t.Errorf("%s: %+v", remark, ty)
		}
	}
	sketch := "## API Design\n\n```yaml\nspec:\n  lamp:   # optional. Lamp\n    name: a   # string, optional. Name\n```\n\n"
	for words, typ := range map[string]string{
		"`Bulb` is the type of `lamp`, it has one field, `Name string`.":                  "*Bulb",
		"New struct `Bulb`, `VirtualMachineInstanceSpec.Lamp *Bulb`.":                     "*Bulb",
		"- `VirtualMachineInstanceSpec.Lamp Bulb`: lights\n- `Bulb` has `Name string`.\n": "Bulb",
	} {
		f := readText(t, sketch+words+"\n")
		if fl := fieldAt(t, f, "spec.lamp"); fl.Type.Value != typ {
			t.Errorf("%s: %+v", words, fl)
		}
	}
}

// TestStringStaysString: a field whose type the plan spells in Go gets no type
// for its values.
func TestStringStaysString(t *testing.T) {
	f := readText(t, "## API Design\n\n```yaml\nspec:\n  lamp:   # *Bulb, optional. Lamp\n    name: desk   # enum desk | wall. Name\n```\n\nNew struct `Bulb` with one field `Name string` (`name,omitempty`, enum `desk;wall`).\n")
	ty := typeNamed(t, f, "Bulb")
	if len(ty.Fields) != 1 || len(ty.Fields[0].Values) != 0 || len(ty.Fields[0].Markers) != 1 || ty.Fields[0].Markers[0].Value != "+kubebuilder:validation:Enum=desk;wall" || ty.Fields[0].Type.Value != "string" {
		t.Errorf("%+v", ty.Fields)
	}
}

func fieldOfStruct(f *feature.Feature, strct, name string) (feature.Field, bool) {
	for _, fl := range f.Fields {
		if fl.Struct.Value == strct && fl.Name.Value == name {
			return fl, true
		}
	}
	return feature.Field{}, false
}

// TestRemarkWithAFileLeadsGoCode: it is where the code goes, and no document.
func TestRemarkWithAFileLeadsGoCode(t *testing.T) {
	code := "type LampSpec struct {\n\tWatt int64 `json:\"watt\"`\n}\n"
	for _, remark := range []string{"// pkg/lamp/lamp.go", "// file: pkg/lamp/lamp.go", "// pkg/lamp/lamp.go (new)"} {
		f := readText(t, "## API Design\n\n```go\n"+remark+"\n"+code+"\n// pkg/lamp/bulb.go\ntype Bulb struct{}\n```\n")
		if ty := typeNamed(t, f, "LampSpec"); ty.File.Value != "pkg/lamp/lamp.go" || !ty.Doc.Empty() || ty.API {
			t.Errorf("%s: %+v", remark, ty)
		}
		if ty := typeNamed(t, f, "Bulb"); ty.File.Value != "pkg/lamp/bulb.go" || !ty.Doc.Empty() {
			t.Errorf("%s: %+v", remark, ty)
		}
	}
}

// TestBareFieldsOfSeveralStructs covers what all of them get.
func TestBareFieldsOfSeveralStructs(t *testing.T) {
	block := "\n\n```go\n// Lamp burns\nLamp *bool `json:\"lamp,omitempty\"`\n```\n"
	for words, want := range map[string][]string{
		"`VirtualMachineStatus` and `VirtualMachineInstanceStatus` both get":         {"VirtualMachineStatus", "VirtualMachineInstanceStatus"},
		"`Bulb` is old. `Room`, `House` and `Street` get a new field:":               {"Room", "House", "Street"},
		"The status of the VMI gets":                                                 {"VirtualMachineInstanceStatus"},
		"The `Bulb` is why `VirtualMachineInstanceStatus` gets the following field:": {"VirtualMachineInstanceStatus"},
	} {
		f := readText(t, "## API Design\n\n"+words+block)
		if len(f.Fields) != len(want) {
			t.Errorf("%s: %+v", words, f.Fields)
		}
		for _, w := range want {
			if _, ok := fieldOfStruct(f, w, "Lamp"); !ok {
				t.Errorf("%s: %s lacks it", words, w)
			}
		}
	}
}

// TestHeadingWithTwoKinds: the status of both gets what the sketch shows.
func TestHeadingWithTwoKinds(t *testing.T) {
	f := readText(t, "## API Design\n\n### VirtualMachine and VirtualMachineInstance Status\n\n```yaml\nstatus:\n  lamp: true   # *bool, optional. Lamp\n```\n")
	if len(f.Fields) != 2 || f.Fields[0].Root.Value != "VirtualMachine" || f.Fields[1].Root.Value != "VirtualMachineInstance" {
		t.Errorf("%+v", f.Fields)
	}
}

// TestTablesSayWhereFieldsAre: by the whole path in the first column, or by a
// label with a file above them.
func TestTablesSayWhereFieldsAre(t *testing.T) {
	f := readText(t, "## API Design\n\n| Field | Type | Description |\n|---|---|---|\n| `spec.domain.lamp` | `*bool` | Whether it burns |\n")
	if fl := fieldAt(t, f, "spec.domain.lamp"); fl.Type.Value != "*bool" || fl.Doc.Value != "Whether it burns" || fl.JSON.Value != "lamp" {
		t.Errorf("%+v", fl)
	}
	f = readText(t, "## Structure\n\n**Domain schema** (`pkg/lamp/schema.go`):\n\n| Struct | Field | Type | XML |\n|---|---|---|---|\n| `Devices` | `Lamp` | `*Lamp` | `lamp,omitempty` |\n| | `Watt` | `*uint64` (was `uint64`) | `watt` |\n| `Lamp` (new) | `Model` | `string` | `model,attr` |\n")
	if fl, ok := fieldOfStruct(f, "Devices", "Lamp"); !ok || fl.File.Value != "pkg/lamp/schema.go" || fl.Tag.Value != `xml:"lamp,omitempty"` {
		t.Errorf("%+v", f.Fields)
	}
	if ty := typeNamed(t, f, "Lamp"); ty.API || ty.Fields[0].Tag.Value != `xml:"model,attr"` {
		t.Errorf("%+v", ty)
	}
	if len(f.Left) != 1 {
		t.Errorf("left %+v", f.Left)
	}
}
