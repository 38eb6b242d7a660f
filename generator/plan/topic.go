package plan

import (
	"regexp"
	"strings"
	"unicode"
)

// topic says what a section is about, in whatever dialect it was written.
type topic int

const (
	topicNone topic = iota
	topicTitle
	topicPrerequisites
	topicArchitecture
	topicComponents // one item or subsection per component
	topicComponent  // section.kind names the component
	topicStack
	topicGate // describes the feature gates
	topicGateConfig
	topicChecks // constitution, principles, pre-implementation gates
	topicContext
	topicPhase
	topicDeliverables
	topicExit
	topicAPI
	topicAPIKind // section.kind and section.part
	topicValidation
	topicDefaulting
	topicController
	topicLoop
	topicStates
	topicEvents
	topicTests
	topicUnit
	topicIntegration
	topicEndToEnd
	topicFiles
	topicFilesNew
	topicFilesModified
	topicFilesGenerated
	topicStructure
	topicSummary
	topicQuestions
	topicChecklist
	topicProgress
	topicNarrative    // for human readers: rollout, risks, documentation …
	topicMetrics      // narrative, but promises of metrics are reported
	topicInstructions // left over from a template
)

// topicRule maps headings to a topic: any of the phrases has to occur as whole
// words. Rules are tried in order, so the narrower ones come first.
type topicRule struct {
	topic topic
	words []string
}

// topicRules is the dictionary of headings in all three dialects and in what
// people write instead.
var topicRules = []topicRule{
	{topicInstructions, []string{"execution flow", "instructions for use", "creating an implementation plan", "implementation guidelines", "quality standards", "quality checklist", "how to use this template"}},
	{topicQuestions, []string{"open questions", "open points", "unresolved", "questions", "to be decided", "tbd", "undecided"}},
	{topicPrerequisites, []string{"prerequisites", "prerequisite", "before you start", "before implementation"}},
	{topicComponents, []string{"component changes", "changes per component", "changes by component", "component implementation", "component strategy", "component breakdown", "affected components", "touched components", "components affected", "components", "code changes", "what changes where", "functions to add", "new functions", "work items", "implementation details", "changes required"}},
	{topicStructure, []string{"project structure", "component architecture", "source code", "source layout", "structure decision", "code layout", "repository structure"}},
	{topicArchitecture, []string{"component integration", "architecture", "integration map", "design overview", "how it works"}},
	{topicGateConfig, []string{"feature gate configuration", "gate configuration", "enabling the gate", "enabling the feature", "how to enable"}},
	{topicChecks, []string{"simplicity gate", "anti abstraction gate", "integration first gate", "dependency gate", "feature gate gate", "architectural gates", "pre implementation gates", "constitution check", "constitutional", "constitution", "razor", "razor check", "simplicity check", "security check", "compliance", "design principles", "native workloads", "choreography pattern", "gate status"}},
	{topicGate, []string{"feature gate", "feature gates", "feature gating", "gates", "feature gate strategy"}},
	{topicStack, []string{"technology stack", "core technologies", "framework integration", "tech stack", "technologies"}},
	{topicContext, []string{"technical context"}},
	{topicMetrics, []string{"metrics", "metrics implementation"}},
	{topicProgress, []string{"progress tracking", "phase status", "progress"}},
	{topicChecklist, []string{"implementation checklist", "review checklist", "checklist"}},
	{topicNarrative, []string{"file creation order", "creation order", "documentation", "rollout", "rollback", "monitoring", "observability", "logging", "debugging", "risk", "risks", "success criteria", "success", "timeline", "deployment", "deployment strategy", "complexity tracking", "external dependencies", "alternatives", "security", "performance", "scalability", "upgrade", "compatibility", "references", "changelog", "history", "graduation", "graduation criteria", "out of scope", "non goals", "test environment", "objective", "milestones", "estimated output"}},
	{topicUnit, []string{"unit test", "unit tests", "unit testing"}},
	{topicEndToEnd, []string{"end to end", "e2e", "functional test", "functional tests", "functional testing"}},
	{topicIntegration, []string{"integration test", "integration tests", "integration testing"}},
	{topicTests, []string{"testing", "tests", "test plan", "test strategy", "integration first approach", "quality"}},
	{topicExit, []string{"exit criteria", "exit criterion", "acceptance criteria", "acceptance", "done when", "definition of done"}},
	{topicDeliverables, []string{"deliverables", "deliverable", "tasks", "to do", "todo", "work breakdown"}},
	{topicValidation, []string{"validation", "validations", "validation logic", "validation rules", "admission", "admission checks", "validating webhook", "webhook validation", "webhook rules"}},
	{topicDefaulting, []string{"defaults", "defaulting", "defaulting logic", "default values", "mutation"}},
	{topicLoop, []string{"reconciliation loop", "reconciliation", "reconcile", "reconcile loop", "control loop"}},
	{topicStates, []string{"state machine", "states"}},
	{topicEvents, []string{"event handling", "events"}},
	{topicController, []string{"controller logic", "controller", "controllers"}},
	{topicFilesGenerated, []string{"generated files", "generated code", "generated"}},
	{topicFilesNew, []string{"new files", "files to create", "files to add", "created files", "added files"}},
	{topicFilesModified, []string{"modified files", "files to modify", "changed files", "existing files", "files to change", "touched files", "files modified", "files changed"}},
	{topicFiles, []string{"file organization", "file organisation", "files", "file layout", "file list", "file overview"}},
	{topicAPI, []string{"api implementation", "api design", "api changes", "api", "apis", "crd modifications", "crd changes", "crd", "crds", "schema", "new types", "go types", "data model", "types", "api schema", "api types", "constants"}},
	{topicPhase, []string{"implementation phases", "implementation strategy", "implementation steps", "implementation plan", "phase", "phases", "step", "stage", "plan of work", "milestone"}},
	{topicSummary, []string{"summary", "overview", "introduction", "motivation", "goal", "goals", "description", "describe", "background", "what and why", "why", "tl dr"}},
}

