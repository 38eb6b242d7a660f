// This file defines the check that a change only adds: no line of the user's is
// lost or moved unless an edit said so.
package change

import (
	"path"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Additive reports every file of base in which a line does not survive in next,
// in order, though no edit touches it. Lines compare without their white
// space, since formatting may re-align the neighbours of an addition. Edits
// are those that led from base to next; files for which exempt (may be nil)
// returns true, such as generated ones, are left out.
func Additive(base, next *checkout.Tree, edits []Edit, exempt func(path string) bool) diag.List {
	var diags diag.List
	declared := map[string][]Edit{}
	for _, e := range edits {
		declared[path.Clean(e.Path)] = append(declared[path.Clean(e.Path)], e)
	}
	for _, p := range next.Changed(base) {
		was, err := base.Read(p)
		if err != nil || exempt != nil && exempt(p) {
			continue
		}
		now, _ := next.Read(p)
		if line, text := lostLine(string(was), string(now), declared[p]); line > 0 {
			diags.Errorf("line-lost", diag.Pos{File: p, Line: line}, "report this as an error of the tool; nothing was written",
				"this line would be lost or moved, though nothing asks for it: %s", text)
		}
	}
	return diags
}

// lostLine returns the first base line, counted from 1, that next has not after
// those before it; 0 if there is none.
func lostLine(was, now string, edits []Edit) (int, string) {
	fresh := splitLines(now)
	at, off := 0, 0
	for i, l := range splitLines(was) {
		start := off
		off += len(l)
		text := fold(l)
		end := off
		if !strings.HasSuffix(l, "\n") {
			end++ // an insert at the very end goes on this line
		}
		if text == "" || touched(edits, start, end) {
			continue
		}
		for at < len(fresh) && fold(fresh[at]) != text {
			at++
		}
		if at++; at > len(fresh) {
			return i + 1, text
		}
	}
	return 0, ""
}

// touched reports whether an edit replaces bytes of the line [start, end) or
// inserts into its middle.
func touched(edits []Edit, start, end int) bool {
	for _, e := range edits {
		switch {
		case e.Start < e.End && e.Start < end && e.End > start:
			return true
		case e.Start == e.End && e.Start > start && e.Start < end:
			return true
		case e.Start == e.End && e.Start == start && !strings.HasSuffix(e.New, "\n"):
			return true
		}
	}
	return false
}

func fold(line string) string { return strings.Join(strings.Fields(line), " ") }
