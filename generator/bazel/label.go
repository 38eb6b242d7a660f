// This file defines how an import path becomes a bazel label, by rule and
// without an index of the tree.
package bazel

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// The rule names that KubeVirt uses everywhere, and go_binary aside.
const (
	ruleName = "go_default_library"
	testName = "go_default_test"
)

// workspace is what the root of a tree says about labels: everything comes
// from its go.mod and from the gazelle directives of its BUILD files.
type workspace struct {
	tree       *checkout.Tree
	prefix     string            // import path of the root
	tags       []string          // build tags that gazelle takes as given
	resolved   map[string]string // import path to label: directives, then what was asked before
	plainProto bool              // .pb.go files are sources like any other
	unknown    []string          // systems that the pinned gazelle does not know yet
}

// pinnedGazelle finds the minor version of gazelle in a WORKSPACE.
var pinnedGazelle = regexp.MustCompile(`bazel-gazelle-v0\.(\d+)\.`)

func openWorkspace(t *checkout.Tree) *workspace {
	w := &workspace{tree: t, resolved: map[string]string{}}
	if mod, err := t.Read("go.mod"); err == nil {
		w.prefix = modfile.ModulePath(mod)
	}
	text, _ := t.Read("WORKSPACE")
	if m := pinnedGazelle.FindSubmatch(text); m != nil {
		if minor, _ := strconv.Atoi(string(m[1])); minor < 39 {
			w.unknown = []string{"osx", "qnx"}
		}
	}
	for _, d := range directives(t, ".") {
		switch d.key {
		case "prefix":
			w.prefix = d.value
		case "proto":
			w.plainProto = strings.HasPrefix(d.value, "disable")
		case "build_tags":
			w.tags = append(w.tags, strings.Split(d.value, ",")...)
		case "resolve":
			if part := strings.Fields(d.value); len(part) >= 3 && part[0] == "go" {
				w.resolved[part[1]] = part[len(part)-1]
			}
		}
	}
	return w
}

type directive struct{ key, value string }

// directives returns the gazelle directives of a directory's BUILD file.
func directives(t *checkout.Tree, dir string) []directive {
	p := buildFile(t, dir)
	if p == "" {
		return nil
	}
	src, _ := t.Read(p)
	var out []directive
	for line := range strings.Lines(string(src)) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "# gazelle:"); ok {
			key, value, _ := strings.Cut(text, " ")
			out = append(out, directive{key, strings.TrimSpace(value)})
		}
	}
	return out
}

// importPath returns the import path of a directory: the nearest prefix
// directive above it, and the way from there.
func (w *workspace) importPath(dir string) string {
	for at := dir; at != "."; at = path.Dir(at) {
		for _, d := range directives(w.tree, at) {
			if d.key == "prefix" {
				return path.Join(d.value, strings.TrimPrefix(strings.TrimPrefix(dir, at), "/"))
			}
		}
	}
	if dir == "." {
		return w.prefix
	}
	return path.Join(w.prefix, dir)
}

// label returns the label by which other directories name what they import,
// "" for the standard library. Packages of the repository and of its staging
// modules lie in the tree; everything else is vendored.
func (w *workspace) label(imp string) string {
	if l, ok := w.resolved[imp]; ok {
		return l
	}
	l := ""
	if first, _, _ := strings.Cut(imp, "/"); strings.Contains(first, ".") {
		l = w.locate(imp)
	}
	w.resolved[imp] = l
	return l
}

func (w *workspace) locate(imp string) string {
	dir := w.dir(imp)
	if l := w.outside(imp, dir); l != "" {
		return l
	}
	name := w.ruleOf(dir)
	if dir == "." {
		dir = ""
	}
	return "//" + dir + ":" + name
}

// dir returns the directory of an import path.
func (w *workspace) dir(imp string) string {
	if imp == w.prefix {
		return "."
	}
	if rest, ok := strings.CutPrefix(imp, w.prefix+"/"); ok && w.prefix != "" {
		return rest
	}
	if staged := path.Join("staging/src", imp); w.tree.IsDir(staged) {
		return staged
	}
	return path.Join("vendor", imp)
}

// outside returns the label of a package that is vendored without a BUILD file,
// because the WORKSPACE fetches its module as a repository of its own; "" for
// all others.
func (w *workspace) outside(imp, dir string) string {
	if !strings.HasPrefix(dir, "vendor/") || !w.tree.IsDir(dir) || buildFile(w.tree, dir) != "" {
		return ""
	}
	text, _ := w.tree.Read("WORKSPACE")
	for module := imp; module != "."; module = path.Dir(module) {
		if name := repositoryName(module); strings.Contains(string(text), `"`+name+`"`) {
			return "@" + name + "//" + strings.TrimPrefix(strings.TrimPrefix(imp, module), "/") + ":" + ruleName
		}
	}
	return ""
}

// repositoryName is how bazel calls the repository of a Go module: the host
// reversed, then the path, joined by underscores.
func repositoryName(module string) string {
	host, rest, _ := strings.Cut(strings.ToLower(module), "/")
	parts := strings.Split(host, ".")
	slices.Reverse(parts)
	if rest != "" {
		parts = append(parts, rest)
	}
	return strings.NewReplacer("-", "_", ".", "_", "/", "_").Replace(strings.Join(parts, "_"))
}

// ruleOf returns the name of the library in a directory.
func (w *workspace) ruleOf(dir string) string {
	if f := openBuild(w.tree, dir); f != nil {
		if r := f.lib(""); r != nil {
			return r.Name()
		}
	}
	return ruleName
}
