package golden

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// compiles type-checks the packages that the run changes, tests included, and
// reports what the compiler would say that it did not say before. Packages
// outside the miniature tree are unknown, and go/types is silent about what
// comes out of them, so everything is judged but the use of other modules.
func compiles(_ context.Context, r *Run) (string, error) {
	dirs := map[string]bool{}
	for _, p := range r.result.Changed() {
		if path.Ext(p) == ".go" {
			dirs[path.Dir(p)] = true
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		before := newTypeCheck(r.result.Base).errorsIn(dir)
		for text, at := range newTypeCheck(r.result.Next).errorsIn(dir) {
			if _, old := before[text]; !old {
				return at + ": " + text, nil
			}
		}
	}
	return "", nil
}

// typeCheck imports packages of one tree from source.
type typeCheck struct {
	tree *checkout.Tree
	fset *token.FileSet
	done map[string]*types.Package // nil while it is being checked
}

func newTypeCheck(t *checkout.Tree) *typeCheck {
	return &typeCheck{tree: t, fset: token.NewFileSet(), done: map[string]*types.Package{}}
}

var errUnknown = errors.New("not in the miniature tree")

// Import implements types.Importer for packages of the tree.
func (c *typeCheck) Import(name string) (*types.Package, error) {
	if pkg, ok := c.done[name]; ok {
		if pkg == nil {
			return nil, errUnknown
		}
		return pkg, nil
	}
	dir := dirOf(name)
	files := c.parse(dir, func(f string) bool { return !strings.HasSuffix(f, "_test.go") })
	if dir == "" || len(files) == 0 {
		return nil, errUnknown
	}
	c.done[name] = nil
	pkg := c.check(name, files, func(error) {})
	c.done[name] = pkg
	return pkg, nil
}

// dirOf returns the directory of an import path of the tree's own modules.
func dirOf(name string) string {
	for prefix, dir := range map[string]string{
		"kubevirt.io/kubevirt/":  "",
		"kubevirt.io/api/":       "staging/src/kubevirt.io/api/",
		"kubevirt.io/client-go/": "staging/src/kubevirt.io/client-go/",
	} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return dir + rest
		}
	}
	return ""
}

func (c *typeCheck) parse(dir string, want func(name string) bool) []*ast.File {
	var out []*ast.File
	for _, name := range c.tree.Files(dir) {
		if path.Ext(name) != ".go" || !want(name) {
			continue
		}
		src, err := c.tree.Read(dir + "/" + name)
		if err != nil {
			continue
		}
		if f, err := parser.ParseFile(c.fset, dir+"/"+name, src, parser.SkipObjectResolution); err == nil {
			out = append(out, f)
		}
	}
	return out
}

func (c *typeCheck) check(name string, files []*ast.File, report func(error)) *types.Package {
	conf := types.Config{Importer: c, Error: report}
	pkg, _ := conf.Check(name, c.fset, files, nil)
	return pkg
}

// ofOtherModules are what files of the tree have from other modules: object
// metadata, generated code, typed clients, and the names that tests import
// with a dot.
var ofOtherModules = regexp.MustCompile(`could not import|^undefined: [A-Z]\w*$|has no field or method (Name|Namespace|UID|Labels|Annotations|DeletionTimestamp|ObjectMeta|TypeMeta|DeepCopy|DeepCopyInto|CoreV1|KubevirtV1|VirtualMachine\w*)\b`)

// errorsIn returns the compiler's messages about a package, with the place of
// the first of each kind; the test package beside it is checked too.
func (c *typeCheck) errorsIn(dir string) map[string]string {
	out := map[string]string{}
	report := func(err error) {
		var te types.Error
		if errors.As(err, &te) && !ofOtherModules.MatchString(te.Msg) && out[te.Msg] == "" {
			out[te.Msg] = c.fset.Position(te.Pos).String()
		}
	}
	var inside, beside []*ast.File
	for _, f := range c.parse(dir, func(string) bool { return true }) {
		if strings.HasSuffix(f.Name.Name, "_test") {
			beside = append(beside, f)
		} else {
			inside = append(inside, f)
		}
	}
	c.check(importPath(dir), inside, report)
	c.check(importPath(dir)+"_test", beside, report)
	return out
}

func importPath(dir string) string {
	if rest, ok := strings.CutPrefix(dir, "staging/src/"); ok {
		return rest
	}
	return "kubevirt.io/kubevirt/" + dir
}