// apiKinds are the kinds whose spec or status a heading can announce, longest
// names first so that they win. The short forms are what people write.
var apiKinds = []struct{ words, kind string }{
	{"virtualmachineinstancemigration", "VirtualMachineInstanceMigration"},
	{"virtualmachineinstancereplicaset", "VirtualMachineInstanceReplicaSet"},
	{"virtualmachineinstancepreset", "VirtualMachineInstancePreset"},
	{"virtualmachineinstance", "VirtualMachineInstance"},
	{"virtualmachineclusterinstancetype", "VirtualMachineClusterInstancetype"},
	{"virtualmachineinstancetype", "VirtualMachineInstancetype"},
	{"virtualmachineclusterpreference", "VirtualMachineClusterPreference"},
	{"virtualmachinepreference", "VirtualMachinePreference"},
	{"virtualmachinesnapshotcontent", "VirtualMachineSnapshotContent"},
	{"virtualmachinesnapshot", "VirtualMachineSnapshot"},
	{"virtualmachinerestore", "VirtualMachineRestore"},
	{"virtualmachinebackuptracker", "VirtualMachineBackupTracker"},
	{"virtualmachinebackup", "VirtualMachineBackup"},
	{"virtualmachineexport", "VirtualMachineExport"},
	{"virtualmachineclone", "VirtualMachineClone"},
	{"virtualmachinepool", "VirtualMachinePool"},
	{"virtualmachine", "VirtualMachine"},
	{"migrationpolicy", "MigrationPolicy"},
	{"vmim", "VirtualMachineInstanceMigration"},
	{"vmi migration", "VirtualMachineInstanceMigration"},
	{"migration", "VirtualMachineInstanceMigration"},
	{"vmi", "VirtualMachineInstance"},
	{"vm", "VirtualMachine"},
	{"instancetype", "VirtualMachineInstancetype"},
	{"instance type", "VirtualMachineInstancetype"},
	{"preference", "VirtualMachinePreference"},
	{"kubevirt", "KubeVirt"},
}

// componentNames are KubeVirt's components as headings and labels name them.
var componentNames = []string{"virt-operator", "virt-controller", "virt-handler", "virt-launcher", "virt-api", "virtctl", "virt-exportserver", "virt-exportproxy", "virt-synchronization-controller"}

var numbering = regexp.MustCompile(`^(\d+(\.\d+)*[.):]?|[A-Z][.)]|[ivxIVX]+[.)])\s+`)

