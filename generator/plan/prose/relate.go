// This file defines what a link between two groups of mentions states.
package prose

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// things makes subjects of a group of mentions and states what their own form
// and nouns say.
func (c *clause) things(g []*Mention) []*thing {
	var out []*thing
	for _, m := range g {
		t := &thing{m: m, line: m.Line, s: statement.Subject{Kind: c.kindOf(m), Name: m.Name, Owner: m.Owner, File: ""}}
		if t.s.Kind == statement.Const || t.s.Kind == statement.Unknown {
			t.s.Owner = ""
			if m.Form == Dotted {
				t.s.Owner = m.Owner
			}
		}
		if m.Owner != "" && t.s.Kind == statement.Function && !isExported(m.Owner) {
			t.s.Owner = "" // a package
		}
		out = append(out, t)
		c.all = append(c.all, t)
		c.own(t)
	}
	c.unfiled = append(c.unfiled, out...)
	c.alike(out)
	return out
}

// alike lets names listed beside a signature be functions that are asked for too.
func (c *clause) alike(ts []*thing) {
	signed := false
	for _, t := range ts {
		signed = signed || t.m.Form == Signature
	}
	if !signed || len(ts) < 2 {
		return
	}
	for _, t := range ts {
		if t.s.Kind == statement.Function {
			c.say(t.s, t.line, statement.IsA, "function", "")
		}
	}
}

// own states what a mention says by itself.
func (c *clause) own(t *thing) {
	m := t.m
	c.say(t.s, t.line, statement.AtLine, "", m.Owner)
	if m.New {
		c.say(t.s, t.line, statement.IsNew, "", "")
	}
	if m.Old {
		c.say(t.s, t.line, statement.Exists, "", "")
	}
	if m.HasParams && (m.Form == Signature || m.Form == Call) {
		c.say(t.s, t.line, statement.HasParams, m.Params, string("0123456789"[m.Form]))
		if m.Results != "" {
			c.say(t.s, t.line, statement.HasResults, m.Results, "")
		}
	}
	if m.Form == Value {
		c.say(t.s, t.line, statement.HasValue, m.Value, "")
		if m.Type != "" {
			c.say(t.s, t.line, statement.HasType, m.Type, "exact")
		}
	}
	if m.Noun == words.NType && words.Has(c.r[max(0, m.From-4):min(m.From+4, len(c.r))], "string", "enum", "enumeration") {
		c.say(t.s, t.line, statement.IsA, "string", "")
	}
	if kind := remarkedKind(c.r, m); kind != "" {
		t.s.Kind = statement.Type
		c.say(t.s, t.line, statement.IsA, kind, "")
	}
	switch m.Noun {
	case words.NStruct:
		c.say(t.s, t.line, statement.IsA, "struct", "")
	case words.NIface:
		c.say(t.s, t.line, statement.IsA, "interface", "")
	case words.NEnum:
		c.say(t.s, t.line, statement.IsA, "string", "")
	case words.NMethod:
		c.say(t.s, t.line, statement.IsA, "method", "")
	case words.NFunction:
		c.say(t.s, t.line, statement.IsA, "function", "")
	case words.NConst:
		c.say(t.s, t.line, statement.IsA, "const", "")
	case words.NVar:
		c.say(t.s, t.line, statement.IsA, "var", "")
	}
}

// remarkedKind reads the kind of a type from a remark: "`X` (struct)", "`X` (string, `+enum`)".
func remarkedKind(r document.Rich, m *Mention) string {
	if m.To+1 >= len(r) || !r[m.To].Is("(") || m.Form != Ident || !isExported(m.Name) {
		return ""
	}
	switch t := r[m.To+1]; {
	case t.Is("struct", "interface"):
		return strings.ToLower(t.Text)
	case t.Is("string", "enum") && m.To+2 < len(r) && r[m.To+2].Is(",", ")"), t.Text == "string" && t.Kind == document.Span:
		return "string"
	}
	return ""
}

// kindOf tells the kind of a mention by its noun, its form, what is listed
// here, and the checkout, in this order.
func (c *clause) kindOf(m *Mention) statement.Kind {
	switch m.Noun {
	case words.NFunction, words.NMethod:
		return statement.Function
	case words.NType, words.NStruct, words.NEnum, words.NIface:
		return statement.Type
	case words.NField:
		if m.Form != Signature && m.Form != Call {
			return statement.Field
		}
	case words.NConst, words.NValue:
		if m.Form == Ident || m.Form == Value || m.Form == Dotted || m.Form == Typed {
			if m.Noun == words.NValue && m.Form == Ident {
				break
			}
			return statement.Const
		}
	case words.NVar:
		return statement.Var
	case words.NGate:
		if m.Form == Ident {
			return statement.Gate
		}
	}
	switch m.Form {
	case Signature, Call:
		return statement.Function
	case Value:
		if c.scope.Noun == words.NVar {
			return statement.Var
		}
		return statement.Const
	case Typed:
		return statement.Field
	}
	if ks := c.kinds(m.Name); len(ks) == 1 {
		return ks[0]
	} else if len(ks) > 1 && isExported(m.Name) && c.is(m.Name, statement.Type) && !c.is(m.Name, statement.Function) {
		return statement.Type
	}
	switch c.scope.Noun {
	case words.NConst, words.NValue:
		return statement.Const
	case words.NField:
		return statement.Field
	case words.NFunction, words.NMethod:
		return statement.Function
	}
	return statement.Unknown
}

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
	if c.scope.Pending == words.Gains && link == words.Names && c.scope.Owner != "" {
		for _, t := range g {
			c.field(c.scope.Owner, t)
		}
		c.attr, c.subj = g, g
		return
	}
	if c.nouned(a, g, link) {
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

func isFunction(ts []*thing) bool { return len(ts) > 0 && ts[0].s.Kind == statement.Function }

// pronoun reports whether words refer back: "it is a …".
func pronoun(gap document.Rich) bool {
	return len(gap) > 0 && gap[0].Is("it", "this", "they", "these", "its", "which")
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

// declares reports whether a noun names a kind of declaration.
func declares(n words.Noun) bool {
	switch n {
	case words.NFunction, words.NMethod, words.NType, words.NStruct, words.NEnum, words.NIface, words.NField, words.NConst, words.NVar:
		return true
	}
	return false
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
