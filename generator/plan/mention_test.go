package plan

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// kitePlan names files, callers and conditions in the ways people do when they
// write without the template at hand.
const kitePlan = "# Implementation Plan: Kites\n\n## Component Architecture\n\n" +
	"- **virt-handler**, `pkg/virt-handler/kite.go`\n" +
	"  - `windSpeed(height int) int`: measures\n" +
	"  - `reelIn(metres int) error` winds the line up, called from `land` at the beginning, while the gate is on\n" +
	"- `pkg/virt-handler/tail.go`\n" +
	"  - `knotTail(knots int) string`: ties, called from `launch` at the end\n" +
	"- **virt-launcher**\n" +
	"  - `KiteContext` gets `WindAllowed bool`\n\n" +
	"## File Organization\n\n### Files to Modify\n- `pkg/virt-handler/kite.go`, `pkg/virt-handler/tail.go`\n"

func readKites(t *testing.T) *feature.Feature {
	t.Helper()
	return Read(Document{Name: "plan.md", Data: []byte(kitePlan)}).Feature
}

func kite(t *testing.T, name string) feature.Function {
	t.Helper()
	for _, f := range readKites(t).Functions {
		if f.Name.Value == name {
			return f
		}
	}
	t.Fatalf("no function %s", name)
	return feature.Function{}
}

func TestAFileThatHeadsAListHoldsItsFunctions(t *testing.T) {
	for name, file := range map[string]string{"windSpeed": "pkg/virt-handler/kite.go", "reelIn": "pkg/virt-handler/kite.go", "knotTail": "pkg/virt-handler/tail.go"} {
		if got := kite(t, name).File.Value; got != file {
			t.Errorf("%s is in %q, want %s", name, got, file)
		}
	}
}

func TestFilesOfOneComponentEndWithIt(t *testing.T) {
	for _, f := range readKites(t).Fields {
		if f.Struct.Value == "KiteContext" && strings.Contains(f.File.Value, "virt-handler") {
			t.Errorf("a field of virt-launcher went to %s", f.File.Value)
		}
	}
}

func TestCallsTellPlaceAndCondition(t *testing.T) {
	reel := kite(t, "reelIn")
	if len(reel.Calls) != 1 || reel.Calls[0].Where.Value != "begin" || reel.Calls[0].When.Value != "while the gate is on" || !reel.Calls[0].Gated {
		t.Errorf("%+v", reel.Calls)
	}
	if strings.Contains(reel.Doc.Value, "called") || reel.Doc.Empty() {
		t.Errorf("doc: %q", reel.Doc.Value)
	}
	if tail := kite(t, "knotTail"); len(tail.Calls) != 1 || tail.Calls[0].Where.Value != "end" || tail.Calls[0].Gated {
		t.Errorf("%+v", tail.Calls)
	}
}

func TestAnAcronymNamesAGate(t *testing.T) {
	for name, ok := range map[string]bool{"NUMA": true, "KiteFlying": true, "kiteFlying": false, "KITE_FLYING": false, "KITEFLYINGINSTORMS": false} {
		if gateRule.MatchString(name) != ok {
			t.Errorf("%s: %v", name, !ok)
		}
	}
}
