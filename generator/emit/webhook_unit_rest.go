package emit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/code"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file keeps what the plan promises for the tests of a validator beyond
// its rules: such items become pending specs, next to the generated ones where
// there are some.

// sameAgain matches an item that stands for those of the test file before.
var sameAgain = regexp.MustCompile(`(?i)^(the )?(same|likewise|ditto)( (tests?|cases?|for .*))?$`)

// promised returns the items of one of the plan's tests.
func (c *Context) promised(i int) []feature.Text {
	items := c.Feature.Tests[i].Items
	if len(items) == 1 && i > 0 && sameAgain.MatchString(code.PlainWords(items[0].Value)) {
		return c.Feature.Tests[i-1].Items
	}
	return items
}

// uncovered returns the promised tests of a validator's test file that none of
// the plan's rules is about and that are not in the file yet.
func (c *Context) uncovered(test string) []spec {
	var items []feature.Text
	var cases []feature.Case
	for i, t := range c.Feature.Tests {
		if t.Kind != feature.TestUnit || c.testFile(t) != test {
			continue
		}
		for _, it := range c.promised(i) {
			if words := itemWords(it.Value); words != "" && !adaptation.MatchString(words) && !c.covered(words) {
				items = append(items, it)
			}
		}
		for _, k := range t.Cases {
			if !c.covered(k.Title.Value) {
				cases = append(cases, k)
			}
		}
	}
	specs := append(casesOf(cases), specsOf(items)...)
	f, err := c.Tree.Go(test)
	if err != nil {
		return specs
	}
	return slices.DeleteFunc(specs, func(s spec) bool {
		return slices.ContainsFunc(describes(f), func(d container) bool { return d.hasSpec(s.title) })
	})
}

// general are words that say how a rule is tested, not what else is.
var general = map[string]bool{"with": true, "without": true, "when": true, "that": true, "table": true, "type": true, "message": true, "field": true, "fields": true, "valid": true, "invalid": true,
	"value": true, "values": true, "accept": true, "accepted": true, "accepts": true, "reject": true, "rejected": true, "rejects": true, "supported": true, "unsupported": true, "unset": true, "error": true, "errors": true,
	"both": true, "different": true, "same": true, "each": true, "every": true, "false": true, "true": true, "enabled": true, "disabled": true, "feature": true, "prefix": true, "prefixes": true, "reserved": true,
	"case": true, "cases": true, "test": true, "tests": true, "validation": true, "allowed": true, "forbidden": true, "required": true, "missing": true, "empty": true, "default": true, "range": true, "bounds": true,
	"below": true, "above": true, "under": true, "over": true, "least": true, "most": true, "more": true, "less": true, "than": true, "greater": true, "smaller": true, "many": true, "maximum": true, "minimum": true, "nothing": true}

// covered reports whether a rule is about what an item says: most of its own
// words occur in the rules, and a gate is one of them.
func (c *Context) covered(item string) bool {
	var said strings.Builder
	for _, r := range c.Feature.Rules {
		if c.noTests[r.Text.Value] {
			continue
		}
		if r.Kind == feature.RuleGate {
			said.WriteString(" gate")
		}
		for _, t := range append([]feature.Text{r.Text, r.Path, r.Gate, r.Func, r.When, r.Message}, append(r.Values, r.Others...)...) {
			said.WriteString(" " + strings.ToLower(t.Value))
		}
	}
	if said.Len() == 0 {
		return false
	}
	own, known := 0, 0
	for _, w := range strings.FieldsFunc(strings.ToLower(item), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if len(w) < 4 || general[w] {
			continue
		}
		own++
		if strings.Contains(said.String(), strings.TrimSuffix(w, "s")) {
			known++
		}
	}
	return own == 0 || 2*known > own
}

// untest notes that the rules of a check get no tests.
func (c *Context) untest(ck *check) {
	if c.noTests == nil {
		c.noTests = map[string]bool{}
	}
	for _, r := range ck.rules {
		c.noTests[r.Text.Value] = true
	}
}

// rest adds what is uncovered to the Context of generated specs, once per file.
func (t *checkTest) rest() {
	if t.c.kept[t.path] != nil {
		return
	}
	for _, s := range t.c.keep(t.path) {
		t.specs = append(t.specs, s.text("", false))
	}
}

// keep returns what is uncovered in a test file and not kept yet.
func (c *Context) keep(test string) []spec {
	if c.kept == nil {
		c.kept = map[string]map[string]bool{}
	}
	if c.kept[test] == nil {
		c.kept[test] = map[string]bool{}
	}
	out := slices.DeleteFunc(c.uncovered(test), func(s spec) bool { return c.kept[test][s.title] })
	for _, s := range out {
		c.kept[test][s.title] = true
	}
	return out
}

// restOfTests adds what is uncovered where no Context was generated, or turned
// out to be uncovered only after it was.
func (c *Context) restOfTests() {
	for _, t := range c.Feature.Tests {
		p := c.testFile(t)
		if t.Kind != feature.TestUnit || p == "" || !c.isValidatorTest(p) {
			continue
		}
		u := unitTest{test: t, file: p, from: firstAt(t)}
		if u.group.specs = c.keep(p); len(u.group.specs) == 0 {
			continue
		}
		u.group.title = c.unitTitle(u)
		c.addUnits(u)
	}
}
