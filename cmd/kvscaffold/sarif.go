package main

import "github.com/kubevirt/kvscaffold/generator/diag"

// sarif renders diagnostics as a SARIF 2.1.0 log, the format that code review
// systems annotate changes from.
func sarif(l *diag.List) map[string]any {
	level := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Note: "note"}
	rules, results := []any{}, []any{}
	seen := map[string]bool{}
	for _, d := range l.Sorted() {
		if !seen[d.Code] {
			seen[d.Code] = true
			rules = append(rules, sarifRule(d.Code))
		}
		text := d.Message
		if d.Remedy != "" {
			text += " (" + d.Remedy + ")"
		}
		results = append(results, map[string]any{
			"ruleId": d.Code, "level": level[d.Severity], "message": map[string]any{"text": text},
			"locations": []any{sarifLocation(d.Pos)},
		})
	}
	return map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []any{map[string]any{
			"tool":    map[string]any{"driver": map[string]any{"name": "kvscaffold", "rules": rules}},
			"results": results,
		}},
	}
}

func sarifRule(code string) map[string]any {
	rule := map[string]any{"id": code}
	if c, ok := explanation(code); ok {
		rule["shortDescription"] = map[string]any{"text": c.What}
		rule["help"] = map[string]any{"text": c.Why + " " + c.Fix}
	}
	return rule
}

func sarifLocation(at diag.Pos) map[string]any {
	place := map[string]any{"artifactLocation": map[string]any{"uri": at.File}}
	if at.Line > 0 {
		region := map[string]any{"startLine": at.Line}
		if at.Col > 0 {
			region["startColumn"] = at.Col
		}
		place["region"] = region
	}
	return map[string]any{"physicalLocation": place}
}
