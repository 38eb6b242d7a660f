// This file defines what is said of open points of a document, and of what was
// not understood or only guessed.
package review

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/resolve"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// boxes looks at the gates before the work and the prerequisites.
func (c *checker) boxes(d *document.Document) {
	for _, b := range d.Blocks {
		if b.Kind != document.Item || b.Box == document.NoBox {
			continue
		}
		at := diag.Pos{File: d.File, Line: b.Line}
		remark := words.Remark(b.Text)
		switch words.ChecklistOf(b.Section.Titles()) {
		case words.Prerequisites:
			if b.Box == document.Open {
				c.out.Notef("prerequisite-open", at, "the prerequisite %q is open", shorten(b.Text.Plain()))
			}
		case words.GatesBefore:
			if b.Box == document.Open && remark == "" {
				c.out.Warnf("gate-unticked", at, "tick it, or justify the violation", "the gate %q is not ticked", shorten(b.Text.Plain()))
			}
			if b.Box == document.Ticked && words.Denies(remark) {
				c.out.Warnf("gate-contradicted", at, "untick the gate, or correct the remark", "the gate is ticked, its remark says %q", shorten(remark))
			}
		}
	}
}

// openPoints finds questions, clarifications and reminders that are left.
func (c *checker) openPoints(d *document.Document) {
	for _, b := range d.Blocks {
		for _, r := range append([]document.Rich{b.Text}, b.Cells...) {
			at := diag.Pos{File: d.File, Line: b.Line}
			switch {
			case words.NeedsClarification(r):
				c.out.Errorf("needs-clarification", at, "answer it and remove the mark", "a clarification is still needed")
			case words.Undecided(r):
				c.out.Warnf("undecided", at, "decide it, or say that it is out of scope", "something is marked as undecided: %q", shorten(r.Plain()))
			case words.ChecklistOf(b.Section.Titles()) == words.Questions && len(r) > 0 && !words.IsNothing(r.Plain()) && !words.Has(r, "resolved"):
				c.out.Warnf("open-question", at, "answer it in the plan, or move it to the enhancement", "the question %q is open", shorten(r.Plain()))
			}
		}
	}
}

// guesses tells of types that are only what an example looks like, and of
// rules that stay words.
func (c *checker) guesses() {
	field := func(f feature.Field) {
		if f.Guess {
			c.out.Warnf("type-guessed", f.Type.At, "write the type beside the field: `"+f.JSON.Or(f.Name).Value+": \"*Type, optional; purpose\"`", "the type of %s is only what its example looks like: %s", f.JSON.Or(f.Name).Value, f.Type.Value)
		}
	}
	for _, f := range c.f.Fields {
		field(f)
	}
	for _, t := range c.f.Types {
		for _, f := range t.Fields {
			field(f)
		}
	}
	for _, r := range c.f.Rules {
		if r.Kind == feature.RuleProse {
			c.out.Warnf("rule-unread", r.Text.At, "name the field and its values, as in: `spec.x` must be one of `A`, `B`", "the rule stays words: %q", shorten(r.Text.Value))
		}
	}
}

// nearest gives for each kind of thing the form that would have been read.
var nearest = map[statement.Kind]string{
	statement.Function: "say where it stands: `name(parameters) results` in `path/file.go`, called by `Caller`",
	statement.Const:    "say its value and place: constant `Name` = `value` in `path/file.go`",
	statement.Var:      "say its value and place: variable `name` = `value` in `path/file.go`",
	statement.Type:     "declare it in a Go block, or say: new struct `Name` in `path/file.go`",
	statement.Field:    "say its struct and type: `Struct` gets `Name Type`, JSON `name`",
	statement.Gate:     "say stage, release and owner: feature gate `Name`, Alpha in v1.9.0, owner sig-compute / @user",
}

// unread tells of names and texts of which nothing was made.
func (c *checker) unread() {
	told := map[string]bool{}
	for _, e := range c.r.Ledger.Entries {
		if e.Fate != resolve.NotUnderstood || told[e.Mention.Name] || strings.ToLower(e.Mention.Name) == e.Mention.Name && e.Kind != statement.Words {
			continue
		}
		told[e.Mention.Name] = true
		form := nearest[e.Kind]
		if form == "" {
			form = "say what it is: function, type, field, constant, and the file"
		}
		c.out.Notef("not-understood", e.Mention.At, "nothing was made of %s; %s", shorten(e.Mention.Name), form)
	}
}
