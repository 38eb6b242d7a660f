package diag

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSARIFNamesRuleLevelAndPlace pins what review tools need of a finding.
func TestSARIFNamesRuleLevelAndPlace(t *testing.T) {
	var l List
	l.Add(Diagnostic{Error, "field-exists", "a field is there", Pos{"plan.md", 7, 3}, []Place{{Pos{"a.go", 2, 0}, "here"}}, "rename it"})
	l.Notef("other", Pos{File: "plan.md"}, "something")
	data, err := SARIF(l, "v1", []Rule{{"field-exists", "What.", "Fix.", "https://example.org/codes"}, {"unused", "x", "y", ""}})
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
	if run.Tool.Driver.Rules[0].Link != "https://example.org/codes" || run.Results[0].Prints.Finding == run.Results[1].Prints.Finding {
		t.Errorf("no help link, or one fingerprint for two findings: %s", data)
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

// TestFingerprintsStayWhenLinesMove: review systems follow a finding through
// edits above it.
func TestFingerprintsStayWhenLinesMove(t *testing.T) {
	a, b := Diagnostic{Code: "c", Message: "m", Pos: Pos{"f", 3, 1}}, Diagnostic{Code: "c", Message: "m", Pos: Pos{"f", 9, 1}}
	if fingerprint(a) != fingerprint(b) {
		t.Error("another line gives another fingerprint")
	}
	b.Message = "n"
	if fingerprint(a) == fingerprint(b) {
		t.Error("another message gives the same fingerprint")
	}
}

func TestGitHubCommandsAreEscaped(t *testing.T) {
	var l List
	l.Add(Diagnostic{Error, "bad-path", "50% of it\nis wrong", Pos{"docs/a,b:c.md", 7, 3}, nil, "mend it"})
	l.Notef("other", Pos{}, "something")
	want := "::error title=bad-path,file=docs/a%2Cb%3Ac.md,line=7,col=3::50%25 of it%0Ais wrong%0Amend it\n"
	if got := GitHub(l); !strings.Contains(got, want) || !strings.Contains(got, "::notice title=other::something\n") {
		t.Errorf("got %q", got)
	}
}
