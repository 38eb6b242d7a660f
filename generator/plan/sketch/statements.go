// This file turns what a block says into statements.
package sketch

import (
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/document"
	"github.com/kubevirt/kvscaffold/generator/plan/goblock"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Statements reads a code block of YAML. kind is the root kind that the text
// around the block names, file the file, docFile the name of the document. An
// example value gives statements of the lowest trust: only the checkout and
// other places can tell whether its field is new.
func Statements(c *document.Block, kind, file, docFile string) []statement.Statement {
	s := Describe(c.Code, c.CodeLine, kind)
	w := &stater{file: file, doc: docFile}
	if f := fileInComments(c.Code); f != "" {
		w.file = f
	}
	for _, l := range s.Leaves {
		switch {
		case l.Map:
			w.key(l)
		case l.Foreign && !l.Schema:
		default:
			w.leaf(l)
		}
	}
	for _, g := range s.Gates {
		w.say(statement.Subject{Kind: statement.Gate, Name: g.Name}, statement.AtLine, "", "", statement.Guess, g.Line, g.Name)
	}
	for _, a := range s.Asks {
		w.say(statement.Subject{Kind: statement.Words}, statement.Asks, a.Text, "", statement.Sketch, a.Line, a.Text)
	}
	for _, u := range s.Unread {
		w.say(statement.Subject{Kind: statement.Words, File: w.file}, statement.HasMention, u.Text, "", statement.Sketch, u.Line, u.Text)
	}
	return w.out
}

// fileInComments returns the one path that comments of the block name.
func fileInComments(lines []string) string {
	found := ""
	for _, l := range lines {
		_, comment, ok := strings.Cut(l, "#")
		if !ok || strings.TrimSpace(strings.SplitN(l, "#", 2)[0]) != "" {
			continue
		}
		for _, word := range strings.Fields(comment) {
			if word = strings.Trim(word, "`(),.;:"); strings.HasSuffix(word, ".go") && strings.Contains(word, "/") {
				if found != "" && found != word {
					return ""
				}
				found = word
			}
		}
	}
	return found
}

type stater struct {
	file, doc string
	out       []statement.Statement
}

func (w *stater) say(s statement.Subject, r statement.Relation, object, more string, trust statement.Trust, line int, words string) {
	w.out = append(w.out, statement.Statement{Subject: s, Relation: r, Object: object, More: more, Trust: trust,
		At: diag.Pos{File: w.doc, Line: line}, Words: words})
}

// leaf states a field.
func (w *stater) leaf(l Leaf) {
	subject := statement.Subject{Kind: statement.Field, Name: l.Key, Owner: l.Struct}
	words := strings.TrimSpace(l.Key + ": " + l.Words)
	trust := statement.Sketch
	if !l.Schema {
		trust = statement.Guess
	} else {
		subject.File = w.file
	}
	say := func(r statement.Relation, object, more string) { w.say(subject, r, object, more, trust, l.Line, words) }
	if !l.Go {
		say(statement.AtPath, l.Path, l.Root)
	}
	a := l.Attr
	switch {
	case a.Type != "" && a.Weak:
		w.say(subject, statement.HasType, a.Type, "", statement.Guess, l.Line, words)
	case a.Type != "" && (a.Loose || !l.Go && !strings.ContainsAny(a.Type, "*[.")): // pointers follow the habits of the API
		say(statement.HasType, a.Type, "")
	case a.Type != "":
		say(statement.HasType, a.Type, "exact")
	case l.Object && l.List, a.Shape == "list":
		w.say(subject, statement.IsA, "list", "", trust, l.Line, words)
	case l.Object, a.Shape == "object":
		w.say(subject, statement.IsA, "object", "", trust, l.Line, words)
	default:
		if t, ok := ExampleType(l.Example, false); ok {
			if l.List {
				t = "[]" + t
			}
			w.say(subject, statement.HasType, t, "example "+l.Example, statement.Guess, l.Line, words)
		}
	}
	w.attributes(l, say)
}

func (w *stater) attributes(l Leaf, say func(statement.Relation, string, string)) {
	a := l.Attr
	if a.Optional {
		say(statement.Optional, "optional", "")
	}
	if a.Required {
		w.out = append(w.out, w.out[len(w.out)-1])
		last := &w.out[len(w.out)-1]
		last.Relation, last.Object, last.More, last.Not = statement.Optional, "required", "", true
	}
	for _, m := range a.Markers {
		say(statement.HasMarker, m, "")
	}
	if a.Min != "" {
		say(statement.HasMarker, "+kubebuilder:validation:Minimum="+a.Min, "")
	}
	if a.Max != "" {
		say(statement.HasMarker, "+kubebuilder:validation:Maximum="+a.Max, "")
	}
	if a.Default != "" {
		say(statement.HasDefault, a.Default, "")
	}
	for _, v := range a.Enum {
		say(statement.OneOf, v, "")
	}
	switch {
	case a.JSON != "":
		say(statement.HasTag, `json:"`+a.JSON+`"`, "")
	case a.XML != "":
		say(statement.HasTag, `xml:"`+a.XML+`"`, "")
	}
	switch a.Change {
	case goblock.New:
		say(statement.IsNew, "", "")
	case goblock.Same:
		say(statement.Exists, "", "")
	case goblock.Changed:
		say(statement.Changes, "", "")
	case goblock.Removed:
		say(statement.Removed, "", "")
	}
	if a.Old != "" {
		say(statement.Replaces, a.Old, "")
	}
	if a.Purpose != "" && l.Schema {
		say(statement.Doc, a.Purpose, "")
	}
}

// key states a label or annotation for which the words name a constant.
func (w *stater) key(l Leaf) {
	words := strings.Fields(l.Words)
	for i, word := range words {
		if strings.ToLower(word) != "constant" && strings.ToLower(word) != "const" || i+1 >= len(words) {
			continue
		}
		name := strings.Trim(words[i+1], "`,.;:()")
		s := statement.Subject{Kind: statement.Const, Name: name}
		for _, f := range words[i+2:] {
			if f = strings.Trim(f, "`,;:()"); strings.HasSuffix(f, ".go") {
				s.File = f
			}
		}
		w.say(s, statement.HasValue, strconv.Quote(l.Key), "", statement.Sketch, l.Line, l.Words)
		return
	}
	w.say(statement.Subject{Kind: statement.Words}, statement.HasMention, l.Key+": "+l.Words, "", statement.Sketch, l.Line, l.Words)
}
