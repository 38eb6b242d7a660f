// This file defines how one clause is read: which mention is spoken of, and
// what the words between the mentions say of it.
package prose

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// clause is the state while one clause is read.
type clause struct {
	*maker
	r       document.Rich
	ms      []Mention
	subj    []*thing // what the clause is about
	attr    []*thing // what attributes (JSON name, type, value) belong to
	all     []*thing
	unfiled []*thing
	file    string // file named at the start of the clause
	inIf    bool
	head    bool // read as the body of a head: the head stays the subject
	last    words.Link
}

// thing is a mention that became a subject.
type thing struct {
	m    *Mention
	s    statement.Subject
	line int
}

// groups returns the mentions of the clause by group.
func (c *clause) groups() [][]*Mention {
	var out [][]*Mention
	for i := range c.ms {
		m := &c.ms[i]
		if n := len(out); n > 0 && out[n-1][0].Group == m.Group {
			out[n-1] = append(out[n-1], m)
		} else {
			out = append(out, []*Mention{m})
		}
	}
	return out
}

// clauseOf reads one clause and returns its state.
func (k *maker) clauseOf(r document.Rich) *clause {
	c := &clause{maker: k, r: r, ms: Mentions(r, k.dict)}
	k.line = r.Line()
	end := 0
	for _, g := range c.groups() {
		gap := r[min(end, g[0].From):g[0].From]
		end = g[len(g)-1].To
		c.group(g, gap)
	}
	c.tail(r[min(end, len(r)):])
	return c
}

// group reads one group of mentions with the words before it.
func (c *clause) group(g []*Mention, gap document.Rich) {
	link, at := words.LinkOf(withoutNoun(gap, g[0]))
	if g[0].Paren && len(gap) > 0 && gap[len(gap)-1].Is("(") {
		link = words.LinkNone
	}
	switch g[0].Form {
	case Path:
		c.paths(g, gap, link)
		return
	case Literal:
		c.literal(g[0], link)
		return
	case Marker:
		for _, m := range g {
			c.each(c.attrs(), statement.HasMarker, m.Name, "")
		}
		return
	case GoType:
		c.goType(g[0], gap, link)
		return
	case Other, JSONPath:
		c.other(g[0], link)
		return
	}
	c.remark(gap)
	if link == words.ValueIs && len(c.all) > 0 && !isConstLink(g[0]) && words.Has(gap, "=", "value", "text") {
		for _, t := range c.attrs() {
			if t.s.Kind != statement.Function && t.s.Kind != statement.Field && t.s.Kind != statement.Type {
				c.say(t.s, t.line, statement.HasValue, g[0].Raw, "bare")
			}
		}
		return
	}
	things := c.things(g)
	c.listed(gap, things)
	c.valued(g, things)
	if link == words.If && at >= 0 {
		c.inIf = true
	} else if c.inIf && hasComma(gap) {
		c.inIf = false
	}
	c.relate(things, gap, link)
	if declares(things[0].m.Noun) && !c.inIf && link != words.Like && link != words.After && link != words.Before {
		c.attr = things
	}
	c.last = link
}

// withoutNoun cuts "new string type" off the words before the type it names, so
// that its noun is not taken for a link.
func withoutNoun(gap document.Rich, m *Mention) document.Rich {
	if m.Noun != words.NType && m.Noun != words.NConst {
		return gap
	}
	end := len(gap)
	for end > 0 && gap[end-1].Kind == document.Word && (words.NounOf(gap[end-1].Text) == m.Noun || gap[end-1].Is("new", "string", "a", "an", "the", "enum", "two", "three", "four")) {
		end--
	}
	if end == len(gap) || end > 0 && gap[end-1].Is("of") {
		return gap
	}
	return gap[:end]
}

func hasComma(r document.Rich) bool {
	for _, t := range r {
		if t.Kind == document.Punct && t.Is(",") {
			return true
		}
	}
	return false
}

// valued takes names that "=" follows for constants, of the type that is
// spoken of.
func (c *clause) valued(g []*Mention, things []*thing) {
	end := g[len(g)-1].To
	if end >= len(c.r) || !c.r[end].Is("=") || things[0].s.Kind != statement.Unknown && things[0].s.Kind != statement.Const {
		return
	}
	owner := c.scope.Owner
	for _, t := range append(append([]*thing{}, c.subj...), c.topic()...) {
		if t.s.Kind == statement.Type && owner == "" {
			owner = t.s.Name
		}
	}
	for _, t := range things {
		t.s.Kind = statement.Const
		if owner != "" {
			c.say(t.s, t.line, statement.HasType, owner, "value")
		}
	}
	c.attr = things
}

// isConstLink reports whether a mention behind "the value" is itself the new
// constant: "gets the value `X`".
func isConstLink(m *Mention) bool { return m.Noun == words.NValue && m.New }

