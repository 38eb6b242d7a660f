// Package resolve weighs statements with the checkout: what every name is,
// where it stands, what form it has; and keeps the ledger of what became of
// each mention.
package resolve

import (
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
	"github.com/kubevirt/kvscaffold/generator/feature"
	"github.com/kubevirt/kvscaffold/generator/statement"
)

// Resolve makes the feature of a plan. tree may be nil: then names that only a
// checkout can settle stay as the plan gives them.
func Resolve(all []statement.Statement, tree *checkout.Tree) (*feature.Feature, *Ledger) {
	r := &resolver{tree: tree, ledger: &Ledger{}, f: &feature.Feature{Schema: feature.Schema}}
	if tree != nil {
		r.index = tree.Index()
	}
	r.paths(all)
	r.group(all)
	r.atPaths()
	r.head(all)
	r.gates()
	r.types()
	r.fields()
	r.consts()
	r.functions()
	r.components(all)
	r.files(all)
	r.filesOfDeclarations()
	r.commands(all)
	r.tests(all)
	r.book(all)
	return r.f, r.ledger
}

type resolver struct {
	tree   *checkout.Tree
	index  *checkout.Index
	f      *feature.Feature
	ledger *Ledger
	full   []string // full paths that the plan names
	things []*thing
	byName map[string][]*thing
	newFn  map[string]*thing
}

// thing is everything that was said of one name in one place of the tree.
type thing struct {
	kind   statement.Kind
	name   string
	owner  string
	file   string // completed; "" unknown
	strong bool   // the file was said of it, not of its surroundings
	said   []statement.Statement
	exists bool
	at     diag.Pos
}

// best returns the statement of a relation with the highest trust, the first
// among equals.
func (t *thing) best(rel statement.Relation) (statement.Statement, bool) {
	var out statement.Statement
	found := false
	for _, s := range t.said {
		if s.Relation == rel && !s.Not && (!found || s.Trust > out.Trust) {
			out, found = s, true
		}
	}
	return out, found
}

// text returns the object of the best statement as a text of the model.
func (t *thing) text(rel statement.Relation) feature.Text {
	if s, ok := t.best(rel); ok {
		return feature.T(s.Object, s.At)
	}
	return feature.Text{}
}

// every returns the statements of a relation.
func (t *thing) every(rel statement.Relation) []statement.Statement {
	var out []statement.Statement
	for _, s := range t.said {
		if s.Relation == rel && !s.Not {
			out = append(out, s)
		}
	}
	return out
}

func (t *thing) has(rel statement.Relation) bool {
	_, ok := t.best(rel)
	return ok
}

func (t *thing) isA(kind string) bool {
	for _, s := range t.said {
		if s.Relation == statement.IsA && s.Object == kind {
			return true
		}
	}
	return false
}

// paths collects the full paths that the plan names, for those it shortens.
func (r *resolver) paths(all []statement.Statement) {
	add := func(p string) {
		if strings.Count(p, "/") >= 2 && !slices.Contains(r.full, p) {
			r.full = append(r.full, p)
		}
	}
	for _, s := range all {
		if s.Subject.Kind == statement.File {
			add(s.Subject.Name)
		}
		add(s.Subject.File)
		if s.Relation == statement.InFile {
			add(s.Object)
		}
	}
}

// complete spells a path out: as it is in the checkout, as another place of
// the plan gives it, or as the only file with this ending.
func (r *resolver) complete(p, near string) string {
	p = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(p, "./"), "/"), "/")
	if p == "" || r.tree != nil && r.tree.Exists(p) {
		return p
	}
	var found []string
	for _, f := range r.full {
		if strings.HasSuffix(f, "/"+p) {
			found = append(found, f)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	if near != "" && r.tree != nil {
		for dir := near; strings.Contains(dir, "/"); {
			dir = dir[:strings.LastIndexByte(dir, '/')]
			if slices.Contains(found, dir+"/"+p) || r.tree.Exists(dir+"/"+p) {
				return dir + "/" + p
			}
		}
	}
	if r.index != nil {
		if fs := r.index.BySuffix(p); len(fs) == 1 {
			return fs[0].Path
		}
	}
	return p
}

// goFile completes a path that is to hold Go declarations; "" if it is none.
func (r *resolver) goFile(p, near string) string {
	if !strings.HasSuffix(p, ".go") {
		return ""
	}
	return r.complete(p, near)
}

// kinds returns what the checkout knows of a name.
func (r *resolver) kinds(name string) []statement.Kind {
	if r.index == nil {
		return nil
	}
	return Kinds(r.index, name)
}

// Kinds returns what a checkout declares under a name.
func Kinds(x *checkout.Index, name string) []statement.Kind {
	var out []statement.Kind
	add := func(k statement.Kind) {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	for _, d := range x.ByName(name) {
		switch {
		case d.Kind == checkout.DeclFunc || d.Kind == checkout.DeclMethod || d.Kind == checkout.DeclInterfaceMethod:
			add(statement.Function)
		case d.Kind.IsType():
			add(statement.Type)
		case d.Kind == checkout.DeclField:
			add(statement.Field)
		case d.Kind == checkout.DeclConst:
			add(statement.Const)
		case d.Kind == checkout.DeclVar:
			add(statement.Var)
		}
	}
	return out
}

// Dictionary is a checkout as the readers of sentences ask it.
type Dictionary struct{ Tree *checkout.Tree }

// Kinds implements statement.Dictionary.
func (d Dictionary) Kinds(name string) []statement.Kind { return Kinds(d.Tree.Index(), name) }

// HasFile implements statement.Dictionary.
func (d Dictionary) HasFile(p string) (string, bool) {
	if d.Tree.Exists(p) {
		return p, true
	}
	if fs := d.Tree.Index().BySuffix(p); len(fs) == 1 {
		return fs[0].Path, true
	}
	return "", false
}
