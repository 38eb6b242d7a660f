// Package change holds edits over an immutable tree: composing them into the
// next tree, showing the difference, and writing it. It knows bytes and paths,
// no syntax.
package change

import (
	"fmt"
	"sort"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Edit replaces the bytes [Start, End) of a file of the base tree. An insert
// has Start == End. Offsets always refer to base bytes.
type Edit struct {
	Path       string
	Start, End int
	New        string
	Emitter    string   // who asks for it
	From       diag.Pos // plan line that asks for it
	Key        string   // identity: edits with equal keys at one place coalesce
	Rank       int      // order among inserts at one offset, before From
}

// Creation is a whole new file.
type Creation struct {
	Path    string
	Content string
	Emitter string
	From    diag.Pos
}

// Set is what emitters produce: edits and new files over one tree. The zero
// value is an empty set.
type Set struct {
	Edits     []Edit
	Creations []Creation
}

// Insert adds an insert before the byte at off.
func (s *Set) Insert(path string, off int, text, emitter string, from diag.Pos) {
	s.Edits = append(s.Edits, Edit{Path: path, Start: off, End: off, New: text, Emitter: emitter, From: from})
}

// Replace adds a replacement of [start, end).
func (s *Set) Replace(path string, start, end int, text, emitter string, from diag.Pos) {
	s.Edits = append(s.Edits, Edit{Path: path, Start: start, End: end, New: text, Emitter: emitter, From: from})
}

// Create adds a new file.
func (s *Set) Create(path, content, emitter string, from diag.Pos) {
	s.Creations = append(s.Creations, Creation{path, content, emitter, from})
}

// Merge appends everything of another set.
func (s *Set) Merge(o Set) {
	s.Edits = append(s.Edits, o.Edits...)
	s.Creations = append(s.Creations, o.Creations...)
}

// Empty reports whether the set changes nothing.
func (s *Set) Empty() bool { return len(s.Edits) == 0 && len(s.Creations) == 0 }

// Compose applies the set to its base tree and returns the changed files by
// path. Overlapping edits and files created twice with different content are
// errors that name both owners; then nothing is returned.
func (s *Set) Compose(base *checkout.Tree) (map[string][]byte, diag.List) {
	var diags diag.List
	out := map[string][]byte{}
	byPath := map[string][]Edit{}
	for _, e := range s.Edits {
		byPath[e.Path] = append(byPath[e.Path], e)
	}
	for p, edits := range byPath {
		src, err := base.Read(p)
		if err != nil {
			diags.Errorf("missing-file", edits[0].From, "check the path in the plan", "%s: cannot be read: %v", p, err)
			continue
		}
		text, ds := apply(p, src, edits)
		diags.Merge(ds)
		out[p] = text
	}
	s.create(base, out, &diags)
	if diags.HasErrors() {
		return nil, diags
	}
	return out, diags
}

func (s *Set) create(base *checkout.Tree, out map[string][]byte, diags *diag.List) {
	for _, c := range s.Creations {
		if have, ok := out[c.Path]; ok && string(have) != c.Content {
			diags.Errorf("edit-conflict", c.From, "give the two parts different files", "%s is created twice with different content (%s)", c.Path, c.Emitter)
			continue
		}
		if have, err := base.Read(c.Path); err == nil && string(have) != c.Content {
			diags.Add(diag.Diagnostic{Severity: diag.Error, Code: "file-exists", Pos: c.From,
				Message: fmt.Sprintf("%s exists with other content", c.Path),
				Places:  []diag.Place{{Pos: diag.Pos{File: c.Path, Line: 1}, Text: "is already there"}},
				Remedy:  "list it under modified files, or remove it from the checkout"})
			continue
		}
		out[c.Path] = []byte(c.Content)
	}
}

// apply splices the edits of one file.
func apply(p string, src []byte, edits []Edit) ([]byte, diag.List) {
	var diags diag.List
	sort.SliceStable(edits, func(i, j int) bool { return less(edits[i], edits[j]) })
	var out []byte
	last, seen := 0, map[string]bool{}
	var prev *Edit
	for i := range edits {
		e := &edits[i]
		if e.Key != "" {
			if k := fmt.Sprintf("%d-%d %s", e.Start, e.End, e.Key); seen[k] {
				continue
			} else {
				seen[k] = true
			}
		}
		if e.Start < last || e.End < e.Start || e.End > len(src) {
			d := diag.Diagnostic{Severity: diag.Error, Code: "edit-conflict", Pos: e.From,
				Message: fmt.Sprintf("%s: two changes touch the same bytes", p), Remedy: "separate the two plan lines, or leave one of them out"}
			if prev != nil {
				d.Places = []diag.Place{{Pos: prev.From, Text: "the other change (" + prev.Emitter + ")"}}
			}
			diags.Add(d)
			continue
		}
		out = append(out, src[last:e.Start]...)
		out = append(out, e.New...)
		last, prev = e.End, e
	}
	return append(out, src[last:]...), diags
}

// less orders edits by offset; at one offset inserts come first, ordered by
// rank, plan line and emitter, so that the result does not depend on the order
// in which emitters ran.
func less(a, b Edit) bool {
	switch {
	case a.Start != b.Start:
		return a.Start < b.Start
	case (a.End == a.Start) != (b.End == b.Start):
		return a.End == a.Start
	case a.Rank != b.Rank:
		return a.Rank < b.Rank
	case a.From != b.From:
		return a.From.File < b.From.File || a.From.File == b.From.File && a.From.Line < b.From.Line
	}
	return a.Emitter < b.Emitter
}
