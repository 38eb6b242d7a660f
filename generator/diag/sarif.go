package diag

// This file defines how diagnostics are told to code review systems: SARIF, and
// the workflow commands of GitHub.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"sort"
	"strings"
)

// Rule describes a code for SARIF consumers.
type Rule struct {
	Code string
	What string // one sentence
	Fix  string
	Link string // page that explains the code; empty: none
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
		Link  string    `json:"helpUri,omitempty"`
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
		Prints    sarifPrints     `json:"partialFingerprints"`
	}
	sarifPrints struct {
		Finding string `json:"finding/v1"`
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
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{r.Code, sarifText{r.What}, sarifText{r.Fix}, r.Link})
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
	out := sarifResult{RuleID: d.Code, Level: sarifLevel(d.Severity), Message: sarifText{text}, Prints: sarifPrints{fingerprint(d)}}
	if d.Pos.File != "" {
		out.Locations = []sarifLocation{sarifAt(d.Pos, "")}
	}
	for _, p := range d.Places {
		out.Related = append(out.Related, sarifAt(p.Pos, p.Text))
	}
	return out
}

// fingerprint tells a finding from others, whatever line it moves to.
func fingerprint(d Diagnostic) string {
	sum := sha256.Sum256([]byte(d.Code + "\x00" + d.Pos.File + "\x00" + d.Message))
	return hex.EncodeToString(sum[:16])
}

// GitHub renders diagnostics as the workflow commands that GitHub Actions turn
// into annotations, one a line.
func GitHub(l List) string {
	var b strings.Builder
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, d := range l.Sorted() {
		word := sarifLevel(d.Severity)
		if d.Severity == Note {
			word = "notice"
		}
		text := d.Message
		if d.Remedy != "" {
			text += "\n" + d.Remedy
		}
		where := "title=" + property.Replace(d.Code)
		if d.Pos.File != "" {
			where += ",file=" + property.Replace(path.Clean(d.Pos.File))
		}
		if d.Pos.Line > 0 {
			where += fmt.Sprintf(",line=%d", d.Pos.Line)
		}
		if d.Pos.Col > 0 {
			where += fmt.Sprintf(",col=%d", d.Pos.Col)
		}
		fmt.Fprintf(&b, "::%s %s::%s\n", word, where, data.Replace(text))
	}
	return b.String()
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

// sarifLevel returns the level of a severity; the format has none for what is
// left.
func sarifLevel(s Severity) string {
	if s == Left {
		s = Warning
	}
	return s.String()
}
