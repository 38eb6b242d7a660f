package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// called records that the functions of the group are called from f.
func (t *telling) called(i int, f *ref, lead string) {
	c := feature.Call{Func: feature.T(bareName(f), f.at)}
	l := strings.ToLower(lead)
	switch {
	case strings.Contains(l, "end of"):
		c.Where = feature.T("end", f.at)
	case strings.Contains(l, "beginning of"), strings.Contains(l, "start of"), strings.Contains(l, "top of"):
		c.Where = feature.T("begin", f.at)
	}
	tail := f.tail
	if m := spotRE.FindStringSubmatch(tail); m != nil {
		c.Where = c.Where.Or(feature.T(spotWords[strings.ToLower(m[1])], f.at))
		tail = tail[len(m[0]):]
	}
	if i+1 < len(t.refs) && t.refs[i+1].kind == refPath && t.refs[i+1].paren || i+1 < len(t.refs) && t.refs[i+1].kind == refPath && ofLead.MatchString(t.refs[i+1].lead) {
		c.File = pathText(t.refs[i+1].code)
	}
	c.When = whenClause(tail, f)
	c.Gated = strings.Contains(strings.ToLower(c.When.Value), "gate")
	t.told = true
	for _, g := range t.group {
		if g.fact != nil && g.fact.Name.Value != c.Func.Value {
			g.fact.addCall(c)
			g.fact.isNew++
		}
	}
	f.fact = nil
}

func (f *funcFact) addCall(c feature.Call) {
	for i := range f.Calls {
		if have := &f.Calls[i]; have.Func.Value == c.Func.Value {
			have.File, have.Where, have.When = have.File.Or(c.File), have.Where.Or(c.Where), have.When.Or(c.When)
			have.Gated = have.Gated || c.Gated
			return
		}
	}
	f.Calls = append(f.Calls, c)
}

var passedLead = regexp.MustCompile(`(?i)\b(?:passed|registered|used|called|set|wired|consumed|read|see)(?: \w+)? (?:in|to|from|by)\s*$`)

var paramOfLead = regexp.MustCompile(`(?i)\bparameters?\b[^,;.]*\b(?:of|in|for|to)\s*$`)

// placeLead holds where the words before a function tell what is to happen in
// it: "the links are made in `F`", "the list in `F`".
var placeLead = regexp.MustCompile(`(?i)\w+[^.;:]*,? in\s*$`)

// spotRE reads the place in the caller that stands behind it: "from `F` at the
// end".
var spotRE = regexp.MustCompile(`(?i)^[\s,]*(?:right )?at (?:the|its) (?:very )?(end|beginning|start|top|bottom)\b`)

var spotWords = map[string]string{"end": "end", "bottom": "end", "beginning": "begin", "start": "begin", "top": "begin"}

var whenRE = regexp.MustCompile(`(?i)^[\s,]*((?:when|while|if|only|after|before|once|as soon as|unless|behind|for|with the (?:feature )?gate|with the [\w-]+ gate)\b[^;.]*)`)

// whenClause takes the condition behind a caller: "when the gate is on and the
// pod exists".
func whenClause(tail string, f *ref) feature.Text {
	m := whenRE.FindStringSubmatch(tail)
	if m == nil {
		return feature.Text{}
	}
	cond := m[1]
	if i := strings.Index(cond, ", "); i > 0 {
		cond = cond[:i]
	}
	if len(strings.Fields(cond)) < 3 {
		return feature.Text{}
	}
	return feature.T(strings.Join(strings.Fields(cond), " "), f.at)
}

func wherePlace(lead string) string {
	l := strings.TrimSpace(strings.ToLower(lead))
	for _, w := range []string{"after", "before"} {
		if l == w || strings.HasSuffix(l, " "+w) || strings.HasSuffix(l, " "+w+" the call of") || strings.HasSuffix(l, " "+w+" the call to") {
			return w
		}
	}
	return ""
}

// order records "after `z`" for the call named last.
func (t *telling) order(f *ref, word string) {
	for _, g := range t.group {
		if g.fact != nil && len(g.fact.Calls) > 0 {
			last := &g.fact.Calls[len(g.fact.Calls)-1]
			last.Where = last.Where.Or(feature.T(word+" "+bareName(f), f.at))
		}
	}
}

func bareName(f *ref) string {
	if f.lex == lexSignature {
		m := signatureRE.FindStringSubmatch(f.text)
		if m[1]+m[2] != "" {
			return m[1] + m[2] + "." + m[3]
		}
		return m[3]
	}
	if f.recv != "" {
		return f.recv + "." + f.name
	}
	return f.text
}

// calls handles "`F` calls the new `x`": x becomes the subject, F its caller.
func (t *telling) calls(f *ref) bool {
	callers := t.group
	file := t.file
	isNew := newWords.MatchString(f.lead) || f.lex == lexSignature
	if !isNew {
		return false
	}
	fact := t.r.funcOf(f, file, t.sc)
	if fact == nil {
		return false
	}
	fact.isNew += 2
	for _, c := range callers {
		if c.fact != nil {
			c.fact.isOld += 2
			fact.addCall(feature.Call{Func: feature.T(qualified(c.fact), f.at), File: c.fact.File})
		}
	}
	f.via = true
	t.group = []*ref{f}
	t.sc.last = []*funcFact{fact}
	return true
}

func qualified(f *funcFact) string {
	if !f.Receiver.Empty() {
		return f.Receiver.Value + "." + f.Name.Value
	}
	return f.Name.Value
}

func leadOfEnum(t *telling, i int) string {
	for i > 0 && t.refs[i].enum {
		i--
	}
	return t.refs[i].lead
}
