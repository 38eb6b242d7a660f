package plan

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file finds the file of new functions for which the plan names none:
// from the words that lead the text, the location of the validation, a caller
// in the plan, or the function that it is to help.

// whereabouts is the evidence for the file of a function that names none.
type whereabouts struct {
	near   feature.Text // listed file with the name that the text's label spells out
	checks bool         // spoken of where the validation is
	helps  *funcFact    // function in the same text that it is a helper of
}

// fileSpelled finds the listed file whose name is what the label says, word by
// word: "Pod eviction admitter: …" and pod-eviction-admitter.go.
func (r *reader) fileSpelled(label string) feature.Text {
	want := strings.Join(plainWords(label), " ")
	found := feature.Text{}
	for _, f := range r.f.Files {
		base, isGo := strings.CutSuffix(path.Base(f.Path.Value), ".go")
		if !isGo || want == "" || strings.HasPrefix(f.Path.Value, "tests/") || strings.Join(plainWords(strings.NewReplacer("-", " ", "_", " ").Replace(base)), " ") != want {
			continue
		}
		if !found.Empty() && found.Value != f.Path.Value {
			return feature.Text{}
		}
		found = f.Path
	}
	return found
}

// fileNoting is the one listed file whose note names something:
// "`schema.go`: `PortRange`, `Interface.PortRanges`".
func (r *reader) fileNoting(name feature.Text) feature.Text {
	found := feature.Text{}
	for _, f := range r.f.Files {
		if !strings.HasSuffix(f.Path.Value, ".go") || strings.HasSuffix(f.Path.Value, "_test.go") || !slices.Contains(identifiers(f.Note.Value), name.Value) {
			continue
		}
		if !found.Empty() {
			return feature.Text{}
		}
		found = feature.T(f.Path.Value, name.At)
	}
	return found
}

// identifiers are the words of a text that can name something in Go; those
// with a dot, as in Type.Field, name something else.
func identifiers(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return c != '_' && c != '.' && !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}

// locate notes what a text says about the place of a function without a file.
func (t *telling) locate(fact *funcFact, f *ref) {
	w := &fact.where
	w.near = w.near.Or(t.sc.near)
	w.checks = w.checks || t.sc.topic == topicValidation
	if strings.Contains(strings.ToLower(f.lead), "helper") && w.helps == nil && t.sc.mine != fact {
		w.helps = t.sc.mine
	}
}

// fileOf decides the file of a new function for which the plan names none, or
// leaves it open.
func (r *reader) fileOf(f *funcFact) feature.Text {
	switch {
	case !f.File.Empty():
		return f.File
	case !f.where.near.Empty():
		return feature.T(f.where.near.Value, f.Name.At)
	case f.where.checks && len(r.book.locations) == 1:
		return r.book.locations[0]
	case f.where.helps != nil && !f.where.helps.File.Empty():
		return f.where.helps.File
	}
	for _, c := range f.Calls {
		for _, caller := range r.book.funcs {
			if caller != f && !caller.File.Empty() && (c.Func.Value == caller.Name.Value || c.Func.Value == qualified(caller)) {
				return caller.File
			}
		}
	}
	return feature.Text{}
}

// noteLocation keeps where the plan puts its validation.
func (b *book) noteLocation(file feature.Text) {
	for _, have := range b.locations {
		if have.Value == file.Value {
			return
		}
	}
	if strings.HasSuffix(file.Value, ".go") {
		b.locations = append(b.locations, file)
	}
}
