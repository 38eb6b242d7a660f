package plan

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

func TestRemarksThatGoOnAndListsOfNames(t *testing.T) {
	const tree = "# Implementation Plan: Cranes\n\n## Controller Logic Implementation\n### Reconciliation Loop Design\n```go\nfunc SyncCrane(vm *v1.VirtualMachine, tons int) error {\n    // 1. load\n    // 2. lift\n}\n```\n\n" +
		"## File Organization\n\n### New Files to Create\n```\n# cranes\npkg/\n└── crane/\n    ├── crane.go    # CRANEState, HasLoad,\n    │               # SyncCrane, PathForHook\n    └── crane_test.go\n```\n\n" +
		"### Modified Files\n| File | Change |\n|---|---|\n| `pkg/pier/pier.go`, `pkg/pier/quay.go` | use cranes |\n"
	f := Read(Document{Name: "plan.md", Data: []byte(tree)}).Feature
	var got []string
	for _, fn := range f.Functions {
		got = append(got, spelled(fn))
		if fn.Name.Value == "SyncCrane" && len(fn.Steps) != 2 {
			t.Errorf("steps of SyncCrane: %v", fn.Steps)
		}
	}
	if s := strings.Join(got, "; "); s != "HasLoad in pkg/crane/crane.go; SyncCrane(vm *v1.VirtualMachine, tons int) error in pkg/crane/crane.go; PathForHook in pkg/crane/crane.go" {
		t.Error(s)
	}
	if len(f.Left) != 1 || !strings.HasPrefix(f.Left[0].What.Value, "CRANEState in") {
		t.Errorf("left: %+v", f.Left)
	}
	states := map[string]string{}
	for _, file := range f.Files {
		states[file.Path.Value] = file.State
	}
	if len(states) != 4 || states["pkg/pier/quay.go"] != feature.FileModified {
		t.Errorf("files: %v", states)
	}
}
