package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

const schema = "staging/src/kubevirt.io/api/core/v1/schema.go"
const apiTypes = "staging/src/kubevirt.io/api/core/v1/types.go"

// api is a small API package: a kind, a spec with a method behind it, a struct
// whose fields stand apart, one that does without +optional.
var api = files{
	apiTypes: `package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type VirtualMachineInstance struct {
	metav1.ObjectMeta ` + "`json:\"metadata,omitempty\"`" + `
	Spec              VirtualMachineInstanceSpec   ` + "`json:\"spec\"`" + `
	Status            VirtualMachineInstanceStatus ` + "`json:\"status,omitempty\"`" + `
}

type VirtualMachineInstanceSpec struct {
	Domain DomainSpec ` + "`json:\"domain\"`" + `
}

func (s *VirtualMachineInstanceSpec) UnmarshalJSON(data []byte) error {
	return nil
}

type VirtualMachineInstanceStatus struct {
	// Phase is one
	Phase string ` + "`json:\"phase,omitempty\"`" + `

	// Node is another
	Node string ` + "`json:\"node,omitempty\"`" + `
}

const (
	BrokenReason = "Broken"
	LostReason   = "Lost"
)

const (
	FirstAnnotation = "kubevirt.io/first"
	SomeLabel       = "kubevirt.io/some"
)
`,
	schema: `package v1

type DomainSpec struct {
	// Name of it
	// +optional
	Name string ` + "`json:\"name,omitempty\"`" + `
	// Disks of it
	// +optional
	Disks []Disk ` + "`json:\"disks,omitempty\"`" + `
}

type Disk struct {
	Name string ` + "`json:\"name\"`" + `
}
`,
}

func field(path, typ string) feature.Field {
	return feature.Field{Root: word("VirtualMachineInstance"), Path: word(path), Type: word(typ)}
}

func apiAfter(t *testing.T, f *feature.Feature, file string) string {
	t.Helper()
	next, res := applied(t, api.tree(), f, "api")
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Sorted())
	}
	return content(t, next, file)
}

func TestFieldGoesToTheEndOfItsStructWithDocAndMarkers(t *testing.T) {
	f := field("spec.domain.bootMode", "*BootMode")
	f.Doc = word("how the guest boots")
	enum := feature.Type{Name: word("BootMode"), Kind: feature.KindString, API: true, Enum: word("enum"), Doc: word("BootMode says how"),
		Values: []feature.Const{{Name: word("BootModeFast"), Value: word(`"Fast"`), Doc: word("skips tests")}, {Name: word("BootModeSlow"), Value: word(`"Slow"`)}}}
	contains(t, apiAfter(t, &feature.Feature{Fields: []feature.Field{f}, Types: []feature.Type{enum}}, schema),
		"	Disks []Disk `json:\"disks,omitempty\"`\n	// How the guest boots.\n	// +optional\n	BootMode *BootMode `json:\"bootMode,omitempty\"`\n}\n\n"+
			"// BootMode says how.\n// +kubebuilder:validation:Enum=Fast;Slow\ntype BootMode string\n\nconst (\n	// Skips tests.\n	BootModeFast BootMode = \"Fast\"\n	BootModeSlow BootMode = \"Slow\"\n)\n\ntype Disk struct")
}

func TestOpenEnumGetsNoMarker(t *testing.T) {
	enum := feature.Type{Name: word("BootMode"), Kind: feature.KindString, API: true, Values: []feature.Const{{Name: word("BootModeFast"), Value: word(`"Fast"`)}}}
	got := apiAfter(t, &feature.Feature{Fields: []feature.Field{field("spec.domain.bootMode", "*BootMode")}, Types: []feature.Type{enum}}, schema)
	if strings.Contains(got, "validation:Enum") {
		t.Errorf("the set is closed:\n%s", got)
	}
}

func TestListsGetAListTypeAndRequiredFieldsNoOmitempty(t *testing.T) {
	list := field("spec.domain.ports", "[]Port")
	name := feature.Field{Name: word("Name"), JSON: word("name"), Type: word("string"), Required: word("required")}
	kind := feature.Field{JSON: word("type"), Type: word("string")} // a Go keyword, but a good JSON name
	size := feature.Field{JSON: word("size"), Type: word("*resource.Quantity")}
	got := apiAfter(t, &feature.Feature{Fields: []feature.Field{list}, Types: []feature.Type{{Name: word("Port"), Kind: feature.KindStruct, API: true, Fields: []feature.Field{name, size, kind}}}}, schema)
	contains(t, got, "	// +optional\n	// +listType=atomic\n	Ports []Port `json:\"ports,omitempty\"`\n",
		"type Port struct {\n	Name string `json:\"name\"`\n	// +optional\n	Size *resource.Quantity `json:\"size,omitempty\"`\n	// +optional\n	Type string `json:\"type,omitempty\"`\n}\n",
		"import (\n	\"k8s.io/apimachinery/pkg/api/resource\"\n)\n")
}

