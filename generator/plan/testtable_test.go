package plan

import (
	"strings"
	"testing"
)

func TestTestsInTablesAndFragments(t *testing.T) {
	head := "# Implementation Plan: Tapes\n\n## Component Architecture\n- none\n\n## Testing\n\n"
	for _, c := range []struct{ text, want string }{
		{"### Unit Testing Approach\n| File | Tests |\n|---|---|\n| `pkg/deck/deck_test.go` | tape runs, tape ends |\n| `pkg/deck/reel_test.go` | full reel |\n", "pkg/deck/deck_test.go: tape runs|tape ends; pkg/deck/reel_test.go: full reel"},
		{"| Kind | Test file | What |\n|---|---|---|\n| unit | `pkg/deck/deck_test.go` | tape runs |\n| e2e | `tests/deck.go` | a tape is played |\n", "pkg/deck/deck_test.go: tape runs; tests/deck.go: a tape is played"},
		{"- **Unit Tests**: table for `TapeSpeed` in `pkg/deck/deck_test.go` (field true, false, nil, with and without the gate)\n", "pkg/deck/deck_test.go: table for TapeSpeed (field true, false, nil, with and without the gate)"},
		{"- **Unit Tests**: deck (tape runs, tape ends)\n", ": tape runs|tape ends"},
		{"- **End-to-End Tests**: existing tests in `tests/deck.go` run with the new gate\n", ""},
	} {
		var got []string
		for _, test := range Read(Document{Name: "plan.md", Data: []byte(head + c.text)}).Feature.Tests {
			var items []string
			for _, it := range test.Items {
				items = append(items, it.Value)
			}
			got = append(got, test.File.Value+": "+strings.Join(items, "|"))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s  got  %s\n  want %s", c.text, s, c.want)
		}
	}
}

func TestFoldersOfADrawnTreeStayBelowTheirRoot(t *testing.T) {
	const tree = "# Implementation Plan: Tapes\n\n## Phase 1\n3. **Test scenarios**: full reel, empty reel\n\n## Project Structure\n```text\npkg/virt-launcher/deck/\n├── api/reel_test.go # MODIFIED: reel tests\n└── side/turn_test.go # MODIFIED\n```\n"
	f := Read(Document{Name: "plan.md", Data: []byte(tree)}).Feature
	if len(f.Files) != 2 || f.Files[0].Path.Value != "pkg/virt-launcher/deck/api/reel_test.go" {
		t.Errorf("files %+v", f.Files)
	}
	if len(f.Tests) != 1 || f.Tests[0].File.Value != "pkg/virt-launcher/deck/api/reel_test.go" || len(f.Tests[0].Items) != 2 {
		t.Errorf("tests %+v", f.Tests)
	}
}
