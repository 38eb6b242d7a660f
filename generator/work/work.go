// Package work is what an emitter sees of a run: the checkout, the feature, and
// a surface that takes edits, new files, needed imports and the lines of the
// account. It decides nothing; what it is told is composed by others.
package work

import (
	"fmt"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/gosrc"
)

// Result is what the emitters ask for.
type Result struct {
	Set     change.Set
	Diags   diag.List
	Added   []Item // declarations to be added
	Present []Item // found, equal
	Left    []Item // left to the author, with the reason
	Parts   []Part // what new files consist of
}

// Part is one run of declarations in a new file.
type Part struct {
	Path string
	Text string
	From diag.Pos
}

// Fragment is Go text with what it needs. Making one changes nothing.
type Fragment struct {
	ID    feature.ID // the piece of the feature that it belongs to
	Text  string
	Needs []string // import paths; the text uses the names that Imports(file).Alias gives
	From  diag.Pos
}

// Surface collects what emitters ask for, in one run over one tree.
type Surface struct {
	Tree    *checkout.Tree
	Feature *feature.Feature
	Res     Result
	Emitter string   // who works now
	Running []string // names of all emitters of the run
	Avoid   *Avoid   // what an earlier run showed not to compile
	imports map[string]*gosrc.Imports
	fresh   map[string]*NewFile
}

// New returns an empty surface over a tree.
func New(tree *checkout.Tree, f *feature.Feature) *Surface {
	return &Surface{Tree: tree, Feature: f, imports: map[string]*gosrc.Imports{}, fresh: map[string]*NewFile{}}
}

// Imports returns the import table of a file, existing or new.
func (s *Surface) Imports(p string) *gosrc.Imports {
	im := s.imports[p]
	if im == nil {
		im = gosrc.NewImports(s.Tree, p)
		s.imports[p] = im
	}
	return im
}

// Insert adds text at an offset of an existing file.
func (s *Surface) Insert(p string, off int, text string, from diag.Pos) {
	if !s.Avoid.text(p, text) {
		s.Res.Set.Insert(p, off, text, s.Emitter, from)
	}
}

// Replace replaces bytes of an existing file.
func (s *Surface) Replace(p string, start, end int, text string, from diag.Pos) {
	if !s.Avoid.text(p, text) {
		s.Res.Set.Replace(p, start, end, text, s.Emitter, from)
	}
}

// Append adds declarations at the end of a Go file, which is created where it
// does not exist (package name, licence header and imports then come from its
// neighbours).
func (s *Surface) Append(p, decls string, from diag.Pos) {
	if f, err := s.Tree.Go(p); err == nil {
		s.Insert(p, len(f.Src), "\n"+decls, from)
		return
	}
	if !s.Avoid.text(p, decls) {
		s.NewFile(p, from).Add(decls, from)
	}
}

// Added records a declaration that is to be added.
func (s *Surface) Added(what string, from, at diag.Pos) {
	s.Res.Added = append(s.Res.Added, Item{What: what, From: from, At: at})
}

// Present records a declaration that is there already and equal.
func (s *Surface) Present(what string, from, at diag.Pos) {
	s.Res.Present = append(s.Res.Present, Item{What: what, From: from, At: at})
}

// Left records what is recognised but left to the author.
func (s *Surface) Left(what, why string, from diag.Pos) {
	s.Res.Left = append(s.Res.Left, Item{What: what, Why: why, From: from})
}

// Refuse leaves a piece because of a fault in the plan or in the checkout that
// somebody has to settle: what names the piece, the diagnostic has the plan
// line, the reason as a sentence about the piece, and the remedy.
func (s *Surface) Refuse(what string, d diag.Diagnostic) {
	s.Res.Left = append(s.Res.Left, Item{What: what, Why: d.Message, From: d.Pos, Code: d.Code, Remedy: d.Remedy, Places: d.Places})
}

// Conflict leaves a declaration that exists in another form than planned.
func (s *Surface) Conflict(what, have, want string, from, at diag.Pos) {
	s.Refuse(what, diag.Diagnostic{Code: "conflict", Pos: from,
		Message: fmt.Sprintf("it exists with another meaning: the checkout has %s, the plan wants %s", have, want),
		Places:  []diag.Place{{Pos: at, Text: "is declared here"}},
		Remedy:  "change the plan to what is there, choose another name, or change the checkout by hand"})
}

// Site resolves a site; where it is missing what needs it is left.
func (s *Surface) Site(id, what string, from diag.Pos) (checkout.Found, bool) {
	found, d := s.Tree.Locate(checkout.SiteByID(id))
	if d != nil {
		s.Miss(what, *d, from)
		return found, false
	}
	return found, true
}

// Miss leaves a piece whose site is missing. A file that cannot be read is no
// missing site: nothing is known of what it declares, so the run is refused.
func (s *Surface) Miss(what string, d diag.Diagnostic, from diag.Pos) {
	if d.Code == unreadable {
		s.Res.Diags.Add(d)
		return
	}
	d.Places = append([]diag.Place{{Pos: d.Pos, Text: "expected here"}}, d.Places...)
	d.Pos = from
	s.Refuse(what, d)
}

// unreadable is the code of files that do not parse.
const unreadable = "go-syntax"

// Unplaced turns errors that emitters reported without naming a piece into what
// is left: one piece falls, not the run.
func (r *Result) Unplaced() {
	var rest diag.List
	for _, d := range r.Diags.Sorted() {
		if d.Severity != diag.Error || d.Code == unreadable {
			rest.Add(d)
			continue
		}
		r.Left = append(r.Left, Item{Why: d.Message, From: d.Pos, Code: d.Code, Remedy: d.Remedy, Places: d.Places})
	}
	r.Diags = rest
}
