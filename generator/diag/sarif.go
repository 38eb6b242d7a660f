package diag

import (
	"encoding/json"
	"sort"
)

// Rule describes a code for SARIF consumers.
type Rule struct {
	Code string
	What string // one sentence
	Fix  string
}

type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Help  sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

// SARIF renders diagnostics in the Static Analysis Results Interchange Format
// 2.1.0, which code review tools show as annotations. rules explains the codes;
// only those that occur are written.
func SARIF(l List, version string, rules []Rule) ([]byte, error) {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "kvscaffold", Version: version, Rules: []sarifRule{}}}, Results: []sarifResult{}}
	used := map[string]bool{}
	for _, d := range l.Sorted() {
		used[d.Code] = true
		run.Results = append(run.Results, sarifOf(d))
	}
	for _, r := range rules {
		if used[r.Code] {
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{r.Code, sarifText{r.What}, sarifText{r.Fix}})
		}
	}
	sort.Slice(run.Tool.Driver.Rules, func(i, j int) bool { return run.Tool.Driver.Rules[i].ID < run.Tool.Driver.Rules[j].ID })
	return json.MarshalIndent(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}, "", "  ")
}

func sarifOf(d Diagnostic) sarifResult {
	text := d.Message
	if d.Remedy != "" {
		text += " (" + d.Remedy + ")"
	}
	out := sarifResult{RuleID: d.Code, Level: d.Severity.String(), Message: sarifText{text}}
	if d.Pos.File != "" {
		out.Locations = []sarifLocation{sarifAt(d.Pos, "")}
	}
	for _, p := range d.Places {
		out.Related = append(out.Related, sarifAt(p.Pos, p.Text))
	}
	return out
}

func sarifAt(p Pos, text string) sarifLocation {
	loc := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{p.File}}}
	if p.Line > 0 {
		loc.Physical.Region = &sarifRegion{p.Line, p.Col}
	}
	if text != "" {
		loc.Message = &sarifText{text}
	}
	return loc
}
