package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	archNames   = []string{"amd64", "arm64", "s390x", "ppc64le", "riscv64"}
	archLine    = regexp.MustCompile(`(?i)^\s*(amd64|x86_64|arm64|aarch64|s390x|ppc64le|riscv64)\s*:?\s*(.*)$`)
	notSupport  = regexp.MustCompile(`(?i)\b(?:not (?:supported|allowed|available|possible)|unsupported|refused|rejected|forbidden) (?:on|for)\b`)
	onlyOn      = regexp.MustCompile(`(?i)\bonly (?:supported |allowed |available |possible |valid )?(?:on|for)\b`)
	startsWith  = regexp.MustCompile(`(?i)\b(?:(?:does|do|must|may|can|should) ?not start with|not (?:begin|start) with|cannot start with)\b`)
	mutually    = regexp.MustCompile(`(?i)\b(?:mutually exclusive|exclusive of each other|not both|cannot be (?:combined|used together)|must not be (?:combined|used together)|either .+ or .+ but not both|only one of)\b`)
	atMost      = regexp.MustCompile(`(?i)\b(?:at most|no more than|not more than|maximum of|max\.?|up to)\s+(\d+|one|two|three|four|five|eight|ten)\b`)
	forbidIf    = regexp.MustCompile(`(?i)\b(?:must not|may not|cannot|can not|not allowed|is refused|forbidden)\b.*\b(?:when|if|while|with|unless)\b`)
	requiresSet = regexp.MustCompile(`(?i)\b(?:needs|requires|only together with|only valid with|only with|must be used with|depends on)\b`)
	mustBeSet   = regexp.MustCompile(`(?i)\b(?:is required|are required|must be set|must be given|must not be empty|cannot be empty|is mandatory|has to be set|non-empty|must be present)\b`)
	sameAs      = regexp.MustCompile(`(?i)\b(?:must be the same|must match|must be equal|must equal|have to be (?:equal|the same)|must be identical)\b`)
	gateNeed    = regexp.MustCompile(`(?i)\b(?:needs?|requires?|only|unless|refused?|rejected|accepted|allowed|behind|guard(?:s|ed)|without)\b`)
	notChecked  = regexp.MustCompile(`(?i)\b(?:not checked|deliberately not|no check|is not validated|not in the admitter|not in the webhook)\b`)
	numberWords = map[string]string{"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "eight": "8", "ten": "10"}
)

// readRules takes validation and defaulting requirements in their order.
func (r *reader) readRules() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			switch s.topic {
			case topicValidation:
				v := &ruleReader{r: r, out: &r.f.Rules}
				v.section(s)
			case topicDefaulting:
				v := &ruleReader{r: r, out: &r.f.Defaults, defaults: true}
				v.section(s)
			}
		}
	}
}

// ruleReader reads one validation or defaulting section.
type ruleReader struct {
	r        *reader
	out      *[]feature.Rule
	file     feature.Text
	errors   []phrase
	start    int
	defaults bool
}

func (v *ruleReader) section(s *section) {
	v.start = len(*v.out)
	for _, b := range s.blocks {
		switch b.kind {
		case blockText:
			v.text(b.text)
		case blockList:
			for _, it := range b.items {
				v.item(it)
			}
		case blockTable:
			for _, row := range b.rows[min(1, len(b.rows)):] {
				if len(row) > 1 {
					v.text(joinPhrases(row[0], ": ", row[1]))
				}
			}
		}
	}
	rules := (*v.out)[v.start:]
	for i := range rules {
		v.place(&rules[i])
	}
	onlyChanges(rules)
	v.applyErrors(rules)
}

func (v *ruleReader) item(it *item) {
	key := plainTitle(it.key)
	if it.key == "" {
		key = plainLabel(it.text)
	}
	val := it.rest
	if it.key == "" && isRuleLabel(key) {
		val = it.text.rest(strings.IndexByte(it.text.text, ':') + 1)
	}
	switch {
	case hasWords(key, "location") || key == "where" || key == "file":
		v.file = v.file.Or(lastPath(val, feature.Text{}))
		v.r.book.noteLocation(v.file)
		v.r.usePhrase(it.text)
	case hasWords(key, "error messages") || hasWords(key, "errors") || hasWords(key, "error message") || key == "message" || key == "messages":
		v.errors = append(v.errors, val)
		v.r.usePhrase(it.text)
		for _, sub := range it.subs() {
			v.errors = append(v.errors, sub.text)
			v.r.usePhrase(sub.text)
		}
	case hasWords(key, "conditions") && v.defaults:
		v.r.usePhrase(it.text)
	case hasWords(key, "requirements") || hasWords(key, "rules") || hasWords(key, "default values") || hasWords(key, "checks"):
		v.text(val)
		for _, sub := range it.subs() {
			v.rule(sub)
		}
	default:
		v.rule(it)
	}
}

func isRuleLabel(key string) bool {
	return key == "location" || key == "requirements" || key == "rules" || key == "error messages" || key == "errors" || key == "where" || key == "default values" || key == "conditions"
}

// text reads requirements written as sentences or separated by semicolons.
func (v *ruleReader) text(p phrase) {
	if p.empty() || saysNone(p.flat()) {
		v.r.usePhrase(p)
		return
	}
	for _, s := range p.sentences() {
		if l := strings.ToLower(s.flat()); saysNone(l) || strings.HasPrefix(l, "nothing else") {
			v.r.usePhrase(s)
			continue
		}
		v.add(s)
	}
}

