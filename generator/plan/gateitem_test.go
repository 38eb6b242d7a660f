package plan

import "testing"

func TestAttributesOfAGateInItemsOfTheirOwn(t *testing.T) {
	for name, list := range map[string]string{
		"nested":   "- [ ] Feature gate `LampDimming`\n  - Owner: @lena\n  - Stage: Beta, v1.8.0, disabled by default\n  - When enabled, lamps can be dimmed.\n  - `LampDimmingEnabled()` in `pkg/virt-config/feature-gates.go`\n",
		"beside":   "- **Feature gate**: `LampDimming`\n- **Stage**: Beta (v1.8.0)\n- **Owner**: @lena\n- **Description**: When enabled, lamps can be dimmed.\n",
		"unmarked": "- Feature gate: `LampDimming`\n- Owner: @lena\n- Stage: Beta\n- Release: v1.8.0\n- Doc: When enabled, lamps can be dimmed.\n- `dimLamp(x int) int` in `pkg/lamp/dim.go`\n",
	} {
		f := Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Lamps\n\n## Implementation Strategy\n\n### Phase 1: Foundation\n**Deliverables**:\n" + list)}).Feature
		if len(f.Gates) != 1 {
			t.Fatalf("%s: %+v", name, f.Gates)
		}
		g := f.Gates[0]
		if got := g.Name.Value + " " + g.Stage.Value + " " + g.Release.Value + " " + g.Owner.Value + ": " + g.Doc.Value; got != "LampDimming Beta v1.8.0 @lena: When enabled, lamps can be dimmed." {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestNoGateIsMissedWhereThePlanDoesWithout(t *testing.T) {
	for words, missed := range map[string]bool{"No new feature gate, lamps dim always.": false, "Lamps dim always.": true} {
		r := Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Lamps\n\n## Implementation Strategy\n\n### Phase 1: Foundation\n**Deliverables**:\n- " + words + "\n- `dimLamp(x int) int` in `pkg/lamp/dim.go`\n")})
		out, found := Check(r, nil), false
		for _, d := range out.Sorted() {
			found = found || d.Code == "gate-missing"
		}
		if found != missed {
			t.Errorf("%q: missed %v", words, found)
		}
	}
}

func TestWordsOnTheWayToTheLauncherAreAChangeOfTheHandler(t *testing.T) {
	f := Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Lamps\n\n## Technical Context\n**Feature Gate Strategy**: Alpha gate `LampDimming`, v1.9.0, owner @me. Accessor `LampDimmingEnabled()`. virt-handler forwards it in the `ClusterConfig` message of `cmd.proto`\n")}).Feature
	if len(f.Components) != 1 || f.Components[0].Name.Value != "virt-handler" || len(f.Components[0].Changes) != 1 {
		t.Errorf("%+v", f.Components)
	}
}
