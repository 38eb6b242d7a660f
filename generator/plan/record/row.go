// This file defines how the rows of each kind of table are read.
package record

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/prose"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// functions reads a row about functions.
func (r *row) functions() {
	for _, m := range r.names(r.t.subject) {
		if m.Form == prose.Path || m.Form == prose.Literal || m.Form == prose.Other {
			continue
		}
		s := statement.Subject{Kind: statement.Function, Name: m.Name, Owner: m.Owner}
		r.subj = append(r.subj, s)
		r.say(s, statement.AtLine, "", m.Owner)
		if m.HasParams {
			r.say(s, statement.HasParams, m.Params, "")
		}
		if m.Results != "" {
			r.say(s, statement.HasResults, m.Results, "")
		}
		if recv := r.receiver(); recv != "" {
			r.say(s, statement.MethodOf, recv, "")
		}
		r.signature(s)
		r.common(s)
	}
	r.callers()
	for _, l := range []words.Label{words.LChange, words.LDoc} {
		if c := r.cells[l]; len(c) > 0 && len(r.subj) > 0 {
			r.body(c)
		}
	}
	if lead := strings.ToLower(r.t.lead.Plain()); len(r.subj) > 0 && strings.HasPrefix(lead, "new") {
		for _, s := range r.subj {
			r.say(s, statement.IsNew, "", "")
		}
	}
}

// signature states parameters and results of their own columns.
func (r *row) signature(s statement.Subject) {
	if r.t.has(words.LParams) {
		p := r.text(words.LParams)
		if words.IsNothing(p) {
			p = ""
		}
		r.say(s, statement.HasParams, strings.Trim(p, "()"), "")
	}
	if ret := strings.Trim(r.text(words.LReturns), "()"); ret != "" && !words.IsNothing(ret) {
		if strings.Contains(ret, ",") {
			ret = "(" + ret + ")"
		}
		if !strings.Contains(strings.Trim(ret, "()"), " ") || strings.Contains(ret, ",") {
			r.say(s, statement.HasResults, ret, "")
		}
	}
}

// receiver returns the type of a method: its own column, or the type that the
// text before the table names for rows with a mark ("methods on *T marked M").
func (r *row) receiver() string {
	if ms := r.names(words.LReceiver); len(ms) > 0 {
		return strings.TrimPrefix(ms[0].Name, "*")
	}
	i := words.Find(r.t.lead, "marked", "marked with")
	if i < 0 || i+1 >= len(r.t.lead) {
		return ""
	}
	mark := r.t.lead[i+1].Text
	for _, t := range r.cells[r.t.subject] {
		if t.Text == mark {
			for _, m := range prose.Mentions(r.t.lead[:i], r.t.dict) {
				return strings.TrimPrefix(m.Name, "*")
			}
		}
	}
	return ""
}

// callers states who calls the row's functions.
func (r *row) callers() {
	c := r.cells[words.LCalledBy]
	if len(c) == 0 {
		return
	}
	if i := words.Find(c, "two above", "both above"); i >= 0 && len(r.t.before) >= 2 {
		for _, b := range r.t.before[len(r.t.before)-2:] {
			for _, by := range b.subj {
				r.call(by.Name, "")
			}
		}
		return
	}
	for _, m := range r.names(words.LCalledBy) {
		if m.Form != prose.Path && m.Form != prose.Other && m.Form != prose.Literal {
			name := m.Name
			if m.Owner != "" {
				name = m.Owner + "." + name
			}
			place := ""
			if words.Has(c, "end", "last") {
				place = "end"
			}
			r.call(name, place)
		}
	}
}

func (r *row) call(by, place string) {
	for _, s := range r.subj {
		r.say(s, statement.CalledFrom, by, place)
	}
}

// body reads a cell that speaks of the row's subjects.
func (r *row) body(c document.Rich) {
	scope := r.t.scope
	scope.Topic = r.subj
	res := prose.Body(c, scope, r.t.dict, statement.TableRow)
	for _, s := range r.subj {
		r.say(s, statement.Changes, strings.TrimSpace(c.String()), "")
	}
	r.out = append(r.out, res.Statements...)
}

