package generator

import (
	"path"
	"sort"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/emit"
	"github.com/kubevirt/kvscaffold/generator/feature"
)

// leftFiles tells of files the plan lists for which nothing was added: why, and
// what the plan wants there.
func (r *Result) leftFiles(next *checkout.Tree) {
	touched := map[string]bool{}
	for _, p := range next.Changed(r.Base) {
		touched[p] = true
	}
	var out []emit.Item
	for _, f := range r.Feature.Files {
		p := f.Path.Value
		if f.State == feature.FileGenerated || touched[p] || checkout.IsGenerated(p) || r.alreadyThere(f) || r.leftAlready(f) {
			continue
		}
		out = append(out, emit.Item{What: strings.TrimSpace(f.State + " file " + p), Why: r.untouched(f), From: f.Path.At})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].From.Line < out[j].From.Line })
	r.Left = append(r.Left, out...)
}

// untouched says why a listed file stays as it is.
func (r *Result) untouched(f feature.File) string {
	wants := r.wanted(f)
	switch ext := path.Ext(f.Path.Value); {
	case ext == "":
		return said("no rule writes files of this kind", wants)
	case ext != ".go":
		return said("no rule writes "+ext+" files", wants)
	case wants != "":
		return said("not written", wants)
	case f.State == feature.FileNew:
		return "the plan does not say what it declares"
	}
	return "the plan does not say what changes in it"
}

func said(why, wants string) string {
	if wants == "" {
		return why
	}
	return why + "; the plan says: " + wants
}

// wanted returns what the plan says of a file: beside it, in the steps of the
// functions that it has there, or in a change of a component that names it.
func (r *Result) wanted(f feature.File) string {
	if !f.Note.Empty() {
		return strings.TrimSuffix(f.Note.Value, ".")
	}
	for _, fn := range r.Feature.Functions {
		if fn.File.Value == f.Path.Value && len(fn.Steps) > 0 {
			return fn.Name.Value + ": " + strings.TrimSuffix(fn.Steps[0].Value, ".")
		}
	}
	for _, c := range r.Feature.Components {
		for _, change := range c.Changes {
			if strings.Contains(change.Value, f.Path.Value) {
				return strings.TrimSuffix(change.Value, ".")
			}
		}
	}
	return ""
}

// leftAlready reports whether what the plan says beside a file is left with the
// names of its functions.
func (r *Result) leftAlready(f feature.File) bool {
	for _, it := range r.Left {
		if strings.HasPrefix(it.What, f.Path.Value+": ") { // existing tests that follow
			return true
		}
		if it.At.File == f.Path.Value && (f.Note.Empty() || it.From.Line == f.Path.At.Line) {
			return true
		}
	}
	return false
}

// alreadyThere reports whether everything planned for a file was found present.
func (r *Result) alreadyThere(f feature.File) bool {
	for _, it := range r.Present {
		if it.At.File == f.Path.Value || path.Base(it.At.File) == f.Path.Value {
			return true
		}
	}
	return false
}
