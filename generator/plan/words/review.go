// This file defines the words of checklists, remarks and open points.
package words

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
)

// Checklist is what the boxes or items of a section are.
type Checklist int

// The kinds of checklists.
const (
	NoChecklist Checklist = iota
	Prerequisites
	GatesBefore // gates that have to pass before the work
	Questions
)

// ChecklistOf tells from the titles what the boxes of a section are.
func ChecklistOf(titles []string) Checklist {
	for i := len(titles) - 1; i >= 0; i-- {
		t := strings.ToLower(titles[i])
		switch {
		case strings.Contains(t, "prereq"):
			return Prerequisites
		case strings.Contains(t, "open question"), strings.Contains(t, "open issue"), strings.Contains(t, "unresolved"):
			return Questions
		case strings.Contains(t, "constitution"), strings.Contains(t, "pre-implementation"), strings.HasSuffix(t, " gate") && strings.Contains(strings.ToLower(strings.Join(titles, " ")), "phase -1"):
			return GatesBefore
		}
	}
	return NoChecklist
}

// Remark returns what stands behind the question of a box.
func Remark(r document.Rich) string {
	for i, t := range r {
		if t.Is("?") && i+1 < len(r) {
			return strings.Trim(r[i+1:].Plain(), " ()")
		}
	}
	return ""
}

var denial = regexp.MustCompile(`(?i)^(?:n/?a\b|not (?:yet|done|clear|defined|decided|started|confirmed)|no[,. ]|no$|todo|tbd|open\b|pending|unclear|missing|unknown|later)`)

// Denies reports whether a remark says that a box should not be ticked.
func Denies(remark string) bool { return denial.MatchString(remark) }

// NeedsClarification reports the mark of an open clarification.
func NeedsClarification(r document.Rich) bool {
	return Has(r, "needs clarification", "need clarification", "needs_clarification") && !Has(r, "resolved", "remain", "scan", "no")
}

// Undecided reports a word that marks something to be decided.
func Undecided(r document.Rich) bool {
	for _, t := range r {
		if t.Kind == document.Word && (t.Text == "TBD" || t.Text == "FIXME" || t.Text == "XXX") {
			return true
		}
	}
	return false
}

// DeniesGate reports whether a text says that there is no new feature gate.
func DeniesGate(r document.Rich) bool {
	return Has(r, "no gate", "no new gate", "no feature gate", "no new feature gate", "without a gate", "without feature gate", "without a feature gate", "needs no gate", "gate is not introduced", "feature gate none", "feature gates none", "feature gate : none", "feature gates : none", "feature gates : no", "feature gate : no", "gate : none")
}

var placeholderRE = regexp.MustCompile(`\[(?:[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+|###[\w-]*|DATE|VERSION|RISK|DESCRIPTION|FEATURE NAME|FEATURE|NUMBER|link)\]`)

// Placeholders returns the unfilled placeholders of a source line.
func Placeholders(line string) []string { return placeholderRE.FindAllString(line, -1) }
