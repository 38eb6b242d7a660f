package plan

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func readText(t *testing.T, text string) *feature.Feature {
	t.Helper()
	r := Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Lamp\n\n" + text)})
	if r.Diags.HasErrors() {
		t.Fatal(r.Diags.Sorted())
	}
	return r.Feature
}

func typeNamed(t *testing.T, f *feature.Feature, name string) feature.Type {
	t.Helper()
	for _, ty := range f.Types {
		if ty.Name.Value == name {
			return ty
		}
	}
	t.Fatalf("no type %s among %v", name, f.Types)
	return feature.Type{}
}

// TestConstantsWithoutValuesGetThem: a plan often names the constants of a
// string type in prose and lists their values in the sketch, or nowhere.
func TestConstantsWithoutValuesGetThem(t *testing.T) {
	prose := "String type `LampLock` in `staging/src/kubevirt.io/api/core/v1/schema.go` with constants `LampLockFree` and `LampLockRequired`. `Devices` gets `LampLock *LampLock`.\n"
	for name, sketch := range map[string]string{
		"from the sketch": "\n```yaml\nspec:\n  domain:\n    devices:\n      lampLock: Required   # enum Free | Required, optional. Whether it is locked\n```\n",
		"from the names":  "",
	} {
		t.Run(name, func(t *testing.T) {
			f := readText(t, "## API Design\n\n"+prose+sketch)
			ty := typeNamed(t, f, "LampLock")
			if len(ty.Values) != 2 || ty.Values[0].Value.Value != `"Free"` || ty.Values[1].Value.Value != `"Required"` {
				t.Errorf("values %v", ty.Values)
			}
			for _, fl := range f.Fields {
				if !fl.Required.Empty() {
					t.Errorf("the value %q makes the field required", fl.Required)
				}
			}
		})
	}
}

// TestRemarksOnConstantsAreTheirDocs covers "`A`: for this, `B`: for that".
func TestRemarksOnConstantsAreTheirDocs(t *testing.T) {
	f := readText(t, "## API Design\n\nThe string type `LampUse` (constants `Reading`: lights a book, `Parking`: shows where the car is) is in `staging/src/kubevirt.io/api/core/v1/schema.go`.\n")
	ty := typeNamed(t, f, "LampUse")
	if len(ty.Values) != 2 {
		t.Fatalf("values %v", ty.Values)
	}
	for i, want := range []struct{ value, doc string }{{`"Reading"`, "lights a book"}, {`"Parking"`, "shows where the car is"}} {
		if v := ty.Values[i]; v.Value.Value != want.value || v.Doc.Value != want.doc {
			t.Errorf("%s = %s, doc %q", v.Name, v.Value, v.Doc)
		}
	}
}

// TestSketchSaysListKindsAndInlinedStructs covers remarks on lists of structs.
func TestSketchSaysListKindsAndInlinedStructs(t *testing.T) {
	f := readText(t, "## API Design\n\n```yaml\nspec:\n  lamps:            # list of Lamp, optional, map list keyed by name, at most 12 items. Lamps of the guest\n  - name: desk      # required. Name of the lamp\n    claimName: x    # inlined PersistentVolumeClaimVolumeSource of core/v1, the volume with its light\n```\n\nThe list `Lamps []Lamp` is the last field of `VirtualMachineInstanceSpec` in `types.go`.\n\n## Modified Files\n\n- `staging/src/kubevirt.io/api/core/v1/types.go`: `Lamps`\n- `staging/src/kubevirt.io/api/core/v1/schema.go`: `Lamp`\n")
	if len(f.Fields) != 1 || len(f.Fields[0].Markers) != 3 || f.Fields[0].Markers[2].Value != "+kubebuilder:validation:MaxItems:=12" {
		t.Errorf("fields %+v", f.Fields)
	}
	ty := typeNamed(t, f, "Lamp")
	if ty.File.Value != "staging/src/kubevirt.io/api/core/v1/schema.go" {
		t.Errorf("file %q", ty.File)
	}
	if len(ty.Fields) != 2 || !ty.Fields[1].Embedded || ty.Fields[1].Type.Value != "k8sv1.PersistentVolumeClaimVolumeSource" {
		t.Errorf("fields %+v", ty.Fields)
	}
}