// plainTitle lowers a heading to words: no numbering, emoji or punctuation.
func plainTitle(s string) string {
	s = strings.TrimLeftFunc(s, isDecoration)
	s = numbering.ReplaceAllString(s, "")
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
			continue
		}
		if r != '\'' && r != '’' {
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// hasWords reports whether the words occur in the plain text as whole words.
func hasWords(plain, words string) bool {
	return strings.Contains(" "+plain+" ", " "+words+" ")
}

// componentOf returns the component that a heading or label starts with.
func componentOf(title string) string {
	t := strings.ToLower(strings.TrimLeftFunc(numbering.ReplaceAllString(title, ""), isDecoration))
	t = strings.Trim(t, "`* ")
	for _, c := range componentNames {
		if t == c || strings.HasPrefix(t, c+" ") || strings.HasPrefix(t, c+":") || strings.HasPrefix(t, c+",") || strings.HasPrefix(t, c+"(") {
			return c
		}
	}
	return ""
}

// assignTopics walks the sections in document order and gives each its topic.
// A heading that says nothing known inherits from the section it is in.
func assignTopics(pg *page) {
	titled := false
	for _, s := range pg.sections {
		switch {
		case s.up == nil:
		case s.level == 1 && !titled:
			s.topic, titled = topicTitle, true
		default:
			s.topic = topicFor(s)
		}
	}
	promoteItems(pg)
}

// promoteItems makes sections of the items of a list in a phase that speak of
// the API or the validation and have something below them, as the design phase
// of spec-kit plans has them: "1. **CRD Modifications**: …".
func promoteItems(pg *page) {
	var out []*section
	for _, s := range pg.sections {
		out = append(out, s)
		if s.topic != topicPhase && s.topic != topicNone {
			continue
		}
		for i := range s.blocks {
			var keep []*item
			for _, it := range s.blocks[i].items {
				if t := lookupTopic(plainTitle(it.key)); len(it.blocks) > 0 && (t == topicAPI || t == topicValidation) {
					out = append(out, it.section(s, t))
					continue
				}
				keep = append(keep, it)
			}
			s.blocks[i].items = keep
		}
	}
	pg.sections = out
}

// section is the item as a section of its own.
func (it *item) section(up *section, t topic) *section {
	s := &section{level: 7, up: up, line: it.line, topic: t,
		title: phrase{text: it.key, lines: []lineAt{{0, it.line}}, file: it.text.file}}
	if !it.rest.empty() {
		s.blocks = append(s.blocks, block{kind: blockText, line: it.rest.line(), last: it.rest.lineOf(len(it.rest.text)), text: it.rest})
	}
	s.blocks = append(s.blocks, it.blocks...)
	return s
}

func topicFor(s *section) topic {
	plain := plainTitle(s.title.text)
	up := s.up.topic
	if t := apiTopic(s, plain, up); t != topicNone {
		return t
	}
	if c := componentOf(s.title.text); c != "" && up != topicFiles && up != topicFilesModified && up != topicFilesNew {
		s.kind = c
		return topicComponent
	}
	t := lookupTopic(plain)
	if keepsParent(up, t) {
		s.kind, s.part = s.up.kind, s.up.part
		return up
	}
	return t
}

func lookupTopic(plain string) topic {
	for _, r := range topicRules {
		for _, w := range r.words {
			if hasWords(plain, w) {
				return r.topic
			}
		}
	}
	return topicNone
}

// keepsParent decides whether a subsection belongs to what is above it. Inside
// narrative parts nothing is picked out: "API documentation" is not an API.
func keepsParent(up, own topic) bool {
	switch up {
	case topicNone, topicTitle:
		return false
	case topicNarrative, topicInstructions, topicMetrics, topicProgress, topicChecklist, topicQuestions:
		return own != topicMetrics && own != topicGateConfig && own != topicQuestions
	case topicComponent:
		return own != topicValidation && own != topicDefaulting && own != topicDeliverables
	case topicExit:
		return own != topicDeliverables && own != topicPhase
	case topicFilesNew, topicFilesModified, topicFilesGenerated:
		return own != topicFilesNew && own != topicFilesModified && own != topicFilesGenerated
	}
	return own == topicNone
}

// apiTopic recognises "VirtualMachineInstance Spec", "VMI Status Changes",
// "KubeVirt CR configuration" and the like.
func apiTopic(s *section, plain string, up topic) topic {
	part := ""
	for _, w := range []struct{ word, part string }{{"spec", "spec"}, {"status", "status"}, {"configuration", "spec"}, {"config", "spec"}} {
		if part == "" && hasWords(plain, w.word) {
			part = w.part
		}
	}
	inAPI := up == topicAPI || up == topicAPIKind
	if !inAPI && (part == "" || up != topicNone && up != topicTitle || hasWords(plain, "gate")) {
		return topicNone
	}
	for _, k := range apiKinds {
		if !hasWords(plain, k.words) || k.kind == "KubeVirt" && !inAPI && part == "" {
			continue
		}
		if lookup := lookupTopic(plain); lookup == topicValidation || lookup == topicDefaulting {
			return topicNone
		}
		if k.kind == "KubeVirt" && part == "spec" && !hasWords(plain, "spec") {
			part = "spec.configuration"
		}
		s.kind, s.part = k.kind, part
		return topicAPIKind
	}
	return topicNone
}
