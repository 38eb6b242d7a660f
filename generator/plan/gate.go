package plan

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

var (
	gateIdent  = regexp.MustCompile(`^[A-Z][A-Za-z0-9]+$`)
	camelWord  = regexp.MustCompile(`\b(?:[A-Z][a-z0-9]+[A-Z]|[A-Z]{2,}[a-z0-9])[A-Za-z0-9]*\b`)
	stageWord  = regexp.MustCompile(`(?i)\b(alpha|beta)\b`)
	ownerWords = regexp.MustCompile(`(?i)(?:\bsig[- ][a-z][a-z-]*(?:\s*,\s*sig[- ][a-z-]+)*)?(?:\s*/\s*)?(?:@[A-Za-z0-9][\w-]*)(?:(?:\s*,\s*|\s+and\s+|\s*/\s*)@[A-Za-z0-9][\w-]*)*`)
	ownerLabel = regexp.MustCompile(`(?i)\b(?:owners?\b\s*(?:is|are|:|=)?|owned by)\s*(sig[- ][a-z][a-z-]*)`)
	listedSIG  = regexp.MustCompile(`(?i)[,(]\s*(sig[- ][a-z][a-z-]*)\s*(?:[,);.]|$)`)
	bareSIG    = regexp.MustCompile(`(?i)^sig[- ][a-z][a-z-]*$`)
)

// readGates collects the gates from every place that describes them: the gate
// section or label, deliverables, tables, and the configuration example.
func (r *reader) readGates() {
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			r.gatesOfSection(s)
		}
	}
	for _, pg := range r.pages {
		for _, s := range pg.sections {
			for _, b := range s.blocks {
				if proseTopics[s.topic] && s.topic != topicFilesNew {
					for _, p := range b.phrases() {
						r.accessorOnly(p)
					}
				}
			}
		}
	}
	r.gatesFromYAML()
	r.gatesForTests()
	for i := range r.f.Gates {
		g := &r.f.Gates[i]
		if r.f.Release.Empty() && !g.Existing {
			r.f.Release = g.Release
		}
		if r.f.Owner.Empty() && !g.Existing {
			r.f.Owner = g.Owner
		}
		if m := sigName.FindStringSubmatch(g.Owner.Value); m != nil {
			r.setSIG(feature.T(m[1], g.Owner.At))
		}
	}
	for i := range r.f.Gates {
		g := &r.f.Gates[i]
		if !g.Existing {
			g.Release = g.Release.Or(r.f.Release)
			g.Owner = g.Owner.Or(r.f.Owner)
		}
	}
}

func (r *reader) gatesOfSection(s *section) {
	if s.topic == topicNarrative || s.topic == topicInstructions || s.topic == topicChecks || s.topic == topicExit || s.topic == topicChecklist {
		return
	}
	for i, b := range s.blocks {
		switch {
		case b.kind == blockText && s.topic == topicGate && i > 0 && s.blocks[i-1].kind == blockTable && len(b.text.codes()) == 0:
			r.docOfTable(s.blocks[i-1], b.text)
		case b.kind == blockText && s.topic == topicGate:
			r.gateText(b.text, true)
		case b.kind == blockTable:
			r.gateTable(b, s.topic == topicGate)
		}
		for _, it := range withAttributes(b.items, s.topic == topicGate) {
			r.gateItem(it, s.topic == topicGate, s)
		}
	}
}

// gateItem reads an item that describes a gate, with its nested items.
func (r *reader) gateItem(it *item, about bool, s *section) {
	label := plainTitle(it.key)
	if label == "" {
		label = plainLabel(it.text)
	}
	gateLabel := isGateLabel(label)
	aboutGates := about || gateLabel
	text := it.text
	if gateLabel && it.key != "" {
		text = it.rest
	}
	switch {
	case aboutGates:
		r.gateText(joined(text, it), true)
	case s.topic == topicDeliverables || s.topic == topicPhase || s.topic == topicComponents || s.topic == topicFramework():
		if startsWithGate(text) {
			r.gateText(joined(text, it), false)
		}
	}
	for _, sub := range withAttributes(it.subs(), aboutGates) {
		if !aboutGates || nestedGate(sub) {
			r.gateItem(sub, aboutGates, s)
		}
	}
}

