// This file defines how edits of many emitters become one text per file. The
// result depends on the edits alone, not on the order in which they were added.
package change

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Compose applies the set to its base tree and returns the files that differ
// from it, by path. Edits that touch the same bytes, edits that share a key but
// not their text, and files created twice with different content are errors
// naming both owners; then nothing is returned. An edit outside its file is a
// broken invariant and panics.
func (s *Set) Compose(base *checkout.Tree) (map[string][]byte, diag.List) {
	var diags diag.List
	out := map[string][]byte{}
	byPath := map[string][]Edit{}
	for _, e := range s.Edits {
		byPath[e.Path] = append(byPath[e.Path], e)
	}
	for _, p := range slices.Sorted(maps.Keys(byPath)) {
		edits := slices.SortedFunc(slices.Values(byPath[p]), order)
		src, err := base.Read(p)
		if err != nil {
			diags.Errorf("missing-file", edits[0].From, "check the path in the plan", "%s: cannot be read: %v", p, err)
			continue
		}
		if text := splice(src, edits, &diags); string(text) != string(src) {
			out[p] = text
		}
	}
	s.create(base, byPath, out, &diags)
	if diags.HasErrors() {
		return nil, diags
	}
	return out, diags
}

func (s *Set) create(base *checkout.Tree, edited map[string][]Edit, out map[string][]byte, diags *diag.List) {
	first := map[string]Creation{}
	sorted := slices.SortedFunc(slices.Values(s.Creations), func(a, b Creation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), comparePos(a.From, b.From), cmp.Compare(a.Emitter, b.Emitter), cmp.Compare(a.Content, b.Content))
	})
	for _, c := range sorted {
		had, again := first[c.Path]
		first[c.Path] = c
		have, err := base.Read(c.Path)
		switch {
		case again && had.Content != c.Content:
			diags.Add(conflict(fmt.Sprintf("%s is created twice with different content (%s, %s)", c.Path, had.Emitter, c.Emitter), c.From, had.From, had.Emitter))
		case err == nil && string(have) != c.Content:
			diags.Add(diag.Diagnostic{Severity: diag.Error, Code: "file-exists", Pos: c.From,
				Message: fmt.Sprintf("%s exists with other content", c.Path),
				Places:  []diag.Place{{Pos: diag.Pos{File: c.Path, Line: 1}, Text: "is already there"}},
				Remedy:  "list it under modified files, or remove it from the checkout"})
		case err != nil && len(edited[c.Path]) == 0:
			out[c.Path] = []byte(c.Content)
		}
	}
}

// splice applies the ordered edits of one file.
func splice(src []byte, edits []Edit, diags *diag.List) []byte {
	var out []byte
	var prev Edit
	last, seen := 0, map[string]Edit{}
	for _, e := range edits {
		if e.Start < 0 || e.End < e.Start || e.End > len(src) {
			panic(fmt.Sprintf("%s: %s asks to change bytes %d to %d of %s, which has %d", e.From, e.Emitter, e.Start, e.End, e.Path, len(src)))
		}
		if e.Key != "" {
			place := fmt.Sprintf("%d-%d %s", e.Start, e.End, e.Key)
			if had, ok := seen[place]; ok {
				if had.New != e.New {
					diags.Add(conflict(fmt.Sprintf("%s: %s and %s want %s in different forms", e.Path, had.Emitter, e.Emitter, e.Key), e.From, had.From, had.Emitter))
				}
				continue
			}
			seen[place] = e
		}
		if e.Start < last {
			line := 1 + strings.Count(string(src[:e.Start]), "\n")
			diags.Add(conflict(fmt.Sprintf("%s:%d: %s and %s change the same bytes", e.Path, line, prev.Emitter, e.Emitter), e.From, prev.From, prev.Emitter))
			continue
		}
		out = append(out, src[last:e.Start]...)
		out = append(out, e.New...)
		last, prev = e.End, e
	}
	return append(out, src[last:]...)
}

func conflict(message string, at, other diag.Pos, owner string) diag.Diagnostic {
	return diag.Diagnostic{Severity: diag.Error, Code: "edit-conflict", Message: message, Pos: at,
		Places: []diag.Place{{Pos: other, Text: "the other change (" + owner + ")"}},
		Remedy: "separate the two plan lines, or leave one of them out"}
}

// order sorts edits by offset; at one offset inserts come first. The rest
// makes the order total, so that it cannot depend on who ran first.
func order(a, b Edit) int {
	return cmp.Or(
		cmp.Compare(a.Start, b.Start),
		-compareBool(a.End == a.Start, b.End == b.Start),
		cmp.Compare(a.Rank, b.Rank),
		comparePos(a.From, b.From),
		cmp.Compare(a.Emitter, b.Emitter),
		cmp.Compare(a.End, b.End),
		cmp.Compare(a.Key, b.Key),
		cmp.Compare(a.New, b.New),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func comparePos(a, b diag.Pos) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}