// fields reads a row about a field.
func (r *row) fields() {
	owner := r.t.scope.Owner
	if ms := r.names(words.LStruct); len(ms) > 0 && r.t.subject != words.LStruct {
		owner = strings.TrimPrefix(ms[0].Name, "*")
		if words.Has(r.cells[words.LStruct], "new") {
			r.say(statement.Subject{Kind: statement.Type, Name: owner, File: r.t.scope.File}, statement.IsNew, "", "")
		}
	} else if len(r.t.scope.Topic) > 0 && owner == "" {
		owner = r.t.scope.Topic[0].Name
	}
	for _, m := range r.names(r.t.subject) {
		s := statement.Subject{Kind: statement.Field, Name: m.Name, Owner: owner}
		if m.Owner != "" {
			s.Owner = m.Owner
		}
		r.subj = append(r.subj, s)
		r.say(s, statement.AtLine, "", "")
		if m.Type != "" {
			r.say(s, statement.HasType, m.Type, "exact")
		}
		r.fieldCells(s)
		r.common(s)
	}
}

func (r *row) fieldCells(s statement.Subject) {
	typ := r.cells[words.LType]
	if len(typ) > 0 {
		text, rest := firstType(typ)
		if text != "" {
			r.say(s, statement.HasType, text, "exact")
			if words.Has(rest, "new") {
				r.say(statement.Subject{Kind: statement.Type, Name: baseType(text)}, statement.IsNew, "", "")
			}
		}
	}
	if j := r.text(words.LJSON); j != "" {
		name, _, _ := strings.Cut(strings.Trim(j, `"`), ",")
		r.say(s, statement.HasJSON, strings.TrimSpace(name), j)
	}
	if x := r.text(words.LXML); x != "" {
		r.say(s, statement.HasTag, `xml:"`+strings.Trim(x, `"`)+`"`, "")
	}
	if o := r.text(words.LOptional); o != "" {
		if words.IsNo(o) {
			r.deny(s, statement.Optional, o)
		} else if words.IsYes(o) {
			r.say(s, statement.Optional, o, "")
		}
	}
	if o := r.text(words.LRequired); o != "" {
		if words.IsYes(o) && !strings.HasPrefix(strings.ToLower(o), "opt") {
			r.deny(s, statement.Optional, o)
		} else {
			r.say(s, statement.Optional, o, "")
		}
	}
	for _, l := range []words.Label{words.LMarker, words.LOptional, words.LType, words.LValues} {
		r.markers(s, r.cells[l])
	}
	if d := r.text(words.LDefault); d != "" && !words.IsNothing(d) {
		r.say(s, statement.HasDefault, d, "")
	}
}

func (r *row) deny(s statement.Subject, rel statement.Relation, object string) {
	r.say(s, rel, object, "")
	r.out[len(r.out)-1].Not = true
}

// markers states the markers of a cell: "+optional", "Enum marker A;B".
func (r *row) markers(s statement.Subject, c document.Rich) {
	for i, t := range c {
		text := t.Text
		if i > 0 && c[i-1].Is("+") && !t.Space {
			text = "+" + text
		}
		if strings.HasPrefix(text, "+") && len(text) > 2 {
			if i >= 2 && words.Negates(c[max(0, i-2):i]) || words.Has(c[:i], "no") {
				continue
			}
			r.say(s, statement.HasMarker, text, "")
		}
		if t.Is("enum") && i+1 < len(c) && c[i+1].Is("marker") {
			var vs []string
			for _, v := range c[i+2:] {
				if v.Kind == document.Punct && v.Is(",", ".", ")") {
					break
				}
				if v.Kind != document.Punct {
					vs = append(vs, v.Text)
				}
			}
			r.say(s, statement.HasMarker, "+kubebuilder:validation:Enum="+strings.Join(vs, ";"), "")
		}
	}
}

