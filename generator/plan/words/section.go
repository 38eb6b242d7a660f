// Package words is the lexicon of the readers: which words of English name
// kinds of sections, labels, kinds of things and links between them. All of it
// is data; a dialect is a few more words.
package words

import "strings"

// Role is what a section of a plan is for.
type Role string

// The roles of sections.
const (
	Idle       Role = "idle" // tells, plans or excuses; promises no code
	Gate       Role = "gate"
	API        Role = "api"
	Validation Role = "validation"
	Defaults   Role = "defaults"
	Component  Role = "component"
	Controller Role = "controller"
	Tests      Role = "tests"
	Files      Role = "files"
	Phases     Role = "phases" // deliverables: mentions count, sentences weigh little
	Work       Role = "work"   // anything else that promises work
	Head       Role = "head"   // before the first heading that says anything
)

// sectionWords are tried in order against the title in lower case; the first
// row of which a word occurs decides.
var sectionWords = []struct {
	role  Role
	words []string
}{
	{Idle, []string{"non-goal", "non goal", "not planned", "out of scope", "motivation", "background", "why", "user stor", "definition of users", "alternatives", "scalab",
		"risk", "success", "acceptance", "done when", "rollout", "roll-out", "rollback", "deployment", "upgrade", "update/rollback", "monitoring", "observab", "logging", "alert",
		"debugging", "troubleshoot", "documentation", "prereq", "prerequisite", "constitution", "simplicity", "anti-abstraction", "integration-first", "pre-implementation",
		"dependency gate", "feature gate gate", "integration gate", "research", "complexity tracking", "progress", "task planning", "lifecycle", "graduation", "review", "open question",
		"open issue", "references", "glossary", "timeline", "milestone", "principles", "razor", "native workload", "choreography", "external dependencies", "core technologies",
		"technical context", "status quo", "current state", "security consideration", "compliance", "approval", "implementation history", "changelog", "integration map",
		"what it is not", "limitations", "caveats", "file creation order", "creation order", "order of", "repos", "owners", "notes for reviewers", "metrics implementation", "executive summary", "notes",
		"how it is used", "user guide", "example usage"}},
	{Gate, []string{"feature gate", "featuregate", "feature-gate", "feature flag", "gates", "gate"}},
	{Tests, []string{"testing", "test", "qa", "verification"}},
	{Files, []string{"file organi", "file organisation", "files to create", "new files", "modified files", "changed files", "file list", "files", "project structure", "source code", "source layout", "file layout", "touched files", "what is touched"}},
	{Validation, []string{"validation", "validating", "admission", "admitter", "rules", "checks", "webhook"}},
	{Defaults, []string{"default"}},
	{Phases, []string{"phase", "implementation plan", "deliverable", "steps of", "work packages", "implementation strategy", "implementation order"}},
	{API, []string{"api", "crd", "types", "schema", "spec", "status", "user-facing", "user facing", "data model", "domain xml", "struct"}},
	{Controller, []string{"controller logic", "reconcil", "state machine", "event handling", "sequence"}},
	{Component, []string{"virt-", "component", "virtctl", "integration point"}},
	{Idle, []string{"summary", "overview", "goals", "introduction", "context", "purpose", "scope", "abstract", "what and why", "architecture", "technology stack"}},
}

// phrased are titles in which a word means something else than it does alone.
var phrased = []struct {
	role  Role
	words []string
}{
	{Gate, []string{"feature gate implementation", "feature gate and", "gate description", "feature gates", "feature gate configuration"}},
	{Work, []string{"implementation details", "component implementation", "functions", "helpers", "shared helper", "changes required", "component changes", "design", "technical approach", "implementation"}},
	{Tests, []string{"functional testing", "unit testing", "test contract", "testing strategy", "test plan"}},
	{API, []string{"api design", "api implementation", "api changes", "api contract", "api examples", "api types"}},
}

// SectionRole returns the role of a section from the titles above it, the
// outermost first. The innermost title that says anything decides; an idle
// section makes all below it idle, unless a title below says otherwise.
func SectionRole(titles []string) Role {
	role := Head
	for i, t := range titles {
		r, ok := titleRole(t)
		switch {
		case i == 0 && len(titles) >= 1 && isDocumentTitle(t):
			continue
		case !ok:
			if role == Head {
				role = Work
			}
		case role == Idle && (r == API || r == Component || r == Files || r == Gate) && !strings.Contains(strings.ToLower(t), "gate"):
			// "Risks / API" stays idle
		case role == Tests || role == Files && r != Tests:
			// "Testing / virt-api" stays a section of tests
		default:
			role = r
		}
	}
	return role
}

func isDocumentTitle(t string) bool {
	l := strings.ToLower(t)
	return strings.Contains(l, "plan:") || strings.Contains(l, "implementation plan") || strings.HasPrefix(l, "vep") || strings.HasPrefix(l, "plan ") || strings.Contains(l, "proposal")
}

func titleRole(title string) (Role, bool) {
	t := " " + strings.ToLower(title) + " "
	for _, rows := range [][]struct {
		role  Role
		words []string
	}{phrased, sectionWords} {
		for _, row := range rows {
			for _, w := range row.words {
				if strings.Contains(t, w) && startsWord(t, w) {
					if row.role == Idle && w == "scope" {
						continue
					}
					return row.role, true
				}
			}
		}
	}
	return Work, false
}

func startsWord(t, w string) bool {
	i := strings.Index(t, w)
	return i == 0 || !isLetter(t[i-1])
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

// components are the parts of KubeVirt that a title, label or cell can name.
var components = []string{"virt-operator", "virt-controller", "virt-handler", "virt-launcher", "virt-api", "virtctl", "virt-exportserver", "virt-exportproxy", "virt-synchronization-controller", "virt-chroot", "virt-config"}

// ComponentOf returns the component that a text names first.
func ComponentOf(s string) (string, bool) {
	l := strings.ToLower(s)
	best, at := "", len(l)
	for _, c := range components {
		if i := strings.Index(l, c); i >= 0 && i < at {
			best, at = c, i
		}
	}
	return best, best != ""
}
