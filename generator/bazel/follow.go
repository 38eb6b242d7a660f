// Package bazel keeps BUILD files in step with Go files, such that gazelle has
// nothing left to do.
package bazel

import (
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/bazelbuild/buildtools/build"

	"github.com/kubevirt/kvscaffold/generator/change"
	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

const emitter = "bazel"

// Follow returns the edits to BUILD files, over next, that what changed between
// base and next asks for: sources added and gone, dependencies gained and no
// longer imported, first tests, new packages. Only directories of changed files
// are looked at, and what a BUILD file holds beyond that stays. next must come
// from base by calls to With. A tree without bazel yields nothing.
func Follow(base, next *checkout.Tree) (change.Set, diag.List) {
	f := &follower{base: base, next: next, changed: map[string]bool{}, kept: map[string]*source{}}
	paths := next.Changed(base)
	for _, p := range paths {
		f.changed[p] = true
	}
	for i, dir := range f.touched(paths) {
		if i == 0 {
			f.space = openWorkspace(next)
		}
		f.follow(dir)
	}
	return f.set, f.diags
}

// touched returns the directories whose BUILD file may have to follow, sorted:
// those of Go files, and the bazel packages of other files, which may be test
// data or embedded.
func (f *follower) touched(paths []string) []string {
	var out []string
	for _, p := range paths {
		dir := path.Dir(p)
		if strings.HasPrefix(p, "vendor/") {
			continue
		}
		if !strings.HasSuffix(p, ".go") {
			for dir != "." && buildFile(f.next, dir) == "" {
				dir = path.Dir(dir)
			}
		}
		out = append(out, dir)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

type follower struct {
	base, next *checkout.Tree
	changed    map[string]bool
	kept       map[string]*source // sources of files that do not change
	space      *workspace
	set        change.Set
	diags      diag.List
}

// want is what a rule holds for a state of the Go files.
type want struct {
	srcs, embedsrcs []string
	deps            map[string]reach // by label
	cgo             bool
}

func (f *follower) follow(dir string) {
	was, followed := f.unit(f.base, dir)
	now, ok := f.unit(f.next, dir)
	switch {
	case !ok && followed:
		f.diags.Errorf("mixed-packages", diag.Pos{File: dir}, "move the files of one package to a directory of their own",
			"the directory would hold several Go packages, none of them named like it, and its BUILD file cannot follow")
		return
	case !ok:
		f.diags.Notef("mixed-packages", diag.Pos{File: dir}, "the directory holds several Go packages, so its BUILD file is left to its author")
		return
	case reflect.DeepEqual(was, now):
		return
	}
	d := openBuild(f.next, dir)
	if d == nil {
		if p := buildFile(f.next, dir); p != "" {
			f.diags.Errorf("unreadable-build-file", diag.Pos{File: p}, "let buildifier tell what is wrong with it", "the BUILD file does not parse")
			return
		}
		if !f.isBazel(dir) {
			return
		}
		d, was = newDocument(dir), unit{}
	}
	f.followLibrary(d, dir, was, now)
	f.followBinary(d, dir, was, now)
	f.followTest(d, dir, was, now)
	f.set.Merge(d.edits(emitter, diag.Pos{}))
}

// isBazel reports whether new packages need a BUILD file: some directory above
// has one.
func (f *follower) isBazel(dir string) bool {
	for at := dir; ; at = path.Dir(at) {
		if buildFile(f.next, at) != "" || at == "." && f.next.Exists("WORKSPACE") {
			return true
		}
		if at == "." {
			return false
		}
	}
}

func (f *follower) followLibrary(d *document, dir string, was, now unit) {
	importPath := f.space.importPath(dir)
	r := d.lib(importPath)
	if len(now.lib.srcs) == 0 {
		f.empty(d, r, f.want(was.lib, target{}, dir))
		return
	}
	if r == nil {
		r = d.add("go_library", ruleName)
		r.SetAttr("importpath", text(importPath))
		if !d.setsVisibility() {
			visibility := visibilityOf(dir)
			if now.command {
				visibility = "//visibility:private"
			}
			r.SetAttr("visibility", texts([]string{visibility}))
		}
		was.lib = target{}
	}
	f.apply(r, f.want(was.lib, now.lib, dir), f.want(now.lib, was.lib, dir))
}

// visibilityOf is public, but for packages that Go itself restricts.
func visibilityOf(dir string) string {
	parts := strings.Split(dir, "/")
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i] == "internal" {
			return "//" + path.Join(parts[:i]...) + ":__subpackages__"
		}
	}
	return "//visibility:public"
}

func (f *follower) followBinary(d *document, dir string, was, now unit) {
	if was.command && !now.command {
		f.dropBinary(d, dir)
	}
	if !now.command || d.has("go_binary") {
		return
	}
	r := d.add("go_binary", path.Base(dir))
	r.SetAttr("embed", texts([]string{":" + f.ruleName(d, dir)}))
	if !d.setsVisibility() {
		r.SetAttr("visibility", texts([]string{visibilityOf(dir)}))
	}
}

// dropBinary removes the command that has lost its main function.
func (f *follower) dropBinary(d *document, dir string) {
	all := d.file.Rules("go_binary")
	if len(all) != 1 || isKept(all[0].Call) {
		return
	}
	amend(all[0], "embed", nil, []string{":" + f.ruleName(d, dir)})
	if all[0].Attr("embed") == nil && all[0].Attr("srcs") == nil {
		d.remove(all[0])
	}
}

func (f *follower) followTest(d *document, dir string, was, now unit) {
	r := d.named("go_test", testName)
	own := ":" + f.ruleName(d, dir)
	if len(now.test.srcs) == 0 {
		f.empty(d, r, f.testWant(was, target{}, dir, own))
		return
	}
	fresh := r == nil
	if fresh {
		r, was.test = d.add("go_test", testName), target{}
	}
	f.link(r, own, was.isLinked(), now.isLinked())
	f.apply(r, f.testWant(was, now.test, dir, own), f.testWant(now, was.test, dir, own))
	if now.testdata && (fresh || !was.testdata) && r.Attr("data") == nil {
		r.SetAttr("data", &build.CallExpr{X: &build.Ident{Name: "glob"}, List: []build.Expr{texts([]string{"testdata/**"})}})
	}
	if race := raceOf(f.next, dir); fresh && race != "" {
		r.SetAttr("race", text(race))
	}
}

// testWant is want for the test of a unit, which may import the library of its
// own directory; where it embeds the library, that import is no dependency.
func (f *follower) testWant(u unit, other target, dir, own string) want {
	w := f.want(u.test, other, dir)
	if r, ok := u.test.imports[f.space.importPath(dir)]; ok && !u.isLinked() {
		w.deps[own] = r
	}
	return w
}

// isLinked reports whether the test embeds its library: it does when some of
// its files are inside the package.
func (u unit) isLinked() bool { return u.test.internal && len(u.lib.srcs) > 0 }

// link makes a test that came to be internal embed its library, and one that
// ceased to be so let it go.
func (f *follower) link(r *build.Rule, own string, before, after bool) {
	switch {
	case after && !before:
		amend(r, "embed", []string{own}, nil)
	case before && !after:
		amend(r, "embed", nil, []string{own})
	}
}

func (f *follower) ruleName(d *document, dir string) string {
	if r := d.lib(f.space.importPath(dir)); r != nil {
		return r.Name()
	}
	return ruleName
}

// empty drops what a rule held for Go files that are all gone, and the rule
// where nothing else is left in it.
func (f *follower) empty(d *document, r *build.Rule, was want) {
	if r == nil || len(was.srcs) == 0 || isKept(r.Call) {
		return
	}
	f.apply(r, was, want{})
	if r.Attr("srcs") == nil && r.Attr("deps") == nil {
		d.remove(r)
	}
}

// apply brings a rule from one state of the Go files to the next.
func (f *follower) apply(r *build.Rule, was, now want) {
	if isKept(r.Call) {
		return
	}
	step(r, "srcs", was.srcs, now.srcs)
	step(r, "embedsrcs", was.embedsrcs, now.embedsrcs)
	old, new := scopeOf(was.deps), scopeOf(now.deps)
	step(r, "deps", old.any, new.any)
	old.any, new.any = nil, nil
	if !reflect.DeepEqual(old, new) {
		setSelects(r, "deps", new.selects())
	}
	if now.cgo && !was.cgo {
		r.SetAttr("cgo", &build.Ident{Name: "True"})
	}
	if was.cgo && !now.cgo {
		r.DelAttr("cgo")
	}
}

func step(r *build.Rule, attr string, was, now []string) {
	amend(r, attr, minus(now, was), minus(was, now))
}

func minus(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// want turns what Go files ask for into labels. Imports that the other state
// has just the same are left out, as nothing follows from them.
func (f *follower) want(t, other target, dir string) want {
	w := want{srcs: t.srcs, embedsrcs: t.embeds, cgo: t.cgo, deps: map[string]reach{}}
	own := f.space.importPath(dir)
	for _, imp := range slices.Sorted(maps.Keys(t.imports)) {
		r := t.imports[imp]
		if imp == own || r.any && other.imports[imp].any {
			continue
		}
		if l := f.space.label(imp); l != "" {
			w.deps[l] = w.deps[l].with(r, f.space.unknown)
		}
	}
	return w
}
