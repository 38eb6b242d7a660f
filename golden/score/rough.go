package score

// This file defines what counts as rough in a diff: comments and titles that
// are torn out of their sentence, and stubs that say nothing.

import (
	"regexp"
	"strings"
)

var (
	// torn ends in a word that a sentence goes on after
	torn = regexp.MustCompile(`(?i)\b(and|or|the|a|an|of|to|with|by|in|for|from|on|that|which|is|are|using|called|see|e\.g|i\.e)\.?$`)
	// title is that of a container, spec or entry, pending or not
	title = regexp.MustCompile(`^P?(?:It|Context|Describe|Entry)\("((?:[^"\\]|\\.)*)"`)
)

// emptyStub is a stub's comment that says nothing of the plan.
const emptyStub = "TODO: implement"

// rough returns the rough comments and titles, each with its file.
func (a *added) rough() []string {
	var out []string
	for _, file := range a.order {
		if !strings.HasSuffix(file, ".go") {
			continue
		}
		var comment []string
		for _, line := range append(a.files[file], "") {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "//") && !directive(line) {
				comment = append(comment, strings.TrimSpace(line[2:]))
				continue
			}
			if text := strings.Join(comment, " "); len(comment) > 0 && roughComment(text) {
				out = append(out, file+": // "+text)
			}
			comment = nil
			if m := title.FindStringSubmatch(line); m != nil && roughTitle(m[1], line) {
				out = append(out, file+`: "`+m[1]+`"`)
			}
		}
	}
	return out
}

func directive(line string) bool {
	return strings.HasPrefix(line, "//go:") || strings.HasPrefix(line, "// +") || strings.HasPrefix(line, "//+")
}

func roughComment(text string) bool {
	if strings.Contains(text, "Copyright") || strings.Contains(text, "Licen") {
		return false
	}
	return unbalanced(text) || strings.HasPrefix(text, "(") || strings.HasPrefix(text, ",") || strings.HasPrefix(text, ")") ||
		torn.MatchString(text) || text == emptyStub
}

func roughTitle(text, line string) bool {
	return unbalanced(text) || text == "" || strings.ContainsAny(text[:1], "),;") || torn.MatchString(text) ||
		len(strings.Fields(text)) < 2 && strings.HasPrefix(line, "P")
}

func unbalanced(text string) bool {
	return strings.Count(text, "(") != strings.Count(text, ")")
}
