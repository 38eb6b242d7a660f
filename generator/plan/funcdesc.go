package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// owner makes functions methods: "of `Launcher`", "on `KubeVirtDeploymentConfig`",
// "in the `VirDomain` interface".
func (t *telling) owner(f *ref) {
	if len(t.group) == 0 && f.lex == lexIdent && methodsOf.MatchString(t.s.text[:f.from]) {
		t.methods = f.value()
		return
	}
	name := strings.TrimPrefix(f.text, "*")
	if len(t.group) == 0 || f.lex != lexIdent && name == f.text || f.model || name == strings.ToLower(name) || !isUpper(name) && !ofMethod(t.group, f) {
		return
	}
	if !ofLead.MatchString(f.lead) && !(f.noun == nounInterface) || ofSomethingElse(t.refs, f) {
		return
	}
	for _, g := range t.group {
		if g.fact == nil || g.fact.Name.Value == name {
			continue
		}
		if f.noun == nounInterface || nounAfter(f.tail) == nounInterface {
			g.fact.Method = g.fact.Method.Or(feature.T("in the "+f.text+" interface", f.at))
			t.r.book.ifaces[f.text] = true
			continue
		}
		g.fact.Receiver = g.fact.Receiver.Or(feature.T(name, f.at))
		g.fact.Method = feature.Text{}
	}
}

