package bazel

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/bazelbuild/buildtools/build"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// openKubeVirt opens the checkout that the environment names. The tests below
// take BUILD files apart and expect the committed bytes back.
func openKubeVirt(t *testing.T) (*checkout.Tree, []string) {
	t.Helper()
	dir := os.Getenv("KUBEVIRT")
	if dir == "" {
		t.Skip("KUBEVIRT names no checkout")
	}
	tree, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var dirs []string
	var walk func(at string)
	walk = func(at string) {
		if d := openBuild(tree, at); d != nil && (d.has("go_library") || d.has("go_test")) {
			dirs = append(dirs, at)
		}
		for _, name := range tree.Dirs(at) {
			if at != "." || name != "vendor" && name[0] != '.' && name[0] != '_' {
				walk(path.Join(at, name))
			}
		}
	}
	walk(".")
	return tree, dirs
}

// score counts attempts and failures, and shows the first of them.
type score struct {
	t          *testing.T
	tries, bad int
	failed     []string
}

func (s *score) check(name, got, want string) {
	s.tries++
	if got == want {
		return
	}
	s.bad++
	s.failed = append(s.failed, name)
	if s.bad <= 5 {
		s.t.Logf("%s:\n%s", name, firstDifference(got, want))
	}
}

func (s *score) atLeast(rate float64) {
	s.t.Logf("%d of %d exact", s.tries-s.bad, s.tries)
	if float64(s.tries-s.bad) < rate*float64(s.tries) {
		s.t.Errorf("below %.1f %%: %v", 100*rate, s.failed)
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return "got  " + strings.Join(a[max(0, i-1):min(len(a), i+3)], "\n     ") +
				"\nwant " + strings.Join(b[max(0, min(i-1, len(b))):min(len(b), i+3)], "\n     ")
		}
	}
	return "got ends early"
}

// followed returns the BUILD file of a directory after following.
func followed(t *testing.T, base, next *checkout.Tree, dir string) string {
	t.Helper()
	set, diags := Follow(base, next)
	for _, d := range diags.Sorted() {
		t.Log(d)
	}
	over, diags := set.Compose(next)
	for _, d := range diags.Sorted() {
		t.Error(d)
	}
	out := next.With(over)
	text, _ := out.Read(buildFile(out, dir))
	return string(text)
}

func goFiles(tree *checkout.Tree, dir string) []string {
	return slices.DeleteFunc(tree.Files(dir), func(n string) bool { return !strings.HasSuffix(n, ".go") })
}

// states returns base and next: the same tree but for the BUILD file's text,
// and in base without the given Go files.
func states(tree *checkout.Tree, dir, buildText string, gone []string) (base, next *checkout.Tree) {
	b, n := map[string][]byte{}, map[string][]byte{}
	var text []byte
	if buildText != "" {
		text = []byte(buildText)
	}
	b[buildFile(tree, dir)] = text
	for _, name := range gone {
		p := path.Join(dir, name)
		src, _ := tree.Read(p)
		b[p], n[p] = nil, src
	}
	base = tree.With(b)
	return base, base.With(n)
}

// sample keeps every n-th element, all of them when EVERY is set.
func sample(names []string, n int) []string {
	if os.Getenv("EVERY") != "" {
		return names
	}
	var out []string
	for i := 0; i < len(names); i += n {
		out = append(out, names[i])
	}
	return out
}

// plain reports whether a BUILD file holds only what gazelle and the race
// script write: no further rules, attributes or comments.
func plain(d *document) bool {
	attrs := map[string][]string{
		"go_library": {"name", "srcs", "importpath", "visibility", "deps", "cgo", "embedsrcs"},
		"go_test":    {"name", "srcs", "data", "embed", "embedsrcs", "race", "deps"},
		"go_binary":  {"name", "embed", "visibility"},
	}
	for _, x := range d.file.Stmt {
		switch x := x.(type) {
		case *build.LoadStmt:
		case *build.CallExpr:
			r := build.NewRule(x)
			for _, k := range r.AttrKeys() {
				if !slices.Contains(attrs[r.Kind()], k) {
					return false
				}
			}
		default:
			return false
		}
	}
	return !strings.Contains(string(d.src), "#")
}