// rule reads a bullet; bullets per architecture below it refine it.
func (v *ruleReader) rule(it *item) {
	if saysNone(it.text.flat()) {
		v.r.usePhrase(it.text)
		return
	}
	subs := it.subs()
	if arch := archItems(subs); len(arch) > 0 {
		v.perArch(it, arch)
		return
	}
	v.add(it.text)
	for _, sub := range subs {
		v.rule(sub)
	}
}

func archItems(subs []*item) []*item {
	var out []*item
	for _, s := range subs {
		if archLine.MatchString(s.text.flat()) {
			out = append(out, s)
		}
	}
	return out
}

// perArch turns "supported values: amd64: a, b …" into one rule each.
func (v *ruleReader) perArch(it *item, subs []*item) {
	head := v.classify(it.text)
	v.r.usePhrase(it.text)
	for _, sub := range subs {
		m := archLine.FindStringSubmatch(sub.text.flat())
		rule := head
		rule.Kind = feature.RuleOneOf
		rule.Text = feature.T(strings.TrimSuffix(strings.TrimSpace(it.text.flat()), ":")+": "+sub.text.flat(), sub.text.at(0))
		rule.When = feature.T(normalArch(m[1]), sub.text.at(0))
		rule.Values = nil
		for _, val := range splitValues(m[2]) {
			rule.Values = append(rule.Values, feature.T(val, sub.text.at(0)))
		}
		v.r.usePhrase(sub.text)
		*v.out = append(*v.out, rule)
	}
}

func normalArch(s string) string {
	switch s = strings.ToLower(s); s {
	case "x86_64":
		return "amd64"
	case "aarch64":
		return "arm64"
	}
	return s
}

// add classifies a requirement; one that names several fields for a gate
// becomes one rule each.
func (v *ruleReader) add(p phrase) {
	v.r.usePhrase(p)
	if v.defaults {
		v.addDefault(p)
		return
	}
	p, fn := v.ofFunction(p)
	if p.empty() || v.tellsPlace(p) {
		return
	}
	rule := v.classify(p)
	rule.Func = rule.Func.Or(fn)
	paths := v.paths(p)
	if rule.Kind == feature.RuleGate && len(paths) > 1 {
		for _, path := range paths {
			one := rule
			one.Path = path
			*v.out = append(*v.out, one)
		}
		return
	}
	*v.out = append(*v.out, rule)
}

var defaultPair = regexp.MustCompile(`^([a-z]\w*(?:\.\w+)*)\s*[:=]\s*(.+)$`)

func (v *ruleReader) addDefault(p phrase) {
	l := strings.ToLower(p.flat())
	if strings.HasPrefix(l, "nil ") || strings.Contains(l, "stays nil") || strings.HasPrefix(l, "none") || strings.Contains(l, "left to libvirt") || strings.Contains(l, "are absent") {
		return
	}
	rule := feature.Rule{Kind: feature.RuleProse, Text: p.value()}
	if ps := v.paths(p); len(ps) > 0 {
		rule.Path = ps[0]
	}
	for _, c := range p.codes() {
		if m := defaultPair.FindStringSubmatch(c.text); m != nil {
			rule.Path = v.r.fullPath(feature.T(m[1], c.at))
			rule.Values = []feature.Text{feature.T(m[2], c.at)}
		}
	}
	*v.out = append(*v.out, rule)
}

// place says which function and file the rule goes to: the new validation
// function whose name fits best, else the section's location.
func (v *ruleReader) place(rule *feature.Rule) {
	best, score := -1, 0
	for i, f := range v.r.book.funcs {
		name := strings.ToLower(f.Name.Value)
		if !strings.HasPrefix(name, "validate") && !strings.HasPrefix(name, "check") && !strings.HasPrefix(name, "verify") || !v.r.namedAfterFeature(f.Name.Value) && f.isOld >= f.isNew {
			continue
		}
		if n := fitness(name, *rule); n > score {
			best, score = i, n
		}
	}
	rule.File = rule.File.Or(v.file)
	if best >= 0 && rule.Func.Empty() {
		f := v.r.book.funcs[best]
		rule.Func = f.Name
		if !f.File.Empty() {
			rule.File = f.File
		}
	}
	if !strings.Contains(rule.File.Value, "/") && !rule.File.Empty() {
		rule.File.Value = v.r.completePath(rule.File.Value)
	}
}

// fitness counts how well a function's name fits a rule's path and condition.
func fitness(name string, rule feature.Rule) int {
	n := 0
	parts := strings.Split(rule.Path.Value, ".")
	for i, p := range parts {
		p = strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(p, "[]"), "s"))
		if i == 0 && len(parts) > 1 || len(p) < 3 {
			continue
		}
		if strings.Contains(name, p) {
			n += 2 + i
		}
	}
	hasArch := false
	for _, a := range archNames {
		if strings.Contains(name, a) {
			hasArch = true
			if rule.When.Value == a {
				n += 10
			} else {
				n -= 10
			}
		}
	}
	if !hasArch && rule.Kind == feature.RuleGate {
		n++
	}
	return n
}
