// This file defines the index of declarations: which names the checkout
// declares, and where.
package checkout

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/kubevirt/kvscaffold/generator/checkout/outline"
)

// Decl is one declaration of the checkout; see outline.Decl for its parts.
type Decl = outline.Decl

// The kinds of declarations.
const (
	DeclFunc              = outline.Func
	DeclMethod            = outline.Method
	DeclType              = outline.Type
	DeclStruct            = outline.Struct
	DeclInterface         = outline.Interface
	DeclConst             = outline.Const
	DeclVar               = outline.Var
	DeclField             = outline.Field
	DeclInterfaceMethod   = outline.InterfaceMethod
	DeclInterfaceEmbedded = outline.InterfaceEmbedded
)

// indexed are the directories whose Go files the index holds: hand-written and
// generated ones alike. Vendored code, test data, and directories that the go
// command passes over are left out.
var indexed = []string{"pkg", "cmd", "tools", "tests", "staging/src/kubevirt.io"}

// Index holds the declarations of a tree by name. All results are sorted by
// file and line and must not be changed. An Index is safe for concurrent use.
//
// A tree with an overlay has an index with an overlay: under holds everything,
// and what it says of a file that was changed since is passed over.
type Index struct {
	under  *Index          // nil: this is the whole
	hidden map[string]bool // files of under that were changed
	files  []*outline.File // sorted by path
	byName map[string][]*Decl

	once struct{ members, json, base, imports, text sync.Once }
	of   map[string][]*Decl // members by the type they belong to
	json map[string][]*Decl // fields by their name in JSON
	base map[string][]*outline.File
	from map[string][]*outline.File // files by what they import
	text map[string][]*Decl         // constants by their value
}

// newIndex orders outlines by path and their declarations by name.
func newIndex(files []*outline.File) *Index {
	slices.SortFunc(files, func(a, b *outline.File) int { return cmp.Compare(a.Path, b.Path) })
	x := &Index{files: files}
	x.byName = x.group(func(d *Decl) (string, bool) { return d.Name, true })
	return x
}

// group sorts the declarations that key takes into one list per key, all of
// them parts of one slice.
func (x *Index) group(key func(*Decl) (string, bool)) map[string][]*Decl {
	type list struct{ size, start int }
	number := map[string]int{}
	var lists []list
	var decls []*Decl
	var at []int
	for _, f := range x.files {
		for i := range f.Decls {
			k, ok := key(&f.Decls[i])
			if !ok {
				continue
			}
			n, ok := number[k]
			if !ok {
				n = len(lists)
				number[k] = n
				lists = append(lists, list{})
			}
			lists[n].size++
			decls, at = append(decls, &f.Decls[i]), append(at, n)
		}
	}
	start := 0
	for i := range lists {
		lists[i].start = start
		start += lists[i].size
		lists[i].size = 0
	}
	all := make([]*Decl, len(decls))
	for i, d := range decls {
		l := &lists[at[i]]
		all[l.start+l.size] = d
		l.size++
	}
	out := make(map[string][]*Decl, len(lists))
	for k, n := range number {
		l := lists[n]
		out[k] = all[l.start : l.start+l.size : l.start+l.size]
	}
	return out
}

