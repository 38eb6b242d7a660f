package plan

import (
	"regexp"
	"strings"
)

// This file tells the functions a sentence is about from those it only names:
// the model of another, the place something was taken out of.

var (
	// modelLead matches the words before a function that another one is like.
	modelLead = regexp.MustCompile(`(?i)(?:\blike|\b(?:similar|analogous|identical|parallel) to|\b(?:same|just|works|exactly|looks|built|written|done)\b[^,;.:(]{0,30}\bas|\bmodell?ed (?:on|after)|\bpatterned after|\bin the style of|\bmirrors|\bmirroring)(?: the)?(?: existing)?(?: (?:function|method|helper|sibling))?\s*$`)
	// partLead matches the words before a function that another one comes out of.
	partLead = regexp.MustCompile(`(?i)\b(?:split off(?: from| of)?|(?:extracted|split|factored|taken|pulled|broken)(?: out)? (?:from|of)|out of)(?: the)?(?: existing)?\s*$`)
	// renamedLead matches the words before the new name of the function before.
	renamedLead = regexp.MustCompile(`(?i)\b(?:renamed|becomes|turned)(?: (?:to|into|as))?(?: the)?(?: new)?\s*$`)
	// movesLead matches the words before the file that functions leave or go to.
	movesLead = regexp.MustCompile(`(?i)\bmove[sd]?(?: over| away)?(?: from| to| into)\s*$`)
	// rightIn matches the words between a function and the file it is in.
	rightIn = regexp.MustCompile(`(?i)^\s*in(?: the)?(?: new)?(?: file)?\s*$`)
	// switchedTail matches what follows the name of a gate.
	switchedTail = regexp.MustCompile(`(?i)^\s*(?:(?:feature )?gate\b|(?:is|are|being) (?:on|off|enabled|disabled|set)\b)`)
	// handedLead matches the words before what a function only hands on.
	handedLead = regexp.MustCompile(`(?i)\b(?:pass(?:es)?|sends?|forwards?|copies|copy|reads?|checks?|asks?(?: for)?|keeps?|fills?|carries|carry|looks? at)(?: the)?(?: value of)?\s*$`)
	// calledFrom matches the words before a caller, and nothing but a caller.
	calledFrom = regexp.MustCompile(`(?i)\b(?:called|invoked|run|executed)\b(?: \w+)? (?:from|by)(?: the)?(?: method| function)?\s*$`)
)

// notSubjects takes names that look like functions out of what the sentence is
// about, and gives the new name behind "renamed to" its kind.
func (r *reader) notSubjects(f *ref, before []*ref) {
	last := (*ref)(nil)
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	named := f.lex == lexIdent || f.lex == lexMember
	switch {
	case named && (modelLead.MatchString(f.lead) || last != nil && partLead.MatchString(f.lead) || f.enum && last != nil && last.model):
		f.kind, f.model = refOther, true
	case last != nil && named && r.isAccessor(f.name) && handedLead.MatchString(f.lead):
		f.kind = refOther
	case f.kind == refFunc && f.lex == lexIdent && isUpper(f.text) && switchedTail.MatchString(f.tail):
		f.kind = refGate
	case f.kind == refOther && f.lex == lexIdent && last != nil && last.kind == refFunc && renamedLead.MatchString(f.lead):
		f.kind = refFunc
	}
}

// calledThing makes the name a sentence starts with a function where a later
// one is what it is called from.
func calledThing(refs []*ref) {
	if len(refs) == 0 || refs[0].kind != refOther || refs[0].lex != lexIdent || refs[0].noun != nounNone || len(plainWords(refs[0].lead)) > 2 || len(humps(refs[0].text)) < 2 {
		return
	}
	for _, f := range refs[1:] {
		if f.kind != refFunc {
			continue
		}
		if calledFrom.MatchString(f.lead) && !namesThing(refs[0].text) && strings.TrimSpace(refs[0].tail) != "" {
			refs[0].kind = refFunc
		}
		return
	}
}
