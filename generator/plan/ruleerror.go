package plan

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	causeWords = regexp.MustCompile(`(?i)\b(invalid value|invalid|not[- ]supported|unsupported|forbidden|required|duplicate)\b`)
	causeOf    = map[string]string{"invalid value": "invalid", "invalid": "invalid", "not supported": "notSupported", "not-supported": "notSupported", "unsupported": "notSupported", "forbidden": "forbidden", "required": "required"}
	textSays   = regexp.MustCompile(`(?i)\b(?:text|message)\b[:,]?\s*(.+)$`)
	quotedText = regexp.MustCompile(`["“]([^"”]{6,})["”]`)
	indexed    = regexp.MustCompile(`\[\w*\]`)
	inlineKind = regexp.MustCompile(`(?i)(?:\(|,\s*)(?:field\b[^,()]*,\s*)?(invalid value|not[- ]supported(?: error)?|forbidden|required value)\b[^()]*\)?\s*:?\s*$`)
)

// inlineError reads how a requirement is to be reported where it says so
// itself: "(invalid value, message names the gate)", "field `x`, not-supported
// error".
func (v *ruleReader) inlineError(p phrase, rule *feature.Rule) {
	if m := inlineKind.FindStringSubmatchIndex(p.text); m != nil {
		word := strings.TrimSuffix(strings.ToLower(p.text[m[2]:m[3]]), " error")
		rule.Cause = feature.T(causeOf[strings.TrimSuffix(word, " value")], p.at(m[2]))
		if rule.Cause.Empty() {
			rule.Cause = feature.T(causeOf[word], p.at(m[2]))
		}
	}
	for _, c := range p.codes() {
		if strings.HasSuffix(strings.ToLower(strings.TrimSpace(p.text[:c.from])), "field") && lexOf(c.text) == lexJSONPath {
			rule.Field = c.value()
		}
	}
	if m := quotedText.FindStringSubmatch(p.text); m != nil && strings.Contains(strings.ToLower(p.text), "messag") {
		rule.Message = feature.T(m[1], p.at(0))
	}
}

// applyErrors hands the section's error messages to its rules: by the field
// they name, else in order, else the only one to all. A text goes to no rule
// that it does not speak of.
func (v *ruleReader) applyErrors(rules []feature.Rule) {
	for _, e := range v.errors {
		if saysNone(e.flat()) {
			continue
		}
		parts := e.sentences()
		checks := checkRules(rules)
		for i, part := range parts {
			if v.byField(part, rules) {
				continue
			}
			targets := inTurn(checks, parts, i)
			if spoken := v.spokenOf(part, checks); !messageIn(part).Empty() && len(v.spokenOf(part, targets)) == 0 {
				targets = spoken
			}
			for _, r := range targets {
				v.setError(r, part, checks)
			}
		}
	}
}

// inTurn returns the rules that a part of the messages is for by its place. A
// lone kind of error holds for all of them.
func inTurn(checks []*feature.Rule, parts []phrase, i int) []*feature.Rule {
	kinds := 0
	for _, p := range parts {
		if messageIn(p).Empty() {
			kinds++
		}
	}
	n := distinctTexts(checks)
	switch {
	case len(parts) == 1, kinds == 1 && messageIn(parts[i]).Empty():
		return checks
	case len(parts) >= n && n > 1:
		var out []*feature.Rule
		for _, r := range checks {
			if textIndex(checks, r) == i {
				out = append(out, r)
			}
		}
		return out
	case i < len(checks):
		return checks[i : i+1]
	}
	return nil
}

var gateWord = regexp.MustCompile(`(?i)\bgates?\b`)

// spokenOf returns the rules that a text can be about: those of a gate if it
// names one, those on the fields that it names, else those it shares words with.
func (v *ruleReader) spokenOf(p phrase, rules []*feature.Rule) []*feature.Rule {
	text := messageIn(p).Value
	gate := gateWord.MatchString(text)
	for _, g := range v.r.f.Gates {
		gate = gate || strings.Contains(text, g.Name.Value)
	}
	var out, named []*feature.Rule
	said := stems(text)
	for _, r := range rules {
		if gate && r.Kind != feature.RuleGate && !gateWord.MatchString(r.Text.Value) {
			continue
		}
		if key := lastKey(r.Path.Value); key != "" && wordIn(text, key) {
			named = append(named, r)
		}
		own := stems(r.Text.Value + " " + r.Path.Value)
		if gate || slices.ContainsFunc(said, func(w string) bool { return len(w) > 3 && slices.Contains(own, w) }) {
			out = append(out, r)
		}
	}
	if len(named) > 0 {
		return named
	}
	return out
}

// stems returns the words of a text without plural endings, identifiers also in
// their parts.
func stems(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		for _, h := range append(humps(w), w) {
			out = append(out, strings.TrimSuffix(strings.ToLower(h), "s"))
		}
	}
	return out
}

func wordIn(text, word string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(word) + `\b`).MatchString(text)
}

func checkRules(rules []feature.Rule) []*feature.Rule {
	var out []*feature.Rule
	for i := range rules {
		if !notChecked.MatchString(rules[i].Text.Value) {
			out = append(out, &rules[i])
		}
	}
	return out
}

func distinctTexts(rules []*feature.Rule) int {
	seen := map[string]bool{}
	for _, r := range rules {
		seen[r.Text.Value] = true
	}
	return len(seen)
}

func textIndex(rules []*feature.Rule, r *feature.Rule) int {
	n, last := -1, ""
	for _, o := range rules {
		if o.Text.Value != last {
			n++
			last = o.Text.Value
		}
		if o == r {
			return n
		}
	}
	return n
}

// byField assigns reported field paths to the rules on these fields; it
// reports whether the words name any field.
func (v *ruleReader) byField(e phrase, rules []feature.Rule) bool {
	any := false
	for _, c := range e.codes() {
		if lexOf(c.text) != lexJSONPath && !strings.Contains(c.text, "[") {
			continue
		}
		bare := indexed.ReplaceAllString(c.text, "")
		for i := range rules {
			path := strings.ReplaceAll(rules[i].Path.Value, "[]", "")
			if path != "" && (path == bare || strings.HasSuffix(path, "."+bare)) {
				rules[i].Field = rules[i].Field.Or(c.value())
				v.setError(&rules[i], e, []*feature.Rule{&rules[i]})
				any = true
			}
		}
	}
	return any
}

// setError notes the kind of error, and the text where it speaks of the rule.
// checks are the rules among which the text may choose.
func (v *ruleReader) setError(rule *feature.Rule, p phrase, checks []*feature.Rule) {
	if m := causeWords.FindStringIndex(p.text); m != nil {
		rule.Cause = rule.Cause.Or(feature.T(causeOf[strings.ToLower(p.text[m[0]:m[1]])], p.at(m[0])))
	}
	if text := messageIn(p); !text.Empty() && slices.Contains(v.spokenOf(p, checks), rule) {
		rule.Message = rule.Message.Or(text)
	}
}

// messageIn returns the wording that an error message gives, if it gives one.
func messageIn(p phrase) feature.Text {
	if m := quotedText.FindStringSubmatch(p.text); m != nil {
		return feature.T(m[1], p.at(0))
	}
	if cs := p.codes(); len(cs) == 1 && strings.TrimSpace(p.text) == cs[0].text && len(strings.Fields(cs[0].text)) > 3 {
		return cs[0].value() // nothing but the message itself
	}
	if m := textSays.FindStringSubmatch(p.flat()); m != nil {
		return feature.T(m[1], p.at(0))
	}
	return feature.Text{}
}