// merge joins what the whole says with what the overlay says.
func (x *Index) merge(find func(*Index) []*Decl) []*Decl {
	own := find(x)
	if x.under == nil {
		return own
	}
	var out []*Decl
	for _, d := range find(x.under) {
		if !x.hidden[d.File] {
			out = append(out, d)
		}
	}
	out = append(out, own...)
	slices.SortStableFunc(out, func(a, b *Decl) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return out
}

// mergeFiles joins the files of the whole with those of the overlay.
func (x *Index) mergeFiles(find func(*Index) []*outline.File) []*outline.File {
	own := find(x)
	if x.under == nil {
		return own
	}
	var out []*outline.File
	for _, f := range find(x.under) {
		if !x.hidden[f.Path] {
			out = append(out, f)
		}
	}
	out = append(out, own...)
	slices.SortFunc(out, func(a, b *outline.File) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// ByName returns what declares a name; given kinds, only such declarations.
func (x *Index) ByName(name string, kinds ...outline.Kind) []*Decl {
	found := x.merge(func(x *Index) []*Decl { return x.byName[name] })
	if len(kinds) == 0 {
		return found
	}
	var out []*Decl
	for _, d := range found {
		if slices.Contains(kinds, d.Kind) {
			out = append(out, d)
		}
	}
	return out
}

// Names reports how many names the index holds and calls yield for each, in no
// order, until it returns false.
func (x *Index) Names(yield func(name string) bool) {
	if x.under == nil {
		for name := range x.byName {
			if !yield(name) {
				return
			}
		}
		return
	}
	seen := map[string]bool{}
	for _, part := range []*Index{x.under, x} {
		for name := range part.byName {
			if !seen[name] && len(x.ByName(name)) > 0 {
				seen[name] = true
				if !yield(name) {
					return
				}
			}
		}
	}
}

// Members returns what belongs to types of a name: methods, fields, members of
// an interface, constants of the type. dir limits them to one directory unless
// it is empty; given kinds, only such declarations are returned.
func (x *Index) Members(dir, typ string, kinds ...outline.Kind) []*Decl {
	found := x.merge(func(x *Index) []*Decl {
		x.once.members.Do(func() { x.of = x.group(func(d *Decl) (string, bool) { return d.Recv, d.Recv != "" }) })
		return x.of[typ]
	})
	var out []*Decl
	for _, d := range found {
		if (dir == "" || d.Dir() == dir) && (len(kinds) == 0 || slices.Contains(kinds, d.Kind)) {
			out = append(out, d)
		}
	}
	return out
}

// Methods returns the methods of the types of a name, in one directory or, if
// dir is empty, in all.
func (x *Index) Methods(dir, typ string) []*Decl { return x.Members(dir, typ, DeclMethod) }

// ByJSON returns the fields of a name in JSON.
func (x *Index) ByJSON(name string) []*Decl {
	return x.merge(func(x *Index) []*Decl {
		x.once.json.Do(func() {
			x.json = x.group(func(d *Decl) (string, bool) {
				if d.Kind != DeclField {
					return "", false
				}
				name, _ := d.JSON()
				return name, name != ""
			})
		})
		return x.json[name]
	})
}

// ByValue returns the constants whose value is the given string.
func (x *Index) ByValue(value string) []*Decl {
	return x.merge(func(x *Index) []*Decl {
		x.once.text.Do(func() {
			x.text = x.group(func(d *Decl) (string, bool) {
				if d.Kind != DeclConst {
					return "", false
				}
				return d.Text()
			})
		})
		return x.text[value]
	})
}

// Files returns the outlines of all files.
func (x *Index) Files() []*outline.File {
	return x.mergeFiles(func(x *Index) []*outline.File { return x.files })
}

// File returns the outline of one file, or nil.
func (x *Index) File(p string) *outline.File {
	for _, f := range x.BySuffix(p) {
		if f.Path == p {
			return f
		}
	}
	return nil
}

// BySuffix returns the files whose path ends in the given one, element by
// element: "admitter.go" or "webhooks/admitter.go".
func (x *Index) BySuffix(suffix string) []*outline.File {
	suffix = strings.TrimPrefix(suffix, "./")
	found := x.mergeFiles(func(x *Index) []*outline.File {
		x.once.base.Do(func() {
			x.base = map[string][]*outline.File{}
			for _, f := range x.files {
				b := path.Base(f.Path)
				x.base[b] = append(x.base[b], f)
			}
		})
		return x.base[path.Base(suffix)]
	})
	var out []*outline.File
	for _, f := range found {
		if f.Path == suffix || strings.HasSuffix(f.Path, "/"+suffix) {
			out = append(out, f)
		}
	}
	return out
}

// Packages returns the directories whose package has a name (tests beside it
// not counted), sorted.
func (x *Index) Packages(name string) []string {
	var out []string
	for _, f := range x.Files() {
		if f.Package == name && !strings.HasSuffix(f.Path, "_test.go") {
			out = append(out, path.Dir(f.Path))
		}
	}
	return slices.Compact(out)
}

// Importers returns the files that import a path.
func (x *Index) Importers(importPath string) []*outline.File {
	return x.mergeFiles(func(x *Index) []*outline.File {
		x.once.imports.Do(func() {
			x.from = map[string][]*outline.File{}
			for _, f := range x.files {
				for _, im := range f.Imports {
					x.from[im.Path] = append(x.from[im.Path], f)
				}
			}
		})
		return x.from[importPath]
	})
}
