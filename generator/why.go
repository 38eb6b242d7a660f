package generator

// This file defines why a hunk of the diff is there: the plan lines that ask
// for what it adds.

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/patch"
)

// Made reports whether the generators make a file.
func (r *Result) Made(path string) bool {
	_, ok := r.Generated.Files[path]
	return ok || checkout.IsGenerated(path)
}

// Why returns the places of the plan behind a hunk of the diff from base to
// result, in the order of their lines. There are none for what follows by
// itself, as BUILD files and generated files do, and for diffs in the other
// direction.
func (r *Result) Why(path string, h patch.Hunk) []diag.Pos {
	var from []diag.Pos
	base, err := r.Base.Read(path)
	if err != nil { // a new file: one hunk for all of it
		for _, part := range r.parts {
			if part.Path == path {
				from = append(from, part.From)
			}
		}
		return distinct(from)
	}
	for _, e := range r.edits {
		if e.Path != path || e.Start > len(base) {
			continue
		}
		line := bytes.Count(base[:e.Start], []byte("\n")) + 1
		if line >= h.Old && line <= h.Old+h.OldLen {
			from = append(from, e.From)
		}
	}
	return distinct(from)
}

// distinct sorts places and drops unknown and repeated ones.
func distinct(at []diag.Pos) []diag.Pos {
	at = slices.DeleteFunc(at, diag.Pos.IsZero)
	slices.SortFunc(at, func(a, b diag.Pos) int { return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line) })
	return slices.CompactFunc(at, func(a, b diag.Pos) bool { return a.File == b.File && a.Line == b.Line })
}
