// Package gosrc is the only room that writes Go: it renders fragments, keeps
// import tables and splices text into files at offsets, so that no line of the
// user's file is ever printed again.
package gosrc

import (
	"bytes"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
	"github.com/kubevirt/kvscaffold/generator/diag"
)

// Module is the import path of the KubeVirt checkout's root module.
const Module = "kubevirt.io/kubevirt"

// Staging is where the API and client modules live inside the checkout.
const Staging = "staging/src/"

// ImportPath returns the Go import path of a directory of the checkout.
func ImportPath(dir string) string {
	if rest, ok := strings.CutPrefix(dir, Staging); ok {
		return rest
	}
	return Module + "/" + dir
}

// ImportDir returns the directory of the checkout that holds an import path:
// its own packages, the staging modules, and vendored ones.
func ImportDir(importPath string) string {
	if rest, ok := strings.CutPrefix(importPath, Module+"/"); ok {
		return rest
	}
	if strings.HasPrefix(importPath, "kubevirt.io/api") || strings.HasPrefix(importPath, "kubevirt.io/client-go") {
		return Staging + importPath
	}
	return "vendor/" + importPath
}

// Imports is the import table of one file, existing or new: fragments ask it
// for the name under which they may use a package, and it adds what is
// missing.
type Imports struct {
	tree *checkout.Tree
	path string
	file *checkout.GoFile // nil for a new file
	have map[string]string
	need map[string]string
	from diag.Pos

	outside bool // a new file of the external test package
}

// NewImports returns the import table of the file at p, which need not exist.
func NewImports(tree *checkout.Tree, p string) *Imports {
	im := &Imports{tree: tree, path: p, have: map[string]string{}, need: map[string]string{}}
	if f, err := tree.Go(p); err == nil {
		im.file = f
		im.have = Aliases(f)
	}
	return im
}

// Aliases returns the local name of every import of a file, by import path. A
// name that the import does not spell is the last element of the path, without
// a version suffix.
func Aliases(f *checkout.GoFile) map[string]string {
	out := map[string]string{}
	for _, spec := range f.AST.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if spec.Name != nil {
			out[p] = spec.Name.Name
		} else {
			out[p] = DefaultName(p)
		}
	}
	return out
}

var versionElem = regexp.MustCompile(`^v[0-9]+$`)

// DefaultName guesses the package name of an import path the way Go tools do:
// the last element, the one before it for major versions of modules, without
// "go-" and what cannot be in an identifier.
func DefaultName(p string) string {
	base := path.Base(p)
	if versionElem.MatchString(base) && strings.Count(p, "/") >= 2 && strings.Contains(strings.Split(p, "/")[0], ".") &&
		!strings.Contains(p, "/api/") && !strings.Contains(p, "/apis/") && !strings.Contains(p, "k8s.io/api") && !strings.Contains(p, "kubevirt.io/api") {
		base = path.Base(path.Dir(p))
	}
	base = strings.TrimPrefix(base, "go-")
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' {
			return -1
		}
		return r
	}, base)
}

// Try runs f and forgets the imports that it asked for, unless f reports that
// what needs them was written.
func (im *Imports) Try(f func() bool) {
	need, outside := maps.Clone(im.need), im.outside
	if !f() {
		im.need, im.outside = need, outside
	}
}

