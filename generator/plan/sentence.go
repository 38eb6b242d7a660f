package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// refKind is what a code span stands for in its sentence.
type refKind int

const (
	refOther refKind = iota
	refFunc
	refType
	refConst
	refField
	refParam
	refPath
	refLiteral
	refGate
)

// ref is a code span in its sentence, understood.
type ref struct {
	span
	lex   lexeme
	noun  noun
	kind  refKind
	enum  bool // continues an enumeration
	paren bool // stands in parentheses behind the previous ref
	fact  *funcFact
	via   bool // introduced as what another function calls
	model bool // only named as what another function is like, or was part of
	name  string
	recv  string // receiver or owner written in the span itself
}

var (
	callerLead  = regexp.MustCompile(`(?i)\b(?:called|calls? it|invoked|used|registered|wired(?: in)?|hooked(?: in)?|plugged|run|executed|added|call it|shared)\b[^.;]*?\b(?:from|by|in|into|inside|within|with|at(?: the)? (?:very )?(?:end|beginning|start|top) of)(?: the)?(?: method| function)?\s*$`)
	callsLead   = regexp.MustCompile(`(?i)\b(?:calls|call|invokes|invoke|calling)(?: (?:the|a))?(?: new)?(?: (?:helper|function|method))?\s*$`)
	inLead      = regexp.MustCompile(`(?i)^\s*,?\s*(?:and )?(?:in|inside|within|from|into)(?: the)?(?: method| function)?\s*$`)
	ofLead      = regexp.MustCompile(`(?i)^\s*(?:interface|struct|type)?\s*(?:,?\s*and )?(?:of|on|in|to|for)(?: the| a| every)?(?: \w+)?\s*$`)
	fileLead    = regexp.MustCompile(`(?i)(?:\bin|\binto|\bto|\bof|\bat|\bfrom|\bfile|\bfiles|\bunder|\bis)(?: the)?(?: new)?(?: file)?\s*$`)
	oldLead     = regexp.MustCompile(`(?i)\b(?:replaces?|renames?|moves?|instead of|in place of)(?: the)?(?: function| method)?\s*$`)
	newNameLead = regexp.MustCompile(`(?i)\b(?:with|to|as|by)(?: the)?(?: new)?\s*$`)
	newWords    = regexp.MustCompile(`(?i)\b(?:new|adds?|introduces?|creates?|implements?|exported|exports?|add|(?:into|out)(?: the| two| three)? (?:methods?|functions?|helpers?))\b`)
	enumGap     = regexp.MustCompile(`(?i)^\s*(?:\([^()]*\)|=?\s*-?\d+\b|=?\s*"[^"]*")?\s*(?:,|/|and|or|&|\+|,\s*and|,\s*or)?\s*$`)
	sameFile    = regexp.MustCompile(`(?i)\bsame file\b`)
	sameFunc    = regexp.MustCompile(`(?i)^same (?:function|method)\b`)
)

// scanSentence understands one sentence: what its code spans are, what they
// are to each other, and what it says about the functions it is about.
func (r *reader) scanSentence(s phrase, sc *scope) {
	refs := r.understand(s, sc)
	if r.scanDeclarations(s, refs, sc) {
		return
	}
	r.scanFunctions(s, refs, sc)
}

// understand classifies the code spans of a sentence, left to right.
func (r *reader) understand(s phrase, sc *scope) []*ref {
	var refs []*ref
	for i, sp := range s.spans() {
		f := &ref{span: sp, lex: lexOf(sp.text), name: sp.text}
		f.noun = nounBefore(sp.lead)
		if f.lex == lexTyped && f.noun == nounType && lastWord(sp.lead) == "type" {
			f.lex, f.text = lexTypeDecl, "type "+sp.text // the word stands before the code
		}
		if f.noun == nounNone || f.noun == nounOther {
			if after := nounAfter(sp.tail); after != nounNone && (f.noun == nounNone || after != nounOther) {
				f.noun = after
			}
		}
		if i > 0 {
			prev := refs[i-1]
			f.paren = strings.HasSuffix(strings.TrimRight(sp.lead, " "), "(") || openParens(s.text[prev.from:sp.from]) > 0
			f.enum = enumGap.MatchString(sp.lead) && strings.TrimSpace(sp.lead) != ""
			if f.enum && f.noun == nounNone {
				f.noun = enumNoun(refs)
			}
		}
		f.kind = r.kindOf(f, sc)
		if f.kind == refOther && f.lex == lexIdent && (f.noun != nounOther && r.book.knowsFunc(f.text) || newNameLead.MatchString(sp.lead) && replacing(refs)) {
			f.kind = refFunc
		}
		r.notSubjects(f, refs)
		refs = append(refs, f)
	}
	r.backward(refs, sc)
	agree(refs)
	calledThing(refs)
	return refs
}

// backward gives the noun that stands behind an enumeration to all of it:
// "`A` and `B` become variables".
func (r *reader) backward(refs []*ref, sc *scope) {
	for i := len(refs) - 1; i > 0; i-- {
		prev := refs[i-1]
		if refs[i].enum && refs[i].noun != nounNone && refs[i].noun != nounOther && prev.noun == nounNone && prev.lex == lexIdent && nounBefore(refs[i].lead) == nounNone {
			prev.noun = refs[i].noun
			prev.kind = r.kindOf(prev, sc)
		}
	}
}

// replacing holds where a function before is to be moved, renamed or replaced.
func replacing(refs []*ref) bool {
	for _, f := range refs {
		if f.kind == refFunc && oldLead.MatchString(f.lead) {
			return true
		}
	}
	return false
}

