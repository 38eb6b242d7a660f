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

// reefPlan has two gates, methods below their type, and a rule for one value.
const reefPlan = "# Implementation Plan: Reefs\n\n## Technology Stack\n\n### KubeVirt Framework Integration\n- **Feature Gates**:\n" +
	"  - `SailReefs`, Beta, v1.9.0, sig-network. Lets crews reef sails\n" +
	"  - `SailColours` exists already and is needed for the storm sail\n\n" +
	"## Component Architecture\n\n### virt-launcher\n**Changes Required**:\n" +
	"- [ ] `pkg/virt-launcher/sail/reef.go`\n" +
	"  - new type `Reef` with `Lines int`\n" +
	"  - its methods `Tie(lines int) error`, `Shake() bool`\n" +
	"  - methods of `Boom`: `Raise(metres int) error`, `Lower() bool`\n" +
	"- [ ] new configurator `SailConfigurator` with `NewSailConfigurator(reefs int)` in `sail/rig.go`\n\n" +
	"## API Design\n\n```yaml\nkind: KubeVirt\nspec:\n  configuration:\n    sail:        # optional, the sails\n      reefed: true   # *bool, optional\n```\n\n" +
	"### Validation Logic\n- **Location**: `pkg/virt-operator/webhooks/kubevirt-update-admitter.go`\n" +
	"- **Requirements**: `spec.configuration.sail.reefed` cannot be true without the `SailReefs` gate\n" +
	"- **Error Messages**: `sails cannot be reefed without the SailReefs gate`\n\n" +
	"## File Organization\n\n### New Files\n- `pkg/virt-launcher/sail/reef.go`\n- `pkg/virt-launcher/sail/rig.go`\n"

func TestGatesThatExistAndBareSIGs(t *testing.T) {
	f := Read(Document{Name: "plan.md", Data: []byte(reefPlan)}).Feature
	if len(f.Gates) != 2 || f.Gates[0].Existing || !f.Gates[1].Existing {
		t.Fatalf("%+v", f.Gates)
	}
	if got := f.Gates[0].Owner.Value; got != "sig-network" {
		t.Errorf("owner: %q", got)
	}
}

func TestMethodsBelowTheirType(t *testing.T) {
	f := Read(Document{Name: "plan.md", Data: []byte(reefPlan)}).Feature
	want := map[string]string{"Tie": "Reef", "Shake": "Reef", "Raise": "Boom", "Lower": "Boom", "NewSailConfigurator": ""}
	for _, fn := range f.Functions {
		recv, ok := want[fn.Name.Value]
		if ok && fn.Receiver.Value != recv {
			t.Errorf("%s has receiver %q, want %q", fn.Name.Value, fn.Receiver.Value, recv)
		}
		if fn.Name.Value == "NewSailConfigurator" && fn.File.Value != "sail/rig.go" {
			t.Errorf("%s is in %q", fn.Name.Value, fn.File.Value)
		}
		delete(want, fn.Name.Value)
	}
	if len(want) > 0 {
		t.Errorf("not read: %v", want)
	}
	for _, typ := range f.Types {
		if typ.Name.Value == "SailConfigurator" {
			return
		}
	}
	t.Error("the configurator is no type")
}

func TestARuleForOneTruthValue(t *testing.T) {
	f := Read(Document{Name: "plan.md", Data: []byte(reefPlan)}).Feature
	if len(f.Rules) != 1 || f.Rules[0].Kind != feature.RuleGate || f.Rules[0].When.Value != "true" {
		t.Fatalf("%+v", f.Rules)
	}
	if got := f.Rules[0].Message.Value; got != "sails cannot be reefed without the SailReefs gate" {
		t.Errorf("message: %q", got)
	}
}

// deckPlan has tests, fields and methods in running text.
const deckPlan = "# Implementation Plan: Tapes\n\n## Component Architecture\n\n### virt-launcher\n**Changes Required**:\n" +
	"- [ ] `pkg/virt-launcher/deck.go`: `tapeDeck` gains `speed int` and `lastTurn time.Time`\n" +
	"- [ ] `DeckManager` keeps it in `reels int` (`pkg/virt-launcher/deck.go`)\n" +
	"- [ ] `Player` in `pkg/virt-launcher/deck.go` gets `Rewind(turns int) error`\n\n" +
	"## API Design\n\n```yaml\nkind: KubeVirt\nspec:\n  configuration:\n    tape:        # nullable, the tape\n      long: true   # *bool, nullable. Twice as long\n```\n\n" +
	"## Testing\n\n- `pkg/virt-launcher/deck_test.go`\n  - turns both ways, even at night\n  - stops at the end\n" +
	"- `pkg/virt-launcher/reel_test.go`: full reel; empty reel; no reel\n\n" +
	"E2E: new file `tests/tape.go`, sig-compute, \"Tape decks\": a tape is played to its end\n\n" +
	"## Files\n\nNew:\n```\ntests/tape.go\n```\n\nModified:\n- `pkg/virt-launcher/deck.go`\n"