func TestNestedNewAreasGetTypesOfTheirOwn(t *testing.T) {
	mode := field("spec.domain.tuning.mode", "")
	mode.Values = []feature.Text{word("a-b"), word("Cd")}
	got := apiAfter(t, &feature.Feature{Fields: []feature.Field{field("spec.domain.tuning.count", "*int32"), mode, field("spec.domain.tuning.steps[]", "[]TuningStep"), field("spec.domain.tuning.steps[].name", "string")},
		Types: []feature.Type{{Name: word("TuningStep"), Kind: feature.KindStruct, API: true}}}, schema)
	contains(t, got, "	Tuning *Tuning `json:\"tuning,omitempty\"`\n", "	Count *int32 `json:\"count,omitempty\"`\n",
		"	Mode *TuningMode `json:\"mode,omitempty\"`\n", "	TuningModeAB TuningMode = \"a-b\"\n", "type TuningStep struct {\n	// +optional\n	Name string `json:\"name,omitempty\"`\n}")
}

func TestFieldsFollowTheirNeighboursSpacingAndMarkers(t *testing.T) {
	f := field("status.memoryOverhead", "*resource.Quantity")
	f.Doc = word("memory on top")
	contains(t, apiAfter(t, &feature.Feature{Fields: []feature.Field{f}}, apiTypes),
		"`json:\"node,omitempty\"`\n\n	// Memory on top.\n	MemoryOverhead *resource.Quantity `json:\"memoryOverhead,omitempty\"`\n}\n",
		"import (\n	\"k8s.io/apimachinery/pkg/api/resource\"\n	metav1 ")
}

func TestTypeIsNotPutBetweenAStructAndItsMethods(t *testing.T) {
	f := field("spec.extra", "*Extra")
	contains(t, apiAfter(t, &feature.Feature{Fields: []feature.Field{f}, Types: []feature.Type{{Name: word("Extra"), Kind: feature.KindStruct, API: true}}}, apiTypes),
		"	return nil\n}\n\ntype Extra struct {\n}\n")
}

func TestConstantsJoinTheirLikes(t *testing.T) {
	f := &feature.Feature{Consts: []feature.Const{
		{Name: word("GoneReason"), Value: word(`"Gone"`), File: word(apiTypes), Doc: word("it is gone")},
		{Name: word("SourceMark"), Value: word(`"kubevirt.io/source"`), File: word(apiTypes)}}}
	contains(t, apiAfter(t, f, apiTypes), "	LostReason   = \"Lost\"\n	// It is gone.\n	GoneReason = \"Gone\"\n)", "	SomeLabel       = \"kubevirt.io/some\"\n\n	SourceMark = \"kubevirt.io/source\"\n)")
}

func TestFieldOfAnotherTypeIsAConflict(t *testing.T) {
	_, res := applied(t, api.tree(), &feature.Feature{Fields: []feature.Field{field("spec.domain.name", "*int32")}}, "api")
	d := onlyCode(t, res, "conflict")
	if d.Pos.Line != 7 || len(d.Places) != 1 || d.Places[0].Pos.File != schema || d.Remedy == "" {
		t.Errorf("got %v", d)
	}
}

// TestGuessedTypeIsNoConflict: `name: 3` in an example says nothing of the type.
func TestGuessedTypeIsNoConflict(t *testing.T) {
	guess := field("spec.domain.name", "*int32")
	guess.Guess = true
	next, res := applied(t, api.tree(), &feature.Feature{Fields: []feature.Field{guess}}, "api")
	if res.Diags.HasErrors() || len(next.Overlay()) != 0 {
		t.Error(res.Diags.Sorted(), next.Overlay())
	}
}

// TestListOfNamelessStructs: the struct has the name of one of the list.
func TestListOfNamelessStructs(t *testing.T) {
	f := field("spec.domain.lamps", "")
	f.List = true
	contains(t, apiAfter(t, &feature.Feature{Fields: []feature.Field{f, field("spec.domain.lamps[].watt", "*int32")}}, schema),
		"	// +listType=atomic\n	Lamps []Lamp `json:\"lamps,omitempty\"`\n}\n\ntype Lamp struct {\n	// +optional\n	Watt *int32 ")
}

