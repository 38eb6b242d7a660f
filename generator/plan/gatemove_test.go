package plan

import "testing"

// TestGatesMoveToTheirNextStage: the words with which plans say that a gate
// which is there already goes on.
func TestGatesMoveToTheirNextStage(t *testing.T) {
	for text, want := range map[string][2]string{
		"`Lamp` graduates from Alpha to Beta in v1.9.0":                         {"Beta", "v1.9.0"},
		"`Lamp` (Alpha since v1.6.0) is promoted to Beta in v1.9.0":             {"Beta", "v1.9.0"},
		"`Lamp`: Alpha v1.6.0 → Beta v1.9.0, enabled by default":                {"Beta", "v1.9.0"},
		"`Lamp` goes to GA in v1.10.0":                                          {"GA", "v1.10.0"},
		"existing gate `Lamp` moves to general availability":                    {"GA", ""},
		"graduation of `Lamp` from Beta to GA with v1.10.0, owner sig-compute":  {"GA", "v1.10.0"},
		"`Lamp` is deprecated in v1.9.0 and moves to `inactive.go`":             {"Deprecated", "v1.9.0"},
		"new gate `Lamp`, Alpha in v1.9.0. It lets users move lamps to a shelf": {"", "v1.9.0"},
		"new gate `Lamp`, Alpha in v1.9.0, goes Beta once tests are stable":     {"", "v1.9.0"},
	} {
		f := readText(t, "## Technical Context\n\n- **Feature Gates**: "+text+"\n")
		if len(f.Gates) != 1 {
			t.Errorf("%s: gates %+v", text, f.Gates)
			continue
		}
		g := f.Gates[0]
		moved := ""
		if !g.From.Empty() {
			moved = g.Stage.Value
		}
		if moved != want[0] || g.Release.Value != want[1] || g.Existing {
			t.Errorf("%s: moves to %q in %q (%+v)", text, moved, g.Release.Value, g)
		}
	}
}