// Using runs f, which returns code, and forgets the imports that f asked for
// without the code using them.
func (im *Imports) Using(f func() string) {
	before := maps.Clone(im.need)
	code := f()
	for p, name := range im.need {
		if _, had := before[p]; !had && !regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\.`).MatchString(code) {
			delete(im.need, p)
		}
	}
}

// Name returns the name under which the file uses an import path, and asks for
// the import where the file lacks it. The alias is the file's own, else the
// most frequent in the package, else the house alias, else the package name.
// A package asked for by its own files is used without qualifier: "".
func (im *Imports) Name(importPath string) string {
	if ImportPath(path.Dir(im.path)) == importPath && !im.external() {
		return ""
	}
	if a, ok := im.have[importPath]; ok && a != "_" {
		return a
	}
	if a, ok := im.need[importPath]; ok {
		return a
	}
	a := im.alias(importPath)
	for taken := im.taken(); slices.Contains(taken, a); {
		a += "pkg"
	}
	im.need[importPath] = a
	return a
}

// Drop takes back the request for some imports.
func (im *Imports) Drop(paths []string) {
	for _, p := range paths {
		delete(im.need, p)
	}
}

// Dot asks for a dot import.
func (im *Imports) Dot(importPath string) {
	if _, ok := im.have[importPath]; !ok {
		im.need[importPath] = "."
	}
}

// Qualify returns name qualified for use in the file.
func (im *Imports) Qualify(importPath, name string) string {
	q := im.Name(importPath)
	if q == "" || q == "." {
		return name
	}
	return q + "." + name
}

func (im *Imports) external() bool {
	if im.file != nil {
		return strings.HasSuffix(im.file.AST.Name.Name, "_test")
	}
	return im.outside
}

// Outside tells that a new file belongs to the external test package of its
// directory, so that it imports the package under test like any other.
func (im *Imports) Outside() { im.outside = true }

func (im *Imports) taken() []string {
	var out []string
	for _, m := range []map[string]string{im.have, im.need} {
		for _, a := range m {
			out = append(out, a)
		}
	}
	return out
}

// house holds the aliases KubeVirt uses for packages whose name says too
// little; each is the most frequent one in its tree.
var house = map[string]string{
	"kubevirt.io/api/core/v1":                       "v1",
	"k8s.io/api/core/v1":                            "k8sv1",
	"k8s.io/apimachinery/pkg/apis/meta/v1":          "metav1",
	"k8s.io/apimachinery/pkg/util/validation/field": "k8sfield",
	"k8s.io/api/admission/v1":                       "admissionv1",
	"k8s.io/api/rbac/v1":                            "rbacv1",
	"k8s.io/api/policy/v1":                          "policyv1",
	"k8s.io/apimachinery/pkg/api/errors":            "k8serrors",
	Module + "/pkg/virt-config":                     "virtconfig",
	Module + "/pkg/handler-launcher-com/cmd/v1":     "cmdv1",
	Module + "/pkg/virt-launcher/virtwrap/api":      "api",
}

func (im *Imports) alias(importPath string) string {
	count := map[string]int{}
	for _, aliases := range im.neighbours() {
		if a, ok := aliases[importPath]; ok && a != "_" && a != "." {
			count[a]++
		}
	}
	best := ""
	for a, n := range count {
		if best == "" || n > count[best] || n == count[best] && a < best {
			best = a
		}
	}
	if best != "" {
		return best
	}
	if a, ok := house[importPath]; ok {
		return a
	}
	return im.packageName(importPath)
}

// neighbours returns the import aliases of every file of the package.
func (im *Imports) neighbours() []map[string]string {
	var out []map[string]string
	dir := path.Dir(im.path)
	for _, name := range im.tree.Files(dir) {
		if !strings.HasSuffix(name, ".go") || checkout.IsGenerated(name) {
			continue
		}
		if src, err := im.tree.Read(dir + "/" + name); err == nil {
			if f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly); err == nil {
				out = append(out, Aliases(&checkout.GoFile{AST: f}))
			}
		}
	}
	return out
}

// packageName reads the package clause where the package is in the tree.
func (im *Imports) packageName(importPath string) string {
	dir := ImportDir(importPath)
	for _, name := range im.tree.Files(dir) {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			if src, err := im.tree.Read(dir + "/" + name); err == nil {
				if f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.PackageClauseOnly); err == nil {
					return f.Name.Name
				}
			}
		}
	}
	return DefaultName(importPath)
}

// Find returns the import path that a qualifier stands for: in the file, in
// its package, in the house table, or anywhere below the file's component.
func (im *Imports) Find(qualifier string) (string, bool) {
	for _, m := range []map[string]string{im.have, im.need} {
		if p, ok := findAlias(m, qualifier); ok {
			return p, true
		}
	}
	count := map[string]int{}
	for _, aliases := range im.neighbours() {
		if p, ok := findAlias(aliases, qualifier); ok {
			count[p]++
		}
	}
	if p, ok := mostFrequent(count); ok {
		return p, true
	}
	if p, ok := findAlias(house, qualifier); ok {
		return p, true
	}
	return im.search(qualifier)
}

// search looks at the imports of all packages below the component's directory
// and then of the neighbouring components.
func (im *Imports) search(qualifier string) (string, bool) {
	parts := strings.Split(im.path, "/")
	for depth := min(3, len(parts)-1); depth >= 1; depth-- {
		count := map[string]int{}
		im.walk(strings.Join(parts[:depth], "/"), qualifier, count)
		if p, ok := mostFrequent(count); ok {
			return p, true
		}
	}
	return "", false
}

func (im *Imports) walk(dir, qualifier string, count map[string]int) {
	for _, name := range im.tree.Files(dir) {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		src, err := im.tree.Read(dir + "/" + name)
		if err != nil || !bytes.Contains(src, []byte(qualifier+".")) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			continue
		}
		if p, ok := findAlias(Aliases(&checkout.GoFile{AST: f}), qualifier); ok {
			count[p]++
		}
	}
	for _, d := range im.tree.Dirs(dir) {
		if d != "vendor" && d != "testdata" && d != "_out" {
			im.walk(dir+"/"+d, qualifier, count)
		}
	}
}

func findAlias(m map[string]string, alias string) (string, bool) {
	var found []string
	for p, a := range m {
		if a == alias {
			found = append(found, p)
		}
	}
	sort.Strings(found)
	if len(found) == 0 {
		return "", false
	}
	return found[0], true
}

func mostFrequent(count map[string]int) (string, bool) {
	best, ok := "", false
	for p, n := range count {
		if !ok || n > count[best] || n == count[best] && p < best {
			best, ok = p, true
		}
	}
	return best, ok
}

// class orders import groups: standard library, dot imports, third party,
// KubeVirt's API and client modules, the checkout's own packages.
func class(importPath, alias string) int {
	switch {
	case alias == ".":
		return 1
	case !strings.Contains(strings.Split(importPath, "/")[0], "."):
		return 0
	case strings.HasPrefix(importPath, Module+"/"):
		return 4
	case strings.HasPrefix(importPath, "kubevirt.io/api") || strings.HasPrefix(importPath, "kubevirt.io/client-go"):
		return 3
	}
	return 2
}