// TestSketchInAnItemIsRead: spec-kit plans number the parts of their design
// phase and put the blocks below the numbers.
func TestSketchInAnItemIsRead(t *testing.T) {
	f := readText(t, "## Phase 1: Design & Contracts\n\n1. **CRD Modifications**: `Lighting` gets a pointer to a new empty struct `GLOW`\n\n   ```yaml\n   spec:\n     domain:\n       lighting:\n         glow: {}   # optional, soft light\n   ```\n\n2. **Functions**: none\n")
	if len(f.Fields) != 1 || f.Fields[0].Path.Value != "spec.domain.lighting.glow" || f.Fields[0].Type.Value != "*GLOW" {
		t.Errorf("fields %+v", f.Fields)
	}
	typeNamed(t, f, "GLOW")
}

// TestExampleAddsNothingToGoTypes: what Go blocks declare is not declared a
// second time by the example below them.
func TestExampleAddsNothingToGoTypes(t *testing.T) {
	f := readText(t, "## API\n\nIn `staging/src/kubevirt.io/api/core/v1/schema.go`:\n\n```go\ntype LampRange struct {\n\tStart int32 `json:\"start\"`\n}\n\ntype Interface struct {\n\tLampRanges []LampRange `json:\"lampRanges,omitempty\"`\n}\n```\n\nExample:\n\n```yaml\nspec:\n  domain:\n    devices:\n      interfaces:\n      - name: default\n        lampRanges:\n        - start: 1\n```\n")
	if len(f.Fields) != 0 {
		t.Errorf("fields %+v", f.Fields)
	}
	paths := map[string]bool{}
	for _, p := range f.Paths {
		paths[p.Path.Value] = true
	}
	if !paths["spec.domain.devices.interfaces[].lampRanges[].start"] {
		t.Errorf("paths %v", f.Paths)
	}
}

// TestPlainListOfFiles covers files in one line without code marks.
func TestPlainListOfFiles(t *testing.T) {
	f := readText(t, "## Files\n\npkg/lamp/lamp.go, pkg/lamp/bulb.go, pkg/lamp/wire.go + generated\n")
	if len(f.Files) != 3 || f.Files[0].Note.Value != "" || f.Files[2].Path.Value != "pkg/lamp/wire.go" {
		t.Errorf("files %v", f.Files)
	}
}

// TestFunctionsOfOneSentenceKeepTheirFiles covers "`f(…)` in `a.go` and `g`
// with the same parameters in `b.go`".
func TestFunctionsOfOneSentenceKeepTheirFiles(t *testing.T) {
	f := readText(t, "## Components\n\n### virt-api\n\n- `ValidateLampAmd64(field *k8sfield.Path, spec *v1.VirtualMachineInstanceSpec) []metav1.StatusCause` in `pkg/virt-api/webhooks/amd64.go` and `ValidateLampS390x` with the same parameters in `pkg/virt-api/webhooks/s390x.go`, both called from `validateLamp`\n")
	if len(f.Functions) != 2 {
		t.Fatalf("functions %+v", f.Functions)
	}
	g := f.Functions[1]
	if g.File.Value != "pkg/virt-api/webhooks/s390x.go" || g.Params.Value != f.Functions[0].Params.Value || g.Results.Value != "[]metav1.StatusCause" {
		t.Errorf("%+v", g)
	}
}

// TestValidationProseAboutCodeIsNoRule: where functions are and who calls them
// is not what they check; what follows their names is.
func TestValidationProseAboutCodeIsNoRule(t *testing.T) {
	f := readText(t, "## Validation\n\nAll in `pkg/network/admitter/lamp.go`, next to the code for `wires`.\n\n- `validateLampCount(field *k8sfield.Path, idx int) []metav1.StatusCause`: not more lamps than sockets\n- `validateLampSocket(field *k8sfield.Path, idx int) []metav1.StatusCause`\n\nThe new function `validateLamps` is called at the end of `Validate`.\n")
	if len(f.Rules) != 1 || f.Rules[0].Func.Value != "validateLampCount" || f.Rules[0].Text.Value != "not more lamps than sockets" {
		t.Errorf("rules %+v", f.Rules)
	}
	for _, fn := range f.Functions {
		if fn.Name.Value != "Validate" && fn.File.Value != "pkg/network/admitter/lamp.go" {
			t.Errorf("%s is in %q", fn.Name, fn.File)
		}
	}
}