func TestTestsInRunningText(t *testing.T) {
	got := map[string]string{}
	for _, test := range Read(Document{Name: "plan.md", Data: []byte(deckPlan)}).Feature.Tests {
		var items []string
		for _, it := range test.Items {
			items = append(items, it.Value)
		}
		got[test.File.Value] = test.Title.Value + "|" + strings.Join(items, "|")
	}
	for file, want := range map[string]string{
		"pkg/virt-launcher/deck_test.go": "|turns both ways, even at night|stops at the end",
		"pkg/virt-launcher/reel_test.go": "|full reel|empty reel|no reel",
		"tests/tape.go":                  "Tape decks|a tape is played to its end",
	} {
		if got[file] != want {
			t.Errorf("%s: %q, want %q", file, got[file], want)
		}
	}
}

func TestStatesOfFilesBelowALabel(t *testing.T) {
	for _, f := range Read(Document{Name: "plan.md", Data: []byte(deckPlan)}).Feature.Files {
		if want := map[string]string{"tests/tape.go": feature.FileNew, "pkg/virt-launcher/deck.go": feature.FileModified}[f.Path.Value]; f.State != want {
			t.Errorf("%s is %s, want %s", f.Path.Value, f.State, want)
		}
	}
}

func TestUnexportedFieldsAndGainedMethods(t *testing.T) {
	f := Read(Document{Name: "plan.md", Data: []byte(deckPlan)}).Feature
	got := map[string]string{}
	for _, fld := range f.Fields {
		got[fld.Name.Value] = fld.Struct.Value
		if fld.JSON.Value == "tape" && (len(fld.Markers) != 1 || fld.Markers[0].Value != "+nullable") {
			t.Errorf("markers of tape: %v", fld.Markers)
		}
	}
	if got["speed"] != "tapeDeck" || got["lastTurn"] != "tapeDeck" || got["reels"] != "DeckManager" {
		t.Errorf("%v", got)
	}
	for _, fn := range f.Functions {
		if fn.Name.Value == "Rewind" && fn.Receiver.Value == "Player" {
			return
		}
	}
	t.Error("Player gets no method")
}

func TestFunctionTypes(t *testing.T) {
	const plan = "# Implementation Plan: Bells\n\n## Component Architecture\n\n### virt-launcher\n**Changes Required**:\n" +
		"- [ ] `pkg/virt-launcher/bell.go`\n  - `Chime` is `func(hour int) error`\n  - type `strike func(int, int) bool`\n"
	f := Read(Document{Name: "plan.md", Data: []byte(plan)}).Feature
	want := map[string]string{"Chime": "func(hour int) error", "strike": "func(int, int) bool"}
	for _, typ := range f.Types {
		if typ.Kind != feature.KindFunc || typ.Underlying.Value != want[typ.Name.Value] || typ.File.Value != "pkg/virt-launcher/bell.go" {
			t.Errorf("%+v", typ)
		}
		delete(want, typ.Name.Value)
	}
	if len(want) > 0 || len(f.Functions) > 0 {
		t.Errorf("not read: %v; taken for functions: %v", want, f.Functions)
	}
}

func TestTypedParametersThatFunctionsTake(t *testing.T) {
	const plan = "# Implementation Plan: Bells\n\n## Component Architecture\n\n### virt-launcher\n**Changes Required**:\n" +
		"- [ ] `pkg/virt-launcher/bell.go`: `NewBell` and `NewBellWithRope` take `loud bool` as last argument\n"
	got := map[string]string{}
	for _, fn := range Read(Document{Name: "plan.md", Data: []byte(plan)}).Feature.Functions {
		for _, p := range fn.NewParams {
			got[fn.Name.Value] += p.Value
		}
	}
	if got["NewBell"] != "loud bool" || got["NewBellWithRope"] != "loud bool" {
		t.Errorf("%v", got)
	}
}
