// This file defines what a link between two groups of mentions states.
package prose

import (
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// relate states what a link says of the group before and this one.
func (c *clause) relate(g []*thing, gap document.Rich, link words.Link) {
	a := c.subj
	if len(a) == 0 && len(c.scope.Topic) > 0 && link != words.LinkNone && link != words.In && link != words.After && link != words.Before && (link != words.TypeIs || pronoun(gap)) {
		a = c.topic()
		c.subj = a
	}
	if len(a) == 0 {
		c.subj = g
		if c.scope.Pending == words.Gains || c.scope.Owner != "" {
			c.member(g)
		}
		return
	}
	if c.namedNow(g, link) {
		return
	}
	if c.nouned(a, g, link) {
		return
	}
	if c.attribute(g, gap, link) {
		return
	}
	switch link {
	case words.CalledBy:
		c.calledFrom(a, g, placeOf(gap))
	case words.Calls:
		c.calledFrom(g, a, "")
	case words.Gains:
		c.gains(a, g)
	case words.Loses:
		c.each(a, statement.LosesParam, g[0].s.Name, "")
	case words.Joins:
		if isFunction(a) && isFunction(g) {
			c.calledFrom(a, g, placeOf(gap))
		} else {
			c.gains(g, a)
		}
	case words.Replaces:
		c.each(a, statement.Replaces, g[0].s.Name, "guess")
		c.subjOr(g)
	case words.ReplacedBy:
		for _, t := range a {
			c.each(g, statement.Replaces, t.s.Name, "")
		}
		c.attr = g
	case words.RenamedTo:
		if len(gap) <= 2 || words.Has(gap, "rename*") {
			c.each(a, statement.Renamed, g[0].s.Name, gap.Plain())
		} else {
			c.subjOr(g)
		}
	case words.MovedTo:
		c.each(a, statement.Renamed, g[0].s.Name, gap.Plain())
	case words.In:
		c.within(a, g, gap)
	case words.ReturnsIt:
		if isFunction(c.attr) {
			a = c.attr
		}
		c.returns(a, g, gap)
	case words.Like:
		c.each(a, statement.Like, g[0].s.Name, "")
	case words.ImplementsIt:
		for _, t := range g {
			c.each(a, statement.MethodOf, t.s.Name, "")
		}
	case words.LinkNone, words.Names, words.Default, words.If:
		c.subjOr(g)
	}
}

// subjOr makes the group the subject where a new clause begins with it.
func (c *clause) subjOr(g []*thing) {
	if c.inIf || g[0].m.Paren || g[0].m.Form == Literal {
		return
	}
	if declares(g[0].m.Noun) {
		c.attr = g
		if !c.head {
			c.subj = g
		}
	} else if g[0].s.Kind == statement.Function {
		c.attr = g
	}
}

// calledFrom states who calls a function.
func (c *clause) calledFrom(callees, callers []*thing, place string) {
	for _, f := range callees {
		if f.s.Kind != statement.Function && f.s.Kind != statement.Unknown {
			continue
		}
		for _, by := range callers {
			if by.s.Kind == statement.Function || by.s.Kind == statement.Unknown {
				c.say(f.s, max(f.line, c.r.Line()), statement.CalledFrom, qualified(by.s), place)
			}
		}
	}
}

func qualified(s statement.Subject) string {
	if s.Owner != "" && isExported(s.Owner) {
		return s.Owner + "." + s.Name
	}
	return s.Name
}

func placeOf(gap document.Rich) string {
	switch {
	case words.Has(gap, "end", "last", "finally"):
		return "end"
	case words.Has(gap, "beginning", "begin", "start", "first", "top"):
		return "begin"
	}
	return ""
}

// within reads "A in B", "A of B", "A on B".
func (c *clause) within(a, g []*thing, gap document.Rich) {
	b := g[0]
	for _, t := range a {
		switch {
		case t.s.Kind == statement.Function && (b.s.Kind == statement.Type || b.m.Noun == words.NStruct || b.s.Kind == statement.Unknown && isExported(b.s.Name) && words.Has(gap, "on")):
			c.say(t.s, t.line, statement.MethodOf, b.s.Name, "")
		case t.s.Kind == statement.Field && (b.s.Kind == statement.Type || b.m.Noun == words.NStruct):
			t.s.Owner = b.s.Name
			c.say(t.s, t.line, statement.IsA, "field", "")
		case t.s.Kind == statement.Function && b.s.Kind == statement.Function:
			c.calledFrom([]*thing{t}, g, "")
		case t.s.Kind == statement.Unknown && b.s.Kind == statement.Function && t.m.Form != Path:
			c.say(t.s, t.line, statement.CalledFrom, qualified(b.s), "")
		}
	}
}

// typed reads "A is a B", "of type B", "pointer to B".
func (c *clause) typed(g []*thing, gap document.Rich) {
	name := g[0].m.Name
	if g[0].m.Owner != "" && !isExported(g[0].m.Owner) {
		name = g[0].m.Owner + "." + name
	}
	switch {
	case words.Has(gap, "pointer"):
		name = "*" + name
	case words.Has(gap, "list", "slice", "list of", "array"):
		name = "[]" + name
	}
	for _, t := range c.attrs() {
		switch t.s.Kind {
		case statement.Field, statement.Unknown:
			if name != t.s.Name && (g[0].s.Kind == statement.Type || g[0].m.Noun == words.NType || words.Has(gap, "pointer", "type", "list")) {
				c.say(t.s, t.line, statement.HasType, name, "")
			}
		case statement.Const:
			c.say(t.s, t.line, statement.HasType, name, "value")
		}
	}
}

// value reads "A = B" where B has the form of a name.
func (c *clause) value(g []*thing) {
	for _, t := range c.attrs() {
		if t.s.Kind == statement.Function || t.s.Kind == statement.Field || t.s.Kind == statement.Type {
			continue
		}
		c.say(t.s, t.line, statement.HasValue, g[0].m.Raw, "bare")
	}
}

// returns reads "A returns B".
func (c *clause) returns(a, g []*thing, gap document.Rich) {
	if g[0].s.Kind == statement.Type || g[0].m.Noun == words.NType || words.Has(gap, "pointer") {
		name := g[0].m.Name
		if g[0].m.Owner != "" {
			name = g[0].m.Owner + "." + name
		}
		if words.Has(gap, "pointer") {
			name = "*" + name
		}
		c.each(a, statement.HasResults, name, "")
		return
	}
	if g[0].s.Kind == statement.Function {
		c.calledFrom(g, a, "")
	}
}

// attribute reads links that say what something is rather than what it does.
func (c *clause) attribute(g []*thing, gap document.Rich, link words.Link) bool {
	switch link {
	case words.TypeIs:
		c.typed(g, gap)
	case words.ValueIs:
		c.value(g)
	case words.JSONIs:
		c.each(c.attrs(), statement.HasJSON, jsonName(g[0].m.Name), "")
	case words.XMLIs:
		c.each(c.attrs(), statement.HasTag, xmlTag(g[0].m.Name), "")
	case words.After:
		c.each(c.attrs(), statement.After, g[0].s.Name, "")
	case words.Before:
		c.each(c.attrs(), statement.Before, g[0].s.Name, "")
	default:
		return false
	}
	return true
}

// namedNow reads the name of a field that the sentence before put into a struct.
func (c *clause) namedNow(g []*thing, link words.Link) bool {
	if c.scope.Pending != words.Gains || link != words.Names || c.scope.Owner == "" {
		return false
	}
	for _, t := range g {
		c.field(c.scope.Owner, t)
	}
	c.attr, c.subj = g, g
	return true
}
