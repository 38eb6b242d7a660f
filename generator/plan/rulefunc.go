package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file tells requirements from sentences of a validation section that are
// about the code: which functions there are, where, and who calls them.

// ofFunction cuts "`validateX(…)`: requirement" into the function and what it
// requires; nothing is left of a function without a requirement.
func (v *ruleReader) ofFunction(p phrase) (phrase, feature.Text) {
	cs := p.codes()
	if len(cs) == 0 || strings.TrimSpace(p.text[:cs[0].from]) != "" {
		return p, feature.Text{}
	}
	name := cs[0].text
	if m := signatureRE.FindStringSubmatch(name); m != nil {
		name = m[3]
	}
	if !v.r.book.knowsFunc(name) {
		return p, feature.Text{}
	}
	rest := strings.TrimLeft(p.text[cs[0].to:], " ")
	if rest != "" && !strings.HasPrefix(rest, ":") {
		return p, feature.Text{}
	}
	rule := p.rest(cs[0].to + strings.Index(p.text[cs[0].to:], ":") + 1)
	if rest == "" {
		rule = phrase{file: p.file}
	}
	return rule, feature.T(name, cs[0].at)
}

// aboutCode are the words of sentences that only place, call or rename.
var aboutCode = regexp.MustCompile(`(?i)\b(?:all|in|the|an?|new|function|functions|method|methods|helper|called|call|calls|at|end|beginning|of|from|by|to|and|it|its|needs|is|are|lives?|goes|same|file|next|beside|code|for|with|gets|passed|along|way|rename|renamed|renames|move|moves|moved|into|added|add|adds|existing)\b`)

// tellsPlace holds for sentences that say where code is and nothing else.
func (v *ruleReader) tellsPlace(p phrase) bool {
	var plain strings.Builder
	from, named := 0, false
	for _, c := range p.codes() {
		name := c.text
		if m := signatureRE.FindStringSubmatch(name); m != nil {
			name = m[3]
		}
		named = named || lexOf(c.text) == lexPath || v.r.book.knowsFunc(name) || v.r.isAccessor(name)
		plain.WriteString(p.text[from:c.from] + " ")
		from = c.to
	}
	plain.WriteString(p.text[from:])
	return named && len(plainWords(aboutCode.ReplaceAllString(plain.String(), " "))) < 2
}
