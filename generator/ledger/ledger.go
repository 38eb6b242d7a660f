// Package ledger says what became of every single thing that a feature asks
// for: written, there already, or left. It looks at the result, not at what was
// done, so that a first and a second run tell the same of what is open.
package ledger

import (
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/work"
)

// Ledger is the account of a run. Every fact of the feature is the ID of at
// least one item of the first three lists, or a file that one of them lies in
// or that the run changed.
type Ledger struct {
	Written []work.Item // declared in the result and not before, with its line
	There   []work.Item // declared before
	Left    []work.Item // not made, with the reason
	Open    []work.Item // made, and still to be filled: bodies, pending tests, rules
}

// Run is what a ledger is made of.
type Run struct {
	Feature *feature.Feature
	Base    *checkout.Tree
	Next    *checkout.Tree
	Added   []work.Item
	Present []work.Item
	Left    []work.Item
}

// Books reports whether a fact is accounted for by one of these items, or by
// the file that it is.
func (l Ledger) Books(f feature.Fact, changed func(string) bool) bool {
	is := func(it work.Item) bool {
		return it.ID == f.ID || said(it.ID, f.ID) || f.ID.Kind() == "file" && it.At.File == f.Name || f.ID.Kind() == "test" && f.File != "" && it.At.File == f.File
	}
	return slices.ContainsFunc(l.Written, is) || slices.ContainsFunc(l.There, is) || slices.ContainsFunc(l.Left, is) ||
		f.ID.Kind() == "file" && changed(f.Name)
}

// Of books every fact of a run's feature.
func Of(r Run) Ledger {
	b := &book{run: r, Ledger: Ledger{Written: slices.Clone(r.Added), There: slices.Clone(r.Present), Left: slices.Clone(r.Left)}, changed: map[string]bool{}, facts: r.Feature.Facts()}
	for _, p := range r.Next.Changed(r.Base) {
		b.changed[p] = true
	}
	for _, f := range b.facts {
		if !b.claim(f) {
			b.place(f)
		}
	}
	b.Written = once(b.Written)
	b.lines()
	b.Open = b.open()
	for _, list := range []*[]work.Item{&b.Written, &b.There, &b.Left, &b.Open} {
		*list = once(*list)
	}
	return b.Ledger
}

type book struct {
	run Run
	Ledger
	facts   []feature.Fact
	changed map[string]bool // paths that differ between base and result
}

// claim gives the items that emitters made of a fact its identity, and reports
// whether there are any.
func (b *book) claim(f feature.Fact) bool {
	found := false
	for _, list := range [][]work.Item{b.Written, b.There, b.Left} {
		for i := range list {
			it := &list[i]
			if it.ID != "" && it.ID != f.ID {
				found = found || said(it.ID, f.ID) // the model says it twice
				continue
			}
			if it.ID == "" && !about(*it, f) {
				continue
			}
			it.ID, found = f.ID, true
			if it.Kind == "" {
				it.Kind = f.ID.Kind()
			}
			if it.Name == "" {
				it.Name = f.Name
			}
			if it.Words == "" {
				it.Words = f.Words
			}
		}
	}
	return found
}

// about reports whether an item without identity is about a fact: it comes from
// the same place and names it.
func about(it work.Item, f feature.Fact) bool {
	kind := f.ID.Kind()
	if it.What == title(f) || it.Kind == kind && kind == "change" && it.Name == f.Name || kind == "call" && sameCall(it, f) {
		return true
	}
	if it.From.File != f.At.File || it.From.Line != f.At.Line {
		return false
	}
	if it.Kind != "" && kindOf(it.Kind) != kind {
		return false
	}
	switch {
	case kind == "rule" || kind == "default" || kind == "loop":
		return true // what comes from their line is made of them
	case it.Kind == "" && (kind == "call" || kind == "change"):
		return false // those are told with their kind
	}
	if kind == "test" && f.File != "" && !strings.Contains(it.What, f.File) {
		return false
	}
	if kind == "test" || kind == "file" {
		return kind != "file" || strings.Contains(it.What, f.Name)
	}
	if kind == "gate" { // constants and accessors are named after it
		return strings.Contains(it.What, f.Name)
	}
	return it.Name == f.Name || holdsWord(it.What, last(f.Name))
}

// said reports whether two identities differ by a number alone.
func said(a, b feature.ID) bool {
	bare, _, numbered := strings.Cut(string(b), " (")
	return numbered && string(a) == bare
}

// holdsWord reports whether a phrase has a name among its words, whatever the
// case of its letters.
func holdsWord(phrase, name string) bool {
	if !token.IsIdentifier(name) {
		return strings.Contains(phrase, name)
	}
	words := strings.FieldsFunc(phrase, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, name) })
}

// sameCall reports whether an item tells of a call, with or without the
// receivers.
func sameCall(it work.Item, f feature.Fact) bool {
	callee, caller, _ := strings.Cut(f.Name, " in ")
	if it.Kind == "call" {
		return last(it.Name) == last(callee) && last(it.Place) == last(caller)
	}
	for _, a := range []string{callee, last(callee)} {
		if it.What == "call of "+a+" in "+caller || it.What == "call of "+a+" in "+last(caller) {
			return true
		}
	}
	return false
}

