package plan

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// describeGate fills stage, release, owner, accessor policy and doc text of a
// gate from the text that speaks of it.
func describeGate(g *feature.Gate, p phrase) {
	sentences := p.sentences()
	for _, s := range sentences {
		if g.From.Empty() {
			moveGate(g, s)
		}
	}
	for _, s := range sentences {
		g.Stage = g.Stage.Or(stageIn(s))
		g.Release = g.Release.Or(releaseIn(s))
		g.Owner = g.Owner.Or(ownerIn(s))
		g.NoAccessor = g.NoAccessor.Or(noAccessor(s))
	}
	if !g.NoAccessor.Empty() && g.Accessor.Empty() || g.Existing {
		g.Doc = gateDoc(sentences, *g)
		return
	}
	g.NoAccessor = feature.Text{}
	g.Doc = gateDoc(sentences, *g)
}

// stageMove matches what takes a gate from one stage to the next: "graduates to
// Beta", "Alpha → GA", "is deprecated".
var stageMove = regexp.MustCompile(`(?i)\b(?:(?:graduat|promot|mov|advanc|rais|switch|bump)\w*|goes|go)\b[^.;]*?\bto\s+(beta|GA|general availability|stable)\b` +
	`|\b(?:alpha|beta)\b[^;→>]{0,40}(?:→|[-=]>)\s*(beta|GA|general availability|stable)\b` +
	`|\b(?:is|gets|becomes|will be) (deprecated)\b`)

// moveGate reads a sentence that moves an existing gate to another stage, in a
// release that follows the stage.
func moveGate(g *feature.Gate, p phrase) {
	m := stageMove.FindStringSubmatchIndex(p.text)
	if m == nil {
		return
	}
	from, to := 0, 0
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			from, to = m[i], m[i+1]
		}
	}
	g.Stage = feature.T("GA", p.at(from))
	switch strings.ToLower(p.text[from:to]) {
	case "beta":
		g.Stage.Value = "Beta"
	case "deprecated":
		g.Stage.Value = "Deprecated"
	}
	g.Existing = false
	g.From = feature.T(strings.Join(strings.Fields(p.text[m[0]:m[1]]), " "), p.at(m[0]))
	g.Release = releaseIn(p.slice(to, len(p.text))).Or(releaseIn(p))
}

func stageIn(p phrase) feature.Text {
	loc := stageWord.FindStringIndex(p.text)
	if loc == nil {
		return feature.Text{}
	}
	w := strings.ToLower(p.text[loc[0]:loc[1]])
	return feature.T(strings.ToUpper(w[:1])+w[1:], p.at(loc[0]))
}

// ownerIn finds "sig-x / @user", "@user" or, after the word owner, "sig-x".
func ownerIn(p phrase) feature.Text {
	if loc := ownerWords.FindStringIndex(p.text); loc != nil {
		v := strings.Trim(strings.Join(strings.Fields(p.text[loc[0]:loc[1]]), " "), "/ ")
		return feature.T(v, p.at(loc[0]))
	}
	if m := ownerLabel.FindStringSubmatchIndex(p.text); m != nil {
		return feature.T(p.text[m[2]:m[3]], p.at(m[2]))
	}
	if m := listedSIG.FindStringSubmatchIndex(p.text); m != nil && stageWord.MatchString(p.text) {
		return feature.T(p.text[m[2]:m[3]], p.at(m[2])) // among the attributes: "Beta, v1.8.0, sig-network"
	}
	if bareSIG.MatchString(strings.TrimSpace(p.text)) {
		return p.value()
	}
	return feature.Text{}
}

// noAccessor returns the words with which a plan does without an accessor.
func noAccessor(p phrase) feature.Text {
	l := strings.ToLower(p.flat())
	if !strings.Contains(l, "accessor") {
		if strings.HasPrefix(l, "only the constant") {
			return p.value()
		}
		return feature.Text{}
	}
	for _, w := range []string{"no accessor", "without accessor", "without an accessor", "accessor comes", "comes with the", "comes later", "accessor is not", "accessor later", "accessor follows", "in a later", "in a follow"} {
		if strings.Contains(l, w) {
			return p.value()
		}
	}
	return feature.Text{}
}

// gateDoc picks the sentences that say what the gate does. The first sentence
// defines it (names, stage, owner, places) and counts only for what stands
// behind its colon or relative clause.
func gateDoc(sentences []phrase, g feature.Gate) feature.Text {
	var parts []string
	var at feature.Text
	for i, s := range sentences {
		var text string
		if i == 0 {
			if text = definitionTail(s); text == "" {
				continue
			}
		} else if text = docSentence(s, g); text == "" {
			continue
		}
		if at.At.IsZero() {
			at.At = s.at(0)
		}
		if n := len(parts); n > 0 && sentences[i-1].semi {
			parts[n-1] = strings.TrimSuffix(parts[n-1], ".") + ";"
		}
		parts = append(parts, text)
	}
	at.Value = strings.Join(parts, " ")
	return at
}

