// This file defines how the mentions of a text are found and described by the
// words around them.
package prose

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Mentions finds what a text mentions, in order, with groups ("`A` and `B`")
// numbered from 0.
func Mentions(r document.Rich, dict statement.Dictionary) []Mention {
	var out []Mention
	depth := 0
	for i := 0; i < len(r); i++ {
		t := r[i]
		if t.Kind == document.Punct {
			switch t.Text {
			case "(", "[":
				depth++
			case ")", "]":
				depth = max(0, depth-1)
			}
		}
		m, next, ok := mentionAt(r, i, dict)
		if !ok {
			continue
		}
		m.From, m.To, m.Line, m.Strong, m.Paren = i, next, t.Line, t.Strong, depth > 0
		out = append(out, m)
		i = next - 1
	}
	out = pairs(r, out)
	describe(r, out)
	return out
}

// pairs joins a bare name with the type behind it: "pvcStore cache.Store",
// "preserveState bool". Names listed before it have the same type.
func pairs(r document.Rich, ms []Mention) []Mention {
	var out []Mention
	for i := 0; i < len(ms); i++ {
		m := ms[i]
		if m.Form == Ident && r[m.From].Kind != document.Span && m.To < len(r) && r[m.To].Space {
			typ, end := "", m.To+1
			if i+1 < len(ms) && ms[i+1].From == m.To && r[m.To].Kind != document.Span {
				if n := ms[i+1]; n.Form == GoType || n.Form == Dotted && !isExported(n.Owner) {
					typ = n.Raw
					i++
				}
			} else if r[m.To].Kind == document.Word && basicTypes[r[m.To].Text] && !isExported(m.Name) {
				typ = r[m.To].Text
			}
			if typ != "" {
				m.Form, m.Type, m.To = Typed, typ, end
				for j := len(out) - 1; j >= 0 && out[j].Form == Ident && joins(r[out[j].To:max(out[j].To, next(out, j, m.From))]) && !isExported(out[j].Name); j-- {
					out[j].Form, out[j].Type = Typed, typ
				}
			}
		}
		out = append(out, m)
	}
	return out
}

// next returns where the mention behind the j-th begins.
func next(ms []Mention, j, last int) int {
	if j+1 < len(ms) {
		return ms[j+1].From
	}
	return last
}

func mentionAt(r document.Rich, i int, dict statement.Dictionary) (Mention, int, bool) {
	t := r[i]
	switch {
	case t.Kind == document.Span:
		return withResults(r, i, ParseMention(t.Text))
	case t.Kind == document.Name:
		m := ParseMention(t.Text)
		if m.Form == Other || i > 0 && r[i-1].Is("[") && strings.ToUpper(t.Text) == t.Text {
			return m, i + 1, false
		}
		return withResults(r, i, m)
	case t.Kind == document.Punct && t.Is("\"", "“", "„"):
		for j := i + 1; j < len(r) && j < i+40; j++ {
			if r[j].Kind == document.Punct && r[j].Is("\"", "”", "“") {
				return Mention{Form: Literal, Name: r[i+1 : j].Plain()}, j + 1, j > i+1
			}
		}
	case t.Kind == document.Word && i == 0 && capital(t.Text) && len(r) > 1 && r[1].Is("gets", "gains", "receives", "loses") && dict != nil && isTypeOnly(dict.Kinds(t.Text)):
		return Mention{Form: Ident, Name: t.Text, Raw: t.Text}, 1, true
	case t.Kind == document.Word && i > 0 && capital(t.Text) && afterNoun(r, i) && identRE.MatchString(t.Text):
		return Mention{Form: Ident, Name: t.Text}, i + 1, true
	case t.Kind == document.Word && i > 0 && identRE.MatchString(t.Text) && len(t.Text) > 2 && capital(t.Text) && dict != nil && isTypeOnly(dict.Kinds(t.Text)) && !words.IsSmall(t) && r[i-1].Is("of", "in", "on", "to", "from", "struct", "type"):
		return Mention{Form: Ident, Name: t.Text}, i + 1, true
	}
	return Mention{}, i + 1, false
}

func isTypeOnly(ks []statement.Kind) bool { return len(ks) > 0 && ks[0] == statement.Type }

func capital(s string) bool { return s[0] >= 'A' && s[0] <= 'Z' }

// afterNoun reports whether the word right before names a kind of thing that
// has a name of its own.
func afterNoun(r document.Rich, i int) bool {
	switch words.NounOf(r[i-1].Text) {
	case words.NStruct, words.NType, words.NFunction, words.NMethod, words.NConst, words.NIface, words.NVar:
		return r[i-1].Kind == document.Word && !strings.HasSuffix(strings.ToLower(r[i-1].Text), "s")
	}
	return false
}

