package diag

import (
	"encoding/json"
	"testing"
)

// TestSARIFNamesRuleLevelAndPlace pins what review tools need of a finding.
func TestSARIFNamesRuleLevelAndPlace(t *testing.T) {
	var l List
	l.Add(Diagnostic{Error, "field-exists", "a field is there", Pos{"plan.md", 7, 3}, []Place{{Pos{"a.go", 2, 0}, "here"}}, "rename it"})
	l.Notef("other", Pos{File: "plan.md"}, "something")
	data, err := SARIF(l, "v1", []Rule{{"field-exists", "What.", "Fix."}, {"unused", "x", "y"}})
	if err != nil {
		t.Fatal(err)
	}
	var got sarifLog
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	run := got.Runs[0]
	if len(run.Tool.Driver.Rules) != 1 || len(run.Results) != 2 {
		t.Fatalf("got %s", data)
	}
	for _, r := range run.Results {
		if r.RuleID == "field-exists" && (r.Level != "error" || r.Locations[0].Physical.Region.StartLine != 7 || r.Related[0].Physical.Artifact.URI != "a.go" || r.Message.Text != "a field is there (rename it)") {
			t.Errorf("got %+v", r)
		}
		if r.RuleID == "other" && (r.Level != "note" || r.Locations[0].Physical.Region != nil) {
			t.Errorf("got %+v", r)
		}
	}
}
