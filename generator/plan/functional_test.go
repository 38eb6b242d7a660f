package plan

import "testing"

func TestDecoratorsHaveLabelsOfTheirOwn(t *testing.T) {
	for text, want := range map[string][2]string{
		"new file `tests/cat_test.go`, decorator `RequiresCats` with label `requires-cats`": {"RequiresCats", "requires-cats"},
		"new file `tests/cat_test.go`, decorator `RequiresCats` (label `requires-cats`)":    {"RequiresCats", "requires-cats"},
		"new file `tests/cat_test.go`, label `Cats`":                                        {"Cats", ""},
		"decorator `Cats`, runs in `tests/cat_test.go` with label `sig-compute`":            {"Cats", ""},
	} {
		f := Read(Document{Name: "plan.md", Data: []byte("# Implementation Plan: Cats\n\n## Testing Implementation Strategy\n\n### End-to-End Testing Approach\n- **Framework**: " + text + "\n- **User Workflows**:\n  - boot a cat\n")}).Feature
		if len(f.Tests) != 1 || f.Tests[0].Label.Value != want[0] || f.Tests[0].LabelText.Value != want[1] {
			t.Errorf("%s: %+v", text, f.Tests)
		}
	}
}
