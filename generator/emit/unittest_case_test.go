package emit

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// TestCasesOf: a case is one spec under its whole title; the entries of a table
// that is not in Go yet are specs of their own; changed tests are none.
func TestCasesOf(t *testing.T) {
	at := diag.Pos{File: "plan.md", Line: 3}
	text := func(s string) feature.Text { return feature.T(s, at) }
	cases := []feature.Case{
		{Title: text("should reject `zero`: with a cause, twice"), Steps: []feature.Text{text("sets 0"), text("one cause")}},
		{Title: text("when nil"), Table: text("TPM should")},
		{Title: text("not set"), Table: text("when it is configured")},
		{Title: text("not set"), Table: text("when it is configured")},
		{Title: text("old test"), State: feature.StateChanged},
		{Title: text("all"), Table: text("modes"), Entries: []feature.Text{text("fast"), text("slow")}},
	}
	var got []string
	for _, s := range casesOf(cases) {
		got = append(got, s.title+" <"+strings.Join(s.steps, "|")+">")
	}
	want := []string{
		"should reject zero: with a cause, twice <sets 0|one cause>",
		"TPM should when nil <>",
		"when it is configured: not set <>",
		"modes: fast <>",
		"modes: slow <>",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