// firstType returns the Go type that a cell begins with, and the rest.
func firstType(c document.Rich) (string, document.Rich) {
	if len(c) == 0 {
		return "", nil
	}
	if c[0].Kind == document.Span {
		return c[0].Text, c[1:]
	}
	n := 1
	for n < len(c) && !c[n].Space && !c[n].Is(",", ";", "(") {
		n++
	}
	text := c[:n].Plain()
	if strings.ContainsAny(text, " ") {
		return "", c
	}
	return text, c[n:]
}

func baseType(s string) string {
	s = strings.TrimLeft(s, "*[]")
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		s = s[i+1:]
	}
	return s
}

// consts reads a row about a constant or variable.
func (r *row) consts() {
	for _, m := range r.names(r.t.subject) {
		s := statement.Subject{Kind: r.t.kind, Name: m.Name}
		r.subj = append(r.subj, s)
		r.say(s, statement.AtLine, "", "")
		if v := r.text(words.LValue); v != "" {
			r.say(s, statement.HasValue, v, "bare")
		}
		if typ, _ := firstType(r.cells[words.LType]); typ != "" {
			r.say(s, statement.HasType, typ, "exact")
		} else if o := r.valueOwner(); o != "" {
			r.say(s, statement.HasType, o, "value")
		}
		r.common(s)
	}
}

// valueOwner returns the type whose values the table lists.
func (r *row) valueOwner() string {
	if r.t.scope.Owner != "" {
		return r.t.scope.Owner
	}
	if (r.t.scope.Noun == words.NValue || words.Has(r.t.lead, "values", "value")) && len(r.t.scope.Topic) > 0 && r.t.scope.Topic[0].Kind != statement.Function {
		return r.t.scope.Topic[0].Name
	}
	return ""
}

// component reads a row about a component.
func (r *row) component() {
	c, ok := words.ComponentOf(r.text(words.LComponent))
	if !ok {
		return
	}
	s := statement.Subject{Kind: statement.Component, Name: c}
	for i, cell := range r.b.Cells {
		if i < len(r.t.columns) && r.t.columns[i] == words.LComponent {
			continue
		}
		text := cell.Plain()
		if text == "" {
			continue
		}
		if words.IsNothing(strings.TrimLeft(text, "🟢🟡🔴 ")) {
			r.say(s, statement.Unchanged, text, "")
			return
		}
		r.say(s, statement.Does, text, "")
		scope := r.t.scope
		scope.Component = c
		r.out = append(r.out, prose.Read(cell, scope, r.t.dict, statement.Prose).Statements...)
	}
}

// file reads a row about a file.
func (r *row) file() {
	for _, m := range r.names(words.LFile) {
		if m.Form != prose.Path {
			continue
		}
		s := statement.Subject{Kind: statement.File, Name: m.Name}
		state := "modified"
		if strings.Contains(strings.ToLower(r.text(words.LKind)+" "+r.text(words.LStage)), "new") {
			state = "new"
		}
		r.say(s, statement.IsFile, state, r.text(words.LChange)+r.text(words.LDoc))
		scope := r.t.scope
		scope.File, scope.Topic = m.Name, nil
		for _, l := range []words.Label{words.LChange, words.LDoc} {
			if c := r.cells[l]; len(c) > 0 && scope.Role != words.Tests {
				r.out = append(r.out, prose.Read(c, scope, r.t.dict, statement.TableRow).Statements...)
			}
		}
	}
}

// other reads a row of which the table does not say what it is about.
func (r *row) other() {
	for _, c := range r.b.Cells {
		for _, m := range prose.Mentions(c, r.t.dict) {
			if m.Form != prose.Literal && m.Form != prose.Other && m.Form != prose.GoType {
				r.say(statement.Subject{Name: m.Name, Owner: m.Owner}, statement.AtLine, "", "")
			}
		}
	}
}
