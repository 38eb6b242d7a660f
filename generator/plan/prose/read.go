// This file defines how a whole text (paragraph, item, cell) is read: its head
// and body, its sentences, and what it settles for the texts below it.
package prose

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/words"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Read reads one text in its scope.
func Read(r document.Rich, scope Scope, dict statement.Dictionary, trust statement.Trust) Result {
	k := &maker{scope: scope, dict: dict, trust: trust, text: r, words: strings.TrimSpace(r.Plain())}
	res := Result{Below: scope, After: scope}
	res.Below.Pending = words.LinkNone
	head, body, label := cutHead(r)
	var rest document.Rich
	if head != nil && trust == statement.Prose {
		if first := body.Sentences(); len(first) > 1 {
			rest, body = body[len(first[0]):], first[0]
		}
	}
	if label != nil {
		k.label(label, &res)
	}
	if head != nil {
		c := k.clauseOf(head)
		k.settle(c, head, &res, true)
		if len(c.subj) > 0 {
			for _, t := range c.subj {
				k.say(t.s, t.line, statement.Doc, strings.TrimSpace(body.String()), "")
			}
			k.body(body, c, &res)
			if len(rest) == 0 {
				res.Statements = k.out
				return res
			}
			body = rest
		} else {
			if c.file != "" {
				k.label(head, &res)
				if i := words.Find(head, "returning", "returns", "return"); i >= 0 {
					k.scope.Results = wordType(head[i:])
				}
			}
			body = append(append(document.Rich{}, body...), rest...)
		}
	}
	for _, s := range body.Sentences() {
		k.words = strings.TrimSpace(s.Plain())
		for _, part := range s.Split(func(i int) bool { return s[i].Kind == document.Punct && s[i].Is(";", "—", "–") }) {
			c := k.clauseOf(part)
			k.fate(c, part)
			k.unnamed(c, part)
			k.settle(c, part, &res, false)
			for _, t := range c.subj {
				k.say(t.s, t.line, statement.Doc, k.words, docKind(c))
			}
			if len(c.subj) == 0 {
				for _, t := range k.scope.Topic {
					k.say(t, part.Line(), statement.Doc, k.words, "sentence")
				}
			}
		}
	}
	res.Statements = k.out
	return res
}

// docKind tells a sentence that says where a thing stands from one that says
// what it does.
func docKind(c *clause) string {
	taken := 0
	for _, m := range c.ms {
		if m.Form == Path {
			return "place"
		}
		taken += m.To - m.From
	}
	if len(c.r)-taken < 2 {
		return "place" // a name alone
	}
	return "sentence"
}

// cutHead cuts "`A` in `f`: text" into head and body; label is a leading
// label without mention ("New helper:", "**Option transport**:").
func cutHead(r document.Rich) (head, body, label document.Rich) {
	for len(r) > 0 && r[0].Kind == document.Symbol {
		r = r[1:]
	}
	depth, plain := 0, 0
	for i, t := range r {
		if t.Kind == document.Punct {
			switch t.Text {
			case "(", "[", "{":
				depth++
			case ")", "]", "}":
				depth--
			}
		}
		if depth == 0 && t.Kind == document.Word {
			plain++
		}
		if depth == 0 && t.Kind == document.Punct && t.Is(".", ";") || plain > 14 {
			break
		}
		if depth != 0 || t.Kind != document.Punct || !t.Is(":", "—", "–") || i+1 >= len(r) {
			continue
		}
		if len(r[:i].Mentions()) > 0 {
			return r[:i], r[i+1:], nil
		}
		if rest := r[i+1:]; i <= 6 {
			h, b, _ := cutHead(rest)
			return h, b, r[:i]
		}
	}
	if len(r) > 0 && r[0].IsMention() && len(r.Mentions()) > 0 && plain <= 14 && r[0].Strong {
		n := 0
		for n < len(r) && r[n].Strong {
			n++
		}
		if n < len(r) {
			return nil, r, nil
		}
	}
	return nil, r, nil
}

