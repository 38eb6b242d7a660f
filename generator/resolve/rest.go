// This file defines the parts of the model that need little weighing, and what
// is booked at the end.
package resolve

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// head fills title, owner, release and the like.
func (r *resolver) head(all []statement.Statement) {
	f := &thing{}
	for _, s := range all {
		if s.Subject.Kind == statement.Feature {
			f.said = append(f.said, s)
		}
	}
	r.f.Title = cutTitle(f.text(statement.Title))
	r.f.Owner, r.f.Release, r.f.Summary, r.f.SIG = f.text(statement.OwnedBy), f.text(statement.Since), f.text(statement.Summary), f.text(statement.OfSIG)
	r.f.Name = slug(f.text(statement.Slug))
	if r.f.Name.Empty() {
		r.f.Name = feature.T(kebab(r.f.Title.Value), r.f.Title.At)
	}
	if sig, ok := strings.CutPrefix(r.f.Owner.Value, "sig-"); ok && r.f.SIG.Empty() {
		sig, _, _ = strings.Cut(sig, " ")
		r.f.SIG = feature.T(sig, r.f.Owner.At)
	}
}

func cutTitle(t feature.Text) feature.Text {
	for _, p := range []string{"Implementation Plan:", "Implementation plan:", "VEP / Implementation Plan:", "Plan:"} {
		if i := strings.Index(t.Value, p); i >= 0 {
			t.Value = strings.TrimSpace(t.Value[i+len(p):])
		}
	}
	return t
}

// slug drops the number before the name of a branch.
func slug(t feature.Text) feature.Text {
	t.Value = kebab(strings.TrimLeft(t.Value, "0123456789-#"))
	return t
}

func kebab(s string) string {
	var b strings.Builder
	dash := false
	for _, c := range strings.ToLower(s) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(c)
			dash = false
		} else {
			dash = true
		}
		if b.Len() > 40 {
			break
		}
	}
	return b.String()
}

func (r *resolver) components(all []statement.Statement) {
	at := map[string]int{}
	for _, s := range all {
		if s.Subject.Kind != statement.Component {
			continue
		}
		i, ok := at[s.Subject.Name]
		if !ok {
			i = len(r.f.Components)
			at[s.Subject.Name] = i
			r.f.Components = append(r.f.Components, feature.Component{Name: feature.T(s.Subject.Name, s.At)})
		}
		c := &r.f.Components[i]
		switch s.Relation {
		case statement.Unchanged:
			c.None = feature.T(s.Object, s.At)
		case statement.Does:
			c.Changes = append(c.Changes, feature.T(s.Object, s.At))
		}
	}
	for i := range r.f.Components {
		if len(r.f.Components[i].Changes) > 0 {
			r.f.Components[i].None = feature.Text{}
		}
	}
}

func (r *resolver) files(all []statement.Statement) {
	for _, s := range all {
		if s.Subject.Kind != statement.File || s.Relation != statement.IsFile {
			continue
		}
		p := r.complete(s.Subject.Name, "")
		if strings.HasPrefix(s.Subject.Name, "/") || r.tree != nil && !r.tree.IsDir(strings.SplitN(p, "/", 2)[0]) && !r.tree.Exists(p) {
			continue
		}
		if slices.ContainsFunc(r.f.Files, func(f feature.File) bool { return f.Path.Value == p }) || !strings.Contains(p, ".") {
			continue
		}
		state := s.Object
		if state != feature.FileNew && state != feature.FileGenerated {
			state = feature.FileModified
		}
		if r.absent(p) && state == feature.FileModified && s.Object != "moved" && s.Object != "deleted" {
			state = feature.FileNew // the checkout knows better than a list
		}
		note := feature.T(s.More, s.At)
		for _, d := range all {
			if d.Subject == s.Subject && d.Relation == statement.Doc {
				note = feature.T(d.Object, d.At)
			}
		}
		r.f.Files = append(r.f.Files, feature.File{Path: feature.T(p, s.At), State: state, Note: note})
	}
}

// absent reports whether the checkout lacks a file that could be made: its
// directory is there, or the one above is.
func (r *resolver) absent(p string) bool {
	return r.tree != nil && !r.tree.Exists(p) && (r.tree.IsDir(dir(p)) || r.tree.IsDir(dir(dir(p))))
}

