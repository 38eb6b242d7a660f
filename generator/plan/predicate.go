package plan

import (
	"regexp"
	"strings"
)

// This file cuts what a sentence says about a function out of it.

// predicate returns what follows a group: up to the next group, without the
// file and the callers.
func (t *telling) predicate(g []*ref) string {
	end := len(t.s.text)
	start := g[len(g)-1].to
	passed := false
	for _, f := range t.refs {
		if f == g[len(g)-1] {
			passed = true
			continue
		}
		if !passed {
			continue
		}
		if f.kind == refFunc && f.fact != nil {
			end = f.from
			break
		}
		if f.kind == refConst && f.noun == nounConst || f.kind == refPath && t.sc.topic != topicComponent && t.sc.topic != topicComponents && !attached(t.s.text[start:f.from], f) {
			end = f.from - len(f.lead)
			break
		}
		loc := callerLead.FindStringIndex(f.lead)
		if loc != nil && f.kind == refFunc && f.fact == nil && len(plainWords(f.lead[:loc[0]])) > 1 {
			end = f.from - len(f.lead) + loc[0] // who calls it is no part of what it does
			break
		}
		if attached(t.s.text[start:f.from], f) {
			start = f.to
			continue
		}
		end = t.nextClause(f)
		break
	}
	if end <= start {
		return ""
	}
	if len(g[0].fact.Calls) > 0 && start > g[len(g)-1].to {
		start += len(spotRE.FindString(t.s.text[start:end]))
		when := whenRE.FindString(t.s.text[start:end])
		if i := strings.Index(strings.TrimLeft(when, " ,"), ", "); i > 0 {
			when = when[:len(when)-len(strings.TrimLeft(when, " ,"))+i]
		}
		start += len(when)
	}
	said := cleanPredicate(t.s.text[start:end], end < len(t.s.text))
	if end < len(t.s.text) && danglingEnd.MatchString(said) {
		said = cleanPredicate(t.s.text[start:], false) // with the names it ends in, or it says nothing
	}
	if t.told {
		said = withoutCallers(said)
	}
	return said
}

var clauseLead = regexp.MustCompile(`(?i)[,;]\s*(?:and |while )?$`)

// nextClause is where a further function begins a clause of its own behind a
// code span, or the end of the sentence.
func (t *telling) nextClause(after *ref) int {
	for _, f := range t.refs {
		if f.from > after.from && f.kind == refFunc && f.fact != nil && !f.enum && clauseLead.MatchString(f.lead) {
			return f.from
		}
	}
	return len(t.s.text)
}

var (
	danglingEnd  = regexp.MustCompile(`(?i)\b(?:from|to|as|on|for|unless|when|if|than|after|before|via|into|onto|like|per|at|is|are|be|not)\.$`)
	callerClause = regexp.MustCompile(`(?i)(?:^|[,;]?\s+)(?:and )?(?:is )?(?:called|invoked) (?:from|by)\b[^,;.]*`)
)

// withoutCallers takes out who calls a function, which is no part of what it
// does.
func withoutCallers(said string) string {
	loc := callerClause.FindStringIndex(said)
	if loc == nil {
		return said
	}
	return cleanPredicate(said[:loc[0]]+said[loc[1]:], false)
}

// attached holds for paths, receivers and callers right behind a function.
func attached(lead string, f *ref) bool {
	l := strings.TrimSpace(lead)
	if len(plainWords(l)) > 6 {
		return false
	}
	switch f.kind {
	case refPath:
		return l == "(" || fileLead.MatchString(lead) || enumGap.MatchString(lead)
	case refFunc:
		return f.fact == nil && (callerLead.MatchString(lead) || inLead.MatchString(lead) || enumGap.MatchString(lead))
	case refType, refOther:
		return ofLead.MatchString(lead) && !f.model && (isUpper(f.text) || (l == "of" || l == "on") && f.lex == lexIdent)
	}
	return false
}

var (
	leadSigns  = regexp.MustCompile(`^[\s,:;)–—-]+`)
	leadParens = regexp.MustCompile(`^\s*\([^()]*\)`)
	tailJoin   = regexp.MustCompile(`(?i)[\s,;:(]*(?:\band\b|\bit\b|\bor\b|\bthe\b|\bnew\b|\bfunctions?\b|\bhelpers?\b|\bmethods?\b|\bwith\b|\bconstructor\b|\bcalls?\b|\bby\b|\bof\b|\bin\b)?[\s,;(]*$`)
)

// cleanPredicate trims signs and connecting words; cut says that the text was
// cut before another function, whose introduction goes as well.
func cleanPredicate(s string, cut bool) string {
	s = strings.Join(strings.Fields(s), " ")
	s = leadSigns.ReplaceAllString(s, "")
	if sameFile.MatchString(firstClause(s)) {
		s = sameFile.ReplaceAllString(s, "")
		s = strings.TrimPrefix(strings.TrimSpace(s), "in the")
		s = leadSigns.ReplaceAllString(s, "")
	}
	if leadParens.MatchString(s) {
		s = leadSigns.ReplaceAllString(leadParens.ReplaceAllString(s, ""), "")
	}
	for cut {
		t := strings.TrimSpace(tailJoin.ReplaceAllString(s, ""))
		if t == s {
			break
		}
		s = t
	}
	if strings.HasPrefix(s, "in the ") {
		return "" // where it is, not what it does
	}
	if ws := plainWords(s); len(ws) == 0 || len(ws) == 1 && !oldVerbs[ws[0]] {
		return ""
	}
	return endWithStop(strings.TrimRight(s, " ,:("))
}