func isUpper(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

// param records a parameter that existing functions gain; the functions stand
// before it ("`F` gets the parameter `x`") or behind ("parameter `x` of `F`").
func (t *telling) param(f *ref) {
	f.kind = refParam
}

var gainWords = regexp.MustCompile(`(?i)\b(?:gets?|gains?|takes?|receives?|needs?|new)\b`)

var sameParamsRE = regexp.MustCompile(`(?i)^[^.;]*?\b(?:same|these|those) (?:parameters|arguments|signature)\b`)

// sameParams gives "`g` with the same parameters" those of the function before.
func (t *telling) sameParams() {
	var before *funcFact
	for _, f := range t.refs {
		if f.kind != refFunc || f.fact == nil {
			continue
		}
		if before != nil && !f.fact.HasParams && sameParamsRE.MatchString(f.tail) {
			f.fact.HasParams, f.fact.Params, f.fact.Results = true, before.Params, before.Results
			f.fact.isNew += 3
		}
		if f.fact.HasParams {
			before = f.fact
		}
	}
}

// params hands the parameters of the sentence to the functions.
func (t *telling) params() {
	var names []feature.Text
	first := -1
	for i, f := range t.refs {
		gains := f.kind == refOther && f.lex == lexIdent && !isUpper(f.text) && i > 0 && gainsParam(t, i)
		if f.kind == refParam || gains {
			if first < 0 {
				first = i
			}
			names = append(names, f.value())
		}
	}
	if first < 0 || !gainWords.MatchString(t.s.text) {
		return
	}
	behind := false
	for _, f := range t.refs[first:] {
		behind = behind || f.kind == refFunc && f.fact != nil
	}
	for i, f := range t.refs {
		if f.kind != refFunc || f.fact == nil || behind && i < first {
			continue
		}
		if i < first && first-i > 4 || i < first && newNameLead.MatchString(t.refs[first].lead) {
			continue
		}
		f.fact.isOld += 3
		f.fact.NewParams = append(f.fact.NewParams, names...)
	}
}

var gainVerbs = wordSet(`get gets gain gains take takes receive receives`)

// gainsParam holds for "`F` gets `a` and `b`" with lower-case names.
func gainsParam(t *telling, i int) bool {
	for i > 0 && t.refs[i].enum {
		i--
	}
	if i == 0 {
		return false
	}
	l := strings.TrimSpace(strings.ToLower(t.refs[i].lead))
	return t.refs[i-1].kind == refFunc && gainVerbs[l]
}

// describe attaches the words of the sentence to the functions: the part
// behind each group to the group, a sentence without functions to those that
// were spoken of last.
func (t *telling) describe(subjects int) {
	if subjects == 0 {
		if !t.told {
			t.describeLast()
		}
		return
	}
	for _, g := range t.groups() {
		pred := t.predicate(g)
		if g[0].via {
			setWhen(g[0].fact, pred, g[0].at)
			continue
		}
		if m := returnsType.FindStringSubmatch(pred); m != nil {
			for _, f := range g {
				f.fact.Results = f.fact.Results.Or(feature.T(strings.TrimRight(m[1], "."), f.at))
			}
			continue
		}
		if callsIt.MatchString(pred) && t.sc.first != nil && t.sc.first != g[0].fact {
			w := callsIt.ReplaceAllString(strings.TrimSuffix(pred, "."), "")
			t.sc.first.addCall(feature.Call{Func: feature.T(qualified(g[0].fact), g[0].at), File: g[0].fact.File, When: feature.T(strings.TrimSpace(w), g[0].at)})
			g[0].fact.isOld += 2
			continue
		}
		if m := whenRE.FindString(pred); m != "" && len(g[0].fact.Calls) == 0 && lastWord(g[0].lead) == "by" {
			pred = endWithStop(t.s.flat())
		}
		if t.gains && (paramOfLead.MatchString(g[0].lead) || t.afterParam(g[0])) || placeLead.MatchString(g[0].lead) && g[0].lex == lexIdent {
			continue
		}
		for _, f := range g {
			if own := t.remark(f); own != "" {
				f.fact.desc = append(f.fact.desc, feature.T(own, f.at))
			} else if pred != "" {
				f.fact.desc = append(f.fact.desc, feature.T(pred, t.s.at(g[0].from)))
			}
			f.fact.judge(pred)
			t.r.usePhrase(t.s)
		}
	}
}

var returnsType = regexp.MustCompile(`^(?:that )?returns? (?:an? )?((?:\*|\[\])*(?:[a-z]\w*\.)?\w+)\.?$`)

var callsIt = regexp.MustCompile(`(?i)^(?:then )?(?:calls?|invokes?) (?:it|them|this)\b`)

// setWhen turns the words behind "`F` calls `x`" into the call's condition.
func setWhen(f *funcFact, pred string, at diag.Pos) {
	if len(f.Calls) > 0 && pred != "" {
		last := &f.Calls[len(f.Calls)-1]
		last.When = last.When.Or(feature.T(strings.TrimSuffix(pred, "."), at))
	}
}

// afterParam holds for functions behind the parameter they get.
func (t *telling) afterParam(f *ref) bool {
	for _, r := range t.refs {
		if r == f {
			return false
		}
		if r.kind == refParam {
			return true
		}
	}
	return false
}

func (t *telling) describeLast() {
	if len(t.refs) > 0 && (t.refs[0].kind == refConst || t.refs[0].kind == refField || t.refs[0].kind == refType && t.refs[0].from < 8) {
		return // about something that is no function
	}
	for i, f := range t.refs {
		if f.lex == lexTyped && i > 0 && f.noun != nounParam {
			return // declares a field of some struct
		}
	}
	if len(t.sc.last) == 0 || t.sc.topic == topicArchitecture && t.sc.component == "" {
		return
	}
	text := strings.TrimLeft(sameFunc.ReplaceAllString(t.s.flat(), ""), " :,")
	if len(strings.Fields(text)) < 3 || t.sc.topic == topicEndToEnd || t.sc.topic == topicFilesModified || t.sc.topic == topicFiles {
		return
	}
	for _, f := range t.sc.last {
		if n := len(f.desc); n > 0 && t.sc.docSemi {
			f.desc[n-1].Value = strings.TrimSuffix(f.desc[n-1].Value, ".") + "; " + endWithStop(text)
		} else {
			f.desc = append(f.desc, feature.T(endWithStop(text), t.s.at(0)))
		}
		t.r.usePhrase(t.s)
	}
}

// groups returns the enumerations of functions the sentence is about.
func (t *telling) groups() [][]*ref {
	var out [][]*ref
	for i, f := range t.refs {
		if f.kind != refFunc || f.fact == nil {
			continue
		}
		if f.enum && len(out) > 0 && i > 0 && (t.refs[i-1].fact != nil || t.refs[i-1].paren) {
			out[len(out)-1] = append(out[len(out)-1], f)
			continue
		}
		out = append(out, []*ref{f})
	}
	return out
}

// remark returns the words in parentheses right behind a function.
func (t *telling) remark(f *ref) string {
	if f.to == 0 || f.to >= len(t.s.text) {
		return ""
	}
	rest := strings.TrimLeft(t.s.text[f.to:], " ")
	if !strings.HasPrefix(rest, "(") {
		return ""
	}
	end := strings.IndexByte(rest, ')')
	if end < 0 || isTreePath(strings.TrimSpace(rest[1:end])) || fileRE.MatchString(strings.TrimSpace(rest[1:end])) || sameFile.MatchString(rest[:end]) {
		return ""
	}
	if words := strings.Fields(rest[1:end]); len(words) > 1 {
		return endWithStop(strings.Join(words, " "))
	}
	return ""
}

// oldVerbs open a predicate that changes what a function does today.
var oldVerbs = wordSet(`gets get takes take learns learn skips skip moves removes remove uses use replaces accounts fills fill
	builds prefers prefer keeps also then now no does passes pass follow follows has have stop stops leaves honors considers
	accepts continue continues still additionally instead becomes become must needs change changes call calls`)

// judge weighs a predicate as evidence of an existing function.
func (f *funcFact) judge(pred string) {
	words := plainWords(pred)
	if len(words) == 0 {
		return
	}
	if oldVerbs[words[0]] {
		f.isOld += 2
	}
	if words[0] == "learn" || words[0] == "gets" || words[0] == "no" {
		f.isOld++
	}
	for _, w := range words {
		if w == "existing" && words[0] != "like" {
			return
		}
	}
}
