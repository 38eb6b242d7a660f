package work

import (
	"testing"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// TestArgumentsAreGivenUpWithTheirParameters: what stands in the middle of a
// line is given up with everything that the same words ask for.
func TestArgumentsAreGivenUpWithTheirParameters(t *testing.T) {
	at := func(line int) diag.Pos { return diag.Pos{File: "plan.md", Line: line} }
	var r Result
	r.Set.Insert("a.go", 10, ", tone", "functions", at(3))
	r.Set.Insert("b.go", 20, ", tone string", "functions", at(3))
	r.Set.Insert("b.go", 30, "func other() {\n}\n", "functions", at(4))
	avoid := &Avoid{}
	d := diag.Diagnostic{Severity: diag.Error, Code: "type-error", Message: "too many arguments", Pos: diag.Pos{File: "a.go", Line: 5}}
	if !avoid.Blame(r, d, "\tplay(loud, tone)") {
		t.Fatal("the argument is not blamed")
	}
	if !avoid.text("a.go", ", tone") || !avoid.text("b.go", ", tone string") || avoid.text("b.go", "func other() {\n}\n") {
		t.Errorf("given up: %+v", avoid.texts)
	}
	if avoid.Blame(r, d, "\tplay(loud, tone)") {
		t.Error("the same is blamed twice")
	}
}

// TestErrorsElsewhereTakeChangedLinesThenEmitters: a message about a file that
// nobody edits is laid to changed signatures first, and then to all but gates,
// API and builders.
func TestErrorsElsewhereTakeChangedLinesThenEmitters(t *testing.T) {
	at := diag.Pos{File: "plan.md", Line: 3}
	var r Result
	r.Set.Insert("b.go", 20, ", tone string", "functions", at)
	r.Set.Insert("c.go", 20, "\tPlay()\n", "functions", diag.Pos{File: "plan.md", Line: 4})
	r.Set.Insert("d.go", 20, "\tFourth = 4\n", "gate", at)
	all := []Named{{"gate", "gates"}, {"functions", "functions"}}
	avoid := &Avoid{}
	d := diag.Diagnostic{Severity: diag.Error, Code: "type-error", Message: "not enough arguments", Pos: diag.Pos{File: "far.go", Line: 5}}
	if !avoid.Fragments(r, d) || !avoid.text("b.go", ", tone string") || avoid.text("c.go", "\tPlay()\n") {
		t.Errorf("given up: %+v", avoid.texts)
	}
	if avoid.Fragments(r, d) {
		t.Error("the same is given up twice")
	}
	if !avoid.Emitters(r, d, all) || !avoid.GivesUp("functions") || avoid.GivesUp("gate") {
		t.Errorf("given up: %v", avoid.emitters)
	}
	if avoid.Emitters(r, d, all) {
		t.Error("the same emitters are given up twice")
	}
}
