package plan

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// changes reads a plan of one component from its list of changes.
func changes(t *testing.T, list string) *feature.Feature {
	t.Helper()
	return Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Harbours\n\n## Component Architecture\n\n### virt-handler\n**Changes Required**:\n" + list)}).Feature
}

// spelled is a function in one line: receiver, name, signature, file, callers.
func spelled(fn feature.Function) string {
	out := fn.Name.Value
	if !fn.Receiver.Empty() {
		out = fn.Receiver.Value + "." + out
	}
	if fn.HasParams {
		out += "(" + fn.Params.Value + ")"
	}
	if !fn.Results.Empty() {
		out += " " + fn.Results.Value
	}
	if fn.Modify {
		out = "change " + out
	}
	if !fn.Replaces.Empty() {
		out += " for " + fn.Replaces.Value
	}
	out += " in " + fn.File.Value
	for _, c := range fn.Calls {
		out += " < " + c.Func.Value
	}
	return out
}

func TestWhatASentenceIsAboutAndWhatItOnlyNames(t *testing.T) {
	for _, c := range []struct{ list, want string }{
		{"- [ ] uses `Harbour.Depth()`\n- [ ] `Depth() (int, error)` on `Harbour` in `pkg/harbour/pier.go`: sounds\n", "Harbour.Depth() (int, error) in pkg/harbour/pier.go"},
		{"- [ ] `moorShip` on `pierWarden` in `pkg/harbour/pier.go`, called from `handleShip`\n", "pierWarden.moorShip in pkg/harbour/pier.go < handleShip"},
		{"- [ ] `makeRope(n int)` in `pkg/harbour/pier.go`\n- [ ] `moorShip` on `*Warden`, same file, called from `handleShip`\n", "makeRope(n int) in pkg/harbour/pier.go; Warden.moorShip in pkg/harbour/pier.go < handleShip"},
		{"- [ ] `applyTide` in `pkg/harbour/pier.go`: same pattern as `applyWind`, called from `applyWeather`\n", "applyTide in pkg/harbour/pier.go < applyWeather"},
		{"- [ ] new function `applyTide` in `pkg/harbour/pier.go`, similar to `applyWind` and `applyRain`\n", "applyTide in pkg/harbour/pier.go"},
		{"- [ ] `pkg/harbour/pier.go`: `handleShip` drops the rope (`DeleteRope` in `pkg/rope/rope.go`)\n", "change handleShip in pkg/harbour/pier.go; DeleteRope in pkg/rope/rope.go"},
		{"- [ ] `pkg/rope/rope.go`, `pkg/harbour/pier.go` (`IsMoored(ship int) bool`)\n", "IsMoored(ship int) bool in pkg/harbour/pier.go"},
		{"- [ ] `pkg/harbour/pier.go`: `syncRopes` renamed to `syncLines`\n", "change syncRopes in pkg/harbour/pier.go; syncLines for syncRopes in pkg/harbour/pier.go"},
		{"- [ ] `pkg/harbour/pier.go`: `IsQuay(n int) bool`: refuses ships unless `HotplugShips` is on\n", "IsQuay(n int) bool in pkg/harbour/pier.go"},
	} {
		var got []string
		for _, fn := range changes(t, c.list).Functions {
			got = append(got, spelled(fn))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s  got  %s\n  want %s", c.list, s, c.want)
		}
	}
}

func TestMovedFunctionsAreLeft(t *testing.T) {
	f := changes(t, "- [ ] `IsMoored` moves from `pkg/rope/rope.go` to `pkg/harbour/pier.go`\n")
	if len(f.Left) != 1 || len(f.Functions) != 1 || !f.Functions[0].Modify || f.Functions[0].File.Value != "pkg/rope/rope.go" {
		t.Errorf("left %+v, functions %+v", f.Left, f.Functions)
	}
}

func TestDocsKeepTheNamesTheyEndIn(t *testing.T) {
	f := changes(t, "- [ ] `IsMoored(ship int) bool` in `pkg/harbour/pier.go`, split off from `IsTied`\n- [ ] `pkg/harbour/pier.go`: new function `countRopes(n int) int` asks the warden before `handleShip` is done\n")
	for _, fn := range f.Functions {
		if d := fn.Doc.Value; strings.HasSuffix(d, " from.") || strings.HasSuffix(d, " before.") {
			t.Errorf("%s: %q", fn.Name.Value, d)
		}
	}
}

func TestListsInheritFileAndTypeFromTheirIntroduction(t *testing.T) {
	for _, c := range []struct{ list, want string }{
		{"- [ ] New file `pkg/harbour/crane.go` with the type `heavyCrane` and its methods:\n  - `lift(tons int) bool`\n  - `turn(degrees int) error`\n", "heavyCrane.lift(tons int) bool in pkg/harbour/crane.go; heavyCrane.turn(degrees int) error in pkg/harbour/crane.go"},
		{"- [ ] `pkg/harbour/crane.go` (new):\n  - `lift(tons int) bool`\n", "lift(tons int) bool in pkg/harbour/crane.go"},
		{"- [ ] Pier warden (`pkg/harbour/pier.go`) gets two helpers:\n  - `isFull(ships int) bool`\n", "isFull(ships int) bool in pkg/harbour/pier.go"},
		{"- [ ] `pkg/harbour/pier.go`: `pierWarden` gets `handleShip`, `handleRope(n int) error`\n", "pierWarden.handleShip in pkg/harbour/pier.go; pierWarden.handleRope(n int) error in pkg/harbour/pier.go"},
	} {
		f := changes(t, c.list)
		var got []string
		for _, fn := range f.Functions {
			got = append(got, spelled(fn))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s  got  %s\n  want %s", c.list, s, c.want)
		}
		if strings.Contains(strings.ToLower(c.list), "new") && (len(f.Files) != 1 || f.Files[0].State != feature.FileNew) {
			t.Errorf("%s  files %+v", c.list, f.Files)
		}
	}
}

func TestWhatIsHandedOnIsNoMethodOfItsMessage(t *testing.T) {
	f := Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Lamps\n\n## Technical Context\n**Feature Gate Strategy**: Alpha gate `LampDimming`, v1.9.0, owner @me. Accessor `LampDimmingEnabled()`\n\n## Component Architecture\n\n### virt-handler\n**Changes Required**:\n" +
		"- [ ] `lampOptions` in `pkg/virt-handler/options.go` passes `LampDimmingEnabled` in the `ClusterConfig` message of `pkg/lamp/cmd.proto`\n- [ ] `copyLamp` in `pkg/lamp/lamp.go` copies it to the new `Dimmed bool` of `LampContext`\n")}).Feature
	for _, fn := range f.Functions {
		if fn.Name.Value == "LampDimmingEnabled" || !fn.Receiver.Empty() {
			t.Error(spelled(fn))
		}
	}
}

func TestEachFunctionHasItsOwnClause(t *testing.T) {
	f := changes(t, "- [ ] Warden (`pkg/harbour/pier.go`): `startShip` calls `rope.Cut` before the ship leaves, `updateShip` calls `rope.Tie` at its end\n")
	want := map[string]string{"startShip": "calls rope.Cut before the ship leaves.", "updateShip": "calls rope.Tie at its end."}
	for _, fn := range f.Functions {
		if len(fn.Steps) != 1 || fn.Steps[0].Value != want[fn.Name.Value] {
			t.Errorf("%s: %v", fn.Name.Value, fn.Steps)
		}
	}
}
