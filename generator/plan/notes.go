package plan

import (
	"path"
	"regexp"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/feature"
)

// This file reads the remarks beside the files of a tree, which have no code
// marks.

// readNotes reads the remarks for names of functions. It runs after types are
// known.
func (r *reader) readNotes() {
	for _, n := range r.book.notes {
		r.noteFunctions(n)
	}
}

var (
	noteName = regexp.MustCompile(`\b([A-Za-z_]\w*)\(\)|\b((?:[a-z]+[A-Z]|[A-Z][a-z]+[A-Z]|[A-Z]{2,}[a-z])\w+)\b`)
	nameList = regexp.MustCompile(`^\w+(?:\(\))?(?:,\s+\w+(?:\(\))?)+[.,]?$`) // a remark of nothing but names
)

// noteFunctions reads function names in the plain remarks of a tree.
func (r *reader) noteFunctions(n feature.File) {
	p, note := n.Path, n.Note.Value
	if !strings.HasSuffix(p.Value, ".go") || strings.HasSuffix(p.Value, "_test.go") {
		return
	}
	list := nameList.MatchString(note)
	for _, m := range noteName.FindAllStringSubmatchIndex(note, -1) {
		lo, hi := m[2], m[3]
		if lo < 0 {
			lo, hi = m[4], m[5]
		}
		name := note[lo:hi]
		before, after := note[:lo], note[hi:]
		if strings.HasSuffix(before, ".") || strings.HasPrefix(after, ".") || !looksLikeFunc(name) && !strings.HasSuffix(before, " in ") && !(list && saysWhatFor(name)) || r.isAccessor(name) || r.isGateName(name) || r.book.find(name) != nil || r.book.jsonKeys[name] {
			if list && !r.named(name) {
				r.leave(feature.T(name+" in "+p.Value, p.At), "the plan does not say whether it is a type or a function")
			}
			continue
		}
		if nounBefore(before) == nounOther || nounAfter(after) == nounOther || nounAfter(after) == nounField {
			continue
		}
		if r.book.besides(name, p.Value) {
			continue // one package has one of a name, and the text knows better
		}
		f := r.book.function(feature.T(name, p.At), p, feature.Text{})
		if callsLead.MatchString(before) || strings.Contains(strings.ToLower(before), " in ") {
			f.isOld++
		}
	}
}

// besides reports whether another file of the folder has a function of a name.
func (b *book) besides(name, file string) bool {
	for _, f := range b.funcs {
		if f.Name.Value == name && path.Dir(f.File.Value) == path.Dir(file) && f.File.Value != file && f.Receiver.Empty() {
			return true
		}
	}
	return false
}

// saysWhatFor holds for names such as PathForDisk, which types seldom have.
func saysWhatFor(name string) bool {
	hs := humps(name)
	for _, h := range hs[min(1, len(hs)):max(len(hs)-1, 0)] {
		if h == "for" || h == "from" {
			return true
		}
	}
	return false
}

// named reports whether the plan tells elsewhere what a name stands for.
func (r *reader) named(name string) bool {
	for _, c := range r.book.consts {
		if c.Name.Value == name {
			return true
		}
	}
	return r.isAccessor(name) || r.isGateName(name) || r.book.find(name) != nil || r.book.jsonKeys[name] || r.book.knowsFunc(name)
}