// namesThing holds for identifiers that end in what functions do not end in.
func namesThing(name string) bool {
	hs := humps(name)
	switch hs[len(hs)-1] {
	case "label", "annotation", "reason", "condition", "key", "prefix", "suffix", "policy", "strategy", "type", "interface", "struct", "config", "spec", "status", "context":
		return true
	}
	return false
}

func openParens(s string) int { return strings.Count(s, "(") - strings.Count(s, ")") }

// enumNoun is the noun of the enumeration the last refs belong to, looking
// past literals and paths in parentheses.
func enumNoun(refs []*ref) noun {
	for i := len(refs) - 1; i >= 0; i-- {
		if refs[i].paren || refs[i].kind == refPath || refs[i].kind == refLiteral {
			continue
		}
		return refs[i].noun
	}
	return nounNone
}

// agree lets the members of an enumeration settle each other: where one is a
// function, unknown names beside it are functions as well.
func agree(refs []*ref) {
	for i := range refs {
		if refs[i].kind != refFunc {
			continue
		}
		for j := i + 1; j < len(refs) && refs[j].enum && refs[j].kind == refOther && refs[j].lex == lexIdent && refs[j].noun == nounNone && !namesThing(refs[j].text); j++ {
			refs[j].kind = refFunc
		}
		for j := i; j > 0 && refs[j].enum && refs[j-1].kind == refOther && refs[j-1].lex == lexIdent && refs[j-1].noun == nounNone && !ofLead.MatchString(refs[j-1].lead) && !namesThing(refs[j-1].text); j-- {
			refs[j-1].kind = refFunc
		}
	}
}

// kindOf decides what a span is from its spelling and the noun beside it.
func (r *reader) kindOf(f *ref, sc *scope) refKind {
	switch f.lex {
	case lexPath, lexFile:
		return refPath
	case lexLiteral, lexKey:
		return refLiteral
	case lexSignature:
		return refFunc
	case lexTypeDecl:
		return refType
	case lexTyped:
		if f.noun == nounParam {
			return refParam
		}
		return refField
	case lexMember:
		m := memberRE.FindStringSubmatch(f.text)
		if strings.HasPrefix(m[1], strings.ToLower(m[1][:1])) || f.noun == nounField || f.noun == nounType {
			return refOther
		}
		if f.noun == nounFunc || f.noun == nounMethod || looksLikeFunc(m[2]) {
			f.recv, f.name = m[1], m[2]
			return refFunc
		}
		return refOther
	case lexIdent:
		return r.kindOfIdent(f, sc)
	}
	return refOther
}

func (r *reader) kindOfIdent(f *ref, sc *scope) refKind {
	if r.isGateName(f.text) && (f.noun == nounConst || f.noun == nounNone) {
		return refGate
	}
	switch f.noun {
	case nounFunc, nounMethod:
		return refFunc
	case nounType, nounStringType, nounInterface:
		return refType
	case nounConst, nounVar:
		return refConst
	case nounField:
		return refField
	case nounParam:
		return refParam
	case nounGate:
		return refGate
	}
	if f.noun == nounOther {
		return refOther
	}
	if r.book.jsonKeys[f.text] {
		return refOther
	}
	if t := r.book.find(f.text); t != nil {
		return refType
	}
	if looksLikeFunc(f.text) {
		return refFunc
	}
	if f.lead != "" && callerLead.MatchString(f.lead) {
		return refFunc
	}
	if funcIntro[plainTitle(sc.intro)] && !isUpper(f.text) {
		return refFunc
	}
	return refOther
}

var funcIntro = map[string]bool{"functions to add": true, "new functions": true, "functions": true, "methods": true}

func (r *reader) isGateName(name string) bool {
	for _, g := range r.f.Gates {
		if g.Name.Value == name || g.Const.Value == name {
			return true
		}
	}
	return false
}

// funcOf records the mention of a function with its signature.
func (r *reader) funcOf(f *ref, file feature.Text, sc *scope) *funcFact {
	if f.fact != nil {
		return f.fact
	}
	name, recv := feature.T(f.name, f.at), feature.Text{}
	var params, results string
	hasParams := false
	if f.lex == lexSignature {
		m := signatureRE.FindStringSubmatch(f.text)
		name.Value = m[3]
		if owner := m[1] + m[2]; owner != "" && owner != strings.ToLower(owner[:1])+owner[1:] {
			recv = feature.T(owner, f.at)
		}
		params, results = splitSignature(m[4])
		hasParams = true
	}
	if f.recv != "" {
		recv = feature.T(f.recv, f.at)
	}
	if r.isAccessor(name.Value) && recv.Empty() && (file.Empty() || strings.HasSuffix(file.Value, "feature-gates.go") || strings.HasSuffix(file.Value, "active.go")) {
		return nil
	}
	fact := r.book.function(name, file, recv)
	if hasParams && (!fact.HasParams || len(params) >= len(fact.Params.Value)) {
		fact.HasParams = true
		if len(params) > len(fact.Params.Value) {
			fact.Params = feature.T(params, f.at)
		}
		fact.Results = fact.Results.Or(feature.T(results, f.at)) // a mention in passing, `F()`, tells none
	}
	if hasParams && strings.TrimSpace(params+results) != "" {
		fact.isNew += 3
	}
	if fact.Component.Empty() && sc.component != "" {
		fact.Component = feature.T(sc.component, f.at)
	}
	if f.noun == nounMethod {
		fact.Method = fact.Method.Or(feature.T("method", f.at))
	}
	f.fact = fact
	return fact
}

func (r *reader) isAccessor(name string) bool {
	for _, g := range r.f.Gates {
		if g.Accessor.Value == name || g.AccessorName() == name {
			return true
		}
	}
	return false
}

// splitSignature cuts "a, b) (string, bool)" into parameters and results.
func splitSignature(s string) (string, string) {
	depth := 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:])
		}
	}
	return strings.TrimSpace(s), ""
}
