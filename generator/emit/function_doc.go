package emit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// This file decides which of the plan's words become the doc comment of a
// function: plans describe functions in notes, and a doc comment is a sentence.

// docAndSteps divides the plan's words between the doc comment and the body,
// so that nothing is said twice: steps that are sentences of the document stay
// in the body, the first of them becomes the document. Words on who calls the
// function are of no use in either.
func docAndSteps(fn feature.Function) (doc string, steps []feature.Text) {
	doc = sentencesBut(code.Unquoted(fn.Doc.Value), calledBy)
	for _, s := range fn.Steps {
		text := strings.TrimSpace(code.Unquoted(s.Value))
		if calledBy(text) || text == "" {
			continue
		}
		if strings.HasPrefix(doc, strings.TrimSuffix(text, ".")) {
			doc = strings.TrimSuffix(text, ".")
			continue
		}
		steps = append(steps, feature.T(text, s.At))
	}
	doc, notes := sentencesOf(fn.Name.Value, doc)
	for i := len(notes) - 1; i >= 0; i-- {
		steps = slices.Insert(steps, 0, feature.T(notes[i], fn.Doc.At))
	}
	return doc, steps
}

// sentencesOf divides a description into what reads as a doc comment and notes
// that only tell the author something. Fragments that hang on words before
// them ("and its defaults") are neither.
func sentencesOf(name, text string) (doc string, notes []string) {
	text = strings.TrimSpace(text)
	for text != "" && !strings.HasPrefix(text, name+" ") && !readsAfterName(text) && !isClause(text) {
		note, rest := text, ""
		if loc := clauseEnd.FindStringIndex(text); loc != nil {
			note, rest = text[:loc[0]], strings.TrimSpace(text[loc[1]:])
		}
		if hanging.MatchString(note) || len(strings.Fields(note)) <= 2 {
			text = rest // says nothing by itself, or nothing the name does not
			continue
		}
		if loc := sentenceEnd.FindStringIndex(text); loc != nil {
			note, rest = text[:loc[0]], strings.TrimSpace(text[loc[1]:])
		} else {
			note, rest = text, ""
		}
		notes, text = append(notes, strings.TrimSuffix(note, ".")), rest
	}
	return text, notes
}

var (
	clauseEnd   = regexp.MustCompile(`[.;] `)
	sentenceEnd = regexp.MustCompile(`\. `)
	hanging     = regexp.MustCompile(`(?i)^(and|or|but|for|with|without|like|as|so|to|of|in|on|at|by|from|via|than|plus|also|then|which|that|where|whose)\b`)
	afterNoun   = []string{"of", "are", "do", "that", "which", "have", "in", "with", "for"}
	finite      = regexp.MustCompile(`\b(is|are|was|were|has|have|must|can|cannot|may|will|should|does|do|gets?|gives?|returns?|needs?|makes?|keeps?|becomes?|stays?|goes|follows|matches|means|contains|uses|takes?|runs|fails?|allows|replaces|adds|removes|creates|sets|looks|checks|reads|writes|calls|finds|acts|rejects?|refuses?|accepts?|works?|holds|tells|says|depends|happens|counts?|wins|belongs?)\b`)
)

// readsAfterName reports whether a description is a sentence when the name is
// put before it: it begins with a verb in the third person. A plural that
// opens a sentence of its own is no verb.
func readsAfterName(doc string) bool {
	f := strings.Fields(doc)
	if len(f) < 3 {
		return false
	}
	w := strings.ToLower(strings.TrimRight(f[0], ",.:;"))
	switch w {
	case "it", "is", "has", "does":
		return true
	}
	return strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 3 && w != "this" && !strings.HasSuffix(f[0], ",") && !slices.Contains(afterNoun, f[1])
}

// isClause reports whether a description is a sentence by itself.
func isClause(doc string) bool {
	first := doc
	if loc := clauseEnd.FindStringIndex(doc); loc != nil {
		first = doc[:loc[0]]
	}
	return len(strings.Fields(first)) >= 4 && !hanging.MatchString(doc) && finite.MatchString(first)
}

// docSentence begins a document with the declared name. Words that open with a
// plural ("Errors of …") are no verb to put the name before.
func docSentence(name, doc string) string {
	if f := strings.Fields(doc); len(f) > 1 && !readsAfterName(doc) && slices.Contains(afterNoun, f[1]) {
		return name + ": " + gosrc.Sentence(doc)
	}
	return named(name, name, doc)
}
