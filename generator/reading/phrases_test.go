package reading_test

import (
	"strings"
	"testing"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/plantest"
	"github.com/kubevirt/kvscaffold/generator/reading"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// TestPhrases is the table of phrases: what a sentence, item or table states.
// Nothing may be missing and nothing added; bare mentions and words quoted for
// the account are left out.
func TestPhrases(t *testing.T) {
	plantest.Check(t, "testdata/phrases.txt", func(in string) string {
		d, err := document.Parse("plan.md", []byte("# Implementation Plan: X\n\n## Component Implementation\n\n"+in+"\n"))
		if err != nil {
			return err.Error()
		}
		var out []string
		for _, s := range reading.Statements(d, nil) {
			switch s.Relation {
			case statement.AtLine, statement.Doc, statement.Changes, statement.Title:
				continue
			}
			out = append(out, s.String())
		}
		return strings.Join(out, "\n")
	})
}