// TestRemarkBehindAValueIsTheDoc covers "`X` = `v` (what it is)".
func TestRemarkBehindAValueIsTheDoc(t *testing.T) {
	f := readText(t, "## API\n\nConstant in `staging/src/kubevirt.io/api/core/v1/types.go`: `LampLabel` = `kubevirt.io/lamp` (marks nodes that are lit)\n")
	if len(f.Consts) != 1 || f.Consts[0].Doc.Value != "marks nodes that are lit" {
		t.Errorf("%+v", f.Consts)
	}
}

// TestHeaderLinesSumUpNothing: who wrote the plan is no summary, but tells the SIG.
func TestHeaderLinesSumUpNothing(t *testing.T) {
	f := readText(t, "Written by the owner, @kim (sig-compute), for v1.9.\n\n## Why\n\nLamps are dark.\n\n## API\n\nNone.\n")
	if f.Summary.Value != "Lamps are dark." || f.SIG.Value != "compute" {
		t.Errorf("summary %q, sig %q", f.Summary, f.SIG)
	}
}

// TestTextBelowAGateTableIsItsDoc covers a table of one gate without a column
// for what the gate does.
func TestTextBelowAGateTableIsItsDoc(t *testing.T) {
	f := readText(t, "## Feature gate\n\n| Name | Stage | Version | Owner |\n|---|---|---|---|\n| `Lamps` | Alpha | v1.9.0 | sig-network |\n\nSwitches the lamps on.\n")
	if len(f.Gates) != 1 || f.Gates[0].Doc.Value != "Switches the lamps on." {
		t.Errorf("%+v", f.Gates)
	}
}

// TestIntegrationPointMayDeclareAFunction: with types and a file it is a
// promise, without it is context.
func TestIntegrationPointMayDeclareAFunction(t *testing.T) {
	f := readText(t, "## Component Implementation Strategy\n\n### virt-handler\n\n**Changes Required**:\n- lights\n\n**Integration Points**:\n- `pkg/lamp/lamp.go` (new): `IsLit(vmi *v1.VirtualMachineInstance) bool` and more\n- VM controller: `syncLamp()`\n")
	if len(f.Functions) != 1 || f.Functions[0].Name.Value != "IsLit" || f.Functions[0].File.Value != "pkg/lamp/lamp.go" {
		t.Errorf("%+v", f.Functions)
	}
}

// TestConditionIsNotInTheFileSpokenOfBefore: conditions stand with their likes,
// wherever the controller is.
func TestConditionIsNotInTheFileSpokenOfBefore(t *testing.T) {
	f := readText(t, "## Component Implementation Strategy\n\n### virt-controller\n\n**Changes Required**:\n- Migration controller (`pkg/virt-controller/watch/migration/migration.go`): waits\n- New condition type on the migration `VirtualMachineInstanceMigrationLit` = `migrationLit`\n")
	if len(f.Consts) != 1 || !f.Consts[0].File.Empty() {
		t.Errorf("%+v", f.Consts)
	}
}

// TestUnitTestsInParenthesesAreSingle covers "unit: `x_test.go` (a, b)".
func TestUnitTestsInParenthesesAreSingle(t *testing.T) {
	f := readText(t, "## API\n\nNone.\n\n## Tests\n\n- unit: `lamp_test.go` (no lamp, one lamp, dark)\n")
	if len(f.Tests) != 1 || len(f.Tests[0].Items) != 3 || f.Tests[0].Items[0].Value != "no lamp" {
		t.Errorf("%+v", f.Tests)
	}
}