// label reads what a label without mention says of the text behind it.
func (k *maker) label(label document.Rich, res *Result) {
	if c, ok := words.ComponentOf(label.Plain()); ok {
		k.scope.Component, res.Below.Component = c, c
	}
	for _, t := range label {
		if n := words.NounOf(t.Text); n != words.NNone && n != words.NOther && n != words.NTest && n != words.NMessage {
			k.scope.Noun, res.Below.Noun = n, n
		}
	}
}

// settle takes over what a clause settled.
func (k *maker) settle(c *clause, r document.Rich, res *Result, isHead bool) {
	defer k.place(c)
	if c.file != "" {
		k.scope.File, k.scope.Weak = c.file, true
		res.Below.File, res.After.File, res.After.Weak = c.file, c.file, true
	}
	if len(c.subj) > 0 {
		var topic []statement.Subject
		for _, t := range c.subj {
			topic = append(topic, t.s)
			if t.s.File != "" {
				res.Below.File = t.s.File
				if !isHead {
					k.scope.File, k.scope.Weak = t.s.File, true
				}
				res.After.File, res.After.Weak = t.s.File, true
			}
		}
		res.Below.Topic, res.After.Topic = topic, topic
		k.scope.Topic = topic
		if len(c.attr) > 0 && c.attr[0].s.Kind == statement.Field && !isHead {
			k.scope.Topic = nil
			for _, t := range c.attr {
				k.scope.Topic = append(k.scope.Topic, t.s)
			}
		}
	}
	res.Below.Pending, res.Below.Owner = words.LinkNone, ""
	if open, link, noun := opens(r); open || isHead {
		if noun != words.NNone {
			res.Below.Noun = noun
		}
		res.Below.Type = wordType(r)
		if len(c.subj) > 0 && (noun == words.NConst || noun == words.NValue) && c.subj[0].s.Kind == statement.Type {
			res.Below.Owner = c.subj[0].s.Name
		}
		if len(c.subj) > 0 && (link == words.Gains || noun == words.NField) && c.subj[0].s.Kind != statement.Function {
			res.Below.Pending, res.Below.Owner = words.Gains, c.subj[0].s.Name
		}
	}
}

// place puts everything that has no file of its own into the file that is
// spoken of.
func (k *maker) place(c *clause) {
	if k.scope.File == "" {
		return
	}
	for _, t := range c.all {
		if t.s.File == "" {
			k.say(t.s, t.line, statement.InFile, k.scope.File, "context")
		}
	}
}

// unnamed notes a field that a sentence puts into a struct and the next one names.
func (k *maker) unnamed(c *clause, r document.Rich) {
	if i := words.Find(r, "new field", "new member", "the field", "a field"); i >= 0 && len(c.subj) == 1 && c.subj[0].m.From > i+1 && c.subj[0].m.Noun != words.NField && isExported(c.subj[0].s.Name) {
		k.scope.Pending, k.scope.Owner = words.Gains, c.subj[0].s.Name
		return
	}
	k.scope.Pending = words.LinkNone
}

// opens reports whether a text introduces what stands below it, and how.
func opens(r document.Rich) (open bool, link words.Link, noun words.Noun) {
	end := len(r)
	for end > 0 && r[end-1].Kind == document.Punct {
		open = open || r[end-1].Is(":")
		end--
	}
	from := 0
	for i := end - 1; i >= 0; i-- {
		if r[i].IsMention() {
			from = i + 1
			break
		}
	}
	link, _ = words.LinkOf(r[from:end])
	if link == words.Gains && end > 0 && end-from <= 6 {
		open = true
	}
	for _, t := range r[from:end] {
		if n := words.NounOf(t.Text); n != words.NNone && n != words.NTest && t.Kind == document.Word {
			noun = n
		}
	}
	return open, link, noun
}

// fate states what the words of a clause say of its subject as a whole.
func (k *maker) fate(c *clause, r document.Rich) {
	for _, t := range c.subj {
		rest := r[min(t.m.To, len(r)):]
		switch {
		case words.Removes(rest[:min(len(rest), 8)]) && !words.Negates(rest) && len(c.groups()) <= 3 && (words.Has(rest[:min(len(rest), 8)], "is", "are", "gets", "goes", "go") || len(rest) < 4):
			k.say(t.s, t.line, statement.Removed, "", "guess")
		case words.Stays(rest):
			k.say(t.s, t.line, statement.Stays, k.words, "")
		}
	}
}

