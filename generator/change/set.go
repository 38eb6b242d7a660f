// Package change holds edits over an immutable tree: composing them into the
// next tree, showing the difference, and writing it. It knows bytes and paths,
// no syntax.
package change

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Edit replaces the bytes [Start, End) of a file of the base tree. An insert
// has Start == End. Offsets always refer to base bytes. Inserts at one offset
// are ordered by Rank, then by the plan line that asks for them, never by the
// order in which they were added.
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

// Rewrite adds the smallest edits, whole lines each, that turn the text of a
// file into another.
func (s *Set) Rewrite(path, was, now, emitter string, from diag.Pos) {
	a, b := splitLines(was), splitLines(now)
	at, off := 0, 0
	for _, r := range compare(a, b) {
		for ; at < r.a0; at++ {
			off += len(a[at])
		}
		start := off
		for ; at < r.a1; at++ {
			off += len(a[at])
		}
		s.Replace(path, start, off, strings.Join(b[r.b0:r.b1], ""), emitter, from)
	}
}
