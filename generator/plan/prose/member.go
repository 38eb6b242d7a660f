// This file defines how things get members: fields, methods, values, parameters.
package prose

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// gains states that a type, function or interface gets members or parameters.
func (c *clause) gains(a, g []*thing) {
	for _, t := range a {
		for _, m := range g {
			c.gain(t, m)
		}
	}
	c.attr = g
}

func (c *clause) gain(t, m *thing) {
	switch {
	case m.m.Noun == words.NParam || t.s.Kind == statement.Function && m.m.Form == Typed:
		c.say(t.s, m.line, statement.GainsParam, strings.TrimSpace(m.m.Name+" "+m.m.Type), "")
	case m.m.Noun == words.NMethod || m.m.Form == Signature || m.m.Form == Call && m.s.Kind == statement.Function && t.s.Kind != statement.Function:
		c.say(m.s, m.line, statement.MethodOf, t.s.Name, "gains")
		c.say(m.s, m.line, statement.IsNew, "", "")
	case m.m.Noun == words.NConst || m.m.Noun == words.NValue:
		m.s.Kind = statement.Const
		m.s.Owner = t.s.Name
		c.say(m.s, m.line, statement.HasType, t.s.Name, "value")
	case t.s.Kind == statement.Function || m.s.Kind == statement.Function:
		c.say(t.s, m.line, statement.Changes, c.words, "")
	case m.m.Noun == words.NOther || m.m.Noun == words.NMarker || m.m.Noun == words.NMessage:
	default:
		c.field(t.s.Name, m)
		if t.s.Kind == statement.Unknown {
			c.say(t.s, t.line, statement.IsA, "struct", "guess")
		}
	}
}

// field states a field of a struct.
func (c *clause) field(owner string, m *thing) {
	m.s.Kind, m.s.Owner = statement.Field, owner
	c.say(m.s, m.line, statement.IsA, "field", "")
	if m.m.Type != "" {
		c.say(m.s, m.line, statement.HasType, m.m.Type, "exact")
	} else if t := wordType(c.r[:m.m.From]); t != "" && m.m.Noun == words.NField {
		c.say(m.s, m.line, statement.HasType, t, "")
	} else if c.scope.Type != "" {
		c.say(m.s, m.line, statement.HasType, c.scope.Type, "")
	}
	if m.m.Tag != "" {
		c.say(m.s, m.line, statement.HasTag, m.m.Tag, "")
	}
	if words.Has(c.r[:m.m.From], "optional") {
		c.say(m.s, m.line, statement.Optional, "optional", "")
	}
}

// member reads the first group of an item that lists members of something.
func (c *clause) member(g []*thing) {
	for _, t := range g {
		switch {
		case c.scope.Owner == "":
		case t.s.Kind == statement.Function:
			c.say(t.s, t.line, statement.MethodOf, c.scope.Owner, "context")
		case c.scope.Noun == words.NConst || c.scope.Noun == words.NValue:
			c.say(t.s, t.line, statement.HasType, c.scope.Owner, "value")
		case c.scope.Pending == words.Gains || c.scope.Noun == words.NField || t.m.Form == Typed:
			c.field(c.scope.Owner, t)
		}
	}
	c.attr = g
}

// nouned reads groups whose own noun says what they are to the group before:
// "with the single member `X`", "values exist: the constant `X`".
func (c *clause) nouned(a, g []*thing, link words.Link) bool {
	switch link {
	case words.In, words.After, words.Before, words.If, words.Like, words.CalledBy, words.Replaces, words.Loses, words.RenamedTo, words.ReplacedBy:
		return false
	}
	if g[0].m.Noun == words.NParam && a[0].s.Kind == statement.Function && link != words.Calls {
		c.gains(a, g)
		return true
	}
	if a[0].s.Kind != statement.Type && a[0].m.Noun != words.NStruct {
		return false
	}
	switch g[0].m.Noun {
	case words.NField:
		c.gains(a, g)
		return true
	case words.NConst, words.NValue:
		if link == words.LinkNone || link == words.Gains || link == words.TypeIs || link == words.ValueIs {
			for _, t := range g {
				t.s.Kind = statement.Const
				c.say(t.s, t.line, statement.HasType, a[0].s.Name, "value")
			}
			c.attr = g
			return true
		}
	}
	return false
}