func TestFieldThatIsThereIsPresent(t *testing.T) {
	_, res := applied(t, api.tree(), &feature.Feature{Fields: []feature.Field{field("spec.domain.disks[].name", "string")}}, "api")
	if !res.Set.Empty() || len(res.Present) != 1 {
		t.Errorf("set %+v, present %v", res.Set, res.Present)
	}
}

func TestBadAPIPlansAreRefused(t *testing.T) {
	cases := map[string]feature.Field{
		"unknown-type":   field("spec.domain.x", "*Nowhere"),
		"not-a-struct":   field("spec.domain.name.first", "string"),
		"unknown-parent": field("spec.domian.deep.name", "string"),
		"unknown-kind":   {Root: word("VirtualToaster"), Path: word("spec.x"), Type: word("string")},
		"bad-identifier": field("spec.domain.my field", "string"),
		"unknown-struct": {Struct: word("Nothing"), Name: word("X"), Type: word("string")},
	}
	for code, f := range cases {
		_, res := applied(t, api.tree(), &feature.Feature{Fields: []feature.Field{f}}, "api")
		if d := onlyCode(t, res, code); d.Remedy == "" || d.Pos.Line != 7 {
			t.Errorf("%s: no line or remedy: %v", code, d)
		}
	}
}

func TestGoAndJSONNames(t *testing.T) {
	for json, name := range map[string]string{"rebootPolicy": "RebootPolicy", "migrationID": "MigrationID", "cpuSet": "CPUSet", "system-critical": "SystemCritical", "pvcName": "PVCName", "id": "ID", "vmiName": "VMIName", "ideal": "Ideal"} {
		if got := GoName(json); got != name {
			t.Errorf("GoName(%s) = %s, want %s", json, got, name)
		}
	}
	for name, json := range map[string]string{"RebootPolicy": "rebootPolicy", "CPUSet": "cpuSet", "ID": "id", "MigrationID": "migrationID", "PVCName": "pvcName"} {
		if got := jsonName(name); got != json {
			t.Errorf("jsonName(%s) = %s, want %s", name, got, json)
		}
	}
}

// TestTypesAndConstantsFollowTheirFile: a new type spells foreign packages as
// the file it goes to does, and a constant has a type where its likes have one.
func TestTypesAndConstantsFollowTheirFile(t *testing.T) {
	tree := api.and(files{
		schema:   strings.Replace(api[schema], "package v1\n", "package v1\n\nimport v1 \"k8s.io/api/core/v1\"\n\nvar _ v1.Pod\n", 1),
		apiTypes: strings.Replace(api[apiTypes], `SomeLabel       = `, `SomeLabel string = `, 1),
	}).tree()
	f := &feature.Feature{
		Fields: []feature.Field{apiField("VirtualMachineInstance", "spec.lamps", "[]Lamp")},
		Types: []feature.Type{{Name: word("Lamp"), Kind: feature.KindStruct, API: true, File: word(schema), Fields: []feature.Field{
			{Name: word("PodSpec"), Type: word("k8sv1.PodSpec"), Embedded: true}}}},
		Consts: []feature.Const{{Name: word("LampLabel"), Value: word(`"kubevirt.io/lamp"`), File: word(apiTypes)}},
	}
	next, _ := applied(t, tree, f, "api")
	wantText(t, next, schema, "\tv1.PodSpec `json:\",inline\"`")
	wantText(t, next, apiTypes, `LampLabel string = "kubevirt.io/lamp"`)
}

// TestConstantWithoutAFileStandsWithItsKin: its place and type are those of the
// constants that start with the same words.
func TestConstantWithoutAFileStandsWithItsKin(t *testing.T) {
	tree := api.and(files{apiTypes: api[apiTypes] + `
type LampConditionType string

const (
	VirtualMachineInstanceLampLit  LampConditionType = "lit"
	VirtualMachineInstanceLampDark LampConditionType = "dark"
)
`}).tree()
	f := &feature.Feature{Consts: []feature.Const{{Name: word("VirtualMachineInstanceLampBroken"), Value: word(`"broken"`)}, {Name: word("LampOnReason"), Value: word(`"on"`)}}}
	next, _ := applied(t, tree, f, "api")
	wantText(t, next, apiTypes, `VirtualMachineInstanceLampBroken LampConditionType = "broken"`)
	if src, _ := next.Read(apiTypes); strings.Contains(string(src), "LampOnReason") {
		t.Error("one word is no kinship")
	}
}
