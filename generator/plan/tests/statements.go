// This file turns promised tests into statements.
package tests

import (
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Statements reads the sections about tests of a document; about tells from
// the titles of a section whether it is one. A case is stated as promised, its
// steps right behind it; what only tells how, or changes a test that exists,
// as instruction.
func Statements(d *document.Document, about func(titles []string) bool) []statement.Statement {
	var out []statement.Statement
	for _, g := range Find(d, about) {
		s := statement.Subject{Kind: statement.Test, Name: g.Title, File: g.File}
		say := func(r statement.Relation, object, more string, from Phrase) {
			out = append(out, statement.Statement{Subject: s, Relation: r, Object: object, More: more, Trust: statement.Label,
				At: diag.Pos{File: d.File, Line: from.Line}, Words: from.Words})
		}
		for _, c := range g.Cases {
			say(statement.Promises, c.Text, c.Table, c.Phrase)
			for _, p := range c.Steps {
				say(statement.TestStep, p.Text, c.Text, p)
			}
		}
		for _, o := range g.Orders {
			say(statement.Helper, o.Words, "", o)
		}
		if len(g.Cases) == 0 && len(g.Orders) > 0 {
			say(statement.Changes, g.Orders[0].Words, "", g.Orders[0])
		}
		if g.Serial != nil {
			say(statement.Serial, g.Serial.Words, "", *g.Serial)
		}
	}
	return out
}