// docOfTable takes the paragraph below a table of one gate for what the gate
// does, unless the table says it.
func (r *reader) docOfTable(table block, p phrase) {
	if len(table.rows) != 2 {
		return
	}
	for i := range r.f.Gates {
		g := &r.f.Gates[i]
		for _, c := range table.rows[1] {
			if firstCode(c).Value == g.Name.Value && !g.Existing && g.Doc.Empty() {
				g.Doc = p.value()
				r.usePhrase(p)
			}
		}
	}
}

// isGateLabel holds for labels whose text describes the gates. "Feature gate
// contract" and the like talk about a gate that is described elsewhere.
func isGateLabel(label string) bool {
	for _, w := range []string{"gate", "gates", "feature gate", "feature gates", "feature gate strategy", "new feature gate", "new gate", "new feature gates", "new gates", "feature gate name", "feature gate implementation", "alpha gate", "gating", "feature gating"} {
		if label == w {
			return true
		}
	}
	return false
}

func topicFramework() topic { return topicStack }

// joined appends nested items that only add attributes of the same gate
// ("- stage: Alpha"), so that they are read as one text.
func joined(text phrase, it *item) phrase {
	for _, sub := range it.subs() {
		if !nestedGate(sub) {
			text = appendPhrase(text, sub.text)
		}
	}
	return text
}

func appendPhrase(a, b phrase) phrase {
	sep := "; "
	off := len(a.text) + len(sep)
	out := phrase{text: a.text + sep + b.text, file: a.file, marks: slices.Clone(a.marks), lines: slices.Clone(a.lines)}
	for _, m := range b.marks {
		out.marks = append(out.marks, mark{m.kind, m.from + off, m.to + off, m.dest})
	}
	for _, l := range b.lines {
		out.lines = append(out.lines, lineAt{l.off + off, l.line})
	}
	return out
}

// nestedGate reports whether a nested item describes a gate of its own.
func nestedGate(it *item) bool {
	cs := it.text.codes()
	if len(cs) == 0 || !gateIdent.MatchString(cs[0].text) || cs[0].from > 2 {
		return false
	}
	return true
}

func plainLabel(p phrase) string {
	if i := strings.IndexByte(p.text, ':'); i > 0 && i < 40 && !p.inCode(i) {
		return plainTitle(p.text[:i])
	}
	return ""
}

func startsWithGate(p phrase) bool {
	plain := plainTitle(p.text)
	for _, lead := range []string{"feature gate", "gate ", "new gate", "new feature gate", "add feature gate", "add the feature gate", "add gate", "register ", "introduce the feature gate", "introduce feature gate", "accessor", "alpha gate", "create feature gate", "define feature gate"} {
		if strings.HasPrefix(plain, lead) && strings.Contains(plain, "gate") || lead == "accessor" && strings.HasPrefix(plain, lead) {
			return true
		}
	}
	return false
}

// gateMention is one gate named in a text, with the stretch that describes it.
type gateMention struct {
	gate     feature.Gate
	from, to int
}

// gateText reads a description of one or more gates. With sure unset the text
// is only a deliverable, which may as well speak of a gate in passing.
func (r *reader) gateText(p phrase, sure bool) {
	mentions := gateMentions(p)
	if len(mentions) == 0 {
		if sure {
			mentions = plainGateMentions(p)
		}
		if len(mentions) == 0 {
			r.accessorOnly(p)
			return
		}
	}
	r.usePhrase(p)
	for i := range mentions {
		m := &mentions[i]
		m.from, m.to = 0, len(p.text)
		if i > 0 {
			m.from = chunkStart(p, mentions[i], i)
		}
		if i+1 < len(mentions) {
			m.to = chunkStart(p, mentions[i+1], i+1)
		}
	}
	for i := range mentions {
		describeGate(&mentions[i].gate, p.slice(mentions[i].from, mentions[i].to))
	}
	shareAttributes(mentions)
	r.forwards(p)
	for _, m := range mentions {
		r.addGate(m.gate)
	}
}

