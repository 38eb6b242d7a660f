package plan

import (
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file reads what happens to functions of today: they go, or get another
// name or place.

// replaced notes the function that "replace", "rename" or "move" is about.
func (t *telling) replaced(f *ref) bool {
	file := t.file
	if strings.Contains(t.s.text, "that file") {
		file = file.Or(t.sc.lastFile)
	}
	fact := t.r.funcOf(f, file, t.sc)
	if fact == nil {
		return false
	}
	t.leaveOld(f)
	t.group = []*ref{f}
	return false
}

// leaveOld notes that a function of today goes, or gets another name or place.
func (t *telling) leaveOld(f *ref) {
	f.fact.isOld += 4
	t.old = f
	t.r.leave(feature.T(t.s.flat(), f.at), "moving, renaming or replacing existing code is left to the author")
}

// moves handles a path that functions come from or go to: "`F` moves from
// `a.go` to `b.go`". They are where they came from.
func (t *telling) moves(f *ref, file feature.Text) bool {
	if len(t.group) == 0 || !t.moving && !movesLead.MatchString(f.lead) || !fileLead.MatchString(f.lead) {
		return false
	}
	t.moving = true
	for _, g := range t.group {
		if g.fact == nil {
			continue
		}
		t.leaveOld(g)
		if lastWord(f.lead) == "from" {
			g.fact.File = g.fact.File.Or(file)
		}
	}
	return true
}

// replacement handles the new name that follows.
func (t *telling) replacement(f *ref) bool {
	file := t.file
	fact := t.r.funcOf(f, file, t.sc)
	if fact == nil {
		return false
	}
	fact.isNew += 2
	fact.Replaces = feature.T(t.old.fact.Name.Value, f.at)
	t.group = []*ref{f}
	t.sc.last = []*funcFact{fact}
	return true
}
