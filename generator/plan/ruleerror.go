package plan

import (
	"regexp"
	"strings"

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
// they name, else in order, else the only one to all.
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
			switch {
			case len(parts) == 1:
				for _, r := range checks {
					setError(r, part)
				}
			case len(parts) >= distinctTexts(checks) && distinctTexts(checks) > 1:
				for _, r := range checks {
					if textIndex(checks, r) == i {
						setError(r, part)
					}
				}
			case i < len(checks):
				setError(checks[i], part)
			}
		}
	}
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
				setError(&rules[i], e)
				any = true
			}
		}
	}
	return any
}

func setError(rule *feature.Rule, p phrase) {
	if m := causeWords.FindStringIndex(p.text); m != nil {
		rule.Cause = rule.Cause.Or(feature.T(causeOf[strings.ToLower(p.text[m[0]:m[1]])], p.at(m[0])))
	}
	if m := quotedText.FindStringSubmatch(p.text); m != nil {
		rule.Message = rule.Message.Or(feature.T(m[1], p.at(0)))
	} else if cs := p.codes(); len(cs) == 1 && strings.TrimSpace(p.text) == cs[0].text && len(strings.Fields(cs[0].text)) > 3 {
		rule.Message = rule.Message.Or(cs[0].value()) // nothing but the message itself
	} else if m := textSays.FindStringSubmatch(p.flat()); m != nil {
		rule.Message = rule.Message.Or(feature.T(m[1], p.at(0)))
	}
}
