// This file defines how a feature gate is read: from a key/value table, labels,
// a row, or sentences of a section about gates.
package record

import (
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/prose"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

var (
	releaseRE = regexp.MustCompile(`^v?\d+\.\d+(\.\d+)?$`)
	stageRE   = regexp.MustCompile(`^(?i)(alpha|beta|ga|deprecated)$`)
	ownerRE   = regexp.MustCompile(`^(sig-[a-z-]+|@[\w-]+)$`)
)

// Labels states what labels of the whole document say: owner, release, SIG, slug.
func Labels(recs []document.Record, scope prose.Scope) []statement.Statement {
	var out []statement.Statement
	f := statement.Subject{Kind: statement.Feature}
	say := func(rec document.Record, rel statement.Relation, v string) {
		if v != "" {
			out = append(out, statement.Statement{Subject: f, Relation: rel, Object: v, Trust: statement.Label, At: scope.At(rec.Line), Words: rec.Label + ": " + rec.Value.Plain()})
		}
	}
	for _, rec := range recs {
		v := strings.TrimSpace(rec.Value.Plain())
		switch words.LabelOf(rec.Label) {
		case words.LOwner:
			say(rec, statement.OwnedBy, owner(rec.Value))
		case words.LSIG:
			say(rec, statement.OfSIG, strings.TrimPrefix(v, "sig-"))
		case words.LRelease:
			say(rec, statement.Since, release(rec.Value))
		case words.LSummary:
			say(rec, statement.Summary, v)
		}
		if strings.EqualFold(rec.Label, "branch") {
			say(rec, statement.Slug, v)
		}
	}
	return out
}

// owner returns "sig-x / @user" from the names in a text.
func owner(r document.Rich) string {
	var parts []string
	for _, t := range r {
		if ownerRE.MatchString(t.Text) {
			parts = append(parts, t.Text)
		}
	}
	return strings.Join(parts, " / ")
}

func release(r document.Rich) string {
	for _, t := range r {
		if releaseRE.MatchString(t.Text) && (strings.HasPrefix(t.Text, "v") || strings.Count(t.Text, ".") >= 1) {
			v := "v" + strings.TrimPrefix(t.Text, "v")
			if strings.Count(v, ".") == 1 {
				v += ".0"
			}
			return v
		}
	}
	return ""
}

func stages(r document.Rich) []string {
	var out []string
	for _, t := range r {
		if stageRE.MatchString(t.Text) {
			s := strings.ToUpper(t.Text[:1]) + strings.ToLower(t.Text[1:])
			if strings.EqualFold(s, "ga") {
				s = "GA"
			}
			out = append(out, s)
		}
	}
	return out
}

// gates reads a row about a gate.
func (r *row) gates() {
	for _, m := range r.names(r.t.subject) {
		if m.Form != prose.Ident && m.Form != prose.Literal {
			continue
		}
		s := statement.Subject{Kind: statement.Gate, Name: m.Name}
		for _, l := range []words.Label{words.LConst, words.LAccessor, words.LStage, words.LFrom, words.LTo, words.LRelease, words.LOwner, words.LDoc} {
			for _, st := range gateLabel(s, l, r.cells[l], r.t.dict) {
				r.say(s, st.Relation, st.Object, st.More)
			}
		}
	}
}

// gateLabel states what one labelled value says of a gate.
func gateLabel(s statement.Subject, l words.Label, v document.Rich, dict statement.Dictionary) []statement.Statement {
	if len(v) == 0 {
		return nil
	}
	var out []statement.Statement
	say := func(rel statement.Relation, o string) {
		if o != "" {
			out = append(out, statement.Statement{Subject: s, Relation: rel, Object: o})
		}
	}
	ms := prose.Mentions(v, dict)
	switch l {
	case words.LConst:
		if len(ms) > 0 && ms[0].Form != prose.Path {
			say(statement.HasConst, ms[0].Name)
		} else if w := v[0]; w.Kind == document.Word {
			say(statement.HasConst, w.Text)
		}
	case words.LAccessor:
		for _, m := range ms {
			if m.Form != prose.Path {
				say(statement.HasAccessor, m.Name)
				break
			}
		}
	case words.LStage, words.LTo:
		if st := stages(v); len(st) > 1 && l == words.LStage {
			say(statement.FromStage, st[0])
			say(statement.HasStage, st[1])
		} else if len(st) > 0 {
			say(statement.HasStage, st[0])
		}
		say(statement.Since, release(v))
	case words.LFrom:
		if st := stages(v); len(st) > 0 {
			say(statement.FromStage, st[0])
		}
	case words.LRelease:
		say(statement.Since, release(v))
		if st := stages(v); len(st) > 0 {
			say(statement.HasStage, st[0])
		}
	case words.LOwner:
		say(statement.OwnedBy, owner(v))
	case words.LDoc:
		say(statement.Doc, strings.TrimSpace(v.String()))
	}
	return out
}

// Gates collects what a section about gates says, text by text; the first new
// name is the gate.
type Gates struct {
	Dict statement.Dictionary
	Name string
	Out  []statement.Statement
	wait []func()
}

func (g *Gates) subject() statement.Subject {
	return statement.Subject{Kind: statement.Gate, Name: g.Name}
}

func (g *Gates) say(scope prose.Scope, line int, trust statement.Trust, rel statement.Relation, object, w string) {
	if object == "" {
		return
	}
	f := func() {
		g.Out = append(g.Out, statement.Statement{Subject: g.subject(), Relation: rel, Object: object, Trust: trust, At: scope.At(line), Words: w})
	}
	if g.Name == "" {
		g.wait = append(g.wait, f)
		return
	}
	f()
}

func (g *Gates) named(scope prose.Scope, name string, line int, trust statement.Trust, w string) {
	if g.Name == "" {
		g.Name = name
		for _, f := range g.wait {
			f()
		}
		g.wait = nil
	}
	g.say(scope, line, trust, statement.AtLine, name, w)
}

// Label reads a labelled value in a section about gates.
func (g *Gates) Label(scope prose.Scope, rec document.Record, trust statement.Trust) bool {
	l := words.LabelOf(rec.Label)
	w := rec.Label + ": " + rec.Value.Plain()
	ms := prose.Mentions(rec.Value, g.Dict)
	switch l {
	case words.LName, words.LGate:
		if words.IsNothing(rec.Value.Plain()) {
			return true
		}
		name := ""
		if len(ms) > 0 && ms[0].Form == prose.Ident {
			name = ms[0].Name
		} else if len(rec.Value) == 1 && rec.Value[0].Kind == document.Word {
			name = rec.Value[0].Text
		}
		if name == "" || words.Negates(rec.Value) {
			return false
		}
		g.named(scope, name, rec.Line, trust, w)
		g.words(scope, rec.Value, trust)
		return true
	case words.LConst, words.LAccessor, words.LStage, words.LTo, words.LFrom, words.LRelease, words.LOwner, words.LDoc:
		for _, st := range gateLabel(statement.Subject{}, l, rec.Value, g.Dict) {
			g.say(scope, rec.Line, trust, st.Relation, st.Object, w)
		}
		return true
	}
	return false
}

// words states stage, release and owner that a text names.
func (g *Gates) words(scope prose.Scope, r document.Rich, trust statement.Trust) {
	if st := stages(r); len(st) > 0 {
		if len(st) > 1 && st[0] != st[1] && (words.Has(r, "from", "to", "graduates", "moves", "→", "becomes") || r.HasArrow()) {
			g.say(scope, r.Line(), trust, statement.FromStage, st[0], r.Plain())
			g.say(scope, r.Line(), trust, statement.HasStage, st[1], r.Plain())
		} else {
			g.say(scope, r.Line(), trust, statement.HasStage, st[0], r.Plain())
		}
	}
	g.say(scope, r.Line(), trust, statement.Since, release(r), r.Plain())
	g.say(scope, r.Line(), trust, statement.OwnedBy, owner(r), r.Plain())
}

// Text reads sentences of a section about gates.
func (g *Gates) Text(scope prose.Scope, r document.Rich, trust statement.Trust) {
	for _, s := range r.Sentences() {
		if words.Has(s, "no feature gate", "no gate", "no new gate", "not introduced", "no new feature gate", "none") && !words.Has(s, "alpha") {
			continue
		}
		for _, m := range prose.Mentions(s, g.Dict) {
			if m.Form == prose.Path || m.Form == prose.Literal {
				continue
			}
			switch {
			case m.Noun == words.NConst || words.Has(s[max(0, m.From-7):m.From], "constant", "const"):
				g.say(scope, m.Line, trust, statement.HasConst, m.Name, s.Plain())
			case m.Form == prose.Signature || m.Form == prose.Call || m.Noun == words.NMethod || m.Noun == words.NFunction || strings.HasSuffix(m.Name, "Enabled") && m.Name != "Enabled":
				if g.Name != "" && !known(g.Dict, m.Name, statement.Function) || strings.HasSuffix(m.Name, "Enabled") {
					g.say(scope, m.Line, trust, statement.HasAccessor, m.Name, s.Plain())
				}
			case m.Form == prose.Ident && m.Name[0] >= 'A' && m.Name[0] <= 'Z' && g.Name == "" && !m.Old && gateNamed(s, m, g.Dict):
				g.named(scope, m.Name, m.Line, trust, s.Plain())
			}
		}
		g.words(scope, s, trust)
		if g.Name != "" && words.Has(s, "enables", "allows", "turns on", "guards", "controls", "hidden behind") {
			g.say(scope, s.Line(), trust, statement.Doc, strings.TrimSpace(s.String()), s.Plain())
		}
	}
}

// Mentioned reads a text outside the sections about gates that introduces one:
// a label says so, or a name stands beside the word and a stage.
func (g *Gates) Mentioned(scope prose.Scope, r document.Rich, labelled bool) {
	for _, s := range r.Sentences() {
		if words.Has(s, "no new gate", "no gate", "no feature gate", "no new feature gate") {
			return
		}
		for _, m := range prose.Mentions(s, g.Dict) {
			if g.Name == "" && m.Form == prose.Ident && m.Noun == words.NGate && !m.Old && isUpper(m.Name) && (len(stages(s)) > 0 || labelled) && !known(g.Dict, m.Name, statement.Function) {
				g.named(scope, m.Name, m.Line, statement.Prose, s.Plain())
			}
			if g.Name == "" && labelled && m.Form == prose.Ident && isUpper(m.Name) && m.From <= 3 && !m.Old && len(s) > 1 && !words.Negates(s[:m.From]) {
				g.named(scope, m.Name, m.Line, statement.Label, s.Plain())
			}
		}
	}
	if g.Name != "" {
		g.Text(scope, r, statement.Label)
	}
}

func isUpper(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

// gateNamed reports whether a new name in a section about gates is the gate:
// the words call it so, or it opens the text.
func gateNamed(s document.Rich, m prose.Mention, dict statement.Dictionary) bool {
	if dict != nil {
		for _, k := range dict.Kinds(m.Name) {
			if k == statement.Gate {
				return true
			}
			if k == statement.Type || k == statement.Function {
				return m.Noun == words.NGate
			}
		}
	}
	return m.Noun == words.NGate || m.From <= 2 || words.Has(s[:m.From], "gate", "name", "named", "called")
}

func known(dict statement.Dictionary, name string, kind statement.Kind) bool {
	if dict == nil {
		return false
	}
	for _, k := range dict.Kinds(name) {
		if k == kind {
			return true
		}
	}
	return false
}
