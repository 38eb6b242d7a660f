package emit

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Avoid is what a run must do without, because it did not compile in an
// earlier one: texts and imports by file. The nil value avoids nothing.
type Avoid struct {
	texts   map[string][]string
	imports map[string][]string
	Items   []Item // the account: what is left out, with the compiler's words
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
	if !found && strings.HasPrefix(strings.TrimLeft(line, "abcdefghijklmnopqrstuvwxyz0123456789_ "), "\"") {
		found = a.noImport(d.Pos.File, line) // in a new file
	}
	return found
}

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