func TestNewPackagesGetTheCommittedFile(t *testing.T) {
	tree, dirs := openKubeVirt(t)
	s := score{t: t}
	for _, dir := range sample(dirs, 5) {
		d := openBuild(tree, dir)
		if !plain(d) {
			continue
		}
		base, next := states(tree, dir, "", goFiles(tree, dir))
		s.check(dir, followed(t, base, next, dir), string(d.src))
	}
	s.atLeast(0.95)
}

func TestFirstTestGetsTheCommittedTarget(t *testing.T) {
	tree, dirs := openKubeVirt(t)
	s := score{t: t}
	for _, dir := range sample(dirs, 5) {
		d := openBuild(tree, dir)
		r := d.named("go_test", testName)
		if r == nil || !d.has("go_library") {
			continue
		}
		own := true
		for _, k := range r.AttrKeys() {
			own = own && slices.Contains([]string{"name", "srcs", "data", "embed", "embedsrcs", "race", "deps"}, k)
		}
		if !own || d.file.Stmt[len(d.file.Stmt)-1] != build.Expr(r.Call) {
			continue
		}
		want := string(d.src)
		d.remove(r)
		tests := slices.DeleteFunc(goFiles(tree, dir), func(n string) bool { return !strings.HasSuffix(n, "_test.go") })
		base, next := states(tree, dir, d.text(), tests)
		s.check(dir, followed(t, base, next, dir), want)
	}
	s.atLeast(0.95)
}

// TestLostEntriesComeBack deletes one entry of srcs or deps at a time.
func TestLostEntriesComeBack(t *testing.T) {
	tree, dirs := openKubeVirt(t)
	s := score{t: t}
	for _, dir := range sample(dirs, 20) {
		want := string(openBuild(tree, dir).src)
		for _, kind := range []string{"go_library", "go_test"} {
			for _, attr := range []string{"srcs", "deps"} {
				for i := range entries(openBuild(tree, dir), kind, attr) {
					d := openBuild(tree, dir)
					value := entries(d, kind, attr)[i]
					amend(ruleOf(d, kind), attr, nil, []string{value})
					base, next := states(tree, dir, d.text(), goFiles(tree, dir))
					s.check(dir+" "+kind+" "+attr+" "+value, followed(t, base, next, dir), want)
				}
			}
		}
	}
	s.atLeast(0.99)
}

func ruleOf(d *document, kind string) *build.Rule {
	if kind == "go_test" {
		return d.named(kind, testName)
	}
	return d.lib("")
}

func entries(d *document, kind, attr string) []string {
	r := ruleOf(d, kind)
	if r == nil || r.AttrDefn(attr) == nil {
		return nil
	}
	list, _ := plainPart(r.AttrDefn(attr))
	if list == nil {
		return nil
	}
	return build.Strings(list)
}

// TestFilesComeAndGo takes one Go file away, then brings it back.
func TestFilesComeAndGo(t *testing.T) {
	tree, dirs := openKubeVirt(t)
	s := score{t: t}
	for _, dir := range sample(dirs, 10) {
		want := string(openBuild(tree, dir).src)
		for _, name := range goFiles(tree, dir) {
			p := path.Join(dir, name)
			if isOnly(openBuild(tree, dir), name) {
				continue // the rule goes with it, and comes back at the end of the file
			}
			src, _ := tree.Read(p)
			less := tree.With(map[string][]byte{p: nil})
			text := followed(t, tree, less, dir)
			less = less.With(map[string][]byte{buildFile(tree, dir): []byte(text)})
			s.check(p, followed(t, less, less.With(map[string][]byte{p: src}), dir), want)
		}
	}
	s.atLeast(0.98)
}

func isOnly(d *document, name string) bool {
	for _, kind := range []string{"go_library", "go_test"} {
		if slices.Equal(entries(d, kind, "srcs"), []string{name}) {
			return true
		}
	}
	return false
}
