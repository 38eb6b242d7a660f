package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

var (
	placeholder   = regexp.MustCompile(`\[(?:[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+|###[\w-]*|DATE|VERSION|RISK|DESCRIPTION|FEATURE NAME|FEATURE|link)\]`)
	singleWord    = regexp.MustCompile(`\[(?:[A-Z]{4,}(?: [A-Z]{2,})*)\]`)
	clarification = regexp.MustCompile(`(?i)\bNEEDS[ _-]CLARIFICATION\b`)
	specHeadings  = []string{"user scenarios", "user stories", "user scenarios testing", "functional requirements", "key entities", "review acceptance checklist", "acceptance scenarios", "success metrics", "requirements"}
)

// evidence of each dialect: headings that only it has.
var dialectSigns = map[string][]string{
	"full":       {"technology stack", "implementation phases", "component implementation strategy", "crd modifications", "file organization strategy", "component integration map", "testing implementation strategy", "controller logic implementation", "kubevirt framework integration"},
	"simplified": {"constitutional compliance", "implementation strategy", "api design", "file organization", "testing strategy", "kubevirt component integration", "integration first approach", "implementation checklist"},
	"speckit":    {"technical context", "constitution check", "project structure", "complexity tracking", "progress tracking", "execution flow plan command scope", "execution flow"},
}

// dialect counts the evidence; a tie or none at all is called mixed.
func (r *reader) dialect() (string, int) {
	best, score, total := "mixed", 0, 0
	for _, name := range []string{"full", "simplified", "speckit"} {
		n := 0
		for _, s := range r.pg.sections {
			plain := plainTitle(s.title.text)
			for _, sign := range dialectSigns[name] {
				if plain == sign {
					n++
				}
			}
		}
		total += n
		switch {
		case n > score:
			best, score = name, n
		case n == score && n > 0:
			best = "mixed"
		}
	}
	return best, total
}

// refuseDocument reports documents that are no filled plan: a template with
// its placeholders, a specification, something else. It returns true where
// reading on makes no sense.
func (r *reader) refuseDocument() bool {
	name, _ := r.dialect()
	r.f.Dialect = name
	r.findPlaceholders()
	if n := len(r.out.facts.template); n > 0 {
		all := placeholderLines(r.pg)
		for _, l := range r.out.facts.template {
			r.out.Diags.Errorf("placeholder", l.Pos, "replace it, or delete the line if it does not apply", "%s is not filled in", l.Text)
		}
		if n >= 20 && n*3 >= all {
			r.out.Diags.Errorf("plan-unfilled", r.pos(1), "fill in the template before applying it", "the plan is an unfilled template: %d placeholders are left", n)
			return true
		}
	}
	if r.isSpec() {
		return true
	}
	return r.notAPlan()
}

func placeholderLines(pg *page) int {
	n := 0
	for _, s := range pg.sections {
		n += len(s.blocks)
	}
	return n
}

// findPlaceholders looks for [BRACKETED] words outside code that is Go, and
// for open clarifications. Diagrams may use brackets for remarks.
func (r *reader) findPlaceholders() {
	kinds := lineKinds(r.pg)
	diagram := map[int]bool{}
	skip := map[int]bool{}
	for _, s := range r.pg.sections {
		for _, b := range s.blocks {
			if b.kind == blockCode {
				drawn := hasBoxes(b) || b.lang == "go"
				for l := b.line; l <= b.last; l++ {
					diagram[l] = drawn
				}
			}
		}
		if s.topic == topicInstructions {
			for l := s.line; l < s.line+60; l++ {
				skip[l] = skip[l] || kinds[l] == "template text"
			}
		}
	}
	for i, text := range r.pg.lines {
		line := i + 1
		if skip[line] {
			continue
		}
		hits := placeholder.FindAllString(text, -1)
		if !diagram[line] {
			for _, loc := range singleWord.FindAllStringIndex(text, -1) {
				if loc[1] == len(text) || text[loc[1]] != '(' {
					hits = append(hits, text[loc[0]:loc[1]])
				}
			}
		}
		if diagram[line] {
			hits = nil
			for _, h := range placeholder.FindAllString(text, -1) {
				if strings.HasPrefix(h, "[DESCRIBE") {
					hits = append(hits, h)
				}
			}
		}
		seen := map[string]bool{}
		for _, h := range hits {
			if !seen[h] {
				seen[h] = true
				r.out.facts.template = append(r.out.facts.template, Line{r.pos(line), h, "placeholder"})
			}
		}
	}
}

// isSpec recognises a feature specification given in place of a plan.
func (r *reader) isSpec() bool {
	signs := 0
	var first diag.Pos
	for _, s := range r.pg.sections {
		plain := plainTitle(s.title.text)
		for _, h := range specHeadings {
			if plain == h || strings.HasPrefix(plain, h+" ") {
				if signs == 0 {
					first = s.title.at(0)
				}
				signs++
				break
			}
		}
	}
	title := strings.ToLower(r.pg.titleText())
	isSpec := strings.HasPrefix(title, "feature specification") || strings.HasPrefix(title, "vep") && signs > 0
	if _, total := r.dialect(); !isSpec && (signs < 2 || total > 1) {
		return false
	}
	r.out.Diags.Errorf("plan-is-spec", first, "write an implementation plan for it; `kvscaffold new NAME` gives a blank one", "the document is a specification, not an implementation plan")
	return true
}

func (pg *page) titleText() string {
	for _, s := range pg.sections {
		if s.topic == topicTitle {
			return s.title.flat()
		}
	}
	return ""
}

// notAPlan refuses documents without a single section that says something
// about gates, the API, components, files or tests.
func (r *reader) notAPlan() bool {
	for _, s := range r.pg.sections {
		switch s.topic {
		case topicComponents, topicComponent, topicStack, topicGate, topicContext, topicPhase, topicDeliverables, topicAPI, topicAPIKind, topicValidation, topicFiles, topicFilesNew, topicFilesModified, topicStructure, topicGateConfig, topicController, topicUnit, topicEndToEnd:
			return false
		}
	}
	r.out.Diags.Errorf("plan-no-sections", r.pos(1), "use the headings of the plan template; `kvscaffold new NAME` gives a blank one", "no section of the document is one of an implementation plan")
	return true
}
