package scratch

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kubevirt/kvscaffold/generator/checkout"
)

// Walk lists the files of a tree without asking git: everything but
// repositories, build output and links out of the tree.
func Walk(tree *checkout.Tree) []string {
	var out []string
	var descend func(dir string)
	descend = func(dir string) {
		for _, f := range tree.Files(dir) {
			out = append(out, path.Join(dir, f))
		}
		for _, sub := range tree.Dirs(dir) {
			if !isOutput(dir, sub) {
				descend(path.Join(dir, sub))
			}
		}
	}
	descend(".")
	return out
}

// isOutput recognises directories that hold no sources.
func isOutput(dir, name string) bool {
	return name == ".git" || dir == "." && (strings.HasPrefix(name, "_") || strings.HasPrefix(name, "bazel-") || strings.HasPrefix(name, "."))
}

func directories(files []string) []string {
	set := map[string]bool{}
	var out []string
	for _, f := range files {
		if dir := path.Dir(f); !set[dir] {
			set[dir] = true
			out = append(out, dir)
		}
	}
	return out
}

func sortedNames(m map[string]stamp) []string { return slices.Sorted(maps.Keys(m)) }