// docSentence returns a sentence of a gate's description unless it speaks of
// places, accessors or other gates rather than of what the gate does.
func docSentence(s phrase, g feature.Gate) string {
	text := s.flat()
	l := strings.ToLower(text)
	if i := strings.Index(text, ": "); i > 0 && i < 40 {
		head := strings.ToLower(text[:i])
		if strings.HasPrefix(head, "comment") || strings.HasPrefix(head, "doc") || strings.HasPrefix(head, "description") || strings.HasPrefix(head, "purpose") {
			return endWithStop(text[i+2:])
		}
		if strings.HasPrefix(head, "owner") || strings.HasPrefix(head, "stage") || strings.HasPrefix(head, "constant") || strings.HasPrefix(head, "name") || strings.HasPrefix(head, "since") || strings.HasPrefix(head, "release") || strings.HasPrefix(head, "alpha") {
			return ""
		}
	}
	for _, w := range []string{"accessor", "registered in", "works together with", "existing gate", "only the constant", "kubevirtresource.go", "disabled by default", "off by default", "cmd.proto"} {
		if strings.Contains(l, w) {
			return ""
		}
	}
	bare := strings.TrimRight(l, ". ")
	if bare == "" || stageWord.MatchString(text) && len(strings.Fields(text)) < 5 || len(strings.Fields(text)) < 3 {
		return ""
	}
	for _, c := range s.codes() {
		if strings.HasSuffix(c.text, "()") || c.text == g.Accessor.Value {
			return ""
		}
	}
	return endWithStop(text)
}

// definitionTail returns what the defining sentence says about the purpose:
// "`X` (Alpha v1.9.0): lets …", "gate `X`, which lets …".
func definitionTail(s phrase) string {
	for _, sep := range []string{"): ", ", which ", " that ", " — ", " – ", " - "} {
		i := strings.Index(s.text, sep)
		if i < 0 || len(s.codes()) > 0 && i < s.codes()[0].from {
			continue
		}
		tail := strings.TrimSpace(s.text[i+len(sep):])
		l := strings.ToLower(tail)
		if len(strings.Fields(tail)) >= 4 && !strings.Contains(l, "owner") && !stageWord.MatchString(tail) && !strings.Contains(tail, "@") {
			return endWithStop(strings.Join(strings.Fields(tail), " "))
		}
	}
	return ""
}

func endWithStop(s string) string {
	s = strings.TrimRight(s, " ;,")
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// lastWord returns the last word of a text in lower case, without signs.
func lastWord(s string) string {
	fs := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == '\n' || r == '(' || r == ')' || r == ',' || r == ';' || r == ':' || r == '*'
	})
	if len(fs) == 0 {
		return ""
	}
	return strings.Trim(fs[len(fs)-1], ".'\"")
}

// gateTable reads a table with a column of gates.
func (r *reader) gateTable(b block, about bool) {
	if len(b.rows) < 2 {
		return
	}
	cols := map[string]int{}
	for i, h := range b.rows[0] {
		cols[gateColumn(plainTitle(h.text))] = i
	}
	nameCol, ok := cols["gate"]
	if n, found := cols["name"]; about && !ok && found {
		nameCol, ok = n, true
	}
	if !ok {
		return
	}
	cell := func(row []phrase, col string) phrase {
		if i, ok := cols[col]; ok && i < len(row) {
			return row[i]
		}
		return phrase{file: b.rows[0][0].file}
	}
	for _, row := range b.rows[1:] {
		if nameCol >= len(row) || !gateIdent.MatchString(firstCode(row[nameCol]).Value) {
			continue
		}
		g := feature.Gate{Name: firstCode(row[nameCol])}
		g.Const = cell(row, "const").value()
		g.Stage = stageIn(cell(row, "stage"))
		g.Release = releaseIn(cell(row, "release")).Or(releaseIn(cell(row, "stage")))
		g.Owner = ownerIn(cell(row, "owner"))
		g.Doc = cell(row, "doc").value()
		if acc := cell(row, "accessor"); !acc.empty() {
			g.Accessor = feature.T(strings.TrimSuffix(acc.flat(), "()"), acc.at(0))
		}
		for _, c := range row {
			g.Existing = g.Existing || hasWords(plainTitle(c.text), "existing")
			r.usePhrase(c)
		}
		r.addGate(g)
	}
}

func gateColumn(head string) string {
	switch {
	case hasWords(head, "constant") || hasWords(head, "const"):
		return "const"
	case hasWords(head, "gate"), hasWords(head, "feature gate"):
		return "gate"
	case hasWords(head, "name"):
		return "name"
	case hasWords(head, "stage"), hasWords(head, "state"), hasWords(head, "maturity"):
		return "stage"
	case hasWords(head, "release"), hasWords(head, "since"), hasWords(head, "version"):
		return "release"
	case hasWords(head, "owner"), hasWords(head, "owners"):
		return "owner"
	case hasWords(head, "accessor"):
		return "accessor"
	case hasWords(head, "purpose"), hasWords(head, "description"), hasWords(head, "what"), hasWords(head, "effect"):
		return "doc"
	}
	return head
}