func chunkStart(p phrase, m gateMention, i int) int {
	for _, c := range p.codes() {
		if c.text == m.gate.Name.Value || c.text == m.gate.Const.Value {
			return c.from
		}
	}
	return max(strings.Index(p.text, m.gate.Name.Value), 0)
}

// gateMentions finds the names. The words before a code span tell name,
// constant, value and accessor apart.
func gateMentions(p phrase) []gateMention {
	var out []gateMention
	cur := func() *feature.Gate {
		if len(out) == 0 {
			out = append(out, gateMention{})
		}
		return &out[len(out)-1].gate
	}
	idents := 0
	for _, sp := range p.spans() {
		name := strings.TrimSuffix(sp.text, "()")
		if !gateIdent.MatchString(name) {
			continue
		}
		idents++
		noun := lastWord(sp.lead)
		g := feature.Gate{}
		if len(out) > 0 {
			g = out[len(out)-1].gate
		}
		switch {
		case noun == "constant" || noun == "const" || noun == "identifier":
			cur().Const = sp.value()
		case noun == "accessor" || noun == "getter" || noun == "method" || noun == "function" || name != sp.text || isAccessorOf(name, g):
			acc := sp.value()
			acc.Value = name
			cur()
			setAccessor(out, acc)
		case noun == "value" || noun == "string":
			cur().Name = sp.value()
		case gateNoun(sp.lead, noun) || idents == 1 && len(out) == 0 || len(out) > 0 && listsGates(p, sp):
			out = append(out, gateMention{gate: feature.Gate{Name: sp.value(), Existing: isExisting(sp.lead) || existsAlready.MatchString(sp.tail)}})
		}
	}
	return foldConstants(out)
}

// setAccessor gives an accessor to the gate it is named after, else to the one
// named last.
func setAccessor(ms []gateMention, acc feature.Text) {
	best := &ms[len(ms)-1].gate
	for i := range ms {
		if n := ms[i].gate.Name.Value; n != "" && strings.HasPrefix(acc.Value, n) && (len(n) > len(best.Name.Value) || !strings.HasPrefix(acc.Value, best.Name.Value)) {
			best = &ms[i].gate
		}
	}
	if best.Accessor.Empty() {
		best.Accessor = acc
	}
}

// foldConstants names gates whose constant alone was given.
func foldConstants(in []gateMention) []gateMention {
	var out []gateMention
	for _, m := range in {
		if m.gate.Name.Empty() {
			if m.gate.Const.Empty() {
				continue
			}
			m.gate.Name = m.gate.Const
			m.gate.Const = feature.Text{}
		}
		out = append(out, m)
	}
	return out
}

func isAccessorOf(name string, g feature.Gate) bool {
	return !g.Name.Empty() && strings.HasSuffix(name, "Enabled") && strings.HasPrefix(name, g.Name.Value) && name != g.Name.Value
}

func gateNoun(lead, noun string) bool {
	return noun == "gate" || noun == "gates" || noun == "named" && strings.Contains(lead, "gate") || noun == "name" && strings.Contains(lead, "gate")
}

// existsAlready reads what follows a gate that the plan only mentions.
var existsAlready = regexp.MustCompile(`(?i)^\W*(?:exists|is (?:there |registered )?already|stays|remains|is not (?:touched|changed))\b`)

func isExisting(lead string) bool {
	l := strings.ToLower(lead)
	return strings.Contains(l, "existing") || strings.Contains(l, "together with") || strings.Contains(l, "requires the") || strings.Contains(l, "depends on")
}