// withResults joins what a bare signature returns: "f(a int) bool".
func withResults(r document.Rich, i int, m Mention) (Mention, int, bool) {
	if (m.Form == Call || m.Form == Signature) && m.Results == "" && r[i].Kind == document.Name && i+1 < len(r) {
		n := r[i+1]
		if n.Kind != document.Punct && n.Space && IsGoType(n.Text) {
			m.Results, m.Form = n.Text, Signature
			return m, i + 2, true
		}
	}
	return m, i + 1, true
}

// describe gives mentions their noun, their group, and whether the words call
// them new or existing.
func describe(r document.Rich, ms []Mention) {
	for i := range ms {
		m := &ms[i]
		start := 0
		if i > 0 {
			start = ms[i-1].To
		}
		gap := r[start:m.From]
		if i > 0 && ms[i-1].From > 0 && r[ms[i-1].From-1].Is("=") {
			m.Group = ms[i-1].Group + 1
			if joins(gap) && i > 1 {
				m.Noun = ms[i-2].Noun
			}
		} else if p := beforeRemark(ms, i); p != nil && joins(r[p.To:m.From]) && similar(*p, *m) {
			m.Group = p.Group
			m.Noun, m.New, m.Old = p.Noun, p.New, p.Old
		} else if i > 0 && joins(gap) && similar(ms[i-1], *m) {
			m.Group = ms[i-1].Group
			m.Noun, m.New, m.Old = ms[i-1].Noun, ms[i-1].New, ms[i-1].Old
		} else if i > 0 {
			m.Group = ms[i-1].Group + 1
		}
		if n, isNew, isOld := before(gap); n != words.NNone || isNew || isOld {
			if n != words.NNone {
				if i > 0 && m.Group == ms[i-1].Group && m.Noun != n && m.Noun != words.NNone {
					m.Group++
				}
				m.Noun = n
			}
			m.New, m.Old = isNew, isOld
		}
	}
	for i := range ms {
		m := &ms[i]
		if m.To < len(r) && r[m.To].Kind == document.Word {
			if n := words.NounOf(r[m.To].Text); n != words.NNone && n != words.NTest && (m.Noun == words.NNone || m.Noun == words.NOther) && (i+1 == len(ms) || ms[i+1].From != m.To+1 || ms[i+1].Form == Path) {
				for j := range ms {
					if ms[j].Group == m.Group {
						ms[j].Noun = n
					}
				}
			}
		}
	}
}

// beforeRemark returns the mention that a remark in parentheses right before
// the i-th belongs to.
func beforeRemark(ms []Mention, i int) *Mention {
	if i == 0 || !ms[i-1].Paren || ms[i].Paren {
		return nil
	}
	for j := i - 1; j >= 0; j-- {
		if !ms[j].Paren {
			return &ms[j]
		}
	}
	return nil
}

// joins reports whether the words between two mentions only list them.
func joins(gap document.Rich) bool {
	if len(gap) == 0 {
		return true
	}
	seen := false
	for i, t := range gap {
		switch {
		case t.Kind == document.Punct && t.Is(",", "/", "+", "&", "|"):
			seen = true
		case t.Is("and", "or", "as", "well"):
			seen = true
		case t.Kind == document.Punct && t.Is(")", "("):
			return parenthesis(gap[i:])
		case words.IsSmall(t) && seen:
		case t.Kind == document.Word && words.NounOf(t.Text) != words.NNone && seen:
		default:
			return false
		}
	}
	return seen
}

// parenthesis reports whether the rest is a closed remark and then a sign of a list.
func parenthesis(gap document.Rich) bool {
	depth := 0
	for i, t := range gap {
		if t.Kind == document.Punct && t.Is("(") {
			depth++
		}
		if t.Kind == document.Punct && t.Is(")") {
			depth--
		}
		if depth <= 0 {
			return i+1 < len(gap) && joins(gap[i+1:])
		}
	}
	return false
}

func similar(a, b Mention) bool {
	if (a.Form == Path) != (b.Form == Path) || (a.Form == Literal) != (b.Form == Literal) {
		return false
	}
	return a.Paren == b.Paren || a.Form == Path
}

// before reads the noun and the words new or existing that stand right before
// a mention.
func before(gap document.Rich) (n words.Noun, isNew, isOld bool) {
	for i := len(gap) - 1; i >= 0; i-- {
		t := gap[i]
		if t.Kind != document.Word {
			break
		}
		switch {
		case t.Is("new", "additional", "further", "another"):
			isNew = true
			continue
		case t.Is("existing", "old", "former"):
			isOld = true
			continue
		}
		if w := words.NounOf(t.Text); w != words.NNone && n == words.NNone {
			n = w
			if w == words.NType && i > 0 && gap[i-1].Is("condition", "event") {
				n = words.NConst
			}
			continue
		}
		if !words.IsSmall(t) {
			break
		}
	}
	return n, isNew, isOld
}