// body reads the text behind "`A` in `f`:". Names in it are used by A unless
// the words say otherwise.
func (k *maker) body(body document.Rich, head *clause, res *Result) {
	whole := k.words
	var topic []statement.Subject
	for _, t := range head.subj {
		topic = append(topic, t.s)
	}
	file := k.scope.File
	for _, t := range head.subj {
		if t.s.File != "" {
			file = t.s.File
		}
	}
	k.scope.Topic, k.scope.File = topic, file
	for _, s := range body.Sentences() {
		for _, part := range s.Split(func(i int) bool { return s[i].Kind == document.Punct && s[i].Is(";", "—", "–") }) {
			k.words = whole
			c := k.bodyClause(part, head)
			if open, link, noun := opens(part); open && (link == words.Gains || noun != words.NNone) {
				res.Below.Noun = noun
				res.Below.Type = wordType(part)
				if (link == words.Gains || noun == words.NField) && len(topic) > 0 {
					res.Below.Pending, res.Below.Owner = words.Gains, topic[0].Name
				}
			}
			_ = c
		}
	}
	if words.Removes(body[:min(len(body), 4)]) && !words.Negates(body) {
		for _, t := range head.subj {
			k.say(t.s, t.line, statement.Removed, "", "guess")
		}
	}
	if words.IsNothing(body.Plain()) || words.Stays(body) && len(body) < 10 {
		for _, t := range head.subj {
			k.say(t.s, t.line, statement.Stays, body.Plain(), "")
		}
	}
}

// bodyClause reads one clause of the body with the head's subjects as topic.
func (k *maker) bodyClause(part document.Rich, head *clause) *clause {
	c := &clause{maker: k, r: part, ms: Mentions(part, k.dict)}
	c.subj, c.head = head.subj, true
	k.line = part.Line()
	end := 0
	for i, g := range c.groups() {
		gap := part[min(end, g[0].From):g[0].From]
		end = g[len(g)-1].To
		if i == 0 {
			c.first(g, gap)
			continue
		}
		c.group(g, gap)
	}
	c.tail(part[min(end, len(part)):])
	k.place(c)
	for _, t := range c.all {
		k.use(t, head, part)
	}
	return c
}

// first reads the first group of a body clause.
func (c *clause) first(g []*Mention, gap document.Rich) {
	if len(gap) == 0 && (g[0].Form == Typed || g[0].Form == GoType) && len(c.subj) > 0 {
		c.group(g, gap)
		return
	}
	c.group(g, gap)
}

// use states that the head's subject speaks of a name, which makes it a caller
// of a new function if nothing says better.
func (k *maker) use(t *thing, head *clause, part document.Rich) {
	if t.s.Kind != statement.Function && t.s.Kind != statement.Unknown || t.m.Form == Literal {
		return
	}
	before := part[:min(t.m.From, len(part))]
	if words.Has(before[max(0, len(before)-5):], "instead of", "in place of", "not", "like", "as", "than", "replaces", "was", "after", "before", "called by", "called from") {
		return
	}
	for _, h := range head.subj {
		if h.s.Name != t.s.Name && (h.s.Kind == statement.Function || h.s.Kind == statement.Unknown) {
			k.say(t.s, t.line, statement.CalledFrom, qualified(h.s), "guess")
		}
	}
}

// Body reads a text that speaks of scope.Topic throughout: the cell beside a
// name, the items below it.
func Body(r document.Rich, scope Scope, dict statement.Dictionary, trust statement.Trust) Result {
	k := &maker{scope: scope, dict: dict, trust: trust, text: r, words: strings.TrimSpace(r.Plain())}
	res := Result{Below: scope, After: scope}
	head := &clause{maker: k}
	for _, s := range scope.Topic {
		head.subj = append(head.subj, &thing{s: s, m: &Mention{}, line: r.Line()})
	}
	k.body(r, head, &res)
	res.Statements = k.out
	return res
}
