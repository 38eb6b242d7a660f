package work

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Avoid is what a run must do without, because it did not compile in an
// earlier one: texts and imports by file. The nil value avoids nothing.
type Avoid struct {
	texts    map[string][]string
	imports  map[string][]string
	emitters []string
	Items    []Item // the account: what is left out, with the compiler's words
}

func (a *Avoid) text(p, text string) bool {
	return a != nil && slices.Contains(a.texts[p], text)
}

func (a *Avoid) importsOf(p string) []string {
	if a == nil {
		return nil
	}
	return a.imports[p]
}

// Blame finds what in a result a compiler message is about: the text or import
// that holds the line. It reports whether there is something new to avoid.
func (a *Avoid) Blame(r Result, d diag.Diagnostic, line string) bool {
	line = fold(line)
	if line == "" {
		return false
	}
	found := false
	for _, e := range r.Set.Edits {
		if e.Path != d.Pos.File || !holds(e.New, line) {
			continue
		}
		if strings.HasPrefix(e.Key, "import ") {
			found = a.noImport(e.Path, line) || found
			continue
		}
		found = a.noText(e.Path, e.New, Item{What: firstLine(e.New), Why: "does not compile: " + d.Message, From: e.From, At: d.Pos}) || found
	}
	for _, part := range r.Parts {
		if part.Path == d.Pos.File && holds(part.Text, line) {
			found = a.noText(part.Path, part.Text, Item{What: firstLine(part.Text), Why: "does not compile: " + d.Message, From: part.From, At: d.Pos}) || found
		}
	}
	if !found {
		found = a.origin(r, d, line)
	}
	if !found && strings.HasPrefix(strings.TrimLeft(line, "abcdefghijklmnopqrstuvwxyz0123456789_ "), "\"") {
		found = a.noImport(d.Pos.File, line) // in a new file
	}
	return found
}

// origin blames what was put into the middle of a line, as an argument is, and
// with it everything that the same words of the plan ask for: an argument
// without its parameter does not compile either.
func (a *Avoid) origin(r Result, d diag.Diagnostic, line string) bool {
	found := false
	for _, e := range r.Set.Edits {
		if e.Path == d.Pos.File && isFragment(e.New) && strings.Contains(line, fold(e.New)) {
			found = a.noneFrom(r, e.From, d) || found
		}
	}
	return found
}

// isFragment reports whether a text is a part of a line.
func isFragment(text string) bool {
	return strings.TrimSpace(text) != "" && !strings.Contains(text, "\n")
}

// noneFrom gives up every edit that a place of the plan asks for.
func (a *Avoid) noneFrom(r Result, from diag.Pos, d diag.Diagnostic) bool {
	found := false
	for _, e := range r.Set.Edits {
		if e.From == from && !strings.HasPrefix(e.Key, "import ") {
			found = a.noText(e.Path, e.New, Item{What: firstLine(e.New), Why: "does not compile: " + d.Message, From: e.From, At: d.Pos}) || found
		}
	}
	return found
}

// Fragments gives up all changes of existing lines, for a message that nothing
// else can be blamed for: a call that was not found does not fit the signature.
func (a *Avoid) Fragments(r Result, d diag.Diagnostic) bool {
	found := false
	for _, e := range r.Set.Edits {
		if isFragment(e.New) && strings.HasSuffix(e.Path, ".go") {
			found = a.noneFrom(r, e.From, d) || found
		}
	}
	return found
}

// Named is an emitter as the account tells of it.
type Named struct{ Name, Purpose string }

// sure emitters only add declarations of their own, which stand alone.
var sure = []string{"gate", "api", "libvmi"}

// Emitters gives up whole emitters but the surest, for what is still wrong when
// nothing else helps. It reports whether there was anything to give up.
//
// emitters names all of them with their purpose.
func (a *Avoid) Emitters(r Result, d diag.Diagnostic, emitters []Named) bool {
	asked := map[string]bool{}
	for _, e := range r.Set.Edits {
		asked[e.Emitter] = true
	}
	for _, e := range r.Set.Creations {
		asked[e.Emitter] = true
	}
	found := false
	for _, e := range emitters {
		if asked[e.Name] && !slices.Contains(sure, e.Name) && !slices.Contains(a.emitters, e.Name) {
			a.emitters = append(a.emitters, e.Name)
			a.Items = append(a.Items, Item{What: "all of " + e.Purpose, Why: "does not compile: " + d.Message, From: d.Pos, At: d.Pos})
			found = true
		}
	}
	return found
}

// GivesUp reports whether a whole emitter is to be left out.
func (a *Avoid) GivesUp(name string) bool { return a != nil && slices.Contains(a.emitters, name) }

func (a *Avoid) noText(p, text string, it Item) bool {
	if a.text(p, text) {
		return false
	}
	if a.texts == nil {
		a.texts = map[string][]string{}
	}
	a.texts[p] = append(a.texts[p], text)
	a.Items = append(a.Items, it)
	return true
}

// noImport avoids the import whose path stands in a line of the file at p.
func (a *Avoid) noImport(p, line string) bool {
	parts := strings.Split(line, "\"")
	if len(parts) < 3 || slices.Contains(a.importsOf(p), parts[1]) {
		return false
	}
	if a.imports == nil {
		a.imports = map[string][]string{}
	}
	a.imports[p] = append(a.imports[p], parts[1])
	return true
}

// holds reports whether one line of a text is the given one, spaces folded.
func holds(text, line string) bool {
	for l := range strings.SplitSeq(text, "\n") {
		if fold(l) == line {
			return true
		}
	}
	return false
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// firstLine names a piece of code: its first line that is no comment.
func firstLine(text string) string {
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "//") {
			return strings.TrimSuffix(l, " {")
		}
	}
	return strings.TrimSpace(text)
}
