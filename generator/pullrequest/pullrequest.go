// Package pullrequest writes the description of a pull request for a planned
// feature into the template that the checkout has for it.
package pullrequest

import (
	"fmt"
	"strings"
)

// TemplatePath is where a KubeVirt checkout keeps its template.
const TemplatePath = ".github/PULL_REQUEST_TEMPLATE.md"

// Body is what is known of the change.
type Body struct {
	Title   string
	Summary string   // a sentence or two
	Done    []string // what the change brings, a line each
	Left    []string // what the plan wants besides, a line each
	VEP     string   // link to the enhancement; empty: none
	Note    string   // release note; empty: NONE
}

// Fill puts the body into a template: below the headings that KubeVirt's has,
// and the release note into the block for it. What has no place in the template
// comes at the end under headings of its own, so that nothing is lost. Remarks
// of the template to its author (HTML comments) are taken out.
func Fill(template string, b Body) string {
	text := withoutComments(template)
	note := b.Note
	if note == "" {
		note = "NONE"
	}
	for _, part := range []struct{ heading, fallback, text string }{
		{"after this pr", "What this PR does", lines(append([]string{b.Summary}, b.Done...))},
		{"references", "References", reference(b.VEP)},
		{"special notes for your reviewer", "Special notes for your reviewer", left(b.Left)},
	} {
		if part.text == "" {
			continue
		}
		filled, ok := below(text, part.heading, part.text)
		if !ok {
			filled = strings.TrimRight(text, "\n") + "\n\n### " + part.fallback + "\n\n" + part.text + "\n"
		}
		text = filled
	}
	filled, ok := intoBlock(text, "release-note", note)
	if !ok {
		filled = strings.TrimRight(text, "\n") + "\n\n```release-note\n" + note + "\n```\n"
	}
	return strings.TrimLeft(filled, "\n")
}

func lines(all []string) string {
	var out []string
	for i, l := range all {
		if l == "" {
			continue
		}
		if i > 0 {
			l = "- " + l
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

func reference(vep string) string {
	if vep == "" {
		return ""
	}
	return "- VEP: " + vep
}

func left(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return fmt.Sprintf("Of the plan, %d %s still to be written:\n\n- %s", len(items), plural(len(items)), strings.Join(items, "\n- "))
}

func plural(n int) string {
	if n == 1 {
		return "thing is"
	}
	return "things are"
}

// below inserts text under the heading that reads like the given one.
func below(template, heading, text string) (string, bool) {
	all := strings.Split(template, "\n")
	for i, l := range all {
		title := strings.TrimSuffix(strings.ToLower(strings.TrimSpace(strings.TrimLeft(l, "#"))), ":")
		if strings.HasPrefix(l, "#") && title == heading {
			rest := strings.TrimLeft(strings.Join(all[i+1:], "\n"), "\n")
			return strings.Join(all[:i+1], "\n") + "\n\n" + text + "\n\n" + rest, true
		}
	}
	return template, false
}

// intoBlock replaces the content of the fenced block of a language.
func intoBlock(template, language, text string) (string, bool) {
	open := "```" + language + "\n"
	i := strings.Index(template, open)
	if i < 0 {
		return template, false
	}
	j := strings.Index(template[i+len(open):], "```")
	if j < 0 {
		return template, false
	}
	return template[:i+len(open)] + text + "\n" + template[i+len(open)+j:], true
}

func withoutComments(text string) string {
	for {
		i := strings.Index(text, "<!--")
		if i < 0 {
			return text
		}
		j := strings.Index(text[i:], "-->")
		if j < 0 {
			return text
		}
		text = strings.TrimRight(text[:i], " \t") + strings.TrimPrefix(text[i+j+3:], "\n")
	}
}
