package emit

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file turns the cases of a promised test into specs: one case, one
// pending spec with its title as the model has it and its steps in the body.

// casesOf returns the specs of cases. Cases that change a test that exists are
// not among them.
func casesOf(cases []feature.Case) []spec {
	var out []spec
	for _, k := range cases {
		if k.State == feature.StateChanged || k.Title.Empty() {
			continue
		}
		titles := []feature.Text{k.Title}
		if len(k.Entries) > 0 {
			titles = k.Entries
		}
		for _, t := range titles {
			s := spec{title: entryTitle(k.Table.Value, code.PlainWords(t.Value)), apart: true, from: t}
			for _, step := range slices.Concat(k.Setup, k.Steps) {
				s.steps = append(s.steps, code.PlainWords(step.Value))
			}
			if !slices.ContainsFunc(out, func(o spec) bool { return o.title == s.title }) {
				out = append(out, s)
			}
		}
	}
	return out
}

// entryTitle names an entry of a table that is written as a spec of its own.
func entryTitle(table, entry string) string {
	table = code.PlainWords(table)
	switch {
	case table == "" || strings.HasPrefix(entry, table):
		return entry
	case strings.HasSuffix(table, "should"):
		return table + " " + strings.TrimPrefix(entry, "should ")
	}
	return table + ": " + entry
}