// kindOf translates the kinds that items are told with to those of facts.
func kindOf(kind string) string {
	switch kind {
	case "function", "method", "body":
		return "func"
	case "constant", "variable", "value":
		return "const"
	case "parameter":
		return "param"
	}
	return kind
}

// last returns the bare name of a fact: without receiver, caller or type.
func last(name string) string {
	name, _, _ = strings.Cut(name, ": ")
	name, _, _ = strings.Cut(name, " in ")
	return strings.TrimSuffix(name[strings.LastIndexByte(name, '.')+1:], "[]")
}

// place books a fact that no emitter spoke of by what the result holds.
func (b *book) place(f feature.Fact) {
	it := work.Item{ID: f.ID, Kind: f.ID.Kind(), Name: f.Name, Words: f.Words, What: title(f), From: f.At}
	if f.ID.Kind() == "file" {
		if !b.reached(f.Name) && b.run.Next.Exists(f.Name) == b.run.Base.Exists(f.Name) && !b.run.Feature.Generates(f.Name) {
			it.Why = "the plan does not say what changes in it"
			b.Left = append(b.Left, it)
		}
		return
	}
	var ok bool
	if it.At, ok = b.find(b.run.Next, f); ok {
		if _, before := b.find(b.run.Base, f); before {
			b.There = append(b.There, it)
		} else {
			b.Written = append(b.Written, it)
		}
		return
	}
	if f.ID.Kind() == "test" && b.told(f.File) {
		return
	}
	it.At = diag.Pos{File: f.File}
	it.Why = "it is not written"
	b.Left = append(b.Left, it)
}

// find locates a fact in a tree. A change of a function is found where its body
// uses something that the feature declares.
func (b *book) find(t *checkout.Tree, f feature.Fact) (diag.Pos, bool) {
	if f.ID.Kind() != "change" {
		return locate(t, f)
	}
	file, fd := function(t, f.File, f.Name)
	if fd == nil {
		return diag.Pos{}, false
	}
	return file.Pos(fd.Pos()), uses(fd, b.names())
}

// names returns the names that the feature declares.
func (b *book) names() map[string]bool {
	out := map[string]bool{}
	for _, f := range b.facts {
		switch f.ID.Kind() {
		case "func", "type", "const":
			out[last(f.Name)] = true
		}
	}
	for _, it := range slices.Concat(b.Written, b.There) {
		for _, word := range strings.Fields(it.What) {
			if token.IsIdentifier(word) && strings.ToLower(word[1:]) != word[1:] {
				out[word] = true
			}
		}
	}
	for _, g := range b.run.Feature.Gates {
		out[g.AccessorName()], out[g.ConstName()] = true, true
	}
	return out
}

// reached reports whether the run changed a file or found something in it.
func (b *book) reached(p string) bool {
	return b.changed[p] || b.told(p)
}

// told reports whether something was written, found or left in a file.
func (b *book) told(p string) bool {
	in := func(it work.Item) bool {
		return it.At.File == p || path.Base(it.At.File) == p || p != "" && strings.Contains(it.What, p)
	}
	return slices.ContainsFunc(b.Written, in) || slices.ContainsFunc(b.There, in) || slices.ContainsFunc(b.Left, in)
}

// title names a fact for people.
func title(f feature.Fact) string {
	switch kind := f.ID.Kind(); kind {
	case "func":
		return "function " + f.Name
	case "const":
		return "constant " + f.Name
	case "gate":
		return "feature gate " + f.Name
	case "param":
		return "parameter of " + f.Name
	case "call", "change":
		return kind + " of " + f.Name
	case "remove":
		return "removal of " + f.Name
	case "test":
		return "test " + strconv.Quote(f.Words) + " in " + f.File
	default:
		return kind + " " + f.Name
	}
}

// lines completes the places of what was written or found: a file alone becomes
// the line of the declaration in the result.
func (b *book) lines() {
	facts := map[feature.ID]feature.Fact{}
	for _, f := range b.facts {
		facts[f.ID] = f
	}
	for i := range b.Written {
		it := &b.Written[i]
		f, known := facts[it.ID]
		if it.At.Line > 0 && !b.changed[it.At.File] {
			continue
		}
		if known {
			f.File = it.At.File
			if at, ok := locate(b.run.Next, f); ok && at.File == it.At.File && !b.taken(at, i) {
				it.At = at
				continue
			}
		}
		if at, ok := mentioned(b.run.Next, it.At.File, it.What); ok && (it.Kind == "rule" || !b.taken(at, i)) {
			it.At = at
		} else {
			it.At = diag.Pos{File: it.At.File}
		}
	}
}

// taken reports whether one of the first n written things has a place already.
func (b *book) taken(at diag.Pos, n int) bool {
	return slices.ContainsFunc(b.Written[:n], func(it work.Item) bool { return it.At == at })
}

// once drops what is said twice.
func once(items []work.Item) []work.Item {
	type words struct {
		what, why, file string
		from            diag.Pos
		line            int
	}
	seen := map[words]bool{}
	return slices.DeleteFunc(items, func(it work.Item) bool {
		k := words{it.What, it.Why, it.At.File, it.From, it.At.Line}
		if it.Kind != "body" && it.Kind != "test" {
			k.line = 0 // told of the same thing by two emitters
		}
		if seen[k] {
			return true
		}
		seen[k] = true
		return false
	})
}
