package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file reads where the functions of a whole section are.

// newAtPoints reads the integration points that spell a function out, with the
// types of its parameters, and the file it is in; the others only tell whom a
// component talks to.
func (r *reader) newAtPoints(s *section) {
	s.eachItem(func(it *item) {
		spelled, placed := false, false
		for _, c := range it.text.codes() {
			m := signatureRE.FindStringSubmatch(c.text)
			spelled = spelled || lexOf(c.text) == lexSignature && strings.Contains(m[4], " ")
			placed = placed || lexOf(c.text) == lexPath
		}
		if spelled && placed {
			r.scanText(it.text, &scope{component: componentOfSection(s), topic: s.topic})
			r.usePhrase(it.text)
		}
	})
}

var allInLead = regexp.MustCompile(`(?i)^\s*(?:all|everything|all (?:of )?(?:it|this|them|checks|functions)|the (?:code|functions|checks|new functions))(?: \w+){0,3} (?:in|into|to)\s*$`)

// allIn reads "All in `path`, …" at the start of a section's text: the file of
// whatever the section names.
func allIn(p phrase) feature.Text {
	sp := p.spans()
	if len(sp) == 0 || lexOf(sp[0].text) != lexPath || !isFileName(sp[0].text) || strings.HasSuffix(sp[0].text, "_test.go") {
		return feature.Text{}
	}
	if lead := strings.ToLower(strings.TrimSpace(sp[0].lead)); lead != "all in" && lead != "everything in" && !allInLead.MatchString(sp[0].lead) {
		return feature.Text{}
	}
	return pathText(sp[0].code)
}

// fileAhead is the one file that the introduction of a list names: "new file
// `x.go` with two helpers:".
func fileAhead(p phrase) feature.Text {
	found := feature.Text{}
	for _, c := range p.codes() {
		if l := lexOf(c.text); l != lexPath && l != lexFile || !isFileName(c.text) {
			continue
		}
		if !found.Empty() || strings.HasSuffix(c.text, "_test.go") {
			return feature.Text{}
		}
		found = pathText(c)
	}
	return found
}

var (
	newFileLead = regexp.MustCompile(`(?i)\bnew (?:Go )?(?:source )?file:?\s*$`)
	newFileTail = regexp.MustCompile(`(?i)^\s*\(new(?: file)?\)`)
)

// newFiles lists the files that a text calls new, for plans that have no list
// of files or forget one.
func (r *reader) newFiles(p phrase) {
	for _, s := range p.spans() {
		if lexOf(s.text) == lexPath && strings.HasSuffix(s.text, ".go") && (newFileLead.MatchString(s.lead) || newFileTail.MatchString(s.tail)) {
			r.addFile(pathText(s.code), "", feature.FileNew)
		}
	}
}