// listsGates holds for further names of a list: "gates `A` and `B`", "`A` (…),
// `B` (…)".
func listsGates(p phrase, sp span) bool {
	l := strings.TrimSpace(sp.lead)
	return strings.Contains(strings.ToLower(p.text[:sp.from]), "gates") && (l == "and" || l == "," || l == ", and" || strings.HasSuffix(l, ") and") || strings.HasSuffix(l, "),"))
}

// plainGateMentions reads a gate that is named without code marks.
func plainGateMentions(p phrase) []gateMention {
	loc := camelWord.FindStringIndex(p.text)
	if loc == nil || len(p.codes()) > 0 {
		return nil
	}
	word := p.text[loc[0]:loc[1]]
	if word == "KubeVirt" || strings.HasPrefix(word, "VirtualMachine") {
		return nil
	}
	return []gateMention{{gate: feature.Gate{Name: feature.T(word, p.at(loc[0])), Existing: isExisting(p.text[:loc[0]])}}}
}

// accessorOnly takes "Accessor `XEnabled()` in `path`" for the gate found last.
func (r *reader) accessorOnly(p phrase) {
	for _, sp := range p.spans() {
		name := strings.TrimSuffix(sp.text, "()")
		for i := range r.f.Gates {
			if g := &r.f.Gates[i]; isAccessorOf(name, *g) && g.Accessor.Empty() {
				g.Accessor = feature.T(name, sp.at)
				r.usePhrase(p)
			}
		}
	}
}

func shareAttributes(ms []gateMention) {
	for i := len(ms) - 2; i >= 0; i-- {
		if g, next := &ms[i].gate, ms[i+1].gate; !g.Existing && !next.Existing {
			g.Stage, g.Release, g.Owner = g.Stage.Or(next.Stage), g.Release.Or(next.Release), g.Owner.Or(next.Owner)
			if strings.HasPrefix(next.Doc.Value, "They ") || strings.HasPrefix(next.Doc.Value, "Both ") {
				g.Doc = g.Doc.Or(next.Doc)
			}
		}
	}
	for i := 1; i < len(ms); i++ {
		if g, prev := &ms[i].gate, ms[i-1].gate; !g.Existing && !prev.Existing {
			g.Stage, g.Release, g.Owner = g.Stage.Or(prev.Stage), g.Release.Or(prev.Release), g.Owner.Or(prev.Owner)
		}
	}
}

// addGate merges a description into what is known of the gate.
func (r *reader) addGate(g feature.Gate) {
	for i := range r.f.Gates {
		have := &r.f.Gates[i]
		same := have.Name.Value == g.Name.Value || !have.Const.Empty() && have.Const.Value == g.Name.Value
		if !same {
			continue
		}
		if have.From.Empty() && !g.From.Empty() { // a move says more than the stage on either side of it
			have.Stage, have.Release = g.Stage, g.Release.Or(have.Release)
		}
		if have.From.Empty() && have.Stage.Value != "" && g.Stage.Value != "" && have.Stage.Value != g.Stage.Value {
			r.contradiction(g.Stage, have.Stage, "stage of gate "+have.Name.Value)
		}
		if have.From.Empty() && have.Release.Value != "" && g.Release.Value != "" && have.Release.Value != g.Release.Value {
			r.contradiction(g.Release, have.Release, "release of gate "+have.Name.Value)
		}
		have.Const, have.Accessor, have.NoAccessor = have.Const.Or(g.Const), have.Accessor.Or(g.Accessor), have.NoAccessor.Or(g.NoAccessor)
		have.From = have.From.Or(g.From)
		have.Stage, have.Release, have.Owner = have.Stage.Or(g.Stage), have.Release.Or(g.Release), have.Owner.Or(g.Owner)
		have.Doc = have.Doc.Or(g.Doc)
		return
	}
	r.f.Gates = append(r.f.Gates, g)
}

func (r *reader) contradiction(a, b feature.Text, what string) {
	r.out.Diags.Warnf("plan-contradiction", a.At, "make both places say the same", "the %s is %q here and %q at %s", what, a.Value, b.Value, b.At)
}