// listed takes names at the places of a list ("…: `a`, which …, and `b`") for
// what the words before the list call them.
func (c *clause) listed(gap document.Rich, things []*thing) {
	if len(gap) > 0 && !gap[len(gap)-1].Is(",", "and", "further", ":") || things[0].m.Noun != words.NNone || things[0].m.Paren || len(c.scope.Topic) > 0 && len(gap) == 0 {
		return
	}
	switch c.scope.Noun {
	case words.NFunction, words.NMethod:
		for _, t := range things {
			if t.s.Kind == statement.Function {
				c.say(t.s, t.line, statement.IsA, string(c.scope.Noun), "")
				if c.scope.Results != "" {
					c.say(t.s, t.line, statement.HasResults, c.scope.Results, "")
				}
			}
		}
	case words.NVar:
		for _, t := range things {
			if t.s.Kind == statement.Unknown || t.s.Kind == statement.Const {
				t.s.Kind = statement.Var
				c.say(t.s, t.line, statement.IsA, "var", "")
			}
		}
	case words.NConst:
	default:
		return
	}
	c.attr = things
}

// attrs returns what an attribute belongs to.
func (c *clause) attrs() []*thing {
	if len(c.attr) > 0 {
		return c.attr
	}
	if len(c.subj) > 0 {
		return c.subj
	}
	return c.topic()
}

// topic returns what the surroundings speak of.
func (c *clause) topic() []*thing {
	var out []*thing
	for _, s := range c.scope.Topic {
		out = append(out, &thing{s: s, m: &Mention{}})
	}
	return out
}

func (c *clause) each(ts []*thing, rel statement.Relation, object, more string) {
	for _, t := range ts {
		line := t.line
		if line == 0 {
			line = c.r.Line()
		}
		c.say(t.s, line, rel, object, more)
	}
}

// paths reads a group of paths.
func (c *clause) paths(g []*Mention, gap document.Rich, link words.Link) {
	p := g[0].Name
	if !strings.Contains(p, "/") && c.scope.File != "" && !strings.Contains(c.scope.File[strings.LastIndexByte(c.scope.File, '/')+1:], ".") {
		p = strings.TrimSuffix(c.scope.File, "/") + "/" + p
	}
	for _, m := range g {
		c.say(statement.Subject{Kind: statement.File, Name: m.Name}, m.Line, statement.AtLine, "", "")
	}
	if strings.HasPrefix(p, "/") || strings.Contains(p[strings.LastIndexByte(p, '/')+1:], ".") && !strings.HasSuffix(p, ".go") {
		return
	}
	if !strings.Contains(p, ".") && len(g) == 1 && !strings.HasSuffix(p, "/") && strings.Count(p, "/") < 1 {
		return
	}
	if link == words.Like || link == words.If {
		return
	}
	if link == words.MovedTo && len(c.subj) > 0 {
		c.each(c.subj, statement.Moved, p, "")
		return
	}
	if len(c.all) == 0 {
		c.file = p
		if len(c.scope.Topic) > 0 && len(gap) > 0 && link != words.LinkNone && !(g[0].From == len(gap) && len(gap) <= 2) {
			c.each(c.topic(), statement.InFile, p, "")
		}
		return
	}
	targets := c.unfiled
	if len(targets) == 0 {
		targets = nil
	}
	if g[0].Paren {
		targets = c.lastGroup()
	}
	for _, t := range targets {
		c.say(t.s, t.line, statement.InFile, p, "")
		t.s.File = p
	}
	c.unfiled = nil
}

func (c *clause) lastGroup() []*thing {
	if len(c.all) == 0 {
		return nil
	}
	last := c.all[len(c.all)-1].m.Group
	var out []*thing
	for _, t := range c.all {
		if t.m.Group == last {
			out = append(out, t)
		}
	}
	return out
}

// literal reads a quoted text.
func (c *clause) literal(m *Mention, link words.Link) {
	if link == words.ValueIs || link == words.In || link == words.LinkNone && m.Paren {
		for _, t := range c.attrs() {
			if t.s.Kind == statement.Const || t.s.Kind == statement.Var || t.s.Kind == statement.Unknown && t.m.Noun != words.NMessage {
				c.say(t.s, t.line, statement.HasValue, quote(m.Name), "")
			}
		}
	}
}

func quote(s string) string { return "\"" + s + "\"" }

// goType reads a Go type in back-quotes.
func (c *clause) goType(m *Mention, gap document.Rich, link words.Link) {
	if link == words.ReturnsIt {
		c.each(c.attrs(), statement.HasResults, m.Name, "")
		return
	}
	if words.Has(gap, "map of", "marker") {
		return
	}
	for _, t := range c.attrs() {
		switch t.s.Kind {
		case statement.Function, statement.Gate, statement.Component:
		case statement.Type:
			c.say(t.s, t.line, statement.Underlying, m.Name, "")
		default:
			c.say(t.s, t.line, statement.HasType, m.Name, "exact")
		}
	}
}

// other reads a code span that is no name: a value, a JSON name, an XML tag.
func (c *clause) other(m *Mention, link words.Link) {
	switch {
	case link == words.JSONIs:
		c.each(c.attrs(), statement.HasJSON, jsonName(m.Name), "")
	case link == words.XMLIs:
		c.each(c.attrs(), statement.HasTag, xmlTag(m.Name), "")
	case link == words.ValueIs && m.Form == Other:
		for _, t := range c.attrs() {
			if t.s.Kind != statement.Function && t.s.Kind != statement.Field && t.s.Kind != statement.Type {
				c.say(t.s, t.line, statement.HasValue, m.Name, "")
			}
		}
	}
}

func xmlTag(s string) string { return `xml:"` + strings.Trim(s, `"`) + `"` }
