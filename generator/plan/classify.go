package plan

import (
	"regexp"
	"sort"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// classify decides which kind of check a requirement is. What fits no kind
// stays prose: a comment in the generated code rather than a wrong check.
func (v *ruleReader) classify(p phrase) feature.Rule {
	rule := feature.Rule{Kind: feature.RuleProse, Text: p.value()}
	v.inlineError(p, &rule)
	paths := v.paths(p)
	if len(paths) > 0 {
		rule.Path = paths[0]
	}
	l := strings.ToLower(p.flat())
	if n := len(*v.out); len(paths) == 0 && n > v.start && len(archsIn(l)) > 0 {
		paths = []feature.Text{feature.T((*v.out)[n-1].Path.Value, p.at(0))} // goes on about the same field
		rule.Path = paths[0]
	}
	switch {
	case notChecked.MatchString(l):
	case strings.Contains(l, "gate") && gateNeed.MatchString(l):
		v.gateRule(p, &rule)
	case rule.Path.Empty():
	case len(archsIn(l)) > 0 && (notSupport.MatchString(l) || onlyOn.MatchString(l)):
		archRule(p, l, &rule)
	case startsWith.MatchString(l):
		rule.Kind = feature.RulePrefix
		rule.Values = literals(p)
	case mutually.MatchString(l) && len(paths) > 1:
		rule.Kind, rule.Others = feature.RuleExclusive, paths[1:]
	case sameAs.MatchString(l):
		v.equalRule(p, paths, &rule)
	case strings.Contains(l, "one of ") && !strings.Contains(l, "as one of"):
		rule.Kind = feature.RuleOneOf
		rule.Values = valuesAfter(p, "one of")
	case forbidIf.MatchString(l) && len(paths) > 1 && truthIn(l) != "":
		rule.Kind, rule.Others = feature.RuleForbidIf, paths[1:2]
		rule.Values = []feature.Text{feature.T(truthIn(l), p.at(0))}
	case atMost.MatchString(l) && v.isList(rule.Path.Value):
		rule.Kind = feature.RuleMaxCount
		rule.Max = feature.T(number(atMost.FindStringSubmatch(l)[1]), p.at(0))
	case isRange(l):
		rangeRule(p, l, &rule)
	case requiresSet.MatchString(l) && len(paths) > 1 && !strings.Contains(l, "not"):
		rule.Kind, rule.Others = feature.RuleRequires, paths[1:2]
	case mustBeSet.MatchString(l) && len(paths) == 1 && !conditional(l):
		rule.Kind = feature.RuleRequired
	}
	if rule.Kind == feature.RuleOneOf && len(rule.Values) == 0 || rule.Kind == feature.RulePrefix && len(rule.Values) == 0 {
		rule.Kind = feature.RuleProse
	}
	return rule
}

func conditional(l string) bool {
	return strings.Contains(l, " if ") || strings.Contains(l, " when ") || strings.Contains(l, " unless ") || strings.HasPrefix(l, "if ") || strings.HasPrefix(l, "when ")
}

// setTrue reads the truth value of which a requirement speaks: "`x` cannot be
// true without the gate", "`x: true` needs the gate".
var setTrue = regexp.MustCompile(`(?i)(?:\b(?:be|to|value)\s+|\w:\s*|=\s*)(true|false)\b`)

// gateRule reads "`x` needs the gate", "only accepted with the gate", also for
// one value only ("Manual needs the gate").
func (v *ruleReader) gateRule(p phrase, rule *feature.Rule) {
	for _, g := range v.r.f.Gates {
		if strings.Contains(p.text, g.Name.Value) && (rule.Gate.Empty() || !g.Existing) {
			rule.Gate = feature.T(g.Name.Value, p.at(0))
		}
	}
	if rule.Gate.Empty() {
		for _, g := range v.r.f.Gates {
			if !g.Existing {
				rule.Gate = feature.T(g.Name.Value, p.at(0))
				break
			}
		}
	}
	if t, c := v.valueAt(p); t != nil && !c.Empty() {
		rule.When = c
		if rule.Path.Empty() {
			rule.Path = v.r.pathOfType(t.Name.Value, p)
		}
	}
	if m := setTrue.FindStringSubmatchIndex(p.text); m != nil && rule.When.Empty() {
		rule.When = feature.T(p.text[m[2]:m[3]], p.at(m[2]))
	}
	if rule.Path.Empty() {
		rule.Path = v.onlyField(p)
	}
	if !rule.Gate.Empty() && !rule.Path.Empty() && !onChange.MatchString(p.flat()) && !v.eitherGate(p) {
		rule.Kind = feature.RuleGate
	}
}

// valueAt finds a value of one of the plan's string types at the start of the
// requirement.
func (v *ruleReader) valueAt(p phrase) (*typeFact, feature.Text) {
	head := p.flat()
	for _, t := range v.r.book.types {
		for _, c := range t.Values {
			val := strings.Trim(c.Value.Value, `"`)
			if val != "" && (strings.HasPrefix(head, val+" ") || strings.HasPrefix(head, `"`+val+`"`) || strings.HasPrefix(head, "value "+val) || strings.HasPrefix(head, "the value "+val)) {
				return t, feature.T(val, p.at(0))
			}
		}
	}
	return nil, feature.Text{}
}

// pathOfType is the path of the field that has the type.
func (r *reader) pathOfType(name string, p phrase) feature.Text {
	for _, f := range r.apiFields() {
		if baseType(f.Type.Value) == name && !f.Path.Empty() {
			return feature.T(f.Path.Value, p.at(0))
		}
	}
	return feature.Text{}
}

// onlyField is the path of the plan's one top field, where it has one.
func (v *ruleReader) onlyField(p phrase) feature.Text {
	var tops []feature.Field
	for _, f := range v.r.apiFields() {
		if f.Path.Empty() || f.Struct.Empty() {
			continue
		}
		tops = append(tops, f)
	}
	if len(tops) != 1 {
		return feature.Text{}
	}
	return feature.T(tops[0].Path.Value, p.at(0))
}

func archsIn(l string) []string {
	var out []string
	for _, a := range archNames {
		if strings.Contains(l, a) {
			out = append(out, a)
		}
	}
	return out
}

func archRule(p phrase, l string, rule *feature.Rule) {
	rule.Kind = feature.RuleArch
	archs := archsIn(l)
	if onlyOn.MatchString(l) && !notSupport.MatchString(l) {
		var rest []string
		for _, a := range archNames[:3] {
			if !strings.Contains(strings.Join(archs, " "), a) {
				rest = append(rest, a)
			}
		}
		archs = rest
	}
	for _, a := range archs {
		rule.Values = append(rule.Values, feature.T(a, p.at(0)))
	}
}

// equalRule reads "their `x` must be the same": x below both fields.
func (v *ruleReader) equalRule(p phrase, paths []feature.Text, rule *feature.Rule) {
	if len(paths) > 1 {
		rule.Kind, rule.Others = feature.RuleEqual, paths[1:2]
		return
	}
	var all []string
	for _, have := range v.r.f.Paths {
		if lastKey(have.Path.Value) == lastKey(paths[0].Value) {
			all = append(all, have.Path.Value)
		}
	}
	if len(all) == 2 {
		rule.Kind = feature.RuleEqual
		rule.Path = feature.T(all[0], p.at(0))
		rule.Others = []feature.Text{feature.T(all[1], p.at(0))}
	}
}

// literals are the code spans of a requirement that are values, not fields.
func literals(p phrase) []feature.Text {
	var out []feature.Text
	for _, c := range p.codes() {
		if l := lexOf(c.text); l == lexKey || l == lexLiteral || l == lexPath {
			out = append(out, feature.T(strings.Trim(c.text, `"`), c.at))
		}
	}
	return out
}

func valuesAfter(p phrase, words string) []feature.Text {
	flat := p.flat()
	i := strings.Index(strings.ToLower(flat), words)
	if i < 0 {
		return nil
	}
	list := flat[i+len(words):]
	if j := strings.IndexAny(list, ".;("); j > 0 {
		list = list[:j]
	}
	list = strings.TrimPrefix(strings.TrimSpace(list), "the values")
	var out []feature.Text
	for _, val := range splitValues(strings.TrimLeft(list, " :")) {
		out = append(out, feature.T(val, p.at(0)))
	}
	return out
}

func truthIn(l string) string {
	for _, w := range []string{"false", "true"} {
		if regexp.MustCompile(`\b(?:is|are|=|set to)\s+` + w + `\b`).MatchString(l) {
			return w
		}
	}
	return ""
}

func number(s string) string {
	if n, ok := numberWords[s]; ok {
		return n
	}
	return s
}

func isRange(l string) bool {
	return rangeWords.MatchString(l) && strings.Contains(l, "between") || minWords.MatchString(l) || maxWords.MatchString(l) || strings.Contains(l, "must be positive") || strings.Contains(l, "greater than 0") || strings.Contains(l, "greater than zero")
}

func rangeRule(p phrase, l string, rule *feature.Rule) {
	rule.Kind = feature.RuleRange
	set := func(t *feature.Text, v string) { *t = feature.T(v, p.at(0)) }
	if m := rangeWords.FindStringSubmatch(l); m != nil && strings.Contains(l, "between") {
		set(&rule.Min, m[1])
		set(&rule.Max, m[2])
		return
	}
	if m := minWords.FindStringSubmatch(l); m != nil {
		set(&rule.Min, m[1])
	}
	if m := maxWords.FindStringSubmatch(l); m != nil {
		set(&rule.Max, m[1])
	}
	if rule.Min.Empty() && rule.Max.Empty() {
		set(&rule.Min, "1")
	}
}

func (v *ruleReader) isList(path string) bool {
	for _, f := range v.r.apiFields() {
		if f.Path.Value == path {
			return strings.HasPrefix(f.Type.Value, "[]")
		}
	}
	return false
}

// apiFields are all planned API fields, those of new types included, before
// they are written to the model.
func (r *reader) apiFields() []feature.Field {
	out := append([]feature.Field(nil), r.f.Fields...)
	for _, t := range r.book.types {
		for _, f := range t.Fields {
			if !t.declared {
				f.Struct = f.Struct.Or(t.Name)
			}
			out = append(out, f)
		}
	}
	return out
}

// paths finds the fields a requirement speaks of, in order of mention: code
// spans that are paths or field names, then plain words such as "panic device".
func (v *ruleReader) paths(p phrase) []feature.Text {
	type hit struct {
		off  int
		path feature.Text
	}
	var hits []hit
	seen := map[string]bool{}
	add := func(off int, t feature.Text) {
		if !seen[t.Value] {
			seen[t.Value] = true
			hits = append(hits, hit{off, t})
		}
	}
	related := mutually.MatchString(p.text) || forbidIf.MatchString(p.text)
	for _, c := range p.codes() {
		switch l := lexOf(c.text); {
		case related && l == lexIdent && !isUpper(c.text) && c.text != "true" && c.text != "false" && c.text != "nil":
			add(c.from, v.r.fullPath(c.value()))
		case strings.Contains(strings.ToLower(p.text[max(0, c.from-8):c.from]), "field ") && l == lexJSONPath:
		case l == lexJSONPath, l == lexIdent && !isUpper(c.text) && (v.r.book.jsonKeys[c.text] || v.r.isField(c.text) || len(humps(c.text)) > 1 && !looksLikeFunc(c.text)):
			add(c.from, v.r.fullPath(c.value()))
		}
	}
	if len(hits) == 0 || len(hits) == 1 && hits[0].off > 12 {
		text := p.text
		if len(hits) == 1 {
			text = text[:hits[0].off]
		}
		words := " " + strings.Join(plainWords(text), " ") + " "
		for _, f := range v.r.apiFields() {
			if f.Path.Empty() || f.Struct.Empty() && !v.r.inNewType(f) {
				continue
			}
			name := strings.Join(humps(lastKey(f.Path.Value)), " ")
			if i := strings.Index(words, " "+strings.TrimSuffix(name, "s")); i >= 0 {
				if end := i + 1 + len(strings.TrimSuffix(name, "s")); end < len(words) && (words[end] == ' ' || words[end] == 's') {
					add(i, feature.T(f.Path.Value, p.at(0)))
				}
			}
		}
	}
	sort.SliceStable(hits, func(i, j int) bool { return hits[i].off < hits[j].off })
	var out []feature.Text
	for _, h := range hits {
		out = append(out, h.path)
	}
	return out
}

func (r *reader) inNewType(f feature.Field) bool {
	for _, t := range r.book.types {
		if !t.declared {
			continue
		}
		for _, g := range t.Fields {
			if g.Path.Value == f.Path.Value && g.Name.Value == f.Name.Value {
				return true
			}
		}
	}
	return false
}

func (r *reader) isField(name string) bool {
	for _, f := range r.apiFields() {
		if f.JSON.Value == name {
			return true
		}
	}
	return false
}

// fullPath completes a leaf or a partial path to the planned field it means.
func (r *reader) fullPath(t feature.Text) feature.Text {
	want := strings.TrimPrefix(t.Value, ".")
	found := ""
	for _, p := range r.f.Paths {
		plain := strings.ReplaceAll(p.Path.Value, "[]", "")
		w := strings.ReplaceAll(want, "[]", "")
		if plain == w || strings.HasSuffix(plain, "."+w) {
			if found != "" && found != p.Path.Value {
				return t
			}
			found = p.Path.Value
		}
	}
	if found != "" {
		return feature.T(found, t.At)
	}
	return t
}