// filesOfDeclarations lists the files that no list of the plan holds, though
// the plan puts declarations with their form there.
func (r *resolver) filesOfDeclarations() {
	add := func(file feature.Text) {
		p := file.Value
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || !strings.Contains(p, "/") || !r.absent(p) {
			return
		}
		if !slices.ContainsFunc(r.f.Files, func(f feature.File) bool { return f.Path.Value == p }) {
			r.f.Files = append(r.f.Files, feature.File{Path: file, State: feature.FileNew})
		}
	}
	for _, fn := range r.f.Functions {
		if fn.HasParams && !fn.Modify {
			add(fn.File)
		}
	}
	for _, t := range r.f.Types {
		if len(t.Fields)+len(t.Values)+len(t.Methods) > 0 || !t.Underlying.Empty() {
			add(t.File)
		}
	}
	for _, c := range r.f.Consts {
		add(c.File)
	}
}

// tests gathers promised cases by file and container.
func (r *resolver) tests(all []statement.Statement) {
	at := map[string]int{}
	for _, s := range all {
		if s.Subject.Kind != statement.Test {
			continue
		}
		file := ""
		if s.Subject.File != "" {
			file = r.complete(s.Subject.File, "")
		}
		key := file + "\x00" + s.Subject.Name
		i, ok := at[key]
		if !ok {
			i = len(r.f.Tests)
			at[key] = i
			t := feature.Test{Kind: feature.TestUnit, File: feature.T(file, s.At)}
			if strings.HasPrefix(file, "tests/") {
				t.Kind = feature.TestFunctional
			}
			if s.Subject.Name != "" {
				t.Title = feature.T(s.Subject.Name, s.At)
			}
			r.f.Tests = append(r.f.Tests, t)
		}
		t := &r.f.Tests[i]
		v := feature.T(s.Object, s.At)
		switch s.Relation {
		case statement.Promises:
			t.Cases = append(t.Cases, feature.Case{Title: v, Table: feature.T(s.More, s.At)})
		case statement.TestStep:
			if n := len(t.Cases); n > 0 {
				t.Cases[n-1].Steps = append(t.Cases[n-1].Steps, v)
			}
		case statement.Serial:
			t.Serial = v
		case statement.Changes:
			t.State = feature.StateChanged
		case statement.Helper:
			r.f.Left = append(r.f.Left, feature.Left{What: feature.T(s.Words, s.At), Reason: "tests that exist, and their helpers, are changed by hand"})
		}
	}
}

// book enters every mention into the ledger.
func (r *resolver) book(all []statement.Statement) {
	taken := map[string]bool{}
	for _, f := range r.f.Facts() {
		taken[last(f.Name)] = true
	}
	for _, g := range r.f.Gates {
		taken[g.Name.Value], taken[g.AccessorName()], taken[g.ConstName()] = true, true, true
	}
	for _, t := range r.things {
		for _, s := range t.said {
			switch {
			case taken[t.name]:
				r.ledger.Add(t.name, t.kind, s.At, s.Words, Taken, "")
			case len(r.kinds(t.name)) > 0:
				r.ledger.Add(t.name, t.kind, s.At, s.Words, Known, "")
			case s.Trust == statement.Guess || acronym.MatchString(t.name):
			default:
				r.ledger.Add(t.name, t.kind, s.At, s.Words, NotUnderstood, "")
			}
		}
	}
	for _, s := range all {
		if s.Subject.Kind == statement.Words || s.Relation == statement.HasMention {
			r.ledger.Add(s.Object, statement.Words, s.At, s.Words, NotUnderstood, "")
		}
	}
	r.left()
}

// acronym matches words in capitals, which name nothing of a program by themselves.
var acronym = regexp.MustCompile(`^[A-Z0-9]+s?$`)

func last(s string) string { return s[strings.LastIndexByte(s, '.')+1:] }

// left tells the author of names of which nothing was made.
func (r *resolver) left() {
	if r.index == nil {
		return // only a checkout can tell what is there already
	}
	told := map[string]bool{}
	for _, e := range r.ledger.Entries {
		if e.Fate != NotUnderstood || told[e.Mention.Name] || strings.ToLower(e.Mention.Name) == e.Mention.Name && e.Kind != statement.Words {
			continue
		}
		told[e.Mention.Name] = true
		what := e.Mention.Words
		if what == "" {
			what = e.Mention.Name
		}
		r.f.Left = append(r.f.Left, feature.Left{What: feature.T(e.Mention.Name+": "+what, e.Mention.At), Reason: "what it is could not be told from the plan"})
	}
}
