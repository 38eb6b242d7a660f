// This file defines how a checkout that a plan was applied to goes on to another
// version of the plan, or back to before it.
package generator

import (
	"context"
	"maps"
	"slices"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// Carried is what becomes of a checkout.
type Carried struct {
	Next   *checkout.Tree // comes from the checkout by calls to With
	Edits  []change.Edit  // that lead to it
	Stayed []Stay         // what is not as the old plan made it, and so was left alone
	Diags  diag.List      // why nothing could be done
}

// Stay is a piece that somebody edited.
type Stay struct {
	At   diag.Pos
	Text string // its first line
}

// Carry takes a checkout from the old version of a plan to the new one, or with
// a nil new one to before the plan. before is the checkout without the feature.
// What the old plan made is made anew there, so nothing has to be remembered:
// lines that are as the old plan made them become those of the new one, all
// others stay as they are.
func Carry(ctx context.Context, tree, before *checkout.Tree, old, new *feature.Feature, only []string) (Carried, error) {
	was, err := Run(ctx, old, before, Options{Only: only})
	if err != nil || was.Refused() {
		return Carried{Next: tree, Diags: diagsOf(was)}, err
	}
	to := before
	if new != nil {
		now, err := Run(ctx, new, before, Options{Only: only})
		if err != nil || now.Refused() {
			return Carried{Next: tree, Diags: diagsOf(now)}, err
		}
		to = now.Next
	}
	c := Carried{Next: tree}
	paths := append(was.Next.Changed(before), to.Changed(before)...)
	overlay := map[string][]byte{}
	var set change.Set
	slices.Sort(paths)
	for _, p := range slices.Compact(paths) {
		if checkout.IsGenerated(p) {
			continue
		}
		c.file(p, was.Next, to, tree, overlay, &set)
	}
	if len(overlay) > 0 {
		c.Next = tree.With(overlay)
	}
	c.Edits = set.Edits
	return c, nil
}

func diagsOf(r *Result) diag.List {
	if r == nil {
		return diag.List{}
	}
	return r.Diags
}

// file carries one file.
func (c *Carried) file(p string, from, to, tree *checkout.Tree, overlay map[string][]byte, set *change.Set) {
	gen, genErr := from.Read(p)
	next, nextErr := to.Read(p)
	have, haveErr := tree.Read(p)
	switch {
	case haveErr != nil && genErr != nil && nextErr == nil: // new in the new plan
		overlay[p] = next
	case haveErr != nil: // somebody took it away, and it stays away
	case genErr != nil: // not of the old plan: the new one finds it there
	case nextErr != nil && string(have) == string(gen):
		overlay[p] = nil
	case nextErr != nil:
		c.Stayed = append(c.Stayed, Stay{diag.Pos{File: p, Line: 1}, "the file was edited"})
	default:
		merged, stayed := change.Carry(string(gen), string(next), string(have))
		for _, s := range stayed {
			c.Stayed = append(c.Stayed, Stay{diag.Pos{File: p, Line: s.Line}, s.Text})
		}
		if merged != string(have) {
			overlay[p] = []byte(merged)
			set.Rewrite(p, string(have), merged, "carry", diag.Pos{File: p})
		}
	}
}

// Differs returns what the plan would make otherwise than the checkout has it:
// for every file the lines that it would make anew on the checkout without the
// feature and that are not there, as a tree to be compared with next. Pieces
// that are the author's to fill in are left out.
func Differs(ctx context.Context, f *feature.Feature, next, before *checkout.Tree, only []string) (*checkout.Tree, error) {
	r, err := Run(ctx, f, before, Options{Only: only})
	if err != nil || r.Refused() {
		return next, err
	}
	overlay := map[string][]byte{}
	for _, p := range r.Next.Changed(before) {
		if checkout.IsGenerated(p) {
			continue
		}
		base, err := before.Read(p)
		if err != nil {
			base = nil
		}
		want, _ := r.Next.Read(p)
		have, err := next.Read(p)
		if err != nil {
			continue // taken away on purpose
		}
		if text := change.Wanted(string(base), string(want), string(have)); text != string(have) {
			overlay[p] = []byte(text)
		}
	}
	if len(overlay) == 0 {
		return next, nil
	}
	return next.With(maps.Clone(overlay)), nil
}
